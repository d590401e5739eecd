//! A week as the board shows it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    calendar::DayKind,
    frequency::{RuleBook, rule_load},
    plan::{PlannedVisit, PlannedVisitState, Unplanned},
    position::{Position, median_point},
};
use rounds_planner::{RetimedDay, Violation, retime_day};

use super::{
    input::{StoredWeek, problem},
    repair, scope, uneven,
};
use crate::{
    Ctx,
    book::Book,
    open::Open,
    wire::{BoardDay, BoardDayKind, BoardUnplanned, BoardVisit, CustomerSummary, PlanBoard},
};

/// Of this weight on, and where travel has no greater one, days are meant to be alike.
const EVEN: u32 = 50;

pub fn board(open: &Open, week: IsoWeek, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let book = open.book(ctx)?;
    let mut stored = StoredWeek::read(open, week)?;
    let start = start_point(&book);
    let end = book.travel.end.or(start);
    let mut days: Vec<BoardDay> =
        week.dates().into_iter().map(|date| day(&book, &stored, date)).collect::<Result<_, _>>()?;
    let weights = open.settings()?.planning.weights();
    if weights.even >= EVEN && weights.even >= weights.travel {
        uneven::tell(&mut days);
    }
    let capacity = days.iter().map(|day| day.capacity).sum();
    let to_repair = repair::causes(open, &book, &stored, week, ctx)?;
    if let Some(plan) = &mut stored.plan {
        // The screen asks for it by itself.
        plan.outlook = None;
    }
    let load = rule_load(&book.customers, &RuleBook::new(&book.rules, &book.members), &book.calendar);
    let (can_undo, can_redo) = open.store.undoable(&scope(week))?;
    let removed = stored
        .visits
        .iter()
        .filter(|visit| visit.state == PlannedVisitState::Removed && visit.change.is_some())
        .filter_map(|visit| Some(on_board(visit, book.summary(visit.customer_id)?, Vec::new())))
        .collect();
    let left = stored.plan.iter().flat_map(|plan| &plan.unplanned);
    let unplanned = left.filter_map(|left| unplanned(&book, left)).collect();
    Ok(PlanBoard {
        week,
        days,
        unplanned,
        removed,
        demand_per_week: load.needed_per_week,
        capacity_per_week: capacity,
        without_rule: load.without_rule,
        to_repair,
        later_drafts: Vec::new(),
        last_move: None,
        start_lat_e7: start.map(|start| start.lat_e7),
        start_lng_e7: start.map(|start| start.lng_e7),
        end_lat_e7: end.map(|end| end.lat_e7),
        end_lng_e7: end.map(|end| end.lng_e7),
        can_undo,
        can_redo,
        last_step: open.store.last_step(&scope(week))?,
        last_week_status: StoredWeek::read(open, week.previous())?.plan.map(|plan| plan.status),
        plan: stored.plan,
    })
}

pub(super) fn unplanned(book: &Book, left: &Unplanned) -> Option<BoardUnplanned> {
    let customer = book.summary(left.customer_id)?;
    Some(BoardUnplanned { customer, reason: left.reason.clone(), remedy: left.remedy.clone() })
}

fn start_point(book: &Book) -> Option<Position> {
    let positions = || book.customers.iter().filter_map(|customer| customer.position).collect::<Vec<_>>();
    book.travel.start.or_else(|| median_point(&positions()))
}

fn on_board(visit: &PlannedVisit, customer: CustomerSummary, warnings: Vec<AppError>) -> BoardVisit {
    let seen = customer.last_visit_on;
    BoardVisit {
        id: visit.meta.id,
        customer,
        date: visit.date,
        order: visit.order,
        arrive_min: visit.arrive_min,
        depart_min: visit.depart_min,
        travel_m: visit.travel_m,
        travel_min: visit.travel_min,
        purposes: visit.purposes.clone(),
        key_points: visit.key_points.clone(),
        reasons: visit.standing_reasons(seen),
        seen_since: visit.seen_since(seen),
        locked: visit.locked,
        state: visit.state,
        change: visit.change,
        warnings,
    }
}

/// Timed as it stands, for its sums and for what is wrong with it.
pub(super) fn timed(book: &Book, stored: &StoredWeek, date: NaiveDate) -> Result<RetimedDay, AppError> {
    let order: Vec<Id> =
        stored.on(date).map(|visit| visit.customer_id).filter(|id| book.at(*id).is_some()).collect();
    retime_day(date, &order, &book.customers, &book.calendar, &book.travel).map_err(problem)
}

/// One day of a stored week.
pub fn day(book: &Book, stored: &StoredWeek, date: NaiveDate) -> Result<BoardDay, AppError> {
    let described = book.calendar.day(date);
    let timed = timed(book, stored, date)?;
    let mut warnings: BTreeMap<Id, Vec<AppError>> = BTreeMap::new();
    let last = timed.visits.last().map(|visit| visit.customer_id);
    for violation in &timed.violations {
        if let Some((customer, warning)) = warning(violation, last) {
            warnings.entry(customer).or_default().push(warning);
        }
    }
    let visits: Vec<BoardVisit> = stored
        .on(date)
        .filter_map(|visit| {
            let customer = book.summary(visit.customer_id)?;
            let warnings = warnings.remove(&visit.customer_id).unwrap_or_default();
            Some(on_board(visit, customer, warnings))
        })
        .collect();
    Ok(BoardDay {
        date,
        kind: match described.kind {
            DayKind::Working => BoardDayKind::Working,
            DayKind::Rest => BoardDayKind::Rest,
            DayKind::Holiday => BoardDayKind::Holiday,
            DayKind::Makeup => BoardDayKind::MakeUp,
            DayKind::Leave | DayKind::Office | DayKind::Training => BoardDayKind::Away,
        },
        name: described.note.clone().or_else(|| described.holiday.as_ref().map(|holiday| holiday.zh.clone())),
        working_min: working_min(book, date),
        capacity: described.capacity,
        travel_m: timed.totals.travel_m,
        travel_min: timed.totals.travel_min,
        visit_min: timed.totals.visit_min,
        end_min: (!visits.is_empty()).then_some(timed.totals.back_min),
        visits,
        uneven: None,
    })
}

/// Minutes of field work of a date, without the break.
pub(super) fn working_min(book: &Book, date: NaiveDate) -> u32 {
    let described = book.calendar.day(date);
    let lunch =
        if book.calendar.needs_lunch(&described.spans) { book.calendar.working_time().lunch_min } else { 0 };
    described.minutes().saturating_sub(lunch)
}

/// What is wrong, and at which visit it is shown: a whole day's fault at its last.
pub(super) fn warning(violation: &Violation, last: Option<Id>) -> Option<(Id, AppError)> {
    let (at, error) = match violation {
        Violation::HoursNotMet { customer_id, arrive_min, .. } => (
            Some(*customer_id),
            ErrorCode::HoursNotMet.with("time", format!("{:02}:{:02}", arrive_min / 60, arrive_min % 60)),
        ),
        Violation::DayNotAllowed { customer_id, .. } => (Some(*customer_id), ErrorCode::DayNotAllowed.into()),
        Violation::OverWorkingDay { over_min, .. } => {
            (last, ErrorCode::OverWorkingDay.with("minutes", *over_min))
        }
        Violation::NoLunch { .. } => (last, ErrorCode::NoLunch.into()),
        Violation::TooManyVisits { visits, capacity, .. } => {
            (last, ErrorCode::TooManyVisits.with("visits", *visits).with("capacity", *capacity))
        }
        Violation::TwiceInDay { customer_id, date } => {
            (Some(*customer_id), ErrorCode::VisitTwiceInDay.with("date", date.to_string()))
        }
        Violation::NotWorking { date } => (last, ErrorCode::DayNotWorking.with("date", date.to_string())),
    };
    at.map(|at| (at, error))
}
