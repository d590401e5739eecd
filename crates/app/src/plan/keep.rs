//! Writing a plan: the planner's, or a day's new times after a change by hand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    calendar::{CalendarEntry, CalendarKind, DayPart},
    plan::{ChangeAfterFinal, PlanStatus, PlannedVisit, PlannedVisitState, Purpose, Reason, VisitPlan},
    territory::Territory,
};
use rounds_planner::{WeekPlan, retime_day};
use rounds_store::{self as store, Tx};

use super::{
    input::{StoredWeek, problem},
    make::is_final,
    scope,
};
use crate::{Ctx, book::Book, open::Open};

/// The week's plan row; made where there is none.
pub fn plan_row(
    tx: &mut Tx,
    open: &Open,
    stored: &StoredWeek,
    week: IsoWeek,
) -> Result<(VisitPlan, Territory), AppError> {
    let territory = Open::home(tx)?;
    if let Some(plan) = &stored.plan {
        return Ok((plan.clone(), territory));
    }
    let person = open.actor()?;
    let plan = VisitPlan {
        meta: Open::meta(tx, &territory),
        person_id: person,
        week,
        status: PlanStatus::Draft,
        finalised_at: None,
        unplanned: Vec::new(),
        outlook: None,
    };
    tx.insert(&plan)?;
    Ok((plan, territory))
}

/// Marks what happens after 定稿. A visit that was added after it stays 新增 however it moves.
pub fn mark(visit: &mut PlannedVisit, change: ChangeAfterFinal, is_final: bool) {
    if is_final && visit.change != Some(ChangeAfterFinal::Added) {
        visit.change = Some(change);
    }
}

/// Puts the planner's plan in the place of what is stored. Visits keep their ids where the customer stays, and
/// those that fall out stay as removed: their sheets may be printed. `given_up`: days that the manager gave up with it; they
/// stand in the calendar from now on, and one step undoes both.
pub fn take(
    open: &Open,
    stored: &StoredWeek,
    plan: &WeekPlan,
    given_up: &BTreeSet<NaiveDate>,
    ctx: &Ctx,
) -> Result<(), AppError> {
    let book = open.book(ctx)?;
    let marked = is_final(stored);
    let mut known: BTreeMap<Id, Vec<PlannedVisit>> = BTreeMap::new();
    // The last of a customer's list is taken first: standing ones before those that were removed.
    for visit in stored.visits.iter().rev() {
        let list = known.entry(visit.customer_id).or_default();
        if visit.state == PlannedVisitState::Removed {
            list.insert(0, visit.clone());
        } else {
            list.push(visit.clone());
        }
    }
    open.write(ctx, |tx| {
        let (mut row, territory) = plan_row(tx, open, stored, plan.week)?;
        row.unplanned.clone_from(&plan.unplanned);
        row.outlook.clone_from(&plan.outlook);
        tx.put(&row)?;
        for date in given_up.iter().copied().filter(|date| book.calendar.day(*date).is_field_day()) {
            let (meta, kind, part) = (Open::meta(tx, &territory), CalendarKind::Leave, DayPart::Whole);
            tx.insert(&CalendarEntry { meta, from: date, to: date, kind, part, note: None })?;
        }
        for planned in plan.days.iter().flat_map(|day| &day.visits) {
            let list = known.entry(planned.customer_id).or_default();
            let same_day = list
                .iter()
                .rposition(|visit| visit.date == planned.date && visit.state != PlannedVisitState::Removed);
            // What is over stays where it was: a visit that was missed comes again as one of its own.
            let is_over = |visit: &PlannedVisit| {
                matches!(visit.state, PlannedVisitState::Done | PlannedVisitState::Missed)
            };
            let other = || list.iter().rposition(|visit| !is_over(visit));
            let former = same_day.or_else(other).map(|at| list.remove(at));
            let was_there = former.as_ref().filter(|visit| visit.state != PlannedVisitState::Removed);
            let moved = was_there.is_some_and(|visit| visit.date != planned.date);
            let added = was_there.is_none();
            let mut visit = former.unwrap_or_else(|| PlannedVisit {
                meta: Open::meta(tx, &territory),
                plan_id: row.meta.id,
                customer_id: planned.customer_id,
                date: planned.date,
                order: 0,
                arrive_min: 0,
                depart_min: 0,
                travel_m: 0,
                travel_min: 0,
                purposes: vec![Purpose::Routine],
                key_points: book
                    .at(planned.customer_id)
                    .and_then(|(customer, _)| customer.key_points.clone()),
                reasons: Vec::new(),
                locked: false,
                state: PlannedVisitState::Planned,
                change: None,
                put_off_reason: None,
            });
            if visit.state == PlannedVisitState::Removed {
                visit.state = PlannedVisitState::Planned;
                visit.change = None;
            }
            if moved || added {
                let change = if added { ChangeAfterFinal::Added } else { ChangeAfterFinal::Moved };
                mark(&mut visit, change, marked);
            }
            visit.date = planned.date;
            visit.order = planned.order;
            visit.arrive_min = planned.arrive_min;
            visit.depart_min = planned.depart_min;
            visit.travel_m = planned.travel_m;
            visit.travel_min = planned.travel_min;
            // What was told or happened is not the planner's to forget.
            let kept =
                visit.reasons.iter().filter(|reason| is_told(reason) && !planned.reasons.contains(reason));
            visit.reasons = kept.cloned().chain(planned.reasons.iter().cloned()).collect();
            tx.put(&visit)?;
        }
        for mut visit in known.into_values().flatten() {
            if visit.state == PlannedVisitState::Planned {
                visit.state = PlannedVisitState::Removed;
                mark(&mut visit, ChangeAfterFinal::Removed, marked);
                tx.put(&visit)?;
            }
        }
        Ok(tx.remember(&scope(plan.week))?)
    })?;
    Ok(())
}

fn is_told(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::Promised { .. }
            | Reason::PutOff { .. }
            | Reason::InVain { .. }
            | Reason::OpenPromises { .. }
            | Reason::UrgentIssue
    )
}

/// Gives the visits of a day, in the order given, their places and times.
pub fn retime(tx: &mut Tx, book: &Book, date: NaiveDate, visits: Vec<PlannedVisit>) -> Result<(), AppError> {
    let (known, unknown): (Vec<_>, Vec<_>) =
        visits.into_iter().partition(|visit| book.at(visit.customer_id).is_some());
    let order: Vec<Id> = known.iter().map(|visit| visit.customer_id).collect();
    let timed = retime_day(date, &order, &book.customers, &book.calendar, &book.travel).map_err(problem)?;
    for (mut visit, times) in known.into_iter().zip(timed.visits) {
        visit.date = date;
        visit.order = times.order;
        visit.arrive_min = times.arrive_min;
        visit.depart_min = times.depart_min;
        visit.travel_m = times.travel_m;
        visit.travel_min = times.travel_min;
        tx.put(&visit)?;
    }
    for (at, mut visit) in unknown.into_iter().enumerate() {
        // Its customer was deleted: it stays at the day's end until somebody takes it out.
        visit.date = date;
        visit.order = (order.len() + at + 1) as u32;
        tx.put(&visit)?;
    }
    Ok(())
}

/// The visit, its plan's week and all that the week holds.
pub fn week_of_visit(open: &Open, id: Id) -> Result<(PlannedVisit, StoredWeek, IsoWeek), AppError> {
    let (visit, plan) = open.store.read(|sql| {
        let visit: PlannedVisit = store::get(sql, id)?;
        let plan: VisitPlan = store::get(sql, visit.plan_id)?;
        Ok::<_, store::StoreError>((visit, plan))
    })?;
    if visit.state == PlannedVisitState::Removed {
        return Err(ErrorCode::NotFound.with("noun", "planned_visit"));
    }
    let stored = StoredWeek::read(open, plan.week)?;
    Ok((visit, stored, plan.week))
}
