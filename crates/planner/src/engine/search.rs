//! The search: ruin and recreate under simulated annealing.

use libm::log;

use crate::random::Random;

use super::{
    compiled::Compiled,
    days::DaySet,
    model::{Control, Effort, Progress},
    pace::{Course, course, pace},
    polish::{polish, sharpen},
    recreate::Recreate,
    ruin::Ruin,
    state::{State, Sums},
};

/// Rounds between two looks at the price of overtime.
const REVIEW: u64 = 200;
/// Share of rounds that should end within the limits.
const SOUND: f64 = 0.5;
/// Share of the effort after which the number of coolings is fixed.
const TRIED: f64 = 0.02;

/// Of a hundred ruins, those on one day, those of the nearest clients and those of whole towns.
const ON_ONE_DAY: usize = 30;
const DISCS: usize = 6;
const TOWNS: usize = 4;
const LARGEST_DISC: usize = 12;
/// From this [`Effort::heat`] on a plan is made from nothing, not mended.
const FROM_NOTHING: f64 = 0.5;
/// Kicks for each stop before the search of a single route.
const SINGLE_KICKS: usize = 150;

/// A plan put aside.
#[derive(Clone, Default)]
pub(super) struct Saved {
    pub stops: Vec<Vec<u32>>,
    pub days: Vec<DaySet>,
    pub choice: Vec<f64>,
    pub cost: f64,
}

pub(super) struct Search<'a, 'm> {
    compiled: &'a Compiled<'m>,
    state: State,
    recreate: Recreate,
    ruin: Ruin,
    random: Random,
    /// Best plan within the limits.
    best: Option<Saved>,
    /// Clients with a free visit.
    movable: Vec<u32>,
    order: Vec<(f64, u32)>,
}

impl<'a, 'm> Search<'a, 'm> {
    /// `best` is a plan within the limits to fall back on.
    pub fn new(
        compiled: &'a Compiled<'m>,
        state: State,
        recreate: Recreate,
        seed: u64,
        best: Option<Saved>,
    ) -> Self {
        let is_movable = |client: &u32| !compiled.clients[*client as usize].allowed.is_empty();
        Self {
            compiled,
            state,
            recreate,
            ruin: Ruin::new(compiled),
            random: Random::new(seed),
            best,
            movable: (0..compiled.clients.len() as u32).filter(is_movable).collect(),
            order: Vec::new(),
        }
    }

    /// Rounds done, and the plan: the best one within the limits, or the last one when none was found.
    pub fn run(mut self, effort: &Effort, progress: &mut dyn FnMut(&Progress) -> Control) -> (State, u64) {
        if let ([_], true) = (&self.state.tours[..], effort.iterations > 0) {
            sharpen(self.compiled, &mut self.state, 0, SINGLE_KICKS, &self.random);
        }
        let sums = self.state.sums(self.compiled);
        self.state.settle(self.compiled);
        let (mut now, mut sound) = (sums.cost, 0_u64);
        self.remember(sums);
        let visits: usize = self.state.tours.iter().map(|tour| tour.stops.len()).sum();
        let way: f64 = self.state.tours.iter().map(|tour| tour.way).sum();
        let unit = effort.heat * (way / (visits + 1) as f64).max(1e-6);
        let mut step = (effort.iterations / 200).clamp(1, 1000);
        let is_evened = self.compiled.model.weights.balance > 0.0 && effort.heat >= FROM_NOTHING;
        let mut fixed = is_evened.then_some(Course::Evened);
        let (mut stretch, mut heat, mut round) = (0, 0.0, 0);
        while round < effort.iterations && !self.movable.is_empty() {
            if round % step == 0 {
                let spent = match progress(&self.report(round, effort)) {
                    Control::Continue => round as f64 / effort.iterations as f64,
                    Control::Spent(share) if share < 1.0 => {
                        step = 50;
                        share.max(0.0)
                    }
                    Control::Spent(_) | Control::Stop => break,
                };
                if fixed.is_none() && spent > TRIED {
                    fixed = Some(course(round as f64 / spent, visits));
                }
                let pace = pace(spent, fixed.unwrap_or(Course::Once));
                heat = unit * pace.heat;
                if pace.even.to_bits() != self.state.prices.even.to_bits() {
                    now = self.count_evenness(pace.even);
                }
                if pace.stretch != stretch {
                    stretch = pace.stretch;
                    if let (true, Some(best)) = (pace.from_best, &self.best) {
                        self.state.restore(self.compiled, best);
                        self.state.last = self.state.sums(self.compiled);
                        now = self.state.last.cost;
                    }
                }
            }
            round += 1;
            let done = self.ruin_and_recreate();
            let sums = self.state.sums_fast(self.compiled);
            if done && sums.cost < now - heat * log(self.random.unit().max(1e-300)) {
                self.state.keep();
                now = sums.cost;
                self.remember(sums);
                sound += u64::from(sums.is_sound());
            } else {
                self.state.undo();
                sound += u64::from(self.state.last.is_sound());
            }
            if round % REVIEW == 0 {
                self.review(sound as f64 / REVIEW as f64);
                sound = 0;
                self.state.settle(self.compiled);
                now = self.state.sums_fast(self.compiled).cost;
            }
        }
        if let Some(best) = &self.best {
            self.state.restore(self.compiled, best);
        }
        polish(self.compiled, &mut self.state, &self.random);
        (self.state, round)
    }

    fn report(&self, iteration: u64, effort: &Effort) -> Progress {
        let routes = self.best.as_ref().map_or(&[][..], |best| &best.stops);
        Progress {
            iteration,
            iterations: effort.iterations,
            cost: self.best.as_ref().map_or(f64::INFINITY, |best| best.cost),
            travel: routes.iter().enumerate().map(|(n, stops)| self.compiled.travel(n, stops)).sum(),
            visits: routes.iter().map(Vec::len).sum(),
            sound: self.best.is_some(),
        }
    }

    /// Lets that share of what uneven routes cost count from now on; gives the plan's cost by it. The best plan is told
    /// by the whole.
    fn count_evenness(&mut self, share: f64) -> f64 {
        self.state.prices.even = 1.0;
        let whole = self.state.sums(self.compiled);
        self.remember(whole);
        self.state.prices.even = share;
        self.state.last = self.state.sums(self.compiled);
        self.state.last.cost
    }

    fn remember(&mut self, sums: Sums) {
        self.state.last = sums;
        if self.state.prices.even < 1.0 {
            return;
        }
        if sums.is_sound() && self.best.as_ref().is_none_or(|best| sums.cost < best.cost - 1e-7) {
            let best = self.best.get_or_insert_default();
            self.state.save(best);
            best.cost = sums.cost;
        }
    }

    fn review(&mut self, share: f64) {
        let prices = &mut self.state.prices;
        let factor = if share < SOUND { 1.1 } else { 0.9 };
        prices.time = (prices.time * factor).clamp(1e-3, 1e6);
        prices.load = (prices.load * factor).clamp(1e-3, 1e6);
    }

    /// Whether everybody found a place.
    fn ruin_and_recreate(&mut self) -> bool {
        let (compiled, state, random) = (self.compiled, &mut self.state, &self.random);
        let seed = self.movable[random.below(self.movable.len())] as usize;
        let dice = random.below(100);
        let free = state.days[seed].minus(compiled.clients[seed].locked);
        if dice < ON_ONE_DAY && !free.is_empty() {
            let day = free.iter().nth(random.below(free.len())).unwrap_or(0);
            self.ruin.strings_on(compiled, state, seed, day, random);
        } else if dice < ON_ONE_DAY + DISCS {
            self.ruin.disc(compiled, state, seed, 1 + random.below(LARGEST_DISC), random);
        } else if dice < ON_ONE_DAY + DISCS + TOWNS {
            let other = if random.below(2) == 0 {
                seed
            } else {
                self.movable[random.below(self.movable.len())] as usize
            };
            self.ruin.towns(compiled, state, [seed, other]);
        } else {
            self.ruin.strings(compiled, state, seed, random);
        }
        self.sort();
        for (_, client) in &self.order {
            let client = *client as usize;
            match self.ruin.day {
                Some(day) => {
                    if !self.recreate.put_back(compiled, &mut self.state, client, day, Some(&self.random)) {
                        return false;
                    }
                }
                None => self.recreate.place(compiled, &mut self.state, client, Some(&self.random)),
            }
        }
        true
    }

    /// In one of several orders: by chance, heaviest first, far ones first, near ones first, least free first.
    fn sort(&mut self) {
        let compiled = self.compiled;
        let kind = self.random.below(13);
        let start = compiled.routes.first().map_or(0, |lane| lane.start);
        self.order.clear();
        for client in &self.ruin.loose {
            let site = &compiled.clients[*client as usize];
            let key = match kind {
                0..4 => self.random.unit(),
                4..7 => -(site.demand + site.minutes),
                7..9 => -f64::from(compiled.way(start, site.node)),
                9..10 => f64::from(compiled.way(start, site.node)),
                _ => -(self.recreate.visits(*client as usize) as f64) + self.random.unit() * 0.5,
            };
            self.order.push((key, *client));
        }
        self.order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
}
