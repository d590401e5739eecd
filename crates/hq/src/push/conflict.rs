//! What lost, kept as a row of its own beside the row that it is about.

use rounds_core::{
    Meta,
    operation::Operation,
    sync::{Conflict, Lost, Side},
};

use super::judge::Judge;
use crate::{
    HqError,
    base::Tx,
    cells,
    record::{Desk, Place, fields_of, territory_of},
};

impl Judge<'_> {
    /// Keeps a value that did not stay. `other_at`: when the row was last changed before, by its writer's clock.
    pub fn keep_conflict(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        place: Place,
        operation: &Operation,
        other_at: Option<i64>,
        lost: &Lost,
    ) -> Result<(), HqError> {
        // A conflict about a conflict would have no end: the later choice stands.
        if place.noun == "conflict" {
            return Ok(());
        }
        let other_by = match lost.other.side {
            Side::Hq => None,
            Side::Field => tx
                .row("SELECT person_id FROM install WHERE install_id = $1", cells![lost.other.install_id])?
                .map(|row| row[0].id()),
        };
        let (new, other) = ((Some(operation.actor), operation.at), (other_by, other_at.unwrap_or_default()));
        let (kept, given_up) = if lost.kept_is_new { (new, other) } else { (other, new) };
        let conflict = Conflict {
            meta: Meta::new(self.hq.new_id(), territory_of(place.scope), self.hq.now()),
            noun: place.noun.to_owned(),
            row_id: operation.id,
            field: lost.field.clone(),
            kept: lost.kept.clone(),
            lost: lost.lost.clone(),
            kept_by: kept.0,
            lost_by: given_up.0,
            kept_at: kept.1,
            lost_at: given_up.1,
            choice: None,
        };
        let customer_id = desk.get(tx, place)?.customer_id;
        let at = Place { scope: place.scope, noun: "conflict", id: conflict.meta.id };
        desk.add(self.hq, at, fields_of(&conflict)?, customer_id);
        Ok(())
    }
}
