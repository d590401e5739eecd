//! Rows between Rust structs and SQLite, by the columns that each noun declares.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use rounds_core::{
    Id,
    row::{Kind, Row},
    sync::{KINDS, kind_of},
};
use rusqlite::{
    Connection, OptionalExtension, ToSql,
    types::{ToSqlOutput, Value as Sql, ValueRef},
};
use serde_json::{Map, Value};

use crate::StoreError;

/// The columns of [`rounds_core::Meta`].
const META: [(&str, Kind); 6] = [
    ("id", Kind::Text),
    ("territory_id", Kind::Text),
    ("version", Kind::Int),
    ("created_at", Kind::Int),
    ("updated_at", Kind::Int),
    ("deleted_at", Kind::Int),
];

/// What reading and writing need to know of a table, beside the noun's type.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub noun: &'static str,
    pub columns: &'static [(&'static str, Kind)],
}

impl Table {
    pub const fn of<R: Row>() -> Self {
        Self { noun: R::NOUN, columns: R::COLUMNS }
    }

    /// The table of a synced noun that has rows with a head; none of evidence, and of what this build does not know.
    pub fn named(noun: &str) -> Option<Self> {
        kind_of(noun).filter(|kind| !kind.bare).map(|kind| Self { noun: kind.noun, columns: kind.columns })
    }

    pub fn all_columns(self) -> impl Iterator<Item = (&'static str, Kind)> {
        META.into_iter().chain(self.columns.iter().copied())
    }

    /// Quoted, because `order`, `from` and `to` are words of SQL.
    pub fn select_list(self) -> String {
        self.all_columns().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }
}

/// A JSON value as SQLite stores it.
pub(crate) struct Cell<'v>(pub Kind, pub &'v Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match (self.0, self.1) {
            (_, Value::Null) => ToSqlOutput::Owned(Sql::Null),
            (Kind::Text, Value::String(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            (Kind::Bool, Value::Bool(flag)) => ToSqlOutput::Owned(Sql::Integer((*flag).into())),
            (Kind::Int, Value::Number(number)) => {
                ToSqlOutput::Owned(Sql::Integer(number.as_i64().unwrap_or_default()))
            }
            (_, other) => ToSqlOutput::Owned(Sql::Text(other.to_string())),
        })
    }
}

fn json(kind: Kind, cell: ValueRef) -> Result<Value, StoreError> {
    Ok(match (kind, cell) {
        (Kind::Bool, ValueRef::Integer(number)) => Value::Bool(number != 0),
        (Kind::Json, ValueRef::Text(text)) => serde_json::from_slice(text)?,
        (_, ValueRef::Integer(number)) => number.into(),
        (_, ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned().into(),
        _ => Value::Null,
    })
}

/// Reads one row, whose columns come in the order of [`Table::select_list`].
pub(crate) fn read_map(table: Table, row: &rusqlite::Row) -> Result<Map<String, Value>, StoreError> {
    table
        .all_columns()
        .enumerate()
        .map(|(index, (name, kind))| Ok((name.to_owned(), json(kind, row.get_ref(index)?)?)))
        .collect()
}

pub(crate) fn from_map<R: Row>(map: Map<String, Value>) -> Result<R, StoreError> {
    Ok(serde_json::from_value(Value::Object(map))?)
}

pub(crate) fn to_map<R: Row>(row: &R) -> Result<Map<String, Value>, StoreError> {
    match serde_json::to_value(row)? {
        Value::Object(map) => Ok(map),
        _ => unreachable!("a noun is a struct"),
    }
}

/// The text of [`load`] for every synced noun: a sync asks for thousands of rows.
static LOADS: LazyLock<BTreeMap<&str, String>> = LazyLock::new(|| {
    let tables = KINDS.iter().filter_map(|kind| Table::named(kind.noun));
    tables.map(|table| (table.noun, load_text(table))).collect()
});

fn load_text(table: Table) -> String {
    format!("SELECT {} FROM \"{}\" WHERE id = ?", table.select_list(), table.noun)
}

/// Reads a row by its id, deleted or not.
pub(crate) fn load(
    connection: &Connection,
    table: Table,
    id: Id,
) -> Result<Option<Map<String, Value>>, StoreError> {
    let sql = match LOADS.get(table.noun) {
        Some(sql) => Cow::Borrowed(sql.as_str()),
        None => load_text(table).into(),
    };
    let found = connection
        .prepare_cached(&sql)?
        .query_row([id.to_string()], |row| Ok(read_map(table, row)))
        .optional()?;
    found.transpose()
}

/// Puts a row in place of whatever is there. What the map does not name gets its column's default.
pub(crate) fn replace(
    connection: &Connection,
    table: Table,
    row: &Map<String, Value>,
) -> Result<(), StoreError> {
    let named: Vec<(&str, Kind)> = table
        .all_columns()
        .filter(|(name, _)| row.get(*name).is_some_and(|value| !value.is_null()))
        .collect();
    let mut sql = String::with_capacity(1_024);
    sql.push_str("INSERT OR REPLACE INTO \"");
    sql.push_str(table.noun);
    for (place, (name, _)) in named.iter().enumerate() {
        sql.push_str(if place == 0 { "\" (\"" } else { "\", \"" });
        sql.push_str(name);
    }
    sql.push_str("\") VALUES (?");
    (1..named.len()).for_each(|_| sql.push_str(", ?"));
    sql.push(')');
    let cells = named.iter().map(|(name, kind)| Cell(*kind, &row[*name]));
    connection.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(cells))?;
    Ok(())
}

/// Takes a row away for good. Synced deletions are tombstones; this is for rows that HQ no longer shows here.
pub(crate) fn remove(connection: &Connection, table: Table, id: Id) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM \"{}\" WHERE id = ?", table.noun);
    connection.prepare_cached(&sql)?.execute([id.to_string()])?;
    Ok(())
}
