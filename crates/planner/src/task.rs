//! The week as a puzzle: one task for each visit that is owed or locked, with the days on which it can be.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rounds_core::{
    Id,
    calendar::CalendarDay,
    customer::Customer,
    frequency::{Due, Dues, Slot, Standing, may_visit_on, order_distance},
    plan::UnplannedReason,
    position::Position,
};

use crate::{
    ExistingVisit, PlanProblem, WeekInput,
    clock::{Frame, Start},
    input::check,
    retime::service_min,
    travel::{Leg, Places},
};

/// Tasks that take part in the search; those who have waited longest. Many times what a week holds.
const POOL: usize = 400;

// Costs in minutes of driving.
/// Of moving a visit that was planned before to another weekday.
const MOVED: f64 = 10.0;
/// Of leaving the weekday of the last visit.
const OTHER_WEEKDAY: f64 = 3.0;
/// Of a day that is not one or two working days before the order day.
const FAR_FROM_ORDER_DAY: f64 = 6.0;
/// Of each day after the one by which the rule asks for the visit.
const LATE: f64 = 60.0;
/// Of moving what the manager put on a day.
const MOVED_BY_HAND: f64 = 300.0;
/// Of leaving out a visit that presses, that can wait, and what each window's length of waiting adds.
const PRESSING: f64 = 1_000.0;
const PRESSING_WAIT: f64 = 300.0;
const CAN_WAIT: f64 = 200.0;
const CAN_WAIT_WAIT: f64 = 50.0;
const BY_HAND: f64 = 100_000.0;

/// A day on which a task can be.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub starts: Vec<Start>,
    pub cost: f64,
}

/// One trip: usually one customer, or several licences of one owner.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// Places in the input's customers, in the order of the visit.
    pub customers: Vec<usize>,
    pub enter: Option<Position>,
    pub leave: Option<Position>,
    /// Between the first and the last of several.
    pub inner: Leg,
    /// In shops and between them.
    pub minutes: u32,
    pub days: [Option<Choice>; 7],
    pub locked: bool,
    pub pressing: bool,
    pub by_hand: bool,
    /// What leaving it out costs.
    pub value: f64,
    pub wait: u32,
    pub latest: NaiveDate,
    /// Share of the week in the days that are left for a visit that can wait.
    share: f64,
    /// Least days to another visit of the same customer.
    pub gap: u32,
    /// Other tasks of the same customer.
    pub twins: Vec<u16>,
}

impl Task {
    pub fn visits(&self) -> u32 {
        self.customers.len() as u32
    }

    /// In the plan for its own sake, not because the manager comes by anyway.
    pub fn has_own_reason(&self) -> bool {
        self.pressing || self.locked || self.by_hand
    }
}

pub(crate) struct Problem<'a> {
    pub input: &'a WeekInput<'a>,
    pub known: BTreeMap<Id, usize>,
    pub places: Places,
    pub dates: [NaiveDate; 7],
    pub frames: [Frame; 7],
    /// Days that take new visits.
    pub open: [bool; 7],
    /// The first `pool` of them are searched; the others wait for room that is left.
    pub tasks: Vec<Task>,
    pub pool: usize,
    legs: Vec<Leg>,
    /// Metres a minute.
    pub speed: f64,
    /// The most visits that can wait and are taken this week, so that weeks stay even.
    pub quota: u32,
    pub dues: BTreeMap<usize, Due>,
    /// Due customers that no day can take, whatever else is planned.
    pub hopeless: Vec<(usize, UnplannedReason)>,
}

impl<'a> Problem<'a> {
    pub fn new(input: &'a WeekInput<'a>) -> Result<Self, PlanProblem> {
        let known = check(input.customers, input.calendar)?;
        if let Some(visit) = input.existing.iter().find(|visit| !known.contains_key(&visit.customer_id)) {
            return Err(PlanProblem::UnknownCustomer(visit.customer_id));
        }
        let speed = input.calendar.working_time().speed_m_per_min;
        let days: [CalendarDay; 7] = input.calendar.week(input.week);
        let frames: [Frame; 7] = std::array::from_fn(|n| Frame::new(input.calendar, &days[n]));
        let dates = input.week.dates();
        let open = std::array::from_fn(|n| frames[n].works && input.from.is_none_or(|from| from <= dates[n]));
        let mut problem = Self {
            input,
            known,
            places: Places::new(input.customers, input.start, speed),
            dates,
            frames,
            open,
            tasks: Vec::new(),
            pool: 0,
            legs: Vec::new(),
            speed: f64::from(speed),
            quota: 0,
            dues: BTreeMap::new(),
            hopeless: Vec::new(),
        };
        problem.gather();
        problem.join_owners();
        problem.rank();
        Ok(problem)
    }

    pub fn day_of(&self, date: NaiveDate) -> Option<usize> {
        self.dates.iter().position(|day| *day == date)
    }

    /// From task to task, counted from 1; 0 is the start point.
    pub fn leg(&self, from: usize, to: usize) -> Leg {
        let side = self.pool + 1;
        if from < side && to < side { self.legs[from * side + to] } else { self.measure(from, to) }
    }

    fn measure(&self, from: usize, to: usize) -> Leg {
        let leave = if from == 0 { self.places.start } else { self.tasks[from - 1].leave };
        let enter = if to == 0 { self.places.start } else { self.tasks[to - 1].enter };
        self.places.leg(leave, enter)
    }

    fn customer(&self, at: usize) -> &'a Customer {
        &self.input.customers[at]
    }

    fn gather(&mut self) {
        let WeekInput { week, customers, rules, sets, history, calendar, existing, removed, .. } =
            *self.input;
        let dues = Dues::new(week, customers, rules, sets, history, calendar);
        let mut visits: BTreeMap<Id, Vec<&ExistingVisit>> = BTreeMap::new();
        for visit in existing.iter().filter(|visit| self.day_of(visit.date).is_some()) {
            visits.entry(visit.customer_id).or_default().push(visit);
        }
        let ids: Vec<(Id, usize)> = self.known.iter().map(|(id, at)| (*id, *at)).collect();
        for (id, at) in ids {
            let mut slots = Vec::new();
            if let Standing::Due(due) = dues.standing(self.customer(at)) {
                slots.clone_from(&due.slots);
                self.dues.insert(at, due);
            }
            let mut own = visits.remove(&id).unwrap_or_default();
            own.sort_by_key(|visit| (visit.date, visit.order));
            own.dedup_by_key(|visit| visit.date);
            let locked: Vec<_> = own.iter().filter(|visit| visit.locked).copied().collect();
            let free: Vec<_> = own.iter().filter(|visit| !visit.locked).copied().collect();
            let first = self.tasks.len();
            for visit in &locked {
                self.lock(at, visit);
                if !slots.is_empty() {
                    let kept = slots.iter().position(|slot| visit.date <= slot.latest).unwrap_or(0);
                    slots.remove(kept);
                }
            }
            if removed.contains(&id) {
                if !slots.is_empty() {
                    self.hopeless.push((at, UnplannedReason::RemovedByHand));
                }
                continue;
            }
            let by_hand = free.iter().any(|visit| visit.by_hand);
            if slots.is_empty() && by_hand {
                let (earliest, latest) = (self.dates[0], self.dates[6]);
                let until = latest;
                slots.push(Slot { earliest, until, latest, pressing: true, days_now: 7, days_later: 0 });
            }
            for (n, slot) in slots.iter().enumerate() {
                self.owe(at, *slot, free.get(n).copied(), by_hand && n == 0);
            }
            let all: Vec<u16> = (first..self.tasks.len()).map(|task| task as u16).collect();
            for task in first..self.tasks.len() {
                self.tasks[task].twins =
                    all.iter().copied().filter(|twin| usize::from(*twin) != task).collect();
            }
        }
    }

    fn blank(&self, at: usize) -> Task {
        let place = self.places.of(self.customer(at).meta.id);
        Task {
            customers: vec![at],
            enter: place,
            leave: place,
            inner: Leg::default(),
            minutes: service_min(self.customer(at), self.input.calendar),
            days: Default::default(),
            locked: false,
            pressing: true,
            by_hand: false,
            value: 0.0,
            wait: self.dues.get(&at).map_or(0, |due| due.wait_permille),
            latest: self.dates[6],
            share: 0.0,
            gap: self.dues.get(&at).and_then(|due| due.rule).map_or(1, |rule| rule.min_gap_days.max(1)),
            twins: Vec::new(),
        }
    }

    /// A lock stands whatever the hours say; what it breaks is reported afterwards.
    fn lock(&mut self, at: usize, visit: &ExistingVisit) {
        let mut task = self.blank(at);
        if let Some(day) = self.day_of(visit.date) {
            let mut starts = self.frames[day].starts(self.customer(at), visit.date, task.minutes);
            if starts.is_empty() {
                starts.push(Start { first: 0, last: 1440 });
            }
            task.days[day] = Some(Choice { starts, cost: 0.0 });
        }
        task.locked = true;
        task.by_hand = visit.by_hand;
        self.tasks.push(task);
    }

    fn owe(&mut self, at: usize, slot: Slot, before: Option<&ExistingVisit>, by_hand: bool) {
        let mut task = self.blank(at);
        let customer = self.customer(at);
        for day in (0..7).filter(|day| self.open[*day]) {
            let date = self.dates[day];
            if date < slot.earliest || date > slot.until || !may_visit_on(customer, date) {
                continue;
            }
            let starts = self.frames[day].starts(customer, date, task.minutes);
            if starts.is_empty() {
                continue;
            }
            let cost = self.day_cost(at, date, slot, before, by_hand);
            task.days[day] = Some(Choice { starts, cost });
        }
        if task.days.iter().all(Option::is_none) {
            self.hopeless.push((at, self.why_never(customer, slot, task.minutes)));
            return;
        }
        let waited = f64::from(task.wait.min(20_000)) / 1_000.0;
        task.pressing = slot.pressing;
        task.by_hand = by_hand;
        task.latest = slot.latest;
        task.share = f64::from(slot.days_now) / f64::from((slot.days_now + slot.days_later).max(1));
        task.value = if slot.pressing {
            PRESSING + PRESSING_WAIT * waited
        } else {
            CAN_WAIT + CAN_WAIT_WAIT * waited.min(4.0) + if before.is_some() { CAN_WAIT } else { 0.0 }
        };
        if by_hand {
            task.value += BY_HAND;
        }
        self.tasks.push(task);
    }

    fn day_cost(
        &self,
        at: usize,
        date: NaiveDate,
        slot: Slot,
        before: Option<&ExistingVisit>,
        by_hand: bool,
    ) -> f64 {
        let last = self.dues.get(&at).and_then(|due| due.last_visit);
        let weekday = match before {
            Some(visit) if visit.date == date => 0.0,
            Some(_) if by_hand => MOVED_BY_HAND,
            Some(_) => MOVED,
            None if last.is_some_and(|last| last.weekday() != date.weekday()) => OTHER_WEEKDAY,
            None => 0.0,
        };
        let near_order = order_distance(self.customer(at), date, self.input.calendar)
            .is_none_or(|(_, days)| (1..=2).contains(&days));
        let order = if near_order { 0.0 } else { FAR_FROM_ORDER_DAY };
        weekday + order + LATE * (date - slot.latest).num_days().max(0) as f64
    }

    fn why_never(&self, customer: &Customer, slot: Slot, service_min: u32) -> UnplannedReason {
        let working: Vec<usize> = (0..7).filter(|day| self.open[*day]).collect();
        let allowed: Vec<usize> =
            working.iter().copied().filter(|day| may_visit_on(customer, self.dates[*day])).collect();
        let longest = |days: &[usize]| {
            let spans = days.iter().flat_map(|day| &self.frames[*day].spans);
            spans.map(|span| span.to_min - span.from_min).max().unwrap_or(0)
        };
        if working.is_empty() {
            UnplannedReason::NoWorkingDay
        } else if allowed.is_empty() {
            UnplannedReason::NoAllowedDay
        } else if allowed.iter().all(|day| self.dates[*day] < slot.earliest) {
            UnplannedReason::TooSoon { earliest: slot.earliest }
        } else if service_min > longest(&working) {
            UnplannedReason::ServiceTooLong { service_min }
        } else {
            UnplannedReason::HoursNeverMeet
        }
    }

    /// Several licences of one owner: one trip, where a common day and hour exist. Of customers that are owed several
    /// visits in the week the first ones go together, then the second ones.
    fn join_owners(&mut self) {
        let mut owners: BTreeMap<(Id, u32), Vec<usize>> = BTreeMap::new();
        let mut visits: BTreeMap<usize, u32> = BTreeMap::new();
        for (n, task) in self.tasks.iter().enumerate() {
            let customer = task.customers[0];
            let visit = visits.entry(customer).or_default();
            if let Some(owner) = self.customer(customer).owner_id {
                owners.entry((owner, *visit)).or_default().push(n);
            }
            *visit += 1;
        }
        // The task that each one has become a part of.
        let mut whole: Vec<usize> = (0..self.tasks.len()).collect();
        for members in owners.into_values() {
            let (locked, mut free): (Vec<usize>, Vec<usize>) =
                members.into_iter().partition(|n| self.tasks[*n].locked);
            if let Some(locked) = locked.first() {
                self.follow(*locked, &free);
            }
            while let [first, _, ..] = free[..] {
                free.remove(0);
                free.retain(|n| {
                    let joined = self.joined(first, *n);
                    if let Some(joined) = &joined {
                        self.tasks[first].clone_from(joined);
                        whole[*n] = first;
                    }
                    joined.is_none()
                });
            }
        }
        let mut place = vec![0_u16; whole.len()];
        let mut kept = 0;
        for (n, whole) in whole.iter().enumerate() {
            place[n] = kept;
            kept += u16::from(*whole == n);
        }
        let mut numbers = whole.iter().enumerate();
        self.tasks.retain(|_| numbers.next().is_some_and(|(n, whole)| *whole == n));
        for (n, task) in self.tasks.iter_mut().enumerate() {
            for twin in &mut task.twins {
                *twin = place[whole[usize::from(*twin)]];
            }
            task.twins.sort_unstable();
            task.twins.dedup();
            task.twins.retain(|twin| usize::from(*twin) != n);
        }
    }

    /// The owner's other licences go where one is locked, if they can.
    fn follow(&mut self, locked: usize, free: &[usize]) {
        let Some(day) = self.tasks[locked].days.iter().position(Option::is_some) else { return };
        for n in free {
            let task = &mut self.tasks[*n];
            // A customer with several visits has its own days to keep apart.
            if task.twins.is_empty()
                && let Some(choice) = task.days[day].take()
            {
                task.days = Default::default();
                task.days[day] = Some(choice);
            }
        }
    }

    /// Two tasks as one trip; none where no day takes both, one after the other.
    fn joined(&self, first: usize, next: usize) -> Option<Task> {
        let (mut whole, next) = (self.tasks[first].clone(), &self.tasks[next]);
        let most = (0..7).filter(|day| self.open[*day]).map(|day| self.frames[day].capacity).max()?;
        if whole.visits() + next.visits() > most {
            return None;
        }
        let leg = self.places.leg(whole.leave, next.enter);
        let offset = whole.minutes + leg.min;
        for day in 0..7 {
            whole.days[day] = match (&whole.days[day], &next.days[day]) {
                (Some(a), Some(b)) => {
                    let starts = both(&a.starts, &b.starts, offset);
                    (!starts.is_empty()).then_some(Choice { starts, cost: a.cost + b.cost })
                }
                _ => None,
            };
        }
        whole.customers.extend(&next.customers);
        whole.leave = next.leave;
        whole.inner = Leg { m: whole.inner.m + leg.m, min: whole.inner.min + leg.min };
        whole.minutes = offset + next.minutes;
        whole.pressing |= next.pressing;
        whole.by_hand |= next.by_hand;
        whole.value += next.value;
        whole.wait = whole.wait.max(next.wait);
        whole.latest = whole.latest.min(next.latest);
        whole.share += next.share;
        whole.gap = whole.gap.max(next.gap);
        whole.twins.extend(&next.twins);
        whole.days.iter().any(Option::is_some).then_some(whole)
    }

    /// Locked first, then who presses, then who has waited longest; measures the ways of the pool.
    fn rank(&mut self) {
        let mut order: Vec<usize> = (0..self.tasks.len()).collect();
        let key = |n: &usize| {
            let task = &self.tasks[*n];
            (!task.locked, !task.by_hand, !task.pressing, std::cmp::Reverse(task.wait), *n)
        };
        order.sort_by_key(key);
        let mut rank = vec![0_u16; order.len()];
        for (new, old) in order.iter().enumerate() {
            rank[*old] = new as u16;
        }
        let mut tasks: Vec<Task> = order.iter().map(|old| self.tasks[*old].clone()).collect();
        for task in &mut tasks {
            task.twins.iter_mut().for_each(|twin| *twin = rank[usize::from(*twin)]);
        }
        let share: f64 = tasks.iter().filter(|task| !task.pressing).map(|task| task.share).sum();
        let locked = tasks.iter().filter(|task| task.locked).count();
        self.quota = (share - 1e-6).max(0.0).ceil() as u32;
        self.pool = tasks.len().min(POOL.max(locked));
        self.tasks = tasks;
        let side = self.pool + 1;
        self.legs = (0..side * side).map(|n| self.measure(n / side, n % side)).collect();
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
