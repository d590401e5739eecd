//! Unfinished input. Local, without operations, saved while the user types.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::{Store, StoreError, Tx, open::held};

fn save(connection: &Connection, key: &str, body: &Value, now: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO draft (key, body, saved_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET body = ?2, saved_at = ?3",
        )?
        .execute(params![key, body.to_string(), now])?;
    Ok(())
}

/// What was typed under `key`, if it was neither finished nor dropped.
pub fn draft(connection: &Connection, key: &str) -> Result<Option<Value>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM draft WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(body.map(|text| serde_json::from_str(&text)).transpose()?)
}

impl Tx<'_> {
    /// Keeps a draft together with what else this transaction writes.
    pub fn save_draft(&mut self, key: &str, body: &Value) -> Result<(), StoreError> {
        save(&self.sql, key, body, self.now())
    }

    /// Drops a draft together with what takes its place.
    pub fn drop_draft(&mut self, key: &str) -> Result<(), StoreError> {
        self.sql.execute("DELETE FROM draft WHERE key = ?", [key])?;
        Ok(())
    }
}

impl Store {
    /// Keeps what is typed under `key`; replaced by the next, durable at once.
    pub fn save_draft(&self, key: &str, body: &Value, now: i64) -> Result<(), StoreError> {
        save(&held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?), key, body, now)
    }

    /// What was typed under `key`, if it was neither finished nor dropped.
    pub fn draft(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.read(|connection| draft(connection, key))
    }

    pub fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        let writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        writer.execute("DELETE FROM draft WHERE key = ?", [key])?;
        Ok(())
    }
}
