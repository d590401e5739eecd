//! Every clock of the domain, in one engine: when something falls due, and how it stands.
//!
//! S3/S4.1 (5 minutes, 24 h, 48 h), S3/S4.2 (sunset rule), S0.5 (urgent at once), S0.6 (the Friday hour), S0.7 (month
//! end), S1.8 (the n-th working day). Times are UTC milliseconds; days are those of the territory's zone.

mod duty;
mod rules;
mod standing;
#[cfg(test)]
mod tests;

pub use duty::{Duty, DutyKind, DutySettings};
pub use rules::Rules;
pub use standing::DeadlineStanding;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DeadlineKind {
    /// 紧急问题立即汇报.
    ReportAtOnce,
    /// A question is answered within five minutes.
    FiveMinutes,
    /// 日落原则.
    Sunset,
    /// 24 小时内首次答复.
    FirstAnswer,
    /// 48 小时内处理结果.
    Result,
    /// What the customer was promised.
    Promised,
    /// The customer is told the result.
    Tell,
    /// 周五前: the unit's hour.
    Friday,
    /// 月底.
    MonthEnd,
    /// The n-th working day of the month.
    WorkingDay,
}

/// A clock and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Deadline {
    pub kind: DeadlineKind,
    /// UTC milliseconds.
    pub due_at: i64,
    /// UTC milliseconds; none = still open.
    pub met_at: Option<i64>,
}
