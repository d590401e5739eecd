//! 客户集: a named group used when planning, chosen by hand or a saved filter.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    Id, Meta,
    customer::{CustomerClass, CustomerStatus, Segment},
    row,
};

/// Which customers a list shows. Within a field any of the values, across fields all of them; empty = no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct CustomerFilter {
    /// Name, code, phone, address, 拼音 or 拼音 initials.
    pub text: String,
    pub classes: Vec<CustomerClass>,
    pub segments: Vec<Segment>,
    pub statuses: Vec<CustomerStatus>,
    /// ISO weekdays 1-7.
    pub order_weekdays: Vec<u8>,
    pub lines: Vec<String>,
    pub set_id: Option<Id>,
    /// Not seen for at least so many days, or never.
    pub not_seen_days: Option<u32>,
    /// The frequency rule's window has passed unseen.
    pub overdue: bool,
    /// Missing or doubtful position.
    pub position_missing: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CustomerSet {
    #[serde(flatten)]
    pub meta: Meta,
    pub name: String,
    /// Chosen by hand.
    pub customer_ids: Vec<Id>,
    /// A saved filter; a set has this or `customer_ids`.
    pub filter: Option<CustomerFilter>,
}

row!(CustomerSet, "customer_set", { name: Text, customer_ids: Json, filter: Json });
