//! Last, each route by itself: 2-opt (turn a stretch round) and Or-opt (move a stretch of up to three, either way
//! round), as long as something gets shorter and all limits stay.

use crate::random::Random;

use super::{compiled::Compiled, sharpen::Loop, state::State};

const LONGEST_MOVED: usize = 3;
/// Longer routes are left to the search.
const LONGEST_ROUTE: usize = 150;
/// Each pass shortens the route; none needs more in practice.
const PASSES: usize = 100;
const LEAST_GAIN: f64 = 1e-6;
/// Kicks for each stop.
const KICKS: usize = 20;
/// Shorter than any way.
const BESIDE: f32 = 1e5;

pub(super) fn polish(compiled: &Compiled, state: &mut State, random: &Random) {
    for route in 0..state.tours.len() {
        if state.tours[route].stops.len() <= LONGEST_ROUTE {
            sharpen(compiled, state, route, KICKS, random);
            (0..PASSES).find(|_| !shorten(compiled, state, route));
        }
    }
}

/// Orders a route by its ways alone and keeps that where all limits stay.
pub(super) fn sharpen(compiled: &Compiled, state: &mut State, route: usize, kicks: usize, random: &Random) {
    let (lane, tour) = (&compiled.routes[route], &state.tours[route]);
    let is_locked = |client: &u32| compiled.clients[*client as usize].locked.has(lane.day);
    let count = tour.stops.len();
    if compiled.into.is_some() || !(4..=LONGEST_ROUTE).contains(&count) || tour.stops.iter().any(is_locked) {
        return;
    }
    // Node 0 is the start; a different end is a node of its own that must lie beside it.
    let mut nodes = vec![lane.start];
    nodes.extend(tour.stops.iter().map(|client| compiled.clients[*client as usize].node));
    nodes.extend((lane.end != lane.start).then_some(lane.end));
    let n = nodes.len();
    let mut ways: Vec<f32> =
        nodes.iter().flat_map(|from| nodes.iter().map(|to| compiled.way(*from, *to))).collect();
    if n > count + 1 {
        ways[n - 1] = -BESIDE;
        ways[(n - 1) * n] = -BESIDE;
    }
    let order = Loop::new(n, ways).run(kicks * count, random);
    let mut stops: Vec<u32> = order
        .iter()
        .filter(|node| (1..=count).contains(&usize::from(**node)))
        .map(|node| tour.stops[usize::from(*node) - 1])
        .collect();
    if n > count + 1 && order.get(1).is_some_and(|node| usize::from(*node) == n - 1) {
        stops.reverse();
    }
    let before = Standing::of(state, route);
    // Either way round; hours may allow only one.
    for _ in 0..2 {
        state.reorder(compiled, route, &stops);
        if before.is_beaten(state, route) {
            state.keep();
            return;
        }
        state.undo();
        if n > count + 1 {
            return;
        }
        stops.reverse();
    }
}

/// What a new order must beat: a lower cost, hours kept and no minute more over the limits, whatever that costs.
struct Standing {
    cost: f64,
    late: f64,
}

impl Standing {
    fn of(state: &State, route: usize) -> Self {
        let tour = &state.tours[route];
        Self { cost: tour.cost(state.prices), late: tour.late }
    }

    fn is_beaten(&self, state: &State, route: usize) -> bool {
        let now = Self::of(state, route);
        state.tours[route].keeps_hours() && now.cost < self.cost - LEAST_GAIN && now.late <= self.late + 1e-9
    }
}

/// Takes the first change that lowers the route's cost.
fn shorten(compiled: &Compiled, state: &mut State, route: usize) -> bool {
    let now = state.tours[route].stops.clone();
    let lane = &compiled.routes[route];
    let is_locked = |client: u32| compiled.clients[client as usize].locked.has(lane.day);
    let before = Standing::of(state, route);
    let way = way(compiled, route, &now);
    let mut order = Vec::with_capacity(now.len());
    for from in 0..now.len() {
        for to in from + 1..=now.len() {
            let stretch = &now[from..to];
            if stretch.iter().any(|client| is_locked(*client)) {
                break;
            }
            let furthest = if stretch.len() <= LONGEST_MOVED { now.len() - stretch.len() } else { 0 };
            for (at, turned) in (0..=furthest).flat_map(|at| [(at, false), (at, true)]) {
                // A longer stretch is only turned where it is.
                let at = if stretch.len() <= LONGEST_MOVED { at } else { from };
                order.clear();
                order.extend(now[..from].iter().chain(&now[to..]));
                order.splice(at..at, stretch.iter().copied());
                if turned {
                    order[at..at + stretch.len()].reverse();
                }
                if self::way(compiled, route, &order) > way - LEAST_GAIN {
                    continue;
                }
                state.reorder(compiled, route, &order);
                if before.is_beaten(state, route) {
                    state.keep();
                    return true;
                }
                state.undo();
            }
        }
    }
    false
}

fn way(compiled: &Compiled, route: usize, stops: &[u32]) -> f64 {
    let lane = &compiled.routes[route];
    let mut here = lane.start;
    let mut way = 0.0;
    for stop in stops {
        let next = compiled.clients[*stop as usize].node;
        way += f64::from(compiled.way(here, next));
        here = next;
    }
    way + f64::from(compiled.way(here, lane.end))
}
