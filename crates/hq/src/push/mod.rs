//! Push: operations in, one verdict for each, in one transaction with what they change.

mod code;
mod conflict;
mod erase;
mod evidence;
mod hear;
mod incoming;
mod judge;
mod place;
mod primary;
mod read_on;
mod set_aside;
mod verdicts;

use std::collections::BTreeMap;

use rounds_core::{
    AppError, ErrorCode, Id,
    sync::{Aliases, MOST_IN_TRANSACTION, MOST_OPERATIONS, OLDEST_SCHEMA, Push, PushReply, SCHEMA, Verdict},
};
use serde_json::{Value, value::RawValue};

use crate::{Caller, Hq, HqError, base::Tx, cells, record::Desk};
pub(crate) use conflict::{Loser, keep_lost};
pub(crate) use evidence::countersign;
use incoming::Incoming;
use judge::Judge;
use read_on::Left;
use set_aside::Blocked;
use verdicts::repeated;

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
    pub fn push(
        &self,
        caller: &Caller,
        body: &Push<Box<RawValue>>,
        limit: u32,
    ) -> Result<PushReply, HqError> {
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
        let (read, is_known) = match &body.feeds {
            Some(feeds) => {
                let (read, is_known) = self.read_on(caller, feeds, body, limit, left)?;
                (Some(read), is_known)
            }
            None => (None, false),
        };
        if let Some(says) = body.device.as_ref().filter(|_| !is_known) {
            self.hear(caller, says)?;
        }
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

pub fn aliases(tx: &mut dyn Tx, install: Id) -> Result<Aliases, HqError> {
    let rows = tx.rows("SELECT from_id, to_id FROM alias WHERE install_id = $1", cells![install])?;
    Ok(Aliases(rows.iter().map(|row| (row[0].id(), row[1].id())).collect()))
}
