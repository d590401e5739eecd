//! 问题: what is open, what is closed, and the steps of each.

use std::collections::BTreeMap;

use rounds_core::{
    Id,
    issue::{Issue, IssueStep},
};
use rusqlite::Connection;

use crate::{StoreError, query::live};

/// Issues that are not resolved and told, in the order they were asked.
pub fn open_issues(connection: &Connection) -> Result<Vec<Issue>, StoreError> {
    live(connection, "AND (resolved_at IS NULL OR told_at IS NULL) ORDER BY asked_at, id", [])
}

/// Issues that are resolved and told, the last told first.
pub fn closed_issues(connection: &Connection) -> Result<Vec<Issue>, StoreError> {
    live(connection, "AND resolved_at IS NOT NULL AND told_at IS NOT NULL ORDER BY told_at DESC, id DESC", [])
}

/// How many issues are closed, of one customer or of all.
pub fn closed_count(connection: &Connection, customer: Option<Id>) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM issue
             WHERE deleted_at IS NULL AND resolved_at IS NOT NULL AND told_at IS NOT NULL
               AND (?1 IS NULL OR customer_id = ?1)",
        )?
        .query_row([customer.map(|id| id.to_string())], |row| row.get(0))?)
}

/// A customer's issues, the last asked first.
pub fn issues_of_customer(connection: &Connection, customer: Id) -> Result<Vec<Issue>, StoreError> {
    live(connection, "AND customer_id = ? ORDER BY asked_at DESC, id DESC", [customer.to_string()])
}

/// The issues that were made at a visit, in the order they were made.
pub fn issues_of_record(connection: &Connection, record: Id) -> Result<Vec<Issue>, StoreError> {
    live(connection, "AND visit_record_id = ? ORDER BY id", [record.to_string()])
}

/// An issue's steps in the order they happened.
pub fn steps_of_issue(connection: &Connection, issue: Id) -> Result<Vec<IssueStep>, StoreError> {
    live(connection, "AND issue_id = ? ORDER BY at, created_at, id", [issue.to_string()])
}

/// When each issue was opened again last, UTC milliseconds.
pub fn reopenings(connection: &Connection) -> Result<BTreeMap<Id, i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT issue_id, max(at) FROM issue_step WHERE deleted_at IS NULL AND kind = 'reopened'
         GROUP BY issue_id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Ok(id) = row.get_ref(0)?.as_str().unwrap_or_default().parse() {
            found.insert(id, row.get(1)?);
        }
    }
    Ok(found)
}

/// Issues that a correction took the place of → the one that stands there now; none = the correction dropped it.
pub fn superseded(connection: &Connection) -> Result<BTreeMap<Id, Option<Id>>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT issue_id, \"to\" FROM issue_step WHERE deleted_at IS NULL AND kind = 'superseded' ORDER BY at, id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id = |text: Option<&str>| text.and_then(|text| text.parse().ok());
        if let Some(issue) = id(row.get_ref(0)?.as_str().ok()) {
            found.insert(issue, id(row.get_ref(1)?.as_str().ok()));
        }
    }
    Ok(found)
}
