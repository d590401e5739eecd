//! What waits to be looked at: it holds back what builds on it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode, Id,
    operation::Operation,
    sync::{Outcome, PushReply, SetAsideChoice},
};
use serde_json::Value;

use super::{
    aliases, incoming,
    judge::{Judge, Judged},
};
use crate::{
    Caller, Hq, HqError,
    base::{Row, Tx},
    cells,
    record::Desk,
};

/// Rows of open set-aside operations of one installation → the first operation that was set aside.
#[derive(Clone, Debug, Default)]
pub struct Blocked {
    rows: BTreeMap<Id, i64>,
    /// Those that were never made.
    unmade: BTreeMap<Id, i64>,
    /// Operations whose fault concerns one customer, and those that build on them.
    alone: BTreeSet<i64>,
}

impl Blocked {
    pub fn read(tx: &mut dyn Tx, install: Id) -> Result<Self, HqError> {
        let mut blocked = Self::default();
        for row in tx.rows(
            "SELECT row_id, op_seq, is_new, because FROM set_aside WHERE install_id = $1 AND settled IS NULL
             ORDER BY op_seq",
            cells![install],
        )? {
            blocked.add_row(&row)?;
        }
        Ok(blocked)
    }

    fn add_row(&mut self, row: &Row) -> Result<(), HqError> {
        let because: Option<AppError> = serde_json::from_str(row[3].text())?;
        self.add(row[0].id(), row[1].int(), row[2].int() != 0, because.as_ref());
        Ok(())
    }

    /// Whether what is wrong with an operation concerns its customer alone: an import of three hundred shops does not fail
    /// because one of them is somebody else's by now. What builds on that shop stays aside with it.
    pub fn stays_alone(&self, because: &AppError) -> bool {
        match because.code {
            ErrorCode::CodeElsewhere | ErrorCode::ErasedByLaw | ErrorCode::ContactErased => true,
            ErrorCode::DependsOnSetAside => {
                let held_by = because.detail.get("op_seq").and_then(Value::as_i64);
                held_by.is_some_and(|op_seq| self.alone.contains(&op_seq))
            }
            _ => false,
        }
    }

    pub fn add(&mut self, row: Id, op_seq: i64, is_new: bool, because: Option<&AppError>) {
        if because.is_some_and(|because| self.stays_alone(because)) {
            self.alone.insert(op_seq);
        }
        self.rows.entry(row).or_insert(op_seq);
        if is_new {
            self.unmade.entry(row).or_insert(op_seq);
        }
    }

    /// The operation that this one builds on, if that was set aside.
    pub fn holds(&self, operation: &Operation) -> Option<i64> {
        if let Some(op_seq) = self.rows.get(&operation.id) {
            return Some(*op_seq);
        }
        if self.unmade.is_empty() {
            return None;
        }
        operation.fields.values().filter_map(|change| change.get("new")).find_map(|new| match new {
            Value::String(text) => self.of(text),
            Value::Array(items) => items.iter().filter_map(Value::as_str).find_map(|text| self.of(text)),
            _ => None,
        })
    }

    fn of(&self, text: &str) -> Option<i64> {
        let id: Id = text.parse().ok().filter(|_| text.len() == 36)?;
        self.unmade.get(&id).copied()
    }
}

impl Hq {
    /// Retries or drops the transaction of an operation that was set aside; a retry takes those with it that were held back.
    pub fn decide_set_aside(
        &self,
        caller: &Caller,
        op_seq: i64,
        choice: SetAsideChoice,
    ) -> Result<PushReply, HqError> {
        self.base.write(|tx| {
            let row = tx
                .row(
                    "UPDATE install SET last_op_seq = last_op_seq WHERE install_id = $1 RETURNING last_op_seq",
                    cells![caller.install_id],
                )?
                .ok_or(ErrorCode::DeviceUnknown)?;
            let open = tx.rows(
                "SELECT op_seq, tx_id, operation FROM set_aside
                 WHERE install_id = $1 AND settled IS NULL ORDER BY op_seq",
                cells![caller.install_id],
            )?;
            let chosen = open.iter().find(|row| row[0].int() == op_seq).ok_or(ErrorCode::NotFound)?;
            let chosen_tx = chosen[1].id();
            let verdicts = match choice {
                SetAsideChoice::Drop => {
                    for row in open.iter().filter(|row| row[1].id() == chosen_tx) {
                        settle(tx, caller.install_id, row[0].int(), "dropped")?;
                    }
                    self.audit(tx, &caller.person_id.to_string(), "set_aside_dropped", &chosen_tx.to_string())?;
                    Vec::new()
                }
                SetAsideChoice::Retry => {
                    let again: Vec<_> = open
                        .iter()
                        .filter(|row| row[0].int() >= op_seq || row[1].id() == chosen_tx)
                        .map(|row| (row[0].int(), row[2].text()))
                        .collect::<Vec<(i64, &str)>>();
                    self.retry(tx, caller, &again)?.into_iter().map(|judged| judged.verdict).collect()
                }
            };
            Ok(PushReply { epoch: self.epoch.id, verdicts, last_op_seq: row[0].int(), read: None })
        })
    }

    fn retry(&self, tx: &mut dyn Tx, caller: &Caller, again: &[(i64, &str)]) -> Result<Vec<Judged>, HqError> {
        let incoming = again
            .iter()
            .map(|(_, text)| incoming::one(text, caller.install_id))
            .collect::<Result<Vec<_>, _>>()?;
        let aliases = aliases(tx, caller.install_id)?;
        // Those that are tried again do not hold one another back but by failing again.
        let mut blocked = Blocked::default();
        for row in tx.rows(
            "SELECT row_id, op_seq, is_new, because FROM set_aside WHERE install_id = $1 AND settled IS NULL
             ORDER BY op_seq",
            cells![caller.install_id],
        )? {
            if !again.iter().any(|(seq, _)| *seq == row[1].int()) {
                blocked.add_row(&row)?;
            }
        }
        let mut desk = Desk::new(self);
        let judged = Judge::new(self, caller, aliases, blocked).all(tx, &mut desk, &incoming)?;
        desk.save(tx, self.now())?;
        for judged in &judged {
            let verdict = &judged.verdict;
            if verdict.outcome == Outcome::Applied {
                settle(tx, caller.install_id, verdict.op_seq, "applied")?;
            } else {
                let because: &Option<AppError> = &verdict.because;
                tx.run(
                    "UPDATE set_aside SET because = $1 WHERE install_id = $2 AND op_seq = $3",
                    cells![serde_json::to_string(because)?, caller.install_id, verdict.op_seq],
                )?;
            }
            tx.run(
                "UPDATE verdict SET verdict = $1 WHERE install_id = $2 AND op_seq = $3",
                cells![serde_json::to_string(verdict)?, caller.install_id, verdict.op_seq],
            )?;
        }
        Ok(judged)
    }
}

fn settle(tx: &mut dyn Tx, install: Id, op_seq: i64, how: &str) -> Result<(), HqError> {
    tx.run(
        "UPDATE set_aside SET settled = $1 WHERE install_id = $2 AND op_seq = $3",
        cells![how, install, op_seq],
    )?;
    Ok(())
}
