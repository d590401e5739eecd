//! What the planner reads of many visits at once.

use chrono::NaiveDate;
use rounds_core::{Id, plan::PlannedVisitState};

/// A visit of an earlier or the present plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
    pub state: PlannedVisitState,
}
