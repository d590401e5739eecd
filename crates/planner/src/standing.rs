//! What a repair asks for: the week as it stands, with what came up.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    Id,
    frequency::{Dues, Standing},
};

use crate::{
    ExistingVisit, WeekInput,
    horizon::Horizon,
    want::{Demand, Want},
};

/// For a repair: what the week holds, free or locked, and what came up; no rule is asked for more.
pub(crate) fn standing_demand(input: &WeekInput, horizon: &Horizon, known: &BTreeMap<Id, usize>) -> Demand {
    let WeekInput { week, customers, rules, sets, history, calendar, urgent, .. } = *input;
    let dues = Dues::new(week, customers, rules, sets, history, calendar);
    let mut demand =
        Demand { wants: Vec::new(), dues: BTreeMap::new(), hopeless: Vec::new(), crowded: vec![0] };
    let sunday = horizon.sunday(0);
    let mut again: BTreeSet<usize> = BTreeSet::new();
    let mut placed: BTreeSet<usize> = BTreeSet::new();
    let owed = |customer: usize, wait: u32, stands: Option<ExistingVisit>| {
        let locked = stands.filter(|visit| visit.locked);
        Want {
            customer,
            earliest: locked.map_or(horizon.dates[0], |visit| visit.date),
            latest: locked.map_or(sunday, |visit| visit.date),
            until: locked.map_or(sunday, |visit| visit.date),
            first_week: 0,
            week: Some(0),
            presses: true,
            pressing: true,
            wait,
            stands,
        }
    };
    let mut existing: Vec<&ExistingVisit> = input.existing.iter().collect();
    existing.sort_by_key(|visit| (visit.date, visit.order, visit.customer_id));
    for visit in existing {
        let Some(at) = known.get(&visit.customer_id).copied() else { continue };
        let standing = dues.standing(&customers[at]);
        if let Standing::Due(due) = &standing {
            demand.dues.insert(at, due.clone());
        }
        let wait = demand.dues.get(&at).map_or(0, |due| due.wait_permille);
        if !visit.locked && standing == Standing::Inactive {
            continue;
        }
        if visit.missed {
            again.insert(at);
        } else {
            placed.insert(at);
        }
        demand.wants.push(owed(at, wait, Some(*visit)));
    }
    let urgent = urgent.iter().filter_map(|id| known.get(id).copied());
    let again: BTreeSet<usize> = again.into_iter().chain(urgent).collect();
    for at in again.into_iter().filter(|at| !placed.contains(at)) {
        if dues.standing(&customers[at]) != Standing::Inactive {
            if let Standing::Due(due) = dues.standing(&customers[at]) {
                demand.dues.insert(at, due);
            }
            let wait = demand.dues.get(&at).map_or(0, |due| due.wait_permille);
            demand.wants.push(owed(at, wait, None));
        }
    }
    demand.wants.sort_by_key(|want| (want.customer, want.latest, want.earliest));
    demand
}
