//! One primary contact of a customer: of two that installations made without knowing of each other the later to arrive
//! stays, as of any value, and the other becomes an ordinary one, which is kept and told as a conflict.

use rounds_core::{
    AppError, Id,
    sync::{Lost, Side, Stamp},
};
use serde_json::json;

use super::{
    conflict::{Loser, keep_lost},
    judge::{Done, Judge, Read},
};
use crate::{
    HqError,
    base::Tx,
    cells,
    record::{Desk, Place, Slot},
};

const FIELD: &str = "is_primary";

impl Judge<'_> {
    /// After a transaction was applied: takes the mark from contacts that other installations gave it.
    pub(super) fn keep_one_primary(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        operations: &[Read],
        done: &mut [Result<Done, AppError>],
    ) -> Result<(), HqError> {
        for (operation, done) in operations.iter().zip(done) {
            let (Ok(operation), Ok(done)) = (operation, done) else { continue };
            let marks = operation.fields.get(FIELD).is_some_and(|change| change["new"] == true);
            if operation.noun != "contact" || !marks {
                continue;
            }
            let slot = desk.get(tx, done.place)?;
            let stays = slot.held.is_some_and(|held| held.deleted_at.is_none() && *held.field(FIELD) == true);
            // Of a customer that nobody had before, nobody else made contacts.
            let customer = slot.customer_id.filter(|id| stays && !self.made.contains(id));
            let Some(customer) = customer else { continue };
            let rows = tx.rows(
                "SELECT id FROM record WHERE scope = $1 AND noun = 'contact' AND customer_id = $2 AND deleted = 0
                   AND moved_to IS NULL ORDER BY id",
                cells![done.place.scope, customer],
            )?;
            for id in rows.iter().map(|row| row[0].id()).filter(|id| *id != done.place.id) {
                let by = (operation.actor, operation.at);
                done.conflicts += u32::from(self.take_mark(tx, desk, Place { id, ..done.place }, by)?);
            }
        }
        Ok(())
    }

    /// Whether the contact had the mark from another installation.
    fn take_mark(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        place: Place,
        (actor, at): (Id, i64),
    ) -> Result<bool, HqError> {
        let install_id = self.caller.install_id;
        let slot = desk.get(tx, place)?;
        let Some(held) = &slot.held else { return Ok(false) };
        let other = held.stamps.of(FIELD);
        if held.deleted_at.is_some() || *held.field(FIELD) != true || other.install_id == install_id {
            return Ok(false);
        }
        let lost =
            Lost { field: FIELD.to_owned(), kept: json!(false), lost: json!(true), kept_is_new: true, other };
        let write = Loser {
            place,
            row_id: place.id,
            by: Some((actor, install_id)),
            at,
            other_at: Some(held.updated_at),
        };
        let mut row = held.clone();
        row.version = desk.next_version(Some(held));
        row.updated_at = at;
        row.fields.insert(FIELD.to_owned(), json!(false));
        let stamp = Stamp { version: row.version, install_id, side: Side::Field };
        row.stamps.later.insert(FIELD.to_owned(), stamp);
        desk.put(place, Slot { held: Some(row), ..slot });
        keep_lost(self.hq, tx, desk, write, &lost)?;
        Ok(true)
    }
}
