//! The canonical hash of what HQ has said of a scope: equal to HQ's own after a quiet sync.

use rounds_core::sync::{KINDS, Scope, ScopeHash};
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::of_scope;
use crate::{
    Store, StoreError,
    record::{self, Table},
};

/// A scope's rows and their hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeSum {
    pub rows: u64,
    /// Lower-case hex.
    pub hash: String,
}

fn add(sum: &mut ScopeHash, noun: &str, row: &Map<String, Value>) -> Result<(), StoreError> {
    let id = row.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default();
    sum.add(noun, id, row).map_err(|_| StoreError::Unhashable { noun: noun.to_owned() })
}

fn add_table(sum: &mut ScopeHash, sql: &Connection, table: Table, scope: Scope) -> Result<(), StoreError> {
    let (condition, value) = of_scope(table.noun, scope);
    let text = format!(
        "SELECT {} FROM \"{noun}\" AS r WHERE {condition} AND version > 0
         AND NOT EXISTS (SELECT 1 FROM base WHERE noun = '{noun}' AND base.id = r.id)",
        table.select_list(),
        noun = table.noun
    );
    let mut statement = sql.prepare(&text)?;
    let mut rows = statement.query([&value])?;
    while let Some(row) = rows.next()? {
        add(sum, table.noun, &record::read_map(table, row)?)?;
    }
    let text = format!(
        "SELECT row FROM (SELECT id, row, row ->> 'territory_id' AS territory_id FROM base
           WHERE noun = '{}' AND gone = 0 AND row IS NOT NULL)
         WHERE {condition}",
        table.noun
    );
    let mut statement = sql.prepare(&text)?;
    let mut rows = statement.query([&value])?;
    while let Some(row) = rows.next()? {
        add(sum, table.noun, &serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("{}"))?)?;
    }
    Ok(())
}

/// A scope's rows with their digests, as HQ has told them.
pub(crate) fn scope_hash(sql: &Connection, scope: Scope) -> Result<ScopeHash, StoreError> {
    let mut sum = ScopeHash::default();
    for kind in KINDS.iter().filter(|kind| !kind.bare) {
        if let Some(table) = Table::named(kind.noun) {
            add_table(&mut sum, sql, table, scope)?;
        }
    }
    Ok(sum)
}

impl Store {
    /// The canonical hash of a scope. Changes that HQ has not acknowledged, and what was set aside, do not count.
    pub fn scope_hash(&self, scope: Scope) -> Result<ScopeSum, StoreError> {
        self.read(|sql| {
            let sum = scope_hash(sql, scope)?;
            Ok(ScopeSum { rows: sum.rows(), hash: sum.finish() })
        })
    }
}
