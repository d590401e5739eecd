//! A page of one of HQ's feeds, taken in one transaction with its cursor.

use std::borrow::Cow;

use rounds_core::{
    Id,
    sync::{Entry, EntryKind, FeedPage, KINDS, NounKind, Scope, kind_of},
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

use super::{
    answered::WAITS,
    base::{self, Base},
    digest,
    hash::Counting,
    home, of_scope, receipt,
};
use crate::{
    Changes, EVIDENCE, SCHEMA_VERSION, Store, StoreError, erase,
    record::{self, Table},
};

const COUNTERSIGN: &str = "countersign";

/// How far a feed is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub epoch: Id,
    pub seq: i64,
    /// It is being read from its beginning; at its end, rows that it did not bring are dropped.
    pub baseline: bool,
    /// It brought rows that this build cannot read: no hash of it can be equal.
    pub unread: bool,
    /// It brought rows that an older build could not read.
    pub outgrown: bool,
}

/// What a page did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenPage {
    pub entries: u32,
    /// Entries of nouns or values that this build does not know.
    pub skipped: u32,
    pub more: bool,
}

/// What is wrong with a page; nothing of it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageRefused {
    #[error("the page is of another feed")]
    Scope,
    #[error("the page is of another epoch")]
    Epoch,
    #[error("the page does not follow the cursor")]
    Order,
    #[error("an entry carries no row, or another one's")]
    Row,
    #[error("a row belongs to another territory")]
    Territory,
    #[error("a row has no version")]
    Version,
}

/// Checks everything that a page claims before anything of it is taken.
pub(super) fn check(page: &FeedPage, scope: Scope, cursor: Cursor, after: i64) -> Result<(), PageRefused> {
    if page.scope != scope {
        return Err(PageRefused::Scope);
    }
    if page.epoch != cursor.epoch {
        return Err(PageRefused::Epoch);
    }
    let mut last = after;
    for entry in &page.entries {
        if entry.seq <= last {
            return Err(PageRefused::Order);
        }
        last = entry.seq;
        if entry.kind == EntryKind::Gone {
            continue;
        }
        let row = entry.row.as_ref().ok_or(PageRefused::Row)?;
        let names = |field: &str| row.get(field).and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
        if names("id") != Some(entry.id) {
            return Err(PageRefused::Row);
        }
        if names("territory_id") != Some(home(scope)) {
            return Err(PageRefused::Territory);
        }
        if base::version(row) <= 0 {
            return Err(PageRefused::Version);
        }
    }
    // A page that promises more without going on would be asked for ever.
    if cursor.seq != after || page.next < last || (page.more && page.next <= after) {
        return Err(PageRefused::Order);
    }
    Ok(())
}

pub(super) fn cursor(sql: &Connection, scope: Scope) -> Result<Option<Cursor>, StoreError> {
    let found: Option<(String, i64, bool, Option<u32>)> = sql
        .prepare_cached("SELECT epoch, seq, baseline, skipped FROM feed WHERE scope = ?")?
        .query_row([scope.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    Ok(found.map(|(epoch, seq, baseline, skipped)| Cursor {
        epoch: epoch.parse().unwrap_or_default(),
        seq,
        baseline,
        unread: skipped.is_some(),
        outgrown: skipped.is_some_and(|schema| schema < SCHEMA_VERSION),
    }))
}

impl Store {
    /// How far a feed is taken; none = not at all.
    pub fn cursor(&self, scope: Scope) -> Result<Option<Cursor>, StoreError> {
        self.read(|sql| cursor(sql, scope))
    }

    /// The feeds that were read here.
    pub fn feeds(&self) -> Result<Vec<Scope>, StoreError> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached("SELECT scope FROM feed ORDER BY scope")?;
            let rows =
                statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
            Ok(rows.into_iter().filter_map(|text| text.parse().ok()).collect())
        })
    }

    /// Begins to read a feed from its beginning.
    pub fn start_baseline(&self, scope: Scope, epoch: Id) -> Result<(), StoreError> {
        self.take(|sql, _| {
            sql.execute(
                "INSERT OR REPLACE INTO feed (scope, epoch, seq, baseline, skipped) VALUES (?, ?, 0, 1, NULL)",
                [scope.to_string(), epoch.to_string()],
            )?;
            sql.execute("DELETE FROM feed_seen WHERE scope = ?", [scope.to_string()])?;
            Ok(())
        })?;
        Ok(())
    }

    /// Takes the page that was asked for with `after`, and the cursor behind it: all of it or nothing.
    pub fn take_page(
        &self,
        scope: Scope,
        after: i64,
        page: &FeedPage,
    ) -> Result<(TakenPage, Changes), StoreError> {
        self.take_counting(|sql, changes, counting| {
            let cursor = cursor(sql, scope)?.ok_or(PageRefused::Order)?;
            check(page, scope, cursor, after)?;
            put_page(sql, cursor, page, changes, counting)
        })
    }

    /// Drops, once nothing waits for HQ any more, what HQ does not show here: rows that have left, and rows that it took
    /// into a territory of others. To be called when every feed has been read to its end.
    pub fn purge(&self) -> Result<(u32, Changes), StoreError> {
        self.take(|sql, changes| {
            let waiting: bool =
                sql.prepare_cached(&format!("SELECT 1 FROM outbox WHERE {WAITS}"))?.exists([])?;
            if waiting {
                return Ok(0);
            }
            let mut statement =
                sql.prepare_cached("SELECT noun, id FROM base WHERE gone = 1 OR row IS NULL")?;
            let rows: Vec<(String, String)> =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
            let mut dropped = 0;
            for (noun, id) in rows {
                let (Some(table), Ok(id)) = (Table::named(&noun), id.parse()) else { continue };
                if !base::is_held(sql, table.noun, id)? {
                    forget_row(sql, table, id, changes)?;
                    dropped += 1;
                }
            }
            Ok(dropped)
        })
    }

    /// HQ no longer lets this device read a feed: its rows are to go, once nothing waits.
    pub fn leave_feed(&self, scope: Scope) -> Result<(), StoreError> {
        self.take(|sql, changes| {
            for kind in KINDS.iter().filter(|kind| !kind.bare) {
                let Some(table) = Table::named(kind.noun) else { continue };
                let (condition, value) = of_scope(table.noun, scope);
                let text = format!("SELECT id FROM \"{}\" WHERE {condition}", table.noun);
                for id in ids(sql, &text, [value])? {
                    mark_gone(sql, table, id, changes)?;
                }
            }
            sql.execute("DELETE FROM feed WHERE scope = ?", [scope.to_string()])?;
            sql.execute("DELETE FROM feed_seen WHERE scope = ?", [scope.to_string()])?;
            Ok(())
        })?;
        Ok(())
    }
}

/// Writes a page that was checked, and the cursor behind it.
pub(super) fn put_page(
    sql: &Connection,
    cursor: Cursor,
    page: &FeedPage,
    changes: &mut Changes,
    counting: &mut Counting,
) -> Result<TakenPage, StoreError> {
    let scope = page.scope;
    let mut taken = TakenPage { more: page.more, ..TakenPage::default() };
    let mut bare = is_bare(sql)?;
    for entry in &page.entries {
        let known = match (&entry.row, entry.kind) {
            (Some(row), EntryKind::Upsert) => upsert(sql, scope, entry, row, bare, changes, counting)?,
            _ => {
                bare = false;
                counting.doubt(&entry.noun, entry.id);
                gone(sql, scope, entry, changes)?
            }
        };
        taken.entries += 1;
        taken.skipped += u32::from(!known);
        if cursor.baseline && entry.kind == EntryKind::Upsert {
            sql.prepare_cached("INSERT OR IGNORE INTO feed_seen (scope, noun, id) VALUES (?, ?, ?)")?
                .execute([scope.to_string(), entry.noun.clone(), entry.id.to_string()])?;
        }
    }
    if cursor.baseline && !page.more {
        drop_unseen(sql, scope, changes)?;
    }
    let skipped = (taken.skipped > 0).then_some(SCHEMA_VERSION);
    // A feed that stands where it stood leaves nothing to write.
    if cursor.seq != page.next || cursor.baseline || skipped.is_some() {
        sql.prepare_cached(
            "UPDATE feed SET seq = ?, baseline = ?, skipped = coalesce(?, skipped) WHERE scope = ?",
        )?
        .execute(params![page.next, cursor.baseline && page.more, skipped, scope.to_string()])?;
    }
    Ok(taken)
}

/// Whether nothing can lie on top of any of HQ's rows: nobody has written here, and no row is to go.
fn is_bare(sql: &Connection) -> Result<bool, StoreError> {
    Ok(!sql.prepare_cached("SELECT 1 FROM outbox")?.exists([])?
        && !sql.prepare_cached("SELECT 1 FROM base")?.exists([])?)
}

fn ids(sql: &Connection, text: &str, params: impl rusqlite::Params) -> Result<Vec<Id>, StoreError> {
    let mut statement = sql.prepare(text)?;
    let rows = statement.query_map(params, |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().filter_map(|id| id.parse().ok()).collect())
}

fn forget_row(sql: &Connection, table: Table, id: Id, changes: &mut Changes) -> Result<(), StoreError> {
    record::remove(sql, table, id)?;
    base::forget(sql, table.noun, id)?;
    changes.rows.insert((table.noun, id));
    Ok(())
}

/// Takes HQ's row, with what is not acknowledged on top; `bare`: nothing is. Whether this build can read it.
fn upsert(
    sql: &Connection,
    scope: Scope,
    entry: &Entry,
    row: &Map<String, Value>,
    bare: bool,
    changes: &mut Changes,
    counting: &mut Counting,
) -> Result<bool, StoreError> {
    if entry.noun == EVIDENCE {
        return take_evidence(sql, entry.id, row, changes);
    }
    let (Some(kind), Some(table)) = (kind_of(&entry.noun), Table::named(&entry.noun)) else {
        return Ok(false);
    };
    let is_known = |name: &str| table.all_columns().any(|(column, _)| column == name);
    let whole = row.keys().all(|name| is_known(name));
    let known = if whole {
        Cow::Borrowed(row)
    } else {
        let known = row.iter().filter(|(name, _)| is_known(name));
        Cow::Owned(known.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    if !entry.erased.is_empty() {
        erase::forget_written(sql, table.noun, entry.id, &entry.erased)?;
    }
    if table.noun == COUNTERSIGN {
        receipt::keep(sql, &known)?;
    }
    let version = base::version(&known);
    let operations = if bare { Vec::new() } else { base::on_top(sql, table.noun, entry.id, version)? };
    if operations.is_empty() {
        let written = counting.writing(|| {
            let written = write_readable(sql, kind, table, entry.id, &known)?;
            if written && !bare {
                base::forget(sql, table.noun, entry.id)?;
            }
            Ok::<_, StoreError>(written)
        });
        if !written? {
            return Ok(false);
        }
        counting.put(scope, table.noun, entry.id, digest::of(sql, table, entry.id, None)?);
    } else {
        let shown = base::overlay(known.clone().into_owned(), &operations);
        if !write_readable(sql, kind, table, entry.id, &shown)? {
            return Ok(false);
        }
        base::put(sql, table.noun, entry.id, &Base { row: Some(known.into_owned()), gone: false })?;
        counting.doubt(table.noun, entry.id);
    }
    if home(scope).is_nil() {
        sql.prepare_cached("INSERT OR REPLACE INTO untied (noun, id, scope) VALUES (?, ?, ?)")?.execute([
            table.noun,
            &entry.id.to_string(),
            &scope.to_string(),
        ])?;
    }
    changes.rows.insert((table.noun, entry.id));
    Ok(whole)
}

/// Writes a row; one that the table or the noun cannot hold leaves what was there. Whether it could.
fn write_readable(
    sql: &Connection,
    kind: &NounKind,
    table: Table,
    id: Id,
    row: &Map<String, Value>,
) -> Result<bool, StoreError> {
    let written = || match record::replace(sql, table, row) {
        Ok(()) => Ok(true),
        // SQLite takes back the one statement; the page goes on.
        Err(StoreError::Sql(error))
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    };
    // What can be read as it came can be read as it is written: cells keep their kinds, or the table refuses them.
    if (kind.readable)(&mut row.iter()) {
        return written();
    }
    // The table may fill in what it lacks.
    let run = |text: &str| Ok::<_, StoreError>(sql.prepare_cached(text)?.execute([])?);
    run("SAVEPOINT row")?;
    let is_readable = written()?
        && match record::load(sql, table, id) {
            Ok(row) => row.is_some_and(|row| (kind.readable)(&mut row.iter())),
            Err(StoreError::Row(_)) => false,
            Err(error) => return Err(error),
        };
    if !is_readable {
        run("ROLLBACK TO row")?;
    }
    run("RELEASE row")?;
    Ok(is_readable)
}

fn take_evidence(
    sql: &Connection,
    id: Id,
    row: &Map<String, Value>,
    changes: &mut Changes,
) -> Result<bool, StoreError> {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let (Some(envelope), Some(hash)) = (text("envelope"), text("hash")) else { return Ok(false) };
    erase::take(sql, id, envelope.as_bytes())?;
    let id = id.to_string();
    let own = sql.prepare_cached("SELECT 1 FROM evidence WHERE id = ?")?.exists([&id])?;
    if !own {
        let seq = row.get("seq").and_then(Value::as_i64).unwrap_or_default();
        sql.prepare_cached(
            "INSERT OR IGNORE INTO evidence_copy (id, envelope, hash, seq) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![id, envelope.as_bytes(), hash, seq])?;
    }
    changes.rows.insert((EVIDENCE, id.parse().unwrap_or_default()));
    Ok(true)
}

/// The row has left the scope. A copy that another scope has brought since stays.
fn gone(sql: &Connection, scope: Scope, entry: &Entry, changes: &mut Changes) -> Result<bool, StoreError> {
    if entry.noun == EVIDENCE {
        // What this device signed itself stays: its chain has no gaps.
        sql.prepare_cached("DELETE FROM evidence_copy WHERE id = ?")?.execute([entry.id.to_string()])?;
        return Ok(true);
    }
    let Some(table) = Table::named(&entry.noun) else { return Ok(false) };
    let known = match base::of(sql, table.noun, entry.id)? {
        Some(Base { row: Some(row), .. }) => Some(row),
        _ => record::load(sql, table, entry.id)?,
    };
    let Some(known) = known else { return Ok(true) };
    let here = if home(scope).is_nil() {
        sql.prepare_cached("SELECT 1 FROM untied WHERE noun = ? AND id = ? AND scope = ?")?.exists([
            table.noun,
            &entry.id.to_string(),
            &scope.to_string(),
        ])?
    } else {
        known.get("territory_id").and_then(Value::as_str) == Some(&home(scope).to_string())
    };
    if here {
        mark_gone(sql, table, entry.id, changes)?;
    }
    Ok(true)
}

fn mark_gone(sql: &Connection, table: Table, id: Id, changes: &mut Changes) -> Result<(), StoreError> {
    let Some(row) = record::load(sql, table, id)? else { return Ok(()) };
    let kept = base::of(sql, table.noun, id)?;
    if base::version(&row) == 0 && kept.is_none() {
        // Never at HQ: it goes there first.
        return Ok(());
    }
    let row = kept.map_or(Some(row), |base| base.row);
    base::put(sql, table.noun, id, &Base { row, gone: true })?;
    changes.rows.insert((table.noun, id));
    Ok(())
}

/// The end of a baseline: rows of the scope that it did not bring are no longer at HQ.
fn drop_unseen(sql: &Connection, scope: Scope, changes: &mut Changes) -> Result<(), StoreError> {
    let name = scope.to_string();
    for kind in KINDS.iter().filter(|kind| !kind.bare) {
        let Some(table) = Table::named(kind.noun) else { continue };
        let (condition, value) = of_scope(table.noun, scope);
        let text = format!(
            "SELECT id FROM \"{0}\" WHERE {condition} AND version > 0
             AND id NOT IN (SELECT id FROM feed_seen WHERE scope = ?2 AND noun = '{0}')",
            table.noun
        );
        for id in ids(sql, &text, [&value, &name])? {
            lost(sql, table, id, changes)?;
        }
    }
    sql.execute("DELETE FROM feed_seen WHERE scope = ?", [&name])?;
    Ok(())
}

fn lost(sql: &Connection, table: Table, id: Id, changes: &mut Changes) -> Result<(), StoreError> {
    let operations = base::on_top(sql, table.noun, id, i64::MAX)?;
    if operations.is_empty() {
        return forget_row(sql, table, id, changes);
    }
    // Only an operation that made the row names its territory: then HQ gets the row anew.
    if operations[0].fields.contains_key("territory_id") {
        base::forget(sql, table.noun, id)?;
        let text = format!("UPDATE \"{}\" SET version = 0 WHERE id = ?", table.noun);
        sql.execute(&text, [id.to_string()])?;
        return Ok(());
    }
    mark_gone(sql, table, id, changes)
}
