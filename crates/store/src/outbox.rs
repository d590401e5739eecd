//! The log of operations that sync will send.

use rounds_core::{Id, operation::Operation};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::{Store, StoreError, sync::answered::UP_TO};

/// The operations after `after`, in order.
pub fn operations(store: &Store, after: i64, limit: u32) -> Result<Vec<Operation>, StoreError> {
    let install_id = store.install_id();
    store.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT op_seq, tx_id, op_schema, actor, noun, id, kind, base_version, fields, at, customer_version
             FROM outbox WHERE op_seq > ? ORDER BY op_seq LIMIT ?",
        )?;
        let mut rows = statement.query([after, i64::from(limit)])?;
        let mut operations = Vec::new();
        while let Some(row) = rows.next()? {
            let text = |index| row.get::<_, String>(index);
            let fields: serde_json::Value = serde_json::from_str(&text(8)?)?;
            operations.push(serde_json::from_value(json!({
                "install_id": install_id, "op_seq": row.get::<_, i64>(0)?, "tx_id": text(1)?,
                "op_schema": row.get::<_, u32>(2)?, "actor": text(3)?, "noun": text(4)?, "id": text(5)?,
                "kind": text(6)?, "base_version": row.get::<_, i64>(7)?, "fields": fields,
                "at": row.get::<_, i64>(9)?, "customer_version": row.get::<_, Option<i64>>(10)?,
            }))?);
        }
        Ok(operations)
    })
}

/// Whether it was here that a row was given this value of a field, as far back as the log reaches. Of `deleted_at`: a
/// time means that it was deleted, fields mean that it was changed to them, null that it was changed `at` that moment (UTC
/// milliseconds).
pub fn wrote(
    connection: &Connection,
    noun: &str,
    id: Id,
    field: &str,
    value: &Value,
    at: i64,
) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT kind, fields, at FROM outbox WHERE noun = ? AND id = ?")?;
    let mut rows = statement.query([noun, &id.to_string()])?;
    while let Some(row) = rows.next()? {
        let deleted = row.get_ref(0)?.as_str().unwrap_or_default() == "delete";
        let fields: Map<String, Value> = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}"))?;
        let gave = |name: &str, new: &Value| fields.get(name).is_some_and(|change| change["new"] == *new);
        let same = match (field, value) {
            ("deleted_at", Value::Number(_)) => deleted,
            ("deleted_at", Value::Null) => !deleted && row.get::<_, i64>(2)? == at,
            ("deleted_at", Value::Object(changed)) => changed.iter().any(|(name, new)| gave(name, new)),
            _ => gave(field, value),
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}

/// By their numbers, which have no gap behind the last verdict: counted one by one, SQLite reads every operation of weeks
/// without a network. Only where HQ went back behind what the log no longer keeps are there some fewer.
fn count(connection: &Connection) -> Result<u32, StoreError> {
    let sql = format!(
        "SELECT coalesce((SELECT max(op_seq) FROM outbox)
           - (SELECT min(op_seq) FROM outbox WHERE op_seq > {UP_TO}) + 1, 0)"
    );
    Ok(connection.query_row(&sql, [], |row| row.get(0))?)
}

impl Store {
    /// Operations that HQ has not acknowledged.
    pub fn unsent(&self) -> Result<u32, StoreError> {
        self.read(count)
    }
}
