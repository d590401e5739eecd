//! Where an operation's row lies, and whether its writer may write there.

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::erased_evidence,
    operation::Operation,
    sync::{NounKind, Scope},
};

use super::judge::{Judge, new_id};
use crate::{
    HqError,
    base::Tx,
    record::{Desk, Place, Slot},
};

/// What a row hangs on, nearest first: it goes where that is.
const PARENTS: &[(&str, &str)] =
    &[("customer_id", "customer"), ("issue_id", "issue"), ("visit_record_id", "visit_record")];

type Found = Result<(Place, Slot, Option<Id>), AppError>;

impl Judge<'_> {
    /// The place of the row, what lies there, and the customer that it goes with.
    ///
    /// A row is found in the caller's territories, and from there wherever it was moved: what was written before the device
    /// knew of the move still counts. Nothing leads from one territory into another but such a move.
    pub fn place(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        kind: &'static NounKind,
        operation: &Operation,
    ) -> Result<Found, HqError> {
        let caller = self.caller;
        let refused = |field: &str| Ok(Err(ErrorCode::NotAllowed.on(field)));
        let at = |scope| Place { scope, noun: kind.noun, id: operation.id };
        if kind.noun == "person" {
            if operation.id != caller.person_id {
                return refused("person");
            }
            let place = at(Scope::Person(caller.person_id));
            return Ok(Ok((place, desk.get(tx, place)?, None)));
        }
        let named = match kind.noun {
            "territory" => Some(operation.id),
            _ => new_id(operation, "territory_id"),
        };
        let home = named.unwrap_or(caller.territory_id);
        if !caller.territories.contains(&home) {
            return refused("territory_id");
        }
        let (mut place, mut slot) = desk.follow(tx, at(Scope::Territory(home)))?;
        if slot.held.is_none() && named.is_none() {
            // A row of another of the caller's territories, or of none.
            for territory in caller.territories.iter().filter(|id| **id != home) {
                let (other, found) = desk.follow(tx, at(Scope::Territory(*territory)))?;
                if found.held.is_some() {
                    (place, slot) = (other, found);
                    break;
                }
            }
        }
        let parent = self.parent(tx, desk, place.scope, operation)?;
        let customer_id = match (kind.noun, &parent) {
            ("customer", _) => Some(operation.id),
            (_, Some((_, customer))) => *customer,
            _ => slot.customer_id,
        };
        if slot.held.is_none()
            && let Some((scope, _)) = parent
            && scope != place.scope
        {
            place.scope = scope;
            slot = desk.get(tx, place)?;
        }
        Ok(Ok((place, slot, customer_id)))
    }

    /// Where the row's parent lies, and the parent's customer.
    fn parent(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        scope: Scope,
        operation: &Operation,
    ) -> Result<Option<(Scope, Option<Id>)>, HqError> {
        if operation.noun == "evidence" {
            let Some((visit, customer)) = self.evidence_of.get(&operation.id).copied() else {
                return of_erased(tx, desk, scope, operation);
            };
            let Some(customer) = customer.map(|id| self.aliases.of(id)) else {
                // The visit was begun before it was signed: its customer is known.
                let (place, slot) = desk.follow(tx, Place { scope, noun: "visit_record", id: visit })?;
                return Ok(slot.held.is_some().then_some((place.scope, slot.customer_id)));
            };
            let (place, slot) = desk.follow(tx, Place { scope, noun: "customer", id: customer })?;
            return Ok(Some((if slot.held.is_some() { place.scope } else { scope }, Some(customer))));
        }
        for (field, noun) in PARENTS {
            let Some(id) = new_id(operation, field) else { continue };
            let (place, slot) = desk.follow(tx, Place { scope, noun, id })?;
            if slot.held.is_some() {
                return Ok(Some((place.scope, slot.customer_id)));
            }
            if *noun == "customer" {
                return Ok(Some((scope, Some(id))));
            }
        }
        Ok(None)
    }

    /// Whoever wrote a row that lies elsewhere by now is told that it does: their feed says `gone`.
    pub fn leave_mark(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        place: Place,
        customer_id: Option<Id>,
    ) -> Result<(), HqError> {
        let home = Scope::Territory(self.caller.territory_id);
        let elsewhere = match place.scope {
            Scope::Territory(id) => !self.caller.territories.contains(&id),
            Scope::Organisation | Scope::Person(_) => false,
        };
        if elsewhere {
            let mark = Place { scope: home, ..place };
            desk.get(tx, mark)?;
            desk.put(mark, Slot { held: None, customer_id, moved_to: Some(place.scope) });
        }
        Ok(())
    }
}

/// What tells of an erasure goes with the evidence that it tells of.
fn of_erased(
    tx: &mut dyn Tx,
    desk: &mut Desk,
    scope: Scope,
    operation: &Operation,
) -> Result<Option<(Scope, Option<Id>)>, HqError> {
    let envelope = operation.fields.get("envelope").and_then(|change| change.get("new")?.as_str());
    let Some(id) = envelope.and_then(erased_evidence) else { return Ok(None) };
    let (place, slot) = desk.follow(tx, Place { scope, noun: "evidence", id })?;
    Ok(slot.held.is_some().then_some((place.scope, slot.customer_id)))
}
