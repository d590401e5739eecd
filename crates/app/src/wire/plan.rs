//! The board, changes by hand, sheets and today.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek,
    deadline::Duty,
    plan::{
        ChangeAfterFinal, PlanStatus, PlannedVisitState, Purpose, Reason, Remedy, Uneven, UnplannedReason,
        VisitPlan,
    },
    setting::WorkingHours,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BulletinItem, CustomerSummary, Departure, IssueSummary, MoveCost, RepairCause, VisitSummary};

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
    /// Those that stand: what a visit beside the plan has met is left out.
    pub reasons: Vec<Reason>,
    /// The day on which the customer was seen since the visit was planned, so that its turn is over.
    pub seen_since: Option<NaiveDate>,
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
    /// Where days are to be even and this one is not.
    pub uneven: Option<Uneven>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct BoardUnplanned {
    pub customer: CustomerSummary,
    pub reason: UnplannedReason,
    /// The cheapest change that would fit it in.
    pub remedy: Option<Remedy>,
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
    /// Visits that this very week holds, after holidays, leave and other days without field work.
    pub capacity_per_week: u32,
    /// Open customers to whom no frequency rule applies.
    pub without_rule: u32,
    /// Visits due and left out, urgent issues, lost days: what [`super::RepairPlan`] would take care of.
    pub to_repair: Vec<RepairCause>,
    /// Drafts of later weeks that what was just planned leaves behind.
    pub later_drafts: Vec<LaterDraft>,
    /// What the move that was just made cost.
    pub last_move: Option<MoveCost>,
    /// The start point, WGS-84, 1e-7 degree.
    pub start_lat_e7: Option<i32>,
    pub start_lng_e7: Option<i32>,
    /// The end point; the start point where no other is set.
    pub end_lat_e7: Option<i32>,
    pub end_lng_e7: Option<i32>,
    pub can_undo: bool,
    pub can_redo: bool,
    /// The latest step, which an undo would take back.
    pub last_step: Option<Id>,
    pub last_week_status: Option<PlanStatus>,
}

/// A draft that was made while an earlier week was planned otherwise.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct LaterDraft {
    pub week: IsoWeek,
    /// Customers whose visits of the earlier week it counted on, and who are visited otherwise now.
    pub customers: u32,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct UndoStep {
    pub week: IsoWeek,
    /// Only this one; none = the latest, whichever it is.
    #[serde(default)]
    pub step: Option<Id>,
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

#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[ts(export)]
pub struct MissDay {
    /// Over at the territory.
    pub date: NaiveDate,
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
    /// Blank backs, so that a double-sided printer never puts two customers on one leaf.
    #[serde(default)]
    pub duplex: bool,
    /// Blank record sheets with reserved numbers.
    #[serde(default)]
    pub spare: u32,
    /// Only these days; empty = the week.
    #[serde(default)]
    pub dates: Vec<NaiveDate>,
}

/// One stop of 今日, with what matters before entering.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TodayStop {
    pub visit: BoardVisit,
    /// The visit made or begun at this stop.
    pub record: Option<VisitSummary>,
    /// Why it was put off; it stays in today's order.
    pub put_off_reason: Option<String>,
    pub wishes: Option<String>,
    /// Open promises, the most pressing first.
    pub issues: Vec<IssueSummary>,
    /// Titles of the 服务信息 in force that this customer has not been told of yet.
    pub to_tell: Vec<String>,
    /// When the shop is open today; empty = whenever one comes.
    pub open_hours: Vec<WorkingHours>,
}

/// 今日.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TodayView {
    pub date: NaiveDate,
    pub week: IsoWeek,
    pub day: BoardDay,
    /// In order; visits put off or missed included.
    pub stops: Vec<TodayStop>,
    /// Today's unplanned visits.
    pub unplanned: Vec<VisitSummary>,
    /// The visit that is begun and not ended.
    pub open_visit: Option<VisitSummary>,
    /// Promises due today or overdue, of all customers.
    pub due: Vec<IssueSummary>,
    /// Reports and tables that the office waits for, in the order in which they fall due; one that is done stays until
    /// its hour, to be taken back.
    pub duties: Vec<Duty>,
    /// 服务信息 in force, the unread first.
    pub bulletins: Vec<BulletinItem>,
    pub departure: Departure,
    /// Internal notes of today's visits that nobody has tidied yet; they lock at midnight.
    pub notes_to_tidy: Vec<VisitSummary>,
    pub plan_status: Option<PlanStatus>,
    /// The first working day after today that has visits.
    pub next_day: Option<NaiveDate>,
    /// Next week has no plan yet, and it is Thursday or later.
    pub next_week_to_plan: bool,
    /// Licences that expire within 30 days.
    pub licences: Vec<CustomerSummary>,
    pub overdue_count: u32,
    /// Planned visits of the last fortnight's days that nobody recorded; they count as made until they are marked.
    pub unrecorded_count: u32,
    /// The week of the first of them.
    pub unrecorded_week: Option<IsoWeek>,
    pub start_lat_e7: Option<i32>,
    pub start_lng_e7: Option<i32>,
}
