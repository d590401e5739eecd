//! PostgreSQL 15 and newer, for an organisation that has outgrown one file. Several servers may share it.

use std::{
    collections::HashMap,
    io::Write,
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

use postgres::{
    Client, Config, NoTls, Statement,
    error::SqlState,
    types::{IsNull, Kind, ToSql, Type, private::BytesMut},
};

use super::{Base, Cell, Row, Tx, Work, migrate, one_row, statements};
use crate::{HqError, cells};

/// Connections of one server; the database's own limit is shared by all.
const CONNECTIONS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(10);
/// Parameters of one statement; PostgreSQL takes no more than 65,535.
const MOST_CELLS: usize = 20_000;
/// Rows of one statement.
const MOST_AT_ONCE: usize = 2_000;
/// From so many rows on `COPY` is quicker than a statement: it takes a message more.
const COPIED_FROM: usize = 32;
/// Bytes of a piece of `COPY`.
const PIECE: usize = 256 << 10;
/// Statements kept ready on a connection.
const READY: usize = 200;

struct Line {
    client: Client,
    ready: HashMap<String, Statement>,
    /// A pooler stands in between, and the next transaction meets another server process: nothing is kept ready.
    pooled: bool,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Line>,
    open: usize,
}

pub struct Postgres {
    config: Config,
    pooled: bool,
    pool: Mutex<Pool>,
    freed: Condvar,
}

/// Any number: all servers that migrate at once wait for one another.
const MIGRATING: i64 = 0x726f_756e_6473;

const GUARDS: [&str; 3] = [
    "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'audit is added to, never changed'; END $$",
    "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
     FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
    UNPACKED,
];

/// Hashes do not get smaller by being packed, which PostgreSQL would try.
const UNPACKED: &str = "ALTER TABLE stretch ALTER COLUMN hashes SET STORAGE EXTERNAL";

fn dialect(text: &str) -> Vec<String> {
    statements(text).map(str::to_owned).collect()
}

impl Postgres {
    /// Connects to `url` (`postgres://…`, or the keyword form) and makes the tables where there are none.
    ///
    /// `pgbouncer=true` among its parameters: a pooler that gives out connections by transaction stands in between.
    ///
    /// The connection is not encrypted by itself: the database is meant to lie on the same machine or behind a tunnel.
    pub fn open(url: &str) -> Result<Self, HqError> {
        let (url, pooled) = without_pooler(url);
        let mut config: Config = url.parse().map_err(|_| HqError::told("database_url", &[]))?;
        config.connect_timeout(PATIENCE).application_name("rounds-hq");
        let base = Self { config, pooled, pool: Mutex::default(), freed: Condvar::new() };
        base.transaction(&mut |tx| {
            tx.rows("SELECT 1 FROM pg_advisory_xact_lock($1)", cells![MIGRATING])?;
            let table = tx.row("SELECT CAST(to_regclass('hq_setting') AS TEXT)", &[])?;
            let exists = table.is_some_and(|row| row[0].maybe_text().is_some());
            migrate(tx, exists, dialect, &GUARDS)
        })?;
        Ok(base)
    }

    fn line(&self) -> Result<Line, HqError> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            while let Some(line) = pool.idle.pop() {
                if !line.client.is_closed() {
                    return Ok(line);
                }
                pool.open -= 1;
            }
            if pool.open < CONNECTIONS {
                pool.open += 1;
                drop(pool);
                return match self.config.connect(NoTls) {
                    Ok(client) => Ok(Line { client, ready: HashMap::new(), pooled: self.pooled }),
                    Err(error) => {
                        self.lost();
                        tracing::error!(%error, "PostgreSQL cannot be reached");
                        Err(HqError::Busy)
                    }
                };
            }
            let (next, waited) =
                self.freed.wait_timeout(pool, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            pool = next;
            if waited.timed_out() {
                return Err(HqError::Busy);
            }
        }
    }

    fn lost(&self) {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
        self.freed.notify_one();
    }

    fn free(&self, line: Line) {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).idle.push(line);
        self.freed.notify_one();
    }

    fn between(&self, begin: &str, work: Work) -> Result<(), HqError> {
        let mut line = self.line()?;
        let ended = line
            .client
            .batch_execute(begin)
            .map_err(HqError::from)
            .and_then(|()| work(&mut PostgresTx(&mut line)))
            .and_then(|()| Ok(line.client.batch_execute("COMMIT")?));
        if ended.is_err() && line.client.batch_execute("ROLLBACK").is_err() {
            self.lost();
        } else {
            self.free(line);
        }
        ended
    }
}

impl Drop for Postgres {
    /// A connection says goodbye by a runtime of its own, and none can be entered from within another: the last one to
    /// hold headquarters may well be a task.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.pool.lock().unwrap_or_else(PoisonError::into_inner).idle);
        let _ = std::thread::spawn(move || drop(idle)).join();
    }
}

impl Base for Postgres {
    fn transaction(&self, work: Work) -> Result<(), HqError> {
        self.between("BEGIN ISOLATION LEVEL READ COMMITTED", work)
    }

    fn view(&self, work: Work) -> Result<(), HqError> {
        self.between("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
    }
}

struct PostgresTx<'t>(&'t mut Line);

impl PostgresTx<'_> {
    fn ready(&mut self, sql: &str) -> Result<Statement, HqError> {
        if let Some(statement) = self.0.ready.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.0.client.prepare(sql)?;
        if self.0.ready.len() >= READY {
            self.0.ready.clear();
        }
        self.0.ready.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// The URL without the word that PostgreSQL itself does not know, and whether it was there.
fn without_pooler(url: &str) -> (String, bool) {
    const WORD: &str = "pgbouncer=true";
    let Some((before, after)) = url.split_once(WORD) else { return (url.to_owned(), false) };
    let is_parameter = (before.is_empty() || before.ends_with(['?', '&', ' ']))
        && (after.is_empty() || after.starts_with(['&', ' ']));
    if !is_parameter {
        return (url.to_owned(), false);
    }
    let rest = match after.strip_prefix(['&', ' ']) {
        Some(after) => format!("{before}{after}"),
        None => before.trim_end_matches(['?', '&', ' ']).to_owned(),
    };
    (rest, true)
}

/// The same with their types, for statements without a name; of what is empty the server finds out itself.
fn typed(cells: &[Cell]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    let of = |cell: &Cell| match cell {
        Cell::Null => Type::UNKNOWN,
        Cell::Int(_) => Type::INT8,
        Cell::Text(_) => Type::TEXT,
    };
    cells.iter().map(|cell| (cell as &(dyn ToSql + Sync), of(cell))).collect()
}

fn params(cells: &[Cell]) -> Vec<&(dyn ToSql + Sync)> {
    cells.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect()
}

fn read(rows: &[postgres::Row]) -> Result<Vec<Row>, HqError> {
    let cell = |row: &postgres::Row, index: usize| -> Result<Cell, postgres::Error> {
        Ok(match *row.columns()[index].type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(i64::from).into(),
            _ => row.try_get::<_, Option<String>>(index)?.into(),
        })
    };
    rows.iter()
        .map(|row| (0..row.len()).map(|index| cell(row, index)).collect::<Result<Row, postgres::Error>>())
        .collect::<Result<_, _>>()
        .map_err(HqError::from)
}

impl Tx for PostgresTx<'_> {
    fn rows(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, HqError> {
        let rows = if self.0.pooled {
            self.0.client.query_typed(sql, &typed(cells))?
        } else {
            let statement = self.ready(sql)?;
            self.0.client.query(&statement, &params(cells))?
        };
        read(&rows)
    }

    fn among(
        &mut self,
        select: &str,
        table: &str,
        key: &str,
        cells: &[Cell],
        these: &[Cell],
    ) -> Result<Vec<Row>, HqError> {
        // Joined in any other way, a table whose statistics are older than its rows is read whole: `OFFSET 0` leaves
        // nothing to choose but one look for each.
        let sql = format!(
            "SELECT found.* FROM unnest(${}::text[]) AS these (this)
             CROSS JOIN LATERAL (SELECT {select} FROM {table} WHERE {key} = these.this OFFSET 0) AS found",
            cells.len() + 1
        );
        let rows = if self.0.pooled {
            let mut typed = typed(cells);
            typed.push((&these, Type::TEXT_ARRAY));
            self.0.client.query_typed(&sql, &typed)?
        } else {
            let statement = self.ready(&sql)?;
            let mut params = params(cells);
            params.push(&these);
            self.0.client.query(&statement, &params)?
        };
        read(&rows)
    }

    fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, HqError> {
        if self.0.pooled {
            return Ok(self.0.client.execute_typed(sql, &typed(cells))?);
        }
        let statement = self.ready(sql)?;
        Ok(self.0.client.execute(&statement, &params(cells))?)
    }

    fn add(&mut self, table: &str, columns: &str, rows: &[Row]) -> Result<(), HqError> {
        if self.0.pooled || rows.len() < COPIED_FROM {
            return self.insert(&format!("INSERT INTO {table} ({columns})"), rows, "");
        }
        let copy = self.ready(&format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)"))?;
        let mut into = self.0.client.copy_in(&copy)?;
        for chunk in copied(rows) {
            into.write_all(&chunk).map_err(broken)?;
        }
        into.finish()?;
        Ok(())
    }

    fn insert(&mut self, into: &str, rows: &[Row], then: &str) -> Result<(), HqError> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
        if self.0.pooled {
            return self.insert_unprepared(into, rows, width, then);
        }
        // The same for one row tells the types of its columns.
        let one = self.ready(&one_row(into, width, then))?;
        let arrays: Vec<String> = one
            .params()
            .iter()
            .zip(1..)
            .map(|(kind, place)| format!("${place}::{}[]", kind.name()))
            .collect();
        let sql = format!("{into} SELECT * FROM unnest({}) {then}", arrays.join(", "));
        let statement = self.ready(&sql)?;
        for chunk in rows.chunks(MOST_AT_ONCE) {
            let columns: Vec<Column> = (0..width).map(|place| Column(chunk, place)).collect();
            let columns: Vec<&(dyn ToSql + Sync)> =
                columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
            self.0.client.execute(&statement, &columns)?;
        }
        Ok(())
    }
}

impl PostgresTx<'_> {
    /// Where nothing may be kept ready, what the types of arrays are cannot be asked.
    fn insert_unprepared(
        &mut self,
        into: &str,
        rows: &[Row],
        width: usize,
        then: &str,
    ) -> Result<(), HqError> {
        for chunk in rows.chunks((MOST_CELLS / width).min(500)) {
            let marks = |row: usize| {
                let marks: Vec<String> =
                    (1..=width).map(|column| format!("${}", row * width + column)).collect();
                format!("({})", marks.join(", "))
            };
            let all: Vec<String> = (0..chunk.len()).map(marks).collect();
            let sql = format!("{into} VALUES {} {then}", all.join(", "));
            self.0.client.execute_typed(&sql, &typed(&chunk.concat()))?;
        }
        Ok(())
    }
}

/// What broke off a `COPY`.
fn broken(error: std::io::Error) -> HqError {
    let Some(Ok(error)) =
        error.into_inner().map(<dyn std::error::Error + Send + Sync>::downcast::<postgres::Error>)
    else {
        // The connection broke.
        return HqError::Busy;
    };
    (*error).into()
}

/// Rows in the binary format of `COPY` (PostgreSQL's manual, "COPY", "Binary Format"), piece by piece. Every whole number of
/// the schema is of eight bytes.
fn copied(rows: &[Row]) -> Vec<Vec<u8>> {
    let mut out = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    let mut pieces = Vec::new();
    for row in rows {
        out.extend_from_slice(&(row.len() as i16).to_be_bytes());
        for cell in row {
            match cell {
                Cell::Null => out.extend_from_slice(&(-1_i32).to_be_bytes()),
                Cell::Int(number) => {
                    out.extend_from_slice(&8_i32.to_be_bytes());
                    out.extend_from_slice(&number.to_be_bytes());
                }
                Cell::Text(text) => {
                    out.extend_from_slice(&(text.len() as i32).to_be_bytes());
                    out.extend_from_slice(text.as_bytes());
                }
            }
        }
        if out.len() >= PIECE {
            pieces.push(std::mem::take(&mut out));
        }
    }
    out.extend_from_slice(&(-1_i16).to_be_bytes());
    pieces.push(out);
    pieces
}

/// One column of rows, as an array.
#[derive(Debug)]
struct Column<'r>(&'r [Row], usize);

impl ToSql for Column<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let cells: Vec<&Cell> = self.0.iter().map(|row| &row[self.1]).collect();
        cells.to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.kind(), Kind::Array(member) if Cell::accepts(member))
    }

    postgres::types::to_sql_checked!();
}

impl ToSql for Cell {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT4 | Type::INT8 | Type::TEXT | Type::VARCHAR | Type::UNKNOWN)
    }

    postgres::types::to_sql_checked!();
}

impl From<postgres::Error> for HqError {
    fn from(error: postgres::Error) -> Self {
        match error.code() {
            Some(code)
                if *code == SqlState::T_R_DEADLOCK_DETECTED
                    || *code == SqlState::T_R_SERIALIZATION_FAILURE
                    // Somebody else was the first to write it: the work is to look again.
                    || *code == SqlState::UNIQUE_VIOLATION =>
            {
                Self::Race
            }
            Some(code) if *code == SqlState::DISK_FULL => Self::DiskFull,
            // Another server process than the one that was to keep a statement ready.
            Some(code)
                if *code == SqlState::DUPLICATE_PSTATEMENT
                    || *code == SqlState::INVALID_SQL_STATEMENT_NAME =>
            {
                Self::told("pooler", &[])
            }
            Some(_) => Self::Base(
                error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned()),
            ),
            // The connection broke: the device tries again, and finds its verdict if the work was done.
            None => Self::Busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_about_a_pooler_is_taken_out_of_either_form_of_the_url() {
        for (url, rest) in [
            ("postgres://a@b/c?pgbouncer=true", "postgres://a@b/c"),
            ("postgres://a@b/c?x=1&pgbouncer=true", "postgres://a@b/c?x=1"),
            ("postgres://a@b/c?pgbouncer=true&x=1", "postgres://a@b/c?x=1"),
            ("pgbouncer=true host=b", "host=b"),
            ("host=b pgbouncer=true dbname=c", "host=b dbname=c"),
            ("host=b dbname=c pgbouncer=true", "host=b dbname=c"),
        ] {
            assert_eq!(without_pooler(url), (rest.to_owned(), true), "{url}");
        }
        for url in ["postgres://a@b/c", "postgres://a:pgbouncer=true1@b/c", "host=b xpgbouncer=true"] {
            assert_eq!(without_pooler(url), (url.to_owned(), false));
        }
    }
}
