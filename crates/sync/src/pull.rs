//! Feeds, page by page to their ends, and the comparison that says that nothing is missing.

use std::collections::BTreeMap;

use rounds_core::{
    ErrorCode,
    sync::{FeedPage, HqState, MOST_ENTRIES, Scope, ScopeHashReply, ScopeState},
};

use crate::{
    SyncError,
    line::request,
    run::{Run, ScopeCheck},
    transport::Method,
    world::Stage,
};

/// Rows asked for at once, as many as headquarters gives; halved when a page is too long to be taken.
pub(crate) const PAGE: u32 = MOST_ENTRIES;
/// How often a comparison reads on because others have written meanwhile.
const TRIES: u32 = 3;
/// Feed → the hash at headquarters that reading it anew did not lead to. It is not read anew again for the same one.
const UNEQUAL: &str = "sync_unequal";

impl Run<'_> {
    /// Reads every feed that the caller may read, and leaves those that it may not.
    pub fn pull_all(&self, state: &HqState) -> Result<(), SyncError> {
        for scope in self.store.feeds()? {
            if !state.scopes.iter().any(|open| open.scope == scope) {
                self.store.leave_feed(scope)?;
            }
        }
        for open in &state.scopes {
            // A push may have read it that far already.
            if !self.is_at(open, state)? {
                self.pull(open.scope, open.seq)?;
            }
        }
        let (_, changes) = self.store.purge()?;
        self.signed.line.world.changed(&changes);
        Ok(())
    }

    /// Whether every feed has been read in this epoch up to where it stood.
    pub fn is_read(&self, state: &HqState) -> Result<bool, SyncError> {
        for open in &state.scopes {
            let read = self.store.cursor(open.scope)?.is_some_and(|cursor| {
                cursor.epoch == state.epoch && cursor.seq >= open.seq && !cursor.baseline
            });
            if !read {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a feed is read just as far as it went, and none of it has to be read anew.
    fn is_at(&self, open: &ScopeState, state: &HqState) -> Result<bool, SyncError> {
        Ok(self.store.cursor(open.scope)?.is_some_and(|cursor| {
            cursor.epoch == state.epoch && cursor.seq == open.seq && !cursor.baseline && !cursor.outgrown
        }))
    }

    /// Reads a feed to its end; `seq` is where that was, to tell how far it is.
    fn pull(&self, scope: Scope, seq: i64) -> Result<(), SyncError> {
        let world = self.signed.line.world;
        let epoch = self.signed.account.borrow().epoch;
        let (mut limit, mut anew, mut began) = (PAGE, false, None);
        loop {
            let cursor = match self.store.cursor(scope)? {
                Some(cursor) if cursor.epoch == epoch && (cursor.baseline || !cursor.outgrown) => cursor,
                _ => {
                    self.store.start_baseline(scope, epoch)?;
                    continue;
                }
            };
            let after = cursor.seq;
            let asking = |after: i64| {
                let baseline = cursor.baseline;
                let path =
                    format!("/v1/feed/{scope}?after={after}&epoch={epoch}&limit={limit}&baseline={baseline}");
                request(Method::Get, &path)
            };
            let page: FeedPage = match self.signed.ask(&asking(after)) {
                Ok(page) => page,
                Err(SyncError::Refused(error)) if error.code == ErrorCode::BaselineNeeded && !anew => {
                    self.store.start_baseline(scope, epoch)?;
                    (anew, began) = (true, None);
                    continue;
                }
                Err(SyncError::Refused(error)) if error.code == ErrorCode::TooLarge && limit > 1 => {
                    limit /= 2;
                    continue;
                }
                Err(error) => return Err(error),
            };
            if page.more && page.entries.is_empty() {
                return Err(SyncError::bad("a feed without an end"));
            }
            if page.more {
                // Headquarters reads the next page while this one is written.
                self.signed.begin(&asking(page.next));
            }
            let (taken, changes) = self.store.take_page(scope, after, &page)?;
            let mut report = self.report.borrow_mut();
            report.taken += taken.entries;
            report.skipped += taken.skipped;
            drop(report);
            world.changed(&changes);
            let began = *began.get_or_insert(after);
            let steps = |from: i64, to: i64| (to - from).clamp(0, i64::from(u32::MAX)) as u32;
            world.progress(Stage::Pull, steps(began, page.next), steps(began, seq.max(page.next)));
            if !taken.more {
                return Ok(());
            }
        }
    }

    /// Compares the canonical hashes of every feed with headquarters', which may be at hand. One that differs is read anew,
    /// once.
    pub fn compare(&self, state: &HqState, mut at_hand: Vec<ScopeHashReply>) -> Result<(), SyncError> {
        let world = self.signed.line.world;
        let mut unequal: BTreeMap<Scope, String> = self.store.setting(UNEQUAL)?.unwrap_or_default();
        let known = unequal.clone();
        let mut checks = Vec::new();
        for (done, open) in state.scopes.iter().enumerate() {
            world.progress(Stage::Compare, done as u32, state.scopes.len() as u32);
            let told = at_hand.iter().position(|hash| hash.scope == open.scope);
            let told = told.map(|place| at_hand.swap_remove(place));
            let (mut check, mut theirs) = self.check(open.scope, told)?;
            if check.equal == Some(false) && unequal.get(&open.scope) != Some(&theirs) {
                tracing::warn!(scope = %open.scope, "both sides differ: the feed is read anew");
                self.report.borrow_mut().read_anew += 1;
                self.store.start_baseline(open.scope, state.epoch)?;
                self.pull(open.scope, open.seq)?;
                (check, theirs) = self.check(open.scope, None)?;
            }
            match check.equal {
                Some(false) => unequal.insert(open.scope, theirs),
                _ => unequal.remove(&open.scope),
            };
            checks.push(check);
        }
        if unequal != known {
            self.store.keep_setting(UNEQUAL, &unequal)?;
        }
        self.report.borrow_mut().scopes = checks;
        Ok(())
    }

    /// A feed's hash here, and headquarters' own.
    fn check(
        &self,
        scope: Scope,
        mut told: Option<ScopeHashReply>,
    ) -> Result<(ScopeCheck, String), SyncError> {
        let mut tries = 1;
        loop {
            let cursor = self.store.cursor(scope)?;
            let at_one = |theirs: &ScopeHashReply| {
                cursor.is_some_and(|cursor| cursor.seq == theirs.seq && !cursor.baseline)
            };
            let theirs = match told.take().filter(at_one) {
                Some(theirs) => theirs,
                None => self.signed.get(&format!("/v1/hash/{scope}"))?,
            };
            let at_one = at_one(&theirs);
            if !at_one && tries < TRIES {
                tries += 1;
                self.pull(scope, theirs.seq)?;
                continue;
            }
            let ours = self.store.scope_hash(scope)?;
            let equal = ours.hash == theirs.hash && ours.rows == theirs.rows;
            let comparable = equal || at_one && cursor.is_some_and(|cursor| !cursor.unread);
            let check =
                ScopeCheck { scope, rows: ours.rows, hash: ours.hash, equal: comparable.then_some(equal) };
            return Ok((check, theirs.hash));
        }
    }
}
