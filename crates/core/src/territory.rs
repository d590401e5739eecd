//! Who works where.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Meta, position::Position, row};

/// An area worked by one manager. Its own `territory_id` is its `id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Territory {
    #[serde(flatten)]
    pub meta: Meta,
    pub code: String,
    pub name: String,
    /// 单位, printed at the head of sheets.
    pub organisation: String,
    /// IANA zone of plan dates, such as `Asia/Shanghai`.
    pub zone: String,
    /// Where a day starts; none = the median customer until set.
    pub start: Option<Position>,
    /// Where a day ends; none = where it starts.
    #[serde(default)]
    pub end: Option<Position>,
    /// An invented territory that cannot be enrolled at any headquarters.
    pub is_demo: bool,
}

row!(Territory, "territory", {
    code: Text, name: Text, organisation: Text, zone: Text, start: Json, end: Json, is_demo: Bool,
});
