//! What one more visit would do to a day, at the place where it does least. The day may run over: by how much is told.

use rounds_core::customer::Customer;

use crate::{
    WeekInput,
    clock::{Frame, Start, Timing},
    horizon::Horizon,
    retime::service_min,
    travel::{Leg, Place, Places},
};

/// A day ready to be asked.
#[derive(Clone)]
pub(crate) struct Probe<'a> {
    frame: &'a Frame,
    places: &'a Places,
    stops: Vec<Asked>,
}

#[derive(Clone)]
struct Asked {
    /// Place in the input's customers.
    customer: usize,
    place: Place,
    minutes: u32,
    starts: Vec<Start>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// More visits miss their hours, or lunch no longer fits.
    pub breaks: bool,
    /// Minutes by which the day would run over.
    pub over_min: u32,
    pub added_m: u32,
    pub added_min: u32,
    /// Before the stop with this number.
    pub at: usize,
    pub begin: u32,
}

impl Found {
    pub fn fits(&self) -> bool {
        !self.breaks && self.over_min == 0
    }
}

impl<'a> Probe<'a> {
    /// A day with these customers in order.
    pub fn new(
        input: &WeekInput,
        horizon: &'a Horizon,
        places: &'a Places,
        day: usize,
        customers: impl Iterator<Item = usize>,
    ) -> Self {
        let frame = &horizon.longer[day];
        let asked = |at: usize| {
            let customer: &Customer = &input.customers[at];
            let minutes = service_min(customer, input.calendar);
            let starts = frame.starts(customer, horizon.dates[day], minutes);
            Asked { customer: at, place: places.of(customer.meta.id), minutes, starts }
        };
        Self { frame, places, stops: customers.map(asked).collect() }
    }

    /// A day with nobody on it.
    pub fn alone(frame: &'a Frame, places: &'a Places) -> Self {
        Self { frame, places, stops: Vec::new() }
    }

    /// The same day without one of its stops.
    pub fn without(&self, stop: usize) -> Self {
        let mut stops = self.stops.clone();
        stops.remove(stop);
        Self { frame: self.frame, places: self.places, stops }
    }

    /// Which stop a customer is.
    pub fn stop_of(&self, customer: usize) -> Option<usize> {
        self.stops.iter().position(|stop| stop.customer == customer)
    }

    /// Takes one more visit in, before the stop with this number.
    pub fn take(&mut self, at: usize, customer: usize, place: Place, minutes: u32, starts: &[Start]) {
        self.stops.insert(at, Asked { customer, place, minutes, starts: starts.to_vec() });
    }

    pub fn count(&self) -> u32 {
        self.stops.len() as u32
    }

    fn time(&self, extra: Option<(usize, &Asked)>) -> (crate::clock::Times, Leg) {
        let count = self.stops.len() + usize::from(extra.is_some());
        let mut timings: Vec<Timing> = Vec::with_capacity(count);
        let (mut here, mut sum) = (self.places.start, Leg::default());
        let mut stops = self.stops.iter();
        for n in 0..count {
            let stop = match extra {
                Some((at, asked)) if at == n => asked,
                _ => match stops.next() {
                    Some(stop) => stop,
                    None => break,
                },
            };
            let leg = self.places.leg(here, stop.place);
            sum = sum.and(leg);
            timings.push(Timing { travel_min: leg.min, starts: &stop.starts, minutes: stop.minutes });
            here = stop.place;
        }
        let home = if count == 0 { Leg::default() } else { self.places.leg(here, self.places.end) };
        sum = sum.and(home);
        (self.frame.times(&timings, home.min), sum)
    }

    /// Where one more visit of `minutes` that can begin at `starts` does least; the rest stands in its order.
    pub fn insert(&self, place: Place, minutes: u32, starts: &[Start]) -> Found {
        let extra = Asked { customer: usize::MAX, place, minutes, starts: starts.to_vec() };
        let (before, way) = self.time(None);
        let mut best: Option<((bool, u32, u32, u32), Found)> = None;
        for at in 0..=self.stops.len() {
            let (times, longer) = self.time(Some((at, &extra)));
            let found = Found {
                breaks: times.late.len() > before.late.len() || (times.no_lunch && !before.no_lunch),
                over_min: times.back.saturating_sub(self.frame.to),
                added_m: longer.m.saturating_sub(way.m),
                added_min: longer.min.saturating_sub(way.min),
                at,
                begin: times.visits[at].0,
            };
            let rank = (found.breaks, found.over_min, found.added_m, found.added_min);
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, found));
            }
        }
        best.map_or(
            Found { breaks: true, over_min: 0, added_m: 0, added_min: 0, at: 0, begin: 0 },
            |(_, found)| found,
        )
    }

    /// What a stop of the day adds to its way.
    pub fn detour(&self, stop: usize) -> Leg {
        let (_, with) = self.time(None);
        let (_, without) = self.without(stop).time(None);
        Leg { m: with.m.saturating_sub(without.m), min: with.min.saturating_sub(without.min) }
    }
}
