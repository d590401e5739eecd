//! Lists, the customer file, contacts, sets and imports.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    contact::{Contact, ContactLayer},
    customer::{Customer, CustomerClass, CustomerStatus, Segment},
    customer_set::{CustomerFilter, CustomerSet},
    frequency::Window,
    plan::PlannedVisitState,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CustomerSort {
    #[default]
    Code,
    /// By 拼音.
    Name,
    Class,
    /// Longest unseen first.
    LastVisit,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct CustomerQuery {
    pub filter: CustomerFilter,
    pub sort: CustomerSort,
    pub offset: u32,
    /// At most 500 are given.
    pub limit: u32,
}

/// A customer as lists show it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CustomerSummary {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub class: Option<CustomerClass>,
    pub segment: Option<Segment>,
    pub status: CustomerStatus,
    pub address: String,
    pub phone: Option<String>,
    pub line: Option<String>,
    pub order_weekday: Option<u8>,
    pub last_visit_on: Option<NaiveDate>,
    /// Days past the end of the rule's window; 0 = not overdue.
    pub overdue_days: u32,
    /// WGS-84, 1e-7 degree.
    pub lat_e7: Option<i32>,
    pub lng_e7: Option<i32>,
}

/// How many customers each filter value would show.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct CustomerFacets {
    pub all: u32,
    pub classes: Vec<(CustomerClass, u32)>,
    pub segments: Vec<(Segment, u32)>,
    pub statuses: Vec<(CustomerStatus, u32)>,
    pub order_weekdays: Vec<(u8, u32)>,
    pub lines: Vec<(String, u32)>,
    pub overdue: u32,
    pub not_seen_30_days: u32,
    pub position_missing: u32,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CustomerPage {
    /// Rows that match, of which `rows` are those from `offset` on.
    pub total: u32,
    pub rows: Vec<CustomerSummary>,
    pub facets: CustomerFacets,
}

/// Where the customer's frequency comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RuleSource {
    Exception,
    Set,
    Segment,
    Class,
    None,
}

/// Purchases of a customer; none = not known (—).
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct SalesSummary {
    /// 条 in the last four weeks, and the four before.
    pub quantity_4_weeks: Option<i64>,
    pub quantity_4_weeks_before: Option<i64>,
    pub amount_fen_4_weeks: Option<i64>,
    pub profit_fen_4_weeks: Option<i64>,
    /// The last day that figures are known for.
    pub data_until: Option<NaiveDate>,
    /// Product and 条 in the last four weeks, largest first, at most five.
    pub products: Vec<(String, i64)>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CustomerFile {
    pub customer: Customer,
    pub contacts: Vec<Contact>,
    /// The owner, where another customer's contact holds this licence too.
    pub owner: Option<Contact>,
    /// Other customers of the same owner.
    pub same_owner: Vec<CustomerSummary>,
    pub last_visit_on: Option<NaiveDate>,
    /// Whether somebody noted that visit down; otherwise a plan's day has passed without a word.
    pub last_visit_recorded: bool,
    pub next_planned_on: Option<NaiveDate>,
    pub overdue_days: u32,
    pub rule: Window,
    pub rule_times: u32,
    pub rule_source: RuleSource,
    pub sales: SalesSummary,
    pub sets: Vec<Id>,
    /// Warnings, such as a position far from the territory or a licence about to expire.
    pub warnings: Vec<AppError>,
    /// Every past and coming planned visit, newest first, at most 100.
    pub visits: Vec<CustomerVisit>,
    /// The transaction that made this change, to undo it by `change.undo`.
    pub tx_id: Option<Id>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct CustomerVisit {
    pub id: Id,
    pub date: NaiveDate,
    pub week: IsoWeek,
    pub state: PlannedVisitState,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct SetField {
    pub id: Id,
    /// A field of `Customer`.
    pub field: String,
    #[ts(type = "unknown")]
    pub value: Value,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct NewCustomer {
    pub code: String,
    pub name: String,
}

/// A new contact (`id` none) or a changed one.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutContact {
    pub id: Option<Id>,
    pub customer_id: Id,
    pub name: String,
    pub layer: ContactLayer,
    pub title: Option<String>,
    pub phone: Option<String>,
    pub is_primary: bool,
    pub note: Option<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutSet {
    pub id: Option<Id>,
    pub name: String,
    pub customer_ids: Vec<Id>,
    pub filter: Option<CustomerFilter>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SetSummary {
    pub set: CustomerSet,
    pub count: u32,
}

/// Arguments beside the file's own bytes.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PreviewImport {
    pub file_name: String,
    pub datum: rounds_core::position::Datum,
    /// Heading → field, where the user has mapped by hand; empty = as recognised or remembered.
    #[serde(default)]
    pub mapping: std::collections::BTreeMap<String, String>,
}

/// A dry run, waiting under its token.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ImportPreview {
    pub token: String,
    pub file_name: String,
    pub outcome: rounds_workbook::ImportOutcome,
}

/// Rows by what became of them.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ImportResult {
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub rejected: u32,
    pub tx_id: Id,
}
