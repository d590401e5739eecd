//! The database: one trait, two implementations, one text of SQL for both.
//!
//! Parameters are `$1`, `$2`… in the order in which they first appear: PostgreSQL numbers them so, and SQLite takes each
//! new name as the next.

mod postgres;
mod sqlite;

pub use postgres::Postgres;
pub use sqlite::Sqlite;

use crate::{HqError, admin::astray, codes};

/// How often a transaction that lost a race for locks is run again.
const TRIES: u32 = 5;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Null,
    Int(i64),
    Text(String),
}

impl Cell {
    pub fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            _ => 0,
        }
    }

    pub fn maybe_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    pub fn maybe_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The nil id where the text is none.
    pub fn id(&self) -> rounds_core::Id {
        self.text().parse().unwrap_or_default()
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<rounds_core::Id> for Cell {
    fn from(id: rounds_core::Id) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<rounds_core::sync::Scope> for Cell {
    fn from(scope: rounds_core::sync::Scope) -> Self {
        Self::Text(scope.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The cells of a statement.
#[macro_export]
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { &[$($crate::base::Cell::from($cell)),*] };
}

pub type Row = Vec<Cell>;

/// An open transaction.
pub trait Tx {
    fn rows(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, HqError>;
    /// Runs a statement; gives back how many rows it touched.
    fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, HqError>;

    fn row(&mut self, sql: &str, cells: &[Cell]) -> Result<Option<Row>, HqError> {
        Ok(self.rows(sql, cells)?.into_iter().next())
    }

    /// The rows whose last key is one of `these`: `select` says what to read of them in `table`, and `key` is a condition that
    /// ends with the name of that key's column. Each is looked up by the key, whatever the database takes the table to be like.
    fn among(
        &mut self,
        select: &str,
        table: &str,
        key: &str,
        cells: &[Cell],
        these: &[Cell],
    ) -> Result<Vec<Row>, HqError>;

    /// Rows that are known not to be there yet; one that is makes the transaction lose its race.
    fn add(&mut self, table: &str, columns: &str, rows: &[Row]) -> Result<(), HqError>;

    /// Many rows by one prepared statement: `into` is `INSERT INTO … (…)`, `then` what follows the values.
    fn insert(&mut self, into: &str, rows: &[Row], then: &str) -> Result<(), HqError>;
}

/// `INSERT INTO … (…) VALUES ($1, …)` for one row of so many cells.
fn one_row(into: &str, width: usize, then: &str) -> String {
    let marks: Vec<String> = (1..=width).map(|column| format!("${column}")).collect();
    format!("{into} VALUES ({}) {then}", marks.join(", "))
}

type Work<'w> = &'w mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>;

/// A database.
pub trait Base: Send + Sync {
    /// Runs `work` in one transaction and keeps it, or nothing of it.
    fn transaction(&self, work: Work) -> Result<(), HqError>;
    /// Runs `work` on one unchanging view.
    fn view(&self, work: Work) -> Result<(), HqError>;
}

fn collected<T>(
    run: impl Fn(Work) -> Result<(), HqError>,
    mut work: impl FnMut(&mut dyn Tx) -> Result<T, HqError>,
) -> Result<T, HqError> {
    let mut tries = 1;
    loop {
        let mut value = None;
        let ended = run(&mut |tx| {
            value = Some(work(tx)?);
            Ok(())
        });
        match (ended, value) {
            (Ok(()), Some(value)) => return Ok(value),
            (Err(HqError::Race), _) if tries < TRIES => tries += 1,
            (Err(error), _) => return Err(error),
            (Ok(()), None) => return Err(HqError::Base("a transaction ended without its work".to_owned())),
        }
    }
}

impl dyn Base + '_ {
    /// [`Base::transaction`] with a value; run again when it lost a race, so `work` starts from nothing each time.
    pub fn write<T>(&self, work: impl FnMut(&mut dyn Tx) -> Result<T, HqError>) -> Result<T, HqError> {
        collected(|work| self.transaction(work), work)
    }

    pub fn read<T>(&self, work: impl FnMut(&mut dyn Tx) -> Result<T, HqError>) -> Result<T, HqError> {
        collected(|work| self.view(work), work)
    }
}

const SCHEMA: &str = include_str!("schema.sql");
/// The number of the newest schema.
pub(crate) const NEWEST: i64 = 4;
/// What a schema added to the one before.
const LATER: &[(i64, &str)] = &[
    (
        2,
        "CREATE TABLE customer_code (
      code TEXT PRIMARY KEY,
      customer_id TEXT NOT NULL
    );
",
    ),
    // Operations that were all simply applied: the hashes of their payloads one behind the other, and their rows' versions.
    (
        3,
        "CREATE TABLE stretch (
      install_id TEXT NOT NULL,
      first_seq BIGINT NOT NULL,
      last_seq BIGINT NOT NULL,
      hashes TEXT NOT NULL,
      versions TEXT NOT NULL,
      PRIMARY KEY (install_id, first_seq)
    );
",
    ),
    // What a device last said of itself, as JSON, and when.
    (
        4,
        "CREATE TABLE device_says (
      install_id TEXT PRIMARY KEY,
      said TEXT NOT NULL,
      at BIGINT NOT NULL
    );
",
    ),
];

/// Makes the tables where there are none, and adds what an older program did not know. `dialect` turns a text into the
/// database's own statements.
fn migrate(
    tx: &mut dyn Tx,
    exists: bool,
    dialect: fn(&str) -> Vec<String>,
    guards: &[&str],
) -> Result<(), HqError> {
    if exists {
        let found = tx.row("SELECT value FROM hq_setting WHERE name = 'schema'", &[])?;
        let found = found.map_or(0, |row| row[0].text().parse().unwrap_or(0));
        if found > NEWEST {
            return Err(HqError::told("data_newer", &[]));
        }
        let later = LATER.iter().filter(|(schema, _)| *schema > found);
        for statement in later.flat_map(|(_, text)| dialect(text)) {
            tx.run(&statement, &[])?;
        }
        if found < 2 {
            codes::fill(tx)?;
        }
        if found < 4 {
            astray::note(tx)?;
        }
        if found < NEWEST {
            tx.run("UPDATE hq_setting SET value = $1 WHERE name = 'schema'", cells![NEWEST.to_string()])?;
        }
        return Ok(());
    }
    let all = std::iter::once(SCHEMA).chain(LATER.iter().map(|(_, text)| *text));
    for statement in all.flat_map(dialect).chain(guards.iter().map(|guard| (*guard).to_owned())) {
        tx.run(&statement, &[])?;
    }
    tx.run("INSERT INTO hq_setting (name, value) VALUES ('schema', $1)", cells![NEWEST.to_string()])?;
    Ok(())
}

/// The statements of a text without comments, which hold no semicolons but their ends.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty())
}
