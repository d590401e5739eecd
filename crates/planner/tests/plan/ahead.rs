//! Claims about a week that is planned although a later one is planned already.

use crate::common::{QUICK, Week, date, id, meta, place, shop, visits};
use rounds_core::{
    customer::CustomerClass,
    frequency::{FrequencyRule, RuleTarget, VisitHistory, Window},
};
use rounds_planner::WeekPlan;

/// One shop of class A in 2026-W49 (30 November to 6 December) under a rule, seen and to be seen on these dates.
fn week(window: Window, times: u32, min_gap_days: u32, kept: &[&str]) -> Week {
    let target = RuleTarget::Class { class: CustomerClass::A };
    let rule = FrequencyRule { meta: meta(5_000), target, window, times, min_gap_days };
    let mut week = Week::new(vec![shop(1, CustomerClass::A, Some(place(0, 0)))], vec![rule]);
    let kept = kept.iter().map(|text| date(text)).collect();
    week.history.insert(id(1), VisitHistory { kept, missed: vec![] });
    week
}

/// Planned, or due and left for later.
fn is_due(plan: &WeekPlan) -> bool {
    visits(plan).next().is_some() || !plan.unplanned.is_empty()
}

#[test]
fn a_visit_of_a_later_week_serves_its_window() {
    let monthly = |kept: &[&str]| week(Window::Month, 1, 7, kept).plan(QUICK);
    assert!(is_due(&monthly(&["2026-11-10"])));
    assert!(!is_due(&monthly(&["2026-11-10", "2026-12-09"])));
    // January's visit is no answer for December.
    assert!(is_due(&monthly(&["2026-11-10", "2027-01-05"])));
}

#[test]
fn a_second_visit_of_the_window_is_still_owed() {
    let twice = |kept: &[&str]| week(Window::Month, 2, 5, kept).plan(QUICK);
    // The later one stands in the second half of December: the first half is open.
    assert!(is_due(&twice(&["2026-11-05", "2026-11-20", "2026-12-22"])));
    assert!(!is_due(&twice(&["2026-11-05", "2026-11-20", "2026-12-09"])));
}

#[test]
fn the_least_distance_to_a_later_visit_is_kept() {
    let weekly = |gap, kept: &[&str]| week(Window::Week, 1, gap, kept).plan(QUICK);
    for gap in 1..=7 {
        let plan = weekly(gap, &["2026-11-23", "2026-12-07"]);
        let visit = visits(&plan).next().expect("one day of the week is far enough from both");
        assert!((date("2026-12-07") - visit.date).num_days() >= i64::from(gap), "{gap}: {}", visit.date);
    }
    assert!(!is_due(&weekly(8, &["2026-11-23", "2026-12-07"])));
}

#[test]
fn what_was_missed_is_made_up_for_by_the_later_visit_of_the_same_window() {
    let mut week = week(Window::Month, 1, 7, &["2026-10-13", "2026-12-15"]);
    week.number = "2026-W50".parse().unwrap();
    week.history.get_mut(&id(1)).unwrap().missed = vec![date("2026-12-01")];
    assert!(!is_due(&week.plan(QUICK)));
    week.history.get_mut(&id(1)).unwrap().kept.pop();
    assert!(is_due(&week.plan(QUICK)));
}

#[test]
fn a_first_visit_is_arranged_once() {
    assert!(!is_due(&week(Window::Month, 1, 7, &["2026-12-09"]).plan(QUICK)));
    assert!(is_due(&week(Window::Week, 1, 3, &["2026-12-09"]).plan(QUICK)));
}
