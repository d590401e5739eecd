//! The planner's side of 计划: proposals, repairs, costs of a move, outlook, travel, pairs apart, ways out.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    customer::CustomerClass,
    navigation::MapApp,
    plan::{OutlookWeek, Reason, Remedy, UnplannedReason},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BoardUnplanned, CustomerSummary};

/// How long a day is, for bars beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DayLoad {
    pub date: NaiveDate,
    pub visits: u32,
    pub travel_m: u32,
    pub travel_min: u32,
    /// Minutes in shops.
    pub visit_min: u32,
    /// What the day holds without the break; 0 = no field work.
    pub working_min: u32,
    /// The most visits that the day should have.
    pub capacity: u32,
    /// When the end point is reached, minutes after local midnight; none = no visits.
    pub end_min: Option<u32>,
}

/// A week's sums, before or after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PlanSums {
    pub visits: u32,
    pub travel_m: u32,
    pub travel_min: u32,
    pub visit_min: u32,
    /// Pressing and not in the plan.
    pub left_out: u32,
    /// Asked for by their rules, not in the plan, and able to wait.
    pub can_wait: u32,
    /// Monday to Sunday.
    pub days: Vec<DayLoad>,
}

/// Where a visit stands in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VisitPlace {
    pub date: NaiveDate,
    /// 1-based place in the day.
    pub order: u32,
    pub arrive_min: u32,
}

/// One customer's change between the plan as it is and the planner's proposal. Each can be taken or left by itself.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanDifference {
    /// What [`TakePlan`] names it by.
    pub number: u32,
    pub customer: CustomerSummary,
    /// None = newly planned.
    pub from: Option<VisitPlace>,
    /// None = taken out.
    pub to: Option<VisitPlace>,
    /// Metres and minutes that this change alone adds to the week's travel (negative = saved), the others taken.
    pub travel_m: i32,
    pub travel_min: i32,
    /// Why there, in the proposal.
    pub reasons: Vec<Reason>,
    /// Why no longer at all.
    pub left_out: Option<UnplannedReason>,
    pub remedy: Option<Remedy>,
}

/// What made a repair necessary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RepairKind {
    /// A visit of this week was marked 未访 or made in vain.
    Missed,
    /// A day of the plan is no longer a field day, or shorter than it was.
    DayLost,
    /// The visit no longer meets opening hours or allowed days, such as after the customer moved.
    HoursBroken,
    /// An urgent issue is open and no visit of the week's rest is planned.
    UrgentIssue,
    /// The customer is no longer open (停业, 歇业).
    NotOpen,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RepairCause {
    pub kind: RepairKind,
    /// None = the whole day.
    pub customer: Option<CustomerSummary>,
    pub date: Option<NaiveDate>,
}

/// A replanned or repaired week, shown before it is taken.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PlanProposal {
    pub token: String,
    pub week: IsoWeek,
    /// Empty for a plan made anew.
    pub causes: Vec<RepairCause>,
    /// By date of the proposal.
    pub differences: Vec<PlanDifference>,
    /// Who is due without a place in it, and neither stood nor was listed so far.
    pub left: Vec<BoardUnplanned>,
    /// Who is left out, why, or what would help is not as it is listed: there is something to take without a difference.
    pub list_changes: bool,
    /// Visits that stay on their day.
    pub kept: u32,
    pub before: PlanSums,
    pub after: PlanSums,
    /// The search was stopped by the user: the best plan so far.
    pub stopped: bool,
}

/// Repairs the rest of a week.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct RepairPlan {
    pub week: IsoWeek,
    /// Customers to be seen in what is left of the week, beside those whose urgent issues are open.
    #[serde(default)]
    pub urgent: Vec<Id>,
    /// Days that are lost, beside what the calendar says.
    #[serde(default)]
    pub lost: Vec<NaiveDate>,
}

/// Takes a proposal, whole or in part.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct TakePlan {
    pub token: String,
    /// Numbers of the differences that are wanted; none = all.
    #[serde(default)]
    pub chosen: Option<Vec<u32>>,
}

/// A day before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DayChange {
    pub before: DayLoad,
    pub after: DayLoad,
}

/// A stop's times after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct StopTime {
    pub customer_id: Id,
    pub arrive_min: u32,
    pub depart_min: u32,
}

/// What a move costs, whether it was made or only tried.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MoveCost {
    pub date: NaiveDate,
    /// 1-based place in the day.
    pub order: u32,
    /// Added to the week's travel; negative = saved.
    pub travel_m: i32,
    pub travel_min: i32,
    /// The days touched: the one that is left (if another) and the one that is joined.
    pub days: Vec<DayChange>,
    /// The joined day's stops with their times, in order.
    pub stops: Vec<StopTime>,
    /// What the move would break; nothing is refused because of it.
    pub warnings: Vec<AppError>,
}

/// A customer's likely date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OutlookStop {
    pub customer_id: Id,
    pub code: String,
    pub name: String,
    pub class: Option<CustomerClass>,
    pub date: NaiveDate,
}

/// The cycle as it looked when the week was planned; what follows the week may shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PlanOutlook {
    pub week: IsoWeek,
    /// The planned week first. Empty = no plan was made by the planner yet.
    pub weeks: Vec<OutlookWeek>,
    /// Likely visits after the planned week, by date and code.
    pub stops: Vec<OutlookStop>,
}

/// Two customers that a day should not join.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ApartView {
    pub id: Id,
    pub customer: CustomerSummary,
    pub other: CustomerSummary,
    pub note: Option<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutApart {
    pub customer_id: Id,
    pub other_id: Id,
    pub note: Option<String>,
}

/// How fast the manager gets from shop to shop, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SpeedView {
    /// What plans use now, metres a minute.
    pub used_m_per_min: u32,
    /// Whether that is the learnt one (`settings.planning.learn_speed`).
    pub learns: bool,
    /// What learning gives; the assumed speed while there is nothing to learn from.
    pub learnt_m_per_min: u32,
    /// Ways between two visits of one day that were used.
    pub observations: u32,
    /// Ways that were left out: breaks, errands, clocks.
    pub left_out: u32,
    /// The speed that learning starts from, which counts as so many ways.
    pub assumed_m_per_min: u32,
    pub assumed_counts: u32,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// The travel matrix in use.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
#[allow(clippy::struct_excessive_bools, reason = "four facts of a file, each true or not by itself")]
pub struct MatrixView {
    pub file_name: String,
    /// UTC milliseconds.
    pub imported_at: i64,
    /// Places in it.
    pub places: u32,
    pub has_start: bool,
    pub has_end: bool,
    /// Whether it holds metres, minutes or both; what it lacks is worked out from the other.
    pub has_metres: bool,
    pub has_minutes: bool,
    /// Pairs without a value: the formula is used.
    pub gaps: u32,
    /// Customers that are not in it: the formula is used.
    pub without: Vec<CustomerSummary>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ImportMatrix {
    pub file_name: String,
}

/// Why a position is doubted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum DoubtKind {
    /// None is known: planned as at the median of its line, else of all.
    Missing,
    /// 0, 0 or close to it: planned as if missing.
    Zero,
    /// So many kilometres from the middle of the territory: planned as if missing.
    Far { km: u32 },
    /// So many customers of different addresses share this very point: planned as it is.
    Shared { customers: u32 },
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct PositionDoubt {
    pub customer: CustomerSummary,
    pub doubt: DoubtKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DayFormat {
    /// A route with its stops, for navigation.
    Gpx,
    /// Appointments, for a calendar.
    Ics,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct ExportDay {
    pub date: NaiveDate,
    pub format: DayFormat,
}

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct NavigateTo {
    pub customer_id: Id,
    pub app: MapApp,
}
