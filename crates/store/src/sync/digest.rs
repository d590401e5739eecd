//! The digest of a row straight from its table: its canonical text is written as the cells come, without a row in between.

use std::{collections::BTreeMap, sync::LazyLock};

use rounds_core::{
    Id,
    canonical::{MOST, canonical, is_canonical_text},
    row::Kind,
    sync::{KINDS, RowDigest, text_digest},
};
use rusqlite::{Connection, Row, types::ValueRef};
use serde_json::Value;

use crate::{StoreError, record::Table};

/// A noun's columns in the order of canonical text.
pub(super) struct Columns {
    noun: &'static str,
    columns: Vec<(&'static str, Kind)>,
    /// Quoted, for a SELECT.
    pub list: String,
    one: String,
}

static COLUMNS: LazyLock<BTreeMap<&str, Columns>> = LazyLock::new(|| {
    let tables = KINDS.iter().filter_map(|kind| Table::named(kind.noun));
    tables.map(|table| (table.noun, Columns::of(table))).collect()
});

/// None of evidence, and of what is not synced.
pub(super) fn columns(table: Table) -> Option<&'static Columns> {
    COLUMNS.get(table.noun)
}

impl Columns {
    fn of(table: Table) -> Self {
        let mut columns: Vec<_> = table.all_columns().collect();
        columns.sort_unstable_by_key(|(name, _)| *name);
        let list = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let one = format!("SELECT {list} FROM \"{}\" WHERE id = ?", table.noun);
        Self { noun: table.noun, columns, list, one }
    }

    /// The digest of a row whose columns come in the order of [`Self::list`], as if it were of `version`, if that is told;
    /// none = it is deleted and does not count.
    pub fn digest(&self, row: &Row, version: Option<i64>) -> Result<Option<RowDigest>, StoreError> {
        let mut out = Vec::with_capacity(1_024);
        for (index, (name, kind)) in self.columns.iter().enumerate() {
            let cell = match version {
                Some(version) if *name == "version" => ValueRef::Integer(version),
                _ => row.get_ref(index)?,
            };
            if *name == "deleted_at" && cell != ValueRef::Null {
                return Ok(None);
            }
            let start = out.len();
            out.push(if start == 0 { b'{' } else { b',' });
            out.push(b'"');
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b"\":");
            if !write(self.noun, *kind, cell, &mut out)? {
                out.truncate(start);
            }
        }
        if out.is_empty() {
            out.push(b'{');
        }
        out.push(b'}');
        Ok(Some(text_digest(&out)))
    }
}

/// Writes a cell as canonical text; whether it counts: what is empty does not.
fn write(noun: &str, kind: Kind, cell: ValueRef, out: &mut Vec<u8>) -> Result<bool, StoreError> {
    match (kind, cell) {
        (Kind::Bool, ValueRef::Integer(flag)) => {
            out.extend_from_slice(b"true");
            Ok(flag != 0)
        }
        (Kind::Json, ValueRef::Text(text)) => write_json(noun, text, out),
        (_, ValueRef::Integer(number)) => {
            if !(-MOST..=MOST).contains(&number) {
                return Err(unhashable(noun));
            }
            serde_json::to_writer(out, &number)?;
            Ok(number != 0)
        }
        (_, ValueRef::Text(text)) => {
            serde_json::to_writer(out, &*String::from_utf8_lossy(text))?;
            Ok(!text.is_empty())
        }
        _ => Ok(false),
    }
}

fn write_json(noun: &str, text: &[u8], out: &mut Vec<u8>) -> Result<bool, StoreError> {
    const EMPTY: [&str; 6] = ["null", "false", "0", "\"\"", "[]", "{}"];
    let text = str::from_utf8(text).map_err(|_| unhashable(noun))?;
    if EMPTY.contains(&text) {
        return Ok(false);
    }
    if is_canonical_text(text) {
        out.extend_from_slice(text.as_bytes());
        return Ok(true);
    }
    let canonical = canonical(&serde_json::from_str::<Value>(text)?).map_err(|_| unhashable(noun))?;
    out.extend_from_slice(canonical.as_bytes());
    Ok(!EMPTY.contains(&canonical.as_str()))
}

fn unhashable(noun: &str) -> StoreError {
    StoreError::Unhashable { noun: noun.to_owned() }
}

/// The digest of a row, as if it were of `version` where that is told; none where there is no such row, or it does not count.
pub(super) fn of(
    sql: &Connection,
    table: Table,
    id: Id,
    version: Option<i64>,
) -> Result<Option<RowDigest>, StoreError> {
    let Some(columns) = columns(table) else { return Ok(None) };
    let mut statement = sql.prepare_cached(&columns.one)?;
    let mut rows = statement.query([id.to_string()])?;
    match rows.next()? {
        Some(row) => columns.digest(row, version),
        None => Ok(None),
    }
}
