//! The canonical hash of what HQ has said of a scope: equal to HQ's own after a quiet sync.
//!
//! Digests are kept in memory between two questions, so that one costs what has changed since and not what is there. What has
//! changed is noted by triggers on the writing connection, within the transaction of the change: no code can forget it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rounds_core::{
    Id,
    sync::{KINDS, RowDigest, Scope, ScopeHash},
};
use rusqlite::{Connection, functions::FunctionFlags, params_from_iter};
use serde_json::{Map, Value};

use super::{digest, of_scope};
use crate::{Store, StoreError, open::held, record::Table};

/// With so many changed rows, or an eighth of all, everything is read instead.
const FEW: usize = 500;

/// A scope's rows and their hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeSum {
    pub rows: u64,
    /// Lower-case hex.
    pub hash: String,
}

/// Digests as of the last question.
pub(crate) type Sums = BTreeMap<Scope, ScopeHash>;

/// Whether the triggers of [`watch`] are to note nothing: what is written is counted as it is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quiet(Arc<AtomicBool>);

/// HQ's rows as a transaction writes them, with their digests: nobody has to read them again to count them.
pub(super) struct Counting {
    rows: BTreeMap<(&'static str, Id), (Scope, Option<RowDigest>)>,
    /// Rows that were counted and have changed once more.
    doubted: BTreeSet<(&'static str, Id)>,
    quiet: Quiet,
}

impl Counting {
    pub fn new(quiet: Quiet) -> Self {
        Self { rows: BTreeMap::new(), doubted: BTreeSet::new(), quiet }
    }

    /// Writes a row that is to be [`Self::put`] at once.
    pub fn writing<T>(&self, write: impl FnOnce() -> T) -> T {
        self.quiet.0.store(true, Ordering::Relaxed);
        let written = write();
        self.quiet.0.store(false, Ordering::Relaxed);
        written
    }

    /// A row that lies in `scope` and is HQ's, by the digest that it has in its table.
    pub fn put(&mut self, scope: Scope, noun: &'static str, id: Id, digest: Option<RowDigest>) {
        self.doubted.remove(&(noun, id));
        self.rows.insert((noun, id), (scope, digest));
    }

    /// The row has changed once more: it is read when the question comes.
    pub fn doubt(&mut self, noun: &str, id: Id) {
        if let Some(table) = Table::named(noun)
            && self.rows.remove(&(table.noun, id)).is_some()
        {
            self.doubted.insert((table.noun, id));
        }
    }

    /// Within the transaction: what is counted need not be looked at again, what is in doubt has to be.
    pub fn note(&self, sql: &Connection) -> Result<(), StoreError> {
        if sql.prepare_cached("SELECT 1 FROM temp.touched")?.exists([])? {
            let mut counted = sql.prepare_cached("DELETE FROM temp.touched WHERE noun = ? AND id = ?")?;
            for (noun, id) in self.rows.keys() {
                counted.execute([noun, id.to_string().as_str()])?;
            }
        }
        let mut doubted = sql.prepare_cached("INSERT OR IGNORE INTO temp.touched VALUES (?, ?)")?;
        for (noun, id) in &self.doubted {
            doubted.execute([noun, id.to_string().as_str()])?;
        }
        Ok(())
    }

    /// Once the transaction is kept. A row lies in one scope.
    pub fn add_to(self, sums: &mut Sums) {
        for ((noun, id), (home, digest)) in self.rows {
            for (scope, sum) in &mut *sums {
                sum.set(noun, id, digest.filter(|_| *scope == home));
            }
        }
    }
}

fn tables() -> impl Iterator<Item = Table> {
    KINDS.iter().filter(|kind| !kind.bare).filter_map(|kind| Table::named(kind.noun))
}

/// Lets the writing connection note which rows change from now on.
pub(crate) fn watch(writer: &Connection, quiet: &Quiet) -> Result<(), StoreError> {
    let quiet = quiet.0.clone();
    writer.create_scalar_function("is_counted", 0, FunctionFlags::SQLITE_UTF8, move |_| {
        Ok(quiet.load(Ordering::Relaxed))
    })?;
    let mut sql = String::from(
        "CREATE TEMP TABLE IF NOT EXISTS touched (noun TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (noun, id)) WITHOUT ROWID;",
    );
    let of_tables = tables().map(|table| (table.noun, format!("'{}'", table.noun)));
    for (name, noun) in of_tables.chain(["base", "untied"].map(|name| (name, String::new()))) {
        let note = |side: &str| {
            let noun = if noun.is_empty() { format!("{side}.noun") } else { noun.clone() };
            format!("INSERT OR IGNORE INTO touched VALUES ({noun}, {side}.id);")
        };
        for (event, notes) in
            [("INSERT", note("NEW")), ("DELETE", note("OLD")), ("UPDATE", note("OLD") + &note("NEW"))]
        {
            sql.push_str(&format!(
                "CREATE TEMP TRIGGER IF NOT EXISTS touched_{name}_{event} AFTER {event} ON main.\"{name}\"
                 WHEN NOT is_counted() BEGIN {notes} END;"
            ));
        }
    }
    Ok(writer.execute_batch(&sql)?)
}

/// The schema may change under the triggers: none any more, until [`watch`].
pub(crate) fn unwatch(writer: &Connection) -> Result<(), StoreError> {
    let names: Vec<String> = writer
        .prepare("SELECT name FROM temp.sqlite_master WHERE type = 'trigger' AND name LIKE 'touched%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for name in names {
        writer.execute_batch(&format!("DROP TRIGGER temp.\"{name}\""))?;
    }
    Ok(())
}

/// The rows that changed since the last question.
fn touched(writer: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = writer.prepare_cached("SELECT noun, id FROM temp.touched")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Brings the digests up to what the writing connection has written.
fn catch_up(sums: &mut Sums, writer: &Connection) -> Result<(), StoreError> {
    let touched = touched(writer)?;
    if touched.is_empty() {
        return Ok(());
    }
    let rows: u64 = sums.values().map(ScopeHash::rows).sum();
    if touched.len() > FEW.max(rows as usize / 8) {
        sums.clear();
    }
    for (scope, sum) in &mut *sums {
        for (noun, id) in &touched {
            let (Some(table), Ok(parsed)) = (Table::named(noun), id.parse()) else { continue };
            sum.remove(noun, parsed);
            add_table(sum, writer, table, *scope, Some(id))?;
        }
    }
    writer.execute("DELETE FROM temp.touched", [])?;
    Ok(())
}

fn add(sum: &mut ScopeHash, noun: &str, row: &Map<String, Value>) -> Result<(), StoreError> {
    let id = row.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default();
    sum.add(noun, id, row).map_err(|_| StoreError::Unhashable { noun: noun.to_owned() })
}

/// Adds HQ's rows of a noun in a scope; `one` = that one alone, if it is there.
fn add_table(
    sum: &mut ScopeHash,
    sql: &Connection,
    table: Table,
    scope: Scope,
    one: Option<&str>,
) -> Result<(), StoreError> {
    let Some(columns) = digest::columns(table) else { return Ok(()) };
    let (mut condition, value) = of_scope(table.noun, scope);
    if one.is_some() {
        condition.push_str(" AND id = ?2");
    }
    let given: Vec<&str> = std::iter::once(value.as_str()).chain(one).collect();
    let text = format!(
        "SELECT {} FROM \"{noun}\" AS r WHERE {condition} AND version > 0
         AND NOT EXISTS (SELECT 1 FROM base WHERE noun = '{noun}' AND base.id = r.id)",
        columns.list,
        noun = table.noun
    );
    let mut statement = sql.prepare_cached(&text)?;
    let mut rows = statement.query(params_from_iter(&given))?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref("id")?.as_str().ok().and_then(|id| id.parse().ok()).unwrap_or_default();
        if let Some(digest) = columns.digest(row, None)? {
            sum.set(table.noun, id, Some(digest));
        }
    }
    let text = format!(
        "SELECT row FROM (SELECT id, row, row ->> 'territory_id' AS territory_id FROM base
           WHERE noun = '{}' AND gone = 0 AND row IS NOT NULL)
         WHERE {condition}",
        table.noun
    );
    let mut statement = sql.prepare_cached(&text)?;
    let mut rows = statement.query(params_from_iter(&given))?;
    while let Some(row) = rows.next()? {
        add(sum, table.noun, &serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("{}"))?)?;
    }
    Ok(())
}

fn whole(sql: &Connection, scope: Scope) -> Result<ScopeHash, StoreError> {
    let mut sum = ScopeHash::default();
    for table in tables() {
        add_table(&mut sum, sql, table, scope, None)?;
    }
    Ok(sum)
}

impl Store {
    /// The canonical hash of a scope. Changes that HQ has not acknowledged, and what was set aside, do not count.
    pub fn scope_hash(&self, scope: Scope) -> Result<ScopeSum, StoreError> {
        let told = |sum: &ScopeHash| ScopeSum { rows: sum.rows(), hash: sum.finish() };
        let Some(writer) = &self.writer else {
            return self.read(|sql| Ok(told(&whole(sql, scope)?)));
        };
        let mut sums = held(&self.sums);
        let writing = held(writer);
        if let Err(error) = catch_up(&mut sums, &writing) {
            sums.clear();
            return Err(error);
        }
        if let Some(sum) = sums.get(&scope) {
            return Ok(told(sum));
        }
        let sum = self.read(|sql| {
            let view = sql.unchecked_transaction()?;
            // The view begins with its first reading. What is written after that is noted.
            view.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
            drop(writing);
            whole(&view, scope)
        })?;
        let told = told(&sum);
        sums.insert(scope, sum);
        Ok(told)
    }
}
