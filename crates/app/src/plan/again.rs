//! A customer that comes back after a visit: later in the same week, or on the day that was promised.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    plan::{ChangeAfterFinal, PlannedVisit, PlannedVisitState, Purpose, Reason, Unplanned, UnplannedReason},
};
use rounds_planner::{HandWeek, Placement, insert_cheapest};
use rounds_store::Tx;

use super::{
    edit::about_the_day,
    input::{StoredWeek, problem},
    keep::{mark, plan_row, retime},
    make::is_final,
};
use crate::{book::Book, open::Open};

/// Who comes back, and why.
pub struct Again {
    pub customer_id: Id,
    pub purposes: Vec<Purpose>,
    pub key_points: Option<String>,
    pub reason: Reason,
}

fn place(
    book: &Book,
    stored: &StoredWeek,
    dates: impl Iterator<Item = NaiveDate>,
    customer: Id,
) -> Result<Option<Placement>, AppError> {
    let of = |date: NaiveDate| -> Vec<Id> {
        stored.on(date).map(|visit| visit.customer_id).filter(|id| book.at(*id).is_some()).collect()
    };
    let days: Vec<(NaiveDate, Vec<Id>)> = dates.map(|date| (date, of(date))).collect();
    let week =
        HandWeek { days: &days, customers: &book.customers, calendar: &book.calendar, travel: &book.travel };
    insert_cheapest(&week, customer).map_err(problem)
}

/// Puts the customer on a day of `week` after `today`, where it costs least and breaks nothing; else among those left
/// out, with `else_reason`. One that stands on a later day already stays there.
pub fn come_again(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    week: IsoWeek,
    today: NaiveDate,
    again: Again,
    else_reason: UnplannedReason,
) -> Result<Option<NaiveDate>, AppError> {
    let stored = StoredWeek::of(tx.sql(), week)?;
    let customer = again.customer_id;
    let stands = stored.standing().find(|visit| {
        visit.customer_id == customer && visit.state == PlannedVisitState::Planned && visit.date > today
    });
    if let Some(visit) = stands {
        return Ok(Some(visit.date));
    }
    let left =
        week.dates().into_iter().filter(|date| *date > today && book.calendar.day(*date).is_field_day());
    let found = match book.at(customer) {
        Some(_) => place(book, &stored, left, customer)?.filter(|place| !place.breaks_something),
        None => None,
    };
    match found {
        Some(place) => {
            insert(tx, open, book, &stored, (place.date, place.order), again, false)?;
            Ok(Some(place.date))
        }
        None => {
            let (mut plan, _) = plan_row(tx, open, &stored, week)?;
            plan.unplanned.retain(|left| left.customer_id != customer);
            plan.unplanned.push(Unplanned::new(customer, else_reason));
            tx.put(&plan)?;
            Ok(None)
        }
    }
}

/// Puts the customer on the day that it was told, locked, whatever else the day holds. A visit that stands there
/// already is locked instead, and one of the same week that is still free moves there: nobody comes twice.
pub fn come_on(tx: &mut Tx, open: &Open, book: &Book, date: NaiveDate, again: Again) -> Result<(), AppError> {
    let stored = StoredWeek::of(tx.sql(), IsoWeek::of(date))?;
    let on_that_day = stored
        .on(date)
        .find(|visit| visit.customer_id == again.customer_id && visit.state == PlannedVisitState::Planned);
    if let Some(visit) = on_that_day {
        let mut visit = visit.clone();
        visit.locked = true;
        if !visit.reasons.contains(&again.reason) {
            visit.reasons.push(again.reason);
        }
        tx.put(&visit)?;
        return Ok(());
    }
    let order = match book.at(again.customer_id) {
        Some(_) => place(book, &stored, std::iter::once(date), again.customer_id)?,
        None => None,
    };
    let at = (date, order.map_or(u32::MAX, |place| place.order));
    let today = open.zone()?.date(tx.now());
    let free = stored.standing().find(|visit| {
        visit.customer_id == again.customer_id
            && visit.state == PlannedVisitState::Planned
            && !visit.locked
            && visit.date > today
    });
    match free {
        Some(visit) => shift(tx, book, &stored, at, visit.clone(), again.reason),
        None => insert(tx, open, book, &stored, at, again, true),
    }
}

/// Moves a visit to the day that was told, and locks it there.
fn shift(
    tx: &mut Tx,
    book: &Book,
    stored: &StoredWeek,
    (date, order): (NaiveDate, u32),
    mut visit: PlannedVisit,
    reason: Reason,
) -> Result<(), AppError> {
    let left = stored.on(visit.date).filter(|other| other.meta.id != visit.meta.id).cloned().collect();
    retime(tx, book, visit.date, left)?;
    mark(&mut visit, ChangeAfterFinal::Moved, is_final(stored));
    visit.reasons.retain(|reason| !about_the_day(reason));
    visit.reasons.insert(0, reason);
    visit.locked = true;
    let mut day: Vec<PlannedVisit> = stored.on(date).cloned().collect();
    let at = (order.max(1) as usize - 1).min(day.len());
    day.insert(at, visit);
    retime(tx, book, date, day)
}

fn insert(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    stored: &StoredWeek,
    (date, order): (NaiveDate, u32),
    again: Again,
    locked: bool,
) -> Result<(), AppError> {
    let (mut plan, territory) = plan_row(tx, open, stored, IsoWeek::of(date))?;
    let last = book.at(again.customer_id).and_then(|(_, note)| note.last_visit_on);
    let mut visit = PlannedVisit {
        meta: Open::meta(tx, &territory),
        plan_id: plan.meta.id,
        customer_id: again.customer_id,
        date,
        order: 0,
        arrive_min: 0,
        depart_min: 0,
        travel_m: 0,
        travel_min: 0,
        purposes: again.purposes,
        key_points: again.key_points,
        reasons: std::iter::once(again.reason).chain(last.map(|date| Reason::LastVisit { date })).collect(),
        locked,
        state: PlannedVisitState::Planned,
        change: None,
        put_off_reason: None,
    };
    mark(&mut visit, ChangeAfterFinal::Added, is_final(stored));
    plan.unplanned.retain(|left| left.customer_id != again.customer_id);
    tx.put(&plan)?;
    let mut day: Vec<PlannedVisit> = stored.on(date).cloned().collect();
    let at = (order.max(1) as usize - 1).min(day.len());
    day.insert(at, visit);
    retime(tx, book, date, day)
}
