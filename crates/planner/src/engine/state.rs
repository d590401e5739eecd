//! A plan under way, with a way back: every change of a trial is noted until it is kept or undone.

use super::{
    compiled::{Compiled, NO_ROUTE},
    days::DaySet,
    ruin::is_short,
    search::Saved,
    tour::{Prices, Tour},
};

#[derive(Clone)]
pub(super) struct State {
    pub tours: Vec<Tour>,
    /// The days of each client.
    pub days: Vec<DaySet>,
    /// The cost of these days: pattern, or days, gaps and skips of the chain.
    pub choice: Vec<f64>,
    /// For client × days + day its route.
    slots: Vec<u16>,
    /// For group × days + day the visits.
    groups: Vec<u16>,
    pub prices: Prices,
    /// The number of the latest version of any route.
    version: u64,
    /// Clients that miss a visit, as counted when the plan last settled.
    pub short: usize,
    /// The sums of the plan that was last kept.
    pub last: Sums,
    /// Choices, groups and pairs together; corrected when the plan settles.
    extras: f64,
    /// The same at the last keep.
    kept_extras: f64,
    noted: Notes,
}

#[derive(Clone, Default)]
struct Notes {
    /// Routes as they were; the buffers are used again.
    tours: Vec<(u32, Tour)>,
    used: usize,
    is_noted: Vec<bool>,
    clients: Vec<(u32, DaySet, f64)>,
    slots: Vec<(u32, u16)>,
    groups: Vec<(u32, u16)>,
}

/// The sums of a plan.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// With the prices of what is over.
    pub cost: f64,
    /// Minutes and load over the limits.
    pub late: f64,
    pub heavy: f64,
}

impl Sums {
    pub fn is_sound(&self) -> bool {
        self.late < 1e-6 && self.heavy < 1e-6
    }
}

impl State {
    pub fn new(compiled: &Compiled, prices: Prices) -> Self {
        let count = compiled.clients.len();
        let mut state = Self {
            tours: vec![Tour::default(); compiled.routes.len()],
            days: vec![DaySet::EMPTY; count],
            choice: vec![0.0; count],
            slots: vec![NO_ROUTE; count * compiled.days],
            groups: vec![0; compiled.model.groups.len() * compiled.days],
            prices,
            version: 0,
            short: 0,
            last: Sums::default(),
            extras: 0.0,
            kept_extras: 0.0,
            noted: Notes { is_noted: vec![false; compiled.routes.len()], ..Notes::default() },
        };
        for route in 0..state.tours.len() {
            for client in compiled.locks_of(route) {
                state.enter(compiled, client as usize, route);
                state.tours[route].stops.push(client);
                state.days[client as usize] = state.days[client as usize].with(compiled.routes[route].day);
            }
            state.refresh(compiled, route);
        }
        state
    }

    pub fn sums(&self, compiled: &Compiled) -> Sums {
        let mut sums = self.route_sums(compiled);
        sums.cost += self.choice.iter().sum::<f64>() + self.group_cost(compiled) + self.apart_cost(compiled);
        sums
    }

    /// The same from running totals.
    #[inline]
    pub fn sums_fast(&self, compiled: &Compiled) -> Sums {
        let mut sums = self.route_sums(compiled);
        sums.cost += self.extras;
        sums
    }

    #[inline]
    fn route_sums(&self, compiled: &Compiled) -> Sums {
        let mut sums = Sums::default();
        for tour in &self.tours {
            sums.cost += tour.cost(self.prices);
            sums.late += tour.late;
            sums.heavy += tour.heavy;
        }
        if compiled.model.weights.balance > 0.0 {
            let mean = compiled.mean(self.minutes());
            let uneven = |(route, tour): (usize, &Tour)| compiled.uneven(route, tour.work, mean);
            sums.cost += self.prices.even * self.tours.iter().enumerate().map(uneven).sum::<f64>();
        }
        sums
    }

    /// Travel and service of all routes.
    fn minutes(&self) -> f64 {
        self.tours.iter().map(|tour| tour.work).sum()
    }

    /// Corrects the running totals; nothing may be open.
    pub fn settle(&mut self, compiled: &Compiled) {
        self.prices.mean = compiled.mean(self.minutes());
        self.extras = self.choice.iter().sum::<f64>() + self.group_cost(compiled) + self.apart_cost(compiled);
        self.kept_extras = self.extras;
        self.short = (0..self.days.len()).filter(|client| is_short(compiled, self, *client)).count();
    }

    pub fn save(&self, into: &mut Saved) {
        into.stops.resize_with(self.tours.len(), Vec::new);
        for (stops, tour) in into.stops.iter_mut().zip(&self.tours) {
            stops.clone_from(&tour.stops);
        }
        into.days.clone_from(&self.days);
        into.choice.clone_from(&self.choice);
    }

    pub fn restore(&mut self, compiled: &Compiled, saved: &Saved) {
        self.keep();
        self.slots.fill(NO_ROUTE);
        self.groups.fill(0);
        for (route, stops) in saved.stops.iter().enumerate() {
            for client in stops {
                self.enter(compiled, *client as usize, route);
            }
            self.reorder(compiled, route, stops);
        }
        self.days.clone_from(&saved.days);
        self.choice.clone_from(&saved.choice);
        self.settle(compiled);
        self.keep();
    }

    pub fn group_cost(&self, compiled: &Compiled) -> f64 {
        let days = compiled.days;
        let used =
            |group: usize| self.groups[group * days..(group + 1) * days].iter().filter(|n| **n > 0).count();
        compiled.model.groups.iter().enumerate().map(|(group, cost)| cost * used(group) as f64).sum()
    }

    pub fn apart_cost(&self, compiled: &Compiled) -> f64 {
        let both = |a: usize, b: usize| self.days[a].both(self.days[b]).len() as f64;
        compiled.model.apart.iter().map(|pair| pair.cost * both(pair.clients[0], pair.clients[1])).sum()
    }

    #[inline]
    pub fn route_of(&self, compiled: &Compiled, client: usize, day: usize) -> Option<usize> {
        let route = self.slots[client * compiled.days + day];
        (route != NO_ROUTE).then_some(usize::from(route))
    }

    /// What a visit on a day costs beside the route.
    #[inline]
    pub fn company(&self, compiled: &Compiled, client: usize, day: usize) -> f64 {
        let mut cost = 0.0;
        if let Some(group) = compiled.clients[client].group
            && self.groups[group as usize * compiled.days + day] == 0
        {
            cost += compiled.model.groups[group as usize];
        }
        for (other, apart) in &compiled.apart[client] {
            if self.days[*other as usize].has(day) {
                cost += apart;
            }
        }
        cost
    }

    /// Sets a client's days; routes follow by [`State::insert`] and [`State::take_out`].
    pub fn choose(&mut self, compiled: &Compiled, client: usize, days: DaySet, cost: f64) {
        let before = self.days[client];
        self.noted.clients.push((client as u32, before, self.choice[client]));
        self.extras += cost - self.choice[client];
        for (other, apart) in &compiled.apart[client] {
            let other = self.days[*other as usize];
            self.extras += apart * (days.both(other).len() as f64 - before.both(other).len() as f64);
        }
        self.days[client] = days;
        self.choice[client] = cost;
    }

    pub fn insert(&mut self, compiled: &Compiled, client: usize, route: usize, at: usize) {
        self.note(route);
        self.enter(compiled, client, route);
        self.tours[route].stops.insert(at, client as u32);
        self.refresh(compiled, route);
    }

    /// Takes the marked clients out of a route, all but locked ones. The caller refreshes days.
    pub fn take_out(&mut self, compiled: &Compiled, route: usize, gone: impl Fn(u32) -> bool) {
        self.note(route);
        let day = compiled.routes[route].day;
        let mut stops = std::mem::take(&mut self.tours[route].stops);
        stops.retain(|client| {
            let site = &compiled.clients[*client as usize];
            let goes = gone(*client) && !site.locked.has(day);
            if goes {
                self.leave(compiled, *client as usize, day);
            }
            !goes
        });
        self.tours[route].stops = stops;
        self.refresh(compiled, route);
    }

    /// Takes routes as they are; the state must be empty but for locks, which the routes hold as well.
    pub fn take(&mut self, compiled: &Compiled, routes: &[Vec<usize>]) {
        for (route, stops) in routes.iter().enumerate() {
            let day = compiled.routes[route].day;
            for client in stops.iter().filter(|client| !compiled.clients[**client].locked.has(day)) {
                self.enter(compiled, *client, route);
                self.days[*client] = self.days[*client].with(day);
            }
            let stops: Vec<u32> = stops.iter().map(|client| *client as u32).collect();
            self.reorder(compiled, route, &stops);
        }
        self.keep();
    }

    /// Whether a route with these stops keeps its hours and the most visits.
    pub fn would_fit(compiled: &Compiled, route: usize, stops: &[usize]) -> bool {
        let mut tour = Tour::default();
        tour.stops.extend(stops.iter().map(|client| *client as u32));
        tour.refresh(compiled, route);
        tour.keeps_hours() && tour.visits <= compiled.routes[route].most
    }

    /// Takes out every free visit of a client.
    pub fn lift(&mut self, compiled: &Compiled, client: usize) {
        let locked = compiled.clients[client].locked;
        for day in self.days[client].minus(locked).iter() {
            if let Some(route) = self.route_of(compiled, client, day) {
                self.take_out(compiled, route, |other| other as usize == client);
            }
        }
        self.choose(compiled, client, locked, 0.0);
    }

    /// Puts a route's stops in another order.
    pub fn reorder(&mut self, compiled: &Compiled, route: usize, stops: &[u32]) {
        self.note(route);
        self.tours[route].stops.clear();
        self.tours[route].stops.extend_from_slice(stops);
        self.refresh(compiled, route);
    }

    fn refresh(&mut self, compiled: &Compiled, route: usize) {
        self.version += 1;
        self.tours[route].version = self.version;
        self.tours[route].refresh(compiled, route);
    }

    fn enter(&mut self, compiled: &Compiled, client: usize, route: usize) {
        let day = compiled.routes[route].day;
        let slot = client * compiled.days + day;
        self.noted.slots.push((slot as u32, self.slots[slot]));
        self.slots[slot] = route as u16;
        if let Some(group) = compiled.clients[client].group {
            let at = group as usize * compiled.days + day;
            self.noted.groups.push((at as u32, self.groups[at]));
            self.groups[at] += 1;
            if self.groups[at] == 1 {
                self.extras += compiled.model.groups[group as usize];
            }
        }
    }

    fn leave(&mut self, compiled: &Compiled, client: usize, day: usize) {
        let slot = client * compiled.days + day;
        self.noted.slots.push((slot as u32, self.slots[slot]));
        self.slots[slot] = NO_ROUTE;
        if let Some(group) = compiled.clients[client].group {
            let at = group as usize * compiled.days + day;
            self.noted.groups.push((at as u32, self.groups[at]));
            self.groups[at] -= 1;
            if self.groups[at] == 0 {
                self.extras -= compiled.model.groups[group as usize];
            }
        }
    }

    fn note(&mut self, route: usize) {
        if self.noted.is_noted[route] {
            return;
        }
        self.noted.is_noted[route] = true;
        if self.noted.used == self.noted.tours.len() {
            self.noted.tours.push((0, Tour::default()));
        }
        let (number, old) = &mut self.noted.tours[self.noted.used];
        *number = route as u32;
        old.clone_from(&self.tours[route]);
        self.noted.used += 1;
    }

    /// The trial stands.
    pub fn keep(&mut self) {
        self.kept_extras = self.extras;
        for (route, _) in &self.noted.tours[..self.noted.used] {
            self.noted.is_noted[*route as usize] = false;
        }
        self.noted.used = 0;
        self.noted.clients.clear();
        self.noted.slots.clear();
        self.noted.groups.clear();
    }

    /// The plan is as it was at the last [`State::keep`].
    pub fn undo(&mut self) {
        for (route, old) in &mut self.noted.tours[..self.noted.used] {
            std::mem::swap(&mut self.tours[*route as usize], old);
        }
        for (client, days, cost) in self.noted.clients.iter().rev() {
            self.days[*client as usize] = *days;
            self.choice[*client as usize] = *cost;
        }
        for (slot, route) in self.noted.slots.iter().rev() {
            self.slots[*slot as usize] = *route;
        }
        for (at, count) in self.noted.groups.iter().rev() {
            self.groups[*at as usize] = *count;
        }
        self.extras = self.kept_extras;
        self.keep();
    }
}
