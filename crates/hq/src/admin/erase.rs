//! A customer asks for their personal data to be erased: the office does it here, and every device follows.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    Id,
    customer::check_text,
    evidence::{ERASE, SHOWN, repeats_in_shown, sign, verify},
    form::Form,
    person::Role,
    sync::{ErasedBy, HeldRow, Scope},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    codes::known_by,
    erase::{check_paths, erase_fields, erase_signed, forms, keep_why, may},
    hq::{set, setting},
    push::countersign,
    record::{Desk, Place, kind, slot_of},
    session::{role_of, word_of},
};

const MOST_REASON: usize = 200;
/// The end of headquarters' own chain of evidence: number and hash.
const CHAIN: &str = "evidence_chain";
/// Of the customer's file: what is about a person and not about the shop.
const OF_FILE: [&str; 3] = ["phone", "wishes", "note"];
/// No field: the mark at a customer that everything that is personal was erased, its contacts included, so that neither an
/// import nor what a device wrote before brings it back. Of single fields of its signed visits the mark is their path.
pub(crate) const CONTACTS: &str = "contacts";
/// What stands where a contact's name stood.
const NO_NAME: &str = "—";
/// Signed fields that are about others than the customer.
const OF_OTHERS: [&str; 3] = ["visit.manager_name", "visit.companion", "visit.cover_for"];

/// Who wants what erased.
#[derive(Clone, Copy, Debug)]
pub struct Erasing<'a> {
    /// The customer's code.
    pub code: &'a str,
    /// Who answers for it: a person of headquarters or an administrator, and their password.
    pub by: &'a str,
    pub password: &'a str,
    pub reason: &'a str,
    /// Fields of signed visits; none = all that are about the customer, and the customer's file and contacts as well.
    pub fields: &'a [String],
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Erased {
    pub visits: u32,
    /// Fields of them.
    pub fields: u32,
    pub contacts: u32,
}

impl Hq {
    /// Erases what is personal of a customer: in every signed visit, in the file, and the contacts. Digests, signatures and
    /// chains stay; a file of evidence of headquarters' own says of each visit what was erased, by whom and why.
    pub fn erase_customer(&self, asked: &Erasing) -> Result<Erased, HqError> {
        let role = role_of(&self.prove_admin(asked.by, asked.password)?);
        if !matches!(role, Role::Admin | Role::Hq) {
            return Err(HqError::told("erase_role", &[("person", &asked.by), ("role", &word_of(role))]));
        }
        let reason = asked.reason.trim();
        if reason.is_empty() {
            return Err(HqError::told("erase_reason", &[]));
        }
        check_text(reason, MOST_REASON, false)?;
        let only: Vec<&str> = asked.fields.iter().map(String::as_str).collect();
        self.base.write(|tx| {
            let forms = forms(tx)?;
            check_paths(&forms, &only, role).map_err(|refused| unknown_field(&refused))?;
            let (customer, scope) = customer_by(tx, asked.code)?;
            let person = tx.row("SELECT person_id, name FROM account WHERE code = $1", cells![asked.by])?;
            let person = person.ok_or_else(|| HqError::told("no_person", &[("code", &asked.by)]))?;
            let by = ErasedBy {
                person_id: person[0].id(),
                code: asked.by.to_owned(),
                name: person[1].text().to_owned(),
                reason: reason.to_owned(),
            };
            let mut desk = Desk::new(self);
            desk.lock(tx, scope)?;
            let mut erased = Erased::default();
            for evidence in signed_of(tx, scope, customer)? {
                let place = Place { scope, noun: kind("evidence")?.noun, id: evidence };
                let may_go = |path: &str| match &only[..] {
                    [] => is_personal(&forms, path, role),
                    only => only.contains(&path),
                };
                let fields = self.erase_visit(tx, &mut desk, place, customer, &may_go, &by)?;
                erased.visits += u32::from(fields > 0);
                erased.fields += fields;
            }
            let place = Place { scope, noun: kind("customer")?.noun, id: customer };
            if asked.fields.is_empty() {
                let of_file: BTreeMap<&str, Value> = OF_FILE.map(|field| (field, Value::Null)).into();
                erase_fields(self, tx, &mut desk, place, &of_file, false)?;
                erased.contacts = self.erase_contacts(tx, &mut desk, scope, customer)?;
            }
            let marks = if only.is_empty() { &[CONTACTS][..] } else { &only[..] };
            keep_why(self, tx, &mut desk, place, marks, by)?;
            desk.save(tx, self.now())?;
            let detail =
                format!("{customer} visits {} contacts {}: {reason}", erased.visits, erased.contacts);
            self.audit(tx, &person[0].id().to_string(), "erased", &detail)?;
            Ok(erased)
        })
    }

    /// What was erased of a customer takes these fields of a signed visit with it, which a device signed before it knew and
    /// sends now. Gives back how many fields lost their values.
    pub(crate) fn erase_late(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        evidence: Place,
        (customer, held): (Id, &HeldRow),
        seen: i64,
    ) -> Result<u32, HqError> {
        let Some(by) = &held.erased_by else { return Ok(0) };
        let forms = forms(tx)?;
        let unseen = |mark: &str| held.erased.get(mark).is_some_and(|version| *version > seen);
        let all = unseen(CONTACTS);
        let may_go = |path: &str| all && is_personal(&forms, path, Role::Hq) || unseen(path);
        self.erase_visit(tx, desk, evidence, customer, &may_go, by)
    }

    /// One signed visit. Gives back how many fields lost their values.
    fn erase_visit(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        place: Place,
        customer: Id,
        may_go: &dyn Fn(&str) -> bool,
        by: &ErasedBy,
    ) -> Result<u32, HqError> {
        let held = desk.get(tx, place)?.held;
        let envelope = held.as_ref().and_then(|held| held.field("envelope").as_str()).unwrap_or_default();
        let facts = verify(envelope.as_bytes()).facts.unwrap_or_default();
        let mut paths: BTreeSet<&str> =
            facts.record.keys().map(String::as_str).filter(|path| may_go(path)).collect();
        if paths.iter().any(|path| repeats_in_shown(path)) && facts.record.contains_key(SHOWN) {
            paths.insert(SHOWN);
        }
        if paths.is_empty() {
            return Ok(0);
        }
        let paths: Vec<&str> = paths.into_iter().collect();
        let record = [
            (ERASE, json!(place.id)),
            ("erase.record_id", facts.record.get("visit.id").cloned().unwrap_or_default()),
            ("erase.fields", json!(paths)),
            ("erase.reason", json!(by.reason)),
            ("by.person_id", json!(by.person_id)),
            ("by.code", json!(by.code)),
            ("by.name", json!(by.name)),
            ("time", json!({ "at": self.now(), "zone": "UTC" })),
        ];
        // The file that says why comes first in the feed.
        self.add_link(tx, desk, place.scope, customer, &record)?;
        Ok(erase_signed(self, tx, desk, place, &paths)??.len() as u32)
    }

    /// The next file of headquarters' own chain, countersigned like every other.
    fn add_link(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        scope: Scope,
        customer: Id,
        record: &[(&str, Value)],
    ) -> Result<(), HqError> {
        let end: Option<(i64, String)> =
            setting(tx, CHAIN)?.map(|text| serde_json::from_str(&text)).transpose()?;
        let (seq, prev) = end.map_or((1, None), |(seq, hash)| (seq + 1, Some(hash)));
        let record: BTreeMap<String, Value> =
            record.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
        let signed = sign(&record, &self.keys.signing, seq, prev.as_deref(), self.entropy.as_ref())
            .map_err(|error| HqError::Base(error.to_string()))?;
        set(tx, CHAIN, &json!([seq, signed.hash]).to_string())?;
        let fields = [
            ("envelope", Value::from(String::from_utf8_lossy(&signed.bytes).into_owned())),
            ("hash", signed.hash.into()),
            ("seq", seq.into()),
        ];
        let fields: Map<String, Value> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let place = Place { scope, noun: kind("evidence")?.noun, id: self.new_id() };
        desk.get(tx, place)?;
        desk.add(self, place, fields, Some(customer));
        let held = desk.get(tx, place)?.held.ok_or(HqError::Race)?;
        Ok(countersign(self, tx, desk, place, &held)??)
    }

    fn erase_contacts(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        scope: Scope,
        customer: Id,
    ) -> Result<u32, HqError> {
        let instead: BTreeMap<&str, Value> =
            [("name", json!(NO_NAME)), ("title", Value::Null), ("phone", Value::Null), ("note", Value::Null)]
                .into();
        let mut contacts = 0;
        for row in tx.rows(
            "SELECT id FROM record WHERE scope = $1 AND noun = 'contact' AND customer_id = $2 AND moved_to IS NULL",
            cells![scope, customer],
        )? {
            let place = Place { scope, noun: kind("contact")?.noun, id: row[0].id() };
            contacts += u32::from(erase_fields(self, tx, desk, place, &instead, true)?);
        }
        Ok(contacts)
    }
}

/// What an erasure of everything takes out of a signed visit.
fn is_personal(forms: &[Form], path: &str, role: Role) -> bool {
    !OF_OTHERS.contains(&path) && may(forms, path, role) == Some(true)
}

fn unknown_field(refused: &rounds_core::AppError) -> HqError {
    let path = refused.detail.get("path").and_then(Value::as_str).unwrap_or_default().to_owned();
    HqError::told("erase_field", &[("path", &path)])
}

/// The customer that holds a code, wherever it lies.
fn customer_by(tx: &mut dyn Tx, code: &str) -> Result<(Id, Scope), HqError> {
    let row = tx.row(
        "SELECT c.customer_id, r.scope FROM customer_code c JOIN record r ON r.noun = 'customer'
           AND r.id = c.customer_id AND r.moved_to IS NULL WHERE c.code = $1",
        cells![known_by(code)],
    )?;
    let found = row.and_then(|row| Some((row[0].id(), row[1].text().parse().ok()?)));
    found.ok_or_else(|| HqError::told("erase_customer", &[("code", &code)]))
}

/// The evidence of a customer's signed visits.
fn signed_of(tx: &mut dyn Tx, scope: Scope, customer: Id) -> Result<Vec<Id>, HqError> {
    let rows = tx.rows(
        "SELECT body, customer_id, moved_to FROM record
         WHERE scope = $1 AND noun = 'visit_record' AND customer_id = $2 AND moved_to IS NULL ORDER BY seq",
        cells![scope, customer],
    )?;
    let mut signed = Vec::new();
    for row in rows {
        let held = slot_of(&row, 0, 1, 2)?.held;
        let id: Option<Id> = held.as_ref().and_then(|held| held.field("evidence_id").as_str()?.parse().ok());
        signed.extend(id);
    }
    Ok(signed)
}
