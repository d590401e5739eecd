//! Claims about days made by hand.

use crate::common::{Week, county, date, id, place, shop};
use rounds_core::customer::{Customer, CustomerClass, OpeningSpan};
use rounds_planner::{HandWeek, PlanProblem, RetimedDay, Violation, insert_cheapest, retime_day};

fn retime(customers: &[Customer], on: &str, order: &[u128]) -> RetimedDay {
    let week = Week::new(vec![], vec![]);
    let order: Vec<_> = order.iter().map(|n| id(*n)).collect();
    retime_day(date(on), &order, customers, &week.calendar, &week.travel).unwrap()
}

#[test]
fn a_short_day_starts_at_eight_thirty_and_breaks_nothing() {
    let customers =
        [shop(1, CustomerClass::A, Some(place(0, 0))), shop(2, CustomerClass::A, Some(place(0, 0)))];
    let day = retime(&customers, "2026-12-01", &[2, 1]);
    let times: Vec<_> = day.visits.iter().map(|visit| (visit.customer_id, visit.arrive_min)).collect();
    assert_eq!(times, [(id(2), 510), (id(1), 530)]);
    assert!(day.violations.is_empty());
    assert_eq!((day.totals.travel_m, day.totals.visit_min), (0, 40));
}

#[test]
fn lunch_moves_to_where_the_hours_leave_room() {
    let mut noon = shop(1, CustomerClass::A, Some(place(0, 0)));
    noon.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 690, to_min: 720 }];
    noon.service_min = Some(30);
    let day = retime(&[noon], "2026-12-01", &[1]);
    assert_eq!(day.visits[0].arrive_min, 690);
    assert!(day.violations.is_empty() && day.totals.back_min >= 780);
}

#[test]
fn too_long_a_day_says_by_how_many_minutes() {
    let customers = county(40);
    let order: Vec<u128> = (1..=30).collect();
    let day = retime(&customers, "2026-12-01", &order);
    assert!(
        day.violations
            .iter()
            .any(|found| matches!(found, Violation::OverWorkingDay { over_min, .. } if *over_min > 60))
    );
    assert!(
        day.violations
            .iter()
            .any(|found| matches!(found, Violation::TooManyVisits { visits: 30, capacity: 12, .. }))
    );
}

#[test]
fn the_same_shop_twice_a_sunday_and_closed_doors_are_reported() {
    let mut closed = shop(1, CustomerClass::A, Some(place(0, 0)));
    closed.opening_hours = vec![OpeningSpan { weekdays: vec![], from_min: 480, to_min: 505 }];
    closed.visit_weekdays = vec![1, 2, 7];
    let customers = [closed];
    let day = retime(&customers, "2026-12-06", &[1, 1]);
    assert!(day.violations.contains(&Violation::NotWorking { date: date("2026-12-06") }));
    assert!(day.violations.contains(&Violation::TwiceInDay { customer_id: id(1), date: date("2026-12-06") }));
    let day = retime(&customers, "2026-12-01", &[1]);
    assert!(matches!(day.violations[..], [Violation::HoursNotMet { .. }]));
    let day = retime(&customers, "2026-12-02", &[1]);
    assert!(matches!(day.violations[..], [Violation::DayNotAllowed { .. }]));
}

#[test]
fn a_visit_is_added_beside_its_neighbour() {
    let customers = [
        shop(1, CustomerClass::A, Some(place(8_000, 0))),
        shop(2, CustomerClass::A, Some(place(-8_000, 0))),
        shop(3, CustomerClass::D, Some(place(-8_100, 0))),
    ];
    let week = Week::new(vec![], vec![]);
    let days = [(date("2026-12-01"), vec![id(1)]), (date("2026-12-02"), vec![id(2)])];
    let hand =
        HandWeek { days: &days, customers: &customers, calendar: &week.calendar, travel: &week.travel };
    let found = insert_cheapest(&hand, id(3)).unwrap().unwrap();
    assert_eq!((found.date, found.breaks_something), (date("2026-12-02"), false));
    assert_eq!(insert_cheapest(&hand, id(4)), Err(PlanProblem::UnknownCustomer(id(4))));
}
