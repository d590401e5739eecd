//! The log of operations that sync will send.

use rounds_core::operation::Operation;
use rusqlite::Connection;
use serde_json::json;

use crate::{Store, StoreError};

/// The operations after `after`, in order.
pub fn operations(store: &Store, after: i64, limit: u32) -> Result<Vec<Operation>, StoreError> {
    let install_id = store.install_id();
    store.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT op_seq, tx_id, op_schema, actor, noun, id, kind, base_version, fields, at
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
                "at": row.get::<_, i64>(9)?,
            }))?);
        }
        Ok(operations)
    })
}

fn count(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("SELECT count(*) FROM outbox WHERE state = 'pending'", [], |row| row.get(0))?)
}

impl Store {
    /// Operations that HQ has not acknowledged.
    pub fn unsent(&self) -> Result<u32, StoreError> {
        self.read(count)
    }
}
