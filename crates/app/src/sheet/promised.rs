//! What customers were promised and when they are seen next, for the sheets.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike};
use rounds_core::{
    AppError, Id,
    deadline::{Deadline, DeadlineKind},
    issue::Issue,
    plan::PlannedVisitState,
    zone::Zone,
};
use rounds_sheets::{DayPart, Pending, Promise};
use rounds_store as store;

use crate::{Ctx, issue::Clocks, open::Open};

const NOON_MIN: u32 = 12 * 60;

/// The open issues of all customers with their running clocks, each customer's in the order in which they are taken up.
pub struct Promised {
    zone: Zone,
    now: i64,
    by_customer: BTreeMap<Id, Vec<(Issue, Vec<Deadline>)>>,
}

impl Promised {
    pub fn read(open: &Open, ctx: &Ctx) -> Result<Self, AppError> {
        let clocks = Clocks::of(open, ctx)?;
        let mut by_customer: BTreeMap<Id, Vec<(Issue, Vec<Deadline>)>> = BTreeMap::new();
        for issue in open.store.read(store::open_issues)? {
            let running = clocks.open_ones(&issue);
            by_customer.entry(issue.customer_id).or_default().push((issue, running));
        }
        for issues in by_customer.values_mut() {
            issues.sort_by_key(|(issue, running)| issue.rank(running.first().map(|clock| clock.due_at)));
        }
        Ok(Self { zone: clocks.rules.zone, now: clocks.now, by_customer })
    }

    fn of(&self, customer: Id) -> &[(Issue, Vec<Deadline>)] {
        self.by_customer.get(&customer).map_or(&[], Vec::as_slice)
    }

    /// 待解决: what was promised counts, else the clock that presses most.
    pub fn pending(&self, customer: Id) -> Vec<Pending> {
        let pending = self.of(customer).iter().map(|(issue, running)| {
            let promised = running.iter().find(|clock| clock.kind == DeadlineKind::Promised);
            let due = promised.or(running.first()).map(|clock| clock.due_at);
            Pending {
                content: issue.content.clone(),
                urgent: issue.urgent,
                due: due.map(|due| self.zone.local(due)),
                overdue: due.is_some_and(|due| due < self.now),
            }
        });
        pending.collect()
    }

    /// 答复承诺: what the customer still waits to be told.
    pub fn promises(&self, customer: Id) -> Vec<Promise> {
        let open = self.of(customer).iter().filter(|(issue, _)| issue.told_at.is_none());
        open.map(|(issue, _)| {
            let due = issue.promised_at.map(|due| self.zone.local(due));
            Promise {
                matter: issue.content.clone(),
                due: due.map(|due| due.date()),
                due_min: due.map(|due| due.hour() * 60 + due.minute()),
            }
        })
        .collect()
    }
}

/// The customer's next planned visit after `day`.
pub fn next_visit(
    open: &Open,
    customer: Id,
    day: NaiveDate,
) -> Result<Option<(NaiveDate, DayPart)>, AppError> {
    let planned = open.store.read(|sql| store::visits_of_customer(sql, customer))?;
    let next = planned
        .iter()
        .filter(|visit| visit.state == PlannedVisitState::Planned && visit.date > day)
        .min_by_key(|visit| visit.date);
    Ok(next.map(|visit| {
        let part = if visit.arrive_min < NOON_MIN { DayPart::Morning } else { DayPart::Afternoon };
        (visit.date, part)
    }))
}
