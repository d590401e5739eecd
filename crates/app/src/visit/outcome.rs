//! What a visit's end does to the plan: made, or in vain and to be made again in the same week.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    plan::{PlannedVisit, PlannedVisitState, Purpose, Reason, UnplannedReason, VisitPlan},
    visit::{Outcome, RecordState, VisitRecord},
};
use rounds_store::{self as store, Tx};

use super::{end::Ending, promise, rules};
use crate::{
    book::Book,
    open::Open,
    plan::{Again, come_again, come_on},
};

/// The day that a visit was put to, as far as it was told as a day.
pub fn rescheduled_to(record: &VisitRecord) -> Option<NaiveDate> {
    let told = record.answers.get("rescheduled_to").filter(|_| record.outcome == Some(Outcome::Rescheduled));
    let on = told?.as_str()?.trim().parse().ok()?;
    rules::within_reach(on, record.date).then_some(on)
}

/// Whether another record tells that the planned visit was made: one in vain, corrected later, takes nothing of that.
fn is_made_otherwise(tx: &Tx, ending: &Ending) -> Result<bool, AppError> {
    let Some(planned) = ending.record.planned_visit_id else { return Ok(false) };
    let records = store::records_of_planned(tx.sql(), planned)?;
    let corrected: Vec<Id> = records.iter().filter_map(|record| record.corrects).collect();
    Ok(records.iter().any(|record| {
        let is_signed = record.evidence_id.or(record.paper_id).is_some();
        record.meta.id != ending.record.meta.id
            && record.state != RecordState::Open
            && !corrected.contains(&record.meta.id)
            && record.outcome.is_some_and(|outcome| outcome.is_visit_made(is_signed))
    }))
}

/// A customer that was left out because somebody came in vain, and is seen after all, is left out no more.
fn no_longer_left(tx: &mut Tx, planned: &PlannedVisit) -> Result<(), AppError> {
    let Some(mut plan) = store::find::<VisitPlan>(tx.sql(), planned.plan_id)? else { return Ok(()) };
    plan.unplanned.retain(|left| left.customer_id != planned.customer_id || !left.reason.is_about_a_visit());
    tx.put(&plan)?;
    Ok(())
}

/// Nor is one that was seen without a plan, whatever it was left out for; only what the manager took out stays so.
fn seen_unplanned(tx: &mut Tx, record: &VisitRecord) -> Result<(), AppError> {
    let Some(mut plan) = store::plan_of_week(tx.sql(), IsoWeek::of(record.date))? else { return Ok(()) };
    plan.unplanned.retain(|left| {
        left.customer_id != record.customer_id || left.reason == UnplannedReason::RemovedByHand
    });
    tx.put(&plan)?;
    Ok(())
}

/// `is_received`: the shop was open and somebody of it received the manager.
pub fn follow(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    ending: &Ending,
    is_received: bool,
) -> Result<(), AppError> {
    let Some(planned) = &ending.planned else {
        return if is_received { seen_unplanned(tx, &ending.record) } else { Ok(()) };
    };
    if !is_received && is_made_otherwise(tx, ending)? {
        return Ok(());
    }
    let mut planned = planned.clone();
    planned.state = if is_received { PlannedVisitState::Done } else { PlannedVisitState::Missed };
    let is_changed = tx.put(&planned)?;
    if is_received {
        return no_longer_left(tx, &planned);
    }
    // A correction that leaves a visit in vain brings nobody back a second time.
    if !is_changed && ending.record.corrects.is_some() {
        return Ok(());
    }
    let Some(outcome) = ending.record.outcome else { return Ok(()) };
    let today = ending.zone.date(tx.now());
    let again = |reason| Again {
        customer_id: planned.customer_id,
        purposes: if planned.purposes.is_empty() { vec![Purpose::Routine] } else { planned.purposes.clone() },
        key_points: planned.key_points.clone(),
        reason,
    };
    let week = IsoWeek::of(planned.date);
    match (outcome, rescheduled_to(&ending.record)) {
        // Whether it is seen again is for its status to say, which the visit's end changes next.
        (Outcome::OutOfBusiness, _) => Ok(()),
        (Outcome::Rescheduled, Some(date)) if date >= today => {
            come_on(tx, open, book, date, again(Reason::Promised { date }))
        }
        // The visit that was agreed on takes the place of the return.
        _ if promise::agreed(ending).is_some_and(|date| IsoWeek::of(date) == week) => Ok(()),
        // A week that is over is for the planner, which carries missed visits over.
        _ if week < IsoWeek::of(today) => Ok(()),
        _ => {
            let date = ending.record.date;
            let left = UnplannedReason::InVain { date, outcome };
            come_again(tx, open, book, week, today, again(Reason::InVain { date, outcome }), left).map(|_| ())
        }
    }
}
