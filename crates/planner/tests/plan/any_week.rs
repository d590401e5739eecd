//! Whatever the territory: the claims of `common::Week::check` hold.

use crate::common::{Week, date, id, leave, place, preset, shop, standing};
use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;
use rounds_core::{
    IsoWeek,
    calendar::Calendar,
    customer::{Customer, CustomerClass, CustomerStatus, MarketDays, MarketRule, OpeningSpan},
    frequency::{Preset, VisitHistory},
    plan::{Remedy, UnplannedReason},
    setting::WorkingTime,
};
use rounds_planner::{ExistingVisit, HandWeek, Options, insert_cheapest, retime_day};

fn any_shop(n: u128) -> impl Strategy<Value = Customer> {
    use CustomerClass::{A, B, C, D};
    let class = prop_oneof![Just(None), Just(Some(A)), Just(Some(B)), Just(Some(C)), Just(Some(D))];
    let at = prop_oneof![
        1 => Just(None),
        8 => (-30_000..30_000, -30_000..30_000).prop_map(|(north, east)| Some(place(north, east))),
    ];
    let hours = prop_oneof![
        3 => Just(vec![]),
        1 => (420..700_u32, 20..400_u32).prop_map(|(from_min, length)| {
            vec![
                OpeningSpan { weekdays: vec![1, 2, 3, 4, 5], from_min, to_min: from_min + length },
                OpeningSpan { weekdays: vec![2], from_min: 900, to_min: 1_100 },
            ]
        }),
    ];
    let market = prop_oneof![
        5 => Just(None),
        1 => any::<bool>().prop_map(|only| {
            let rule = if only { MarketRule::Only } else { MarketRule::Avoid };
            Some(MarketDays { weekdays: vec![1], lunar_digits: vec![3, 6, 9], rule })
        }),
    ];
    let rest = (
        prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(1..=7_u8, 1..4)],
        prop_oneof![3 => Just(None), 1 => (0..400_u32).prop_map(Some)],
        prop_oneof![1 => Just(None), 1 => (1..=7_u8).prop_map(Some)],
        prop_oneof![9 => Just(None), 1 => (0..3_u128).prop_map(|n| Some(id(70 + n)))],
        prop_oneof![9 => Just(CustomerStatus::Open), 1 => Just(CustomerStatus::Suspended)],
    );
    (class, at, hours, market, rest).prop_map(move |(class, at, hours, market, rest)| {
        let mut customer = shop(n, A, at);
        customer.class = class;
        customer.opening_hours = hours;
        customer.market_days = market;
        (
            customer.visit_weekdays,
            customer.service_min,
            customer.order_weekday,
            customer.owner_id,
            customer.status,
        ) = rest;
        customer
    })
}

fn any_week() -> impl Strategy<Value = Week> {
    let shops = (0..60_usize).prop_flat_map(|count| (1..=count as u128).map(any_shop).collect::<Vec<_>>());
    let preset_of =
        prop_oneof![Just(Preset::TobaccoMonthly), Just(Preset::TobaccoGraded), Just(Preset::GroupCustomers)];
    let visits = prop::collection::vec((0..60_usize, 0..7_u64, 1..6_u32, 0..4_u8), 0..15);
    // Days before the week, and after it.
    let past = prop::collection::vec((0..60_usize, -40..80_i64, any::<bool>()), 0..60);
    (shops, preset_of, 0..120_u64, visits, past, prop::option::of(0..9_u64)).prop_map(
        |(customers, rules, weeks, visits, past, away)| {
            let mut week = Week::new(customers, preset(rules));
            week.number = IsoWeek::of(date("2025-01-06") + Days::new(weeks * 7));
            let monday = week.number.monday();
            if let Some(day) = away {
                let from: NaiveDate = monday + Days::new(day);
                let entry = leave(&from.to_string(), &(from + Days::new(1)).to_string());
                week.calendar = Calendar::new(&[entry], &WorkingTime::default());
            }
            let known = |n: usize| week.customers.get(n).map(|customer| customer.meta.id);
            for (n, days, missed) in past {
                if let Some(id) = known(n) {
                    let history: &mut VisitHistory = week.history.entry(id).or_default();
                    let list = if missed { &mut history.missed } else { &mut history.kept };
                    list.push(monday - TimeDelta::days(days));
                }
            }
            for (n, day, order, kind) in visits {
                let Some(customer_id) = known(n) else { continue };
                if kind == 3 {
                    week.removed.insert(customer_id);
                    continue;
                }
                let (date, locked, by_hand) = (monday + Days::new(day), kind == 1, kind == 2);
                if !week.existing.iter().any(|visit| visit.customer_id == customer_id) {
                    let visit = standing(customer_id, date, order);
                    week.existing.push(ExistingVisit { locked, by_hand, ..visit });
                }
            }
            for visit in week.existing.iter().filter(|visit| visit.locked || visit.by_hand) {
                week.removed.remove(&visit.customer_id);
            }
            week
        },
    )
}

impl std::fmt::Debug for Week {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.input().fmt(f)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_due_customer_is_placed_or_explained_and_hours_and_locks_are_kept(week in any_week(), seed in any::<u64>()) {
        let options = Options { seed, iterations: Some(60) };
        let plan = week.plan(options);
        if !week.existing.iter().any(|visit| visit.locked) {
            prop_assert_eq!(&plan.violations, &vec![]);
        }
        prop_assert_eq!(&plan, &week.plan(options));
        for left in &plan.unplanned {
            if let (UnplannedReason::Postponed { due_by }, Some(Remedy::Later { date })) = (&left.reason, &left.remedy) {
                prop_assert!(date <= due_by, "{date} is told as in time for {due_by}");
            }
        }
    }

    #[test]
    fn a_repair_never_touches_what_is_locked_or_past_and_loses_no_one(
        week in any_week(),
        gone in 0..7_u64,
        lost in prop::option::of(0..7_u64),
    ) {
        let mut week = week;
        let monday = week.number.monday();
        week.from = Some(monday + Days::new(gone));
        week.lost = lost.map(|day| monday + Days::new(day)).into_iter().collect();
        week.repair = true;
        for visit in &mut week.existing {
            visit.done = Some(visit.date) < week.from;
            visit.locked |= visit.done;
        }
        // Locks of the past and of days to come, the order among them and the hours are held by the check.
        let plan = week.plan(Options { seed: 1, iterations: Some(60) });
        for visit in week.existing.iter().filter(|visit| !visit.locked) {
            let is_in = plan.days.iter().flat_map(|day| &day.visits).any(|other| other.customer_id == visit.customer_id);
            let is_told = plan.unplanned.iter().any(|left| left.customer_id == visit.customer_id);
            let is_open = week.customer(visit.customer_id).status == CustomerStatus::Open;
            prop_assert!(is_in || is_told || !is_open, "{} is lost without a word", visit.customer_id);
        }
        for day in plan.days.iter().filter(|day| Some(day.date) < week.from || week.lost.contains(&day.date)) {
            prop_assert!(day.visits.iter().all(|visit| visit.locked));
        }
    }

    #[test]
    fn a_planned_day_retimed_by_hand_is_the_same_day(week in any_week()) {
        let plan = week.plan(Options { seed: 1, iterations: Some(30) });
        for day in &plan.days {
            let order: Vec<_> = day.visits.iter().map(|visit| visit.customer_id).collect();
            let retimed = retime_day(day.date, &order, &week.customers, &week.calendar, &week.travel).unwrap();
            prop_assert_eq!(retimed.totals, day.totals);
            let times: Vec<_> = retimed.visits.iter().map(|visit| (visit.arrive_min, visit.depart_min)).collect();
            let planned: Vec<_> = day.visits.iter().map(|visit| (visit.arrive_min, visit.depart_min)).collect();
            prop_assert_eq!(times, planned);
        }
    }

    #[test]
    fn a_visit_added_by_hand_goes_where_it_breaks_least(week in any_week()) {
        let plan = week.plan(Options { seed: 1, iterations: Some(30) });
        let days: Vec<_> = plan
            .days
            .iter()
            .map(|day| (day.date, day.visits.iter().map(|visit| visit.customer_id).collect::<Vec<_>>()))
            .collect();
        let hand = HandWeek { days: &days, customers: &week.customers, calendar: &week.calendar, travel: &week.travel };
        for customer in week.customers.iter().take(5) {
            let free = days.iter().any(|(_, order)| !order.contains(&customer.meta.id));
            let found = insert_cheapest(&hand, customer.meta.id).unwrap();
            prop_assert_eq!(found.is_some(), free);
        }
    }
}
