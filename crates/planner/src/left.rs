//! Why a customer that is due is not in the week, and the cheapest change that would fit it in.

use chrono::{Datelike, NaiveDate};
use rounds_core::{
    customer::Customer,
    frequency::{AppliedRule, RuleBook, Window, may_visit_on},
    plan::{Remedy, UnplannedReason},
};

use crate::{
    clock::Start,
    draft::Draft,
    probe::Found,
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
/// A visit is not cut shorter than half, nor below this.
const LEAST_SERVICE: u32 = 5;

/// The reason and the remedy for a want that is on no day of the asked week.
pub(crate) fn why(draft: &Draft, want: &Want) -> (UnplannedReason, Option<Remedy>) {
    let asked = Asked::new(draft, want);
    let reason = asked.reason();
    let remedy = asked.remedy(&reason);
    (reason, remedy)
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
        Self {
            draft,
            want,
            customer,
            rule,
            minutes: service_min(customer, input.calendar),
            own: own.collect(),
            gap: rule.map_or(1, |rule| rule.min_gap_days.max(1)),
        }
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

    fn is_full(&self, day: usize) -> bool {
        self.draft.probes[day].count() >= self.draft.horizon.frames[day].capacity
    }

    fn insert(&self, day: usize, minutes: u32, starts: &[Start]) -> Found {
        let place = self.draft.places.of(self.customer.meta.id);
        self.draft.probes[day].insert(place, minutes, starts)
    }

    fn reason(&self) -> UnplannedReason {
        if !self.want.presses {
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
        if self.minutes > longest(&open) {
            return UnplannedReason::ServiceTooLong { service_min: self.minutes };
        }
        let hours: Vec<usize> = allowed
            .iter()
            .copied()
            .filter(|day| self.in_time(*day) && !self.starts(*day).is_empty())
            .collect();
        if hours.is_empty() {
            return UnplannedReason::HoursNeverMeet;
        }
        let apart: Vec<usize> = hours.iter().copied().filter(|day| self.apart(*day)).collect();
        if apart.is_empty() {
            let last = self.own.iter().max().copied().unwrap_or(self.date(0));
            return UnplannedReason::TooSoon { earliest: later(last, self.gap) };
        }
        let room = apart.iter().copied().filter(|day| !self.is_full(*day));
        let short = room.map(|day| {
            let found = self.insert(day, self.minutes, &self.long_starts(day));
            (self.short_min(day, &found), day)
        });
        match short.min() {
            Some((short_min, day)) => UnplannedReason::NoTime { best_date: self.date(day), short_min },
            None => {
                let most = apart.iter().map(|day| self.draft.horizon.frames[*day].capacity).max();
                UnplannedReason::DayFull { visits_per_day: most.unwrap_or(0) }
            }
        }
    }

    /// Minutes that a day lacks; where hours are in the way, the visit and its way less what the day has left.
    fn short_min(&self, day: usize, found: &Found) -> u32 {
        if found.breaks {
            let frame = &self.draft.horizon.frames[day];
            let left = frame.to.saturating_sub(self.draft.totals[day].back_min);
            return (self.minutes + found.added_min).saturating_sub(left).max(found.over_min).max(1);
        }
        found.over_min.max(1)
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

    /// The cheapest of what would fit the visit in, each tried on the week as it is.
    fn remedy(&self, reason: &UnplannedReason) -> Option<Remedy> {
        let mut found: Vec<(u32, usize, Remedy)> = Vec::new();
        match reason {
            UnplannedReason::Postponed { .. } | UnplannedReason::NoWorkingDay => return self.later(),
            UnplannedReason::TooSoon { .. } if !self.own.is_empty() => {
                let most = self.own.iter().flat_map(|own| {
                    self.open().into_iter().map(move |day| (self.date(day) - *own).num_days().abs())
                });
                let days = most.max().unwrap_or(0) as u32;
                return (days > 0 && days < self.gap).then_some(Remedy::ShorterGap { days });
            }
            UnplannedReason::RuleNeverFits { window, times, possible } if *possible > 0 => {
                let (from, from_times, to, to_times) = (*window, *times, *window, *possible);
                return Some(Remedy::LessOften { from, from_times, to, to_times });
            }
            _ => {}
        }
        for day in self.open().into_iter().filter(|day| self.apart(*day)) {
            self.on_day(day, &mut found);
        }
        if let Some(remedy) = self.less_often() {
            found.push((LESS_OFTEN, 7, remedy));
        }
        if let Some(remedy) = self.later() {
            found.push((WAIT_FOR_ROOM, 8, remedy));
        }
        found.into_iter().min_by_key(|(cost, day, _)| (*cost, *day)).map(|(_, _, remedy)| remedy)
    }

    fn on_day(&self, day: usize, found: &mut Vec<(u32, usize, Remedy)>) {
        let (date, frame) = (self.date(day), &self.draft.horizon.frames[day]);
        let anywhere = frame.whole_starts(self.minutes);
        let is_allowed = may_visit_on(self.customer, date) && self.in_time(day);
        let starts = if is_allowed { self.long_starts(day) } else { Vec::new() };
        let is_full = self.is_full(day);
        if !starts.is_empty() {
            let fit = self.insert(day, self.minutes, &starts);
            if !fit.breaks && fit.over_min > 0 && !is_full {
                found.push((fit.over_min, day, Remedy::LongerDay { date, minutes: fit.over_min }));
            }
            if fit.fits() && is_full {
                let visits = self.draft.probes[day].count() + 1;
                found.push((ONE_MORE, day, Remedy::MoreVisits { date, visits }));
            }
            if !is_full {
                self.shorter(day, &fit, found);
            }
            self.unlocked(day, &starts, found);
        }
        if is_full || anywhere.is_empty() || !self.want.earliest.le(&date) {
            return;
        }
        let free = self.insert(day, self.minutes, &anywhere);
        if !free.fits() {
            return;
        }
        if is_allowed {
            let (from_min, to_min) = (free.begin, free.begin + self.minutes);
            found.push((OTHER_HOURS, day, Remedy::OtherHours { date, from_min, to_min }));
        } else if !may_visit_on(self.customer, date) {
            let weekday = date.weekday().number_from_monday() as u8;
            found.push((OTHER_WEEKDAY, day, Remedy::OtherWeekday { date, weekday }));
        }
    }

    fn shorter(&self, day: usize, fit: &Found, found: &mut Vec<(u32, usize, Remedy)>) {
        let minutes = self.minutes.saturating_sub(fit.over_min.max(1));
        if fit.breaks || fit.over_min == 0 || minutes < LEAST_SERVICE.max(self.minutes / 2) {
            return;
        }
        let frame = &self.draft.horizon.longer[day];
        let starts = frame.starts(self.customer, self.date(day), minutes);
        if self.insert(day, minutes, &starts).fits() {
            found.push((SHORTER + 2 * fit.over_min, day, Remedy::ShorterService { minutes }));
        }
    }

    /// A lock of the day without which the visit would fit.
    fn unlocked(&self, day: usize, starts: &[Start], found: &mut Vec<(u32, usize, Remedy)>) {
        let place = self.draft.places.of(self.customer.meta.id);
        for (n, stop) in self.draft.days[day].iter().enumerate() {
            let frees = stop.stands.is_some_and(|visit| visit.locked && !visit.done);
            if frees && self.draft.probes[day].without(n).insert(place, self.minutes, starts).fits() {
                let locked = &self.draft.input.customers[stop.customer];
                let (customer_id, name) = (locked.meta.id, locked.name.clone());
                found.push((UNLOCK, day, Remedy::Unlock { customer_id, name, date: self.date(day) }));
                return;
            }
        }
    }

    /// The next rarer rule, where under it the customer would not be due yet.
    fn less_often(&self) -> Option<Remedy> {
        let rule = self.rule?;
        let (to, to_times) = match rule.window {
            _ if rule.times > 1 => (rule.window, rule.times - 1),
            Window::Week => (Window::EveryWeeks { weeks: 2 }, 1),
            Window::HalfMonth => (Window::Month, 1),
            Window::EveryWeeks { weeks } => (Window::EveryWeeks { weeks: weeks + 1 }, 1),
            Window::Month => (Window::MonthAlternatingCall, 1),
            Window::MonthAlternatingCall | Window::Free => return None,
        };
        let (before, after) = (rule.rate()?, (to_times, to.nominal_weeks()?));
        // Waited, in thousandths of what the rarer rule would allow.
        let wait = u64::from(self.want.wait) * u64::from(before.1) * u64::from(after.0)
            / (u64::from(before.0) * u64::from(after.1)).max(1);
        (wait <= 1_000).then_some(Remedy::LessOften {
            from: rule.window,
            from_times: rule.times,
            to,
            to_times,
        })
    }

    /// Where the cycle has the visit later.
    fn later(&self) -> Option<Remedy> {
        let outlook = self.draft.outlook.iter();
        let date =
            outlook.filter(|(customer, _)| *customer == self.want.customer).map(|(_, date)| *date).min()?;
        Some(Remedy::Later { date })
    }
}
