//! The state that every screen starts from, files, and what calls share.

use chrono::NaiveDate;
use rounds_core::{Id, IsoWeek, person::Person, setting::Settings, territory::Territory};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LockView, SyncStage};

/// Which data folder is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Folder {
    /// First start: nothing chosen yet.
    None,
    Demo,
    Own,
}

/// What every screen needs to know first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct AppStatus {
    pub version: String,
    pub folder: Folder,
    /// While `lock.locked`, everything below says nothing but the look of the lock screen and the time.
    pub lock: LockView,
    pub territory: Option<Territory>,
    pub person: Option<Person>,
    pub settings: Settings,
    pub today: NaiveDate,
    /// Minutes after local midnight.
    pub now_min: u32,
    pub this_week: IsoWeek,
    pub next_week: IsoWeek,
    pub customer_count: u32,
    /// Operations not yet acknowledged by HQ.
    pub unsent_count: u32,
    /// Where files go when no output folder is set.
    pub default_output_folder: String,
    /// Damage of the database that nobody has taken note of yet; the latest.
    pub damage: Option<DamageNotice>,
    /// The visit that is begun and not ended: a restart opens it again.
    pub open_visit: Option<Id>,
    /// The visit that a customer holds the device for: being signed, or signed and not yet handed back. A restart comes
    /// back to its locked page.
    pub in_hand: Option<Id>,
    /// UTC milliseconds.
    pub last_backup_at: Option<i64>,
    /// Years in reach whose public holidays are not yet published.
    pub unpublished_years: Vec<i32>,
}

/// A damaged database was set aside. Shown until it is acknowledged.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct DamageNotice {
    /// UTC milliseconds; names the damage.
    pub found_at: i64,
    /// When it was found, what took the file's place, which work may be missing, where the file lies, what to do: each a
    /// sentence in the language of the settings. Words: `ui/src/text/shared.*.json`, `damage`.
    pub lines: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByDamage {
    /// Of the notice.
    pub found_at: i64,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutTerritory {
    pub name: String,
    pub organisation: String,
    pub manager_code: String,
    pub manager_name: String,
    pub manager_phone: Option<String>,
    /// WGS-84, 1e-7 degree; none = the median customer.
    pub start_lat_e7: Option<i32>,
    pub start_lng_e7: Option<i32>,
    /// WGS-84, 1e-7 degree; none = where the day starts.
    #[serde(default)]
    pub end_lat_e7: Option<i32>,
    #[serde(default)]
    pub end_lng_e7: Option<i32>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BackupFile {
    pub name: String,
    /// UTC milliseconds.
    pub made_at: i64,
    pub bytes: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByName {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FileWritten {
    /// Absolute path.
    pub path: String,
    pub pages: u32,
    pub bytes: u32,
    /// Names of customers that the file cannot hold: of a route those without a position.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByPath {
    pub path: String,
}

/// How far a job is.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Progress {
    pub job: String,
    pub done: u32,
    pub total: u32,
    /// The best plan so far, of job `plan`.
    pub best: Option<BestPlan>,
    /// What is being done, of job `sync`.
    pub stage: Option<SyncStage>,
}

/// What a stop would keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BestPlan {
    /// Weeks of the cycle.
    pub weeks: u32,
    /// Visits of the whole cycle.
    pub visits: u32,
    /// Metres of the whole cycle.
    pub travel_m: u32,
}

/// What changed, by noun; the screens that show it ask again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Changed {
    pub nouns: Vec<String>,
}

/// No arguments.
#[derive(Clone, Copy, Debug, Default, Deserialize, TS)]
#[ts(export, type = "Record<string, never>")]
pub struct Nothing {}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TxDone {
    pub tx_id: Id,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ById {
    pub id: Id,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByTx {
    pub tx_id: Id,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByWeek {
    pub week: IsoWeek,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByToken {
    pub token: String,
}
