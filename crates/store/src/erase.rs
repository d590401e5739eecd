//! Erasing by law: values leave the evidence, the visit's row and the log of operations, all in one transaction.
//!
//! The one change that evidence ever sees. Its hash stays, so the chain still holds; the use-case adds a link that says
//! what was erased, by whom and why. Backups still hold the values until they are replaced, 14 days at most.

use rounds_core::{Id, row::Row, visit::VisitRecord};
use rusqlite::params;
use serde_json::{Map, Value, json};

use crate::{EVIDENCE, StoreError, Tx, sync::log};

/// Guards against accidents; out of the way for one statement.
const GUARD: &str = "evidence_is_not_updated";

impl Tx<'_> {
    /// Puts `envelope`, the same evidence without some of its values, in the place of the kept one.
    pub fn replace_erased(&mut self, evidence: Id, envelope: &[u8]) -> Result<(), StoreError> {
        let text = std::str::from_utf8(envelope).map_err(|_| StoreError::NotFound { noun: EVIDENCE })?;
        let guard: String = self.sql.query_row(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?",
            [GUARD],
            |row| row.get(0),
        )?;
        // What is freed is overwritten, so that the values do not stay in the file's free pages.
        self.sql.execute_batch(&format!("PRAGMA secure_delete = ON; DROP TRIGGER {GUARD}"))?;
        let changed = self.sql.execute(
            "UPDATE evidence SET envelope = ? WHERE id = ?",
            params![envelope, evidence.to_string()],
        )?;
        self.sql.execute_batch(&guard)?;
        if changed != 1 {
            return Err(StoreError::NotFound { noun: EVIDENCE });
        }
        self.rewrite_log(EVIDENCE, evidence, |fields| {
            if let Some(change) = fields.get_mut("envelope") {
                change["new"] = text.into();
            }
        })
    }

    /// Takes the values at `paths` (`answers.…`, `visit.…`) out of everything that the log says of a visit. They must
    /// have left the row before.
    pub fn forget_in_log(&mut self, record: Id, paths: &[&str]) -> Result<(), StoreError> {
        self.rewrite_log(VisitRecord::NOUN, record, |fields| {
            for path in paths {
                let (place, name) = path.split_once('.').unwrap_or((*path, ""));
                for side in ["old", "new"] {
                    match place {
                        "answers" => {
                            let answers = fields.get_mut("answers").and_then(|change| change.get_mut(side));
                            if let Some(answers) = answers.and_then(Value::as_object_mut) {
                                answers.remove(name);
                            }
                        }
                        _ => {
                            if let Some(change) = fields.get_mut(name) {
                                change[side] = Value::Null;
                            }
                        }
                    }
                }
            }
        })
    }

    fn rewrite_log(
        &mut self,
        noun: &str,
        id: Id,
        rewrite: impl Fn(&mut Map<String, Value>),
    ) -> Result<(), StoreError> {
        let rows = {
            let mut statement =
                self.sql.prepare_cached("SELECT op_seq, fields FROM outbox WHERE noun = ? AND id = ?")?;
            let rows = statement.query_map([noun, &id.to_string()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })?;
            rows.collect::<Result<Vec<_>, _>>()?
        };
        for (op_seq, text) in rows {
            let mut fields: Map<String, Value> = serde_json::from_str(&text)?;
            rewrite(&mut fields);
            let new = json!(fields).to_string();
            if new != text {
                let before = log::hash_of(&self.sql, op_seq)?;
                log::keep_erased(&self.sql, op_seq, before)?;
                self.sql
                    .prepare_cached("UPDATE outbox SET fields = ? WHERE op_seq = ?")?
                    .execute(params![new, op_seq])?;
            }
        }
        Ok(())
    }
}
