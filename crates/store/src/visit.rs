//! Visits: what the planner reads of many at once, and what was recorded.

use chrono::NaiveDate;
use rounds_core::{Id, attachment::Attachment, plan::PlannedVisitState, visit::VisitRecord};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    StoreError,
    query::live,
    record::{self, Table},
};

/// A visit of an earlier or the present plan, or one made without a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastVisit {
    pub customer_id: Id,
    pub date: NaiveDate,
    pub state: PlannedVisitState,
}

/// When a visit began and ended, as it was recorded in the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub customer_id: Id,
    pub date: NaiveDate,
    /// UTC milliseconds.
    pub arrived_at: i64,
    /// UTC milliseconds.
    pub left_at: i64,
}

/// Visits recorded live since a date, by day and arrival. Corrections tell nothing new about the way.
pub fn stays_since(connection: &Connection, since: NaiveDate) -> Result<Vec<Stay>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT customer_id, date, arrived_at, left_at FROM visit_record
         WHERE date >= ? AND deleted_at IS NULL AND entered = 'live' AND corrects IS NULL
           AND arrived_at IS NOT NULL AND left_at IS NOT NULL
         ORDER BY date, arrived_at, id",
    )?;
    let mut rows = statement.query([since.to_string()])?;
    let mut stays = Vec::new();
    while let Some(row) = rows.next()? {
        let (customer, date): (String, String) = (row.get(0)?, row.get(1)?);
        if let (Ok(customer_id), Ok(date)) = (customer.parse(), date.parse()) {
            stays.push(Stay { customer_id, date, arrived_at: row.get(2)?, left_at: row.get(3)? });
        }
    }
    Ok(stays)
}

/// What customers were told of at ended visits since a date: customer, date, bulletins; the earliest first. Of a visit that
/// was corrected what its correction says.
pub fn told_since(
    connection: &Connection,
    since: NaiveDate,
) -> Result<Vec<(Id, NaiveDate, Vec<Id>)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT customer_id, date, told FROM visit_record AS v
         WHERE date >= ? AND deleted_at IS NULL AND told <> '[]' AND NOT EXISTS (
           SELECT 1 FROM visit_record WHERE corrects = v.id AND deleted_at IS NULL AND state <> 'open')
         ORDER BY date, id",
    )?;
    let mut rows = statement.query([since.to_string()])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (customer, date, told): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if let (Ok(customer), Ok(date)) = (customer.parse(), date.parse()) {
            all.push((customer, date, serde_json::from_str(&told)?));
        }
    }
    Ok(all)
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

/// Records made at a planned visit, oldest first.
pub fn records_of_planned(connection: &Connection, planned: Id) -> Result<Vec<VisitRecord>, StoreError> {
    live(connection, "AND planned_visit_id = ? ORDER BY id", [planned.to_string()])
}

/// The record that was written on a spare sheet.
pub fn record_of_sheet(connection: &Connection, sheet: Id) -> Result<Option<VisitRecord>, StoreError> {
    Ok(live(connection, "AND sheet_id = ? ORDER BY id", [sheet.to_string()])?.pop())
}

/// The record that corrects this one, begun or ended.
pub fn correction_of(connection: &Connection, record: Id) -> Result<Option<Id>, StoreError> {
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT id FROM visit_record WHERE corrects = ? AND deleted_at IS NULL ORDER BY id DESC",
        )?
        .query_row([record.to_string()], |row| row.get(0))
        .optional()?;
    Ok(found.and_then(|id| id.parse().ok()))
}

/// The latest moment that any live record tells of, UTC milliseconds: a clock that stands before it was set back.
pub fn latest_moment(connection: &Connection) -> Result<Option<i64>, StoreError> {
    // Ids sort by time, but a clock set back makes younger records sort lower: a few hundred are looked at.
    Ok(connection
        .prepare_cached(
            "SELECT max(max(created_at, coalesce(arrived_at, 0), coalesce(left_at, 0)))
             FROM (SELECT created_at, arrived_at, left_at FROM visit_record WHERE deleted_at IS NULL
                   ORDER BY date DESC LIMIT 300)",
        )?
        .query_row([], |row| row.get(0))?)
}

/// Every signed record, deleted ones included: what was signed is proved whatever became of it. None in the place of a
/// row whose columns no longer read as a visit.
pub fn signed_records(connection: &Connection) -> Result<Vec<(Id, Option<VisitRecord>)>, StoreError> {
    records_where(connection, "evidence_id IS NOT NULL OR state = 'signed'")
}

/// Every record that counts as signed on paper, in the same way.
pub fn paper_records(connection: &Connection) -> Result<Vec<(Id, Option<VisitRecord>)>, StoreError> {
    records_where(connection, "paper_id IS NOT NULL")
}

fn records_where(
    connection: &Connection,
    is_meant: &str,
) -> Result<Vec<(Id, Option<VisitRecord>)>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT id FROM visit_record WHERE {is_meant} ORDER BY id"))?;
    let ids = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let read = |text: String| {
        let id: Id = text.parse().unwrap_or_default();
        let row = record::load(connection, Table::of::<VisitRecord>(), id);
        (id, row.ok().flatten().and_then(|row| record::from_map(row).ok()))
    };
    Ok(ids.into_iter().map(read).collect())
}

/// A visit's pictures in the order they were taken.
pub fn photos_of_visit(connection: &Connection, record: Id) -> Result<Vec<Attachment>, StoreError> {
    live(connection, "AND visit_record_id = ? ORDER BY taken_at, id", [record.to_string()])
}
