//! Trips: a customer with its visits of the cycle, or the licences of one owner that are always seen together.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rounds_core::{
    Id,
    frequency::{RuleBook, may_visit_on, order_distance},
};

use crate::{
    WeekInput,
    clock::Start,
    horizon::Horizon,
    retime::service_min,
    travel::{Leg, Place, Places},
    want::Want,
};

// Costs in minutes of driving.
/// Of moving a visit that was planned before to another day; more in a repair.
const MOVED: f64 = 20.0;
const MOVED_IN_REPAIR: f64 = 150.0;
/// Of a day that is not one or two working days before the order day.
const FAR_FROM_ORDER_DAY: f64 = 6.0;
/// Of each day after the one by which the rule asks for the visit, or after the week's beginning.
const LATE: f64 = 20.0;
/// Of coming after that day at all, where there was time: more than days alike are worth.
const PAST_DEADLINE: f64 = 200.0;
/// Of each week away from the one whose share the visit is, for those who can wait: weeks stay even.
const OTHER_WEEK: f64 = 15.0;
/// Of coming before the week in which the turn of the customer is, while others press.
const OUT_OF_TURN: f64 = 200.0;
/// Of moving what the manager put on a day.
const MOVED_BY_HAND: f64 = 300.0;
/// Of leaving out: whose turn it is, who presses, who can wait, and what each window's length of waiting adds.
const TURN: f64 = 3_000.0;
const PRESSING: f64 = 1_000.0;
const PER_WAIT: f64 = 300.0;
const CAN_WAIT: f64 = 1_500.0;
const CAN_WAIT_LONG: f64 = 300.0;
/// What was missed once goes before the rest; of two alike the one goes that stands.
const CARRIED: f64 = 1_500.0;
const STANDS: f64 = 100.0;
/// In a repair: nobody who is due loses a day that is not what went wrong; who can wait makes room for who cannot.
const UNTOUCHED: f64 = 8_000.0;
const MAKES_ROOM: f64 = 1_000.0;
const BY_HAND: f64 = 100_000.0;
const URGENT: f64 = 50_000.0;

/// One visit of a trip.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Day of the horizon → what it costs there.
    pub days: BTreeMap<usize, f64>,
    /// What leaving it out costs.
    pub skip: f64,
    /// Its order among the day's locks.
    pub lock: Option<u32>,
    /// Places in the demand's wants, in the order of the trip's customers.
    pub wants: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Trip {
    /// Places in the input's customers, in the order of the visit.
    pub customers: Vec<usize>,
    pub enter: Place,
    pub leave: Place,
    /// In shops and between them.
    pub minutes: u32,
    pub links: Vec<Link>,
    /// When it can begin, by day.
    pub starts: BTreeMap<usize, Vec<Start>>,
    /// Least and usual days from one visit to the next.
    pub gap: u32,
    pub usual: u32,
    /// The last visit before the horizon.
    pub before: Option<NaiveDate>,
}

impl Trip {
    pub fn count(&self) -> u32 {
        self.customers.len() as u32
    }
}

/// What trips are made with.
pub(crate) struct Making<'a> {
    pub input: &'a WeekInput<'a>,
    pub horizon: &'a Horizon,
    pub places: &'a Places,
    pub wants: &'a [Want],
    pub last_visits: &'a BTreeMap<usize, NaiveDate>,
    /// 1 = usual; how much is made of keeping days.
    pub stable: f64,
    /// What stands on a day that can take it stays there.
    pub frozen: bool,
}

/// One trip for each customer or owner, in the order of ids; wants that no day takes come back beside them.
pub(crate) fn trips(making: &Making) -> (Vec<Trip>, Vec<usize>) {
    let rules = RuleBook::new(making.input.rules, making.input.sets);
    let (mut trips, mut never) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < making.wants.len() {
        let customer = making.wants[at].customer;
        let count = making.wants[at..].iter().take_while(|want| want.customer == customer).count();
        if let Some(trip) = making.single(customer, at..at + count, &rules, &mut never) {
            trips.push(trip);
        }
        at += count;
    }
    let id = |trip: &Trip| making.input.customers[trip.customers[0]].meta.id;
    trips.sort_by_key(id);
    (making.join_owners(trips), never)
}

impl Making<'_> {
    fn single(
        &self,
        at: usize,
        wants: std::ops::Range<usize>,
        rules: &RuleBook,
        never: &mut Vec<usize>,
    ) -> Option<Trip> {
        let customer = &self.input.customers[at];
        let minutes = service_min(customer, self.input.calendar);
        let place = self.places.of(customer.meta.id);
        let rule = rules.rule_for(customer);
        let mut trip = Trip {
            customers: vec![at],
            enter: place,
            leave: place,
            minutes,
            links: Vec::new(),
            starts: BTreeMap::new(),
            gap: rule.map_or(1, |rule| rule.min_gap_days.max(1)),
            usual: rule.map_or(7, |rule| rule.window.usual_gap_days(rule.times)),
            before: self.last_visits.get(&at).copied(),
        };
        for number in wants {
            let want = &self.wants[number];
            let link =
                if want.is_locked() { self.locked(&mut trip, number) } else { self.free(&mut trip, number) };
            match link {
                Some(link) => trip.links.push(link),
                None => never.push(number),
            }
        }
        // What stands by hand, or is asked for at once, stands whatever the distance to the last visit.
        let told = |want: &Want| want.is_locked() || want.is_by_hand();
        let customer_wants = trip.links.iter().flat_map(|link| &link.wants).map(|want| &self.wants[*want]);
        let dates: Vec<NaiveDate> =
            customer_wants.clone().filter(|want| want.is_locked()).map(|want| want.earliest).collect();
        for pair in dates.windows(2) {
            trip.gap = trip.gap.min((pair[1] - pair[0]).num_days().max(1) as u32);
        }
        if customer_wants.clone().any(|want| want.stands.is_some_and(|visit| visit.missed)) {
            trip.gap = 1;
        }
        if customer_wants.clone().any(told)
            || self.input.urgent.contains(&customer.meta.id)
            || self.input.repair.is_some()
        {
            trip.before = None;
        }
        (!trip.links.is_empty()).then_some(trip)
    }

    /// A lock stands whatever the hours say; what it breaks is reported afterwards.
    fn locked(&self, trip: &mut Trip, number: usize) -> Option<Link> {
        let want = &self.wants[number];
        let visit = want.stands?;
        let day = self.horizon.day_of(visit.date)?;
        let customer = &self.input.customers[want.customer];
        let mut starts = self.horizon.frames[day].starts(customer, visit.date, trip.minutes);
        if starts.is_empty() {
            starts.push(Start { first: 0, last: 1440 });
        }
        trip.starts.insert(day, starts);
        let days = BTreeMap::from([(day, 0.0)]);
        Some(Link { days, skip: f64::INFINITY, lock: Some(visit.order), wants: vec![number] })
    }

    fn free(&self, trip: &mut Trip, number: usize) -> Option<Link> {
        let want = &self.wants[number];
        let customer = &self.input.customers[want.customer];
        let mut days = BTreeMap::new();
        for day in self.horizon.open_between(want.earliest, want.until) {
            let date = self.horizon.dates[day];
            if !may_visit_on(customer, date) {
                continue;
            }
            let starts = self.horizon.frames[day].starts(customer, date, trip.minutes);
            if !starts.is_empty() {
                trip.starts.entry(day).or_insert(starts);
                days.insert(day, self.day_cost(want, day));
            }
        }
        let own = want.stands.and_then(|visit| self.horizon.day_of(visit.date));
        if let (true, Some(own)) = (self.frozen, own)
            && days.contains_key(&own)
        {
            days.retain(|day, _| *day == own);
        }
        let skip = self.skip_cost(want);
        (!days.is_empty()).then(|| Link { days, skip, lock: None, wants: vec![number] })
    }

    /// Days after the one by which the visit is asked for, from the week's beginning on.
    fn late_days(&self, want: &Want, date: NaiveDate) -> f64 {
        let asked = want.latest.max(self.horizon.dates[0]);
        (date - asked).num_days().max(0) as f64
    }

    fn day_cost(&self, want: &Want, day: usize) -> f64 {
        let date = self.horizon.dates[day];
        let customer = &self.input.customers[want.customer];
        let moved = match want.stands {
            Some(visit) if visit.date == date => 0.0,
            Some(visit) if visit.by_hand => MOVED_BY_HAND,
            Some(_) if self.input.repair.is_some() => MOVED_IN_REPAIR,
            Some(_) => MOVED * self.stable,
            None => 0.0,
        };
        let order_day = order_distance(customer, date, self.input.calendar);
        let order = order_day.is_none_or(|(_, days)| (1..=2).contains(&days));
        let order = if order { 0.0 } else { FAR_FROM_ORDER_DAY };
        let turn = want.week.is_some_and(|week| want.presses && want.first_week < week && day / 7 < week);
        let turn = if turn { OUT_OF_TURN } else { 0.0 };
        let share = want.week.filter(|_| !want.presses && want.stands.is_none());
        let share = share.map_or(0.0, |week| OTHER_WEEK * (day / 7).abs_diff(week) as f64);
        let missed = want.latest < date && self.horizon.dates[0] <= want.latest;
        let missed = if missed { PAST_DEADLINE } else { 0.0 };
        moved + order + turn + share + missed + LATE * self.late_days(want, date)
    }

    fn skip_cost(&self, want: &Want) -> f64 {
        let waited = f64::from(want.wait.min(20_000)) / 1_000.0;
        let late = LATE * self.late_days(want, self.horizon.end());
        let id = self.input.customers[want.customer].meta.id;
        let mut skip = if self.input.repair.is_some() {
            let day = want.stands.and_then(|visit| self.horizon.day_of(visit.date));
            let is_untouched = day.is_some_and(|day| self.horizon.open[day]);
            match (want.pressing, is_untouched) {
                (true, true) => TURN + PER_WAIT * waited + UNTOUCHED,
                (true, false) => TURN + PER_WAIT * waited,
                (false, true) => MAKES_ROOM,
                (false, false) => CAN_WAIT_LONG,
            }
        } else {
            let due = match (want.pressing, want.week.is_some()) {
                (true, true) => TURN + PER_WAIT * waited + late,
                (true, false) => PRESSING + PER_WAIT * waited + late,
                (false, _) if want.latest <= self.horizon.end() => CAN_WAIT + late,
                (false, _) => CAN_WAIT_LONG,
            };
            due + if want.stands.is_some() { STANDS } else { 0.0 }
        };
        skip += if want.carried { CARRIED } else { 0.0 };
        skip += if want.is_by_hand() { BY_HAND } else { 0.0 };
        skip + if self.input.urgent.contains(&id) { URGENT } else { 0.0 }
    }

    /// Licences of one owner with as many visits each become one trip where every visit has a common day and hour.
    fn join_owners(&self, trips: Vec<Trip>) -> Vec<Trip> {
        let mut joined: Vec<Trip> = Vec::with_capacity(trips.len());
        let mut of_owner: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for trip in trips {
            let Some(owner) = self.input.customers[trip.customers[0]].owner_id else {
                joined.push(trip);
                continue;
            };
            let known = of_owner.entry(owner).or_default();
            let found = known.iter().find_map(|n| Some((*n, self.joined(&joined[*n], &trip)?)));
            if let Some((n, whole)) = found {
                joined[n] = whole;
            } else {
                known.push(joined.len());
                joined.push(trip);
            }
        }
        joined
    }

    fn joined(&self, first: &Trip, next: &Trip) -> Option<Trip> {
        if first.links.len() != next.links.len() {
            return None;
        }
        let most = self.horizon.frames.iter().map(|frame| frame.capacity).max()?;
        if first.count() + next.count() > most {
            return None;
        }
        // The locked one comes first, so that its order among the locks is the trip's.
        let has_lock = |trip: &Trip| trip.links.iter().any(|link| link.lock.is_some());
        if has_lock(first) && has_lock(next) {
            return None;
        }
        let leg: Leg = self.places.leg(first.leave, next.enter);
        let offset = first.minutes + leg.min;
        let mut whole = first.clone();
        whole.starts.clear();
        for (link, other) in whole.links.iter_mut().zip(&next.links) {
            let mut days = BTreeMap::new();
            for (day, cost) in &link.days {
                let (Some(a), Some(b)) = (first.starts.get(day), next.starts.get(day)) else { continue };
                let starts = both(a, b, offset);
                if let (Some(more), false) = (other.days.get(day), starts.is_empty()) {
                    whole.starts.insert(*day, starts);
                    days.insert(*day, cost + more);
                }
            }
            if days.is_empty() {
                return None;
            }
            link.days = days;
            link.skip += other.skip;
            link.lock = link.lock.or(other.lock);
            link.wants.extend(&other.wants);
        }
        whole.customers.extend(&next.customers);
        whole.leave = next.leave;
        whole.minutes = offset + next.minutes;
        whole.gap = whole.gap.max(next.gap);
        whole.usual = whole.usual.min(next.usual);
        whole.before = whole.before.zip(next.before).map(|(a, b)| a.max(b));
        Some(whole)
    }
}

/// Times at which a trip can begin whose second part begins `offset` minutes later.
fn both(first: &[Start], second: &[Start], offset: u32) -> Vec<Start> {
    let mut starts = Vec::new();
    for a in first {
        for b in second.iter().filter(|b| b.last >= offset) {
            let (from, to) = (a.first.max(b.first.saturating_sub(offset)), a.last.min(b.last - offset));
            if from <= to {
                starts.push(Start { first: from, last: to });
            }
        }
    }
    starts
}
