//! A day whose order was made by hand: its times, and what is wrong with it.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    calendar::Calendar,
    customer::Customer,
    frequency::{may_visit_on, opening_on},
};

use crate::{
    DayTotals, PlanProblem, Travel, Violation,
    clock::{Frame, Start, Times, Timing},
    input::check,
    travel::{Leg, Places},
};

/// A visit with its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedVisit {
    pub customer_id: Id,
    /// 1-based place in the day.
    pub order: u32,
    /// When the visit begins, in minutes after local midnight.
    pub arrive_min: u32,
    /// Minutes after local midnight.
    pub depart_min: u32,
    /// From the stop before, or the start point.
    pub travel_m: u32,
    pub travel_min: u32,
}

/// A day with its times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetimedDay {
    pub date: NaiveDate,
    pub visits: Vec<TimedVisit>,
    pub totals: DayTotals,
    pub violations: Vec<Violation>,
}

/// Gives a day's visits their times in the order given, and says what is wrong. Nothing is left out or moved.
/// `customers` are all of the territory's, since those without a position count as at the median of the others.
pub fn retime_day(
    date: NaiveDate,
    order: &[Id],
    customers: &[Customer],
    calendar: &Calendar,
    travel: &Travel,
) -> Result<RetimedDay, PlanProblem> {
    let known = check(customers, calendar)?;
    let places = Places::new(customers, travel, calendar.working_time().speed_m_per_min);
    let stops = order
        .iter()
        .map(|id| known.get(id).map(|at| &customers[*at]).ok_or(PlanProblem::UnknownCustomer(*id)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(time_day(date, &stops, calendar, &places))
}

pub(crate) fn service_min(customer: &Customer, calendar: &Calendar) -> u32 {
    customer.service_min.unwrap_or(calendar.working_time().service_min).min(1440)
}

pub(crate) fn time_day(
    date: NaiveDate,
    stops: &[&Customer],
    calendar: &Calendar,
    places: &Places,
) -> RetimedDay {
    let frame = Frame::new(calendar, &calendar.day(date));
    let minutes: Vec<u32> = stops.iter().map(|stop| service_min(stop, calendar)).collect();
    let starts: Vec<Vec<Start>> =
        stops.iter().zip(&minutes).map(|(stop, minutes)| frame.starts(stop, date, *minutes)).collect();
    let mut here = places.start;
    let mut legs: Vec<Leg> = Vec::with_capacity(stops.len());
    for stop in stops {
        let next = places.of(stop.meta.id);
        legs.push(places.leg(here, next));
        here = next;
    }
    let home = if stops.is_empty() { Leg::default() } else { places.leg(here, places.end) };
    let timings: Vec<Timing> = (0..stops.len())
        .map(|n| Timing { travel_min: legs[n].min, starts: &starts[n], minutes: minutes[n] })
        .collect();
    let times = frame.times(&timings, home.min);
    let visits = (0..stops.len())
        .map(|n| TimedVisit {
            customer_id: stops[n].meta.id,
            order: n as u32 + 1,
            arrive_min: times.visits[n].0,
            depart_min: times.visits[n].1,
            travel_m: legs[n].m,
            travel_min: legs[n].min,
        })
        .collect();
    let totals = DayTotals {
        travel_m: legs.iter().map(|leg| leg.m).sum::<u32>() + home.m,
        travel_min: legs.iter().map(|leg| leg.min).sum::<u32>() + home.min,
        visit_min: minutes.iter().sum(),
        back_min: times.back,
    };
    let violations = violations(date, stops, &frame, &times);
    RetimedDay { date, visits, totals, violations }
}

fn violations(date: NaiveDate, stops: &[&Customer], frame: &Frame, times: &Times) -> Vec<Violation> {
    let mut found = Vec::new();
    if stops.is_empty() {
        return found;
    }
    if !frame.works {
        found.push(Violation::NotWorking { date });
    }
    for (n, stop) in stops.iter().enumerate() {
        let customer_id = stop.meta.id;
        if stops[..n].iter().any(|other| other.meta.id == customer_id) {
            found.push(Violation::TwiceInDay { customer_id, date });
        }
        if !may_visit_on(stop, date) {
            found.push(Violation::DayNotAllowed { customer_id, date });
        } else if times.late.contains(&n) && !is_open(stop, date, times.visits[n]) {
            found.push(Violation::HoursNotMet { customer_id, date, arrive_min: times.visits[n].0 });
        }
    }
    if frame.works && stops.len() as u32 > frame.capacity {
        found.push(Violation::TooManyVisits { date, visits: stops.len() as u32, capacity: frame.capacity });
    }
    if times.no_lunch {
        found.push(Violation::NoLunch { date });
    }
    if times.back > frame.to {
        found.push(Violation::OverWorkingDay { date, over_min: times.back - frame.to });
    }
    found
}

fn is_open(customer: &Customer, date: NaiveDate, (begin, end): (u32, u32)) -> bool {
    opening_on(customer, date)
        .is_none_or(|spans| spans.iter().any(|span| span.from_min <= begin && end <= span.to_min))
}
