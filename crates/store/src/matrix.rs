//! The travel matrix of this device: kept in the database because its codes name customers.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{StoreError, Tx};

/// A travel matrix as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMatrix {
    pub file_name: String,
    /// UTC milliseconds.
    pub imported_at: i64,
    /// In the planner's own form.
    pub body: Vec<u8>,
}

/// The matrix, if one was imported.
pub fn travel_matrix(connection: &Connection) -> Result<Option<StoredMatrix>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT file_name, imported_at, body FROM travel_matrix")?
        .query_row([], |row| {
            Ok(StoredMatrix { file_name: row.get(0)?, imported_at: row.get(1)?, body: row.get(2)? })
        })
        .optional()?)
}

impl Tx<'_> {
    /// Puts a matrix in the place of the former one; none takes it out.
    pub fn set_travel_matrix(&mut self, matrix: Option<&StoredMatrix>) -> Result<(), StoreError> {
        self.sql.execute("DELETE FROM travel_matrix", [])?;
        if let Some(StoredMatrix { file_name, imported_at, body }) = matrix {
            self.sql.execute(
                "INSERT INTO travel_matrix (id, file_name, imported_at, body) VALUES (1, ?, ?, ?)",
                params![file_name, imported_at, body],
            )?;
        }
        self.changes.settings = true;
        Ok(())
    }
}
