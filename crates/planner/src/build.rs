//! Trips as the engine's model, in minutes of driving.

use std::collections::BTreeMap;

use rounds_core::{Id, setting::PlanWeights};

use crate::{
    WeekInput,
    engine::{Apart, Chain, Choice, Client, Hours, Link, Lock, Lunch, Model, Route, Span, Travel, Weights},
    horizon::Horizon,
    town::town_of,
    travel::Places,
    trip::Trip,
};

/// What a minute of driving counts beside what follows and what [`crate::trip`] has.
const DRIVE: f64 = 2.0;
/// Of days that lie apart, and how far below the mean the square goes: [`Weights::balance`] and [`Weights::bend`].
const UNEVEN: f64 = 9.0;
const BEND: f64 = 0.1;
/// Visits that fill so much of the working time make days count as full. Of emptier ones nobody minds how they differ.
const FULL: f64 = 0.4;
/// Who mends a week does not set about making it even.
const IN_REPAIR: f64 = 0.1;
/// Of leaving the weekday of the last visit, and of a gap that is a whole usual gap too long or short.
const OTHER_WEEKDAY: f64 = 6.0;
const IRREGULAR: f64 = 15.0;
/// Of a further day in one town; of a further trip to one owner.
const TOWN_DAY: f64 = 4.0;
const OWNER_DAY: f64 = 90.0;
/// Of a pair that is not 顺路 on one day.
const APART: f64 = 80.0;
/// Longer gaps cost what this one costs.
const LONGEST_GAP: u32 = 160;

/// A model, and which of the horizon's days its days are; one route for each.
pub(crate) struct Built {
    pub model: Model,
    pub days: Vec<usize>,
}

pub(crate) fn build(
    input: &WeekInput,
    horizon: &Horizon,
    places: &Places,
    trips: &[Trip],
    weights: PlanWeights,
) -> Built {
    let locked = trips.iter().flat_map(|trip| &trip.links).filter(|link| link.lock.is_some());
    let locked: Vec<usize> = locked.flat_map(|link| link.days.keys().copied()).collect();
    let days: Vec<usize> =
        (0..horizon.dates.len()).filter(|day| horizon.open[*day] || locked.contains(day)).collect();
    let route_of: BTreeMap<usize, usize> = days.iter().enumerate().map(|(n, day)| (*day, n)).collect();
    let speed = f64::from(input.calendar.working_time().speed_m_per_min.max(1));
    let mut groups = Groups::default();
    let mut owners: BTreeMap<Id, u32> = BTreeMap::new();
    for trip in trips {
        if let Some(owner) = input.customers[trip.customers[0]].owner_id {
            *owners.entry(owner).or_default() += 1;
        }
    }
    let clients = trips
        .iter()
        .enumerate()
        .map(|(n, trip)| {
            let customer = &input.customers[trip.customers[0]];
            let owner = customer.owner_id.filter(|owner| owners.get(owner).is_some_and(|count| *count > 1));
            let group = match owner {
                Some(owner) => Some(groups.number(&format!("@{owner}"), OWNER_DAY)),
                None => town_of(customer).map(|town| groups.number(town, TOWN_DAY)),
            };
            client(n, trip, horizon, &route_of, strength(weights.stable), group)
        })
        .collect();
    let routes = days.iter().enumerate().map(|(n, day)| route(horizon, *day, n)).collect();
    let trip_of: BTreeMap<Id, usize> = trips
        .iter()
        .enumerate()
        .flat_map(|(n, trip)| trip.customers.iter().map(move |at| (*at, n)))
        .map(|(at, n)| (input.customers[at].meta.id, n))
        .collect();
    let apart = input.apart.iter().filter_map(|pair| {
        let clients = [*trip_of.get(&pair.customer_id)?, *trip_of.get(&pair.other_id)?];
        (clients[0] != clients[1]).then_some(Apart { clients, cost: APART })
    });
    let service: u32 = trips.iter().map(|trip| trip.minutes * trip.links.len() as u32).sum();
    let working: u32 = days.iter().map(|day| horizon.frames[*day].length()).sum();
    let full = (f64::from(service) / f64::from(working.max(1)) / FULL).min(1.0);
    let even = if input.repair.is_some() { IN_REPAIR } else { 1.0 } * full * full;
    let model = Model {
        days: days.iter().map(|day| *day as i32).collect(),
        routes,
        clients,
        groups: groups.costs,
        apart: apart.collect(),
        travel: travel(places, trips),
        weights: Weights {
            cost: DRIVE * strength(weights.travel).max(0.02) / speed,
            minute: 0.0,
            balance: UNEVEN * strength(weights.even) * even,
            bend: BEND,
        },
    };
    Built { model, days }
}

/// How much a wish counts, 1 = usual. Above that a slider counts squared, so that its end is felt among what costs the
/// same whatever is wished.
pub(crate) fn strength(weight: u32) -> f64 {
    let times = f64::from(weight) / 50.0;
    if times > 1.0 { times * times } else { times }
}

#[derive(Default)]
struct Groups {
    numbers: BTreeMap<String, usize>,
    costs: Vec<f64>,
}

impl Groups {
    fn number(&mut self, name: &str, cost: f64) -> usize {
        *self.numbers.entry(name.to_owned()).or_insert_with(|| {
            self.costs.push(cost);
            self.costs.len() - 1
        })
    }
}

fn span(from: u32, to: u32) -> Span {
    Span { from: f64::from(from), to: f64::from(to) }
}

fn route(horizon: &Horizon, day: usize, number: usize) -> Route {
    let frame = &horizon.frames[day];
    let lunch = frame.lunch.map(|lunch| {
        let (from, to, minutes) = lunch.hours();
        Lunch { window: span(from, to), minutes: f64::from(minutes) }
    });
    Route {
        day: number,
        start: 0,
        end: 1,
        spans: frame.spans.iter().map(|hours| span(hours.from_min, hours.to_min)).collect(),
        longest: f64::INFINITY,
        most: if horizon.open[day] { frame.capacity } else { u32::MAX / 2 },
        capacity: f64::INFINITY,
        lunch: lunch.filter(|_| !frame.spans.is_empty()),
        fair_share: f64::from(frame.length()),
    }
}

fn client(
    number: usize,
    trip: &Trip,
    horizon: &Horizon,
    route_of: &BTreeMap<usize, usize>,
    stable: f64,
    group: Option<usize>,
) -> Client {
    let mut hours: Vec<Vec<Span>> = vec![Vec::new(); route_of.len()];
    for (day, starts) in &trip.starts {
        if let Some(route) = route_of.get(day) {
            hours[*route] = merged(starts.iter().map(|start| (start.first, start.last + trip.minutes)));
        }
    }
    let days = |link: &crate::trip::Link| {
        let known = link.days.iter().filter_map(|(day, cost)| Some((*route_of.get(day)?, *cost)));
        known.collect::<Vec<_>>()
    };
    let locks = trip.links.iter().filter_map(|link| {
        let route = *route_of.get(link.days.keys().next()?)?;
        Some(Lock { route, order: link.lock? })
    });
    Client {
        node: number + 2,
        minutes: f64::from(trip.minutes),
        demand: 0.0,
        counts: trip.count(),
        locks: locks.collect(),
        choice: Choice::Chain(Chain {
            visits: trip.links.iter().map(|link| Link { days: days(link), skip: link.skip }).collect(),
            gaps: gaps(trip, stable),
            before: trip.before.map(|date| (date - horizon.dates[0]).num_days() as i32),
        }),
        hours: Hours::ByDay(hours),
        group,
    }
}

/// Spans in order. Two that overlap differ in what lies between: the longer one alone is kept, which is safe.
fn merged(spans: impl Iterator<Item = (u32, u32)>) -> Vec<Span> {
    let mut spans: Vec<(u32, u32)> = spans.collect();
    spans.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if from < last.1 => {
                if to - from > last.1 - last.0 {
                    *last = (from, to);
                }
            }
            _ => out.push((from, to)),
        }
    }
    out.into_iter().map(|(from, to)| span(from, to)).collect()
}

/// What a gap of so many days costs: too short is not allowed, far from the usual one and another weekday are dear.
fn gaps(trip: &Trip, stable: f64) -> Vec<f64> {
    let usual = f64::from(trip.usual);
    let cost = |gap: u32| {
        if gap < trip.gap {
            return f64::INFINITY;
        }
        let off = ((f64::from(gap) - usual).abs() / usual).min(1.0);
        let weekday = if gap.is_multiple_of(7) { 0.0 } else { OTHER_WEEKDAY };
        IRREGULAR * off * off + weekday * stable
    };
    (0..=LONGEST_GAP.max(trip.gap)).map(cost).collect()
}

fn travel(places: &Places, trips: &[Trip]) -> Travel {
    let nodes = trips.len() + 2;
    let (mut cost, mut minutes) = (vec![0.0; nodes * nodes], vec![0.0; nodes * nodes]);
    for from in 0..nodes {
        let leave = match from {
            0 => places.start,
            1 => places.end,
            _ => trips[from - 2].leave,
        };
        for to in (0..nodes).filter(|to| *to != from) {
            let enter = match to {
                0 => places.start,
                1 => places.end,
                _ => trips[to - 2].enter,
            };
            let leg = places.leg(leave, enter);
            cost[from * nodes + to] = leg.m as f32;
            minutes[from * nodes + to] = leg.min as f32;
        }
    }
    Travel { nodes, cost, minutes: Some(minutes) }
}
