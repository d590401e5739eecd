//! HQ's verdicts on operations, and what follows for the rows.

use std::collections::BTreeSet;

use rounds_core::{
    Id,
    sync::{Outcome, Verdict},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{base, hash::Counting, log};
use crate::{
    Changes, Store, StoreError,
    record::{self, Table},
};

impl Store {
    /// Keeps HQ's verdicts and shows the rows as they have to be now. A verdict on an operation that waits for none is
    /// taken as well: HQ gives the same one again. Gives back how many operations had no verdict before.
    pub fn take_verdicts(&self, verdicts: &[Verdict], now: i64) -> Result<(u32, Changes), StoreError> {
        self.take_counting(|sql, changes, counting| {
            let (new, touched) = give_all(sql, verdicts, now)?;
            settle_all(sql, touched, changes, counting)?;
            Ok(new)
        })
    }

    /// HQ was restored from a backup and knows this installation's operations up to `last` only: those after it wait
    /// again, in their order. Gives back how many.
    pub fn wait_again(&self, last: i64) -> Result<u32, StoreError> {
        let (count, _) = self.take(|sql, _| {
            let offset = log::offset(sql)?;
            let from = last.saturating_add(offset);
            // What such an operation made of HQ's row lies on top of it again.
            let mut statement =
                sql.prepare("SELECT DISTINCT noun, id FROM outbox WHERE op_seq > ? AND state <> 'pending'")?;
            let rows: Vec<(String, String)> = statement
                .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for (noun, id) in rows {
                let (Some(table), Ok(id)) = (Table::named(&noun), id.parse()) else { continue };
                if let Some(row) = record::load(sql, table, id)? {
                    base::keep(sql, table, id, &row)?;
                }
            }
            let changed = sql.execute(
                "UPDATE outbox SET state = 'pending', version = 0, because = NULL, answered_at = NULL
                 WHERE op_seq > ? AND state <> 'pending'",
                [from],
            )?;
            Ok(changed as u32)
        })?;
        Ok(count)
    }
}

/// Rows by noun and id.
pub(super) type Touched = BTreeSet<(&'static str, Id)>;

/// Keeps verdicts: how many operations had none before, and the rows that they are about.
pub(super) fn give_all(
    sql: &Connection,
    verdicts: &[Verdict],
    now: i64,
) -> Result<(u32, Touched), StoreError> {
    let offset = log::offset(sql)?;
    let mut touched = Touched::new();
    let mut first = 0;
    for verdict in verdicts {
        let Some((noun, id, waited)) = give(sql, verdict, verdict.op_seq.saturating_add(offset), now)? else {
            continue;
        };
        first += u32::from(waited);
        // Where HQ holds evidence follows from the feed.
        if let Some(table) = Table::named(&noun) {
            touched.insert((table.noun, id));
        }
    }
    Ok((first, touched))
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
    Ok(Some((noun, id, state == "pending")))
}
