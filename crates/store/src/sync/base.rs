//! HQ's row under the row that is shown.
//!
//! Where nothing lies on top, the row in its table is HQ's and `base` holds nothing. Otherwise `base` holds HQ's row, and
//! the table the same with every operation on top that HQ has not acknowledged, was set aside, or whose result no feed has
//! brought yet. A row of version 0 has no base: HQ has none.

use rounds_core::{Id, operation::OperationKind};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

use super::answered::STATE;
use crate::{
    Changes, StoreError,
    record::{self, Table},
};

const DELETED: &str = "deleted_at";
const HOME: &str = "territory_id";

/// What HQ last said of a row that has changes on top, or is to go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Base {
    /// None = HQ has no such row.
    pub row: Option<Map<String, Value>>,
    /// HQ no longer shows the row here.
    pub gone: bool,
}

/// An operation that lies on top.
pub(crate) struct OnTop {
    pub kind: OperationKind,
    pub fields: Map<String, Value>,
    pub at: i64,
}

/// As a condition on `outbox`: HQ's row of the version `?3` does not hold the operation.
const ON_TOP: &str = "(state = 'pending' AND op_seq > (SELECT coalesce(max(up_to), 0) FROM answered)
    OR state = 'set_aside' OR state = 'applied' AND version > ?3)";

pub(crate) fn version(row: &Map<String, Value>) -> i64 {
    row.get("version").and_then(Value::as_i64).unwrap_or_default()
}

/// Keeps HQ's row before the first local change of it. Rows that HQ never saw have none.
pub(crate) fn keep(
    connection: &Connection,
    table: Table,
    id: Id,
    row: &Map<String, Value>,
) -> Result<(), StoreError> {
    if version(row) > 0 {
        connection
            .prepare_cached("INSERT OR IGNORE INTO base (noun, id, row) VALUES (?, ?, ?)")?
            .execute(params![table.noun, id.to_string(), serde_json::to_string(row)?])?;
    }
    Ok(())
}

pub(crate) fn of(connection: &Connection, noun: &str, id: Id) -> Result<Option<Base>, StoreError> {
    let found: Option<(Option<String>, bool)> = connection
        .prepare_cached("SELECT row, gone FROM base WHERE noun = ? AND id = ?")?
        .query_row([noun, &id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found
        .map(|(row, gone)| Ok(Base { row: row.map(|text| serde_json::from_str(&text)).transpose()?, gone }))
        .transpose()
}

pub(crate) fn put(connection: &Connection, noun: &str, id: Id, base: &Base) -> Result<(), StoreError> {
    let row = base.row.as_ref().map(serde_json::to_string).transpose()?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO base (noun, id, row, gone) VALUES (?, ?, ?, ?)")?
        .execute(params![noun, id.to_string(), row, base.gone])?;
    Ok(())
}

pub(crate) fn forget(connection: &Connection, noun: &str, id: Id) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM base WHERE noun = ? AND id = ?")?
        .execute([noun, &id.to_string()])?;
    Ok(())
}

/// The operations on a row that HQ's row of `version` does not hold yet, in order.
pub(crate) fn on_top(
    connection: &Connection,
    noun: &str,
    id: Id,
    version: i64,
) -> Result<Vec<OnTop>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT kind, fields, at FROM outbox WHERE noun = ?1 AND id = ?2 AND {ON_TOP} ORDER BY op_seq"
    ))?;
    let mut rows = statement.query(params![noun, id.to_string(), version])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = match row.get_ref(0)?.as_str().unwrap_or_default() {
            "delete" => OperationKind::Delete,
            "command" => OperationKind::Command,
            _ => OperationKind::Put,
        };
        let fields = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}"))?;
        found.push(OnTop { kind, fields, at: row.get(2)? });
    }
    Ok(found)
}

/// Whether any does.
pub(crate) fn has_on_top(
    connection: &Connection,
    noun: &str,
    id: Id,
    version: i64,
) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(&format!("SELECT 1 FROM outbox WHERE noun = ?1 AND id = ?2 AND {ON_TOP}"))?
        .exists(params![noun, id.to_string(), version])?)
}

/// HQ's row with the operations on top.
pub(crate) fn overlay(mut row: Map<String, Value>, operations: &[OnTop]) -> Map<String, Value> {
    for operation in operations {
        for (name, change) in &operation.fields {
            if name != HOME {
                row.insert(name.clone(), change.get("new").cloned().unwrap_or_default());
            }
        }
        if operation.kind == OperationKind::Delete && row.get(DELETED).is_none_or(Value::is_null) {
            row.insert(DELETED.to_owned(), operation.at.into());
        }
        row.insert("updated_at".to_owned(), operation.at.into());
    }
    row
}

/// Shows a row as it has to be after a verdict or a decision: HQ's row with what is still on top.
pub(crate) fn settle(
    connection: &Connection,
    table: Table,
    id: Id,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let Some(Base { row, gone }) = of(connection, table.noun, id)? else {
        return settle_new(connection, table, id, changes);
    };
    // What is to go is dropped by `purge`, when nothing waits any more.
    let (Some(row), false) = (row, gone) else { return Ok(()) };
    let operations = on_top(connection, table.noun, id, version(&row))?;
    if operations.is_empty() {
        forget(connection, table.noun, id)?;
    }
    record::replace(connection, table, &overlay(row, &operations))?;
    changes.rows.insert((table.noun, id));
    Ok(())
}

/// A row that HQ never had goes when all that made it was given up. One that HQ has taken waits for its feed.
fn settle_new(
    connection: &Connection,
    table: Table,
    id: Id,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let Some(row) = record::load(connection, table, id)? else { return Ok(()) };
    if version(&row) > 0 {
        return Ok(());
    }
    if on_top(connection, table.noun, id, 0)?.is_empty() {
        record::remove(connection, table, id)?;
        changes.rows.insert((table.noun, id));
    } else if is_taken(connection, table.noun, id)? {
        put(connection, table.noun, id, &Base { row: None, gone: false })?;
    }
    Ok(())
}

fn is_taken(connection: &Connection, noun: &str, id: Id) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(&format!("SELECT 1 FROM outbox WHERE noun = ? AND id = ? AND {STATE} = 'applied'"))?
        .exists([noun, &id.to_string()])?)
}

/// Whether anything on the row waits for HQ or for its user.
pub(crate) fn is_held(connection: &Connection, noun: &str, id: Id) -> Result<bool, StoreError> {
    has_on_top(connection, noun, id, i64::MAX)
}
