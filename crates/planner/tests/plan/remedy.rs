//! Claims about what would fit in a customer that was left out.

use rounds_core::{
    calendar::Calendar,
    customer::{Customer, CustomerClass, OpeningSpan},
    frequency::{FrequencyRule, RuleTarget, VisitHistory, Window},
    plan::{Remedy, Unplanned, UnplannedReason},
    setting::{WorkingHours, WorkingTime},
};
use rounds_planner::{ExistingVisit, WeekPlan};

use crate::common::{QUICK, Week, date, id, meta, place, shop, standing};

/// Only Wednesday is worked, from eight to ten.
fn one_morning(customers: Vec<Customer>, visits_per_day: u32) -> Week {
    mornings(&[2], customers, visits_per_day)
}

/// The weekdays, counted from Monday as 0, that are worked from eight to ten.
fn mornings(worked: &[usize], customers: Vec<Customer>, visits_per_day: u32) -> Week {
    let target = RuleTarget::Class { class: CustomerClass::A };
    let rule = FrequencyRule { meta: meta(5_000), target, window: Window::Week, times: 1, min_gap_days: 3 };
    let mut week = Week::new(customers, vec![rule]);
    let none = WorkingHours { from_min: 0, to_min: 0 };
    let mut weekdays = vec![none; 7];
    for day in worked {
        weekdays[*day] = WorkingHours { from_min: 480, to_min: 600 };
    }
    let working = WorkingTime { weekdays, lunch: None, visits_per_day, ..WorkingTime::default() };
    week.calendar = Calendar::new(&[], &working);
    week.cycle_weeks = 1;
    week
}

fn shops(count: u128) -> Vec<Customer> {
    (1..=count).map(|n| shop(n, CustomerClass::A, Some(place(0, 0)))).collect()
}

fn only_left(plan: &WeekPlan) -> (UnplannedReason, Option<Remedy>) {
    assert_eq!(plan.unplanned.len(), 1, "{:?}", plan.unplanned);
    (plan.unplanned[0].reason.clone(), plan.unplanned[0].remedy.clone())
}

#[test]
fn a_short_day_says_how_many_minutes_would_do() {
    // Six visits of 20 minutes fill two hours; the seventh needs 20 more.
    let plan = one_morning(shops(7), 60).plan(QUICK);
    let (reason, remedy) = only_left(&plan);
    assert_eq!(reason, UnplannedReason::NoTime { best_date: date("2026-12-02"), short_min: 20 });
    assert_eq!(remedy, Some(Remedy::LongerDay { date: date("2026-12-02"), minutes: 20 }));
}

#[test]
fn a_full_day_with_time_left_says_that_one_more_would_do() {
    let plan = one_morning(shops(4), 3).plan(QUICK);
    let capacity = plan.capacity;
    let (reason, remedy) = only_left_of(&plan);
    assert_eq!(reason, UnplannedReason::DayFull { visits_per_day: capacity });
    assert_eq!(remedy, Some(Remedy::MoreVisits { date: date("2026-12-02"), visits: capacity + 1 }));
}

fn only_left_of(plan: &WeekPlan) -> (UnplannedReason, Option<Remedy>) {
    let left = plan.unplanned.first().expect("someone is left out");
    (left.reason.clone(), left.remedy.clone())
}

#[test]
fn closed_doors_name_the_hours_that_would_do() {
    let mut customers = shops(2);
    customers[1].opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 900, to_min: 960 }];
    let plan = one_morning(customers, 60).plan(QUICK);
    let (reason, remedy) = only_left(&plan);
    assert_eq!(reason, UnplannedReason::HoursNeverMeet);
    assert!(
        matches!(remedy, Some(Remedy::OtherHours { date: on, from_min, to_min })
            if on == date("2026-12-02") && from_min >= 480 && to_min <= 600 && to_min - from_min == 20),
        "{remedy:?}"
    );
}

#[test]
fn a_day_that_has_the_minutes_but_no_gap_within_the_hours_says_so() {
    let mut customers = shops(2);
    // The second visit would have to stand where the first one must: what lies between 8:30 and 9:40 holds one of them.
    customers[0].opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 530, to_min: 560 }];
    customers[1].opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 510, to_min: 580 }];
    customers[1].service_min = Some(60);
    let (reason, remedy) = only_left(&one_morning(customers, 60).plan(QUICK));
    assert_eq!(reason, UnplannedReason::NoGap { best_date: date("2026-12-02") });
    assert!(
        matches!(remedy, Some(Remedy::OtherHours { date: on, .. }) if on == date("2026-12-02")),
        "{remedy:?}"
    );
}

#[test]
fn a_weekday_that_is_not_allowed_is_offered() {
    let mut customers = shops(2);
    customers[1].visit_weekdays = vec![1];
    let plan = one_morning(customers, 60).plan(QUICK);
    let (reason, remedy) = only_left(&plan);
    assert_eq!(reason, UnplannedReason::NoAllowedDay);
    assert_eq!(remedy, Some(Remedy::OtherWeekday { date: date("2026-12-02"), weekday: 3 }));
}

#[test]
fn a_lock_in_the_way_is_named_when_freeing_it_is_cheapest() {
    let mut customers = shops(2);
    // The locked visit takes the whole morning, and a longer one cannot be asked for.
    customers[0].service_min = Some(110);
    customers[1].service_min = Some(100);
    let mut week = one_morning(customers, 60);
    week.existing = vec![ExistingVisit { locked: true, ..standing(id(1), date("2026-12-02"), 1) }];
    let (_, remedy) = only_left(&week.plan(QUICK));
    assert_eq!(
        remedy,
        Some(Remedy::Unlock { customer_id: id(1), name: "店1".to_owned(), date: date("2026-12-02") })
    );
}

#[test]
fn no_day_is_asked_to_run_over_by_more_than_an_hour() {
    // Six visits fill the morning; fourteen are left, of whom an hour holds three.
    let plan = one_morning(shops(20), 60).plan(QUICK);
    let longer = plan.unplanned.iter().filter_map(|left| match left.remedy {
        Some(Remedy::LongerDay { minutes, .. }) => Some(minutes),
        _ => None,
    });
    assert_eq!(longer.collect::<Vec<_>>(), [20, 40, 60]);
    // The others learn what helps them instead.
    assert!(plan.unplanned.iter().all(|left| left.remedy.is_some()), "{:?}", plan.unplanned);
}

#[test]
fn no_day_is_asked_for_more_visits_than_managers_make() {
    let mut customers = shops(12);
    for customer in &mut customers {
        customer.service_min = Some(5);
    }
    let plan = one_morning(customers, 4).plan(QUICK);
    let more = plan.unplanned.iter().filter_map(|left| match left.remedy {
        Some(Remedy::MoreVisits { visits, .. }) => Some(visits),
        _ => None,
    });
    assert_eq!(more.collect::<Vec<_>>(), [5]);
}

#[test]
fn a_reason_speaks_of_the_day_that_its_remedy_names() {
    let plan = mornings(&[1, 2], shops(18), 60).plan(QUICK);
    let mut days = std::collections::BTreeSet::new();
    for left in &plan.unplanned {
        if let Some(Remedy::LongerDay { date, minutes }) = left.remedy {
            assert_eq!(left.reason, UnplannedReason::NoTime { best_date: date, short_min: minutes });
            days.insert(date);
        }
    }
    assert_eq!(days.len(), 2, "both days are offered");
}

#[test]
fn who_would_only_be_late_is_told_the_day_and_by_how_much() {
    let mut week = one_morning(shops(8), 60);
    week.calendar =
        Calendar::new(&[], &WorkingTime { service_min: 110, ..week.calendar.working_time().clone() });
    week.rules[0].window = Window::HalfMonth;
    week.number = "2026-W48".parse().unwrap();
    week.cycle_weeks = 4;
    for n in 1..=8 {
        week.history.insert(id(n), VisitHistory { kept: vec![date("2026-11-04")], missed: vec![] });
    }
    // One visit fills the day. The half-month ends on Monday the 30th, and Wednesday is the last day before it.
    let plan = week.plan(QUICK);
    let late = plan.unplanned.iter().find_map(|left| match left.remedy {
        Some(Remedy::Late { date, days }) => Some((date, days)),
        _ => None,
    });
    assert_eq!(late, Some((date("2026-12-02"), 7)), "{:?}", plan.unplanned);
}

#[test]
fn a_rarer_rule_is_offered_only_where_it_makes_room() {
    // All were seen in the week before, and a week holds 60: of 66 some may be seen rarer, of 150 all of them rarer
    // would be too many still.
    let left_of = |count: u128| {
        let target = RuleTarget::Class { class: CustomerClass::A };
        let rule =
            FrequencyRule { meta: meta(5_000), target, window: Window::Week, times: 1, min_gap_days: 1 };
        let mut week = Week::new(shops(count), vec![rule]);
        for n in 1..=count {
            let kept = VisitHistory { kept: vec![date("2026-11-26")], ..VisitHistory::default() };
            week.history.insert(id(n), kept);
        }
        week.plan(QUICK)
    };
    let rarer = |plan: &WeekPlan| {
        let is_rarer = |left: &&Unplanned| matches!(left.remedy, Some(Remedy::LessOften { .. }));
        plan.unplanned.iter().filter(is_rarer).count()
    };
    let (few, many) = (left_of(80), left_of(150));
    assert!(few.load.needed_per_week < 2 * few.load.capacity_per_week, "{:?}", few.load);
    assert!(many.load.needed_per_week > 2 * many.load.capacity_per_week, "{:?}", many.load);
    assert!(rarer(&few) > 0, "{:?}", few.unplanned);
    assert_eq!(rarer(&many), 0, "{:?}", many.unplanned);
    assert!(many.unplanned.iter().all(|left| left.remedy.is_some()));
}

#[test]
fn who_can_be_seen_on_weekends_only_is_never_told_to_be_seen_rarer() {
    let mut customers = shops(80);
    customers[0].visit_weekdays = vec![6, 7];
    customers[1].opening_hours = vec![OpeningSpan { weekdays: vec![7], from_min: 480, to_min: 1_080 }];
    let target = RuleTarget::Class { class: CustomerClass::A };
    let rule =
        FrequencyRule { meta: meta(5_000), target, window: Window::HalfMonth, times: 1, min_gap_days: 7 };
    for count in [2, 80] {
        let plan = Week::new(customers[..count].to_vec(), vec![rule.clone()]).plan(QUICK);
        for n in [1, 2] {
            let Some(left) = plan.unplanned.iter().find(|left| left.customer_id == id(n)) else {
                panic!("{n} is not told")
            };
            assert_eq!(left.reason, UnplannedReason::NoAllowedDay);
            assert!(!matches!(left.remedy, Some(Remedy::LessOften { .. })), "{left:?}");
        }
    }
}
