//! An unplanned visit of a customer that the week still held a visit of.

use rounds_core::{AppError, IsoWeek, plan::PlannedVisit, visit::VisitRecord, zone::Zone};
use rounds_store::Tx;

use super::{local, promise};
use crate::{book::Book, open::Open, plan};

/// The record of a visit that was made without a plan takes the place of the week's open visit of that customer. Before
/// anything is signed: the evidence names the planned visit.
pub fn take_planned(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    record: &mut VisitRecord,
    zone: Zone,
) -> Result<Option<PlannedVisit>, AppError> {
    // A correction tells of the same visit as the record that it corrects. Where the customer was told another day of
    // the same week, the week's visit is still to be made: it moves there.
    let is_to_come = promise::next_day(record).is_some_and(|on| IsoWeek::of(on) == IsoWeek::of(record.date));
    if record.planned_visit_id.is_some() || record.corrects.is_some() || is_to_come {
        return Ok(None);
    }
    let arrived_min = record.arrived_at.map(|at| local(zone, at).minute());
    let found = plan::seen_unplanned(tx, open, book, record.customer_id, record.date, arrived_min)?;
    record.planned_visit_id = found.as_ref().map(|planned| planned.meta.id);
    Ok(found)
}
