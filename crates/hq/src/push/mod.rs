//! Push: operations in, one verdict for each, in one transaction with what they change.

mod code;
mod conflict;
mod erase;
mod evidence;
mod incoming;
mod judge;
mod place;
mod read_on;
mod set_aside;

use std::collections::BTreeMap;

use rounds_core::{
    AppError, ErrorCode, Id,
    sync::{Aliases, MOST_IN_TRANSACTION, MOST_OPERATIONS, OLDEST_SCHEMA, Push, PushReply, SCHEMA, Verdict},
};
use serde_json::Value;

use crate::{
    Caller, Hq, HqError,
    base::{Row, Tx},
    cells,
    record::Desk,
};
pub(crate) use conflict::{Loser, keep_lost};
pub(crate) use evidence::countersign;
use incoming::Incoming;
use judge::{Judge, Judged};
use read_on::Left;
use set_aside::Blocked;

/// What a push came to, and what it left in the feeds.
#[derive(Default)]
struct Pushed {
    verdicts: Vec<Verdict>,
    last_op_seq: i64,
    left: Left,
}

impl Hq {
    /// Applies what the device sends, each operation once, and reads on in its feeds where it says how far it is; at most
    /// `limit` entries of each.
    ///
    /// # Errors
    /// `NotAllowed` for another's installation, `HqNewerNeeded`, `DeviceTooOld`, `TooLarge`, `BadArguments`, `OperationGap`
    /// (`expected`), `ReplayDiffers` (`op_seq`); what is wrong with one operation is in its verdict.
    pub fn push(&self, caller: &Caller, body: &Push<Value>, limit: u32) -> Result<PushReply, HqError> {
        if body.install_id != caller.install_id {
            return Err(ErrorCode::NotAllowed.on("install_id").into());
        }
        check_schema(body.schema)?;
        let incoming = incoming::read(body)?;
        check_size(&incoming)?;
        let pushed = if incoming.is_empty() && body.feeds.is_some() {
            Ok(Pushed::default())
        } else {
            self.base.write(|tx| self.push_in(tx, caller, &incoming))
        };
        if let Err(HqError::App(error)) = &pushed
            && error.code == ErrorCode::ReplayDiffers
        {
            self.base.write(|tx| self.note_copy(tx, caller.install_id))?;
        }
        let Pushed { verdicts, last_op_seq, left } = pushed?;
        let read = match &body.feeds {
            Some(feeds) => Some(self.read_on(caller, feeds, body.compare, limit, left)?),
            None => None,
        };
        let last_op_seq = read.as_ref().map_or(last_op_seq, |read| read.state.last_op_seq);
        Ok(PushReply { epoch: self.epoch.id, verdicts, last_op_seq, read })
    }

    fn push_in(&self, tx: &mut dyn Tx, caller: &Caller, incoming: &[Incoming]) -> Result<Pushed, HqError> {
        // Whoever pushes as the same installation waits here.
        let row = tx
            .row(
                "UPDATE install SET last_op_seq = last_op_seq WHERE install_id = $1 RETURNING last_op_seq",
                cells![caller.install_id],
            )?
            .ok_or(ErrorCode::DeviceUnknown)?;
        let mut last = row[0].int();
        let known = incoming.iter().take_while(|next| next.op_seq <= last).count();
        let (old, new) = incoming.split_at(known);
        let mut verdicts = repeated(tx, caller.install_id, old, last)?;
        let mut left = Left::default();
        if let Some(first) = new.first() {
            if last > 0 && first.op_seq != last + 1 {
                return Err(ErrorCode::OperationGap.with("expected", last + 1).into());
            }
            let aliases = aliases(tx, caller.install_id)?;
            let blocked = Blocked::read(tx, caller.install_id)?;
            let mut judge = Judge::new(self, caller, aliases, blocked);
            let mut desk = Desk::new(self);
            let judged = judge.all(tx, &mut desk, new)?;
            let aside = new.iter().zip(&judged).filter(|(_, judged)| judged.is_aside());
            let aside = aside
                .map(|(incoming, _)| Ok((incoming.op_seq, judge.cleared(tx, &mut desk, incoming)?)))
                .collect::<Result<BTreeMap<i64, Value>, HqError>>()?;
            let saved = desk.save(tx, self.now())?;
            self.keep(tx, caller.install_id, new, &judged, &aside)?;
            last = new.last().map_or(last, |next| next.op_seq);
            tx.run(
                "UPDATE install SET last_op_seq = $1 WHERE install_id = $2",
                cells![last, caller.install_id],
            )?;
            left = Left::of(saved, &judged);
            verdicts.extend(judged.into_iter().map(|judged| judged.verdict));
        }
        Ok(Pushed { verdicts, last_op_seq: last, left })
    }

    /// Stores verdicts, and the `values` of what was set aside by their number.
    fn keep(
        &self,
        tx: &mut dyn Tx,
        install: Id,
        new: &[Incoming],
        judged: &[Judged],
        values: &BTreeMap<i64, Value>,
    ) -> Result<(), HqError> {
        let mut verdicts: Vec<Row> = Vec::with_capacity(new.len());
        let mut aside: Vec<Row> = Vec::new();
        for (incoming, judged) in new.iter().zip(judged) {
            let verdict = &judged.verdict;
            verdicts.push(vec![
                install.into(),
                incoming.op_seq.into(),
                incoming.hash.as_str().into(),
                serde_json::to_string(verdict)?.into(),
            ]);
            if let Some(value) = values.get(&incoming.op_seq) {
                aside.push(vec![
                    install.into(),
                    incoming.op_seq.into(),
                    incoming.tx_id.into(),
                    judged.row_id.into(),
                    i64::from(judged.is_new).into(),
                    value.to_string().into(),
                    serde_json::to_string(&verdict.because)?.into(),
                    self.now().into(),
                ]);
            }
        }
        tx.insert("INSERT INTO verdict (install_id, op_seq, hash, verdict)", &verdicts, "")?;
        tx.insert(
            "INSERT INTO set_aside (install_id, op_seq, tx_id, row_id, is_new, operation, because, at)",
            &aside,
            "",
        )
    }

    fn note_copy(&self, tx: &mut dyn Tx, install: Id) -> Result<(), HqError> {
        tx.run(
            "UPDATE install SET copied_at = $1 WHERE install_id = $2 AND copied_at IS NULL",
            cells![self.now(), install],
        )?;
        self.audit(tx, &install.to_string(), "replay_differs", "")
    }
}

pub fn check_schema(schema: u32) -> Result<(), AppError> {
    if schema > SCHEMA {
        return Err(ErrorCode::HqNewerNeeded.with("schema", SCHEMA));
    }
    if schema < OLDEST_SCHEMA {
        return Err(ErrorCode::DeviceTooOld.with("schema", OLDEST_SCHEMA));
    }
    Ok(())
}

fn check_size(incoming: &[Incoming]) -> Result<(), AppError> {
    let one = incoming.windows(2).all(|two| two[0].tx_id == two[1].tx_id);
    let most = if one { MOST_IN_TRANSACTION } else { MOST_OPERATIONS };
    if incoming.len() > most { Err(ErrorCode::TooLarge.with("most", most)) } else { Ok(()) }
}

/// The verdicts that were given before.
fn repeated(tx: &mut dyn Tx, install: Id, old: &[Incoming], last: i64) -> Result<Vec<Verdict>, HqError> {
    let (Some(first), Some(end)) = (old.first(), old.last()) else { return Ok(Vec::new()) };
    let rows = tx.rows(
        "SELECT op_seq, hash, verdict FROM verdict WHERE install_id = $1 AND op_seq BETWEEN $2 AND $3",
        cells![install, first.op_seq, end.op_seq],
    )?;
    let given: BTreeMap<i64, &Row> = rows.iter().map(|row| (row[0].int(), row)).collect();
    old.iter()
        .map(|incoming| match given.get(&incoming.op_seq) {
            Some(row) if row[1].text() == incoming.hash => Ok(serde_json::from_str(row[2].text())?),
            Some(row) if incoming.was(row[1].text()) => {
                forget_erased(tx, install, incoming)?;
                Ok(serde_json::from_str(row[2].text())?)
            }
            Some(_) => Err(ErrorCode::ReplayDiffers.with("op_seq", incoming.op_seq).into()),
            None => Err(ErrorCode::OperationGap.with("expected", last + 1).into()),
        })
        .collect()
}

/// Values of an operation were erased by law on the device: headquarters keeps them no longer either, where it kept the
/// operation as it came, and knows it by what it is now.
fn forget_erased(tx: &mut dyn Tx, install: Id, incoming: &Incoming) -> Result<(), HqError> {
    tx.run(
        "UPDATE verdict SET hash = $1 WHERE install_id = $2 AND op_seq = $3",
        cells![incoming.hash.as_str(), install, incoming.op_seq],
    )?;
    tx.run(
        "UPDATE set_aside SET operation = $1 WHERE install_id = $2 AND op_seq = $3",
        cells![incoming.value.to_string(), install, incoming.op_seq],
    )?;
    Ok(())
}

pub fn aliases(tx: &mut dyn Tx, install: Id) -> Result<Aliases, HqError> {
    let rows = tx.rows("SELECT from_id, to_id FROM alias WHERE install_id = $1", cells![install])?;
    Ok(Aliases(rows.iter().map(|row| (row[0].id(), row[1].id())).collect()))
}
