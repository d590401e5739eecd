//! 拜访计划: one manager's ISO week, and why each customer is in it.

mod standing;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, IsoWeek, Meta, customer::CustomerClass, frequency::Window, row, visit::Outcome};

/// draft → final (定稿).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlanStatus {
    #[default]
    Draft,
    Final,
}

/// 拜访目的 (S2.3 and sheets 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Purpose {
    /// 日常.
    Routine,
    /// 业务推介.
    Promotion,
    /// 联络感情.
    Relationship,
    /// 业务办理.
    Business,
    /// 征求意见.
    Opinion,
    /// 解决投诉.
    Complaint,
    /// 赠送礼品.
    Gift,
    /// 其他.
    Other,
}

/// Why a customer is visited this week and on this day. Words: `ui/src/text/shared.*.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Reason {
    /// The frequency rule: `A 类 每周一次`.
    Rule {
        class: Option<CustomerClass>,
        window: Window,
        times: u32,
    },
    /// The customer's own frequency stands instead of its class's.
    Exception {
        window: Window,
        times: u32,
    },
    LastVisit {
        date: NaiveDate,
    },
    NeverVisited,
    /// The position is missing or cannot be the customer's: its ways are those of the middle of its line or territory.
    PositionAssumed,
    /// The window ended on `date` without a visit.
    Overdue {
        date: NaiveDate,
        days: u32,
    },
    /// A visit planned for `date` was missed.
    CarryOver {
        date: NaiveDate,
    },
    /// The window ends within this week.
    DueBy {
        date: NaiveDate,
    },
    /// `days_before` working days before the order day.
    OrderDay {
        weekday: u8,
        days_before: u32,
    },
    /// The customer's usual weekday is kept.
    WeekdayKept {
        weekday: u8,
    },
    /// The only days on which the customer may be visited, by weekday or market.
    AllowedDays {
        weekdays: Vec<u8>,
        market: bool,
    },
    /// Seen in this week because `customer` next door is.
    Near {
        customer_id: Id,
        name: String,
        metres: u32,
    },
    /// Several licences of one owner: one trip.
    SameOwner {
        customer_id: Id,
        name: String,
    },
    Locked,
    /// Put here by the manager.
    ByHand,
    LicenceExpires {
        date: NaiveDate,
    },
    /// The visit of `date` was made in vain: the customer returns to the same week.
    InVain {
        date: NaiveDate,
        outcome: Outcome,
    },
    /// Put off by the manager on `date`.
    PutOff {
        date: NaiveDate,
    },
    /// The customer was told this date at the last visit.
    Promised {
        date: NaiveDate,
    },
    /// Answers or results promised to the customer fall due by then.
    OpenPromises {
        count: u32,
    },
    /// It stood on `date`; the customer was seen on another day of the week without a plan, which counts for it.
    SeenUnplanned {
        date: NaiveDate,
    },
    /// An urgent issue of the customer is open.
    UrgentIssue,
    /// What the visit adds to its day's way: metres and minutes, between these neighbours (none = the start point).
    Detour {
        metres: u32,
        minutes: u32,
        before: Option<String>,
        after: Option<String>,
    },
    /// `visits` stops of one town lie on the day.
    TownDay {
        town: String,
        visits: u32,
    },
    /// Waited `days` where the rule allows `allowed_days`: goes before others.
    Waited {
        days: u32,
        allowed_days: u32,
    },
    /// Not on the usual weekday, because that saves `saved_min` minutes of travel.
    WeekdayChanged {
        usual: u8,
        saved_min: u32,
    },
}

/// The cheapest change that would fit in a visit that was left out. Words: `ui/src/text/shared.*.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Remedy {
    /// The day ends so many minutes later; with those that were named before for it, all together.
    LongerDay { date: NaiveDate, minutes: u32 },
    /// The day holds so many visits instead of the most that it should have; with those that were named before for
    /// it, all together. Time is left.
    MoreVisits { date: NaiveDate, visits: u32 },
    /// The rule asks less often: `from` → `to`.
    LessOften { from: Window, from_times: u32, to: Window, to_times: u32 },
    /// This locked visit is freed.
    Unlock { customer_id: Id, name: String, date: NaiveDate },
    /// The customer receives in these hours of the day, minutes after local midnight.
    OtherHours { date: NaiveDate, from_min: u32, to_min: u32 },
    /// The customer may be visited on this weekday as well.
    OtherWeekday { date: NaiveDate, weekday: u8 },
    /// The visit takes no longer than this.
    ShorterService { minutes: u32 },
    /// The least distance between two visits is so many days.
    ShorterGap { days: u32 },
    /// Nothing to change: this later day has room.
    Later { date: NaiveDate },
    /// The next day with room is so many days too late.
    Late { date: NaiveDate, days: u32 },
    /// Somebody else goes: a cover by a colleague, or the customer is theirs from now on.
    HandOver,
}

/// Why a customer that is due could not be fitted, with the figures of the cheapest remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum UnplannedReason {
    /// No allowed day has time left; the day that comes nearest lacks `short_min` minutes.
    NoTime { best_date: NaiveDate, short_min: u32 },
    /// `best_date` has the minutes, but none of its gaps lies within the customer's and the working hours.
    NoGap { best_date: NaiveDate },
    /// Every allowed day with time left already has the most visits a day may have.
    DayFull { visits_per_day: u32 },
    /// Closed, or not to be visited, on every working day of the week.
    NoAllowedDay,
    /// Opening hours never meet working hours long enough for the visit.
    HoursNeverMeet,
    /// The last visit is too recent for the rule's minimum gap.
    TooSoon { earliest: NaiveDate },
    /// Longer than any day takes, even alone, between its hours, lunch, the way and the customer's hours.
    ServiceTooLong { service_min: u32 },
    /// No working day in the week.
    NoWorkingDay,
    /// Taken out by the manager.
    RemovedByHand,
    /// Put off by the manager, and no day of the week had room again.
    PutOff { date: NaiveDate },
    /// Seen in vain on `date`, and no later day of the week had room.
    InVain { date: NaiveDate, outcome: Outcome },
    /// Not yet pressing: the window runs until `due_by`, and others wait longer.
    Postponed { due_by: NaiveDate },
    /// The rule asks for `times` visits in its window and `possible` is the most that allowed days and the least gap
    /// leave.
    RuleNeverFits { window: Window, times: u32, possible: u32 },
}

impl UnplannedReason {
    /// It will be so in every week until the customer, the rule or the working time is changed.
    pub fn is_for_good(&self) -> bool {
        matches!(
            self,
            Self::NoAllowedDay
                | Self::HoursNeverMeet
                | Self::ServiceTooLong { .. }
                | Self::RuleNeverFits { .. }
        )
    }

    /// A visit of the week that was not made, rather than the planner's want of room.
    pub fn is_about_a_visit(&self) -> bool {
        matches!(self, Self::InVain { .. } | Self::PutOff { .. })
    }
}

/// Why a day is much shorter or longer than the others of its week; `percent` against their mean share of the working
/// day, always above 0. Words: `ui/src/text/shared.*.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Uneven {
    /// Shorter: it holds the most visits of a day, with so many minutes left.
    Full { percent: u32, visits: u32, left_min: u32 },
    /// Shorter: whoever could fill it would be a longer way than the minutes are worth.
    Short { percent: u32, left_min: u32 },
    /// Longer, with so much on the way and in shops.
    Long { percent: u32, travel_min: u32, visit_min: u32 },
    /// Most of its visits are locked.
    Locked { percent: u32, visits: u32 },
}

/// A customer that is due and not in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Unplanned {
    pub customer_id: Id,
    pub reason: UnplannedReason,
    /// What would fit it in; none where nothing that the planner may propose does.
    #[serde(default)]
    pub remedy: Option<Remedy>,
}

impl Unplanned {
    /// Left out for a reason that needs no remedy.
    pub fn new(customer_id: Id, reason: UnplannedReason) -> Self {
        Self { customer_id, reason, remedy: None }
    }
}

/// A later week of the cycle, as it looks now. It may shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OutlookWeek {
    pub week: IsoWeek,
    pub visits: u32,
    pub travel_m: u32,
    pub travel_min: u32,
    pub visit_min: u32,
    /// Days with field work.
    pub field_days: u32,
    /// Minutes of field work that they hold, without breaks.
    #[serde(default)]
    pub working_min: u32,
    /// Due in that week and without room.
    pub left_out: u32,
}

/// A visit's likely date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OutlookVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
}

/// What follows the planned week within the cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Outlook {
    /// The planned week first, then those after it.
    pub weeks: Vec<OutlookWeek>,
    /// Of the weeks after the planned one, by date.
    pub visits: Vec<OutlookVisit>,
}

/// One manager's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct VisitPlan {
    #[serde(flatten)]
    pub meta: Meta,
    pub person_id: Id,
    pub week: IsoWeek,
    pub status: PlanStatus,
    /// UTC milliseconds.
    pub finalised_at: Option<i64>,
    pub unplanned: Vec<Unplanned>,
    /// How the weeks after this one looked when the plan was made.
    #[serde(default)]
    pub outlook: Option<Outlook>,
}

row!(VisitPlan, "visit_plan", {
    person_id: Text, week: Text, status: Text, finalised_at: Int, unplanned: Json, outlook: Json,
});

/// What became of a planned visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PlannedVisitState {
    /// Still to come, or not yet told; counts as done while planning.
    #[default]
    Planned,
    Done,
    /// Marked 未访: carries over.
    Missed,
    /// Taken out of the plan; the row stays, because its sheet may be printed.
    Removed,
}

/// What happened to a visit after 定稿.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ChangeAfterFinal {
    Added,
    Moved,
    Removed,
}

/// A visit in a plan. Its id survives replanning: the QR of its printed sheet names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PlannedVisit {
    #[serde(flatten)]
    pub meta: Meta,
    pub plan_id: Id,
    pub customer_id: Id,
    pub date: NaiveDate,
    /// 1-based place in the day.
    pub order: u32,
    /// Minutes after local midnight.
    pub arrive_min: u32,
    /// Minutes after local midnight.
    pub depart_min: u32,
    /// From the stop before, or the start point.
    pub travel_m: u32,
    pub travel_min: u32,
    pub purposes: Vec<Purpose>,
    pub key_points: Option<String>,
    pub reasons: Vec<Reason>,
    pub locked: bool,
    pub state: PlannedVisitState,
    pub change: Option<ChangeAfterFinal>,
    /// Why the manager put the visit off; it goes back to the planner.
    #[serde(default)]
    pub put_off_reason: Option<String>,
}

row!(PlannedVisit, "planned_visit", {
    plan_id: Text, customer_id: Text, date: Text, order: Int, arrive_min: Int, depart_min: Int, travel_m: Int,
    travel_min: Int, purposes: Json, key_points: Text, reasons: Json, locked: Bool, state: Text, change: Text,
    put_off_reason: Text,
});
