//! Up to where HQ has given its verdicts. They come in order and without a gap.
//!
//! Invariant: an operation of the log whose `state` is 'pending' waits for its verdict behind that number. Up to it, it
//! was applied as it was sent, and the reply that said so made its row HQ's: then nothing of its own is written there.

use rusqlite::{Connection, params};

use crate::StoreError;

/// As a term of SQL: the number of the last operation with a verdict.
pub(crate) const UP_TO: &str = "(SELECT coalesce(max(up_to), 0) FROM answered)";
/// As a condition on `outbox`: no verdict yet.
pub(crate) const WAITS: &str =
    "(state = 'pending' AND op_seq > (SELECT coalesce(max(up_to), 0) FROM answered))";
/// As a term of SQL on `outbox`: what HQ has said.
pub(crate) const STATE: &str =
    "(CASE WHEN state = 'pending' AND op_seq <= (SELECT coalesce(max(up_to), 0) FROM answered)
    THEN 'applied' ELSE state END)";

/// The number in the log of the last operation with a verdict; 0 = none.
pub(super) fn up_to(sql: &Connection) -> Result<i64, StoreError> {
    Ok(sql.prepare_cached(&format!("SELECT {UP_TO}"))?.query_row([], |row| row.get(0))?)
}

/// Everything up to this number has its verdict. What does not lie directly behind the ones before is for its caller to
/// refuse.
pub(super) fn advance(sql: &Connection, up_to: i64, now: i64) -> Result<(), StoreError> {
    sql.prepare_cached("INSERT OR REPLACE INTO answered (up_to, at) VALUES (?, ?)")?
        .execute(params![up_to, now])?;
    Ok(())
}

/// Verdicts behind this number are no longer known to HQ.
pub(super) fn step_back(sql: &Connection, to: i64) -> Result<(), StoreError> {
    if up_to(sql)? > to {
        // What stays answered was so at the earliest when the stretch that it lies in was.
        sql.execute(
            "INSERT OR IGNORE INTO answered (up_to, at) SELECT ?1, at FROM answered WHERE up_to > ?1
             ORDER BY up_to LIMIT 1",
            [to],
        )?;
        sql.execute("DELETE FROM answered WHERE up_to > ?", [to])?;
    }
    Ok(())
}
