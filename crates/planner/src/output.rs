//! What comes out: days of visits with times and reasons, what was left out and why, what is wrong with a day.

use chrono::NaiveDate;
use rounds_core::{
    Id, IsoWeek,
    frequency::RuleLoad,
    plan::{Outlook, Reason, Unplanned},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One visit of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
    /// 1-based place in the day.
    pub order: u32,
    /// When the visit begins, in minutes after local midnight; a wait for opening hours lies before.
    pub arrive_min: u32,
    /// Minutes after local midnight.
    pub depart_min: u32,
    /// From the stop before, or the start point.
    pub travel_m: u32,
    pub travel_min: u32,
    pub reasons: Vec<Reason>,
    pub locked: bool,
}

/// The sums of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DayTotals {
    /// From the start point through all stops to the end point.
    pub travel_m: u32,
    pub travel_min: u32,
    /// Minutes in shops.
    pub visit_min: u32,
    /// When the end point is reached, in minutes after local midnight.
    pub back_min: u32,
}

/// One date of a plan; also dates without field work, then empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDay {
    pub date: NaiveDate,
    pub visits: Vec<PlanVisit>,
    pub totals: DayTotals,
}

/// What is wrong with a day. Nothing is moved because of it: a lock or a hand-made order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Violation {
    /// The customer is closed, or closes too early, at the time of arrival.
    HoursNotMet {
        customer_id: Id,
        date: NaiveDate,
        arrive_min: u32,
    },
    /// Not one of the customer's visit weekdays or market days.
    DayNotAllowed {
        customer_id: Id,
        date: NaiveDate,
    },
    /// The way back ends `over_min` minutes after working hours.
    OverWorkingDay {
        date: NaiveDate,
        over_min: u32,
    },
    /// No time is left for lunch within its hours.
    NoLunch {
        date: NaiveDate,
    },
    /// More visits than the day should have.
    TooManyVisits {
        date: NaiveDate,
        visits: u32,
        capacity: u32,
    },
    TwiceInDay {
        customer_id: Id,
        date: NaiveDate,
    },
    /// A holiday, a day of leave or another day without field work.
    NotWorking {
        date: NaiveDate,
    },
}

/// A week's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekPlan {
    pub week: IsoWeek,
    /// Seven days, Monday first.
    pub days: Vec<PlanDay>,
    /// Every customer that is due and not in the plan, with the reason; those who have waited longest first. After them
    /// those who are not due yet and whose rule can never be met.
    pub unplanned: Vec<Unplanned>,
    /// The weeks after this one, where they were planned along.
    pub outlook: Option<Outlook>,
    /// What locked visits break.
    pub violations: Vec<Violation>,
    /// What the rules ask for in an average week, and what such a week holds.
    pub load: RuleLoad,
    /// Visits due in this very week, those included that can wait.
    pub due: u32,
    /// Visits that this very week holds, after holidays and leave.
    pub capacity: u32,
    /// Planned customers without a position: counted as at the median of the others.
    pub assumed_positions: Vec<Id>,
    /// Years of this week whose holidays are not published yet.
    pub unpublished_years: Vec<i32>,
}
