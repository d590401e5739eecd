//! What a repair asks for: the week as it stands, with what came up.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    Id,
    frequency::{Due, Dues, Slot, Standing},
};

use crate::{
    ExistingVisit, WeekInput,
    horizon::Horizon,
    want::{Demand, Want},
};

/// For a repair: what the week holds, free or locked, and what came up; no rule is asked for more. The rules only say
/// who of them can wait until after the week.
pub(crate) fn standing_demand(input: &WeekInput, horizon: &Horizon, known: &BTreeMap<Id, usize>) -> Demand {
    let customers = input.customers;
    let mut asking = Asking {
        dues: dues(input),
        input,
        horizon,
        missed: input.existing.iter().filter(|visit| visit.missed).map(|visit| visit.customer_id).collect(),
        counted: BTreeMap::new(),
        demand: Demand { wants: Vec::new(), dues: BTreeMap::new(), hopeless: Vec::new(), crowded: vec![0] },
    };
    let mut again: BTreeSet<usize> = BTreeSet::new();
    let mut placed: BTreeSet<usize> = BTreeSet::new();
    let mut existing: Vec<&ExistingVisit> = input.existing.iter().collect();
    existing.sort_by_key(|visit| (visit.date, visit.order, visit.customer_id));
    for visit in existing {
        let Some(at) = known.get(&visit.customer_id).copied() else { continue };
        let standing = asking.dues.standing(&customers[at]);
        if !visit.locked && standing == Standing::Inactive {
            continue;
        }
        if visit.missed {
            again.insert(at);
        } else {
            placed.insert(at);
        }
        asking.add(at, &standing, Some(*visit));
    }
    let urgent = input.urgent.iter().filter_map(|id| known.get(id).copied());
    let again: BTreeSet<usize> = again.into_iter().chain(urgent).collect();
    for at in again.into_iter().filter(|at| !placed.contains(at)) {
        let standing = asking.dues.standing(&customers[at]);
        if standing != Standing::Inactive {
            asking.add(at, &standing, None);
        }
    }
    let mut demand = asking.demand;
    demand.wants.sort_by_key(|want| (want.customer, want.latest, want.earliest));
    demand
}

/// For each customer that a repair finds left out already what it is owed, in the order given; none = nothing by now.
pub(crate) fn left_before(input: &WeekInput, horizon: &Horizon, known: &BTreeMap<Id, usize>) -> Vec<Want> {
    let (left, dues) = (input.repair.map_or(&[][..], |repair| repair.left), dues(input));
    let owed = |id: &Id| {
        let at = *known.get(id)?;
        let Standing::Due(due) = dues.standing(&input.customers[at]) else { return None };
        let slot = *due.slots.first()?;
        Some(want(horizon, at, due.wait_permille, None, Some(&slot)))
    };
    left.iter().filter_map(owed).collect()
}

fn dues<'a>(input: &WeekInput<'a>) -> Dues<'a> {
    let WeekInput { week, customers, rules, sets, history, calendar, .. } = *input;
    Dues::new(week, customers, rules, sets, history, calendar)
}

struct Asking<'a> {
    input: &'a WeekInput<'a>,
    horizon: &'a Horizon,
    dues: Dues<'a>,
    /// Who returns to the same week.
    missed: BTreeSet<Id>,
    /// How many visits of each customer are counted against its slots.
    counted: BTreeMap<usize, usize>,
    demand: Demand,
}

impl Asking<'_> {
    fn add(&mut self, at: usize, standing: &Standing, stands: Option<ExistingVisit>) {
        let due: Option<&Due> = match standing {
            Standing::Due(due) => Some(due),
            _ => None,
        };
        if let Some(due) = due {
            self.demand.dues.insert(at, due.clone());
        }
        let wait = due.map_or(0, |due| due.wait_permille);
        let id = self.input.customers[at].meta.id;
        let is_told = self.input.urgent.contains(&id)
            || self.missed.contains(&id)
            || stands.is_none_or(|visit| visit.locked || visit.by_hand);
        let number = self.counted.entry(at).or_default();
        // What no rule asks for by now can wait until one does.
        let next = |next: Option<NaiveDate>| Slot {
            earliest: self.horizon.dates[0],
            until: self.horizon.sunday(0),
            latest: next.unwrap_or_else(|| self.horizon.sunday(0)),
            pressing: false,
            days_now: 0,
            days_later: 0,
        };
        let slot = match standing {
            Standing::Due(due) => due.slots.get(*number).or(due.slots.last()).copied(),
            Standing::NotYet { next: date } => Some(next(*date)),
            Standing::Free | Standing::Inactive => Some(next(None)),
        };
        *number += usize::from(stands.is_some_and(|visit| !visit.missed));
        let slot = slot.filter(|slot| !slot.pressing && !is_told);
        self.demand.wants.push(want(self.horizon, at, wait, stands, slot.as_ref()));
    }
}

/// A want of the week; `can_wait` is the slot of one that need not be in it.
fn want(
    horizon: &Horizon,
    customer: usize,
    wait: u32,
    stands: Option<ExistingVisit>,
    can_wait: Option<&Slot>,
) -> Want {
    let (monday, sunday) = (horizon.dates[0], horizon.sunday(0));
    let locked = stands.filter(|visit| visit.locked).map(|visit| visit.date);
    let presses = can_wait.is_none_or(|slot| slot.pressing);
    Want {
        customer,
        earliest: locked.unwrap_or(monday),
        latest: locked.or(can_wait.filter(|_| !presses).map(|slot| slot.latest)).unwrap_or(sunday),
        until: locked.unwrap_or(sunday),
        first_week: 0,
        week: Some(0),
        presses,
        pressing: presses,
        wait,
        carried: false,
        stands,
    }
}
