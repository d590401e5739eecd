//! Taking clients out: strings of neighbouring stops (slack induction by string removals, Christiaens & Vanden Berghe
//! 2020), here over all days, on one day only, or as a disc of nearest clients.

use crate::random::Random;

use super::{compiled::Compiled, model::Choice, state::State};

/// Mean number of stops taken out.
const TAKEN_OUT: f64 = 10.0;
const LONGEST_STRING: f64 = 10.0;
/// Share of strings that leave a piece in their middle, and of pieces that end at each stop.
const SPLIT: f64 = 0.5;
const SPLIT_ENDS: f64 = 0.01;
/// Clients not fully served that are tried again.
const SHORT_NEAR: usize = 6;
const SHORT_ANY: usize = 3;

#[derive(Default)]
pub(super) struct Ruin {
    /// Clients that lost all free visits.
    pub loose: Vec<u32>,
    /// The only day of a ruin on one day; these clients keep their days.
    pub day: Option<usize>,
    marked: Vec<u32>,
    ruined: Vec<u32>,
    stamp: u32,
    routes: Vec<u16>,
}

impl Ruin {
    pub fn new(compiled: &Compiled) -> Self {
        Self {
            marked: vec![0; compiled.clients.len()],
            ruined: vec![0; compiled.routes.len()],
            ..Self::default()
        }
    }

    /// Strings around a client on any day; whoever is hit loses all free visits.
    pub fn strings(&mut self, compiled: &Compiled, state: &mut State, seed: usize, random: &Random) {
        self.begin(None);
        self.mark_strings(compiled, state, seed, random);
        self.add_short(compiled, state, seed, random);
        self.lift(compiled, state);
    }

    /// The same on one day; whoever is hit keeps the day.
    pub fn strings_on(
        &mut self,
        compiled: &Compiled,
        state: &mut State,
        seed: usize,
        day: usize,
        random: &Random,
    ) {
        self.begin(Some(day));
        if compiled.of_day[day].len() == 1 || random.below(4) == 0 {
            self.mark_disc(compiled, state, seed, 1 + random.below(14));
        }
        self.mark_strings(compiled, state, seed, random);
        self.take_from_day(compiled, state, day);
    }

    /// Everybody in the towns of two clients; the same client twice is one town.
    pub fn towns(&mut self, compiled: &Compiled, state: &mut State, seeds: [usize; 2]) {
        self.begin(None);
        for seed in seeds {
            self.mark_disc(compiled, state, seed, self.loose.len() + compiled.town[seed]);
        }
        self.lift(compiled, state);
    }

    /// The nearest clients.
    pub fn disc(
        &mut self,
        compiled: &Compiled,
        state: &mut State,
        seed: usize,
        count: usize,
        random: &Random,
    ) {
        self.begin(None);
        self.mark_disc(compiled, state, seed, count);
        self.add_short(compiled, state, seed, random);
        self.lift(compiled, state);
    }

    fn begin(&mut self, day: Option<usize>) {
        self.stamp += 1;
        self.loose.clear();
        self.day = day;
    }

    fn mark(&mut self, client: u32) {
        if self.marked[client as usize] != self.stamp {
            self.marked[client as usize] = self.stamp;
            self.loose.push(client);
        }
    }

    /// Whether a client has a visit that this ruin may take.
    fn is_prey(&self, compiled: &Compiled, state: &State, client: usize) -> bool {
        let free = state.days[client].minus(compiled.clients[client].locked);
        self.day.map_or(!free.is_empty(), |day| free.has(day))
    }

    fn mark_disc(&mut self, compiled: &Compiled, state: &State, seed: usize, count: usize) {
        for client in &compiled.near[seed] {
            if self.loose.len() >= count {
                break;
            }
            if self.is_prey(compiled, state, *client as usize) {
                self.mark(*client);
            }
        }
    }

    fn mark_strings(&mut self, compiled: &Compiled, state: &State, seed: usize, random: &Random) {
        let (mut stops, mut used) = (0, 0);
        for tour in &state.tours {
            stops += tour.stops.len();
            used += usize::from(!tour.stops.is_empty());
        }
        let longest = LONGEST_STRING.min(stops as f64 / used.max(1) as f64);
        let strings = (random.unit() * (4.0 * TAKEN_OUT / (1.0 + longest) - 1.0) + 1.0) as usize;
        let mut done = 0;
        for client in &compiled.near[seed] {
            if done >= strings {
                break;
            }
            let Some(route) = self.unruined_route(compiled, state, *client as usize, random) else {
                continue;
            };
            self.ruined[route] = self.stamp;
            done += 1;
            let stops = &state.tours[route].stops;
            let most = longest.min(stops.len() as f64);
            let length = ((random.unit() * most) as usize + 1).min(stops.len());
            let at = stops.iter().position(|other| other == client).unwrap_or(0);
            self.mark_string(compiled, state, route, at, length, random);
        }
    }

    fn mark_string(
        &mut self,
        compiled: &Compiled,
        state: &State,
        route: usize,
        at: usize,
        length: usize,
        random: &Random,
    ) {
        let stops = &state.tours[route].stops;
        let mut kept = 0;
        if length > 1 && length < stops.len() && random.unit() < SPLIT {
            kept = 1;
            while length + kept < stops.len() && random.unit() > SPLIT_ENDS {
                kept += 1;
                if kept >= length {
                    break;
                }
            }
        }
        let whole = length + kept;
        let (first, last) = (at.saturating_sub(whole - 1), at.min(stops.len() - whole));
        let from = first + random.below(last - first + 1);
        let hole = if kept > 0 { from + 1 + random.below(length - 1) } else { usize::MAX };
        let day = compiled.routes[route].day;
        for (n, client) in stops.iter().enumerate().skip(from).take(whole) {
            let stays = hole != usize::MAX && n >= hole && n < hole + kept;
            if !stays && !compiled.clients[*client as usize].locked.has(day) {
                self.mark(*client);
            }
        }
    }

    /// One of a client's routes that no string has hit, by chance.
    fn unruined_route(
        &self,
        compiled: &Compiled,
        state: &State,
        client: usize,
        random: &Random,
    ) -> Option<usize> {
        if let Some(day) = self.day {
            let route = state.route_of(compiled, client, day)?;
            return (self.ruined[route] != self.stamp).then_some(route);
        }
        let days = state.days[client];
        let skip = if days.len() > 1 { random.below(days.len()) } else { 0 };
        let routes = days.iter().skip(skip).chain(days.iter().take(skip));
        routes
            .filter_map(|day| state.route_of(compiled, client, day))
            .find(|route| self.ruined[*route] != self.stamp)
    }

    /// Clients near by and anywhere that miss a visit get another chance.
    fn add_short(&mut self, compiled: &Compiled, state: &State, seed: usize, random: &Random) {
        if state.short == 0 {
            return;
        }
        let mut added = 0;
        for client in &compiled.near[seed] {
            if added >= SHORT_NEAR {
                break;
            }
            if is_short(compiled, state, *client as usize) {
                self.mark(*client);
                added += 1;
            }
        }
        for _ in 0..SHORT_ANY {
            let client = random.below(compiled.clients.len());
            if is_short(compiled, state, client) {
                self.mark(client as u32);
            }
        }
    }

    fn lift(&mut self, compiled: &Compiled, state: &mut State) {
        self.routes.clear();
        for client in &self.loose {
            let client = *client as usize;
            let locked = compiled.clients[client].locked;
            for day in state.days[client].minus(locked).iter() {
                if let Some(route) = state.route_of(compiled, client, day)
                    && !self.routes.contains(&(route as u16))
                {
                    self.routes.push(route as u16);
                }
            }
        }
        let (marked, stamp) = (&self.marked, self.stamp);
        for route in &self.routes {
            state.take_out(compiled, usize::from(*route), |client| marked[client as usize] == stamp);
        }
        for client in &self.loose {
            state.choose(compiled, *client as usize, compiled.clients[*client as usize].locked, 0.0);
        }
    }

    fn take_from_day(&mut self, compiled: &Compiled, state: &mut State, day: usize) {
        let (marked, stamp) = (&self.marked, self.stamp);
        for route in &compiled.of_day[day] {
            let route = usize::from(*route);
            if state.tours[route].stops.iter().any(|client| marked[*client as usize] == stamp) {
                state.take_out(compiled, route, |client| marked[client as usize] == stamp);
            }
        }
    }
}

/// Whether a client misses a visit.
pub(super) fn is_short(compiled: &Compiled, state: &State, client: usize) -> bool {
    let days = state.days[client];
    match &compiled.model.clients[client].choice {
        Choice::Patterns(_) => days.is_empty(),
        Choice::Chain(chain) => days.len() < chain.visits.len(),
    }
}
