//! Own operations, in order, until every one has its verdict.

use rounds_core::{
    ErrorCode,
    sync::{DecideSetAside, Outcome, Push, PushReply, SCHEMA, SetAsideChoice, Verdict},
};

use crate::{SyncError, run::Run, world::Stage};

impl Run<'_> {
    /// Sends until nothing waits.
    ///
    /// # Errors
    /// `Copied` where another copy of the folder has used the same numbers.
    pub fn push(&self) -> Result<(), SyncError> {
        let world = self.signed.line.world;
        let total = self.store.unsent()?;
        let (mut done, mut last, mut stepped_back) = (0, 0, false);
        loop {
            let batch = self.store.waiting()?;
            let (Some(first), Some(end)) = (batch.operations.first(), batch.operations.last()) else {
                return Ok(());
            };
            if first.op_seq <= last {
                return Err(SyncError::bad("a verdict that settles nothing"));
            }
            world.progress(Stage::Push, done, total.max(done));
            let (first, end) = (first.op_seq, end.op_seq);
            let body =
                Push { install_id: self.store.install_id(), schema: SCHEMA, operations: batch.operations };
            let reply = match self.signed.post::<PushReply>("/v1/push", &body) {
                Ok(reply) => reply,
                Err(SyncError::Refused(error)) if error.code == ErrorCode::ReplayDiffers => {
                    return Err(SyncError::Copied);
                }
                Err(SyncError::Refused(error)) if error.code == ErrorCode::OperationGap && !stepped_back => {
                    // Headquarters has lost what it had acknowledged: everything from there on again.
                    let expected =
                        error.detail.get("expected").and_then(serde_json::Value::as_i64).unwrap_or(0);
                    if !(1..first).contains(&expected) {
                        return Err(SyncError::Copied);
                    }
                    self.store.wait_again(expected - 1)?;
                    (last, stepped_back) = (0, true);
                    continue;
                }
                Err(error) => return Err(error),
            };
            self.take(first, end, &reply.verdicts)?;
            done += reply.verdicts.len() as u32;
            last = end;
            world.progress(Stage::Push, done, total.max(done));
        }
    }

    /// Keeps the verdicts on the operations from `first` to `end`: one for each, or none is believed.
    fn take(&self, first: i64, end: i64, verdicts: &[Verdict]) -> Result<(), SyncError> {
        let numbers = verdicts.iter().map(|verdict| verdict.op_seq);
        if !numbers.eq(first..=end) {
            return Err(SyncError::bad("verdicts on other operations"));
        }
        if verdicts.iter().any(|verdict| verdict.outcome == Outcome::Applied && verdict.version < 0) {
            return Err(SyncError::bad("a verdict without a version"));
        }
        let (new, changes) = self.store.take_verdicts(verdicts, self.signed.line.world.now())?;
        let aside = verdicts.iter().filter(|verdict| verdict.outcome == Outcome::SetAside).count();
        let mut report = self.report.borrow_mut();
        report.sent += new;
        report.set_aside += aside as u32;
        report.conflicts += verdicts.iter().map(|verdict| verdict.conflicts).sum::<u32>();
        drop(report);
        self.signed.line.world.changed(&changes);
        Ok(())
    }

    /// Tells headquarters what the user decided of a transaction that was set aside, and takes what became of it.
    pub fn decide(&self, op_seq: i64, choice: SetAsideChoice) -> Result<(), SyncError> {
        let world = self.signed.line.world;
        let answer =
            self.signed.post::<PushReply>(&format!("/v1/set-aside/{op_seq}"), &DecideSetAside { choice });
        let verdicts = match answer {
            Ok(reply) => reply.verdicts,
            // Settled there before; a reply was lost, or somebody at headquarters was faster.
            Err(SyncError::Refused(error)) if error.code == ErrorCode::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let changes = match choice {
            SetAsideChoice::Retry => self.store.take_verdicts(&verdicts, world.now())?.1,
            SetAsideChoice::Drop => self.store.give_up(op_seq)?,
        };
        world.changed(&changes);
        Ok(())
    }
}
