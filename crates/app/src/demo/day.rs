//! Which of a past week's days a customer was seen on, and in which order.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    calendar::CalendarDay,
    customer::Customer,
    frequency::{may_visit_on, opening_on},
    position::Position,
};
use rounds_planner::{TimedVisit, Travel, retime_day};

use super::history::{Past, working_days_before_order};

/// What a day far from the order day costs, in metres of detour for each working day.
const METRES_A_WORKING_DAY: f64 = 4_000.0;
/// A shop that closes by then is seen first.
const NOON: u32 = 720;
/// Days tried for a customer, the best first.
const DAYS_TRIED: usize = 2;
/// After so many customers without room the week counts as full.
const MOST_REFUSED: u32 = 25;

/// Fills the days with customers, given with the first date allowed, the most urgent first. Whoever finds no room,
/// or would break opening or working hours, is left out.
pub(super) fn fill(
    past: &Past,
    days: &[CalendarDay],
    wanted: &[(&Customer, NaiveDate)],
) -> Vec<(NaiveDate, Vec<TimedVisit>)> {
    let mut filled: Vec<Filled> = days.iter().map(|_| Filled::default()).collect();
    let mut refused = 0;
    for (customer, earliest) in wanted {
        let mut open: Vec<usize> = (0..days.len())
            .filter(|n| filled[*n].stops.len() < days[*n].capacity as usize)
            .filter(|n| days[*n].date >= *earliest && may_visit_on(customer, days[*n].date))
            .collect();
        let cost = |n: usize| cost(past, &days[n], &filled[n].stops, customer);
        open.sort_by(|a, b| cost(*a).total_cmp(&cost(*b)));
        let found = open.iter().take(DAYS_TRIED).find_map(|n| {
            let mut stops = filled[*n].stops.clone();
            stops.push(customer);
            Some((*n, timed(past, days[*n].date, &stops)?, stops))
        });
        if let Some((n, visits, stops)) = found {
            filled[n] = Filled { stops, visits };
        } else if !open.is_empty() {
            refused += 1;
        }
        if refused > MOST_REFUSED {
            break;
        }
    }
    days.iter().zip(filled).map(|(day, filled)| (day.date, filled.visits)).collect()
}

/// A day as far as it is filled.
#[derive(Debug, Default)]
struct Filled<'a> {
    stops: Vec<&'a Customer>,
    visits: Vec<TimedVisit>,
}

/// How ill a customer fits into a day: far from its stops, or many working days before the order day.
fn cost(past: &Past, day: &CalendarDay, stops: &[&Customer], customer: &Customer) -> f64 {
    let metres = stops.iter().map(|stop| apart(stop.position, customer.position)).min_by(f64::total_cmp);
    let before = customer
        .order_weekday
        .map_or(0, |weekday| working_days_before_order(day.date, weekday, past.calendar).saturating_sub(1));
    metres.unwrap_or(0.0) + f64::from(before) * METRES_A_WORKING_DAY
}

/// Metres; those without a position count as here.
fn apart(a: Option<Position>, b: Option<Position>) -> f64 {
    a.zip(b).map_or(0.0, |(a, b)| a.distance_m(&b))
}

/// Orders a day and gives it times; none when something would be wrong with it.
fn timed(past: &Past, date: NaiveDate, stops: &[&Customer]) -> Option<Vec<TimedVisit>> {
    let order = in_order(past.start, date, stops);
    let day = retime_day(date, &order, past.customers, past.calendar, &Travel::from(past.start)).ok()?;
    day.violations.is_empty().then_some(day.visits)
}

/// Those that close at noon first, then always the nearest.
fn in_order(start: Option<Position>, date: NaiveDate, stops: &[&Customer]) -> Vec<Id> {
    let closes_early = |stop: &Customer| {
        opening_on(stop, date).is_some_and(|spans| spans.last().is_some_and(|span| span.to_min <= NOON))
    };
    let mut left = stops.to_vec();
    let mut here = start;
    let mut order = Vec::with_capacity(stops.len());
    while !left.is_empty() {
        let next = (0..left.len())
            .min_by(|a, b| {
                let key = |n: usize| (!closes_early(left[n]), apart(here, left[n].position));
                let ((late_a, far_a), (late_b, far_b)) = (key(*a), key(*b));
                late_a.cmp(&late_b).then(far_a.total_cmp(&far_b))
            })
            .unwrap_or(0);
        let stop = left.remove(next);
        here = stop.position.or(here);
        order.push(stop.meta.id);
    }
    order
}
