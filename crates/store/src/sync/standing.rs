//! Where the device stands towards HQ: reported, waiting, to be settled.

use std::collections::BTreeSet;

use rounds_core::{AppError, Id};
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::{
    answered::{STATE, WAITS},
    log,
};
use crate::{Store, StoreError};

/// Rows by what HQ has said of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Rows of this device that HQ has acknowledged whole.
    pub reported: u32,
    /// Rows with changes that HQ has no verdict on.
    pub waiting: u32,
    /// Pictures of which HQ does not have everything.
    pub waiting_files: u32,
    /// Transactions that were set aside.
    pub set_aside: u32,
    /// Conflicts that nobody has decided.
    pub conflicts: u32,
}

/// A row with changes that HQ has no verdict on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsentRow {
    pub noun: String,
    pub id: Id,
    pub operations: u32,
    /// UTC milliseconds of the first and the last change.
    pub first_at: i64,
    pub last_at: i64,
}

/// An operation that HQ kept and did not apply.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAsideOperation {
    /// As HQ counts.
    pub op_seq: i64,
    pub tx_id: Id,
    pub noun: String,
    pub id: Id,
    pub fields: Map<String, Value>,
    pub because: Option<AppError>,
    /// UTC milliseconds.
    pub at: i64,
}

fn count(sql: &Connection, text: &str) -> Result<u32, StoreError> {
    Ok(sql.prepare_cached(text)?.query_row([], |row| row.get(0))?)
}

impl Store {
    pub fn standing(&self) -> Result<Standing, StoreError> {
        let files = self.waiting_files()?;
        let pictures: BTreeSet<_> = files.iter().map(|file| (&file.picture, file.territory_id)).collect();
        let waiting_files = pictures.len() as u32;
        self.read(|sql| {
            Ok(Standing {
                reported: count(
                    sql,
                    &format!(
                        "SELECT count(*) FROM (SELECT 1 FROM outbox GROUP BY noun, id
                         HAVING min({STATE} IN ('applied', 'dropped')))"
                    ),
                )?,
                waiting: count(
                    sql,
                    &format!("SELECT count(*) FROM (SELECT 1 FROM outbox WHERE {WAITS} GROUP BY noun, id)"),
                )?,
                waiting_files,
                set_aside: count(sql, "SELECT count(DISTINCT tx_id) FROM outbox WHERE state = 'set_aside'")?,
                conflicts: count(
                    sql,
                    "SELECT count(*) FROM conflict WHERE choice IS NULL AND deleted_at IS NULL
                     AND NOT EXISTS (SELECT 1 FROM base WHERE noun = 'conflict' AND base.id = conflict.id AND gone = 1)",
                )?,
            })
        })
    }

    /// How many rows the operations from `first` to `end` (as HQ counts) are about, and of how many of these some were set
    /// aside.
    pub fn rows_of(&self, first: i64, end: i64) -> Result<(u32, u32), StoreError> {
        self.read(|sql| {
            let offset = log::offset(sql)?;
            let mut statement = sql.prepare_cached(
                "SELECT count(*), coalesce(sum(aside), 0) FROM (
                   SELECT max(state = 'set_aside') AS aside FROM outbox WHERE op_seq BETWEEN ? AND ? GROUP BY noun, id)",
            )?;
            let range = [first.saturating_add(offset), end.saturating_add(offset)];
            Ok(statement.query_row(range, |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }

    /// Rows with changes that HQ has no verdict on, the longest waiting first; at most `limit`.
    pub fn unsent_rows(&self, limit: u32) -> Result<Vec<UnsentRow>, StoreError> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(&format!(
                "SELECT noun, id, count(*), min(at), max(at) FROM outbox WHERE {WAITS}
                 GROUP BY noun, id ORDER BY min(op_seq) LIMIT ?"
            ))?;
            let rows = statement.query_map([limit], |row| {
                Ok(UnsentRow {
                    noun: row.get(0)?,
                    id: row.get::<_, String>(1)?.parse().unwrap_or_default(),
                    operations: row.get(2)?,
                    first_at: row.get(3)?,
                    last_at: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What HQ set aside and nobody has decided, in order.
    pub fn set_aside(&self) -> Result<Vec<SetAsideOperation>, StoreError> {
        self.read(|sql| {
            let offset = log::offset(sql)?;
            let mut statement = sql.prepare_cached(
                "SELECT op_seq, tx_id, noun, id, fields, because, at FROM outbox WHERE state = 'set_aside'
                 ORDER BY op_seq",
            )?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let id = |index| {
                    Ok::<Id, rusqlite::Error>(row.get::<_, String>(index)?.parse().unwrap_or_default())
                };
                let because: Option<String> = row.get(5)?;
                found.push(SetAsideOperation {
                    op_seq: row.get::<_, i64>(0)? - offset,
                    tx_id: id(1)?,
                    noun: row.get(2)?,
                    id: id(3)?,
                    fields: serde_json::from_str(&row.get::<_, String>(4)?)?,
                    because: because.and_then(|text| serde_json::from_str(&text).ok()),
                    at: row.get(6)?,
                });
            }
            Ok(found)
        })
    }
}
