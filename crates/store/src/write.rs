//! The write door: one transaction, its operations appended in it, and what changed given back.

use std::{cell, collections::BTreeSet};

use rounds_core::{
    Entropy, Id,
    evidence::SignedHead,
    id::behind,
    operation::{FieldChange, OP_SCHEMA, OperationKind, says_customer_version},
    row::{Kind, Row},
};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::{Map, Value};

use crate::{
    Store, StoreError,
    open::held,
    record::{self, Cell, Table},
    setting,
    sync::base,
};

/// The rows that a transaction changed, by noun and id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub rows: BTreeSet<(&'static str, Id)>,
    /// Whether settings changed, which have no row of their own.
    pub settings: bool,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && !self.settings
    }
}

/// What a transaction gave back, and how to take it back.
#[derive(Debug)]
pub struct Written<T> {
    pub value: T,
    pub tx_id: Id,
    pub changes: Changes,
}

/// An open transaction. Every change of a synced row goes through it and leaves an operation.
pub struct Tx<'t> {
    pub(crate) sql: Transaction<'t>,
    pub(crate) tx_id: Id,
    actor: Id,
    now: i64,
    entropy: &'t dyn Entropy,
    last_id: cell::Cell<Option<Id>>,
    pub(crate) changes: Changes,
    /// The chain's new head, where something was signed.
    pub(crate) head: Option<SignedHead>,
}

impl Store {
    /// Runs `f` in one transaction as `actor` at `now` (UTC milliseconds): all of it is kept, or nothing.
    pub fn write<T, E: From<StoreError>>(
        &self,
        actor: Id,
        now: i64,
        entropy: &dyn Entropy,
        f: impl FnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<Written<T>, E> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        let mut writer = held(writer);
        let sql =
            writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let tx_id = entropy.id(now);
        let (changes, last_id) = Default::default();
        let mut tx = Tx { sql, tx_id, actor, now, entropy, last_id, changes, head: None };
        let value = f(&mut tx)?;
        let Tx { sql, changes, head, .. } = tx;
        let note = head.map(|head| self.note_of(&sql, head)).transpose()?;
        self.commit(sql)?;
        if let Some(note) = note
            && let Err(error) = self.keep_note(&note)
        {
            // What was signed is kept. The note beside the key only stays behind until the next signature.
            tracing::warn!(%error, "the chain's head was not noted beside the key");
        }
        Ok(Written { value, tx_id, changes })
    }
}

impl Store {
    /// Keeps a transaction, with what was only noted so far.
    pub(crate) fn commit(&self, sql: Transaction) -> Result<(), StoreError> {
        let mut noted = held(&self.noted);
        setting::put_noted(&sql, &noted)?;
        sql.commit()?;
        noted.clear();
        Ok(())
    }
}

impl Tx<'_> {
    /// An id for a row that this transaction makes.
    pub fn new_id(&self) -> Id {
        let fresh = self.entropy.id(self.now);
        let id = self.last_id.get().map_or(fresh, |last| behind(last, fresh));
        self.last_id.set(Some(id));
        id
    }

    /// UTC milliseconds of the transaction.
    pub fn now(&self) -> i64 {
        self.now
    }

    pub fn tx_id(&self) -> Id {
        self.tx_id
    }

    /// The connection, for the reading functions of this crate.
    pub fn sql(&self) -> &rusqlite::Connection {
        &self.sql
    }

    /// Inserts the row, or updates those of its fields that differ. Gives back whether anything did.
    pub fn put<R: Row>(&mut self, row: &R) -> Result<bool, StoreError> {
        self.put_map(Table::of::<R>(), row.meta().id, &record::to_map(row)?)
    }

    /// Inserts a row that is known to be new, which saves looking for it.
    pub fn insert<R: Row>(&mut self, row: &R) -> Result<(), StoreError> {
        self.insert_map(Table::of::<R>(), row.meta().id, &record::to_map(row)?)
    }

    /// Marks a row as deleted; it stays as a tombstone.
    pub fn delete<R: Row>(&mut self, id: Id) -> Result<(), StoreError> {
        let table = Table::of::<R>();
        let mut map = record::load(&self.sql, table, id)?.ok_or(StoreError::NotFound { noun: R::NOUN })?;
        map.insert("deleted_at".to_owned(), self.now.into());
        self.put_map(table, id, &map)?;
        Ok(())
    }

    pub(crate) fn put_map(
        &mut self,
        table: Table,
        id: Id,
        new: &Map<String, Value>,
    ) -> Result<bool, StoreError> {
        let Some(old) = record::load(&self.sql, table, id)? else {
            self.insert_map(table, id, new)?;
            return Ok(true);
        };
        let changed: Vec<(&str, Kind)> = table
            .columns
            .iter()
            .copied()
            .chain([("deleted_at", Kind::Int)])
            .filter(|(name, _)| old.get(*name) != new.get(*name))
            .collect();
        if changed.is_empty() {
            return Ok(false);
        }
        base::keep(&self.sql, table, id, &old)?;
        let now = Value::from(self.now);
        let id_value = Value::from(id.to_string());
        let mut sets: Vec<String> = changed.iter().map(|(name, _)| format!("\"{name}\" = ?")).collect();
        sets.push("updated_at = ?".to_owned());
        let sql = format!("UPDATE \"{}\" SET {} WHERE id = ?", table.noun, sets.join(", "));
        let cells = changed
            .iter()
            .map(|(name, kind)| Cell(*kind, new.get(*name).unwrap_or(&Value::Null)))
            .chain([Cell(Kind::Int, &now), Cell(Kind::Text, &id_value)]);
        self.sql.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(cells))?;

        let fields = changed
            .iter()
            .map(|(name, _)| {
                let of = |map: &Map<String, Value>| map.get(*name).cloned().unwrap_or_default();
                Ok(((*name).to_owned(), serde_json::to_value(FieldChange { old: of(&old), new: of(new) })?))
            })
            .collect::<Result<Map<_, _>, StoreError>>()?;
        let deleted = changed.iter().any(|(name, _)| *name == "deleted_at") && !new["deleted_at"].is_null();
        let kind = if deleted { OperationKind::Delete } else { OperationKind::Put };
        let base = old.get("version").and_then(Value::as_i64).unwrap_or_default();
        let seen = self.customer_version(table.noun, new)?;
        self.append(table.noun, id, kind, base, seen, fields)?;
        Ok(true)
    }

    fn insert_map(&mut self, table: Table, id: Id, new: &Map<String, Value>) -> Result<(), StoreError> {
        let marks = table.all_columns().map(|_| "?").collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO \"{}\" ({}) VALUES ({marks})", table.noun, table.select_list());
        let cells = table.all_columns().map(|(name, kind)| Cell(kind, new.get(name).unwrap_or(&Value::Null)));
        self.sql.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(cells))?;
        // What is empty in a new row needs no word in its operation.
        let fields = table
            .columns
            .iter()
            .map(|(name, _)| (name, new.get(*name).cloned().unwrap_or_default()))
            .chain([(&"territory_id", new.get("territory_id").cloned().unwrap_or_default())])
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| {
                Ok(((*name).to_owned(), serde_json::to_value(FieldChange { old: Value::Null, new: value })?))
            })
            .collect::<Result<Map<_, _>, StoreError>>()?;
        let seen = self.customer_version(table.noun, new)?;
        self.append(table.noun, id, OperationKind::Put, 0, seen, fields)
    }

    /// The version of a row's customer as it lies here, where its operations say so.
    fn customer_version(&self, noun: &str, row: &Map<String, Value>) -> Result<Option<i64>, StoreError> {
        let customer = row.get("customer_id").and_then(Value::as_str);
        let Some(customer) = customer.filter(|_| says_customer_version(noun)) else { return Ok(None) };
        let version = self
            .sql
            .prepare_cached("SELECT version FROM customer WHERE id = ?")?
            .query_row([customer], |row| row.get(0))
            .optional()?;
        Ok(Some(version.unwrap_or_default()))
    }

    pub(crate) fn append(
        &mut self,
        noun: &'static str,
        id: Id,
        kind: OperationKind,
        base_version: i64,
        customer_version: Option<i64>,
        fields: Map<String, Value>,
    ) -> Result<(), StoreError> {
        let kind = match kind {
            OperationKind::Put => "put",
            OperationKind::Delete => "delete",
            OperationKind::Command => "command",
        };
        self.sql
            .prepare_cached(
                "INSERT INTO outbox
                   (tx_id, op_schema, actor, noun, id, kind, base_version, customer_version, fields, at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                self.tx_id.to_string(),
                OP_SCHEMA,
                self.actor.to_string(),
                noun,
                id.to_string(),
                kind,
                base_version,
                customer_version,
                Value::Object(fields).to_string(),
                self.now,
            ])?;
        self.changes.rows.insert((noun, id));
        Ok(())
    }
}
