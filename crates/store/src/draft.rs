//! Unfinished input. Local, without operations, saved while the user types.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use crate::{Store, StoreError, open::held};

impl Store {
    /// Keeps what is typed under `key`; replaced by the next, durable at once.
    pub fn save_draft(&self, key: &str, body: &Value, now: i64) -> Result<(), StoreError> {
        let writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        writer
            .prepare_cached(
                "INSERT INTO draft (key, body, saved_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET body = ?2, saved_at = ?3",
            )?
            .execute(params![key, body.to_string(), now])?;
        Ok(())
    }

    /// What was typed under `key`, if it was neither finished nor dropped.
    pub fn draft(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.read(|connection| {
            let body: Option<String> = connection
                .query_row("SELECT body FROM draft WHERE key = ?", [key], |row| row.get(0))
                .optional()?;
            Ok(body.map(|text| serde_json::from_str(&text)).transpose()?)
        })
    }

    pub fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        let writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        writer.execute("DELETE FROM draft WHERE key = ?", [key])?;
        Ok(())
    }
}
