//! What a client can choose from, laid flat: sets of days with their cost, or a chain of visits with gaps.

use super::{
    compiled::Compiled,
    days::DaySet,
    model::{Chain, Choice, Model},
};

/// Sets of days that the routes allow.
pub(super) struct Menu {
    /// First and last pattern of each client.
    ranges: Vec<(u32, u32)>,
    patterns: Vec<Dish>,
    days: Vec<u8>,
}

/// A set of days: its free days lie in [`Menu::days`].
#[derive(Clone, Copy)]
struct Dish {
    all: DaySet,
    cost: f64,
    from: u32,
    to: u32,
}

/// Costs and places of one client on each day, filled before the choice.
#[derive(Default)]
pub(super) struct Offers {
    /// Infinite where the client cannot go.
    pub cost: Vec<f64>,
    pub route: Vec<u16>,
    pub at: Vec<u32>,
    now: Vec<f64>,
    next: Vec<f64>,
    before: Vec<u16>,
}

const SKIPPED: u16 = u16::MAX;

impl Menu {
    pub fn new(compiled: &Compiled) -> Self {
        let mut menu = Self { ranges: Vec::new(), patterns: Vec::new(), days: Vec::new() };
        for (client, site) in compiled.model.clients.iter().zip(&compiled.clients) {
            let first = menu.patterns.len() as u32;
            if let Choice::Patterns(patterns) = &client.choice {
                for pattern in patterns {
                    let free = pattern.days.minus(site.locked);
                    if site.allowed.holds(free) {
                        let from = menu.days.len() as u32;
                        menu.days.extend(free.iter().map(|day| day as u8));
                        let to = menu.days.len() as u32;
                        menu.patterns.push(Dish { all: pattern.days, cost: pattern.cost, from, to });
                    }
                }
            }
            menu.ranges.push((first, menu.patterns.len() as u32));
        }
        menu
    }

    /// The cheapest days of a client, and what they cost without the insertions.
    pub fn choose(&self, compiled: &Compiled, client: usize, offers: &mut Offers) -> (DaySet, f64) {
        match &compiled.model.clients[client].choice {
            Choice::Patterns(_) => self.pattern(compiled, client, offers),
            Choice::Chain(chain) => {
                let (days, cost) = link_up(compiled.model, compiled.missing, chain, offers, client);
                (days.iter().flatten().copied().fold(DaySet::EMPTY, DaySet::with), cost)
            }
        }
    }

    fn pattern(&self, compiled: &Compiled, client: usize, offers: &Offers) -> (DaySet, f64) {
        let (from, to) = self.ranges[client];
        let (mut best, mut least) = (None, f64::INFINITY);
        for dish in &self.patterns[from as usize..to as usize] {
            let mut cost = dish.cost;
            for day in &self.days[dish.from as usize..dish.to as usize] {
                cost += offers.cost[usize::from(*day)];
            }
            if cost < least {
                (best, least) = (Some(dish), cost);
            }
        }
        match best {
            Some(dish) => (dish.all, dish.cost),
            None => (compiled.clients[client].locked, compiled.missing),
        }
    }
}

/// The day of each visit of a chain, and the cost of days, gaps and skips, by dynamic programming: the state is the
/// last day visited.
pub(super) fn link_up(
    model: &Model,
    missing: f64,
    chain: &Chain,
    offers: &mut Offers,
    client: usize,
) -> (Vec<Option<usize>>, f64) {
    let days = model.days.len();
    let none = days;
    let gap = |from: usize, to: usize| {
        let before = if from == none { chain.before } else { Some(model.days[from]) };
        let Some(before) = before else { return 0.0 };
        let length = model.days[to] - before;
        match (length, chain.gaps.last()) {
            (..=0, _) => f64::INFINITY,
            (_, None) => 0.0,
            (_, Some(last)) => chain.gaps.get(length as usize).copied().unwrap_or(*last),
        }
    };
    let locked = &model.clients[client].locks;
    let is_locked = |day: usize| locked.iter().any(|lock| model.routes[lock.route].day == day);
    offers.now.clear();
    offers.now.resize(days + 1, f64::INFINITY);
    offers.now[none] = 0.0;
    offers.before.clear();
    offers.before.resize(chain.visits.len() * (days + 1), SKIPPED);
    for (n, link) in chain.visits.iter().enumerate() {
        let fixed = matches!(link.days[..], [(day, _)] if is_locked(day));
        let skip = if fixed { f64::INFINITY } else { link.skip.min(missing) };
        offers.next.clear();
        offers.next.extend(offers.now.iter().map(|cost| cost + skip));
        for (day, own) in &link.days {
            let offered = offers.cost[*day] + own;
            if offered == f64::INFINITY {
                continue;
            }
            let (mut least, mut best) = (f64::INFINITY, SKIPPED);
            for from in (0..*day).chain([none]) {
                let so_far = offers.now[from];
                if so_far < least {
                    // A lock stays whatever its gap costs.
                    let mut wait = gap(from, *day);
                    if fixed && wait == f64::INFINITY {
                        wait = missing;
                    }
                    if so_far + wait < least {
                        (least, best) = (so_far + wait, from as u16);
                    }
                }
            }
            if least + offered < offers.next[*day] {
                offers.next[*day] = least + offered;
                offers.before[n * (days + 1) + day] = best;
            }
        }
        std::mem::swap(&mut offers.now, &mut offers.next);
    }
    let mut state = (0..=days).rev().min_by(|a, b| offers.now[*a].total_cmp(&offers.now[*b])).unwrap_or(none);
    let total = offers.now[state];
    let mut taken = vec![None; chain.visits.len()];
    let mut insertions = 0.0;
    for n in (0..chain.visits.len()).rev() {
        let before = offers.before[n * (days + 1) + state];
        if before != SKIPPED {
            taken[n] = Some(state);
            insertions += offers.cost[state];
            state = usize::from(before);
        }
    }
    (taken, if total.is_finite() { total - insertions } else { missing })
}
