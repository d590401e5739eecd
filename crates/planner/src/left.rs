//! Why a customer that is due is not in the week, and the cheapest change that would fit it in.

use chrono::{Datelike, NaiveDate};
use rounds_core::{
    customer::Customer,
    frequency::{AppliedRule, RuleBook, RuleLoad, may_visit_on, rule_load},
    plan::{Remedy, UnplannedReason},
};

use crate::{
    ahead::Ahead,
    clock::Start,
    draft::Draft,
    probe::{Found, Probe},
    rarer,
    retime::service_min,
    want::{Want, later},
};

// What remedies cost the manager, in minutes.
const ONE_MORE: u32 = 15;
const OTHER_HOURS: u32 = 30;
const OTHER_WEEKDAY: u32 = 45;
const UNLOCK: u32 = 40;
const LESS_OFTEN: u32 = 60;
const SHORTER: u32 = 10;
const WAIT_FOR_ROOM: u32 = 50;
/// For each day after the deadline, beside the wait.
const LATE_DAY: u32 = 1;
const HAND_OVER: u32 = 300;
/// Overtime of a day that may be proposed, in minutes: the labour law (劳动法 article 41) allows an hour as a rule.
const MOST_OVERTIME: u32 = 60;
/// Visits beyond the most of a day that may be proposed, as a share of it: 15 where 12 are usual, the upper end of what
/// managers make.
const MOST_MORE: u32 = 4;
/// A visit is not cut shorter than half, nor below this.
const LEAST_SERVICE: u32 = 5;
/// A shorter visit is proposed in steps of so many minutes.
const LENGTH_STEP: u32 = 5;

/// The week with what the remedies named so far would put into it: one room is not named twice, and a day that is
/// named again is named with the minutes that all need together.
pub(crate) struct Rooms<'a> {
    draft: &'a Draft<'a>,
    probes: Vec<Probe<'a>>,
    /// For a repair, which plans no later week.
    ahead: Option<Ahead<'a>>,
    /// What the rules ask for and what a week holds.
    load: RuleLoad,
}

impl<'a> Rooms<'a> {
    /// `until`: the last day that somebody who can wait will be asked for.
    pub fn new(draft: &'a Draft<'a>, until: NaiveDate) -> Self {
        let input = draft.input;
        let ahead = input.repair.map(|_| Ahead::new(input, draft.places, until));
        let load = rule_load(input.customers, &RuleBook::new(input.rules, input.sets), input.calendar);
        Self { draft, probes: draft.probes.clone(), ahead, load }
    }

    /// The reason and the remedy for a want that is on no day of the asked week.
    pub fn why(&mut self, want: &Want) -> (UnplannedReason, Option<Remedy>) {
        let asked = Asked::new(self.draft, want);
        let reason = asked.reason();
        let shortages = asked.shortages(&self.probes);
        let (remedy, day) =
            asked.remedy(&reason, self).map_or((None, None), |(remedy, day)| (Some(remedy), day));
        (asked.on_day_of(reason, day, &shortages), remedy)
    }

    fn use_up(&mut self, asked: &Asked, room: Room) {
        let place = self.draft.places.of(asked.customer.meta.id);
        let probe = &mut self.probes[room.day];
        if let Some(stop) = room.freed.and_then(|customer| probe.stop_of(customer)) {
            *probe = probe.without(stop);
        }
        let found = probe.insert(place, room.minutes, &room.starts);
        probe.take(found.at, asked.want.customer, place, room.minutes, &room.starts);
    }
}

/// What a remedy uses.
struct Room {
    day: usize,
    minutes: u32,
    starts: Vec<Start>,
    /// The locked customer that is freed.
    freed: Option<usize>,
}

/// A remedy that was tried, what it costs the manager, and what it uses.
struct Tried {
    cost: u32,
    /// The day of the week on which it was tried; further numbers put the rest in order.
    day: usize,
    remedy: Remedy,
    room: Option<Room>,
}

struct Asked<'a> {
    draft: &'a Draft<'a>,
    want: &'a Want,
    customer: &'a Customer,
    rule: Option<AppliedRule>,
    minutes: u32,
    /// The customer's other visits in the week.
    own: Vec<NaiveDate>,
    gap: u32,
    /// The most minutes that a day takes with nobody else on it, where the visit is longer than on any.
    longest: Option<u32>,
}

impl<'a> Asked<'a> {
    fn new(draft: &'a Draft<'a>, want: &'a Want) -> Self {
        let input = draft.input;
        let customer = &input.customers[want.customer];
        let rule = RuleBook::new(input.rules, input.sets).rule_for(customer);
        let own = draft.days.iter().enumerate().flat_map(|(day, stops)| {
            let mine = stops.iter().filter(|stop| stop.customer == want.customer);
            mine.map(move |_| draft.horizon.dates[day])
        });
        let mut asked = Self {
            draft,
            want,
            customer,
            rule,
            minutes: service_min(customer, input.calendar),
            own: own.collect(),
            gap: rule.map_or(1, |rule| rule.min_gap_days.max(1)),
            longest: None,
        };
        asked.longest = asked.longest_alone();
        asked
    }

    /// The most minutes of a visit that an allowed day takes with nobody else on it; none where the visit itself is
    /// taken or, its hours or its way being at fault rather than its length, not even a usual one is.
    fn longest_alone(&self) -> Option<u32> {
        let days = || self.open().into_iter().filter(|day| may_visit_on(self.customer, self.date(*day)));
        let takes = |day: usize, minutes: u32| {
            let frame = &self.draft.horizon.frames[day];
            let (probe, starts) = (
                Probe::alone(frame, self.draft.places),
                frame.starts(self.customer, self.date(day), minutes),
            );
            !starts.is_empty() && self.insert(&probe, minutes, &starts).fits()
        };
        let usual = self.draft.input.calendar.working_time().service_min;
        if self.minutes <= usual || days().any(|day| takes(day, self.minutes)) {
            return None;
        }
        let mut lengths = (usual..self.minutes).rev().filter(|minutes| minutes % LENGTH_STEP == 0);
        lengths.find(|minutes| days().any(|day| takes(day, *minutes)))
    }

    fn date(&self, day: usize) -> NaiveDate {
        self.draft.horizon.dates[day]
    }

    fn open(&self) -> Vec<usize> {
        (0..7).filter(|day| self.draft.horizon.open[*day]).collect()
    }

    fn in_time(&self, day: usize) -> bool {
        let date = self.date(day);
        self.want.earliest <= date && date <= self.want.until
    }

    fn apart(&self, day: usize) -> bool {
        let date = self.date(day);
        self.own.iter().all(|own| (*own - date).num_days().abs() >= i64::from(self.gap))
    }

    fn starts(&self, day: usize) -> Vec<Start> {
        self.draft.horizon.frames[day].starts(self.customer, self.date(day), self.minutes)
    }

    /// When the visit can begin, were the day longer.
    fn long_starts(&self, day: usize) -> Vec<Start> {
        self.draft.horizon.longer[day].starts(self.customer, self.date(day), self.minutes)
    }

    fn is_full(&self, day: usize, probes: &[Probe]) -> bool {
        probes[day].count() >= self.draft.horizon.frames[day].capacity
    }

    fn insert(&self, probe: &Probe, minutes: u32, starts: &[Start]) -> Found {
        probe.insert(self.draft.places.of(self.customer.meta.id), minutes, starts)
    }

    fn reason(&self) -> UnplannedReason {
        if self.can_wait() {
            return UnplannedReason::Postponed { due_by: self.want.latest };
        }
        let open = self.open();
        if open.is_empty() {
            return UnplannedReason::NoWorkingDay;
        }
        let allowed: Vec<usize> =
            open.iter().copied().filter(|day| may_visit_on(self.customer, self.date(*day))).collect();
        if allowed.is_empty() {
            return UnplannedReason::NoAllowedDay;
        }
        if let Some(rule) = self.rule.filter(|rule| rule.times > 1)
            && let Some(possible) = self.possible(rule).filter(|possible| *possible < rule.times)
        {
            return UnplannedReason::RuleNeverFits { window: rule.window, times: rule.times, possible };
        }
        if allowed.iter().all(|day| !self.in_time(*day)) {
            return UnplannedReason::TooSoon { earliest: self.want.earliest };
        }
        let longest = |days: &[usize]| {
            let spans = days.iter().flat_map(|day| &self.draft.horizon.frames[*day].spans);
            spans.map(|span| span.to_min - span.from_min).max().unwrap_or(0)
        };
        if self.longest.is_some() || self.minutes > longest(&open) {
            return UnplannedReason::ServiceTooLong { service_min: self.minutes };
        }
        if allowed.iter().all(|day| !self.in_time(*day) || self.starts(*day).is_empty()) {
            return UnplannedReason::HoursNeverMeet;
        }
        if self.possible_days().is_empty() {
            let last = self.own.iter().max().copied().unwrap_or(self.date(0));
            return UnplannedReason::TooSoon { earliest: later(last, self.gap) };
        }
        match self.shortages(&self.draft.probes).into_iter().min() {
            Some(short) => self.short_on(short),
            None => {
                let most =
                    self.possible_days().into_iter().map(|day| self.draft.horizon.frames[day].capacity);
                UnplannedReason::DayFull { visits_per_day: most.max().unwrap_or(0) }
            }
        }
    }

    /// So many minutes are lacking on a day; none = it has them, but not within the hours.
    fn short_on(&self, (short_min, day): (u32, usize)) -> UnplannedReason {
        let best_date = self.date(day);
        if short_min > 0 {
            UnplannedReason::NoTime { best_date, short_min }
        } else {
            UnplannedReason::NoGap { best_date }
        }
    }

    /// Allowed days on which the visit could be, far enough from the customer's other ones.
    fn possible_days(&self) -> Vec<usize> {
        let open = self.open().into_iter();
        let possible = open.filter(|day| {
            let may = may_visit_on(self.customer, self.date(*day)) && self.in_time(*day);
            may && !self.starts(*day).is_empty() && self.apart(*day)
        });
        possible.collect()
    }

    /// The minutes that each possible day lacks, of those that may hold another visit.
    fn shortages(&self, probes: &[Probe]) -> Vec<(u32, usize)> {
        let days = self.possible_days().into_iter().filter(|day| !self.is_full(*day, probes));
        let short = |day: usize| {
            let found = self.insert(&probes[day], self.minutes, &self.long_starts(day));
            (self.short_min(day, &found), day)
        };
        days.map(short).collect()
    }

    /// The same reason, told of the day on which the remedy was tried. `shortages`: before the remedy took its room.
    fn on_day_of(
        &self,
        reason: UnplannedReason,
        day: Option<usize>,
        shortages: &[(u32, usize)],
    ) -> UnplannedReason {
        let is_about_a_day = matches!(reason, UnplannedReason::NoTime { .. } | UnplannedReason::NoGap { .. });
        let Some(day) = day.filter(|day| is_about_a_day && self.possible_days().contains(day)) else {
            return reason;
        };
        match shortages.iter().find(|(_, other)| *other == day) {
            Some(short) => self.short_on(*short),
            None => UnplannedReason::DayFull { visits_per_day: self.draft.horizon.frames[day].capacity },
        }
    }

    /// Whether it is in time all the same: what the cycle holds later says so or, where that tells nothing of the
    /// deadline, the rules. Nobody is told that there is time whom the days until then do not hold.
    fn can_wait(&self) -> bool {
        let horizon = self.draft.horizon;
        let is_told = horizon.weeks() > 1 && self.want.latest <= later(horizon.sunday(0), 7);
        match self.next_in_cycle() {
            Some(date) if date <= self.want.latest => true,
            _ => !self.want.presses && !is_told,
        }
    }

    /// Minutes that a day lacks; where hours are in the way, the visit and its way less what the day has left.
    fn short_min(&self, day: usize, found: &Found) -> u32 {
        if !found.breaks {
            return found.over_min;
        }
        let (frame, totals) = (&self.draft.horizon.frames[day], self.draft.totals[day]);
        let left = frame.working_min().saturating_sub(totals.travel_min + totals.visit_min);
        (self.minutes + found.added_min).saturating_sub(left).max(found.over_min)
    }

    /// The most visits that the rule's window leaves room for.
    fn possible(&self, rule: AppliedRule) -> Option<u32> {
        let window = rule.window.duty(self.customer.meta.id, self.want.latest)?;
        let (mut count, mut last) = (0, None::<NaiveDate>);
        for date in window.first.iter_days().take_while(|date| *date <= window.last) {
            let far = last.is_none_or(|last| (date - last).num_days() >= i64::from(self.gap));
            let calendar = self.draft.input.calendar;
            if far && may_visit_on(self.customer, date) && calendar.day(date).is_field_day() {
                (count, last) = (count + 1, Some(date));
            }
        }
        Some(count)
    }

    /// The cheapest of what would fit the visit in, each tried on the week as it is with the remedies named before; and
    /// the day of the week that it is about.
    fn remedy(&self, reason: &UnplannedReason, rooms: &mut Rooms) -> Option<(Remedy, Option<usize>)> {
        match reason {
            UnplannedReason::NoWorkingDay => {
                let remedy = self.later(rooms).or_else(|| self.late()).unwrap_or(Remedy::HandOver);
                return Some((remedy, None));
            }
            UnplannedReason::Postponed { .. } => {
                if let Some(remedy) = self.later(rooms) {
                    return Some((remedy, None));
                }
            }
            UnplannedReason::TooSoon { .. } if !self.own.is_empty() => {
                let most = self.own.iter().flat_map(|own| {
                    self.open().into_iter().map(move |day| (self.date(day) - *own).num_days().abs())
                });
                let days = most.max().unwrap_or(0) as u32;
                return (days > 0 && days < self.gap).then_some((Remedy::ShorterGap { days }, None));
            }
            UnplannedReason::RuleNeverFits { window, times, possible } if *possible > 0 => {
                let (from, from_times, to, to_times) = (*window, *times, *window, *possible);
                return Some((Remedy::LessOften { from, from_times, to, to_times }, None));
            }
            _ => {}
        }
        let mut tried: Vec<Tried> = Vec::new();
        for day in self.open().into_iter().filter(|day| self.apart(*day)) {
            self.on_day(day, &rooms.probes, &mut tried);
        }
        // Where the week has no room for it, at least what keeps it out of every week is named.
        if let Some(minutes) = self.longest {
            let remedy = Remedy::ShorterService { minutes };
            tried.push(Tried { cost: HAND_OVER, day: 7, remedy, room: None });
        }
        // Who fits on no day at all does not fit less often either.
        let never = matches!(
            reason,
            UnplannedReason::ServiceTooLong { .. }
                | UnplannedReason::HoursNeverMeet
                | UnplannedReason::NoAllowedDay
        );
        if let Some(remedy) =
            rarer::less_often(self.draft.input, rooms.load, self.want, self.rule).filter(|_| !never)
        {
            tried.push(Tried { cost: LESS_OFTEN, day: 7, remedy, room: None });
        }
        if let Some(remedy) = self.later_in_cycle() {
            tried.push(Tried { cost: WAIT_FOR_ROOM, day: 8, remedy, room: None });
        } else if let Some(remedy @ Remedy::Late { days, .. }) = self.late() {
            tried.push(Tried { cost: WAIT_FOR_ROOM + LATE_DAY * days, day: 8, remedy, room: None });
        }
        if matches!(
            reason,
            UnplannedReason::NoTime { .. } | UnplannedReason::NoGap { .. } | UnplannedReason::DayFull { .. }
        ) {
            tried.push(Tried { cost: HAND_OVER, day: 9, remedy: Remedy::HandOver, room: None });
        }
        let best = tried.into_iter().min_by_key(|tried| (tried.cost, tried.day))?;
        if let Some(room) = best.room {
            rooms.use_up(self, room);
        }
        Some((best.remedy, (best.day < 7).then_some(best.day)))
    }

    fn on_day(&self, day: usize, probes: &[Probe], tried: &mut Vec<Tried>) {
        let (date, frame, probe) = (self.date(day), &self.draft.horizon.frames[day], &probes[day]);
        let mut add = |cost: u32, remedy: Remedy, minutes: u32, starts: &[Start], freed: Option<usize>| {
            let room = Some(Room { day, minutes, starts: starts.to_vec(), freed });
            tried.push(Tried { cost, day, remedy, room });
        };
        let anywhere = frame.whole_starts(self.minutes);
        let is_allowed = may_visit_on(self.customer, date) && self.in_time(day);
        let starts = if is_allowed { self.long_starts(day) } else { Vec::new() };
        let is_full = self.is_full(day, probes);
        if let Some((minutes, starts)) = self.much_shorter(day, probe).filter(|_| is_allowed && !is_full) {
            add(SHORTER + self.minutes - minutes, Remedy::ShorterService { minutes }, minutes, &starts, None);
        }
        if !starts.is_empty() {
            let fit = self.insert(probe, self.minutes, &starts);
            if !fit.breaks && (1..=MOST_OVERTIME).contains(&fit.over_min) && !is_full {
                let remedy = Remedy::LongerDay { date, minutes: fit.over_min };
                add(fit.over_min, remedy, self.minutes, &starts, None);
            }
            if fit.fits() && is_full && probe.count() < frame.capacity + frame.capacity.div_ceil(MOST_MORE) {
                let remedy = Remedy::MoreVisits { date, visits: probe.count() + 1 };
                add(ONE_MORE, remedy, self.minutes, &starts, None);
            }
            if let Some((minutes, starts)) = self.shorter(day, probe, &fit).filter(|_| !is_full) {
                let remedy = Remedy::ShorterService { minutes };
                add(SHORTER + 2 * fit.over_min, remedy, minutes, &starts, None);
            }
            if let Some((freed, remedy)) = self.unlocked(day, probe, &starts) {
                add(UNLOCK, remedy, self.minutes, &starts, Some(freed));
            }
        }
        if is_full || anywhere.is_empty() || !self.want.earliest.le(&date) {
            return;
        }
        let free = self.insert(probe, self.minutes, &anywhere);
        if !free.fits() {
            return;
        }
        if is_allowed {
            let (from_min, to_min) = (free.begin, free.begin + self.minutes);
            let remedy = Remedy::OtherHours { date, from_min, to_min };
            add(OTHER_HOURS, remedy, self.minutes, &anywhere, None);
        } else if !may_visit_on(self.customer, date) {
            let weekday = date.weekday().number_from_monday() as u8;
            add(OTHER_WEEKDAY, Remedy::OtherWeekday { date, weekday }, self.minutes, &anywhere, None);
        }
    }

    /// The minutes to which the visit would have to be cut, and when it can begin then.
    fn shorter(&self, day: usize, probe: &Probe, fit: &Found) -> Option<(u32, Vec<Start>)> {
        let minutes = self.minutes.saturating_sub(fit.over_min.max(1));
        if fit.breaks || fit.over_min == 0 || minutes < LEAST_SERVICE.max(self.minutes / 2) {
            return None;
        }
        let frame = &self.draft.horizon.longer[day];
        let starts = frame.starts(self.customer, self.date(day), minutes);
        self.insert(probe, minutes, &starts).fits().then_some((minutes, starts))
    }

    /// Of a visit that is too long for any day the most minutes for which the day has room.
    fn much_shorter(&self, day: usize, probe: &Probe) -> Option<(u32, Vec<Start>)> {
        let longest = self.longest?;
        let frame = &self.draft.horizon.longer[day];
        let lengths = (LEAST_SERVICE..=longest).rev();
        let mut lengths = lengths.filter(|minutes| minutes % LENGTH_STEP == 0);
        lengths.find_map(|minutes| {
            let starts = frame.starts(self.customer, self.date(day), minutes);
            self.insert(probe, minutes, &starts).fits().then_some((minutes, starts))
        })
    }

    /// A lock of the day without which the visit would fit: the customer whose it is.
    fn unlocked(&self, day: usize, probe: &Probe, starts: &[Start]) -> Option<(usize, Remedy)> {
        let stops = &self.draft.days[day];
        let locks = stops.iter().filter(|stop| stop.stands.is_some_and(|visit| visit.locked && !visit.done));
        let frees = |customer: usize| {
            let stop = probe.stop_of(customer);
            stop.is_some_and(|stop| self.insert(&probe.without(stop), self.minutes, starts).fits())
        };
        let unlocked = locks.map(|stop| stop.customer).find(|customer| frees(*customer))?;
        let locked = &self.draft.input.customers[unlocked];
        let (customer_id, name) = (locked.meta.id, locked.name.clone());
        Some((unlocked, Remedy::Unlock { customer_id, name, date: self.date(day) }))
    }

    /// A later day for the visit: the cycle's, or beside a repair the first that has room.
    fn later(&self, rooms: &mut Rooms) -> Option<Remedy> {
        let date = rooms.ahead.as_mut().filter(|_| !self.want.presses);
        let date = date.and_then(|ahead| ahead.take(self.want, self.gap));
        date.map(|date| Remedy::Later { date }).or_else(|| self.later_in_cycle())
    }

    /// Where the cycle has the visit later.
    fn later_in_cycle(&self) -> Option<Remedy> {
        let date = self.next_in_cycle()?;
        // Who is late already waits as it is; who is not yet must not be told that a late day is in time.
        let is_in_time = date <= self.want.latest || self.want.latest < self.date(0);
        is_in_time.then_some(Remedy::Later { date })
    }

    /// Where the cycle has the visit after its deadline.
    fn late(&self) -> Option<Remedy> {
        let date = self.next_in_cycle().filter(|date| *date > self.want.latest)?;
        Some(Remedy::Late { date, days: (date - self.want.latest).num_days() as u32 })
    }

    fn next_in_cycle(&self) -> Option<NaiveDate> {
        let own = self.draft.outlook.iter().filter(|(customer, _)| *customer == self.want.customer);
        own.map(|(_, date)| *date).min()
    }
}
