//! A solved week, ready to be written and asked: who is where, and what the days add up to.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    plan::{Outlook, OutlookVisit, OutlookWeek},
};

use crate::{
    DayTotals, ExistingVisit, WeekInput,
    build::Built,
    engine::Plan,
    horizon::Horizon,
    probe::Probe,
    retime::time_day,
    travel::{Leg, Places},
    trip::Trip,
    want::{Demand, Want, later},
};

/// One visit of the asked week.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    /// Place in the input's customers.
    pub customer: usize,
    /// Place in the demand's wants.
    pub want: usize,
    pub stands: Option<ExistingVisit>,
    /// In the plan for its own sake, not because the manager comes by anyway.
    pub has_own_reason: bool,
}

impl Stop {
    pub fn is_locked(&self) -> bool {
        self.stands.is_some_and(|visit| visit.locked)
    }
}

pub(crate) struct Draft<'a> {
    pub input: &'a WeekInput<'a>,
    pub horizon: &'a Horizon,
    pub places: &'a Places,
    pub demand: &'a Demand,
    /// Stops of the asked week's seven days, in order.
    pub days: Vec<Vec<Stop>>,
    pub totals: Vec<DayTotals>,
    pub probes: Vec<Probe<'a>>,
    /// Visits after the asked week: customer and date.
    pub outlook: Vec<(usize, NaiveDate)>,
    pub weeks: Vec<OutlookWeek>,
    /// Days of the outlook from which a visit was fetched into the week.
    fetched: Vec<NaiveDate>,
}

impl<'a> Draft<'a> {
    pub fn new(
        input: &'a WeekInput<'a>,
        horizon: &'a Horizon,
        places: &'a Places,
        demand: &'a Demand,
        (trips, built, plan): (&[Trip], &Built, &Plan),
    ) -> Self {
        let mut draft = Self {
            input,
            horizon,
            places,
            demand,
            days: vec![Vec::new(); 7],
            totals: vec![DayTotals::default(); 7],
            probes: Vec::new(),
            outlook: Vec::new(),
            weeks: Vec::new(),
            fetched: Vec::new(),
        };
        for (number, route) in plan.routes.iter().enumerate() {
            let day = built.days[number];
            for stop in &route.stops {
                let trip = &trips[stop.client];
                let link = plan.links[stop.client].iter().position(|day| *day == Some(number));
                let Some(link) = link.and_then(|link| trip.links.get(link)) else { continue };
                for (customer, want) in trip.customers.iter().zip(&link.wants) {
                    if day < 7 {
                        let stop = draft.stop(*customer, *want);
                        draft.days[day].push(stop);
                    } else {
                        draft.outlook.push((*customer, horizon.dates[day]));
                    }
                }
            }
        }
        (0..7).for_each(|day| draft.meet_owners_once(day));
        draft.fill();
        draft.add_up();
        draft.look_ahead(built, plan, trips);
        draft
    }

    fn stop(&self, customer: usize, number: usize) -> Stop {
        let want = &self.demand.wants[number];
        let stands = want.stands.filter(|_| !want.is_locked() || want.latest == want.earliest);
        let urgent = self.input.urgent.contains(&self.input.customers[customer].meta.id);
        let has_own_reason = want.presses || want.is_locked() || want.is_by_hand() || urgent;
        Stop { customer, want: number, stands, has_own_reason }
    }

    fn probe(&self, day: usize) -> Probe<'a> {
        let customers = self.days[day].iter().map(|stop| stop.customer);
        Probe::new(self.input, self.horizon, self.places, day, customers)
    }

    fn add_up(&mut self) {
        self.probes = (0..7).map(|day| self.probe(day)).collect();
        self.totals = (0..7).map(|day| self.timed(day, &self.days[day]).0).collect();
        let id = |at: usize| self.input.customers[at].meta.id;
        self.outlook.sort_unstable_by_key(|(customer, date)| (*date, id(*customer)));
    }

    /// A day's sums and how many things are wrong with it.
    fn timed(&self, day: usize, stops: &[Stop]) -> (DayTotals, usize) {
        let customers: Vec<_> = stops.iter().map(|stop| &self.input.customers[stop.customer]).collect();
        let timed = time_day(self.horizon.dates[day], &customers, self.input.calendar, self.places);
        (timed.totals, timed.violations.len())
    }

    /// One owner's stops of a day that could not be one trip from the start, because their rules differ or one is
    /// locked, stand side by side where hours let them: the owner is met once.
    fn meet_owners_once(&mut self, day: usize) {
        let owner = |stop: &Stop| self.input.customers[stop.customer].owner_id;
        let mut order = self.days[day].clone();
        let alone: Vec<Stop> =
            order.iter().filter(|stop| !stop.is_locked() && owner(stop).is_some()).cloned().collect();
        for stop in alone {
            let Some(at) = order.iter().position(|other| other.customer == stop.customer) else { continue };
            let mates: Vec<usize> =
                (0..order.len()).filter(|n| *n != at && owner(&order[*n]) == owner(&stop)).collect();
            if mates.is_empty() || mates.iter().any(|n| n.abs_diff(at) == 1) {
                continue;
            }
            let wrong = self.timed(day, &order).1;
            let mut best: Option<(u32, Vec<Stop>)> = None;
            for mate in mates {
                for after in [0, 1] {
                    let mut trial = order.clone();
                    let moved = trial.remove(at);
                    let place = if mate > at { mate - 1 } else { mate };
                    trial.insert(place + after, moved);
                    let (totals, found) = self.timed(day, &trial);
                    if found <= wrong && best.as_ref().is_none_or(|(least, _)| totals.travel_m < *least) {
                        best = Some((totals.travel_m, trial));
                    }
                }
            }
            if let Some((_, trial)) = best {
                order = trial;
            }
        }
        self.days[day] = order;
    }

    /// Room that is left goes to whoever presses and was too far down the list for the search, or would otherwise come
    /// after the deadline or not at all.
    fn fill(&mut self) {
        const TRIED: usize = 200;
        let placed =
            |draft: &Self, number: usize| draft.days.iter().flatten().any(|stop| stop.want == number);
        let soon = later(self.horizon.sunday(0), 7);
        let due =
            |want: &Want| want.first_week == 0 && (want.presses || want.latest <= soon) && !want.is_locked();
        let mut left: Vec<usize> =
            (0..self.demand.wants.len()).filter(|n| due(&self.demand.wants[*n])).collect();
        left.retain(|number| !placed(self, *number));
        let id = |number: usize| self.input.customers[self.demand.wants[number].customer].meta.id;
        left.sort_by_key(|number| (std::cmp::Reverse(self.demand.wants[*number].wait), id(*number)));
        for number in left.into_iter().take(TRIED) {
            let want = &self.demand.wants[number];
            let own = self.outlook.iter().enumerate().filter(|(_, (customer, _))| *customer == want.customer);
            let soonest = own.map(|(n, (_, date))| (*date, n)).min();
            if soonest.is_none_or(|(date, _)| want.latest < date)
                && let Some((day, at)) = self.room_for(want)
            {
                let stop = self.stop(want.customer, number);
                self.days[day].insert(at, stop);
                self.fetched.extend(soonest.map(|(_, n)| self.outlook.remove(n).1));
            }
        }
    }

    fn room_for(&self, want: &Want) -> Option<(usize, usize)> {
        let customer = &self.input.customers[want.customer];
        let minutes = crate::retime::service_min(customer, self.input.calendar);
        let place = self.places.of(customer.meta.id);
        let mut best: Option<(u32, usize, usize)> = None;
        for day in self.horizon.open_between(want.earliest, want.until).filter(|day| *day < 7) {
            let (date, frame) = (self.horizon.dates[day], &self.horizon.frames[day]);
            let is_there = self.days.iter().flatten().any(|stop| stop.customer == want.customer);
            let may = rounds_core::frequency::may_visit_on(customer, date);
            if is_there || !may || self.days[day].len() as u32 >= frame.capacity {
                continue;
            }
            let starts = self.horizon.frames[day].starts(customer, date, minutes);
            let found = self.probe(day).insert(place, minutes, &starts);
            if found.fits() && best.is_none_or(|(least, _, _)| found.added_m < least) {
                best = Some((found.added_m, day, found.at));
            }
        }
        best.map(|(_, day, at)| (day, at))
    }

    /// The sums of the weeks: of the asked one those of its days, of those after it the engine's.
    fn look_ahead(&mut self, built: &Built, plan: &Plan, trips: &[Trip]) {
        for week in 0..self.horizon.weeks() {
            let days = week * 7..week * 7 + 7;
            let mut row = OutlookWeek {
                week: self.horizon.week(week),
                visits: self.horizon.ahead[days.clone()].iter().sum(),
                travel_m: 0,
                travel_min: 0,
                visit_min: 0,
                field_days: days.clone().filter(|day| self.horizon.frames[*day].works).count() as u32,
                working_min: days.clone().map(|day| self.horizon.frames[day].working_min()).sum(),
                left_out: self.demand.crowded.get(week).copied().unwrap_or(0),
            };
            if week == 0 {
                row.visits = self.days.iter().map(|stops| stops.len() as u32).sum();
                row.travel_m = self.totals.iter().map(|day| day.travel_m).sum();
                row.travel_min = self.totals.iter().map(|day| day.travel_min).sum();
                row.visit_min = self.totals.iter().map(|day| day.visit_min).sum();
            }
            for (number, route) in plan.routes.iter().enumerate() {
                if week > 0 && days.contains(&built.days[number]) {
                    let trips = || route.stops.iter().map(|stop| &trips[stop.client]);
                    let within = trips().map(|trip| self.within(trip)).fold(Leg::default(), Leg::and);
                    row.visits += trips().map(Trip::count).sum::<u32>();
                    row.travel_m += route.travel as u32 + within.m;
                    row.travel_min += route.travel_minutes as u32 + within.min;
                    row.visit_min += route.service_minutes as u32 - within.min;
                }
            }
            let fetched = self
                .fetched
                .iter()
                .filter(|date| self.horizon.day_of(**date).is_some_and(|day| days.contains(&day)));
            row.visits -= fetched.count() as u32;
            self.weeks.push(row);
        }
    }

    /// The way between an owner's shops, which the engine counts as part of the visit.
    fn within(&self, trip: &Trip) -> Leg {
        let place = |at: usize| self.places.of(self.input.customers[at].meta.id);
        let legs = trip.customers.windows(2).map(|pair| self.places.leg(place(pair[0]), place(pair[1])));
        legs.fold(Leg::default(), Leg::and)
    }

    /// The weeks after the asked one; none where only that one was planned.
    pub fn outlook(&self) -> Option<Outlook> {
        let id = |at: usize| -> Id { self.input.customers[at].meta.id };
        let visits = self.outlook.iter().map(|(at, date)| OutlookVisit { customer_id: id(*at), date: *date });
        (self.horizon.weeks() > 1).then(|| Outlook { weeks: self.weeks.clone(), visits: visits.collect() })
    }
}
