//! Taking back: a forward operation that puts the old values in place again.

use rounds_core::{Entropy, Id};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

use crate::{Store, StoreError, Tx, Written, record, record::Table};

/// Undo keeps so many steps of a scope.
const STEPS_KEPT: i64 = 200;

struct Step {
    noun: String,
    id: Id,
    fields: Map<String, Value>,
    is_insert: bool,
}

impl Tx<'_> {
    /// Remembers this transaction as the scope's latest step; what had been undone can no longer be redone.
    pub fn remember(&mut self, scope: &str) -> Result<(), StoreError> {
        self.sql.execute("DELETE FROM undo_step WHERE scope = ? AND undone_tx IS NOT NULL", [scope])?;
        self.sql.execute(
            "INSERT INTO undo_step (scope, tx_id) VALUES (?, ?)",
            params![scope, self.tx_id.to_string()],
        )?;
        self.sql.execute(
            "DELETE FROM undo_step WHERE scope = ?1 AND step <= (SELECT max(step) FROM undo_step) - ?2",
            params![scope, STEPS_KEPT],
        )?;
        Ok(())
    }

    /// Puts back what the transaction `tx_id` changed. Fields that have changed since are a conflict.
    pub fn revert(&mut self, tx_id: Id) -> Result<(), StoreError> {
        let steps = self.steps(tx_id)?;
        if steps.is_empty() {
            return Err(StoreError::NothingToUndo);
        }
        for step in steps.into_iter().rev() {
            let table = Table::named(&step.noun).ok_or(StoreError::NotFound { noun: "noun" })?;
            let mut row =
                record::load(&self.sql, table, step.id)?.ok_or(StoreError::NotFound { noun: table.noun })?;
            for (name, change) in &step.fields {
                if name == "territory_id" {
                    continue;
                }
                if row.get(name) != change.get("new") {
                    return Err(StoreError::UndoConflict { noun: step.noun, field: name.clone() });
                }
                if !step.is_insert {
                    row.insert(name.clone(), change.get("old").cloned().unwrap_or_default());
                }
            }
            if step.is_insert {
                row.insert("deleted_at".to_owned(), self.now().into());
            }
            self.put_map(table, step.id, &row)?;
        }
        Ok(())
    }

    /// Reverts what the scope's next step that way was written by, and keeps by which transaction it can be turned
    /// round.
    fn turn(&mut self, scope: &str, way: Way) -> Result<(), StoreError> {
        let (find, keep) = match way {
            Way::Back => (
                "SELECT step, tx_id FROM undo_step WHERE scope = ? AND undone_tx IS NULL
                 ORDER BY step DESC LIMIT 1",
                "UPDATE undo_step SET undone_tx = ? WHERE step = ?",
            ),
            Way::Again => (
                "SELECT step, undone_tx FROM undo_step WHERE scope = ? AND undone_tx IS NOT NULL
                 ORDER BY step LIMIT 1",
                "UPDATE undo_step SET tx_id = ?, undone_tx = NULL WHERE step = ?",
            ),
        };
        let found: Option<(i64, String)> =
            self.sql.query_row(find, [scope], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (step, written_by) = found.ok_or(StoreError::NothingToUndo)?;
        self.revert(written_by.parse().map_err(|_| StoreError::NothingToUndo)?)?;
        self.sql.execute(keep, params![self.tx_id.to_string(), step])?;
        Ok(())
    }

    fn steps(&self, tx_id: Id) -> Result<Vec<Step>, StoreError> {
        let mut statement =
            self.sql.prepare_cached("SELECT noun, id, fields FROM outbox WHERE tx_id = ? ORDER BY op_seq")?;
        let mut rows = statement.query([tx_id.to_string()])?;
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            let fields: Map<String, Value> = serde_json::from_str(row.get_ref(2)?.as_str().unwrap_or("{}"))?;
            let id: String = row.get(1)?;
            steps.push(Step {
                noun: row.get(0)?,
                id: id.parse().map_err(|_| StoreError::NotFound { noun: "row" })?,
                // Only an operation that made the row names its territory.
                is_insert: fields.contains_key("territory_id"),
                fields,
            });
        }
        Ok(steps)
    }
}

fn last_step(connection: &Connection, scope: &str) -> Result<Option<Id>, StoreError> {
    let found: Option<String> = connection
        .query_row(
            "SELECT tx_id FROM undo_step WHERE scope = ? AND undone_tx IS NULL ORDER BY step DESC LIMIT 1",
            [scope],
            |row| row.get(0),
        )
        .optional()?;
    Ok(found.and_then(|tx_id| tx_id.parse().ok()))
}

/// Which way along a scope's steps.
#[derive(Clone, Copy)]
enum Way {
    Back,
    Again,
}

impl Store {
    /// Takes back the scope's latest step; where a `step` is named (see [`Store::last_step`]), that one and no other.
    ///
    /// # Errors
    /// `UndoBehind`: the named step is not the latest, or is undone already.
    pub fn undo(
        &self,
        scope: &str,
        step: Option<Id>,
        actor: Id,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Written<()>, StoreError> {
        self.write(actor, now, entropy, |tx| {
            if step.is_some() && last_step(&tx.sql, scope)? != step {
                return Err(StoreError::UndoBehind);
            }
            tx.turn(scope, Way::Back)
        })
    }

    /// Does again what was taken back last.
    pub fn redo(
        &self,
        scope: &str,
        actor: Id,
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Written<()>, StoreError> {
        self.write(actor, now, entropy, |tx| tx.turn(scope, Way::Again))
    }

    /// The transaction that wrote the scope's latest step; none where there is nothing to take back.
    pub fn last_step(&self, scope: &str) -> Result<Option<Id>, StoreError> {
        self.read(|connection| last_step(connection, scope))
    }

    /// Whether the scope has a step to take back, and one to do again.
    pub fn undoable(&self, scope: &str) -> Result<(bool, bool), StoreError> {
        self.read(|connection| {
            Ok(connection.query_row(
                "SELECT coalesce(sum(undone_tx IS NULL), 0) > 0, coalesce(sum(undone_tx IS NOT NULL), 0) > 0
                 FROM undo_step WHERE scope = ?",
                [scope],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?)
        })
    }
}
