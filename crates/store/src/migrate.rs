//! Numbered migrations. A shipped one is never edited; each released schema keeps a fixture in `tests/data/schema`.

use rusqlite::{Connection, OptionalExtension};

use crate::StoreError;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_base.sql"),
    include_str!("migrations/0002_visit.sql"),
    include_str!("migrations/0003_planner.sql"),
    include_str!("migrations/0004_sync.sql"),
    include_str!("migrations/0005_form.sql"),
    include_str!("migrations/0006_bulletin.sql"),
    include_str!("migrations/0007_named.sql"),
    include_str!("migrations/0008_answered.sql"),
    include_str!("migrations/0009_seen.sql"),
];

/// The schema that this build writes.
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// The schema of an open database; 0 = empty.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    // A table and not `user_version`, which `sqlcipher_export` loses.
    let known = connection
        .query_row("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'", [], |_| Ok(()))
        .optional()?;
    if known.is_none() {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT version FROM schema_version", [], |row| row.get(0))?)
}

/// Brings the schema up to this build's, all or nothing.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { found, known: SCHEMA_VERSION });
    }
    if found == SCHEMA_VERSION {
        return Ok(());
    }
    let tx = connection.transaction()?;
    tx.execute_batch("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT")?;
    for migration in &MIGRATIONS[found as usize..] {
        tx.execute_batch(migration)?;
    }
    tx.execute("DELETE FROM schema_version", [])?;
    tx.execute("INSERT INTO schema_version (version) VALUES (?)", [SCHEMA_VERSION])?;
    tx.commit()?;
    Ok(())
}
