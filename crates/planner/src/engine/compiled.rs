//! The model laid flat for the search: one matrix in the objective's unit, start spans per client and route,
//! neighbours, and limits that the locks alone already break put aside.

use std::borrow::Cow;

use super::{
    clock::{Clock, Rest, Start, first_start},
    days::DaySet,
    model::{Choice, Hours, Model, Span},
};

pub(super) const NO_ROUTE: u16 = u16::MAX;

pub(super) struct Compiled<'a> {
    pub model: &'a Model,
    /// Ways in the objective's unit, from row to column.
    pub way: Cow<'a, [f32]>,
    /// The same, turned: to row from column.
    pub into: Option<Vec<f32>>,
    /// Ways and minutes are the same numbers.
    pub way_is_minutes: bool,
    pub nodes: usize,
    pub days: usize,
    pub routes: Vec<Lane>,
    /// Routes of each day.
    pub of_day: Vec<Vec<u16>>,
    pub clients: Vec<Site>,
    /// For client × routes + route the begin and end of its spans in `starts`.
    spans: Vec<(u32, u32)>,
    starts: Vec<Start>,
    /// For each client its nearest others, itself first.
    pub near: Vec<Vec<u32>>,
    /// For each client how many of these, itself included, lie in its town: up to the widest relative step in distance.
    pub town: Vec<usize>,
    /// Cost of a visit that must not be left out and is.
    pub missing: f64,
    /// Partners and their cost.
    pub apart: Vec<Vec<(u32, f64)>>,
    /// The fair shares of all routes together.
    fair: f64,
}

/// A route's limits.
pub(super) struct Lane {
    pub day: usize,
    pub start: u32,
    pub end: u32,
    pub longest: f64,
    pub most: u32,
    pub capacity: f64,
    /// Present when a clock must be kept.
    pub rest: Option<Rest>,
    pub fair: f64,
}

/// A client, without its choices.
pub(super) struct Site {
    pub node: u32,
    pub minutes: f64,
    pub demand: f64,
    pub counts: u32,
    pub group: Option<u32>,
    /// Days of locked visits.
    pub locked: DaySet,
    /// Days of some pattern or link that have a route.
    pub allowed: DaySet,
}

impl<'a> Compiled<'a> {
    pub fn new(model: &'a Model) -> Self {
        let nodes = model.travel.nodes;
        let way = ways(model);
        let way_is_minutes = model.travel.minutes.is_none() && matches!(way, Cow::Borrowed(_));
        let into = turned(&way, nodes);
        let days = model.days.len();
        let mut of_day = vec![Vec::new(); days];
        for (n, route) in model.routes.iter().enumerate() {
            of_day[route.day].push(n as u16);
        }
        let clients: Vec<Site> = (0..model.clients.len()).map(|n| site(model, n, &of_day)).collect();
        let longest = way.iter().copied().fold(0.0_f32, f32::max) as f64;
        let mut apart = vec![Vec::new(); clients.len()];
        for pair in &model.apart {
            let [a, b] = pair.clients;
            apart[a].push((b as u32, pair.cost));
            apart[b].push((a as u32, pair.cost));
        }
        let mut compiled = Self {
            model,
            way,
            into,
            way_is_minutes,
            nodes,
            days,
            routes: Vec::new(),
            of_day,
            clients,
            spans: Vec::new(),
            starts: Vec::new(),
            near: Vec::new(),
            town: Vec::new(),
            missing: 1e3 + 20.0 * longest + highest_cost(model),
            apart,
            fair: model.routes.iter().map(|route| route.fair_share).sum(),
        };
        compiled.lay_clock();
        compiled.give_up_what_locks_break();
        compiled.near = compiled.neighbours();
        compiled.town = (0..compiled.clients.len()).map(|client| compiled.town_size(client)).collect();
        compiled
    }

    /// The mean load of routes that have so many minutes together.
    pub fn mean(&self, minutes: f64) -> f64 {
        minutes / self.fair.max(1e-9)
    }

    /// What a route of so many minutes costs for lying apart from the mean load.
    #[inline]
    pub fn uneven(&self, route: usize, minutes: f64, mean: f64) -> f64 {
        let (fair, bend) = (self.routes[route].fair, self.model.weights.bend);
        let off = minutes / fair - mean;
        let square = if off >= -bend { off * off } else { -bend * (2.0 * off + bend) };
        self.model.weights.balance * fair * square
    }

    #[inline]
    pub fn way(&self, from: u32, to: u32) -> f32 {
        self.way[from as usize * self.nodes + to as usize]
    }

    #[inline]
    pub fn minutes(&self, from: u32, to: u32) -> f64 {
        let at = from as usize * self.nodes + to as usize;
        f64::from(self.model.travel.minutes.as_ref().unwrap_or(&self.model.travel.cost)[at])
    }

    /// Travel of a route in the model's unit.
    pub fn travel(&self, route: usize, stops: &[u32]) -> f64 {
        let lane = &self.routes[route];
        let mut here = lane.start as usize;
        let mut travel = 0.0;
        let ends = (!stops.is_empty()).then_some(lane.end);
        for next in stops.iter().map(|client| self.clients[*client as usize].node).chain(ends) {
            travel += f64::from(self.model.travel.cost[here * self.nodes + next as usize]);
            here = next as usize;
        }
        travel
    }

    /// When a client's visit can begin on a timed route.
    #[inline]
    pub fn starts(&self, client: usize, route: usize) -> &[Start] {
        let (from, to) = self.spans[client * self.routes.len() + route];
        &self.starts[from as usize..to as usize]
    }

    fn lay_clock(&mut self) {
        let model = self.model;
        let hours = |day: usize| model.clients.iter().any(|client| is_restricted(&client.hours, day));
        let restricted: Vec<bool> = (0..self.days).map(hours).collect();
        for route in &model.routes {
            let timed = route.lunch.is_some() || route.spans.len() > 1 || restricted[route.day];
            let mut longest = route.longest;
            if let (false, [span]) = (timed, &route.spans[..]) {
                longest = longest.min(span.to - span.from);
            }
            let rest = timed.then(|| Rest {
                from: route.spans.first().map_or(0.0, |span| span.from),
                to: route.spans.last().map_or(f64::INFINITY, |span| span.to),
                lunch: route.lunch.filter(|lunch| lunch.minutes > 0.0),
            });
            self.routes.push(Lane {
                day: route.day,
                start: route.start as u32,
                end: route.end as u32,
                longest,
                most: route.most,
                capacity: route.capacity,
                rest,
                fair: route.fair_share,
            });
        }
        for (client, site) in model.clients.iter().zip(&self.clients) {
            let wanted = |day: usize| site.allowed.union(site.locked).has(day);
            for (lane, route) in self.routes.iter().zip(&model.routes) {
                let from = self.starts.len() as u32;
                if lane.rest.is_some() && wanted(lane.day) {
                    add_starts(&mut self.starts, &route.spans, &client.hours, lane.day, client.minutes);
                }
                self.spans.push((from, self.starts.len() as u32));
            }
        }
    }

    /// Limits that a route's locks alone break no longer bind: neither these visits nor others can mend that.
    fn give_up_what_locks_break(&mut self) {
        for route in 0..self.routes.len() {
            let locks = self.locks_of(route);
            if locks.is_empty() {
                continue;
            }
            let (mut work, mut load, mut visits) = (0.0, 0.0, 0);
            let mut here = self.routes[route].start;
            for client in &locks {
                let site = &self.clients[*client as usize];
                work += self.minutes(here, site.node) + site.minutes;
                load += site.demand;
                visits += site.counts;
                here = site.node;
            }
            work += self.minutes(here, self.routes[route].end);
            let lane = &mut self.routes[route];
            lane.longest = lane.longest.max(work);
            lane.capacity = lane.capacity.max(load);
            lane.most = lane.most.max(visits);
            if lane.rest.is_some() {
                self.give_up_hours(route, &locks);
            }
        }
    }

    fn give_up_hours(&mut self, route: usize, locks: &[u32]) {
        let Some(mut rest) = self.routes[route].rest else { return };
        // First with lunch; if that makes a lock late or finds no room, without.
        let (late, back) = self.late_locks(route, locks, rest);
        if rest.lunch.is_some() && (!late.is_empty() || back == f64::INFINITY) {
            let without = Rest { lunch: None, ..rest };
            let (fewer, _) = self.late_locks(route, locks, without);
            if back == f64::INFINITY || fewer.len() < late.len() {
                rest = without;
            }
        }
        let (late, back) = self.late_locks(route, locks, rest);
        for client in late {
            let at = client as usize * self.routes.len() + route;
            let from = self.starts.len() as u32;
            self.starts.push(Start { first: f64::NEG_INFINITY, last: f64::INFINITY });
            self.spans[at] = (from, from + 1);
        }
        if back.is_finite() {
            rest.to = rest.to.max(back);
        }
        self.routes[route].rest = Some(rest);
    }

    /// Locks whose windows are missed when the route holds nothing else, and its return.
    fn late_locks(&self, route: usize, locks: &[u32], rest: Rest) -> (Vec<u32>, f64) {
        let (mut clock, mut late) = (rest.begin(), Vec::new());
        let mut here = self.routes[route].start;
        for client in locks {
            let site = &self.clients[*client as usize];
            let arrived = rest.arrive(clock, self.minutes(here, site.node));
            let starts = self.starts(*client as usize, route);
            let begin =
                Clock { hungry: first_start(starts, arrived.hungry), fed: first_start(starts, arrived.fed) };
            let open = begin.hungry.min(begin.fed) < f64::INFINITY;
            if !open {
                late.push(*client);
            }
            let begin = if open { begin } else { arrived };
            clock = Clock { hungry: begin.hungry + site.minutes, fed: begin.fed + site.minutes };
            here = site.node;
        }
        (late, rest.arrive(clock, self.minutes(here, self.routes[route].end)).fed)
    }

    /// Whether an empty route is like every other empty route of its day.
    pub fn is_twin(&self, route: usize) -> bool {
        let lane = &self.routes[route];
        let first = &self.routes[usize::from(self.of_day[lane.day][0])];
        lane.rest.is_none()
            && first.rest.is_none()
            && (lane.start, lane.end, lane.most) == (first.start, first.end, first.most)
            && lane.longest.to_bits() == first.longest.to_bits()
            && lane.capacity.to_bits() == first.capacity.to_bits()
            && lane.fair.to_bits() == first.fair.to_bits()
    }

    /// The locked clients of a route, in their order.
    pub fn locks_of(&self, route: usize) -> Vec<u32> {
        let mut locks: Vec<(u32, u32)> = Vec::new();
        for (n, client) in self.model.clients.iter().enumerate() {
            for lock in client.locks.iter().filter(|lock| lock.route == route) {
                locks.push((lock.order, n as u32));
            }
        }
        locks.sort_unstable();
        locks.into_iter().map(|(_, client)| client).collect()
    }
}

fn site(model: &Model, n: usize, of_day: &[Vec<u16>]) -> Site {
    let client = &model.clients[n];
    let locked = DaySet::of(client.locks.iter().map(|lock| model.routes[lock.route].day));
    let wanted = match &client.choice {
        Choice::Patterns(patterns) => {
            patterns.iter().fold(DaySet::EMPTY, |all, pattern| all.union(pattern.days))
        }
        Choice::Chain(chain) => {
            DaySet::of(chain.visits.iter().flat_map(|link| link.days.iter().map(|(day, _)| *day)))
        }
    };
    Site {
        node: client.node as u32,
        minutes: client.minutes,
        demand: client.demand,
        counts: client.counts,
        group: client.group.map(|group| group as u32),
        locked,
        allowed: DaySet::of(wanted.iter().filter(|day| !of_day[*day].is_empty())).minus(locked),
    }
}

/// One matrix in the objective's unit.
fn ways(model: &Model) -> Cow<'_, [f32]> {
    let (weights, travel) = (model.weights, &model.travel);
    let minutes = travel.minutes.as_ref().unwrap_or(&travel.cost);
    let plain = weights.minute == 0.0 || (travel.minutes.is_none() && weights.cost == 0.0);
    if plain && (weights.cost + weights.minute).to_bits() == 1_f64.to_bits() {
        return Cow::Borrowed(&travel.cost);
    }
    let sum = |(cost, minute): (&f32, &f32)| {
        (weights.cost * f64::from(*cost) + weights.minute * f64::from(*minute)) as f32
    };
    travel.cost.iter().zip(minutes).map(sum).collect()
}

/// None when the matrix is symmetric.
fn turned(way: &[f32], nodes: usize) -> Option<Vec<f32>> {
    let same = |from: usize| {
        (0..from).all(|to| way[from * nodes + to].to_bits() == way[to * nodes + from].to_bits())
    };
    if (0..nodes).all(same) {
        return None;
    }
    let mut into = Vec::with_capacity(way.len());
    for to in 0..nodes {
        into.extend((0..nodes).map(|from| way[from * nodes + to]));
    }
    Some(into)
}

/// The dearest that one client can be, so that a visit left out against its wish is dearer.
fn highest_cost(model: &Model) -> f64 {
    let finite = |cost: f64| if cost.is_finite() { cost.abs() } else { 0.0 };
    let own = |choice: &Choice| match choice {
        Choice::Patterns(patterns) => patterns.iter().map(|pattern| finite(pattern.cost)).fold(0.0, f64::max),
        Choice::Chain(chain) => {
            let gap = chain.gaps.iter().copied().map(finite).fold(0.0, f64::max);
            let link = chain.visits.iter().map(|link| {
                link.days.iter().map(|(_, cost)| finite(*cost)).fold(finite(link.skip), f64::max)
            });
            gap + link.fold(0.0, f64::max)
        }
    };
    model.clients.iter().map(|client| own(&client.choice)).fold(0.0, f64::max)
}

fn is_restricted(hours: &Hours, day: usize) -> bool {
    match hours {
        Hours::Always => false,
        Hours::Daily(_) => true,
        Hours::ByDay(list) => !matches!(list[day][..], [Span { from, to }] if from <= 0.0 && to >= 1440.0),
    }
}

/// Spans in order, those that overlap as one.
fn joined(spans: &[Span]) -> Cow<'_, [Span]> {
    if spans.windows(2).all(|pair| pair[0].to <= pair[1].from) {
        return Cow::Borrowed(spans);
    }
    let mut sorted = spans.to_vec();
    sorted.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut whole: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match whole.last_mut().filter(|last| span.from < last.to) {
            Some(last) => last.to = last.to.max(span.to),
            None => whole.push(span),
        }
    }
    Cow::Owned(whole)
}

pub(super) fn add_starts(starts: &mut Vec<Start>, spans: &[Span], hours: &Hours, day: usize, minutes: f64) {
    const ALWAYS: &[Span] = &[Span { from: 0.0, to: f64::INFINITY }];
    let working = if spans.is_empty() { ALWAYS } else { spans };
    let open: &[Span] = match hours {
        Hours::Always => ALWAYS,
        Hours::Daily(list) => list,
        Hours::ByDay(list) => &list[day],
    };
    let open = joined(open);
    for span in working {
        for hours in open.iter() {
            let (from, to) = (span.from.max(hours.from), span.to.min(hours.to));
            if from + minutes <= to {
                starts.push(Start { first: from, last: to - minutes });
            }
        }
    }
}
