//! Reading rows: by id, all live ones of a noun, and the few joins that screens and the planner need.

use chrono::NaiveDate;
use rounds_core::{
    Id, IsoWeek,
    contact::Contact,
    customer::Customer,
    plan::{PlannedVisit, PlannedVisitState, VisitPlan},
    row::Row,
    sales::SalesFact,
};
use rusqlite::{Connection, Params, types::ValueRef};
use serde::de::DeserializeOwned;

use crate::{
    PastVisit, StoreError,
    record::{self, Table},
};

/// A row by its id; a deleted one counts as missing.
pub fn get<R: Row>(connection: &Connection, id: Id) -> Result<R, StoreError> {
    let missing = StoreError::NotFound { noun: R::NOUN };
    let row: R = record::from_map(record::load(connection, Table::of::<R>(), id)?.ok_or(missing)?)?;
    if row.meta().deleted_at.is_some() {
        return Err(StoreError::NotFound { noun: R::NOUN });
    }
    Ok(row)
}

/// Every live row of a noun, in the order they were made.
pub fn all<R: Row>(connection: &Connection) -> Result<Vec<R>, StoreError> {
    live(connection, "ORDER BY id", [])
}

/// A live row by its id, if there is one.
pub fn find<R: Row>(connection: &Connection, id: Id) -> Result<Option<R>, StoreError> {
    Ok(live(connection, "AND id = ?", [id.to_string()])?.pop())
}

/// All live customers by code.
pub fn customers(connection: &Connection) -> Result<Vec<Customer>, StoreError> {
    live(connection, "ORDER BY code, id", [])
}

/// A customer's live contacts in the order they were made.
pub fn contacts_of(connection: &Connection, customer: Id) -> Result<Vec<Contact>, StoreError> {
    live(connection, "AND customer_id = ? ORDER BY id", [customer.to_string()])
}

/// The live rows that `rest` (`AND …`, `ORDER BY …`) leaves.
pub(crate) fn live<R: Row>(
    connection: &Connection,
    rest: &str,
    params: impl Params,
) -> Result<Vec<R>, StoreError> {
    every(connection, &format!("WHERE deleted_at IS NULL {rest}"), params)
}

/// The rows that `rest` (`WHERE …`, `ORDER BY …`) leaves, deleted ones included.
pub(crate) fn every<R: Row>(
    connection: &Connection,
    rest: &str,
    params: impl Params,
) -> Result<Vec<R>, StoreError> {
    let table = Table::of::<R>();
    let sql = format!("SELECT {} FROM \"{}\" {rest}", table.select_list(), table.noun);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(record::from_map(record::read_map(table, row)?)?);
    }
    Ok(found)
}

/// The plan of a week. One territory, one person, one week, one plan.
pub fn plan_of_week(connection: &Connection, week: IsoWeek) -> Result<Option<VisitPlan>, StoreError> {
    Ok(live(connection, "AND week = ? ORDER BY id", [week.to_string()])?.pop())
}

/// A plan's visits by day and order, removed ones included.
pub fn visits_of_plan(connection: &Connection, plan: Id) -> Result<Vec<PlannedVisit>, StoreError> {
    live(connection, "AND plan_id = ? ORDER BY date, \"order\", id", [plan.to_string()])
}

/// A customer's planned visits, newest first.
pub fn visits_of_customer(connection: &Connection, customer: Id) -> Result<Vec<PlannedVisit>, StoreError> {
    live(
        connection,
        "AND customer_id = ? AND state <> 'removed' ORDER BY date DESC LIMIT 100",
        [customer.to_string()],
    )
}

fn column<T: DeserializeOwned>(row: &rusqlite::Row, index: usize) -> Result<T, StoreError> {
    let value = match row.get_ref(index)? {
        ValueRef::Text(text) => serde_json::Value::String(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Integer(number) => number.into(),
        _ => serde_json::Value::Null,
    };
    Ok(serde_json::from_value(value)?)
}

/// Visits of live plans on days `from..until`, in order of day; removed ones are left out. Visits that were made
/// without a plan count as made.
pub fn past_visits(
    connection: &Connection,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<PastVisit>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT customer_id, date, state FROM planned_visit
         WHERE deleted_at IS NULL AND date >= ?1 AND date < ?2 AND state <> 'removed'
         UNION ALL
         SELECT customer_id, date, 'done' FROM visit_record AS record
         WHERE deleted_at IS NULL AND date >= ?1 AND date < ?2 AND planned_visit_id IS NULL AND state <> 'open'
           AND (outcome = 'done'
             OR outcome = 'owner_absent' AND coalesce(evidence_id, paper_id) IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM visit_record AS later WHERE later.corrects = record.id
             AND later.deleted_at IS NULL AND later.state <> 'open')
         ORDER BY date, customer_id",
    )?;
    let mut rows = statement.query([from.to_string(), until.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let state: PlannedVisitState = column(row, 2)?;
        found.push(PastVisit { customer_id: column(row, 0)?, date: column(row, 1)?, state });
    }
    Ok(found)
}

/// Sales of one customer, or of all, from a day on.
pub fn sales_since(
    connection: &Connection,
    customer: Option<Id>,
    from: NaiveDate,
) -> Result<Vec<SalesFact>, StoreError> {
    match customer {
        Some(customer) => live(
            connection,
            "AND customer_id = ? AND delivered_on >= ? ORDER BY delivered_on",
            [customer.to_string(), from.to_string()],
        ),
        None => {
            live(connection, "AND delivered_on >= ? ORDER BY customer_id, delivered_on", [from.to_string()])
        }
    }
}
