//! The days after the week of a repair, as its outlook has them: where a visit goes that makes room.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{Id, IsoWeek, frequency::may_visit_on};

use crate::{
    WeekInput,
    horizon::Horizon,
    probe::Probe,
    retime::service_min,
    travel::{Place, Places},
    want::Want,
};

pub(crate) struct Ahead<'a> {
    input: &'a WeekInput<'a>,
    places: &'a Places,
    /// From the asked week on.
    horizon: Horizon,
    /// Places of the customers that each later date holds: of weeks that are planned their plan, of others the outlook.
    held: BTreeMap<NaiveDate, Vec<usize>>,
}

impl<'a> Ahead<'a> {
    /// `until`: the last day that will be asked for.
    pub fn new(input: &'a WeekInput<'a>, places: &'a Places, until: NaiveDate) -> Self {
        let weeks = (until - input.week.monday()).num_days().max(0) / 7 + 1;
        let horizon = Horizon::new(input, weeks.min(13) as u32);
        let at: BTreeMap<Id, usize> =
            input.customers.iter().enumerate().map(|(at, customer)| (customer.meta.id, at)).collect();
        let sunday = horizon.sunday(0);
        let planned =
            input.history.iter().flat_map(|(id, visits)| visits.kept.iter().map(move |date| (*id, *date)));
        let planned: Vec<(Id, NaiveDate)> = planned.filter(|(_, date)| *date > sunday).collect();
        let weeks: BTreeSet<IsoWeek> = planned.iter().map(|(_, date)| IsoWeek::of(*date)).collect();
        let likely = input.repair.map_or(&[][..], |repair| repair.outlook).iter();
        let likely = likely
            .map(|visit| (visit.customer_id, visit.date))
            .filter(|(_, date)| *date > sunday && !weeks.contains(&IsoWeek::of(*date)));
        let mut held: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
        for (id, date) in planned.iter().copied().chain(likely) {
            if let Some(at) = at.get(&id) {
                held.entry(date).or_default().push(*at);
            }
        }
        Self { input, places, horizon, held }
    }

    /// A day after the week and not after the want's latest, on which the visit fits and adds the least way; from then
    /// on it is held there. `gap`: least days to the customer's other visits.
    pub fn take(&mut self, want: &Want, gap: u32) -> Option<NaiveDate> {
        let sunday = self.horizon.sunday(0);
        let own = self.held.iter().filter(|(_, held)| held.contains(&want.customer)).map(|(date, _)| *date);
        let own: Vec<NaiveDate> = own.collect();
        if let Some(date) = own.iter().find(|date| **date <= want.latest) {
            return Some(*date);
        }
        let customer = &self.input.customers[want.customer];
        let minutes = service_min(customer, self.input.calendar);
        let place = self.places.of(customer.meta.id);
        let mut best: Option<(u32, NaiveDate)> = None;
        for day in self.horizon.open_between(sunday, want.latest).filter(|day| *day > 6) {
            let date = self.horizon.dates[day];
            let held = self.held.get(&date).map_or(&[][..], Vec::as_slice);
            let is_near = own.iter().any(|other| (*other - date).num_days().abs() < i64::from(gap));
            let is_full = held.len() as u32 >= self.input.calendar.day(date).capacity;
            if is_near || is_full || !may_visit_on(customer, date) {
                continue;
            }
            let starts = self.horizon.frames[day].starts(customer, date, minutes);
            let probe =
                Probe::new(self.input, &self.horizon, self.places, day, self.in_turn(held).into_iter());
            let found = probe.insert(place, minutes, &starts);
            if !starts.is_empty() && found.fits() && best.is_none_or(|(least, _)| found.added_m < least) {
                best = Some((found.added_m, date));
            }
        }
        let (_, date) = best?;
        self.held.entry(date).or_default().push(want.customer);
        Some(date)
    }

    /// An outlook has no order: from each to the nearest, which is long enough to be safe.
    fn in_turn(&self, held: &[usize]) -> Vec<usize> {
        let place = |at: usize| self.places.of(self.input.customers[at].meta.id);
        let (mut left, mut order) = (held.to_vec(), Vec::with_capacity(held.len()));
        let mut here: Place = self.places.start;
        while let Some(n) =
            (0..left.len()).min_by_key(|n| (self.places.leg(here, place(left[*n])).m, left[*n]))
        {
            let next = left.swap_remove(n);
            here = place(next);
            order.push(next);
        }
        order
    }
}
