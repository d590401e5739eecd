//! HQ's verdicts on operations, and what follows for the rows.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    Id,
    sync::{Outcome, Verdict},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    answered::{self, WAITS},
    base,
    hash::Counting,
    log,
};
use crate::{
    Changes, Store, StoreError, erase,
    record::{self, Table},
};

impl Store {
    /// Keeps HQ's verdicts and shows the rows as they have to be now. A verdict on an operation that waits for none is
    /// taken as well: HQ gives the same one again. Gives back how many operations had no verdict before.
    pub fn take_verdicts(&self, verdicts: &[Verdict], now: i64) -> Result<(u32, Changes), StoreError> {
        self.take_counting(|sql, changes, counting| {
            let given = give_all(sql, verdicts, now)?;
            let touched = given.keep(sql, &Touched::new(), now)?;
            settle_all(sql, touched, changes, counting)?;
            Ok(given.new)
        })
    }

    /// HQ was restored from a backup and knows this installation's operations up to `last` only: those after it wait
    /// again, in their order. Gives back how many.
    pub fn wait_again(&self, last: i64) -> Result<u32, StoreError> {
        let (count, _) = self.take(|sql, _| {
            let offset = log::offset(sql)?;
            let from = last.saturating_add(offset);
            // What such an operation made of HQ's row lies on top of it again.
            let mut statement = sql
                .prepare(&format!("SELECT DISTINCT noun, id FROM outbox WHERE op_seq > ? AND NOT {WAITS}"))?;
            let rows: Vec<(String, String)> = statement
                .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for (noun, id) in rows {
                let (Some(table), Ok(id)) = (Table::named(&noun), id.parse()) else { continue };
                if let Some(row) = record::load(sql, table, id)? {
                    base::keep(sql, table, id, &row)?;
                }
            }
            let count = format!("SELECT count(*) FROM outbox WHERE op_seq > ? AND NOT {WAITS}");
            let count: u32 = sql.query_row(&count, [from], |row| row.get(0))?;
            sql.execute(
                "UPDATE outbox SET state = 'pending', version = 0, because = NULL, answered_at = NULL
                 WHERE op_seq > ? AND state <> 'pending'",
                [from],
            )?;
            answered::step_back(sql, from)?;
            Ok(count)
        })?;
        Ok(count)
    }
}

/// Rows by noun and id.
pub(super) type Touched = BTreeSet<(&'static str, Id)>;

/// An operation that HQ has applied, and the row's version afterwards.
#[derive(Clone, Copy)]
pub(super) struct Applied {
    pub table: Table,
    pub id: Id,
    pub version: i64,
}

/// Verdicts that are known to the log but for the versions of what was applied.
#[derive(Default)]
pub(super) struct Given {
    /// Operations that had no verdict before.
    pub new: u32,
    /// By their numbers in the log.
    pub applied: BTreeMap<i64, Applied>,
    /// Rows of operations that were set aside, or that had a verdict already.
    settled: Touched,
}

/// Takes note of verdicts.
pub(super) fn give_all(sql: &Connection, verdicts: &[Verdict], now: i64) -> Result<Given, StoreError> {
    let offset = log::offset(sql)?;
    let mut given = Given::default();
    let before = answered::up_to(sql)?;
    let number = |verdict: &Verdict| verdict.op_seq.saturating_add(offset);
    let (Some(first), Some(last)) = (verdicts.first().map(number), verdicts.last().map(number)) else {
        return Ok(given);
    };
    let in_order = verdicts.iter().map(number).eq(first..=last);
    // Nobody gives any but those that wait first; on others each operation says for itself what it came to.
    let goes_on = in_order && first > before && !waits(sql, before, first)?;
    if !goes_on {
        for verdict in verdicts {
            let Some((noun, id, waited)) = give(sql, verdict, number(verdict), now)? else { continue };
            given.new += u32::from(waited && number(verdict) > before);
            // Where HQ holds evidence follows from the feed.
            if let Some(table) = Table::named(&noun) {
                given.settled.insert((table.noun, id));
            }
        }
        return Ok(given);
    }
    let mut statement = sql.prepare_cached(
        "SELECT op_seq, noun, id, state FROM outbox WHERE op_seq BETWEEN ? AND ? ORDER BY op_seq",
    )?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        let op_seq: i64 = row.get(0)?;
        let verdict = &verdicts[(op_seq - first) as usize];
        given.new += u32::from(row.get_ref(3)?.as_str().unwrap_or_default() == "pending");
        let table = Table::named(row.get_ref(1)?.as_str().unwrap_or_default());
        let id = row.get_ref(2)?.as_str().unwrap_or_default();
        let id = id.parse().map_err(|_| StoreError::NotFound { noun: "row" })?;
        if verdict.outcome == Outcome::SetAside {
            give(sql, verdict, op_seq, now)?;
            given.settled.extend(table.map(|table| (table.noun, id)));
        } else if let Some(table) = table {
            given.applied.insert(op_seq, Applied { table, id, version: verdict.version });
        }
    }
    answered::advance(sql, last, now)?;
    Ok(given)
}

/// Whether an operation waits between two numbers.
fn waits(sql: &Connection, after: i64, before: i64) -> Result<bool, StoreError> {
    Ok(sql
        .prepare_cached("SELECT 1 FROM outbox WHERE op_seq > ? AND op_seq < ? AND state = 'pending'")?
        .exists([after, before])?)
}

impl Given {
    /// Keeps the versions of what was applied to other rows than those that are `hqs` by now; the rows that are to be
    /// settled.
    pub fn keep(&self, sql: &Connection, hqs: &Touched, now: i64) -> Result<Touched, StoreError> {
        let mut touched = self.settled.clone();
        for (op_seq, Applied { table, id, version }) in &self.applied {
            let row = (table.noun, *id);
            if hqs.contains(&row) {
                continue;
            }
            sql.prepare_cached(
                "UPDATE outbox SET state = 'applied', version = ?, because = NULL, answered_at = ? WHERE op_seq = ?",
            )?
            .execute(params![version, now, op_seq])?;
            touched.insert(row);
        }
        touched.retain(|row| !hqs.contains(row));
        Ok(touched)
    }
}

/// Shows rows as they have to be after verdicts on them.
pub(super) fn settle_all(
    sql: &Connection,
    touched: Touched,
    changes: &mut Changes,
    counting: &mut Counting,
) -> Result<(), StoreError> {
    for (noun, id) in touched {
        counting.doubt(noun, id);
        if let Some(table) = Table::named(noun) {
            base::settle(sql, table, id, changes)?;
            changes.rows.insert((table.noun, id));
        }
    }
    Ok(())
}

/// Keeps one verdict; the operation's row, and whether it waited for it.
fn give(
    sql: &Connection,
    verdict: &Verdict,
    op_seq: i64,
    now: i64,
) -> Result<Option<(String, Id, bool)>, StoreError> {
    let found: Option<(String, String, String)> = sql
        .prepare_cached("SELECT noun, id, state FROM outbox WHERE op_seq = ?")?
        .query_row([op_seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((noun, id, state)) = found else { return Ok(None) };
    // What its user gave up stays given up.
    if state == "dropped" && verdict.outcome == Outcome::SetAside {
        return Ok(None);
    }
    let (now_state, because) = match verdict.outcome {
        Outcome::Applied => ("applied", None),
        Outcome::SetAside => ("set_aside", verdict.because.as_ref().map(serde_json::to_string).transpose()?),
    };
    sql.prepare_cached(
        "UPDATE outbox SET state = ?, version = ?, because = ?, answered_at = ? WHERE op_seq = ?",
    )?
    .execute(params![now_state, verdict.version, because, now, op_seq])?;
    let id = id.parse().map_err(|_| StoreError::NotFound { noun: "row" })?;
    if state == "set_aside" && verdict.outcome == Outcome::Applied {
        erase::forget_again(sql, &noun, id)?;
    }
    Ok(Some((noun, id, state == "pending")))
}
