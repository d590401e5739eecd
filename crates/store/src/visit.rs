//! Visits: what the planner reads of many at once, and what was recorded.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    plan::PlannedVisitState,
    visit::VisitRecord,
};
use rusqlite::Connection;

use crate::{StoreError, query::live};

/// A visit of an earlier or the present plan, or one made without a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
    pub state: PlannedVisitState,
}

/// Records that are begun and not ended, the latest first.
pub fn open_records(connection: &Connection) -> Result<Vec<VisitRecord>, StoreError> {
    live(connection, "AND state = 'open' ORDER BY id DESC", [])
}

/// A customer's records, newest first.
pub fn records_of_customer(connection: &Connection, customer: Id) -> Result<Vec<VisitRecord>, StoreError> {
    live(connection, "AND customer_id = ? ORDER BY date DESC, id DESC", [customer.to_string()])
}

/// Records of the days `from..until`, in the order they were begun.
pub fn records_between(
    connection: &Connection,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<VisitRecord>, StoreError> {
    live(connection, "AND date >= ? AND date < ? ORDER BY date, id", [from.to_string(), until.to_string()])
}
