//! When each clock runs out.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{Deadline, DeadlineKind};
use crate::{
    IsoWeek,
    calendar::Calendar,
    issue::{Issue, IssueKind},
    setting::Settings,
    zone::Zone,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// What the unit has set, in the territory's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub zone: Zone,
    /// 日落: minutes after local midnight.
    pub sunset_min: u32,
    /// 周五前: ISO weekday, and minutes after local midnight.
    pub week_due_weekday: u8,
    pub week_due_min: u32,
}

impl Rules {
    pub fn new(settings: &Settings, zone: Zone) -> Self {
        Self {
            zone,
            sunset_min: settings.sunset_min,
            week_due_weekday: settings.week_due_weekday,
            week_due_min: settings.week_due_min,
        }
    }

    /// The sunset that answers a request of `asked_at`: of the same day, or of the next when the hour has come.
    pub fn sunset(&self, asked_at: i64) -> i64 {
        let date = self.zone.date(asked_at);
        let today = self.zone.instant(date, self.sunset_min);
        if asked_at < today { today } else { self.zone.instant(date + Days::new(1), self.sunset_min) }
    }

    /// What a promise for a date means when no time of day was named: by its sunset.
    pub fn promised(&self, date: NaiveDate, minute: Option<u32>) -> i64 {
        self.zone.instant(date, minute.unwrap_or(self.sunset_min))
    }

    /// The unit's hour of the week; on the last working day before, when its weekday is free.
    pub fn week_due(&self, week: IsoWeek, calendar: &Calendar) -> i64 {
        let date = week.monday() + Days::new(u64::from(self.week_due_weekday.clamp(1, 7)) - 1);
        self.zone.instant(working_or_before(calendar, date), self.week_due_min)
    }

    /// The unit's hour on the last working day of the month of `date`.
    pub fn month_end(&self, date: NaiveDate, calendar: &Calendar) -> i64 {
        let first = date.with_day(1).unwrap_or(date);
        let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(date);
        self.zone.instant(working_or_before(calendar, last), self.week_due_min)
    }

    /// The end of the `n`-th working day of the month of `date`; none when the month has fewer.
    pub fn working_day(&self, date: NaiveDate, n: u32, calendar: &Calendar) -> Option<i64> {
        let day = calendar.nth_working_day(date, n)?;
        Some(self.zone.instant(day + Days::new(1), 0))
    }

    /// The clocks of an issue as of `now`, those met included; the most pressing first.
    ///
    /// `reopened_at`: when the customer was last not content; the result then counts from there.
    pub fn deadlines_of(&self, issue: &Issue, reopened_at: Option<i64>, now: i64) -> Vec<Deadline> {
        let asked = issue.asked_at;
        let since = reopened_at.unwrap_or(asked).max(asked);
        let answered = [issue.answered_at, issue.told_at].into_iter().flatten().min();
        let mut found = Vec::new();
        let mut add = |kind, due_at, met_at| found.push(Deadline { kind, due_at, met_at });
        if issue.urgent {
            add(DeadlineKind::ReportAtOnce, asked, issue.reported_at);
        }
        // Not answered within five minutes, a question is recorded: from then on the other clocks count.
        let at_once = asked + 5 * MINUTE;
        if issue.kind == IssueKind::Question && answered.unwrap_or(now) <= at_once {
            add(DeadlineKind::FiveMinutes, at_once, answered);
        }
        add(DeadlineKind::Sunset, self.sunset(asked), answered);
        add(DeadlineKind::FirstAnswer, asked + 24 * HOUR, answered);
        add(DeadlineKind::Result, since + 48 * HOUR, issue.resolved_at);
        // A promise from before the issue was opened again is settled.
        if let Some(due_at) = issue.promised_at.filter(|due_at| reopened_at.is_none_or(|at| *due_at > at)) {
            add(DeadlineKind::Promised, due_at, issue.told_at);
        }
        if let Some(resolved) = issue.resolved_at {
            add(DeadlineKind::Tell, self.sunset(resolved), issue.told_at);
        }
        found.sort_by_key(|deadline| (deadline.met_at.is_some(), deadline.due_at, deadline.kind));
        found
    }
}

fn working_or_before(calendar: &Calendar, date: NaiveDate) -> NaiveDate {
    if calendar.is_working_day(date) {
        return date;
    }
    calendar.working_days_before(date, 1).unwrap_or(date)
}
