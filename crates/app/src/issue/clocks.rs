//! The deadlines of issues, told at one moment.

use std::collections::BTreeMap;

use chrono::Days;
use rounds_core::{
    AppError, Id,
    deadline::{Deadline, Rules},
    issue::Issue,
};
use rounds_store as store;

use crate::{Ctx, open::Open};

pub struct Clocks {
    pub rules: Rules,
    /// UTC milliseconds.
    pub now: i64,
    /// Local midnight at which today ends.
    pub end_of_today: i64,
    reopened: BTreeMap<Id, i64>,
    /// Issues that a correction took the place of.
    pub superseded: BTreeMap<Id, Option<Id>>,
}

impl Clocks {
    pub fn of(open: &Open, ctx: &Ctx) -> Result<Self, AppError> {
        let zone = open.zone()?;
        let end_of_today = zone.instant(zone.date(ctx.now) + Days::new(1), 0);
        let (reopened, superseded) = open
            .store
            .read(|sql| Ok::<_, store::StoreError>((store::reopenings(sql)?, store::superseded(sql)?)))?;
        let rules = Rules::new(&open.settings()?, zone);
        Ok(Self { rules, now: ctx.now, end_of_today, reopened, superseded })
    }

    /// Met ones included. None of them runs for what a correction took the place of.
    pub fn all(&self, issue: &Issue) -> Vec<Deadline> {
        if self.superseded.contains_key(&issue.meta.id) {
            return Vec::new();
        }
        self.rules.deadlines_of(issue, self.reopened.get(&issue.meta.id).copied(), self.now)
    }

    /// Those that are open, the most pressing first.
    pub fn open_ones(&self, issue: &Issue) -> Vec<Deadline> {
        let mut deadlines = self.all(issue);
        deadlines.retain(|deadline| deadline.met_at.is_none());
        deadlines
    }
}
