//! Claims about owners with several licences.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    customer::{Customer, CustomerClass, OpeningSpan},
    frequency::{FrequencyRule, Preset, RuleTarget, Window},
    plan::UnplannedReason,
};
use rounds_planner::{DayTotals, ExistingVisit, WeekPlan};

use crate::common::{QUICK, Week, county, date, id, meta, place, preset, shop, standing, visits};

/// A county in which the shops 3, 18 and 34, some kilometres apart, have one owner.
fn county_of_one_owner() -> Vec<Customer> {
    let mut customers = county(40);
    for n in [2, 17, 33] {
        customers[n].owner_id = Some(id(777));
        customers[n].class = Some(CustomerClass::A);
    }
    customers
}

/// Date and place in the day.
fn stops(plan: &WeekPlan, customers: &[u128]) -> Vec<(NaiveDate, u32)> {
    let wanted: Vec<Id> = customers.iter().map(|n| id(*n)).collect();
    let mut found: Vec<_> = visits(plan)
        .filter(|visit| wanted.contains(&visit.customer_id))
        .map(|visit| (visit.date, visit.order))
        .collect();
    found.sort_unstable();
    found
}

fn is_one_trip(stops: &[(NaiveDate, u32)]) -> bool {
    stops.windows(2).all(|pair| pair[0].0 == pair[1].0 && pair[0].1 + 1 == pair[1].1)
}

#[test]
fn shops_of_one_owner_far_apart_are_one_trip() {
    let plan = Week::new(county_of_one_owner(), preset(Preset::GroupCustomers)).plan(QUICK);
    let stops = stops(&plan, &[3, 18, 34]);
    assert!(stops.len() == 3 && is_one_trip(&stops), "{stops:?}");
}

#[test]
fn the_owner_of_a_locked_visit_is_met_once() {
    let mut week = Week::new(county_of_one_owner(), preset(Preset::GroupCustomers));
    let lock = |n, order| ExistingVisit { locked: true, ..standing(id(n), date("2026-12-03"), order) };
    week.existing = vec![lock(7, 1), lock(18, 2)];
    let plan = week.plan(QUICK);
    let stops = stops(&plan, &[3, 18, 34]);
    assert!(stops.len() == 3 && is_one_trip(&stops), "{stops:?}");
    assert_eq!(stops[0].0, date("2026-12-03"));
}

#[test]
fn hours_that_never_meet_part_the_shops_of_one_owner() {
    let mut customers: Vec<_> = (1..=3).map(|n| shop(n, CustomerClass::A, Some(place(0, 0)))).collect();
    for (customer, (from_min, to_min)) in customers.iter_mut().zip([(510, 600), (510, 600), (960, 1_020)]) {
        customer.owner_id = Some(id(777));
        customer.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min, to_min }];
    }
    let plan = Week::new(customers, preset(Preset::GroupCustomers)).plan(QUICK);
    assert!(is_one_trip(&stops(&plan, &[1, 2])));
    assert_eq!(stops(&plan, &[3]).len(), 1, "the third is visited by itself");
}

#[test]
fn one_shop_without_a_day_leaves_the_others_together() {
    let mut customers: Vec<_> = (1..=3).map(|n| shop(n, CustomerClass::A, Some(place(0, 0)))).collect();
    for customer in &mut customers {
        customer.owner_id = Some(id(777));
    }
    customers[1].visit_weekdays = vec![7];
    let plan = Week::new(customers, preset(Preset::GroupCustomers)).plan(QUICK);
    let together = stops(&plan, &[1, 3]);
    assert!(together.len() == 2 && is_one_trip(&together));
    assert_eq!(plan.unplanned[0].reason, UnplannedReason::NoAllowedDay);
}

#[test]
fn two_visits_a_week_are_two_trips_for_both_shops() {
    let target = RuleTarget::Class { class: CustomerClass::A };
    let rule = FrequencyRule { meta: meta(5_000), target, window: Window::Week, times: 2, min_gap_days: 2 };
    let mut customers: Vec<_> =
        (1..=8).map(|n| shop(n, CustomerClass::A, Some(place(n as i32 * 900, 0)))).collect();
    customers[1].owner_id = Some(id(777));
    customers[6].owner_id = Some(id(777));
    let plan = Week::new(customers, vec![rule]).plan(QUICK);
    let stops = stops(&plan, &[2, 7]);
    assert_eq!(stops.len(), 4);
    assert!(is_one_trip(&stops[..2]) && is_one_trip(&stops[2..]), "{stops:?}");
    assert!((stops[2].0 - stops[0].0).num_days() >= 2);
}

#[test]
fn the_sums_of_the_week_are_those_of_its_days_with_the_ways_between_an_owners_shops() {
    let plan = Week::new(county_of_one_owner(), preset(Preset::GroupCustomers)).plan(QUICK);
    let told = &plan.outlook.as_ref().unwrap().weeks[0];
    let sum = |of: fn(&DayTotals) -> u32| plan.days.iter().map(|day| of(&day.totals)).sum::<u32>();
    assert_eq!(told.visits as usize, visits(&plan).count());
    assert_eq!(
        (told.travel_m, told.travel_min, told.visit_min),
        (sum(|day| day.travel_m), sum(|day| day.travel_min), sum(|day| day.visit_min))
    );
}
