//! Signed paper: what was read of pictures, and a paper day typed in afterwards.

use chrono::NaiveDate;
use rounds_core::{AppError, Id, bulletin::Bulletin, form::Layout, visit::Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::{CustomerSummary, VisitSummary};

/// Arguments beside the file's own bytes.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddScan {
    pub file_name: String,
}

/// A kept picture, whole or small.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct GetPhoto {
    pub id: Id,
    /// Longest side in pixels; none = as it is kept.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub side: Option<u32>,
}

/// What became of a scanned sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScanState {
    /// Its picture lies with its visit, which counts as signed on paper.
    Matched,
    /// A spare sheet: whose it was has to be told.
    Spare,
    /// A sheet of a day to come: nothing was noted of its visit.
    Early,
    /// Its code is not of this territory.
    Foreign,
    /// Its code is no code of any sheet.
    Stranger,
    /// Its code does not agree with what was signed.
    Forged,
    /// No code could be read on it.
    Unreadable,
}

/// A sheet that was found in a picture.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ScanItem {
    pub id: Id,
    pub state: ScanState,
    pub file_name: String,
    /// 1-based.
    pub page: u32,
    /// Its picture, for `photo.get`.
    pub attachment_id: Id,
    /// What its code says, where that is not ours.
    pub code: Option<String>,
    /// 编号 of a spare sheet.
    pub number: Option<String>,
    /// The visit that it belongs to.
    pub visit: Option<VisitSummary>,
    /// Of a sheet that came before its day: the shop's name.
    pub planned_name: Option<String>,
    /// Of a sheet that came before its day: the day.
    pub planned_date: Option<NaiveDate>,
    /// UTC milliseconds.
    pub at: i64,
}

/// What one file held.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ScanResult {
    /// Sheets of this file under the name and page given now, those that had been scanned before included.
    pub items: Vec<ScanItem>,
    /// How many of them had been scanned before: nothing was done to these.
    pub known: u32,
    /// Pages that could not be read, as sentences.
    pub unread: Vec<AppError>,
}

/// Whose a sheet was, said by hand: a record, a planned visit, or a customer on a day.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct MatchScan {
    pub scan_id: Id,
    #[serde(default)]
    pub visit_record_id: Option<Id>,
    #[serde(default)]
    pub planned_visit_id: Option<Id>,
    #[serde(default)]
    pub customer_id: Option<Id>,
    #[serde(default)]
    pub date: Option<NaiveDate>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ByDate {
    pub date: NaiveDate,
}

/// A day of 补录: what was planned, what was recorded, what was added.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LaterDay {
    pub date: NaiveDate,
    /// The form that new rows are answered by; its options are the chips.
    pub layout: Layout,
    /// In the order of the day.
    pub rows: Vec<LaterRow>,
    /// Scanned sheets of this day's visits, and those still without a visit.
    pub scans: Vec<ScanItem>,
}

/// How a row of the grid stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LaterState {
    /// Nothing typed yet.
    Empty,
    /// Typed and not yet saved.
    Draft,
    /// 补录, saved.
    Saved,
    /// Recorded in the shop: shown, not changed here.
    Live,
    /// Signed on the screen: shown, not changed here.
    Signed,
}

/// One visit in the grid.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LaterRow {
    pub state: LaterState,
    pub planned_visit_id: Option<Id>,
    pub visit_record_id: Option<Id>,
    pub customer: CustomerSummary,
    pub entry: LaterEntry,
    /// 服务信息 that the customer was to be told of on that day, and whatever the entry says was told.
    pub bulletins: Vec<Bulletin>,
    /// Pictures of its sheet, for `photo.get`.
    pub pictures: Vec<Id>,
    /// Each with the cell it is about: `arrived_min`, `left_min`, `outcome`, or a field of the form.
    pub problems: Vec<AppError>,
}

/// What is typed in a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct LaterEntry {
    /// Minutes after local midnight.
    pub arrived_min: Option<u32>,
    /// Minutes after local midnight.
    pub left_min: Option<u32>,
    pub outcome: Option<Outcome>,
    /// Fields of the signed part: `sales`, `feedback`, `rating`, `next_visit_on`, …
    #[ts(type = "Record<string, unknown>")]
    pub answers: Map<String, Value>,
    /// Bulletins that the customer was told of.
    pub told: Vec<Id>,
    pub signed_on_paper: bool,
}

/// A row's entry: kept as a draft, or saved as a record.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutLaterRow {
    pub date: NaiveDate,
    /// The shop; one that is not yet in the day is added.
    pub customer_id: Id,
    #[serde(default)]
    pub planned_visit_id: Option<Id>,
    #[serde(default)]
    pub visit_record_id: Option<Id>,
    pub entry: LaterEntry,
    /// False while typing.
    pub save: bool,
}
