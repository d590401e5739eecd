//! Erasing by law: values leave the evidence, the visit's row and the log of operations, all in one transaction.
//!
//! The one change that evidence ever sees. Its hash stays, so the chain still holds; a link says what was erased, by whom
//! and why: the use-case adds it where the erasing begins here, HQ sends it where it began there. Backups still hold the
//! values until they are replaced, 14 days at most.

use std::collections::BTreeMap;

use rounds_core::{
    Id,
    evidence::{self, forget_in_operation},
    row::Row,
    visit::VisitRecord,
};
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};

use crate::{
    EVIDENCE, StoreError, StoredEvidence, Tx, setting,
    sync::{answered::STATE, log},
};

/// What stays of an operation that was given up.
const LEFT: [&str; 2] = ["customer_id", "territory_id"];
/// Guards against accidents; out of the way for one statement.
const GUARD: &str = "evidence_is_not_updated";

impl Tx<'_> {
    /// Puts `envelope`, the same evidence without some of its values, in the place of the kept one.
    pub fn replace_erased(&mut self, evidence: Id, envelope: &[u8]) -> Result<(), StoreError> {
        replace(&self.sql, evidence, envelope)
    }

    /// Takes the values at `paths` (`answers.…`, `visit.…`) out of everything that the log says of a visit. They must
    /// have left the row before.
    pub fn forget_in_log(&mut self, record: Id, paths: &[&str]) -> Result<(), StoreError> {
        rewrite_log(&self.sql, VisitRecord::NOUN, record, |fields| forget_in_operation(fields, paths))
    }
}

fn replace(sql: &Connection, evidence: Id, envelope: &[u8]) -> Result<(), StoreError> {
    let text = std::str::from_utf8(envelope).map_err(|_| StoreError::NotFound { noun: EVIDENCE })?;
    let guard: String =
        sql.query_row("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", [GUARD], |row| {
            row.get(0)
        })?;
    overwrite_freed(sql)?;
    sql.execute_batch(&format!("DROP TRIGGER {GUARD}"))?;
    let changed = sql
        .execute("UPDATE evidence SET envelope = ? WHERE id = ?", params![envelope, evidence.to_string()])?;
    sql.execute_batch(&guard)?;
    if changed != 1 {
        return Err(StoreError::NotFound { noun: EVIDENCE });
    }
    rewrite_log(sql, EVIDENCE, evidence, |fields| {
        if let Some(change) = fields.get_mut("envelope") {
            change["new"] = text.into();
        }
    })
}

/// What is freed is overwritten, so that values do not stay in the file's free pages.
fn overwrite_freed(sql: &Connection) -> Result<(), StoreError> {
    Ok(sql.execute_batch("PRAGMA secure_delete = ON")?)
}

/// Evidence that lies here, its own or another's, comes from HQ again. Where it is the same without some of its values,
/// those go here as well. A device's own only when a file of HQ or of a device that HQ knows says by law; what another signed
/// is taken as HQ has it.
pub(crate) fn take(sql: &Connection, id: Id, envelope: &[u8]) -> Result<(), StoreError> {
    let kept: Option<(Vec<u8>, bool)> = sql
        .prepare_cached(
            "SELECT envelope, 1 FROM evidence WHERE id = ?1
             UNION ALL SELECT envelope, 0 FROM evidence_copy WHERE id = ?1 LIMIT 1",
        )?
        .query_map([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .next()
        .transpose()?;
    let Some((kept, is_own)) = kept.filter(|(kept, _)| kept != envelope) else { return Ok(()) };
    let facts = |bytes: &[u8]| evidence::verify(bytes).facts.unwrap_or_default();
    let (before, after) = (facts(&kept), facts(envelope));
    let gone: Vec<&str> =
        after.erased.iter().filter(|path| !before.erased.contains(path)).map(String::as_str).collect();
    let same = evidence::erase(&kept, &gone).is_ok_and(|less| less == envelope);
    if gone.is_empty() || !same {
        return Ok(());
    }
    if !is_own {
        overwrite_freed(sql)?;
        sql.execute("UPDATE evidence_copy SET envelope = ? WHERE id = ?", params![envelope, id.to_string()])?;
        return Ok(());
    }
    let links = erasure_links(sql)?;
    let told: Vec<_> = links.iter().filter_map(|link| evidence::erasures(&facts(&link.envelope))).collect();
    let is_lawful = |path: &&str| told.iter().any(|(of, erasure)| *of == id && erasure.paths.contains(*path));
    if !gone.iter().all(is_lawful) {
        return Ok(());
    }
    replace(sql, id, envelope)?;
    let record = before.record.get("visit.id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    match record {
        Some(record) => {
            rewrite_log(sql, VisitRecord::NOUN, record, |fields| forget_in_operation(fields, &gone))
        }
        None => Ok(()),
    }
}

/// Files from HQ that say what was erased by law: intact, and signed by HQ or by a device that HQ knows.
pub fn erasure_links(sql: &Connection) -> Result<Vec<StoredEvidence>, StoreError> {
    let keys: Vec<String> = sql
        .prepare_cached("SELECT key_id FROM device UNION SELECT hq_key_id FROM device")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut statement = sql.prepare_cached(
        "SELECT id, envelope, hash, seq FROM evidence_copy
         WHERE instr(CAST(envelope AS TEXT), ?) > 0 ORDER BY seq, id",
    )?;
    let rows = statement.query_map([format!("\"{}\"", evidence::ERASE)], |row| {
        Ok(StoredEvidence {
            id: row.get::<_, String>(0)?.parse().unwrap_or_default(),
            envelope: row.get(1)?,
            hash: row.get(2)?,
            seq: row.get(3)?,
        })
    })?;
    let mut links = rows.collect::<Result<Vec<_>, _>>()?;
    links.retain(|link| {
        let verdict = evidence::verify(&link.envelope);
        verdict.is_intact() && verdict.facts.is_some_and(|facts| keys.contains(&facts.key_id))
    });
    Ok(links)
}

/// Field → the version of its row from which on it was erased.
type ErasedFields = BTreeMap<String, i64>;
/// By noun and id, as HQ said of rows: what was set aside may be judged later.
const ERASED_ROWS: &str = "sync_erased_rows";

/// HQ says of a row which fields were erased by law, and from which version on: what was written here on an older one leaves
/// the log, where HQ has judged it. What waits is HQ's to judge when it comes, and what was set aside is its user's to decide.
pub(crate) fn forget_written(
    sql: &Connection,
    noun: &str,
    id: Id,
    erased: &ErasedFields,
) -> Result<(), StoreError> {
    let mut rows: BTreeMap<String, ErasedFields> = setting::read(sql, ERASED_ROWS)?.unwrap_or_default();
    if rows.insert(format!("{noun} {id}"), erased.clone()).as_ref() != Some(erased) {
        setting::write(sql, ERASED_ROWS, &rows)?;
    }
    forget_judged(sql, noun, id, erased)
}

/// The same again, after something on the row was judged that had been set aside before.
pub(crate) fn forget_again(sql: &Connection, noun: &str, id: Id) -> Result<(), StoreError> {
    let rows: Option<BTreeMap<String, ErasedFields>> = setting::read(sql, ERASED_ROWS)?;
    let erased = rows.and_then(|mut rows| rows.remove(&format!("{noun} {id}")));
    erased.map_or(Ok(()), |erased| forget_judged(sql, noun, id, &erased))
}

fn forget_judged(sql: &Connection, noun: &str, id: Id, erased: &ErasedFields) -> Result<(), StoreError> {
    overwrite_freed(sql)?;
    let is_gone = |name: &str, base: i64| erased.get(name).is_some_and(|version| *version > base);
    let judged = format!("AND {STATE} IN ('applied', 'dropped')");
    rewrite_operations(sql, noun, id, &judged, |base, fields| {
        fields.retain(|name, _| !is_gone(name, base));
    })?;
    // What stood there before is none of these.
    let open = format!("AND {STATE} NOT IN ('applied', 'dropped')");
    rewrite_operations(sql, noun, id, &open, |base, fields| {
        for (_, change) in fields.iter_mut().filter(|(name, _)| is_gone(name, base)) {
            change["old"] = Value::Null;
        }
    })
}

/// An operation that was set aside because of an erasure was given up: nothing of it stays but whose it was.
pub(crate) fn forget_given_up(sql: &Connection, noun: &str, id: Id, op_seq: i64) -> Result<(), StoreError> {
    overwrite_freed(sql)?;
    rewrite_operations(sql, noun, id, &format!("AND op_seq = {op_seq}"), |_, fields| {
        fields.retain(|name, _| LEFT.contains(&name.as_str()));
    })
}

fn rewrite_log(
    sql: &Connection,
    noun: &str,
    id: Id,
    rewrite: impl Fn(&mut Map<String, Value>),
) -> Result<(), StoreError> {
    rewrite_operations(sql, noun, id, "", |_, fields| rewrite(fields))
}

/// What the operations on a row say that `which` (`AND …`) leaves, each with the version that it was written on.
fn rewrite_operations(
    sql: &Connection,
    noun: &str,
    id: Id,
    which: &str,
    rewrite: impl Fn(i64, &mut Map<String, Value>),
) -> Result<(), StoreError> {
    let rows = {
        let mut statement = sql.prepare_cached(&format!(
            "SELECT op_seq, fields, base_version FROM outbox WHERE noun = ? AND id = ? {which}"
        ))?;
        let rows = statement.query_map([noun, &id.to_string()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        })?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    for (op_seq, text, base) in rows {
        let mut fields: Map<String, Value> = serde_json::from_str(&text)?;
        rewrite(base, &mut fields);
        let new = json!(fields).to_string();
        if new != text {
            let before = log::hash_of(sql, op_seq)?;
            log::keep_erased(sql, op_seq, before)?;
            sql.prepare_cached("UPDATE outbox SET fields = ? WHERE op_seq = ?")?
                .execute(params![new, op_seq])?;
        }
    }
    Ok(())
}
