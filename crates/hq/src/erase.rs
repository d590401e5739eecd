//! Erasing by law at headquarters: values and salts leave the evidence, the rows and whatever was kept as it came; digests,
//! signatures and chains stay. A file of evidence says what was erased, by whom and why: the device's own where it began
//! there, headquarters' own where it began here.
//!
//! Backups hold the values until they are replaced.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::{self, EraseError, forget, forget_in_operation, may_erase},
    form::{Form, PublishedForm, VISIT_RECORD},
    person::Role,
    sync::{ErasedBy, HeldRow, Scope, Stamp},
};
use serde_json::{Map, Value, json};

use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    record::{Desk, Place, Slot, kind, slot_of},
};

/// The form that the program brings, and those that were published: a field keeps its meaning through all versions.
pub(crate) fn forms(tx: &mut dyn Tx) -> Result<Vec<Form>, HqError> {
    let mut forms: Vec<Form> = Form::parse(VISIT_RECORD).into_iter().collect();
    for row in tx.rows(
        "SELECT id, body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'published_form'
         ORDER BY seq DESC",
        cells![Scope::Organisation],
    )? {
        let Some(held) = slot_of(&row, 1, 2, 3)?.held else { continue };
        let whole = Value::Object(held.whole(row[0].id(), Id::nil()));
        let published = serde_json::from_value::<PublishedForm>(whole).ok();
        forms.extend(published.and_then(|published| published.form()));
    }
    Ok(forms)
}

/// Whether somebody of this role may erase a field of some form; none = nobody may.
pub(crate) fn may(forms: &[Form], path: &str, role: Role) -> Option<bool> {
    forms.iter().find_map(|form| may_erase(form, path, role))
}

/// Whether somebody of this role may erase all of `paths`, or why not.
pub(crate) fn check_paths(forms: &[Form], paths: &[&str], role: Role) -> Result<(), AppError> {
    let answers = paths.iter().any(|path| evidence::repeats_in_shown(path));
    for path in paths.iter().filter(|path| **path != evidence::SHOWN || !answers) {
        match may(forms, path, role) {
            Some(true) => {}
            Some(false) => return Err(ErrorCode::RoleTooLow.with("path", *path)),
            None => return Err(ErrorCode::NotErasable.with("path", *path)),
        }
    }
    Ok(())
}

impl Desk {
    /// A row as headquarters changes it, whoever owns its fields.
    fn rewrite(
        &mut self,
        hq: &Hq,
        place: Place,
        mut slot: Slot,
        fields: Map<String, Value>,
        deleted_at: Option<i64>,
        erased: &[&str],
    ) {
        // An erasure has a version even where nothing was there: what a device wrote before it did not see it.
        let differs =
            |held: &HeldRow| held.fields != fields || held.deleted_at != deleted_at || !erased.is_empty();
        let Some(held) = slot.held.take().filter(differs) else { return };
        let version = self.next_version(Some(&held));
        let stamp = Stamp { version, install_id: hq.install_id, side: hq.writer().side };
        let mut stamps = held.stamps.clone();
        let names = held.fields.keys().filter(|name| held.fields.get(*name) != fields.get(*name));
        stamps.later.extend(names.map(|name| (name.clone(), stamp)));
        if held.deleted_at != deleted_at {
            stamps.later.insert("deleted_at".to_owned(), stamp);
        }
        let mut all = held.erased.clone();
        all.extend(erased.iter().map(|name| ((*name).to_owned(), version)));
        let row = HeldRow { version, updated_at: hq.now(), deleted_at, fields, stamps, erased: all, ..held };
        self.put(place, Slot { held: Some(row), ..slot });
    }
}

/// Notes at a customer what was erased of what hangs on it, and who answers for it: what a device made before it knew of
/// that, and sends later, has to go as well.
pub(crate) fn keep_why(
    hq: &Hq,
    tx: &mut dyn Tx,
    desk: &mut Desk,
    customer: Place,
    marks: &[&str],
    by: ErasedBy,
) -> Result<(), HqError> {
    let mut slot = desk.get(tx, customer)?;
    let Some(held) = &mut slot.held else { return Ok(()) };
    held.erased_by = Some(by);
    let (fields, deleted_at) = (held.fields.clone(), held.deleted_at);
    desk.rewrite(hq, customer, slot, fields, deleted_at, marks);
    Ok(())
}

/// Takes the values at `paths` out of a signed visit: its evidence, its row, its conflicts and what was set aside. Gives
/// back the paths that were not erased before; none where there is no such evidence.
pub(crate) fn erase_signed(
    hq: &Hq,
    tx: &mut dyn Tx,
    desk: &mut Desk,
    at: Place,
    paths: &[&str],
) -> Result<Result<Vec<String>, AppError>, HqError> {
    let (at, slot) = desk.follow(tx, at)?;
    let Some(held) = &slot.held else { return Ok(Ok(Vec::new())) };
    let envelope = held.field("envelope").as_str().unwrap_or_default().to_owned();
    let facts = evidence::verify(envelope.as_bytes()).facts.unwrap_or_default();
    let left: Vec<&str> =
        paths.iter().copied().filter(|path| !facts.erased.iter().any(|gone| gone == path)).collect();
    let less = match evidence::erase(envelope.as_bytes(), &left) {
        Ok(less) => String::from_utf8_lossy(&less).into_owned(),
        Err(EraseError::NotIntact) => {
            return Ok(Err(ErrorCode::EvidenceAltered.with("what", at.id.to_string())));
        }
        Err(EraseError::Field(path)) => return Ok(Err(ErrorCode::NotErasable.with("path", path))),
    };
    let mut fields = held.fields.clone();
    fields.insert("envelope".to_owned(), less.into());
    let deleted_at = held.deleted_at;
    desk.rewrite(hq, at, slot, fields, deleted_at, &[]);
    set_aside_without(tx, at.id, |fields| {
        let text = fields.get("envelope").and_then(|change| change["new"].as_str()).map(str::to_owned);
        if let (Some(text), Some(change)) = (text, fields.get_mut("envelope")) {
            // What is not even intact is kept for its hash alone.
            let less = evidence::erase(text.as_bytes(), &left).ok();
            change["new"] = less.map_or(Value::Null, |less| String::from_utf8_lossy(&less).into());
        }
    })?;
    let Some(visit) = facts.record.get("visit.id").and_then(Value::as_str).and_then(|id| id.parse().ok())
    else {
        return Ok(Ok(left.into_iter().map(str::to_owned).collect()));
    };
    let place = Place { scope: at.scope, noun: kind("visit_record")?.noun, id: visit };
    let (place, slot) = desk.follow(tx, place)?;
    if let Some(held) = &slot.held {
        let mut fields = held.fields.clone();
        forget(&mut fields, &left);
        let deleted_at = held.deleted_at;
        desk.rewrite(hq, place, slot, fields, deleted_at, &[]);
    }
    set_aside_without(tx, visit, |fields| forget_in_operation(fields, &left))?;
    conflicts_without(hq, tx, desk, place, |field, value| {
        let mut said = Map::from_iter([(field.to_owned(), json!({ "old": value.take() }))]);
        forget_in_operation(&mut said, &left);
        *value = said[field]["old"].take();
    })?;
    Ok(Ok(left.into_iter().map(str::to_owned).collect()))
}

/// Puts values `instead` of those of a row, its conflicts and what was set aside of it, and deletes the row where `gone`.
/// Whether there was anything to take out.
pub(crate) fn erase_fields(
    hq: &Hq,
    tx: &mut dyn Tx,
    desk: &mut Desk,
    place: Place,
    instead: &BTreeMap<&str, Value>,
    gone: bool,
) -> Result<bool, HqError> {
    let slot = desk.get(tx, place)?;
    let Some(held) = &slot.held else { return Ok(false) };
    let mut fields = held.fields.clone();
    for (name, value) in instead {
        if let Some(there) = fields.get_mut(*name) {
            *there = value.clone();
        }
    }
    fields.retain(|_, value| !value.is_null());
    let deleted_at = held.deleted_at.or(gone.then(|| hq.now()));
    let found = fields != held.fields || deleted_at != held.deleted_at;
    let erased: Vec<&str> = instead.keys().copied().chain(gone.then_some("deleted_at")).collect();
    desk.rewrite(hq, place, slot, fields, deleted_at, &erased);
    set_aside_without(tx, place.id, |fields| {
        for (name, value) in instead {
            if let Some(change) = fields.get_mut(*name) {
                *change = json!({ "old": null, "new": value });
            }
        }
    })?;
    conflicts_without(hq, tx, desk, place, |field, value| {
        if instead.contains_key(field) {
            *value = Value::Null;
        } else if let Some(fields) = value.as_object_mut().filter(|_| field == "deleted_at") {
            fields.retain(|name, _| !instead.contains_key(name.as_str()));
        }
    })?;
    Ok(found)
}

/// Operations of a row that were kept as they came: the values leave them, whether they were settled or not.
fn set_aside_without(
    tx: &mut dyn Tx,
    row: Id,
    rewrite: impl Fn(&mut Map<String, Value>),
) -> Result<(), HqError> {
    for kept in
        tx.rows("SELECT install_id, op_seq, operation FROM set_aside WHERE row_id = $1", cells![row])?
    {
        let mut operation: Value = serde_json::from_str(kept[2].text())?;
        if let Some(fields) = operation.get_mut("fields").and_then(Value::as_object_mut) {
            rewrite(fields);
        }
        tx.run(
            "UPDATE set_aside SET operation = $1 WHERE install_id = $2 AND op_seq = $3",
            cells![operation.to_string(), kept[0].id(), kept[1].int()],
        )?;
    }
    Ok(())
}

/// Both values of each conflict about a row, by the name of their field.
fn conflicts_without(
    hq: &Hq,
    tx: &mut dyn Tx,
    desk: &mut Desk,
    about: Place,
    rewrite: impl Fn(&str, &mut Value),
) -> Result<(), HqError> {
    let rows = tx.rows(
        "SELECT id FROM record WHERE scope = $1 AND noun = 'conflict' AND body LIKE $2",
        cells![about.scope, format!("%{}%", about.id)],
    )?;
    for row in rows {
        let place = Place { scope: about.scope, noun: kind("conflict")?.noun, id: row[0].id() };
        let slot = desk.get(tx, place)?;
        let Some(held) =
            slot.held.as_ref().filter(|held| held.field("row_id").as_str() == Some(&about.id.to_string()))
        else {
            continue;
        };
        let mut fields = held.fields.clone();
        let field = held.field("field").as_str().unwrap_or_default().to_owned();
        for side in ["kept", "lost"] {
            if let Some(value) = fields.get_mut(side) {
                rewrite(&field, value);
            }
        }
        fields.retain(|_, value| !value.is_null());
        let deleted_at = held.deleted_at;
        desk.rewrite(hq, place, slot, fields, deleted_at, &[]);
    }
    Ok(())
}
