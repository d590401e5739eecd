//! What a device erased by law is erased here as well, on the word of the file in which it says so; and what it made of a
//! customer before it knew that headquarters had erased theirs.

use std::collections::BTreeSet;

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::{ERASE, erasures, verify},
    operation::Operation,
    sync::{HeldRow, Scope, kind_of},
};
use serde_json::Value;

use super::{
    incoming::Incoming,
    judge::{Done, Judge, Read, new_id},
};
use crate::{
    HqError,
    admin::CONTACTS,
    base::Tx,
    cells,
    erase::{check_paths, erase_signed, forms},
    record::{Desk, Place, kind},
};

/// What is kept of a contact that is not taken: whose it was.
const CONTACT_LEFT: [&str; 2] = ["customer_id", "territory_id"];

/// Evidence that lost values, or the number in its transaction of the operation that may not say so, and why.
type Erased = Result<Vec<Place>, (usize, AppError)>;

impl Judge<'_> {
    /// Carries out the erasures that a transaction tells of, before it is judged: its own change of the signed row then finds
    /// nothing left to change. The file has to be signed by the installation that sends it, and its person may erase what
    /// it names.
    pub fn erase_by_law(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        operations: &[Read],
    ) -> Result<Erased, HqError> {
        let mut erased = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            let Ok(operation) = operation else { continue };
            let new = operation.fields.get("envelope").and_then(|change| change.get("new")?.as_str());
            // Most files tell of no erasure, and are verified once, when they are countersigned.
            let tells = |envelope: &&str| operation.noun == "evidence" && envelope.contains(ERASE);
            let Some(envelope) = new.filter(tells) else { continue };
            let verdict = verify(envelope.as_bytes());
            let Some(facts) = verdict.facts.filter(|_| verdict.findings.is_empty()) else { continue };
            let Some((of, erasure)) = erasures(&facts) else { continue };
            let key =
                tx.row("SELECT key_id FROM install WHERE install_id = $1", cells![self.caller.install_id])?;
            if key.is_none_or(|row| row[0].text() != facts.key_id) {
                return Ok(Err((index, ErrorCode::NotAllowed.on("key_id"))));
            }
            let paths: Vec<&str> = erasure.paths.iter().map(String::as_str).collect();
            if let Err(refused) = check_paths(&forms(tx)?, &paths, self.caller.role) {
                return Ok(Err((index, refused)));
            }
            for territory in &self.caller.territories {
                let place = Place { scope: Scope::Territory(*territory), noun: "evidence", id: of };
                match erase_signed(self.hq, tx, desk, place, &paths)? {
                    Ok(gone) if gone.is_empty() => {}
                    Ok(_) => {
                        erased.push(desk.follow(tx, place)?.0);
                        break;
                    }
                    Err(refused) => return Ok(Err((index, refused))),
                }
            }
        }
        Ok(Ok(erased))
    }

    /// The customer, where it had something erased by law after the version of it that an operation's writer had read.
    fn unseen(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        scope: Scope,
        customer: Option<Id>,
        operation: &Operation,
    ) -> Result<Option<(Id, HeldRow)>, HqError> {
        let (Some(seen), Some(id)) = (operation.customer_version, customer) else { return Ok(None) };
        if self.made.contains(&id) {
            return Ok(None);
        }
        let held = desk.follow(tx, Place { scope, noun: kind("customer")?.noun, id })?.1.held;
        let held = held.filter(|held| held.erased.values().any(|version| *version > seen));
        Ok(held.map(|held| (id, held)))
    }

    /// Whether a contact was made before its writer knew that those of its customer were erased by law.
    pub(super) fn is_late(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        scope: Scope,
        customer: Option<Id>,
        operation: &Operation,
    ) -> Result<bool, HqError> {
        let seen = operation.customer_version.unwrap_or_default();
        let customer = self.unseen(tx, desk, scope, customer, operation)?;
        Ok(customer.is_some_and(|(_, held)| held.erased.get(CONTACTS).is_some_and(|version| *version > seen)))
    }

    /// Takes out of the visits of an applied transaction what was erased by law of their customers before their writer knew.
    /// Gives back which of its operations lost something.
    pub(super) fn erase_late(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        operations: &[Read],
        done: &[Result<Done, AppError>],
    ) -> Result<BTreeSet<usize>, HqError> {
        let mut late = BTreeSet::new();
        for (index, (operation, done)) in operations.iter().zip(done).enumerate() {
            let (Ok(operation), Ok(done)) = (operation, done) else { continue };
            if operation.noun != "visit_record" || operation.customer_version.is_none() {
                continue;
            }
            let Some(evidence) = new_id(operation, "evidence_id") else { continue };
            let slot = desk.get(tx, done.place)?;
            let scope = done.place.scope;
            let Some((id, held)) = self.unseen(tx, desk, scope, slot.customer_id, operation)? else {
                continue;
            };
            let place = Place { scope, noun: kind("evidence")?.noun, id: evidence };
            let seen = operation.customer_version.unwrap_or_default();
            if self.hq.erase_late(tx, desk, place, (id, &held), seen)? > 0 {
                late.insert(index);
            }
        }
        Ok(late)
    }

    /// An operation as it is kept when it is set aside: without what was erased by law before its writer saw that, so that
    /// headquarters does not keep it after all, and a retry applies the rest.
    pub fn cleared(&self, tx: &mut dyn Tx, desk: &mut Desk, incoming: &Incoming) -> Result<Value, HqError> {
        let mut value: Value = serde_json::from_str(incoming.text)?;
        let Ok(mut operation) = incoming.operation.clone() else { return Ok(value) };
        self.aliases.resolve(&mut operation);
        let Some(kind) = kind_of(&operation.noun) else { return Ok(value) };
        if kind.noun == "contact" {
            let customer = new_id(&operation, "customer_id");
            let home = Scope::Territory(self.caller.territory_id);
            if self.is_late(tx, desk, home, customer, &operation)?
                && let Some(fields) = value.get_mut("fields").and_then(Value::as_object_mut)
            {
                fields.retain(|name, _| CONTACT_LEFT.contains(&name.as_str()));
            }
        }
        let Ok((_, slot, _)) = self.place(tx, desk, kind, &operation)? else { return Ok(value) };
        let base = operation.base_version;
        if let (Some(held), Some(fields)) =
            (slot.held, value.get_mut("fields").and_then(Value::as_object_mut))
        {
            fields.retain(|name, change| {
                let erased = held.erased.get(name).is_some_and(|version| *version > base);
                let stays = !erased && !held.restores(name, change.get("new").unwrap_or(&Value::Null), base);
                // What was refused before still stood on its writer's screen.
                if let Some(old) = change.get_mut("old").filter(|_| held.erased.contains_key(name)) {
                    *old = Value::Null;
                }
                stays
            });
        }
        Ok(value)
    }
}
