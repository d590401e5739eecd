//! Form definitions by (id, version): immutable, never deleted, because answers keep theirs.

use rusqlite::{OptionalExtension, params};

use crate::{Store, StoreError, Tx};

impl Tx<'_> {
    /// Keeps a definition; one that is known already stays as it was.
    pub fn keep_form(&mut self, id: &str, version: u32, hash: &str, body: &str) -> Result<(), StoreError> {
        self.sql.execute(
            "INSERT INTO form (id, version, hash, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            params![id, version, hash, body],
        )?;
        Ok(())
    }
}

impl Store {
    /// Hash and body of a definition.
    pub fn form(&self, id: &str, version: u32) -> Result<Option<(String, String)>, StoreError> {
        self.read(|connection| {
            Ok(connection
                .query_row(
                    "SELECT hash, body FROM form WHERE id = ? AND version = ?",
                    params![id, version],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?)
        })
    }
}
