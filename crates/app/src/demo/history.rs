//! The final plans of the last weeks: who was due was seen, the longest waiting first, as far as the days held.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use rounds_core::{
    Id, IsoWeek, Meta,
    calendar::{Calendar, CalendarDay},
    customer::Customer,
    frequency::{Due, Dues, FrequencyRule, SetMembers, Standing, VisitHistory, may_visit_on},
    plan::{
        PlanStatus, PlannedVisit, PlannedVisitState, Purpose, Reason, Unplanned, UnplannedReason, VisitPlan,
    },
    position::Position,
};
use rounds_planner::TimedVisit;

use super::{Dice, Maker, day};

/// Weeks with a plan, that of the demo's day included.
pub(super) const WEEKS: u64 = 12;
/// In thousandths of the visits.
const MISSED: i32 = 35;
/// Half past four in the afternoon of China, in milliseconds after midnight UTC.
const FRIDAY_AFTERNOON_MS: i64 = (8 * 60 + 30) * 60_000;

/// What the plans of the past are made from.
#[derive(Debug)]
pub(super) struct Past<'a> {
    pub person_id: Id,
    pub customers: &'a [Customer],
    pub rules: &'a [FrequencyRule],
    pub calendar: &'a Calendar,
    pub start: Option<Position>,
    pub as_of: NaiveDate,
}

/// A customer to be seen in a week.
#[derive(Debug)]
struct Wanted<'a> {
    customer: &'a Customer,
    due: Due,
}

/// One plan for each week, the oldest first.
pub(super) fn plans(maker: &Maker, past: &Past) -> Vec<(VisitPlan, Vec<PlannedVisit>)> {
    let dice = Dice::new(0x9157);
    let no_sets = SetMembers::new();
    let mut history: BTreeMap<Id, VisitHistory> = BTreeMap::new();
    let mut plans = Vec::new();
    let mut week = IsoWeek::of(IsoWeek::of(past.as_of).monday() - Days::new(7 * (WEEKS - 1)));
    for _ in 0..WEEKS {
        let dues = Dues::new(week, past.customers, past.rules, &no_sets, &history, past.calendar);
        let wanted = wanted(&dues, past.customers);
        let made = plan_week(maker, past, week, &wanted, &dice);
        for visit in &made.1 {
            let known = history.entry(visit.customer_id).or_default();
            let missed = visit.state == PlannedVisitState::Missed;
            if missed { &mut known.missed } else { &mut known.kept }.push(visit.date);
        }
        plans.push(made);
        week = week.next();
    }
    plans
}

/// Who is due, the most urgent first. Shops with a new licence are seen from the next plan on.
fn wanted<'a>(dues: &Dues, customers: &'a [Customer]) -> Vec<Wanted<'a>> {
    let mut wanted: Vec<Wanted> = customers
        .iter()
        .filter(|customer| customer.last_visit_on.is_some())
        .filter_map(|customer| match dues.standing(customer) {
            Standing::Due(due) => Some(Wanted { customer, due }),
            _ => None,
        })
        .collect();
    wanted.sort_by_key(|wanted| {
        let presses = wanted.due.slots.iter().any(|slot| slot.pressing);
        (!presses, std::cmp::Reverse(wanted.due.wait_permille), wanted.customer.meta.id)
    });
    wanted
}

fn plan_week(
    maker: &Maker,
    past: &Past,
    week: IsoWeek,
    wanted: &[Wanted],
    dice: &Dice,
) -> (VisitPlan, Vec<PlannedVisit>) {
    let finalised_at = week.monday().and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
        - 3 * 86_400_000
        + FRIDAY_AFTERNOON_MS;
    let meta = || Meta::new(maker.ids.id(finalised_at), maker.territory_id, finalised_at);
    let mut plan = VisitPlan {
        meta: meta(),
        person_id: past.person_id,
        week,
        status: PlanStatus::Final,
        finalised_at: Some(finalised_at),
        unplanned: Vec::new(),
        outlook: None,
    };
    let days: Vec<CalendarDay> =
        past.calendar.week(week).into_iter().filter(CalendarDay::is_field_day).collect();
    let mut visits = Vec::new();
    let candidates: Vec<_> = wanted.iter().map(|w| (w.customer, earliest(&w.due))).collect();
    for (date, stops) in day::fill(past, &days, &candidates) {
        for timed in stops {
            let Some(wanted) = wanted.iter().find(|w| w.customer.meta.id == timed.customer_id) else {
                continue;
            };
            let state = if date >= past.as_of {
                PlannedVisitState::Planned
            } else if dice.chance(MISSED) {
                PlannedVisitState::Missed
            } else {
                PlannedVisitState::Done
            };
            visits.push(visit(meta(), plan.meta.id, date, &timed, wanted, state, past.calendar));
        }
    }
    for wanted in wanted {
        let id = wanted.customer.meta.id;
        if visits.iter().all(|visit| visit.customer_id != id) {
            plan.unplanned.push(Unplanned::new(id, left_out(wanted, &days, past)));
        }
    }
    (plan, visits)
}

fn earliest(due: &Due) -> NaiveDate {
    due.slots.first().map_or(NaiveDate::MIN, |slot| slot.earliest)
}

fn left_out(wanted: &Wanted, days: &[CalendarDay], past: &Past) -> UnplannedReason {
    let can_come = |day: &&CalendarDay| may_visit_on(wanted.customer, day.date);
    match wanted.due.slots.first() {
        _ if days.is_empty() => UnplannedReason::NoWorkingDay,
        _ if !days.iter().any(|day| can_come(&day)) => UnplannedReason::NoAllowedDay,
        Some(slot) if days.iter().filter(can_come).all(|day| day.date < slot.earliest) => {
            UnplannedReason::TooSoon { earliest: slot.earliest }
        }
        Some(slot) if !slot.pressing => UnplannedReason::Postponed { due_by: slot.latest },
        _ => UnplannedReason::DayFull { visits_per_day: past.calendar.working_time().visits_per_day },
    }
}

fn visit(
    meta: Meta,
    plan_id: Id,
    date: NaiveDate,
    timed: &TimedVisit,
    wanted: &Wanted,
    state: PlannedVisitState,
    calendar: &Calendar,
) -> PlannedVisit {
    let customer = wanted.customer;
    let mut purposes = vec![Purpose::Routine];
    if customer.office.is_some() {
        purposes.push(Purpose::Relationship);
    } else if customer.key_points.as_ref().is_some_and(|text| text.contains("新品")) {
        purposes.push(Purpose::Promotion);
    }
    PlannedVisit {
        meta,
        plan_id,
        customer_id: customer.meta.id,
        date,
        order: timed.order,
        arrive_min: timed.arrive_min,
        depart_min: timed.depart_min,
        travel_m: timed.travel_m,
        travel_min: timed.travel_min,
        purposes,
        key_points: customer.key_points.clone(),
        reasons: reasons(wanted, date, calendar),
        locked: false,
        state,
        change: None,
        put_off_reason: None,
    }
}

fn reasons(wanted: &Wanted, date: NaiveDate, calendar: &Calendar) -> Vec<Reason> {
    let (customer, due) = (wanted.customer, &wanted.due);
    let monday = IsoWeek::of(date).monday();
    let mut reasons = Vec::new();
    if let Some(rule) = due.rule {
        let (window, times) = (rule.window, rule.times);
        reasons.push(match customer.frequency {
            Some(_) => Reason::Exception { window, times },
            None => Reason::Rule { class: customer.class, window, times },
        });
    }
    reasons.extend(due.last_visit.map(|date| Reason::LastVisit { date }));
    if let Some(date) = due.carry_over {
        reasons.push(Reason::CarryOver { date });
    } else if let Some(date) = due.overdue_since {
        reasons.push(Reason::Overdue { date, days: (monday - date).num_days().max(0) as u32 });
    } else if let Some(slot) = due.slots.first().filter(|slot| slot.latest < monday + Days::new(7)) {
        reasons.push(Reason::DueBy { date: slot.latest });
    }
    if let Some(weekday) = customer.order_weekday
        && let days_before @ 1..=2 = working_days_before_order(date, weekday, calendar)
    {
        reasons.push(Reason::OrderDay { weekday, days_before });
    }
    if !customer.visit_weekdays.is_empty() || customer.market_days.is_some() {
        let weekdays = customer.visit_weekdays.clone();
        reasons.push(Reason::AllowedDays { weekdays, market: customer.market_days.is_some() });
    }
    reasons
}

/// Working days from the day after `date` to the next order day.
pub(super) fn working_days_before_order(date: NaiveDate, weekday: u8, calendar: &Calendar) -> u32 {
    let today = date.weekday().number_from_monday() as u8;
    let ahead = match (weekday + 7 - today) % 7 {
        0 => 7,
        days => u64::from(days),
    };
    (1..=ahead).filter(|n| calendar.is_working_day(date + Days::new(*n))).count() as u32
}
