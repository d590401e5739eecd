//! Who is due in a week, how urgently, and on which dates.
//!
//! A window with `times` visits is cut into so many slots of working days; each visit of the window belongs to the
//! next slot. A customer is due when the slot of its next visit reaches into the week. It presses when no later
//! day is left for it; otherwise the planner takes a share of those who can wait, so that weeks stay even.
//!
//! A visit that a later week's plan already holds takes the slot of its own date: nobody is planned twice because
//! weeks were planned out of order.
//!
//! Invariants: a customer that is not open, or has no rule and missed nothing, is never due; a visit that is owed
//! stays owed, over the end of its window, until it is made or planned; the answer depends on the arguments only.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Days, NaiveDate};

use super::{
    AppliedRule, Bounds, FrequencyRule, RuleBook, SetMembers, Window, allowed::may_visit_on, rule::is_planned,
};
use crate::{Id, IsoWeek, calendar::Calendar, customer::Customer};

/// What Rounds knows of a customer's visits, from the plans of all weeks; sorted or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitHistory {
    /// Visits made, and visits planned that are not marked missed: planning happens while this week still runs, so
    /// an open one counts as made and comes back only when it is missed. Those of the asked week itself are left out
    /// of account; later ones fill their windows and keep their distance.
    pub kept: Vec<NaiveDate>,
    /// Visits marked missed.
    pub missed: Vec<NaiveDate>,
}

/// One visit that is owed, and when in the week it can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Not before; later than the week's end when the minimum gap forbids the visit.
    pub earliest: NaiveDate,
    /// Not after: the week's end, or what the minimum gap to a visit planned for a later week leaves.
    pub until: NaiveDate,
    /// The rule asks for the visit by then: its own last day or, where nobody can come on that, the last allowed
    /// working day before it. A late visit is better than none.
    pub latest: NaiveDate,
    /// No allowed working day is left for the visit after this week.
    pub pressing: bool,
    /// Allowed working days for the visit in this week.
    pub days_now: u32,
    /// Allowed working days for the visit after this week, until `latest`.
    pub days_later: u32,
}

/// A customer to be visited in the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// None when only a missed visit makes the customer due.
    pub rule: Option<AppliedRule>,
    /// At least one; more when the rule asks for several visits a week. In order of date.
    pub slots: Vec<Slot>,
    pub last_visit: Option<NaiveDate>,
    /// The last day of the window that passed without its visit.
    pub overdue_since: Option<NaiveDate>,
    /// The planned date of a visit that was missed and not made up for.
    pub carry_over: Option<NaiveDate>,
    /// Days waited at the week's end, in thousandths of the days that the rule allows between visits. Who waits
    /// longest goes first, so that no one is starved.
    pub wait_permille: u32,
}

/// A customer's place in the rules for one week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not open, or deleted.
    Inactive,
    /// No rule asks for visits.
    Free,
    /// Nothing is owed in this week; `next` is the first date on which it can be, where that is known.
    NotYet {
        next: Option<NaiveDate>,
    },
    Due(Due),
}

/// Visits of later weeks that are planned already.
struct Ahead {
    /// In order.
    dates: Vec<NaiveDate>,
    /// The least distance to them.
    gap: Days,
}

impl Ahead {
    fn is_in(&self, window: Bounds) -> bool {
        self.dates.iter().any(|date| window.contains(*date))
    }

    fn is_near(&self, date: NaiveDate) -> bool {
        self.dates.iter().any(|other| *other - self.gap < date && date < *other + self.gap)
    }
}

/// The rules of a territory, asked for one week.
#[derive(Debug)]
pub struct Dues<'a> {
    calendar: &'a Calendar,
    rules: RuleBook<'a>,
    history: &'a BTreeMap<Id, VisitHistory>,
    monday: NaiveDate,
    sunday: NaiveDate,
    /// Monday of the first week that Rounds planned.
    started: NaiveDate,
    /// A customer's place among those of the same window, and their number.
    ranks: BTreeMap<Id, (u32, u32)>,
    field_days: RefCell<BTreeMap<Bounds, Vec<NaiveDate>>>,
}

impl<'a> Dues<'a> {
    /// `history` holds the plans' visits only; a last visit known from outside is in the customer file.
    pub fn new(
        week: IsoWeek,
        customers: &[Customer],
        rules: &'a [FrequencyRule],
        sets: &'a SetMembers,
        history: &'a BTreeMap<Id, VisitHistory>,
        calendar: &'a Calendar,
    ) -> Self {
        let rules = RuleBook::new(rules, sets);
        let monday = week.monday();
        let dates = history.values().flat_map(|visits| visits.kept.iter().chain(&visits.missed));
        let started = dates.min().map_or(monday, |first| IsoWeek::of(*first).monday().min(monday));
        let mut groups: BTreeMap<(Window, u32), BTreeSet<Id>> = BTreeMap::new();
        for customer in customers.iter().filter(|customer| is_planned(customer)) {
            if let Some(rule) = rules.rule_for(customer) {
                groups.entry((rule.window, rule.times)).or_default().insert(customer.meta.id);
            }
        }
        let mut ranks = BTreeMap::new();
        for ids in groups.values() {
            ranks.extend(ids.iter().enumerate().map(|(rank, id)| (*id, (rank as u32, ids.len() as u32))));
        }
        let (sunday, field_days) = (monday + Days::new(6), RefCell::default());
        Self { calendar, rules, history, monday, sunday, started, ranks, field_days }
    }

    pub fn rules(&self) -> &RuleBook<'a> {
        &self.rules
    }

    /// Where a customer stands in this week.
    pub fn standing(&self, customer: &Customer) -> Standing {
        if !is_planned(customer) {
            return Standing::Inactive;
        }
        let rule = self.rules.rule_for(customer).filter(|rule| rule.window != Window::Free);
        let visits = self.visits(customer);
        let ahead = self.ahead(customer.meta.id, rule);
        let last = visits.last().copied();
        let carry_over = self.carry_over(customer.meta.id, last);
        let Some(rule) = rule else {
            return match carry_over {
                Some(_) if !ahead.dates.is_empty() => Standing::NotYet { next: ahead.dates.first().copied() },
                Some(_) => {
                    let slot = self.slot(customer, &ahead, self.monday, self.monday, self.sunday);
                    Standing::Due(Due {
                        rule: None,
                        slots: vec![Slot { pressing: true, ..slot }],
                        last_visit: last,
                        overdue_since: None,
                        carry_over,
                        wait_permille: 1000,
                    })
                }
                None => Standing::Free,
            };
        };
        match last {
            Some(last) => self.with_history(customer, rule, &visits, &ahead, last, carry_over),
            None => self.without_history(customer, rule, &ahead, carry_over),
        }
    }

    fn with_history(
        &self,
        customer: &Customer,
        rule: AppliedRule,
        visits: &[NaiveDate],
        ahead: &Ahead,
        last: NaiveDate,
        carry_over: Option<NaiveDate>,
    ) -> Standing {
        let overdue = self.overdue_since(customer.meta.id, rule, visits, last);
        let rested = last + Days::new(u64::from(rule.min_gap_days.max(1)));
        let mut slots = self.owed_slots(customer, rule, visits, ahead, rested);
        // What was missed is made up for by the visit that the same window already holds.
        let made_up =
            slots.is_empty() && self.windows(customer.meta.id, rule).iter().any(|w| ahead.is_in(*w));
        if (overdue.is_some() || carry_over.is_some()) && !made_up {
            let now = self.slot(customer, ahead, rested, self.monday, self.sunday);
            match slots.first_mut() {
                Some(first) if first.earliest <= self.sunday => first.pressing = true,
                _ => slots = vec![Slot { pressing: true, ..now }],
            }
        }
        let wait = self.wait(rule, last);
        slots.retain(|slot| !self.is_too_near(slot));
        if slots.is_empty()
            && let Some(next) = ahead.dates.first()
        {
            return Standing::NotYet { next: Some(*next) };
        }
        // Not possible in this week, but later without being late.
        if let Some(first) = slots.first()
            && first.days_now == 0
            && first.days_later > 0
        {
            return Standing::NotYet { next: Some(first.earliest.max(self.sunday + Days::new(1))) };
        }
        if slots.is_empty() {
            let next = rule.window.next_duty(customer.meta.id, last).map(|bounds| bounds.first.max(rested));
            return Standing::NotYet { next };
        }
        Standing::Due(Due {
            rule: Some(rule),
            slots,
            last_visit: Some(last),
            overdue_since: overdue,
            carry_over,
            wait_permille: wait,
        })
    }

    /// Customers never seen take turns over one cycle, in the order of their ids, from the week in which Rounds
    /// began or, for one that came after that, the week after.
    fn without_history(
        &self,
        customer: &Customer,
        rule: AppliedRule,
        ahead: &Ahead,
        carry_over: Option<NaiveDate>,
    ) -> Standing {
        let created =
            DateTime::from_timestamp_millis(customer.meta.created_at).unwrap_or_default().date_naive();
        let start = match IsoWeek::of(created) {
            // Who came before the first planned week was over, began with it, and took a turn of it where one fell there.
            week if week.monday() <= self.started => self.started,
            week => week.next().monday().min(self.monday),
        };
        let (rank, count) = self.ranks.get(&customer.meta.id).copied().unwrap_or((0, 1));
        let cycle = rule.window.nominal_weeks().unwrap_or(1).div_ceil(rule.times);
        let turn = u64::from(rank) * u64::from(cycle) / u64::from(count.max(1));
        let target = start + Days::new(turn * 7);
        // The first visit is arranged already, in this cycle and not long after its turn: a plan of a week far ahead,
        // made first, leaves the turns before it as they are.
        let cycle_end = self.monday + Days::new(u64::from(cycle) * 7);
        let in_time = cycle_end.min(target.max(self.monday) + Days::new(14));
        if let Some(next) = ahead.dates.first().filter(|next| **next < in_time) {
            return Standing::NotYet { next: Some(*next) };
        }
        if target > self.monday && carry_over.is_none() {
            return Standing::NotYet { next: Some(target) };
        }
        let target_end = target + Days::new(6);
        let overdue = (target_end < self.monday).then_some(target_end);
        let mut slots = match rule.window {
            Window::Week => self.owed_slots(customer, rule, &[], ahead, self.monday),
            _ => vec![self.slot(customer, ahead, self.monday, self.monday, self.sunday)],
        };
        if let Some(first) = slots.first_mut() {
            first.pressing = true;
        } else {
            let slot = self.slot(customer, ahead, self.monday, self.monday, self.sunday);
            slots = vec![Slot { pressing: true, ..slot }];
        }
        slots.retain(|slot| !self.is_too_near(slot));
        if slots.is_empty() {
            return Standing::NotYet { next: ahead.dates.first().copied() };
        }
        let allowed = rule.window.nominal_days().unwrap_or(7) / rule.times;
        let wait = self.wait(rule, target - Days::new(u64::from(allowed)));
        Standing::Due(Due {
            rule: Some(rule),
            slots,
            last_visit: None,
            overdue_since: overdue,
            carry_over,
            wait_permille: wait,
        })
    }

    /// The slots that reach into the week and whose visits are not made.
    fn owed_slots(
        &self,
        customer: &Customer,
        rule: AppliedRule,
        visits: &[NaiveDate],
        ahead: &Ahead,
        rested: NaiveDate,
    ) -> Vec<Slot> {
        for window in self.windows(customer.meta.id, rule) {
            let days = self.field_days(window);
            let made = visits.iter().filter(|date| window.contains(**date)).count();
            let times = (rule.times as usize).min(days.len().max(1));
            let first = |n: usize| if n == 0 { window.first } else { days[n * days.len() / times] };
            let last =
                |n: usize| if n + 1 == times { window.last } else { days[(n + 1) * days.len() / times - 1] };
            let mut open: Vec<usize> = (made..times).collect();
            for date in ahead.dates.iter().filter(|date| window.contains(**date)) {
                // The slot of its own date, or else the nearest one that is open.
                let own = open.iter().position(|n| *date <= last(*n)).or(open.len().checked_sub(1));
                if let Some(own) = own {
                    open.remove(own);
                }
            }
            let mut slots: Vec<Slot> = Vec::new();
            for n in open {
                if first(n) > self.sunday {
                    break;
                }
                let gap = Days::new(u64::from(rule.min_gap_days.max(1)));
                let earliest = slots.last().map_or(rested, |slot| slot.earliest + gap).max(first(n));
                slots.push(self.slot(customer, ahead, earliest, window.first, last(n)));
            }
            // A window that holds no working day at all owes nothing.
            slots.retain(|slot| slot.days_now > 0 || slot.days_later > 0 || !days.is_empty());
            if !slots.is_empty() {
                return slots;
            }
        }
        Vec::new()
    }

    /// The windows with a duty that reach into the week.
    fn windows(&self, id: Id, rule: AppliedRule) -> Vec<Bounds> {
        let days = self.monday.iter_days().take(7);
        let mut windows: Vec<Bounds> = days.filter_map(|date| rule.window.duty(id, date)).collect();
        windows.dedup();
        windows
    }

    /// A later week's visit is so near that it serves: no day of this week is left, and not because it is over.
    fn is_too_near(&self, slot: &Slot) -> bool {
        slot.days_now == 0 && slot.until < self.sunday
    }

    fn slot(
        &self,
        customer: &Customer,
        ahead: &Ahead,
        earliest: NaiveDate,
        first: NaiveDate,
        latest: NaiveDate,
    ) -> Slot {
        let earliest = earliest.max(first).max(self.monday);
        let until = ahead.dates.first().map_or(self.sunday, |next| self.sunday.min(*next - ahead.gap));
        let days = self.field_days(Bounds { first: self.monday, last: latest.max(self.sunday) });
        let open = days
            .iter()
            .filter(|date| **date >= earliest && may_visit_on(customer, **date) && !ahead.is_near(**date));
        let (mut days_now, mut days_later, mut last) = (0, 0, None);
        for date in open {
            if *date > self.sunday {
                days_later += 1;
            } else {
                days_now += 1;
            }
            last = last.max(Some(*date).filter(|date| *date <= latest));
        }
        Slot {
            earliest,
            until,
            latest: last.unwrap_or(latest),
            pressing: days_later == 0,
            days_now,
            days_later,
        }
    }

    fn overdue_since(
        &self,
        id: Id,
        rule: AppliedRule,
        visits: &[NaiveDate],
        last: NaiveDate,
    ) -> Option<NaiveDate> {
        if last >= self.monday {
            return None;
        }
        if let Some(window) = rule.window.duty(id, last) {
            let made = visits.iter().filter(|date| window.contains(**date)).count();
            let possible = self.field_days(window).len().min(rule.times as usize);
            if made < possible && window.last < self.monday {
                return Some(window.last);
            }
        }
        let mut date = last;
        while let Some(window) = rule.window.next_duty(id, date) {
            if window.last >= self.monday {
                break;
            }
            if !self.field_days(window).is_empty() {
                return Some(window.last);
            }
            date = window.last;
        }
        None
    }

    /// Sorted, without doubles, those of the week's own days only where they come from the customer file.
    fn visits(&self, customer: &Customer) -> Vec<NaiveDate> {
        let kept = self.history.get(&customer.meta.id).map_or(&[][..], |history| &history.kept);
        let outside = customer.last_visit_on.filter(|date| *date <= self.sunday);
        let mut visits: Vec<_> =
            kept.iter().copied().filter(|date| *date < self.monday).chain(outside).collect();
        visits.sort_unstable();
        visits.dedup();
        visits
    }

    /// What the plans of later weeks hold.
    fn ahead(&self, id: Id, rule: Option<AppliedRule>) -> Ahead {
        let kept = self.history.get(&id).map_or(&[][..], |history| &history.kept);
        let mut dates: Vec<_> = kept.iter().copied().filter(|date| *date > self.sunday).collect();
        dates.sort_unstable();
        dates.dedup();
        Ahead { dates, gap: Days::new(rule.map_or(1, |rule| u64::from(rule.min_gap_days.max(1)))) }
    }

    fn carry_over(&self, id: Id, last: Option<NaiveDate>) -> Option<NaiveDate> {
        let missed = &self.history.get(&id)?.missed;
        let date = missed.iter().copied().filter(|date| *date < self.monday).max()?;
        last.is_none_or(|last| last < date).then_some(date)
    }

    fn wait(&self, rule: AppliedRule, last: NaiveDate) -> u32 {
        let waited = (self.sunday - last).num_days().max(0) as u64;
        let allowed = u64::from(rule.window.nominal_days().unwrap_or(7));
        (waited * 1000 * u64::from(rule.times) / allowed).min(u64::from(u32::MAX)) as u32
    }

    fn field_days(&self, bounds: Bounds) -> Vec<NaiveDate> {
        let list = || {
            let days = bounds.first.iter_days().take_while(|date| *date <= bounds.last);
            days.filter(|date| self.calendar.day(*date).is_field_day()).collect()
        };
        self.field_days.borrow_mut().entry(bounds).or_insert_with(list).clone()
    }
}
