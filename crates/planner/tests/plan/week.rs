//! Claims about a week's plan.

use std::collections::BTreeMap;

use crate::common::{QUICK, Week, county, date, id, leave, meta, place, preset, shop, standing, visits};
use rounds_core::{
    Id,
    calendar::Calendar,
    customer::{Customer, CustomerClass, CustomerStatus, MarketDays, MarketRule, OpeningSpan},
    frequency::{FrequencyRule, Preset, RuleTarget, VisitHistory, Window},
    plan::{Reason, Remedy, UnplannedReason},
    setting::WorkingTime,
};
use rounds_planner::{Control, ExistingVisit, Options, PlanProblem, Violation, plan_week};

fn weekly(customers: Vec<Customer>) -> Week {
    Week::new(customers, preset(Preset::GroupCustomers))
}

fn lock(customer: u128, on: &str, order: u32) -> ExistingVisit {
    ExistingVisit { locked: true, ..free(customer, on, order) }
}

fn free(customer: u128, on: &str, order: u32) -> ExistingVisit {
    standing(id(customer), date(on), order)
}

fn date_of(plan: &rounds_planner::WeekPlan, customer: Id) -> Option<chrono::NaiveDate> {
    visits(plan).find(|visit| visit.customer_id == customer).map(|visit| visit.date)
}

fn why_not(plan: &rounds_planner::WeekPlan, customer: u128) -> Option<UnplannedReason> {
    plan.unplanned
        .iter()
        .find(|left_out| left_out.customer_id == id(customer))
        .map(|left_out| left_out.reason.clone())
}

#[test]
fn no_customers_give_an_empty_week() {
    let plan = weekly(vec![]).plan(QUICK);
    assert_eq!((visits(&plan).count(), plan.unplanned.len(), plan.due), (0, 0, 0));
}

#[test]
fn one_customer_is_visited_and_the_reason_given() {
    let plan = weekly(vec![shop(1, CustomerClass::A, Some(place(1_000, 0)))]).plan(QUICK);
    let visit = visits(&plan).next().unwrap();
    assert!(visit.reasons.contains(&Reason::NeverVisited));
    let rule = Reason::Rule { class: Some(CustomerClass::A), window: Window::Week, times: 1 };
    assert!(visit.reasons.contains(&rule));
    assert!(visit.travel_m > 1_000 && visit.travel_m < 1_500);
}

#[test]
fn a_county_under_weekly_rules_fills_the_week_and_says_what_is_missing() {
    let plan = weekly(county(260)).plan(QUICK);
    assert_eq!(plan.load.needed_per_week, 169);
    assert_eq!((plan.load.capacity_per_week, plan.capacity), (54, 54));
    assert!(visits(&plan).count() >= 50, "{}", visits(&plan).count());
    assert_eq!(visits(&plan).count() + plan.unplanned.len(), plan.due as usize);
}

#[test]
fn the_same_input_seed_and_iterations_give_the_same_plan() {
    let week = weekly(county(120));
    let first = week.plan(QUICK);
    assert_eq!(first, week.plan(QUICK));
    let mut shuffled = weekly(county(120));
    shuffled.customers.reverse();
    assert_eq!(first, shuffled.plan(QUICK));
}

#[test]
fn shops_at_one_point_and_shops_without_a_place_are_planned() {
    let spot = Some(place(500, 500));
    let mut customers: Vec<_> = (1..=20).map(|n| shop(n, CustomerClass::A, spot)).collect();
    customers.extend((21..=30).map(|n| shop(n, CustomerClass::B, None)));
    let mut week = weekly(customers);
    let plan = week.plan(QUICK);
    assert_eq!(visits(&plan).count(), 30);
    assert_eq!(plan.assumed_positions.len(), 10);
    week.customers.iter_mut().for_each(|customer| customer.position = None);
    week.travel.start = None;
    assert_eq!(visits(&week.plan(QUICK)).count(), 30);
}

#[test]
fn two_thousand_customers_are_all_accounted_for() {
    let plan = weekly(county(2_000)).plan(Options { seed: 1, iterations: Some(20) });
    assert_eq!(plan.due as usize, visits(&plan).count() + plan.unplanned.len());
}

#[test]
fn a_service_longer_than_any_day_is_reported() {
    let mut long = shop(1, CustomerClass::A, Some(place(0, 0)));
    long.service_min = Some(700);
    let plan = weekly(vec![long, shop(2, CustomerClass::A, Some(place(0, 0)))]).plan(QUICK);
    assert_eq!(why_not(&plan, 1), Some(UnplannedReason::ServiceTooLong { service_min: 700 }));
    // Less often it would not fit either. The afternoon of 270 minutes lies behind a lunch that may be late.
    let remedy = plan.unplanned[0].remedy.clone();
    assert!(
        matches!(remedy, Some(Remedy::ShorterService { minutes }) if (200..540).contains(&minutes)),
        "{remedy:?}"
    );
}

#[test]
fn a_visit_that_lunch_or_opening_hours_leave_no_day_for_is_too_long_and_says_how_long_it_may_be() {
    // 480 of a day's 540 minutes, with lunch in the middle.
    let mut whole_day = shop(1, CustomerClass::A, Some(place(0, 0)));
    whole_day.service_min = Some(480);
    let mut half_day = shop(2, CustomerClass::A, Some(place(0, 0)));
    half_day.service_min = Some(200);
    half_day.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 540, to_min: 660 }];
    // Nobody else leaves room: what is named is what keeps them out of every week.
    for others in [0, 100] {
        let mut customers = vec![whole_day.clone(), half_day.clone()];
        customers.extend((3..3 + others).map(|n| shop(n, CustomerClass::A, Some(place(0, 0)))));
        let plan = weekly(customers).plan(QUICK);
        let told = |n: u128| plan.unplanned.iter().find(|left| left.customer_id == id(n)).unwrap();
        assert_eq!(told(1).reason, UnplannedReason::ServiceTooLong { service_min: 480 });
        assert_eq!(told(2).reason, UnplannedReason::ServiceTooLong { service_min: 200 });
        assert!(
            matches!(told(1).remedy, Some(Remedy::ShorterService { minutes: 100..480 })),
            "{:?}",
            told(1)
        );
        let remedy = told(2).remedy.as_ref();
        let is_told = match others {
            0 => matches!(remedy, Some(Remedy::OtherHours { .. })),
            _ => matches!(remedy, Some(Remedy::ShorterService { minutes: 100..=120 })),
        };
        assert!(is_told, "{remedy:?}");
    }
}

#[test]
fn opening_hours_that_never_meet_working_hours_are_reported() {
    let mut night = shop(1, CustomerClass::A, Some(place(0, 0)));
    night.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 1_200, to_min: 1_380 }];
    let mut sunday = shop(2, CustomerClass::A, Some(place(0, 0)));
    sunday.visit_weekdays = vec![7];
    let plan = weekly(vec![night, sunday]).plan(QUICK);
    assert_eq!(why_not(&plan, 1), Some(UnplannedReason::HoursNeverMeet));
    assert_eq!(why_not(&plan, 2), Some(UnplannedReason::NoAllowedDay));
    let night = plan.unplanned.iter().find(|left| left.customer_id == id(1)).unwrap();
    assert!(matches!(night.remedy, Some(Remedy::OtherHours { .. })), "{night:?}");
}

#[test]
fn who_can_never_be_visited_is_told_at_once_before_the_turn_comes() {
    // All were seen on the Friday before, and none is due in the asked week.
    let rule = |n: u128, class, times, window| {
        let target = RuleTarget::Class { class };
        FrequencyRule { meta: meta(7_000 + n), target, window, times, min_gap_days: 7 }
    };
    let window = Window::EveryWeeks { weeks: 4 };
    let rules = vec![rule(1, CustomerClass::A, 1, window), rule(2, CustomerClass::B, 4, Window::HalfMonth)];
    let mut customers: Vec<Customer> =
        (1..=5).map(|n| shop(n, CustomerClass::A, Some(place(0, 0)))).collect();
    customers[0].service_min = Some(700);
    customers[1].opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 1_200, to_min: 1_380 }];
    customers[2].market_days =
        Some(MarketDays { weekdays: vec![7], lunar_digits: vec![], rule: MarketRule::Only });
    customers[3].class = Some(CustomerClass::B);
    // Within the working hours, but lunch would be missed.
    customers.push(shop(6, CustomerClass::A, Some(place(0, 0))));
    customers[5].service_min = Some(480);
    let mut week = Week::new(customers, rules);
    for n in 1..=6 {
        let kept = VisitHistory { kept: vec![date("2026-11-27")], ..VisitHistory::default() };
        week.history.insert(id(n), kept);
    }
    week.cycle_weeks = 2;
    let plan = week.plan(QUICK);
    assert_eq!(why_not(&plan, 1), Some(UnplannedReason::ServiceTooLong { service_min: 700 }));
    assert_eq!(why_not(&plan, 2), Some(UnplannedReason::HoursNeverMeet));
    assert_eq!(why_not(&plan, 3), Some(UnplannedReason::NoAllowedDay));
    assert!(matches!(
        why_not(&plan, 4),
        Some(UnplannedReason::RuleNeverFits { times: 4, possible: 1..4, .. })
    ));
    assert_eq!(why_not(&plan, 5), None);
    assert_eq!(why_not(&plan, 6), Some(UnplannedReason::ServiceTooLong { service_min: 480 }));
    assert!(plan.unplanned.iter().all(|left| left.remedy.is_some()), "{:?}", plan.unplanned);
}

#[test]
fn a_week_of_leave_leaves_everyone_out_for_that_reason() {
    let mut week = weekly(county(10));
    week.calendar = Calendar::new(&[leave("2026-11-30", "2026-12-06")], &WorkingTime::default());
    let plan = week.plan(QUICK);
    assert_eq!(visits(&plan).count(), 0);
    assert!(plan.unplanned.iter().all(|left_out| left_out.reason == UnplannedReason::NoWorkingDay));
}

#[test]
fn a_shop_too_far_for_any_day_says_how_many_minutes_are_missing() {
    let plan = weekly(vec![shop(1, CustomerClass::A, Some(place(90_000, 0)))]).plan(QUICK);
    assert!(matches!(why_not(&plan, 1), Some(UnplannedReason::NoTime { short_min, .. }) if short_min > 50));
}

#[test]
fn locks_keep_their_dates_and_their_order() {
    let mut week = weekly(county(80));
    week.existing = vec![lock(5, "2026-12-02", 1), lock(30, "2026-12-02", 2), lock(12, "2026-12-04", 1)];
    let plan = week.plan(QUICK);
    let order: Vec<_> =
        plan.days[2].visits.iter().filter(|visit| visit.locked).map(|visit| visit.customer_id).collect();
    assert_eq!(order, [id(5), id(30)]);
    assert!(plan.violations.is_empty());
    assert!(visits(&plan).filter(|visit| visit.locked).all(|visit| visit.reasons.contains(&Reason::Locked)));
}

#[test]
fn a_lock_outside_opening_hours_or_on_a_holiday_is_kept_and_reported() {
    let mut late = shop(1, CustomerClass::A, Some(place(0, 0)));
    late.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 1_200, to_min: 1_380 }];
    let mut week = weekly(vec![late, shop(2, CustomerClass::A, Some(place(0, 0)))]);
    week.existing = vec![lock(1, "2026-12-01", 1), lock(2, "2026-12-06", 1)];
    let plan = week.plan(QUICK);
    assert!(
        plan.violations.iter().any(
            |found| matches!(found, Violation::HoursNotMet { customer_id, .. } if *customer_id == id(1))
        )
    );
    assert!(plan.violations.contains(&Violation::NotWorking { date: date("2026-12-06") }));
}

#[test]
fn more_locks_than_a_day_holds_are_kept_and_reported() {
    let mut week = weekly(county(40));
    week.existing = (1..=25).map(|n| lock(n, "2026-12-01", n as u32)).collect();
    let plan = week.plan(QUICK);
    assert_eq!(plan.days[1].visits.len(), 25);
    assert!(plan.violations.iter().any(|found| matches!(found, Violation::TooManyVisits { visits: 25, .. })));
}

#[test]
fn what_the_manager_took_out_stays_out() {
    let mut week = weekly(county(20));
    week.removed.insert(id(1));
    let plan = week.plan(QUICK);
    assert_eq!(why_not(&plan, 1), Some(UnplannedReason::RemovedByHand));
    assert_eq!(date_of(&plan, id(1)), None);
}

#[test]
fn what_the_manager_put_in_stays_though_no_rule_asks() {
    let mut week =
        weekly(vec![shop(1, CustomerClass::D, Some(place(0, 0))), shop(2, CustomerClass::A, None)]);
    week.existing = vec![ExistingVisit { by_hand: true, ..free(1, "2026-12-03", 1) }];
    let plan = week.plan(QUICK);
    assert_eq!(date_of(&plan, id(1)), Some(date("2026-12-03")));
    assert!(visits(&plan).any(|visit| visit.reasons.contains(&Reason::ByHand)));
}

#[test]
fn planning_again_keeps_the_weekdays() {
    let mut week = weekly(county(60));
    let before = week.plan(Options { seed: 7, iterations: Some(3_000) });
    week.stand(&before, |_| false);
    let after = week.plan(Options { seed: 99, iterations: Some(3_000) });
    let moved =
        visits(&before).filter(|visit| date_of(&after, visit.customer_id) != Some(visit.date)).count();
    assert!(moved * 5 <= visits(&before).count(), "{moved} moved");
}

#[test]
fn days_that_are_over_get_no_new_visits() {
    let mut week = weekly(county(30));
    week.from = Some(date("2026-12-02"));
    week.existing = vec![lock(3, "2026-11-30", 1)];
    let plan = week.plan(QUICK);
    assert_eq!((plan.days[0].visits.len(), plan.days[1].visits.len()), (1, 0));
    assert_eq!(visits(&plan).count() + plan.unplanned.len(), plan.due as usize);
}

#[test]
fn licences_of_one_owner_are_one_trip() {
    let mut customers = county(40);
    for n in [2, 17, 33] {
        customers[n].owner_id = Some(id(777));
        customers[n].class = Some(CustomerClass::A);
        customers[n].position = customers[2].position;
    }
    let plan = weekly(customers).plan(QUICK);
    let day = plan.days.iter().find(|day| day.visits.iter().any(|visit| visit.customer_id == id(3))).unwrap();
    let at: Vec<usize> = day
        .visits
        .iter()
        .enumerate()
        .filter(|(_, visit)| [id(3), id(18), id(34)].contains(&visit.customer_id))
        .map(|(n, _)| n)
        .collect();
    assert_eq!(at.len(), 3);
    assert_eq!(at[2] - at[0], 2);
    assert!(day.visits[at[0]].reasons.iter().any(|reason| matches!(reason, Reason::SameOwner { .. })));
}

#[test]
fn a_market_by_the_moon_decides_the_day() {
    let mut market = shop(1, CustomerClass::A, Some(place(0, 0)));
    market.market_days =
        Some(MarketDays { weekdays: vec![], lunar_digits: vec![3, 6, 9], rule: MarketRule::Only });
    let plan = weekly(vec![market]).plan(QUICK);
    let on = date_of(&plan, id(1)).unwrap();
    assert!([3, 6, 9].contains(&(rounds_core::lunar::lunar_day(on).unwrap() % 10)));
    assert!(
        visits(&plan)
            .any(|visit| visit.reasons.contains(&Reason::AllowedDays { weekdays: vec![], market: true }))
    );
}

#[test]
fn a_visit_goes_one_or_two_working_days_before_the_order_day() {
    let customers = (1..=10)
        .map(|n| {
            let mut shop = shop(n, CustomerClass::A, Some(place(0, 0)));
            shop.order_weekday = Some(4);
            shop
        })
        .collect();
    let plan = weekly(customers).plan(QUICK);
    let before = visits(&plan).filter(|visit| [date("2026-12-01"), date("2026-12-02")].contains(&visit.date));
    assert!(before.count() >= 8);
    assert!(
        visits(&plan).any(|visit| visit.reasons.contains(&Reason::OrderDay { weekday: 4, days_before: 1 }))
    );
}

#[test]
fn days_of_an_even_county_are_even() {
    let customers = (1..=45)
        .map(|n| shop(n, CustomerClass::A, Some(place((n as i32 * 977) % 3_000, (n as i32 * 613) % 3_000))))
        .collect();
    let plan = weekly(customers).plan(Options { seed: 1, iterations: Some(2_000) });
    let counts: Vec<usize> = plan.days[..5].iter().map(|day| day.visits.len()).collect();
    assert!(counts[..4].iter().all(|count| (8..=12).contains(count)), "{counts:?}");
    assert!((3..=6).contains(&counts[4]), "{counts:?}");
}

#[test]
fn monthly_customers_who_can_wait_are_spread_over_the_weeks() {
    let mut week = Week::new(county(100), preset(Preset::TobaccoMonthly));
    week.customers.iter_mut().for_each(|customer| customer.class = Some(CustomerClass::B));
    week.number = "2026-W50".parse().unwrap();
    week.history = (1..=100)
        .map(|n| (id(n), VisitHistory { kept: vec![date("2026-11-10")], missed: vec![] }))
        .collect::<BTreeMap<_, _>>();
    let plan = week.plan(Options { seed: 1, iterations: Some(3_000) });
    // A village goes together, so the weeks are only roughly even; the week alone would be full at 54.
    assert!((15..=42).contains(&visits(&plan).count()), "{}", visits(&plan).count());
    assert!(
        plan.unplanned
            .iter()
            .all(|left_out| left_out.reason == UnplannedReason::Postponed { due_by: date("2026-12-31") })
    );
}

#[test]
fn a_neighbour_is_a_reason_only_when_it_has_one_of_its_own() {
    let mut week = Week::new(county(100), preset(Preset::TobaccoMonthly));
    week.customers.iter_mut().for_each(|customer| customer.class = Some(CustomerClass::B));
    week.number = "2026-W50".parse().unwrap();
    week.history = (1..=100)
        .map(|n| (id(n), VisitHistory { kept: vec![date("2026-11-10")], missed: vec![] }))
        .collect::<BTreeMap<_, _>>();
    let near = |plan: &rounds_planner::WeekPlan| {
        let reasons = visits(plan).flat_map(|visit| visit.reasons.clone());
        reasons
            .filter_map(|reason| match reason {
                Reason::Near { customer_id, .. } => Some(customer_id),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert!(near(&week.plan(QUICK)).is_empty(), "nobody presses");
    // Every tenth has not been seen since October.
    for n in (1..=100).step_by(10) {
        week.history.insert(id(n), VisitHistory { kept: vec![date("2026-10-10")], missed: vec![] });
    }
    let named = near(&week.plan(QUICK));
    assert!(!named.is_empty());
    assert!(named.iter().all(|named| (1..=100).step_by(10).any(|n| id(n) == *named)), "{named:?}");
}

#[test]
fn a_suspended_or_closed_shop_is_never_planned() {
    let mut customers = county(10);
    customers[0].status = CustomerStatus::Suspended;
    customers[1].status = CustomerStatus::Closed;
    let plan = weekly(customers).plan(QUICK);
    assert!(date_of(&plan, id(1)).is_none() && date_of(&plan, id(2)).is_none());
    assert!(why_not(&plan, 1).is_none());
}

#[test]
fn twice_a_week_means_two_days_apart() {
    let rule = FrequencyRule {
        meta: meta(5_000),
        target: RuleTarget::Class { class: CustomerClass::A },
        window: Window::Week,
        times: 2,
        min_gap_days: 2,
    };
    let plan = Week::new((1..=8).map(|n| shop(n, CustomerClass::A, Some(place(0, 0)))).collect(), vec![rule])
        .plan(QUICK);
    assert_eq!(visits(&plan).count(), 16);
    for n in 1..=8 {
        let dates: Vec<_> =
            visits(&plan).filter(|visit| visit.customer_id == id(n)).map(|visit| visit.date).collect();
        assert!((dates[1] - dates[0]).num_days() >= 2);
    }
}

#[test]
fn input_that_makes_no_sense_is_refused() {
    let refused = |week: &Week| plan_week(&week.input(), &QUICK, &mut |_| Control::Continue).unwrap_err();
    let mut week = weekly(vec![shop(1, CustomerClass::A, None), shop(1, CustomerClass::A, None)]);
    assert_eq!(refused(&week), PlanProblem::CustomerTwice(id(1)));
    week.customers.pop();
    week.existing = vec![free(2, "2026-12-01", 1)];
    assert_eq!(refused(&week), PlanProblem::UnknownCustomer(id(2)));
    week.existing.clear();
    week.calendar = Calendar::new(&[], &WorkingTime { weekdays: vec![], ..WorkingTime::default() });
    assert_eq!(refused(&week), PlanProblem::WorkingTime);
}

#[test]
fn stopping_keeps_the_best_plan_so_far() {
    let week = weekly(county(60));
    let mut asked = 0;
    let plan = plan_week(&week.input(), &Options { seed: 1, iterations: Some(100_000) }, &mut |_| {
        asked += 1;
        if asked == 3 { Control::Stop } else { Control::Continue }
    })
    .unwrap();
    week.check(&plan);
    assert_eq!(asked, 3);
}
