//! What lists and the planner read of many rows at once.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    customer::{CustomerClass, CustomerStatus, FrequencyException, Segment},
    plan::PlannedVisitState,
    position::Position,
};

/// A customer as lists need it, without the parts that only its file shows.
#[derive(Clone, Debug)]
pub struct ListedCustomer {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub class: Option<CustomerClass>,
    pub segment: Option<Segment>,
    pub status: CustomerStatus,
    pub address: String,
    pub landmark: Option<String>,
    pub phone: Option<String>,
    pub line: Option<String>,
    pub order_weekday: Option<u8>,
    pub last_visit_on: Option<NaiveDate>,
    pub licence_expires_on: Option<NaiveDate>,
    pub frequency: Option<FrequencyException>,
    pub position: Option<Position>,
    /// UTC milliseconds.
    pub created_at: i64,
    /// Names and phones of its contacts, joined by blanks.
    pub contacts: Option<String>,
}

/// A visit of an earlier or the present plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
    pub state: PlannedVisitState,
}
