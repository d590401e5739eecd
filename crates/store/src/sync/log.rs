//! What goes to HQ next.

use std::collections::BTreeMap;

use rounds_core::{
    Id,
    canonical::{canonical, sha256_hex},
    operation::Operation,
    sync::{MOST_IN_TRANSACTION, MOST_OPERATIONS},
};
use rusqlite::{Connection, Row};
use serde::Serialize;
use serde_json::{
    json,
    value::{RawValue, to_raw_value},
};

use super::answered;
use crate::{Store, StoreError, setting};

/// HQ numbers an installation's operations from 1: this many in the log belong to earlier installations.
pub(super) const OFFSET: &str = "sync_op_offset";
/// Bytes of fields in one batch, unless a single transaction is larger.
const MOST_BYTES: usize = 8 << 20;

pub(super) fn offset(connection: &Connection) -> Result<i64, StoreError> {
    Ok(setting::read(connection, OFFSET)?.unwrap_or_default())
}

/// Operations in order that end where a transaction ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    pub operations: Vec<Operation>,
    /// Whether more wait behind them.
    pub more: bool,
}

/// The same as text, ready to be sent, with the numbers of the first and the last; 0 = none.
#[derive(Debug, Default)]
pub struct Outgoing {
    pub operations: Vec<Box<RawValue>>,
    pub first: i64,
    pub end: i64,
    /// Whether more wait behind them.
    pub more: bool,
}

/// An operation as HQ reads it; its fields stay the text that they are. In the order of canonical text, which HQ need not
/// write again for its hash then.
#[derive(Serialize)]
struct Sent<'s> {
    actor: &'s str,
    at: i64,
    base_version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_version: Option<i64>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    erased: &'s [String],
    fields: &'s RawValue,
    id: &'s str,
    install_id: Id,
    kind: &'s str,
    noun: &'s str,
    op_schema: u32,
    op_seq: i64,
    tx_id: &'s str,
}

/// Operations whose values were erased by law: number in the log → what they were before, as HQ may know them.
type Erased = BTreeMap<i64, Vec<String>>;
const ERASED: &str = "sync_erased";

fn erased(connection: &Connection) -> Result<Erased, StoreError> {
    Ok(setting::read(connection, ERASED)?.unwrap_or_default())
}

/// The hash by which HQ knows an operation of the log, as it stands there now.
pub(crate) fn hash_of(connection: &Connection, op_seq: i64) -> Result<String, StoreError> {
    let install_id: Option<Id> = setting::read_text(connection, "install_id")?.and_then(|id| id.parse().ok());
    let erased = erased(connection)?;
    let offset = offset(connection)?;
    let text = format!("SELECT {COLUMNS} FROM outbox WHERE op_seq = ?");
    let mut statement = connection.prepare_cached(&text)?;
    let mut rows = statement.query([op_seq])?;
    let row = rows.next()?.ok_or(StoreError::NotFound { noun: "operation" })?;
    let (operation, _) = operation(row, install_id.unwrap_or_default(), offset, &erased)?;
    let value = serde_json::to_value(operation)?;
    // HQ does the same where a value has no certain text.
    let text = canonical(&value).unwrap_or_else(|_| value.to_string());
    Ok(sha256_hex(text.as_bytes()))
}

/// Keeps what an operation was known by before values were taken out of it: HQ may have it under that.
pub(crate) fn keep_erased(connection: &Connection, op_seq: i64, before: String) -> Result<(), StoreError> {
    let mut all = erased(connection)?;
    all.entry(op_seq).or_default().push(before);
    setting::write(connection, ERASED, &all)
}

/// What [`operation`] reads.
const COLUMNS: &str =
    "op_seq, tx_id, op_schema, actor, noun, id, kind, base_version, fields, at, customer_version";

fn operation(
    row: &Row,
    install_id: Id,
    offset: i64,
    erased: &Erased,
) -> Result<(Operation, usize), StoreError> {
    let text = |index| row.get::<_, String>(index);
    let fields = text(8)?;
    let bytes = fields.len();
    let fields: serde_json::Value = serde_json::from_str(&fields)?;
    let op_seq: i64 = row.get(0)?;
    let operation = serde_json::from_value(json!({
        "erased": erased.get(&op_seq).cloned().unwrap_or_default(),
        "install_id": install_id, "op_seq": op_seq - offset, "tx_id": text(1)?,
        "op_schema": row.get::<_, u32>(2)?, "actor": text(3)?, "noun": text(4)?, "id": text(5)?,
        "kind": text(6)?, "base_version": row.get::<_, i64>(7)?, "fields": fields, "at": row.get::<_, i64>(9)?,
        "customer_version": row.get::<_, Option<i64>>(10)?,
    }))?;
    Ok((operation, bytes))
}

fn sent(
    row: &Row,
    install_id: Id,
    offset: i64,
    erased: &Erased,
) -> Result<(Box<RawValue>, usize), StoreError> {
    let text = |index| Ok::<_, StoreError>(row.get_ref(index)?.as_str().unwrap_or_default());
    let fields = text(8)?;
    let op_seq: i64 = row.get(0)?;
    let sent = Sent {
        install_id,
        op_seq: op_seq - offset,
        tx_id: text(1)?,
        op_schema: row.get(2)?,
        actor: text(3)?,
        noun: text(4)?,
        id: text(5)?,
        kind: text(6)?,
        base_version: row.get(7)?,
        customer_version: row.get(10)?,
        fields: serde_json::from_str(fields)?,
        at: row.get(9)?,
        erased: erased.get(&op_seq).map_or(&[], Vec::as_slice),
    };
    Ok((to_raw_value(&sent)?, fields.len()))
}

/// Operations behind `after` (as HQ counts) with their numbers, up to the end of a transaction; whether more wait.
fn behind<T>(
    connection: &Connection,
    install_id: Id,
    after: i64,
    read: impl Fn(&Row, Id, i64, &Erased) -> Result<(T, usize), StoreError>,
) -> Result<(Vec<(i64, T)>, bool), StoreError> {
    let offset = offset(connection)?;
    let erased = erased(connection)?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM outbox WHERE state = 'pending' AND op_seq > ? ORDER BY op_seq LIMIT ?"
    ))?;
    let after = after.saturating_add(offset).max(answered::up_to(connection)?);
    let mut rows = statement.query([after, MOST_IN_TRANSACTION as i64 + 1])?;
    let mut batch = Vec::new();
    let mut tx_id = String::new();
    // Where the last whole transaction of the batch ends.
    let (mut end, mut bytes) = (0, 0);
    while let Some(row) = rows.next()? {
        let (next, size) = read(row, install_id, offset, &erased)?;
        let next_tx = row.get_ref(1)?.as_str().unwrap_or_default();
        if next_tx != tx_id {
            end = batch.len();
            next_tx.clone_into(&mut tx_id);
        }
        bytes += size;
        if end > 0 && (batch.len() >= MOST_OPERATIONS || bytes > MOST_BYTES) {
            batch.truncate(end);
            return Ok((batch, true));
        }
        batch.push((row.get::<_, i64>(0)? - offset, next));
    }
    Ok((batch, false))
}

impl Store {
    /// The next operations that HQ has given no verdict on, numbered as HQ counts them.
    pub fn waiting(&self) -> Result<Batch, StoreError> {
        self.waiting_after(0)
    }

    /// Those of them behind the operation `after`, as HQ counts.
    pub fn waiting_after(&self, after: i64) -> Result<Batch, StoreError> {
        let install_id = self.install_id();
        let (batch, more) = self.read(|connection| behind(connection, install_id, after, operation))?;
        Ok(Batch { operations: batch.into_iter().map(|(_, operation)| operation).collect(), more })
    }

    /// [`Self::waiting_after`] as it is sent.
    pub fn outgoing(&self, after: i64) -> Result<Outgoing, StoreError> {
        let install_id = self.install_id();
        let (batch, more) = self.read(|connection| behind(connection, install_id, after, sent))?;
        let number = |next: Option<&(i64, _)>| next.map_or(0, |(op_seq, _)| *op_seq);
        let (first, end) = (number(batch.first()), number(batch.last()));
        Ok(Outgoing { operations: batch.into_iter().map(|(_, text)| text).collect(), first, end, more })
    }

    /// The number of the last operation that HQ has given a verdict on, as HQ counts; 0 = none.
    pub fn last_answered(&self) -> Result<i64, StoreError> {
        self.read(|connection| Ok((answered::up_to(connection)? - offset(connection)?).max(0)))
    }

    /// The number of the last operation that this installation wrote, as HQ counts; 0 = none.
    pub fn last_written(&self) -> Result<i64, StoreError> {
        self.read(|connection| {
            // The log may have been shortened; SQLite's own counter has not.
            let last: i64 = connection.query_row(
                "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)",
                [],
                |row| row.get(0),
            )?;
            Ok((last - offset(connection)?).max(0))
        })
    }
}
