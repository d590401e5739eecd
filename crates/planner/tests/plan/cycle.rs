//! Claims about the whole cycle: spread, regular gaps, fairness, the outlook.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rounds_core::{
    Id, Meta,
    apart::ApartPair,
    customer::CustomerClass,
    frequency::{FrequencyRule, Preset, RuleTarget, VisitHistory, Window},
    plan::{Reason, UnplannedReason},
};
use rounds_planner::Options;

use crate::common::{QUICK, Week, county, date, id, meta, place, preset, shop, visits};

fn rule(window: Window, times: u32, min_gap_days: u32) -> FrequencyRule {
    let target = RuleTarget::Class { class: CustomerClass::A };
    FrequencyRule { meta: meta(5_000), target, window, times, min_gap_days }
}

/// Plans one week after the other; what is planned counts as made.
fn weeks_made(week: &mut Week, weeks: u32, iterations: u32) -> BTreeMap<Id, Vec<chrono::NaiveDate>> {
    let mut made: BTreeMap<Id, Vec<chrono::NaiveDate>> = BTreeMap::new();
    for _ in 0..weeks {
        let plan = week.plan(Options { seed: 1, iterations: Some(iterations) });
        for visit in visits(&plan) {
            made.entry(visit.customer_id).or_default().push(visit.date);
            week.history.entry(visit.customer_id).or_default().kept.push(visit.date);
        }
        week.number = week.number.next();
    }
    made
}

#[test]
fn a_quarter_under_too_much_demand_starves_no_one() {
    let mut week = Week::new(county(260), preset(Preset::GroupCustomers));
    week.cycle_weeks = 2;
    let made = weeks_made(&mut week, 13, 100);
    let of_class = |class: CustomerClass| -> Vec<usize> {
        let own = week.customers.iter().filter(|customer| customer.class == Some(class));
        own.map(|customer| made.get(&customer.meta.id).map_or(0, Vec::len)).collect()
    };
    let (a, b, c) = (of_class(CustomerClass::A), of_class(CustomerClass::B), of_class(CustomerClass::C));
    for counts in [&a, &b, &c] {
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(*least >= 1, "someone is starved: {counts:?}");
        assert!(most - least <= 3, "some wait much longer than others: {least}..{most}");
    }
    // The rules ask for A and B once a week and for C once a fortnight: the proportion is kept.
    let mean = |counts: &[usize]| counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    assert!(mean(&a) > 1.3 * mean(&c) && mean(&b) > 1.3 * mean(&c), "{} {} {}", mean(&a), mean(&b), mean(&c));
}

#[test]
fn fortnightly_visits_keep_their_distance_and_mostly_their_weekday() {
    let mut customers = county(90);
    for customer in &mut customers {
        customer.class = Some(CustomerClass::A);
    }
    let mut week = Week::new(customers, vec![rule(Window::EveryWeeks { weeks: 2 }, 1, 7)]);
    let made = weeks_made(&mut week, 8, 3_000);
    let (mut kept, mut near, mut all) = (0, 0, 0);
    for dates in made.values() {
        for pair in dates.windows(2) {
            let gap = (pair[1] - pair[0]).num_days();
            assert!((7..=27).contains(&gap), "{dates:?}");
            near += usize::from((10..=18).contains(&gap));
            kept += usize::from(pair[0].weekday() == pair[1].weekday());
            all += 1;
        }
    }
    assert!(near * 4 >= all * 3, "{near} of {all} come after about two weeks");
    // By chance it would be one in five.
    assert!(kept * 5 >= all * 2, "{kept} of {all} keep their weekday");
}

#[test]
fn the_outlook_spreads_monthly_customers_over_the_cycle() {
    let mut week = Week::new(county(160), preset(Preset::TobaccoMonthly));
    week.customers.iter_mut().for_each(|customer| customer.class = Some(CustomerClass::B));
    let before = |n: u128| VisitHistory {
        kept: vec![date("2026-11-02") + chrono::Days::new((n % 20) as u64)],
        missed: vec![],
    };
    week.history = (1..=160).map(|n| (id(n), before(n))).collect();
    let plan = week.plan(Options { seed: 1, iterations: Some(4_000) });
    let outlook = plan.outlook.clone().unwrap();
    assert_eq!(outlook.weeks.len(), 4);
    assert_eq!(outlook.weeks[0].visits as usize, visits(&plan).count());
    let counts: Vec<u32> = outlook.weeks.iter().map(|week| week.visits).collect();
    assert!(counts.iter().all(|count| (20..=54).contains(count)), "{counts:?}");
    let planned: BTreeSet<Id> = visits(&plan).map(|visit| visit.customer_id).collect();
    let later: BTreeSet<Id> = outlook.visits.iter().map(|visit| visit.customer_id).collect();
    assert!(planned.is_disjoint(&later), "once a month");
    assert!(outlook.visits.iter().all(|visit| visit.date > plan.days[6].date));
}

#[test]
fn a_pair_apart_is_not_seen_on_one_day() {
    let near = |n: u128| shop(n, CustomerClass::A, Some(place(5_000, n as i32 * 10)));
    let mut week = Week::new((1..=12).map(near).collect(), vec![rule(Window::Week, 1, 3)]);
    week.apart = vec![ApartPair {
        meta: Meta::new(id(900), Id::nil(), 0),
        customer_id: id(1),
        other_id: id(2),
        note: None,
    }];
    let plan = week.plan(QUICK);
    let on = |n: u128| visits(&plan).find(|visit| visit.customer_id == id(n)).map(|visit| visit.date);
    assert!(on(1).is_some() && on(2).is_some() && on(1) != on(2));
}

#[test]
fn a_town_is_seen_on_few_days_and_says_so() {
    let mut customers: Vec<_> = (1..=40)
        .map(|n| {
            let (north, east) = if n % 4 == 0 { (9_000, 9_000) } else { (-6_000, (n as i32 % 3) * 4_000) };
            shop(n, CustomerClass::A, Some(place(north + n as i32 * 40, east)))
        })
        .collect();
    for customer in &mut customers {
        let far = customer.position.is_some_and(|position| position.lat_e7 > 305_500_000);
        customer.address = if far { "青溪县白石镇1号" } else { "青溪县城关镇2号" }.to_owned();
    }
    let plan = Week::new(customers, vec![rule(Window::Week, 1, 3)])
        .plan(Options { seed: 1, iterations: Some(3_000) });
    let days: BTreeSet<_> = visits(&plan)
        .filter(|visit| visit.customer_id.as_bytes()[15] % 4 == 0)
        .map(|visit| visit.date)
        .collect();
    assert!(days.len() <= 2, "{days:?}");
    assert!(visits(&plan).any(|visit| visit.reasons.iter().any(|reason| {
        matches!(reason, Reason::TownDay { town, visits } if town == "白石镇" && *visits >= 3)
    })));
}

#[test]
fn a_rule_that_no_week_can_meet_says_how_much_is_possible() {
    let week = Week::new(vec![shop(1, CustomerClass::A, Some(place(0, 0)))], vec![rule(Window::Week, 4, 3)]);
    let plan = week.plan(QUICK);
    let reason = plan.unplanned.iter().find(|left| left.customer_id == id(1)).map(|left| &left.reason);
    assert!(
        matches!(reason, Some(UnplannedReason::RuleNeverFits { times: 4, possible: 2, .. })),
        "{reason:?}"
    );
}

#[test]
fn more_visits_than_the_week_has_days_are_told_beside_those_that_it_holds() {
    let week = Week::new(vec![shop(1, CustomerClass::A, Some(place(0, 0)))], vec![rule(Window::Week, 9, 1)]);
    let plan = week.plan(QUICK);
    assert_eq!(visits(&plan).count(), 5);
    let reason = plan.unplanned.iter().find(|left| left.customer_id == id(1)).map(|left| &left.reason);
    assert!(
        matches!(reason, Some(UnplannedReason::RuleNeverFits { times: 9, possible: 5, .. })),
        "{reason:?}"
    );
}

#[test]
fn the_second_visit_of_a_week_is_told_after_the_first() {
    // One of two visits of the week before was made: the week's first visit is late, its second is not.
    let mut week =
        Week::new(vec![shop(1, CustomerClass::A, Some(place(0, 0)))], vec![rule(Window::Week, 2, 2)]);
    week.number = "2026-W50".parse().unwrap();
    let kept = VisitHistory { kept: vec![date("2026-12-01")], ..VisitHistory::default() };
    week.history.insert(id(1), kept);
    let plan = week.plan(QUICK);
    let planned: Vec<_> = visits(&plan).collect();
    assert_eq!(planned.len(), 2);
    let (first, second) = (planned[0], planned[1]);
    assert!(first.reasons.iter().any(|reason| matches!(reason, Reason::Overdue { .. })), "{first:?}");
    assert!(second.reasons.contains(&Reason::LastVisit { date: first.date }), "{second:?}");
    assert!(second.reasons.contains(&Reason::DueBy { date: date("2026-12-11") }), "{second:?}");
    let is_late = |reason: &Reason| matches!(reason, Reason::Overdue { .. } | Reason::CarryOver { .. });
    assert!(!second.reasons.iter().any(is_late), "{second:?}");
}

#[test]
fn reasons_tell_the_way_that_a_visit_adds() {
    let plan = Week::new(county(60), preset(Preset::TobaccoGraded)).plan(QUICK);
    for day in plan.days.iter().filter(|day| day.visits.len() > 1) {
        for visit in &day.visits {
            let detour = visit.reasons.iter().find_map(|reason| match reason {
                Reason::Detour { metres, .. } => Some(*metres),
                _ => None,
            });
            assert!(detour.is_some_and(|metres| metres <= day.totals.travel_m), "{visit:?}");
        }
    }
}

#[test]
fn five_thousand_customers_and_a_cycle_of_thirteen_weeks_are_planned() {
    let mut week = Week::new(county(5_000), preset(Preset::TobaccoMonthly));
    week.cycle_weeks = 13;
    let plan = week.plan(Options { seed: 1, iterations: Some(5) });
    assert!(visits(&plan).count() >= 40);
    assert!(plan.unplanned.len() > 500);
}
