//! Claims about deadlines: nobody is told that there is time when there is no room until then.

use rounds_core::{
    calendar::{Calendar, CalendarEntry},
    customer::CustomerClass,
    frequency::{FrequencyRule, RuleTarget, VisitHistory, Window},
    plan::{Reason, UnplannedReason},
    setting::WorkingTime,
};
use rounds_planner::WeekPlan;

use crate::common::{QUICK, Week, date, id, leave, meta, place, shop, visits};

/// Week 48, whose half-month ends on the Monday after it. Of so many shops each is owed one visit in it.
fn end_of_november(count: u128, away: &[CalendarEntry]) -> Week {
    let shops = (1..=count).map(|n| shop(n, CustomerClass::A, Some(place(n as i32 * 40, 0)))).collect();
    let target = RuleTarget::Class { class: CustomerClass::A };
    let rule =
        FrequencyRule { meta: meta(5_000), target, window: Window::HalfMonth, times: 1, min_gap_days: 5 };
    let mut week = Week::new(shops, vec![rule]);
    week.number = "2026-W48".parse().unwrap();
    week.calendar = Calendar::new(away, &WorkingTime::default());
    for n in 1..=count {
        week.history.insert(id(n), VisitHistory { kept: vec![date("2026-11-09")], missed: vec![] });
    }
    week.cycle_weeks = 2;
    week
}

fn told_to_wait(plan: &WeekPlan) -> usize {
    plan.unplanned.iter().filter(|left| matches!(left.reason, UnplannedReason::Postponed { .. })).count()
}

#[test]
fn only_as_many_can_wait_as_the_days_until_the_deadline_hold() {
    let week = end_of_november(80, &[]);
    let plan = week.plan(QUICK);
    let (planned, monday) = (visits(&plan).count(), date("2026-11-30"));
    let outlook = plan.outlook.as_ref().unwrap().visits.iter();
    let in_time = outlook.filter(|visit| visit.date == monday).count();
    assert_eq!((planned, in_time), (plan.capacity as usize, 12));
    assert_eq!(told_to_wait(&plan), in_time);
    // The rest learn now that there is no room, not on the day after.
    assert_eq!(plan.unplanned.len(), 80 - planned);
}

#[test]
fn a_deadline_on_a_day_off_presses_and_is_named_by_the_last_working_day() {
    let week = end_of_november(20, &[leave("2026-11-30", "2026-12-04")]);
    let plan = week.plan(QUICK);
    assert_eq!(visits(&plan).count(), 20);
    for visit in visits(&plan) {
        assert!(visit.reasons.contains(&Reason::DueBy { date: date("2026-11-27") }), "{:?}", visit.reasons);
    }
}
