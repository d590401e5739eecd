//! What the use-cases take and give. Generated into TypeScript, so that the screen and the core cannot disagree.
//!
//! Dates are local calendar dates of the territory; minutes count from local midnight; distances are metres.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    contact::{Contact, ContactLayer},
    customer::{Customer, CustomerClass, CustomerStatus, Segment},
    customer_set::{CustomerFilter, CustomerSet},
    frequency::{FrequencyRule, Window},
    person::Person,
    plan::{ChangeAfterFinal, PlanStatus, PlannedVisitState, Purpose, Reason, UnplannedReason, VisitPlan},
    setting::Settings,
    territory::Territory,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

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
    /// A damaged database was set aside at this start; names the file it lies in now.
    pub set_aside: Option<String>,
    /// UTC milliseconds.
    pub last_backup_at: Option<i64>,
    /// Years in reach whose public holidays are not yet published.
    pub unpublished_years: Vec<i32>,
}

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
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FrequencyView {
    pub rules: Vec<FrequencyRule>,
    /// The preset that the rules equal, if any.
    pub preset: Option<String>,
    /// What the rules ask for, and what the working time can hold.
    pub demand_per_week: u32,
    pub capacity_per_week: u32,
    pub presets: Vec<PresetView>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PresetView {
    /// `tobacco_monthly`, `tobacco_graded`, `group_customers`.
    pub name: String,
    pub demand_per_week: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByPreset {
    pub preset: String,
}

/// A new rule (`id` none) or a changed one.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutRule {
    pub id: Option<Id>,
    pub target: rounds_core::frequency::RuleTarget,
    pub window: Window,
    pub times: u32,
    pub min_gap_days: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutCalendarEntry {
    pub id: Option<Id>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub kind: rounds_core::calendar::CalendarKind,
    pub part: rounds_core::calendar::DayPart,
    pub note: Option<String>,
}

/// One visit on the board.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BoardVisit {
    pub id: Id,
    pub customer: CustomerSummary,
    pub date: NaiveDate,
    pub order: u32,
    pub arrive_min: u32,
    pub depart_min: u32,
    pub travel_m: u32,
    pub travel_min: u32,
    pub purposes: Vec<Purpose>,
    pub key_points: Option<String>,
    pub reasons: Vec<Reason>,
    pub locked: bool,
    pub state: PlannedVisitState,
    pub change: Option<ChangeAfterFinal>,
    /// Rules that a move by hand has broken, such as arriving before the shop opens.
    pub warnings: Vec<AppError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BoardDayKind {
    Working,
    /// A free weekday of every week.
    Rest,
    /// 节假日.
    Holiday,
    /// 调休: a working day that would be free.
    MakeUp,
    /// Leave, training or office by the calendar.
    Away,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BoardDay {
    pub date: NaiveDate,
    pub kind: BoardDayKind,
    /// The holiday's or the calendar entry's name.
    pub name: Option<String>,
    /// Working minutes without the break; 0 = no visits here.
    pub working_min: u32,
    /// The most visits this day may hold.
    pub capacity: u32,
    pub visits: Vec<BoardVisit>,
    pub travel_m: u32,
    pub travel_min: u32,
    pub visit_min: u32,
    /// Minutes after local midnight at which the manager is back.
    pub end_min: Option<u32>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BoardUnplanned {
    pub customer: CustomerSummary,
    pub reason: UnplannedReason,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanBoard {
    pub week: IsoWeek,
    pub plan: Option<VisitPlan>,
    /// Monday to Sunday.
    pub days: Vec<BoardDay>,
    pub unplanned: Vec<BoardUnplanned>,
    /// Visits taken out by hand after 定稿; their sheets may be printed.
    pub removed: Vec<BoardVisit>,
    pub demand_per_week: u32,
    pub capacity_per_week: u32,
    /// The start point, WGS-84, 1e-7 degree.
    pub start_lat_e7: Option<i32>,
    pub start_lng_e7: Option<i32>,
    pub can_undo: bool,
    pub can_redo: bool,
    pub last_week_status: Option<PlanStatus>,
}

#[derive(Clone, Debug, Default, Deserialize, TS)]
#[ts(export)]
pub struct MakePlan {
    pub week: Option<IsoWeek>,
    #[serde(default)]
    pub seed: Option<u32>,
    #[serde(default)]
    pub iterations: Option<u32>,
}

/// One customer's change between the plan as it is and the planner's proposal.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanDifference {
    pub customer: CustomerSummary,
    /// None = newly planned.
    pub from: Option<NaiveDate>,
    /// None = taken out.
    pub to: Option<NaiveDate>,
}

/// A replanned week, shown before it is taken.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanProposal {
    pub token: String,
    pub differences: Vec<PlanDifference>,
    pub kept: u32,
    pub travel_m_before: u32,
    pub travel_m_after: u32,
    pub visits_before: u32,
    pub visits_after: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct MoveVisit {
    pub id: Id,
    pub date: NaiveDate,
    /// 1-based place in the day; none = where it costs least.
    pub order: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct LockVisit {
    pub id: Id,
    pub locked: bool,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddVisit {
    pub week: IsoWeek,
    pub customer_id: Id,
    /// None = the day on which it costs least.
    pub date: Option<NaiveDate>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct EditVisit {
    pub id: Id,
    pub purposes: Vec<Purpose>,
    pub key_points: Option<String>,
    /// 未访: carries over into the next plan.
    pub missed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SheetKind {
    /// 客户拜访计划表.
    Plan,
    /// 客户拜访记录表.
    Record,
    /// 客户服务手册页.
    Handbook,
    All,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PrintSheets {
    pub week: IsoWeek,
    pub kind: SheetKind,
    /// One record sheet to a page instead of two.
    #[serde(default)]
    pub full: bool,
    /// Blank record sheets with reserved numbers.
    #[serde(default)]
    pub spare: u32,
    /// Only these days; empty = the week.
    #[serde(default)]
    pub dates: Vec<NaiveDate>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct FileWritten {
    /// Absolute path.
    pub path: String,
    pub pages: u32,
    pub bytes: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByPath {
    pub path: String,
}

/// One stop of 今日.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TodayView {
    pub date: NaiveDate,
    pub week: IsoWeek,
    pub day: BoardDay,
    pub plan_status: Option<PlanStatus>,
    /// The first working day after today that has visits.
    pub next_day: Option<NaiveDate>,
    /// Next week has no plan yet, and it is Thursday or later.
    pub next_week_to_plan: bool,
    /// Licences that expire within 30 days.
    pub licences: Vec<CustomerSummary>,
    pub overdue_count: u32,
    pub start_lat_e7: Option<i32>,
    pub start_lng_e7: Option<i32>,
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

/// A plan change that is about to happen; the board redraws from the reply.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Progress {
    pub job: String,
    pub done: u32,
    pub total: u32,
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

/// A dry run, waiting under its token.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ImportPreview {
    pub token: String,
    pub file_name: String,
    pub outcome: crate::workbook::ImportOutcome,
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
