//! The embedded database: one file, one writer, several readers.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, TransactionBehavior, ffi, params_from_iter, types::ValueRef,
};

use super::{Base, Cell, Row, Tx, Work, migrate, one_row, statements};
use crate::HqError;

const READERS: usize = 4;
/// Pages after which the journal goes into the file, some 16 MB: a push of two thousand rows is a sixth of that.
const JOURNAL_PAGES: u32 = 4_000;

pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, HqError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000;
         PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = {JOURNAL_PAGES};",
    ))?;
    Ok(connection)
}

const TRIGGERS: [&str; 2] = [
    "CREATE TRIGGER audit_is_not_updated BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is not changed'); END",
    "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is not deleted'); END",
];

fn dialect(text: &str) -> Vec<String> {
    let own = |statement: &str| {
        let strict = if statement.contains("CREATE TABLE") { " STRICT" } else { "" };
        format!("{}{strict}", statement.replace("BIGINT", "INTEGER"))
    };
    statements(text).map(own).collect()
}

impl Sqlite {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, HqError> {
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let sql = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tables: i64 = sql.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
        migrate(&mut SqliteTx(&sql), tables > 0, dialect, &TRIGGERS)?;
        sql.commit()?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Lets the file grow by so many pages and no further; none = as far as the disk goes. SQLite itself then says that the
    /// disk is full, so that it can be tried what becomes of headquarters on a small one.
    pub fn keep_room(&self, pages: Option<u32>) -> Result<(), HqError> {
        let writer = held(&self.writer);
        let now: u32 = writer.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let most = pages.map_or(u32::MAX - 1, |more| now.saturating_add(more));
        writer.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))?;
        Ok(())
    }
}

impl Base for Sqlite {
    fn transaction(&self, work: Work) -> Result<(), HqError> {
        let mut writer = held(&self.writer);
        let sql = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        work(&mut SqliteTx(&sql))?;
        Ok(sql.commit()?)
    }

    fn view(&self, work: Work) -> Result<(), HqError> {
        let kept = held(&self.readers).pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        };
        let sql = reader.transaction()?;
        work(&mut SqliteTx(&sql))?;
        sql.finish()?;
        let mut readers = held(&self.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        Ok(())
    }
}

struct SqliteTx<'t>(&'t Connection);

fn cell(value: ValueRef) -> Cell {
    match value {
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Cell::Null,
    }
}

impl rusqlite::ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value};
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

impl Tx for SqliteTx<'_> {
    fn rows(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, HqError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let width = statement.column_count();
        let mut rows = statement.query(params_from_iter(cells))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((0..width).map(|index| row.get_ref(index).map(cell)).collect::<Result<_, _>>()?);
        }
        Ok(found)
    }

    fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, HqError> {
        Ok(self.0.prepare_cached(sql)?.execute(params_from_iter(cells))? as u64)
    }

    fn among(
        &mut self,
        select: &str,
        table: &str,
        key: &str,
        cells: &[Cell],
        these: &[Cell],
    ) -> Result<Vec<Row>, HqError> {
        let list: Vec<&str> = these.iter().map(Cell::text).collect();
        let place = cells.len() + 1;
        let sql =
            format!("SELECT {select} FROM {table} WHERE {key} IN (SELECT value FROM json_each(${place}))");
        let mut cells = cells.to_vec();
        cells.push(serde_json::to_string(&list)?.into());
        self.rows(&sql, &cells)
    }

    fn add(&mut self, table: &str, columns: &str, rows: &[Row]) -> Result<(), HqError> {
        self.insert(&format!("INSERT INTO {table} ({columns})"), rows, "")
    }

    fn insert(&mut self, into: &str, rows: &[Row], then: &str) -> Result<(), HqError> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
        let mut statement = self.0.prepare_cached(&one_row(into, width, then))?;
        for row in rows {
            statement.execute(params_from_iter(row))?;
        }
        Ok(())
    }
}

impl From<rusqlite::Error> for HqError {
    fn from(error: rusqlite::Error) -> Self {
        // Even reading needs a little room, for the memory that readers and the writer share; for want of that SQLite has a
        // code of its own.
        if error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::DiskFull;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Base(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rounds_core::AppError;

    use super::*;

    #[test]
    fn every_way_in_which_a_full_disk_shows_is_told_as_a_full_disk() {
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert!(matches!(HqError::from(error), HqError::DiskFull), "{code}");
        }
        for kind in [std::io::ErrorKind::StorageFull, std::io::ErrorKind::QuotaExceeded] {
            let error = AppError::from(HqError::from(std::io::Error::from(kind)));
            assert_eq!(error.code, rounds_core::ErrorCode::DiskFull);
        }
        let other = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_READ), None);
        assert!(matches!(HqError::from(other), HqError::Base(_)));
    }
}
