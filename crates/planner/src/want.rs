//! Which visits the cycle holds, before any day is chosen.
//!
//! The rules are asked week by week, each week's share pretended to be made before the next is asked: what presses
//! first, of those the longest wait for its class, then a share of what can wait, as far as the week's room goes.
//! So later weeks see what earlier ones left, and under too much demand everyone waits longer in the same proportion.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{Days, NaiveDate};
use rounds_core::{
    Id,
    customer::Customer,
    frequency::{AppliedRule, Due, Dues, Slot, Standing, VisitHistory, may_visit_on},
    plan::UnplannedReason,
};

use crate::{ExistingVisit, WeekInput, horizon::Horizon, retime::service_min};

/// Minutes of travel that a visit takes at the least, to tell how many a day holds.
const LEAST_TRAVEL_MIN: u32 = 3;

/// One visit that is owed in the cycle, or stands in the week already.
#[derive(Clone, Debug)]
pub(crate) struct Want {
    /// Place in the input's customers.
    pub customer: usize,
    pub earliest: NaiveDate,
    /// The rule asks for it by then.
    pub latest: NaiveDate,
    /// The last day on which it can be.
    pub until: NaiveDate,
    /// The week in which it first fell due.
    pub first_week: usize,
    /// The week whose share it is; none = no week of the cycle has room.
    pub week: Option<usize>,
    /// No later day was left for it in the week in which it first fell due.
    pub presses: bool,
    /// The same of the last week that asked for it.
    pub pressing: bool,
    pub wait: u32,
    /// A visit was missed, and is owed since.
    pub carried: bool,
    /// What the week's plan already holds for it.
    pub stands: Option<ExistingVisit>,
}

impl Want {
    pub fn is_locked(&self) -> bool {
        self.stands.is_some_and(|visit| visit.locked)
    }

    pub fn is_by_hand(&self) -> bool {
        self.stands.is_some_and(|visit| visit.by_hand)
    }
}

/// What the cycle asks for.
pub(crate) struct Demand {
    /// By customer and time.
    pub wants: Vec<Want>,
    /// Standing of those due in the asked week.
    pub dues: BTreeMap<usize, Due>,
    /// Due in the asked week, and no day can take them whatever else is planned.
    pub hopeless: Vec<(usize, UnplannedReason)>,
    /// For each week how many pressing visits found no room in it.
    pub crowded: Vec<u32>,
}

struct Candidate {
    customer: usize,
    number: usize,
    slot: Slot,
    wait: u32,
    /// A visit was missed and is owed since.
    carried: bool,
    rule: Option<AppliedRule>,
}

struct Asking<'a> {
    input: &'a WeekInput<'a>,
    horizon: &'a Horizon,
    /// In the order of ids, so that the customers' order does not matter.
    order: Vec<(Id, usize)>,
    stands: BTreeMap<Id, Vec<ExistingVisit>>,
    history: BTreeMap<Id, VisitHistory>,
    demand: Demand,
    /// Wants of each customer that no week took so far.
    waiting: BTreeMap<usize, Vec<usize>>,
}

/// Asks the rules for every week of the horizon.
pub(crate) fn demand(input: &WeekInput, horizon: &Horizon, known: &BTreeMap<Id, usize>) -> Demand {
    let mut stands: BTreeMap<Id, Vec<ExistingVisit>> = BTreeMap::new();
    for visit in input.existing.iter().filter(|visit| horizon.day_of(visit.date).is_some_and(|day| day < 7)) {
        stands.entry(visit.customer_id).or_default().push(*visit);
    }
    for visits in stands.values_mut() {
        visits.sort_by_key(|visit| (visit.date, !visit.locked, visit.order));
        visits.dedup_by_key(|visit| visit.date);
    }
    let mut asking = Asking {
        input,
        horizon,
        order: known.iter().map(|(id, at)| (*id, *at)).collect(),
        stands,
        history: input.history.clone(),
        demand: Demand {
            wants: Vec::new(),
            dues: BTreeMap::new(),
            hopeless: Vec::new(),
            crowded: vec![0; horizon.weeks()],
        },
        waiting: BTreeMap::new(),
    };
    asking.order.sort_unstable();
    for week in 0..horizon.weeks() {
        asking.ask(week);
    }
    let mut demand = asking.demand;
    // What can wait until after the cycle, and no week took, is no matter of the cycle.
    let end = horizon.end();
    demand
        .wants
        .retain(|want| want.stands.is_some() || want.week.is_some() || want.pressing || want.latest <= end);
    demand.wants.sort_by_key(|want| (want.customer, want.latest, want.earliest));
    demand
}

impl Asking<'_> {
    fn customer(&self, at: usize) -> &Customer {
        &self.input.customers[at]
    }

    fn ask(&mut self, week: usize) {
        let each = self.input.calendar.working_time().service_min + LEAST_TRAVEL_MIN;
        let mut candidates = self.candidates(week);
        self.press(week, each, &mut candidates);
        self.put_in_turn(&mut candidates);
        let (mut made, mut held): (Vec<(usize, NaiveDate)>, u32) = (Vec::new(), 0);
        if week == 0 {
            (made, held) = self.take_standing();
        }
        let mut room = self.horizon.room(week, each).saturating_sub(held);
        let share: f64 = candidates
            .iter()
            .filter(|candidate| !candidate.slot.pressing)
            .map(|candidate| {
                let slot = candidate.slot;
                f64::from(slot.days_now) / f64::from((slot.days_now + slot.days_later).max(1))
            })
            .sum();
        let mut can_wait = (share - 1e-6).max(0.0).ceil() as u32;
        for candidate in candidates {
            let pressing = candidate.slot.pressing;
            let fits = room > 0 && (pressing || can_wait > 0);
            let taken = fits.then(|| self.pretended(week, &candidate, &made)).flatten();
            if let Some(date) = taken {
                room -= 1;
                can_wait -= u32::from(!pressing);
                made.push((candidate.customer, date));
            } else if pressing {
                self.demand.crowded[week] += 1;
            }
            self.note(week, &candidate, taken.is_some());
        }
        for (customer, date) in made {
            let id = self.customer(customer).meta.id;
            self.history.entry(id).or_default().kept.push(date);
        }
    }

    /// Everyone due in a week; those that the week's plan holds already are left out.
    fn candidates(&mut self, week: usize) -> Vec<Candidate> {
        let WeekInput { customers, rules, sets, calendar, removed, urgent, .. } = *self.input;
        let number = self.horizon.week(week);
        let dues = Dues::new(number, customers, rules, sets, &self.history, calendar);
        let (monday, sunday) = (number.monday(), self.horizon.sunday(week));
        let mut found = Vec::new();
        for (id, at) in &self.order {
            let is_planned = |date: &NaiveDate| monday <= *date && *date <= sunday;
            if week > 0 && self.input.history.get(id).is_some_and(|visits| visits.kept.iter().any(is_planned))
            {
                continue;
            }
            let is_urgent = week == 0 && urgent.contains(id);
            let missed = if week == 0 { self.missed(*id) } else { None };
            let mut due = match dues.standing(&customers[*at]) {
                Standing::Due(due) => due,
                Standing::Inactive => continue,
                // Neither an urgent issue nor a visit that was missed in this very week needs a rule.
                _ if is_urgent || missed.is_some() => Due {
                    rule: dues.rules().rule_for(&customers[*at]),
                    slots: vec![whole_week(monday, sunday)],
                    last_visit: self.last_visit(*at, monday),
                    overdue_since: None,
                    carry_over: None,
                    wait_permille: 1_000,
                },
                _ => continue,
            };
            due.carry_over = missed.or(due.carry_over);
            let mut slots = due.slots.clone();
            if week == 0 {
                for visit in self.stands.get(id).into_iter().flatten().filter(|visit| visit.locked) {
                    if !slots.is_empty() && !visit.missed {
                        let own = slots.iter().position(|slot| visit.date <= slot.latest).unwrap_or(0);
                        slots.remove(own);
                    }
                }
                // What was missed returns to the same week; what is urgent is asked for at once.
                let at_once = if is_urgent { slots.len() } else { usize::from(missed.is_some()) };
                for slot in slots.iter_mut().take(at_once) {
                    (slot.pressing, slot.latest) = (true, slot.latest.min(sunday));
                }
            }
            let candidates = slots.into_iter().enumerate().map(|(number, slot)| Candidate {
                customer: *at,
                number,
                slot,
                wait: due.wait_permille,
                carried: due.carry_over.is_some() && number == 0,
                rule: due.rule,
            });
            let candidates: Vec<Candidate> = candidates.collect();
            if week == 0 {
                self.demand.dues.insert(*at, due);
                if removed.contains(id) {
                    if !candidates.is_empty() {
                        self.demand.hopeless.push((*at, UnplannedReason::RemovedByHand));
                    }
                    continue;
                }
            }
            found.extend(candidates);
        }
        found
    }

    /// Who could wait presses where the days between the week's end and the deadline hold fewer than have to be seen
    /// by then: as many as are too many, those who wait longest.
    fn press(&self, week: usize, minutes_each: u32, candidates: &mut [Candidate]) {
        let sunday = self.horizon.sunday(week);
        let soon = |slot: &Slot| !slot.pressing && sunday < slot.latest && slot.latest <= later(sunday, 7);
        let mut waiting: Vec<usize> = (0..candidates.len()).filter(|n| soon(&candidates[*n].slot)).collect();
        let id = |candidate: &Candidate| self.customer(candidate.customer).meta.id;
        waiting.sort_by_key(|n| (candidates[*n].wait, id(&candidates[*n])));
        let deadlines: BTreeSet<NaiveDate> = waiting.iter().map(|n| candidates[*n].slot.latest).collect();
        for deadline in deadlines.into_iter().filter(|deadline| *deadline <= self.horizon.end()) {
            let room = self.horizon.room_between(later(sunday, 1), deadline, minutes_each) as usize;
            let in_turn = waiting.iter().filter(|n| candidates[**n].slot.latest <= deadline);
            let pressing: Vec<usize> = in_turn.skip(room).copied().collect();
            for n in &pressing {
                candidates[*n].slot.pressing = true;
            }
            waiting.retain(|n| !pressing.contains(n));
        }
    }

    /// The most pressing first.
    fn put_in_turn(&self, candidates: &mut [Candidate]) {
        candidates.sort_by_key(|candidate| {
            let id = self.customer(candidate.customer).meta.id;
            let (urgent, carried) = (self.input.urgent.contains(&id), candidate.carried);
            (!urgent, !candidate.slot.pressing, !carried, Reverse(candidate.wait), candidate.number, id)
        });
    }

    /// The date of a visit of the asked week that was not made and that nothing later makes up for: neither a visit
    /// of the week that was made, nor one that a later week's plan holds.
    fn missed(&self, id: Id) -> Option<NaiveDate> {
        let visits = self.stands.get(&id)?;
        let missed = visits.iter().filter(|visit| visit.missed).map(|visit| visit.date).max()?;
        let made = visits.iter().any(|visit| visit.done && !visit.missed && visit.date > missed);
        let sunday = self.horizon.sunday(0);
        let arranged =
            self.input.history.get(&id).is_some_and(|visits| visits.kept.iter().any(|date| *date > sunday));
        (!made && !arranged).then_some(missed)
    }

    /// The last visit before a date, of the plans or from the customer file.
    fn last_visit(&self, at: usize, before: NaiveDate) -> Option<NaiveDate> {
        let customer = self.customer(at);
        let kept = self.input.history.get(&customer.meta.id).into_iter().flat_map(|visits| &visits.kept);
        kept.chain(&customer.last_visit_on).copied().filter(|date| *date < before).max()
    }

    /// What stands in the asked week: locks, and what was put there by hand though no rule asks. And how much of the
    /// room of its open days that takes.
    fn take_standing(&mut self) -> (Vec<(usize, NaiveDate)>, u32) {
        let (mut made, mut held) = (Vec::new(), 0);
        for (id, at) in self.order.clone() {
            let due = self.demand.dues.get(&at).map_or(0, |due| due.slots.len());
            let visits = self.stands.get(&id).cloned().unwrap_or_default();
            let mut owed = due;
            for visit in visits.iter().filter(|visit| visit.locked) {
                owed = owed.saturating_sub(usize::from(!visit.missed));
                let day = self.horizon.day_of(visit.date);
                held += u32::from(day.is_some_and(|day| self.horizon.open[day]));
                self.stand(at, *visit);
                if !visit.missed {
                    made.push((at, visit.date));
                }
            }
            let by_hand = visits.iter().find(|visit| !visit.locked && visit.by_hand);
            if let (0, Some(visit), false) = (owed, by_hand, self.input.removed.contains(&id)) {
                self.stand(at, *visit);
                made.push((at, visit.date));
                held += 1;
            }
        }
        (made, held)
    }

    fn stand(&mut self, customer: usize, visit: ExistingVisit) {
        let (earliest, latest) = if visit.locked {
            (visit.date, visit.date)
        } else {
            (self.horizon.dates[0], self.horizon.sunday(0))
        };
        self.demand.wants.push(Want {
            customer,
            earliest,
            latest,
            until: latest,
            first_week: 0,
            week: Some(0),
            presses: true,
            pressing: true,
            wait: self.demand.dues.get(&customer).map_or(0, |due| due.wait_permille),
            carried: false,
            stands: Some(visit),
        });
    }

    /// A day of the week for the candidate, so that the weeks after it can be asked; none = no day can take it.
    fn pretended(
        &self,
        week: usize,
        candidate: &Candidate,
        made: &[(usize, NaiveDate)],
    ) -> Option<NaiveDate> {
        let customer = self.customer(candidate.customer);
        let own = made.iter().filter(|(other, _)| *other == candidate.customer).map(|(_, date)| *date);
        let own: Vec<NaiveDate> = own.collect();
        let gap = candidate.rule.map_or(1, |rule| i64::from(rule.min_gap_days.max(1)));
        let minutes = service_min(customer, self.input.calendar);
        let slot = candidate.slot;
        let days = self.horizon.open_between(slot.earliest, slot.until.min(self.horizon.sunday(week)));
        days.filter(|day| *day / 7 == week)
            .map(|day| (day, self.horizon.dates[day]))
            .filter(|(_, date)| own.iter().all(|other| (*other - *date).num_days().abs() >= gap))
            .find(|(day, date)| {
                may_visit_on(customer, *date)
                    && !self.horizon.frames[*day].starts(customer, *date, minutes).is_empty()
            })
            .map(|(_, date)| date)
    }

    /// Writes down what a week asks for, or that an earlier want of the customer has found its week.
    fn note(&mut self, week: usize, candidate: &Candidate, is_taken: bool) {
        let at = candidate.customer;
        let waiting = self.waiting.entry(at).or_default();
        if let Some(known) = waiting.first().copied() {
            let want = &mut self.demand.wants[known];
            want.pressing |= candidate.slot.pressing;
            if is_taken {
                want.week = Some(week);
                want.until = want.latest.max(self.horizon.dates[week * 7 + 6]).min(self.horizon.end());
                waiting.remove(0);
            }
            return;
        }
        let slot = candidate.slot;
        let id = self.input.customers[at].meta.id;
        let monday = self.horizon.dates[week * 7];
        // Later visits keep their distance to the ones before by the chain; their window alone bounds them.
        let in_chain = week > 0 && self.demand.wants.iter().any(|want| want.customer == at);
        let window = candidate.rule.and_then(|rule| rule.window.duty(id, slot.latest));
        let earliest = match window {
            Some(window) if in_chain && candidate.rule.is_some_and(|rule| rule.times == 1) => {
                window.first.max(monday)
            }
            _ => slot.earliest,
        };
        let bound = if slot.until < self.horizon.sunday(week) { slot.until } else { self.horizon.end() };
        let until = if is_taken { slot.latest.max(self.horizon.sunday(week)).min(bound) } else { bound };
        let stands = if week == 0 { self.free_visit(at, candidate.number) } else { None };
        let number = self.demand.wants.len();
        self.demand.wants.push(Want {
            customer: at,
            earliest,
            latest: slot.latest,
            until,
            first_week: week,
            week: is_taken.then_some(week),
            presses: slot.pressing,
            pressing: slot.pressing,
            wait: candidate.wait,
            carried: candidate.carried,
            stands,
        });
        if !is_taken {
            self.waiting.entry(at).or_default().push(number);
        }
    }

    /// The free visit of the present plan that a candidate of the asked week would be.
    fn free_visit(&self, at: usize, number: usize) -> Option<ExistingVisit> {
        let visits = self.stands.get(&self.customer(at).meta.id)?;
        visits.iter().filter(|visit| !visit.locked).nth(number).copied()
    }
}

fn whole_week(monday: NaiveDate, sunday: NaiveDate) -> Slot {
    Slot { earliest: monday, until: sunday, latest: sunday, pressing: true, days_now: 7, days_later: 0 }
}

/// The date so many days later.
pub(crate) fn later(date: NaiveDate, days: u32) -> NaiveDate {
    date + Days::new(u64::from(days))
}
