//! The rest of a week after something went wrong: what went wrong, and the smallest change that mends it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    calendar::DayKind,
    customer::CustomerStatus,
    plan::{Outlook, OutlookVisit, PlannedVisitState, Reason, Remedy, Unplanned, UnplannedReason},
};
use rounds_planner::{Violation, WeekPlan};
use rounds_store as store;

use super::{
    board,
    input::{Gathered, Purpose, StoredWeek},
    make, propose,
};
use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    wire::{MakePlan, PlanProposal, RepairCause, RepairKind, RepairPlan},
};

/// Enough for a week; measured at 0.15 s with everything about it, on a machine that was busy eight times over.
const REPAIR_ITERATIONS: u32 = 10_000;

/// What a repair would take care of, in the order of the week.
pub fn causes(
    open: &Open,
    book: &Book,
    stored: &StoredWeek,
    week: IsoWeek,
    ctx: &Ctx,
) -> Result<Vec<RepairCause>, AppError> {
    let today = open.local(ctx)?.date();
    if stored.plan.is_none() || week.dates()[6] < today {
        return Ok(Vec::new());
    }
    let to_come = |visit: &&rounds_core::plan::PlannedVisit| {
        visit.state == PlannedVisitState::Planned && visit.date >= today
    };
    let coming: BTreeSet<Id> = stored.standing().filter(to_come).map(|visit| visit.customer_id).collect();
    let mut found: Vec<(RepairKind, Option<Id>, Option<NaiveDate>)> = Vec::new();
    for visit in stored.standing() {
        let customer = visit.customer_id;
        let is_open = book.at(customer).is_some_and(|(file, _)| file.status == CustomerStatus::Open);
        if stored.is_owed(visit) && !coming.contains(&customer) && is_open {
            found.push((RepairKind::Missed, Some(customer), Some(visit.date)));
        } else if to_come(&visit) && !is_open && book.at(customer).is_some() {
            found.push((RepairKind::NotOpen, Some(customer), Some(visit.date)));
        }
    }
    for date in week.dates().into_iter().filter(|date| *date >= today) {
        let kind = book.calendar.day(date).kind;
        let is_away = !matches!(kind, DayKind::Working | DayKind::Makeup | DayKind::Rest);
        let mut is_lost = false;
        for violation in board::timed(book, stored, date)?.violations {
            match violation {
                Violation::NotWorking { .. } | Violation::OverWorkingDay { .. } => is_lost |= is_away,
                Violation::HoursNotMet { customer_id, .. } | Violation::DayNotAllowed { customer_id, .. } => {
                    let own = stored.on(date).find(|visit| visit.customer_id == customer_id);
                    let is_free = own.is_some_and(|visit| {
                        to_come(&visit) && !visit.locked && !visit.reasons.contains(&Reason::ByHand)
                    });
                    if is_free {
                        found.push((RepairKind::HoursBroken, Some(customer_id), Some(date)));
                    }
                }
                _ => {}
            }
        }
        if is_lost {
            found.push((RepairKind::DayLost, None, Some(date)));
        }
    }
    if week.dates().contains(&today) {
        let mut urgent: BTreeSet<Id> = BTreeSet::new();
        for issue in open.store.read(store::open_issues)? {
            let id = issue.customer_id;
            let seen = stored
                .on(today)
                .any(|visit| visit.customer_id == id && visit.state == PlannedVisitState::Done);
            let is_open = book.at(id).is_some_and(|(file, _)| file.status == CustomerStatus::Open);
            if issue.presses() && !coming.contains(&id) && !seen && is_open {
                urgent.insert(id);
            }
        }
        found.extend(urgent.into_iter().map(|id| (RepairKind::UrgentIssue, Some(id), None)));
    }
    let cause = |(kind, customer, date): (RepairKind, Option<Id>, Option<NaiveDate>)| RepairCause {
        kind,
        customer: customer.and_then(|id| book.summary(id)),
        date,
    };
    Ok(found.into_iter().map(cause).collect())
}

/// Mends the rest of a week, moving as little as it can; shown before it is taken.
pub fn repair(session: &Session, args: RepairPlan, ctx: &Ctx) -> Result<PlanProposal, AppError> {
    let open = session.data(ctx)?;
    let mut gathered = Gathered::read(&open, args.week, Purpose::Repair, ctx)?;
    if gathered.stored.plan.is_none() {
        return Err(ErrorCode::PlanMissing.with("week", args.week.to_string()));
    }
    let mut found = causes(&open, &gathered.book, &gathered.stored, args.week, ctx)?;
    for date in args.lost.iter().filter(|date| args.week.dates().contains(date)) {
        if found.iter().all(|cause| cause.kind != RepairKind::DayLost || cause.date != Some(*date)) {
            found.push(RepairCause { kind: RepairKind::DayLost, customer: None, date: Some(*date) });
        }
    }
    for id in &args.urgent {
        let customer =
            gathered.book.summary(*id).ok_or_else(|| ErrorCode::NotFound.with("noun", "customer"))?;
        let known = |cause: &RepairCause| {
            cause.kind == RepairKind::UrgentIssue && cause.customer.as_ref().is_some_and(|own| own.id == *id)
        };
        if !found.iter().any(known) {
            let (kind, customer) = (RepairKind::UrgentIssue, Some(customer));
            found.push(RepairCause { kind, customer, date: None });
        }
    }
    gathered.lost = args.lost.into_iter().collect();
    let urgent = found.iter().filter(|cause| cause.kind == RepairKind::UrgentIssue);
    gathered.urgent = urgent.filter_map(|cause| Some(cause.customer.as_ref()?.id)).collect();
    leave_today(&mut gathered, &found, open.local(ctx)?.date());
    let make = MakePlan { week: Some(args.week), seed: None, iterations: Some(REPAIR_ITERATIONS) };
    let mut plan = make::plan_week(&gathered, &make, ctx)?;
    keep_dues(&gathered.stored, &mut plan);
    if let Some(stored) = &gathered.stored.plan {
        // Only what stands was asked for: who was left out before still is.
        let is_in =
            |id: Id| plan.days.iter().flat_map(|day| &day.visits).any(|visit| visit.customer_id == id);
        let told: BTreeSet<Id> = plan.unplanned.iter().map(|left| left.customer_id).collect();
        let former = stored.unplanned.iter().filter(|left| !told.contains(&left.customer_id));
        let former: Vec<_> = former.filter(|left| !is_in(left.customer_id)).cloned().collect();
        plan.unplanned.extend(former);
        plan.outlook.clone_from(&stored.outlook);
        if let Some(outlook) = &mut plan.outlook {
            see_later(outlook, &plan.unplanned);
        }
    }
    propose::offer(&open, &gathered, plan, found, ctx)
}

/// Who can wait and has a later day is seen there in the outlook.
fn see_later(outlook: &mut Outlook, unplanned: &[Unplanned]) {
    for left in unplanned {
        let (UnplannedReason::Postponed { .. }, Some(Remedy::Later { date })) = (&left.reason, &left.remedy)
        else {
            continue;
        };
        let visit = OutlookVisit { customer_id: left.customer_id, date: *date };
        if outlook.visits.contains(&visit) {
            continue;
        }
        outlook.visits.push(visit);
        if let Some(week) = outlook.weeks.iter_mut().find(|week| week.week == IsoWeek::of(*date)) {
            week.visits += 1;
        }
    }
    outlook.visits.sort_by_key(|visit| (visit.date, visit.customer_id));
}

/// Today's round is under way: what is left of it stays as it is, and nothing is added to it, unless today itself is
/// what went wrong.
fn leave_today(gathered: &mut Gathered, causes: &[RepairCause], today: NaiveDate) {
    let is_today = |cause: &RepairCause| {
        cause.date == Some(today)
            && matches!(cause.kind, RepairKind::DayLost | RepairKind::HoursBroken | RepairKind::NotOpen)
    };
    if gathered.from != Some(today) || causes.iter().any(is_today) {
        return;
    }
    gathered.from = today.succ_opt();
    for visit in gathered.existing.iter_mut().filter(|visit| visit.date == today) {
        (visit.locked, visit.done) = (true, true);
    }
}

/// A repair asks no rule: why a visit of the week is due was told when the week was planned, and stays true wherever
/// in the week it is. Only the days that it is late are counted to its date.
fn keep_dues(stored: &StoredWeek, plan: &mut WeekPlan) {
    for visit in plan.days.iter_mut().flat_map(|day| &mut day.visits) {
        let own = stored.standing().filter(|former| former.customer_id == visit.customer_id);
        let Some(former) = own.min_by_key(|former| former.date != visit.date) else { continue };
        let told: Vec<Reason> = former
            .reasons
            .iter()
            .filter(|reason| is_due(reason))
            .map(|told| told_on(told, visit.date))
            .collect();
        if told.is_empty() {
            continue;
        }
        let missed = former.state == PlannedVisitState::Missed && former.date < visit.date;
        let again = missed.then_some(Reason::CarryOver { date: former.date });
        visit.reasons.retain(|reason| !is_due(reason));
        visit.reasons.splice(0..0, again.into_iter().chain(told));
    }
}

/// Why somebody is due, whatever the day.
fn is_due(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::Rule { .. }
            | Reason::Exception { .. }
            | Reason::LastVisit { .. }
            | Reason::NeverVisited
            | Reason::Overdue { .. }
            | Reason::CarryOver { .. }
            | Reason::DueBy { .. }
            | Reason::Waited { .. }
    )
}

/// The same reason for a visit on `date`.
fn told_on(reason: &Reason, date: NaiveDate) -> Reason {
    let late = |since: NaiveDate| Reason::Overdue { date: since, days: (date - since).num_days() as u32 };
    match reason {
        Reason::Overdue { date: since, .. } if *since >= date => Reason::DueBy { date: *since },
        Reason::Overdue { date: since, .. } => late(*since),
        Reason::DueBy { date: by } if *by < date => late(*by),
        other => other.clone(),
    }
}
