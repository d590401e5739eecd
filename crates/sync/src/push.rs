//! Own operations, in order, until every one has its verdict.

use rounds_core::{
    ErrorCode, Id,
    sync::{
        DecideSetAside, DeviceSays, FeedCursor, Outcome, PushReply, ReadOn, SCHEMA, SetAsideChoice, Verdict,
    },
};
use rounds_store::{Answered, Outgoing};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    SyncError,
    line::{Body, request},
    pull::PAGE,
    run::{Run, Stood},
    transport::{Method, Request},
    world::Stage,
};

/// Operations that will be sent next, packed already.
struct Prepared {
    body: Body,
    first: i64,
    end: i64,
    more: bool,
}

/// The beginning of a [`Push`](rounds_core::sync::Push), up to its operations.
#[derive(Serialize)]
struct Beginning<'o> {
    install_id: Id,
    schema: u32,
    operations: &'o [Box<RawValue>],
}

/// Its end, which is known when the reply to the push before it is there.
#[derive(Serialize)]
struct End<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    feeds: Option<&'f [FeedCursor]>,
    compare: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<DeviceSays>,
}

/// Operations on their way, with the question how the feeds go on.
struct Sending {
    request: Request,
    /// The numbers of the first and the last operation; 0 = none.
    first: i64,
    end: i64,
    /// Whether more wait behind them.
    more: bool,
    asked: Option<Vec<FeedCursor>>,
}

impl Run<'_> {
    /// Sends until nothing waits, and reads on in the feeds with the same requests. Gives back what headquarters said with
    /// the last of them; none = it is of a build that says nothing more than its verdicts.
    ///
    /// # Errors
    /// `Copied` where another copy of the folder has used the same numbers.
    pub fn push(&self) -> Result<Option<ReadOn>, SyncError> {
        let world = self.signed.line.world;
        let total = self.store.unsent()?;
        let (mut done, mut last, mut stepped_back, mut bare) = (0, 0, false, false);
        let mut begun = None;
        loop {
            let is_begun = begun.is_some();
            let sending = match begun.take() {
                Some(sending) => sending,
                None => {
                    let asked = if bare { None } else { Some(self.cursors()?) };
                    self.sending(self.prepared(0)?, asked)?
                }
            };
            let Sending { first, end, .. } = sending;
            if end > 0 && first <= last {
                return Err(SyncError::bad("a verdict that settles nothing"));
            }
            if end > 0 {
                world.progress(Stage::Push, done, total.max(done));
            }
            // Headquarters works while what comes next is read and packed.
            if sending.more && !is_begun {
                self.signed.begin(&sending.request);
            }
            let next = if sending.more { Some(self.prepared(end)?) } else { None };
            let reply = match self.signed.ask::<PushReply>(&sending.request) {
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
                // It may be the reply: the feeds are read by themselves then.
                Err(SyncError::Refused(error)) if error.code == ErrorCode::TooLarge && !bare => {
                    bare = true;
                    continue;
                }
                Err(error) => return Err(error),
            };
            check(first, end, &reply.verdicts)?;
            if let Some(next) = next {
                // And on these while the reply is written.
                let next = self.sending(next, goes_on(sending.asked.as_deref(), &reply))?;
                self.signed.begin(&next.request);
                begun = Some(next);
            }
            self.take(&sending, &reply)?;
            done += reply.verdicts.len() as u32;
            last = end;
            if end > 0 {
                world.progress(Stage::Push, done, total.max(done));
            }
            if let Some(read) = &reply.read
                && self.stand(&read.state)? == Stood::Behind
            {
                if stepped_back {
                    return Err(SyncError::bad("it forgets what it has just said"));
                }
                (last, stepped_back, begun) = (0, true, None);
                continue;
            }
            if !sending.more {
                return Ok(reply.read);
            }
        }
    }

    /// The next operations behind `after`, ready to be sent but for what the reply to those before them says.
    fn prepared(&self, after: i64) -> Result<Prepared, SyncError> {
        let Outgoing { operations, first, end, more } = self.store.outgoing(after)?;
        let install_id = self.store.install_id();
        let body = Body::begin(&Beginning { install_id, schema: SCHEMA, operations: &operations })?;
        Ok(Prepared { body, first, end, more })
    }

    fn sending(&self, prepared: Prepared, asked: Option<Vec<FeedCursor>>) -> Result<Sending, SyncError> {
        let Prepared { body, first, end, more } = prepared;
        let compare = asked.is_some() && !more;
        let (body, packed) = body.end(&End { feeds: asked.as_deref(), compare, device: self.says.take() })?;
        let path = format!("/v1/push?limit={PAGE}");
        let request = Request { body, packed, ..request(Method::Post, &path) };
        Ok(Sending { request, first, end, more, asked })
    }

    /// How far the feeds are read that need not be read anew.
    fn cursors(&self) -> Result<Vec<FeedCursor>, SyncError> {
        let epoch = self.signed.account.borrow().epoch;
        let mut cursors = Vec::new();
        for scope in self.store.feeds()? {
            let read = self.store.cursor(scope)?;
            let read = read.filter(|read| read.epoch == epoch && !read.baseline && !read.outgrown);
            cursors.extend(read.map(|read| FeedCursor { scope, epoch, after: read.seq }));
        }
        Ok(cursors)
    }

    /// Keeps what headquarters said.
    fn take(&self, sending: &Sending, reply: &PushReply) -> Result<(), SyncError> {
        let verdicts = &reply.verdicts;
        let pages = reply.read.as_ref().map_or(&[][..], |read| &read.pages);
        if verdicts.is_empty() && pages.iter().all(|page| page.page.entries.is_empty()) {
            return Ok(());
        }
        let asked = sending.asked.as_deref().unwrap_or_default();
        let answered = Answered { verdicts, asked, pages };
        let (taken, changes) = self.store.take_reply(answered, self.signed.line.world.now())?;
        if taken.new > 0 {
            let (first, end) = self.answered.get();
            let first = if end == 0 { sending.first } else { first.min(sending.first) };
            self.answered.set((first, end.max(sending.end)));
        }
        let mut report = self.report.borrow_mut();
        let pared =
            verdicts.iter().filter(|one| one.outcome == Outcome::Applied && one.because.is_some()).count();
        report.without_personal += pared as u32;
        report.conflicts += verdicts.iter().map(|verdict| verdict.conflicts).sum::<u32>();
        for page in &taken.pages {
            report.taken += page.entries;
            report.skipped += page.skipped;
        }
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

/// One verdict for each operation from `first` to `end`, or none is believed.
fn check(first: i64, end: i64, verdicts: &[Verdict]) -> Result<(), SyncError> {
    let numbers = verdicts.iter().map(|verdict| verdict.op_seq);
    if !(if end == 0 { verdicts.is_empty() } else { numbers.eq(first..=end) }) {
        return Err(SyncError::bad("verdicts on other operations"));
    }
    if verdicts.iter().any(|verdict| verdict.outcome == Outcome::Applied && verdict.version < 0) {
        return Err(SyncError::bad("a verdict without a version"));
    }
    Ok(())
}

/// How far the feeds are read when the pages of a reply are taken.
fn goes_on(asked: Option<&[FeedCursor]>, reply: &PushReply) -> Option<Vec<FeedCursor>> {
    let pages = &reply.read.as_ref()?.pages;
    let next = |asked: &FeedCursor| {
        let page = pages.iter().find(|page| page.page.scope == asked.scope)?;
        Some(FeedCursor { after: page.page.next, ..*asked })
    };
    Some(asked?.iter().filter_map(next).collect())
}
