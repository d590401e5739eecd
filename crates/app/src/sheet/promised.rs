//! What customers were promised and when they are seen next, for the sheets.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike};
use rounds_core::{
    AppError, Id,
    deadline::{DeadlineKind, Rules},
    issue::Issue,
    plan::PlannedVisitState,
    zone::Zone,
};
use rounds_sheets::{DayPart, Pending, Promise};
use rounds_store as store;

use crate::{
    Ctx,
    open::{Open, ZONE},
};

const NOON_MIN: u32 = 12 * 60;

/// The open issues of all customers.
pub struct Promised {
    rules: Rules,
    now: i64,
    by_customer: BTreeMap<Id, Vec<Issue>>,
    reopened: BTreeMap<Id, i64>,
}

impl Promised {
    pub fn read(open: &Open, ctx: &Ctx) -> Result<Self, AppError> {
        let zone = open.territory()?.map(|territory| territory.zone);
        let rules = Rules::new(&open.settings()?, Zone::named(zone.as_deref().unwrap_or(ZONE)));
        let mut by_customer: BTreeMap<Id, Vec<Issue>> = BTreeMap::new();
        let (issues, reopened) = open
            .store
            .read(|sql| Ok::<_, store::StoreError>((store::open_issues(sql)?, store::reopenings(sql)?)))?;
        for issue in issues {
            by_customer.entry(issue.customer_id).or_default().push(issue);
        }
        for issues in by_customer.values_mut() {
            issues
                .sort_by_key(|issue| (!issue.urgent, issue.promised_at.unwrap_or(i64::MAX), issue.asked_at));
        }
        Ok(Self { rules, now: ctx.now, by_customer, reopened })
    }

    fn of(&self, customer: Id) -> &[Issue] {
        self.by_customer.get(&customer).map_or(&[], Vec::as_slice)
    }

    /// 待解决: what was promised counts, else the clock that presses most.
    pub fn pending(&self, customer: Id) -> Vec<Pending> {
        let pending = self.of(customer).iter().map(|issue| {
            let reopened = self.reopened.get(&issue.meta.id).copied();
            let clocks = self.rules.deadlines_of(issue, reopened, self.now);
            let running = || clocks.iter().filter(|clock| clock.met_at.is_none());
            let promised = running().find(|clock| clock.kind == DeadlineKind::Promised);
            let due = promised.or_else(|| running().next()).map(|clock| clock.due_at);
            Pending {
                content: issue.content.clone(),
                urgent: issue.urgent,
                due: due.map(|due| self.rules.zone.local(due)),
                overdue: due.is_some_and(|due| due < self.now),
            }
        });
        pending.collect()
    }

    /// 答复承诺: what the customer still waits to be told.
    pub fn promises(&self, customer: Id) -> Vec<Promise> {
        let open = self.of(customer).iter().filter(|issue| issue.told_at.is_none());
        open.map(|issue| {
            let due = issue.promised_at.map(|due| self.rules.zone.local(due));
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
