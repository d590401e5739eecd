//! Claims about what a manager favours, on a list of shops that nobody here wrote.

use std::path::Path;

use rounds_core::{
    customer::{Customer, CustomerClass},
    frequency::Preset,
    position::{Datum, Position},
    setting::PlanStyle,
};
use rounds_planner::{Options, WeekPlan};

use crate::common::{Week, preset, shop, visits};

/// Enough for the order of the styles to stand out from chance.
const ROUNDS: Options = Options { seed: 1, iterations: Some(40_000) };

/// The shops of the list at their places; the list's last columns are longitude and latitude.
fn shanghai() -> Vec<Customer> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/stores-shanghai.csv");
    let text = std::fs::read_to_string(file).unwrap();
    let shops = text.lines().skip(1).zip(1..).map(|(line, n)| {
        let mut fields = line.rsplit(',').map(|field| (field.parse::<f64>().unwrap() * 1e7).round() as i32);
        let (lng_e7, lat_e7) = (fields.next().unwrap(), fields.next().unwrap());
        let (lat_e7, lng_e7) = (lat_e7.min(lng_e7), lat_e7.max(lng_e7));
        let at = Position { lat_e7, lng_e7, datum: Datum::Wgs84, raw_lat_e7: lat_e7, raw_lng_e7: lng_e7 };
        shop(n, CustomerClass::D, Some(at))
    });
    shops.collect()
}

fn planned(style: PlanStyle) -> WeekPlan {
    let mut week = Week::new(shanghai(), preset(Preset::TobaccoMonthly));
    week.travel.start = Position::from_degrees(31.23, 121.47, Datum::Wgs84).ok();
    week.cycle_weeks = 4;
    week.weights = style.weights().unwrap();
    week.plan(ROUNDS)
}

/// Kilometres of the four weeks.
fn driven(plan: &WeekPlan) -> u32 {
    plan.outlook.as_ref().unwrap().weeks.iter().map(|week| week.travel_m).sum::<u32>() / 1_000
}

#[test]
fn who_wants_less_travel_drives_least_and_who_wants_even_days_gets_them() {
    let (less, even, few) =
        (planned(PlanStyle::LessTravel), planned(PlanStyle::EvenDays), planned(PlanStyle::FewChanges));
    assert!(visits(&less).count() > 40, "{:?}", less.unplanned);
    let [less_km, even_km, few_km] = [&less, &even, &few].map(driven);
    assert!(less_km < even_km && less_km < few_km, "{less_km}, {even_km} and {few_km} km");
    // Fridays are half days: each is measured against its own working time.
    let week = Week::new(Vec::new(), Vec::new());
    let days = even.days.iter().filter(|day| !day.visits.is_empty());
    let loads: Vec<(u32, u32)> = days
        .map(|day| {
            let described = week.calendar.day(day.date);
            let lunch = week.calendar.needs_lunch(&described.spans);
            let lunch = if lunch { week.calendar.working_time().lunch_min } else { 0 };
            (day.totals.travel_min + day.totals.visit_min, described.minutes() - lunch)
        })
        .collect();
    let sum = |of: fn(&(u32, u32)) -> u32| f64::from(loads.iter().map(of).sum::<u32>());
    let mean = sum(|load| load.0) / sum(|load| load.1);
    for (used, working) in &loads {
        let beside = f64::from(*used) / f64::from(*working) / mean - 1.0;
        assert!(beside.abs() <= 0.15, "{beside:+.2}: {loads:?}");
    }
}
