//! Headquarters as the screens see it.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, Id,
    sync::{Choice, SetAsideChoice, WrittenOn},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

/// What a sync is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SyncStage {
    /// Own changes go out.
    Push,
    /// Others' changes come in.
    Pull,
    /// Both sides are compared.
    Compare,
    /// Pictures go out.
    Files,
}

/// Where this folder stands towards headquarters.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SyncStatus {
    /// None = not enrolled.
    pub account: Option<SyncAccount>,
    /// 已上报: rows that headquarters has acknowledged whole.
    pub reported: u32,
    /// 待上报: rows with changes that headquarters has no verdict on.
    pub waiting: u32,
    pub waiting_files: u32,
    /// 需处理: what was set aside, and conflicts that nobody has decided.
    pub to_settle: u32,
    pub set_aside: u32,
    pub conflicts: u32,
    pub running: bool,
    /// The last sync that came to its end.
    pub last: Option<SyncDone>,
    /// Why the last try, after that, did not.
    pub failed: Option<SyncFailure>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SyncAccount {
    pub server: String,
    pub user: String,
    pub territory_code: String,
    /// Whether a sync needs no password.
    pub signed_in: bool,
    /// Another copy of this folder goes on, or a backup was put back: the next sync makes this one a device of its own, and
    /// needs the password for it.
    pub to_follow: bool,
}

/// A sync that came to its end.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SyncDone {
    /// UTC milliseconds.
    pub at: i64,
    /// Rows that headquarters gave a verdict on, and of how many of them something was set aside.
    pub sent: u32,
    pub set_aside: u32,
    pub conflicts: u32,
    /// Visits from before headquarters erased their customer's personal data by law: taken without these.
    pub without_personal: u32,
    /// Rows that came in.
    pub taken: u32,
    pub files_sent: u32,
    pub files_left: u32,
    /// Whether both sides hold the same; none = it could not be told.
    pub equal: Option<bool>,
    pub scopes: Vec<SyncScope>,
    /// Why some operations stayed here.
    pub push_refused: Option<AppError>,
    /// Why some pictures stayed here.
    pub files_refused: Option<AppError>,
}

/// A feed at the end of a sync.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SyncScope {
    /// `organisation`, `territory-…`, `person-…`.
    pub scope: String,
    pub rows: u32,
    /// Whether headquarters has the same; none = it could not be told.
    pub equal: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SyncFailure {
    /// UTC milliseconds.
    pub at: i64,
    pub error: AppError,
}

#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SyncEnrol {
    /// `https://…`
    pub server: String,
    /// The person's code.
    pub user: String,
    pub password: String,
    /// The one-time code that headquarters gave.
    pub code: String,
}

/// An enrolment that is done. What became of the first sync after it is in `status`.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SyncEnrolled {
    /// Customers of this folder that headquarters knew by their codes.
    pub matched: u32,
    pub status: SyncStatus,
}

#[derive(Clone, Default, Deserialize, TS)]
#[ts(export)]
pub struct SyncRun {
    /// Where the session has ended, or the folder has to become another device.
    pub password: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SyncSignOut {
    /// Also while something is unsent.
    pub force: bool,
}

/// A row that is not at headquarters yet.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct UnsentItem {
    pub noun: String,
    pub id: Id,
    /// Whom it is about.
    pub customer_name: Option<String>,
    pub operations: u32,
    /// UTC milliseconds of the first and the last change.
    pub first_at: i64,
    pub last_at: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct UnsentList {
    pub items: Vec<UnsentItem>,
    /// Rows beyond those.
    pub more: u32,
    /// Why none of them is there: not enrolled, or what the last try ended with. None = nothing was tried since.
    pub because: Option<AppError>,
}

/// Two values for one field.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ConflictItem {
    pub id: Id,
    pub noun: String,
    pub row_id: Id,
    pub customer_name: Option<String>,
    /// Of a contact, who that is.
    pub row_name: Option<String>,
    /// What the rows are called whose ids stand in the values, as far as they are known here.
    #[ts(type = "Record<string, string>")]
    pub names: BTreeMap<Id, String>,
    /// `deleted_at` where one side deleted and the other changed.
    pub field: String,
    #[ts(type = "unknown")]
    pub kept: Value,
    #[ts(type = "unknown")]
    pub lost: Value,
    pub kept_by: Party,
    pub lost_by: Party,
    /// Whose device that was, where headquarters said so.
    pub kept_from: Option<WrittenOn>,
    pub lost_from: Option<WrittenOn>,
    /// UTC milliseconds of the writers' clocks.
    pub kept_at: i64,
    pub lost_at: i64,
}

/// Who wrote a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Party {
    /// This device's own user, here.
    ThisDevice,
    /// The same user, on another device.
    OtherDevice,
    Colleague,
    Headquarters,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct DecideConflict {
    pub id: Id,
    pub choice: Choice,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ConflictDecided {
    /// For `change.undo`.
    pub tx_id: Id,
    pub left: Vec<ConflictItem>,
}

/// A transaction that headquarters kept and did not apply.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SetAsideItem {
    /// Its first operation, as headquarters counts.
    pub op_seq: i64,
    pub rows: Vec<SetAsideRow>,
    pub because: Option<AppError>,
    /// UTC milliseconds.
    pub at: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SetAsideRow {
    pub noun: String,
    pub id: Id,
    pub customer_name: Option<String>,
    /// Field → the value that was written.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Value>,
}

#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SettleSetAside {
    pub op_seq: i64,
    pub choice: SetAsideChoice,
    pub password: Option<String>,
}
