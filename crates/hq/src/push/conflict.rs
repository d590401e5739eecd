//! What lost, kept as a row of its own beside the row that it is about.

use rounds_core::{
    Id, Meta,
    sync::{Conflict, Lost, Side},
};

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
    /// None = headquarters.
    pub by: Option<Id>,
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
    let (new, other) = ((write.by, write.at), (other_by, write.other_at.unwrap_or_default()));
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
        kept_at: kept.1,
        lost_at: given_up.1,
        choice: None,
    };
    let customer_id = desk.get(tx, place)?.customer_id;
    let at = Place { scope: place.scope, noun: "conflict", id: conflict.meta.id };
    desk.add(hq, at, fields_of(&conflict)?, customer_id);
    Ok(())
}
