//! Form definitions: immutable, never deleted, because answers keep theirs.
//!
//! Two tables: `form` holds what records here were made with and what the program brings, `published_form` what
//! headquarters has published. A record names its definition by id, version and hash.

use rusqlite::params;

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
    /// The definitions that go by an id and a version, as they lie there: one, unless headquarters was put back and has
    /// published another under the number.
    pub fn forms(&self, id: &str, version: u32) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT body FROM form WHERE id = ?1 AND version = ?2
                 UNION SELECT body FROM published_form WHERE form_id = ?1 AND form_version = ?2",
            )?;
            let rows = statement.query_map(params![id, version], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
