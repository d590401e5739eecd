//! One route under way: its stops in order and the sums that make a trial insertion cheap.

use super::{
    clock::{Clock, Rest, first_start, last_arrival},
    compiled::Compiled,
};

/// The price of what is over a limit, per minute and per unit of load. It adapts while the search runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prices {
    pub time: f64,
    pub load: f64,
    /// The mean load of a route when the plan last settled, see [`Compiled::mean`].
    pub mean: f64,
    /// How much of what routes cost for lying apart counts by now, 0 to 1.
    pub even: f64,
}

#[derive(Debug, Default)]
pub(super) struct Tour {
    /// Another number after every change.
    pub version: u64,
    pub stops: Vec<u32>,
    /// Start, the stops' nodes, end.
    pub nodes: Vec<u32>,
    /// Way from each node to the next.
    edges: Vec<f32>,
    /// Sum of the ways.
    pub way: f64,
    /// Travel and service.
    pub work: f64,
    pub load: f64,
    pub visits: u32,
    /// Minutes and load over the limits.
    pub late: f64,
    pub heavy: f64,
    /// Timed routes only, per node: departure, latest arrival, and for a suffix begun at time t the return
    /// max(`early`, t + `rest`) at least.
    ready: Vec<Clock>,
    latest: Vec<Clock>,
    early: Vec<f64>,
    rest: Vec<f64>,
}

impl Clone for Tour {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.clone_from(self);
        copy
    }

    /// Into the room that is there: plans are copied in the inner loop.
    fn clone_from(&mut self, other: &Self) {
        self.version = other.version;
        self.stops.clone_from(&other.stops);
        self.nodes.clone_from(&other.nodes);
        self.edges.clone_from(&other.edges);
        (self.way, self.work, self.load, self.visits) = (other.way, other.work, other.load, other.visits);
        (self.late, self.heavy) = (other.late, other.heavy);
        self.ready.clone_from(&other.ready);
        self.latest.clone_from(&other.latest);
        self.early.clone_from(&other.early);
        self.rest.clone_from(&other.rest);
    }
}

/// Where a client could go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub at: usize,
    /// In the objective's unit, with the prices of what is over.
    pub cost: f64,
}

pub(super) const NOWHERE: Spot = Spot { at: 0, cost: f64::INFINITY };

/// The best place in a route, before prices: it stays the best until the route's stops change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// [`Tour::version`] for which it holds.
    pub version: u64,
    at: u32,
    /// More way; infinite = no place.
    way: f32,
    /// More travel minutes.
    minutes: f32,
    /// Minutes over the limits with it.
    late: f32,
}

pub(super) const NO_PLACE: Place = Place { version: 0, at: 0, way: f32::INFINITY, minutes: 0.0, late: 0.0 };

impl Tour {
    /// The objective's part of this route, without what it costs for lying apart from the others.
    #[inline]
    pub fn cost(&self, prices: Prices) -> f64 {
        self.way + prices.time * self.late + prices.load * self.heavy
    }

    /// Sums anew after the stops changed. An empty route costs nothing.
    pub fn refresh(&mut self, compiled: &Compiled, route: usize) {
        let lane = &compiled.routes[route];
        self.nodes.clear();
        self.edges.clear();
        (self.way, self.work, self.load, self.visits) = (0.0, 0.0, 0.0, 0);
        self.nodes.push(lane.start);
        let mut here = lane.start;
        for stop in &self.stops {
            let site = &compiled.clients[*stop as usize];
            let edge = compiled.way(here, site.node);
            self.edges.push(edge);
            self.way += f64::from(edge);
            self.work += compiled.minutes(here, site.node) + site.minutes;
            self.load += site.demand;
            self.visits += site.counts;
            self.nodes.push(site.node);
            here = site.node;
        }
        let edge = compiled.way(here, lane.end);
        self.edges.push(edge);
        self.nodes.push(lane.end);
        if !self.stops.is_empty() {
            self.way += f64::from(edge);
            self.work += compiled.minutes(here, lane.end);
        }
        self.heavy = (self.load - lane.capacity).max(0.0);
        self.late = (self.work - lane.longest).max(0.0);
        if let Some(rest) = &lane.rest {
            self.run_clock(compiled, route, rest);
        }
    }

    fn run_clock(&mut self, compiled: &Compiled, route: usize, rest: &Rest) {
        let last = self.stops.len() + 1;
        let idle = Clock { hungry: f64::INFINITY, fed: f64::INFINITY };
        self.ready.clear();
        self.ready.resize(last + 1, idle);
        self.latest.resize(last + 1, idle);
        self.early.resize(last + 1, 0.0);
        self.rest.resize(last + 1, 0.0);
        self.ready[0] = rest.begin();
        for at in 1..last {
            let client = self.stops[at - 1] as usize;
            let arrived =
                rest.arrive(self.ready[at - 1], compiled.minutes(self.nodes[at - 1], self.nodes[at]));
            let starts = compiled.starts(client, route);
            let minutes = compiled.clients[client].minutes;
            self.ready[at] = Clock {
                hungry: first_start(starts, arrived.hungry) + minutes,
                fed: first_start(starts, arrived.fed) + minutes,
            };
        }
        let back =
            rest.arrive(self.ready[last - 1], compiled.minutes(self.nodes[last - 1], self.nodes[last])).fed;
        self.ready[last] = Clock { hungry: f64::INFINITY, fed: back };
        if !self.stops.is_empty() {
            self.late = self.late.max(back - rest.to);
        }
        self.latest[last] = Clock { hungry: f64::NEG_INFINITY, fed: f64::INFINITY };
        (self.early[last], self.rest[last]) = (f64::NEG_INFINITY, 0.0);
        for at in (1..last).rev() {
            let client = self.stops[at - 1] as usize;
            let minutes = compiled.clients[client].minutes;
            let travel = compiled.minutes(self.nodes[at], self.nodes[at + 1]);
            let leave = rest.leave(self.latest[at + 1], travel);
            let starts = compiled.starts(client, route);
            self.latest[at] = Clock {
                hungry: last_arrival(starts, leave.hungry - minutes),
                fed: last_arrival(starts, leave.fed - minutes),
            };
            let first = starts.first().map_or(f64::NEG_INFINITY, |start| start.first);
            self.rest[at] = minutes + travel + self.rest[at + 1];
            self.early[at] = self.early[at + 1].max(first + self.rest[at]);
        }
    }

    /// Whether windows and lunch are kept.
    pub fn keeps_hours(&self) -> bool {
        self.ready.last().is_none_or(|clock| clock.fed < f64::INFINITY)
    }

    /// The best place for a client in a route that [`Self::holds`] it; `skip` is a place passed over.
    pub fn cheapest(
        &self,
        compiled: &Compiled,
        route: usize,
        client: usize,
        prices: Prices,
        skip: usize,
    ) -> Spot {
        let place = self.place(compiled, route, client, prices, skip);
        self.price(compiled, route, client, prices, &place)
    }

    /// The same with what is known from an earlier search.
    #[inline]
    pub fn cheapest_known(
        &self,
        compiled: &Compiled,
        route: usize,
        client: usize,
        prices: Prices,
        skip: usize,
        known: &mut Place,
    ) -> Spot {
        if known.version != self.version {
            *known = self.place(compiled, route, client, prices, usize::MAX);
        }
        if skip != usize::MAX && known.at as usize == skip {
            return self.cheapest(compiled, route, client, prices, skip);
        }
        self.price(compiled, route, client, prices, known)
    }

    /// Whether a visit more leaves the route within its most.
    #[inline]
    pub fn holds(&self, compiled: &Compiled, route: usize, client: usize) -> bool {
        self.visits + compiled.clients[client].counts <= compiled.routes[route].most
    }

    #[inline]
    fn price(&self, compiled: &Compiled, route: usize, client: usize, prices: Prices, place: &Place) -> Spot {
        let (lane, site) = (&compiled.routes[route], &compiled.clients[client]);
        if place.way == f32::INFINITY {
            return NOWHERE;
        }
        let more = f64::from(place.minutes) + site.minutes;
        let over = (self.work + more - lane.longest).max(f64::from(place.late)).max(0.0);
        let heavy = (self.load + site.demand - lane.capacity).max(0.0);
        let uneven = compiled.uneven(route, self.work + more, prices.mean)
            - compiled.uneven(route, self.work, prices.mean);
        let cost = f64::from(place.way)
            + prices.even * uneven
            + prices.time * (over - self.late)
            + prices.load * (heavy - self.heavy);
        Spot { at: place.at as usize, cost }
    }

    fn place(&self, compiled: &Compiled, route: usize, client: usize, prices: Prices, skip: usize) -> Place {
        match &compiled.routes[route].rest {
            Some(rest) => self.place_timed(compiled, route, client, prices, skip, rest),
            None => self.place_plain(compiled, client, skip),
        }
    }

    fn place_plain(&self, compiled: &Compiled, client: usize, skip: usize) -> Place {
        let site = &compiled.clients[client];
        let at_row = site.node as usize * compiled.nodes;
        let out = &compiled.way[at_row..at_row + compiled.nodes];
        let (mut best, mut at) = (f32::INFINITY, usize::MAX);
        if let Some(into) = &compiled.into {
            let into = &into[at_row..at_row + compiled.nodes];
            for (n, (pair, edge)) in self.nodes.windows(2).zip(&self.edges).enumerate() {
                let more = into[pair[0] as usize] + out[pair[1] as usize] - edge;
                if more < best && n != skip {
                    (best, at) = (more, n);
                }
            }
        } else {
            let mut from = out[self.nodes[0] as usize];
            for (n, (node, edge)) in self.nodes[1..].iter().zip(&self.edges).enumerate() {
                let to = out[*node as usize];
                let more = from + to - edge;
                from = to;
                if more < best && n != skip {
                    (best, at) = (more, n);
                }
            }
        }
        if at == usize::MAX {
            return Place { version: self.version, ..NO_PLACE };
        }
        if self.stops.is_empty() {
            best += self.edges[0];
        }
        let minutes =
            if compiled.way_is_minutes { best } else { self.more_minutes(compiled, site.node, at) as f32 };
        Place { version: self.version, at: at as u32, way: best, minutes, late: 0.0 }
    }

    /// More travel minutes with a node before the stop `at`.
    #[inline]
    fn more_minutes(&self, compiled: &Compiled, node: u32, at: usize) -> f64 {
        let (before, after) = (self.nodes[at], self.nodes[at + 1]);
        let gone = if self.stops.is_empty() { 0.0 } else { compiled.minutes(before, after) };
        compiled.minutes(before, node) + compiled.minutes(node, after) - gone
    }

    fn place_timed(
        &self,
        compiled: &Compiled,
        route: usize,
        client: usize,
        prices: Prices,
        skip: usize,
        rest: &Rest,
    ) -> Place {
        let (lane, site) = (&compiled.routes[route], &compiled.clients[client]);
        let starts = compiled.starts(client, route);
        let mut best = Place { version: self.version, ..NO_PLACE };
        let mut least = f64::INFINITY;
        if starts.is_empty() {
            return best;
        }
        let served = self.work + site.minutes;
        for at in 0..self.edges.len() {
            let (before, after) = (self.nodes[at], self.nodes[at + 1]);
            let gone = if self.stops.is_empty() { 0.0 } else { self.edges[at] };
            let more = f64::from(compiled.way(before, site.node) + compiled.way(site.node, after) - gone);
            if more >= least || at == skip {
                continue;
            }
            let ready = self.ready[at];
            let arrived = rest.arrive(ready, compiled.minutes(before, site.node));
            let leave = Clock {
                hungry: first_start(starts, arrived.hungry) + site.minutes,
                fed: first_start(starts, arrived.fed) + site.minutes,
            };
            let next = rest.arrive(leave, compiled.minutes(site.node, after));
            let (latest, lunch) = (self.latest[at + 1], rest.lunch.map_or(0.0, |lunch| lunch.minutes));
            let back = |time: f64| self.early[at + 1].max(time + self.rest[at + 1]);
            let mut home = f64::INFINITY;
            if next.fed <= latest.fed {
                home = back(next.fed);
            }
            if next.hungry <= latest.hungry {
                home = home.min(back(next.hungry + lunch));
            }
            if home == f64::INFINITY {
                // A later place only comes later still.
                if leave.hungry.min(leave.fed) == f64::INFINITY {
                    break;
                }
                continue;
            }
            let minutes = self.more_minutes(compiled, site.node, at);
            let work = served + minutes;
            let over = (work - lane.longest).max(home - rest.to).max(0.0);
            let cost = more + prices.time * (over - self.late).max(0.0);
            if cost < least {
                least = cost;
                let (minutes, over) = (minutes as f32, over as f32);
                best = Place { at: at as u32, way: more as f32, minutes, late: over, ..best };
            }
        }
        best
    }
}
