//! What a manager owes the office by the clock: reports, the month's evaluation, the tables of the n-th working day.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Deadline, DeadlineKind, Rules};
use crate::{IsoWeek, calendar::Calendar};

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DutyKind {
    /// 客户经理周报, with 每周信息反馈单: by the Friday hour (S0.5, S0.6).
    WeeklyReport,
    /// 客户关系评价: every customer once a month, by month end (S0.6).
    Evaluation,
    /// 客户经理月报 with the next month's plan: before month end (S0.2, S0.7).
    MonthlyReport,
    /// 客情费 tables of the month before: by the n-th working day (S1.8).
    ExpenseTables,
}

impl DutyKind {
    pub const ALL: &[Self] =
        &[Self::WeeklyReport, Self::Evaluation, Self::MonthlyReport, Self::ExpenseTables];
}

/// Which duties a unit knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct DutySettings {
    pub weekly_report: bool,
    pub evaluation: bool,
    pub monthly_report: bool,
    /// The working day of the month by whose end the 客情费 tables are due; none = the unit has none.
    pub expense_working_day: Option<u32>,
}

impl Default for DutySettings {
    fn default() -> Self {
        Self { weekly_report: true, evaluation: true, monthly_report: true, expense_working_day: None }
    }
}

/// A duty, the period that it is for, and its clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Duty {
    pub kind: DutyKind,
    /// `2026-W48` or `2026-11`.
    pub period: String,
    pub deadline: Deadline,
}

const DAY: i64 = 86_400_000;

impl Duty {
    /// How long before its hour it is worth a line of 今日, milliseconds: a week's report from the day before, what
    /// takes a round of customers for longer.
    fn ahead(&self) -> i64 {
        match self.kind {
            DutyKind::WeeklyReport => 2 * DAY,
            DutyKind::MonthlyReport | DutyKind::ExpenseTables => 4 * DAY,
            DutyKind::Evaluation => 10 * DAY,
        }
    }

    /// Whether 今日 shows it at `now`: open and near, overdue, or done and its hour still to come.
    pub fn is_near(&self, now: i64) -> bool {
        let (due, met) = (self.deadline.due_at, self.deadline.met_at.is_some());
        now >= due - self.ahead() && (!met || now < due)
    }
}

impl Rules {
    /// The duties of the periods around `today`, the one before included: what was not done then is overdue now. In
    /// the order in which they fall due; `met_at` is not known here.
    pub fn duties(&self, today: NaiveDate, settings: &DutySettings, calendar: &Calendar) -> Vec<Duty> {
        let mut found = Vec::new();
        let mut add = |kind, period: String, clock, due_at| {
            found.push(Duty { kind, period, deadline: Deadline { kind: clock, due_at, met_at: None } });
        };
        if settings.weekly_report {
            let week = IsoWeek::of(today);
            for week in [week.previous(), week] {
                let due_at = self.week_due(week, calendar);
                add(DutyKind::WeeklyReport, week.to_string(), DeadlineKind::Friday, due_at);
            }
        }
        let first = today.with_day(1).unwrap_or(today);
        for month in [first.checked_sub_months(Months::new(1)), Some(first)].into_iter().flatten() {
            let period = month.format("%Y-%m").to_string();
            let due_at = self.month_end(month, calendar);
            if settings.evaluation {
                add(DutyKind::Evaluation, period.clone(), DeadlineKind::MonthEnd, due_at);
            }
            if settings.monthly_report {
                add(DutyKind::MonthlyReport, period.clone(), DeadlineKind::MonthEnd, due_at);
            }
        }
        // Of the month before, in this month's working days; the next month's come into sight before it begins.
        if let Some(day) = settings.expense_working_day {
            for month in [Some(first), first.checked_add_months(Months::new(1))].into_iter().flatten() {
                let before = month.checked_sub_months(Months::new(1)).unwrap_or(month);
                if let Some(due_at) = self.working_day(month, day, calendar) {
                    let period = before.format("%Y-%m").to_string();
                    add(DutyKind::ExpenseTables, period, DeadlineKind::WorkingDay, due_at);
                }
            }
        }
        found.sort_by_key(|duty| (duty.deadline.due_at, duty.kind));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        setting::{Settings, WorkingTime},
        zone::Zone,
    };

    fn near(now: &str, settings: &DutySettings) -> Vec<(DutyKind, String)> {
        let zone = Zone::named("Asia/Shanghai");
        let (rules, calendar) =
            (Rules::new(&Settings::default(), zone), Calendar::new(&[], &WorkingTime::default()));
        let now = chrono::DateTime::parse_from_rfc3339(now).unwrap().timestamp_millis();
        let duties = rules.duties(zone.date(now), settings, &calendar);
        duties.into_iter().filter(|duty| duty.is_near(now)).map(|duty| (duty.kind, duty.period)).collect()
    }

    #[test]
    fn the_weekly_report_comes_on_thursday_and_is_overdue_from_the_friday_hour() {
        let settings = DutySettings { evaluation: false, monthly_report: false, ..DutySettings::default() };
        let of = |week: &str| (DutyKind::WeeklyReport, week.to_owned());
        assert_eq!(near("2026-11-11T09:00:00+08:00", &settings), [of("2026-W45")], "Wednesday: the last one");
        assert_eq!(near("2026-11-12T09:00:00+08:00", &settings), [of("2026-W45"), of("2026-W46")]);
        assert_eq!(near("2026-11-16T09:00:00+08:00", &settings), [of("2026-W46")], "still owed on Monday");
    }

    #[test]
    fn month_end_and_working_days_step_over_free_days() {
        let settings =
            DutySettings { weekly_report: false, expense_working_day: Some(3), ..DutySettings::default() };
        // September ends on a Wednesday; the 3rd working day of October is the 10th, a 调休 Saturday.
        let september = "2026-09".to_owned();
        let due = near("2026-09-30T09:00:00+08:00", &settings);
        assert!(due.contains(&(DutyKind::MonthlyReport, september.clone())), "{due:?}");
        assert!(due.contains(&(DutyKind::Evaluation, september.clone())), "{due:?}");
        assert!(near("2026-10-09T09:00:00+08:00", &settings).contains(&(DutyKind::ExpenseTables, september)));
    }

    #[test]
    fn what_a_unit_does_not_know_is_not_owed() {
        let none = DutySettings {
            weekly_report: false,
            evaluation: false,
            monthly_report: false,
            expense_working_day: None,
        };
        assert_eq!(near("2026-11-30T09:00:00+08:00", &none), []);
    }
}
