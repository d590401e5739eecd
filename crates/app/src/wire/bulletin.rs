//! 服务信息 as the screens see it.

use chrono::NaiveDate;
use rounds_core::bulletin::Bulletin;
use serde::Serialize;
use ts_rs::TS;

/// A bulletin in force today.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BulletinItem {
    pub bulletin: Bulletin,
    /// When the person read it, UTC milliseconds.
    pub read_at: Option<i64>,
    /// Customers that were told so far.
    pub told: u32,
}

/// A bulletin that the customer of a visit can be told, or was.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BulletinToTell {
    pub bulletin: Bulletin,
    /// The customer's last visit before this one at which it was told.
    pub told_on: Option<NaiveDate>,
}
