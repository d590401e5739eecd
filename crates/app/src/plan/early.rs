//! A customer that was seen without a plan although the week still held a visit of it: that visit counts as made.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    plan::{ChangeAfterFinal, PlannedVisit, PlannedVisitState, Reason},
};
use rounds_store::Tx;

use super::{
    edit::about_the_day,
    input::StoredWeek,
    keep::{mark, retime},
    make::is_final,
};
use crate::{book::Book, open::Open};

/// Moves the week's open visit of a customer to the day on which it was seen, and gives it back; none where the week
/// holds no open one. The nearest day's is taken. The day that it leaves is timed anew, as far as it is still to come.
pub fn seen_unplanned(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    customer_id: Id,
    date: NaiveDate,
    arrived_min: Option<u32>,
) -> Result<Option<PlannedVisit>, AppError> {
    let stored = StoredWeek::of(tx.sql(), IsoWeek::of(date))?;
    let open_ones = stored
        .standing()
        .filter(|visit| visit.customer_id == customer_id && visit.state == PlannedVisitState::Planned);
    let nearest = open_ones.min_by_key(|visit| ((visit.date - date).num_days().abs(), visit.date));
    let Some(mut visit) = nearest.cloned() else { return Ok(None) };
    let from = visit.date;
    if from == date {
        return Ok(Some(visit));
    }
    mark(&mut visit, ChangeAfterFinal::Moved, is_final(&stored));
    visit.reasons.retain(|reason| !about_the_day(reason));
    visit.reasons.insert(0, Reason::SeenUnplanned { date: from });
    visit.date = date;
    visit.order = stored.on(date).map(|other| other.order).max().unwrap_or_default() + 1;
    if let Some(minute) = arrived_min {
        let stay = visit.depart_min.saturating_sub(visit.arrive_min);
        (visit.arrive_min, visit.depart_min) = (minute, minute + stay);
    }
    // No way of the plan leads there: it was made beside the day's own.
    (visit.travel_m, visit.travel_min) = (0, 0);
    tx.put(&visit)?;
    if from > open.zone()?.date(tx.now()) {
        let left = stored.on(from).filter(|other| other.meta.id != visit.meta.id).cloned().collect();
        retime(tx, book, from, left)?;
    }
    Ok(Some(visit))
}
