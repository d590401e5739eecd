//! Two values for one field: which one stayed, which one lost, and what was made of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{Id, Meta, row};

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Choice {
    /// The value that stayed is right.
    Kept,
    /// The value that lost was put back, by an operation of its own.
    Lost,
}

/// Whose device a value was written on, as HQ calls them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WrittenOn {
    /// The person's name.
    pub person: String,
    pub device: String,
}

/// Made by HQ, decided by a person. Synced like any row of the territory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Conflict {
    #[serde(flatten)]
    pub meta: Meta,
    pub noun: String,
    pub row_id: Id,
    /// `deleted_at` where one side deleted and the other changed.
    pub field: String,
    #[serde(default)]
    #[ts(type = "unknown")]
    pub kept: Value,
    #[serde(default)]
    #[ts(type = "unknown")]
    pub lost: Value,
    /// The people who wrote them; none = HQ.
    pub kept_by: Option<Id>,
    pub lost_by: Option<Id>,
    /// None = HQ, or an HQ that did not say yet.
    pub kept_from: Option<WrittenOn>,
    pub lost_from: Option<WrittenOn>,
    /// UTC milliseconds of the writers' clocks, for people.
    pub kept_at: i64,
    pub lost_at: i64,
    pub choice: Option<Choice>,
}

row!(Conflict, "conflict", {
    noun: Text, row_id: Text, field: Text, kept: Json, lost: Json, kept_by: Text, lost_by: Text, kept_from: Json,
    lost_from: Json, kept_at: Int, lost_at: Int, choice: Text,
});
