//! What lost, kept as a row of its own beside the row that it is about.

use rounds_core::{
    Id, Meta,
    sync::{Choice, Conflict, Lost, Side, WrittenOn},
};
use serde_json::Value;

use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    record::{Desk, Place, fields_of, territory_of},
};

/// The write that met another value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loser {
    pub place: Place,
    /// As its writer knows the row.
    pub row_id: Id,
    /// The person and the installation; none = headquarters.
    pub by: Option<(Id, Id)>,
    /// UTC milliseconds, by its writer's clock.
    pub at: i64,
    /// When the row was last changed before, by that writer's clock.
    pub other_at: Option<i64>,
}

/// Keeps a value that did not stay.
pub(crate) fn keep_lost(
    hq: &Hq,
    tx: &mut dyn Tx,
    desk: &mut Desk,
    write: Loser,
    lost: &Lost,
) -> Result<(), HqError> {
    let place = write.place;
    if place.noun == "conflict" {
        return ask_again(hq, tx, desk, write, lost);
    }
    let (new, other) = writers(tx, write, lost)?;
    let (kept, given_up) = if lost.kept_is_new { (new, other) } else { (other, new) };
    let conflict = Conflict {
        meta: Meta::new(hq.new_id(), territory_of(place.scope), hq.now()),
        noun: place.noun.to_owned(),
        row_id: write.row_id,
        field: lost.field.clone(),
        kept: lost.kept.clone(),
        lost: lost.lost.clone(),
        kept_by: kept.0,
        lost_by: given_up.0,
        kept_from: kept.1,
        lost_from: given_up.1,
        kept_at: kept.2,
        lost_at: given_up.2,
        choice: None,
    };
    let customer_id = desk.get(tx, place)?.customer_id;
    let at = Place { scope: place.scope, noun: "conflict", id: conflict.meta.id };
    desk.add(hq, at, fields_of(&conflict)?, customer_id);
    Ok(())
}

/// Two have decided a conflict against each other. Who took the value that had lost wrote it, who was for the other wrote
/// nothing: what the row has now and what was to stay are put to them once more, as a conflict of its own.
fn ask_again(hq: &Hq, tx: &mut dyn Tx, desk: &mut Desk, write: Loser, lost: &Lost) -> Result<(), HqError> {
    let slot = desk.get(tx, write.place)?;
    let Some(decided) = slot.held.filter(|_| lost.field == "choice") else { return Ok(()) };
    let (new, other) = writers(tx, write, lost)?;
    let choice_of_new = if lost.kept_is_new { &lost.kept } else { &lost.lost };
    let took = serde_json::to_value(Choice::Lost)?;
    let (taker, keeper) = if *choice_of_new == took { (new, other) } else { (other, new) };
    let mut fields = decided.fields;
    let value = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let (kept, given_up) = (value("lost"), value("kept"));
    for (name, value) in [
        ("kept", kept),
        ("lost", given_up),
        ("kept_by", serde_json::to_value(taker.0)?),
        ("lost_by", serde_json::to_value(keeper.0)?),
        ("kept_from", serde_json::to_value(taker.1)?),
        ("lost_from", serde_json::to_value(keeper.1)?),
        ("kept_at", taker.2.into()),
        ("lost_at", keeper.2.into()),
        ("choice", Value::Null),
    ] {
        fields.insert(name.to_owned(), value);
    }
    fields.retain(|_, value| !value.is_null());
    let at = Place { id: hq.new_id(), ..write.place };
    desk.add(hq, at, fields, slot.customer_id);
    Ok(())
}

/// A person, their device, and when by its clock; nobody = headquarters.
type WrittenBy = (Option<Id>, Option<WrittenOn>, i64);

/// Who wrote the operation's value, and who the other.
fn writers(tx: &mut dyn Tx, write: Loser, lost: &Lost) -> Result<(WrittenBy, WrittenBy), HqError> {
    let other = match lost.other.side {
        Side::Hq => None,
        Side::Field => Some(lost.other.install_id),
    };
    let (other_by, other_from) = whose(tx, other)?;
    let (_, new_from) = whose(tx, write.by.map(|(_, install)| install))?;
    let new = (write.by.map(|(person, _)| person), new_from, write.at);
    Ok((new, (other_by, other_from, write.other_at.unwrap_or_default())))
}

/// The person whose installation it is, and what both are called.
fn whose(tx: &mut dyn Tx, install: Option<Id>) -> Result<(Option<Id>, Option<WrittenOn>), HqError> {
    let Some(install) = install else { return Ok((None, None)) };
    let row = tx.row(
        "SELECT i.person_id, a.name, i.name FROM install i JOIN account a ON a.person_id = i.person_id
         WHERE i.install_id = $1",
        cells![install],
    )?;
    Ok(row.map_or((None, None), |row| {
        let on = WrittenOn { person: row[1].text().to_owned(), device: row[2].text().to_owned() };
        (Some(row[0].id()), Some(on))
    }))
}
