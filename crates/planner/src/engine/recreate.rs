//! Putting clients back where they cost least.

use crate::random::Random;

use super::{
    compiled::Compiled,
    menu::{Menu, Offers},
    model::Choice,
    state::State,
    tour::{NO_PLACE, NOWHERE, Place},
};

pub(super) struct Recreate {
    menu: Menu,
    offers: Offers,
    wanted: Vec<usize>,
    /// For client × routes + route the best place, as long as the route is the same; empty = too many to remember.
    known: Vec<Place>,
}

/// Places remembered at most: 24 bytes each.
const REMEMBERED: usize = 500_000;

/// Routes in 1,024 in which a place is passed over, per stop.
const BLINK: u32 = 10;

impl Recreate {
    pub fn new(compiled: &Compiled) -> Self {
        let mut offers = Offers::default();
        offers.cost.resize(compiled.days, f64::INFINITY);
        offers.route.resize(compiled.days, 0);
        offers.at.resize(compiled.days, 0);
        let places = compiled.clients.len() * compiled.routes.len();
        let known = vec![NO_PLACE; if places <= REMEMBERED { places } else { 0 }];
        let wanted = compiled.model.clients.iter().map(|client| match &client.choice {
            Choice::Patterns(patterns) => {
                patterns.iter().map(|pattern| pattern.days.len()).max().unwrap_or(0)
            }
            Choice::Chain(chain) => chain.visits.len(),
        });
        Self { menu: Menu::new(compiled), offers, wanted: wanted.collect(), known }
    }

    /// Gives a client whose free visits are all out its best days. `random` makes it blink.
    pub fn place(&mut self, compiled: &Compiled, state: &mut State, client: usize, random: Option<&Random>) {
        let site = &compiled.clients[client];
        for day in site.locked.iter() {
            self.offers.cost[day] = 0.0;
        }
        for day in site.allowed.iter() {
            self.offer(compiled, state, client, day, random);
        }
        let (days, cost) = self.menu.choose(compiled, client, &mut self.offers);
        let days = days.union(site.locked);
        state.choose(compiled, client, days, cost);
        for day in days.minus(site.locked).iter() {
            let (route, at) = (self.offers.route[day], self.offers.at[day]);
            state.insert(compiled, client, usize::from(route), at as usize);
        }
    }

    /// Visits that a client wants.
    pub fn visits(&self, client: usize) -> usize {
        self.wanted[client]
    }

    /// Without free visits, at the price of that.
    pub fn leave_out(&mut self, compiled: &Compiled, state: &mut State, client: usize) {
        let site = &compiled.clients[client];
        self.offers.cost.fill(f64::INFINITY);
        site.locked.iter().for_each(|day| self.offers.cost[day] = 0.0);
        let (_, cost) = self.menu.choose(compiled, client, &mut self.offers);
        state.choose(compiled, client, site.locked, cost);
    }

    /// Puts a visit back on a day that the client keeps. Whether it went in.
    pub fn put_back(
        &mut self,
        compiled: &Compiled,
        state: &mut State,
        client: usize,
        day: usize,
        random: Option<&Random>,
    ) -> bool {
        self.offer(compiled, state, client, day, random);
        let fits = self.offers.cost[day] < f64::INFINITY;
        if fits {
            let (route, at) = (self.offers.route[day], self.offers.at[day]);
            state.insert(compiled, client, usize::from(route), at as usize);
        }
        fits
    }

    /// The best place of a client on a day.
    fn offer(
        &mut self,
        compiled: &Compiled,
        state: &State,
        client: usize,
        day: usize,
        random: Option<&Random>,
    ) {
        let (mut best, mut on) = (NOWHERE, 0);
        let mut empty_seen = false;
        for route in &compiled.of_day[day] {
            let tour = &state.tours[usize::from(*route)];
            if !tour.holds(compiled, usize::from(*route), client) {
                continue;
            }
            // One empty route is as good as another like it.
            if tour.stops.is_empty() && compiled.is_twin(usize::from(*route)) {
                if empty_seen {
                    continue;
                }
                empty_seen = true;
            }
            let skip = random.map_or(usize::MAX, |random| blink(random, tour.stops.len() + 1));
            let number = usize::from(*route);
            let spot = match self.known.get_mut(client * compiled.routes.len() + number) {
                Some(known) => tour.cheapest_known(compiled, number, client, state.prices, skip, known),
                None => tour.cheapest(compiled, number, client, state.prices, skip),
            };
            if spot.cost < best.cost {
                (best, on) = (spot, *route);
            }
        }
        let company = if best.cost < f64::INFINITY { state.company(compiled, client, day) } else { 0.0 };
        self.offers.cost[day] = best.cost + company;
        self.offers.route[day] = on;
        self.offers.at[day] = best.at as u32;
    }
}

/// A place to pass over, or none.
#[inline]
fn blink(random: &Random, places: usize) -> usize {
    let dice = random.next();
    if (dice & 1023) < u64::from(BLINK) * places as u64 {
        (((dice >> 32) * places as u64) >> 32) as usize
    } else {
        usize::MAX
    }
}
