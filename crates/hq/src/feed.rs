//! What a device reads: its feeds, where it stands, and the hash that says that both sides hold the same.

use std::cell::Cell;

use rounds_core::{
    ErrorCode, Id,
    sync::{
        Entry, EntryKind, FeedPage, HqState, MOST_ENTRIES, SCHEMA, Scope, ScopeHash, ScopeHashReply,
        ScopeState, shown,
    },
};

use crate::{
    Caller, Hq, HqError,
    admin::policy,
    base::Tx,
    cells,
    record::{slot_of, territory_of},
};

/// Where a device wants to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub after: i64,
    /// The epoch that `after` is of; needed above 0.
    pub epoch: Option<Id>,
    /// In the middle of reading everything anew: what was deleted long ago does not matter.
    pub baseline: bool,
}

/// The feeds that a caller may read.
pub fn scopes(caller: &Caller) -> Vec<Scope> {
    let territories = caller.territories.iter().map(|id| Scope::Territory(*id));
    [Scope::Organisation, Scope::Person(caller.person_id)].into_iter().chain(territories).collect()
}

/// # Errors
/// `NotAllowed`.
fn check_scope(caller: &Caller, scope: Scope) -> Result<(), HqError> {
    if scopes(caller).contains(&scope) { Ok(()) } else { Err(ErrorCode::NotAllowed.on("scope").into()) }
}

fn counter(tx: &mut dyn Tx, scope: Scope) -> Result<(i64, i64), HqError> {
    let row = tx.row("SELECT seq, floor FROM counter WHERE scope = $1", cells![scope])?;
    Ok(row.map_or((0, 0), |row| (row[0].int(), row[1].int())))
}

impl Hq {
    pub fn state(&self, caller: &Caller) -> Result<HqState, HqError> {
        self.base.read(|tx| {
            let install =
                tx.row("SELECT last_op_seq FROM install WHERE install_id = $1", cells![caller.install_id])?;
            let scopes = scopes(caller)
                .into_iter()
                .map(|scope| Ok(ScopeState { scope, seq: counter(tx, scope)?.0 }))
                .collect::<Result<_, HqError>>()?;
            Ok(HqState {
                epoch: self.epoch.id,
                schema: SCHEMA,
                person_id: caller.person_id,
                role: caller.role,
                install_id: caller.install_id,
                last_op_seq: install.map_or(0, |row| row[0].int()),
                scopes,
                pin_required: policy::pin_required(tx)?,
            })
        })
    }

    /// One page of a feed.
    ///
    /// # Errors
    /// `NotAllowed`, `BaselineNeeded`.
    pub fn feed(
        &self,
        caller: &Caller,
        scope: Scope,
        cursor: Cursor,
        limit: u32,
    ) -> Result<FeedPage, HqError> {
        check_scope(caller, scope)?;
        let limit = limit.clamp(1, MOST_ENTRIES) as usize;
        let after = cursor.after.max(0);
        self.base.read(|tx| {
            let (seq, floor) = counter(tx, scope)?;
            let expired = after < floor && !cursor.baseline;
            if after > 0 && (cursor.epoch != Some(self.epoch.id) || expired || after > seq) {
                return Err(ErrorCode::BaselineNeeded.into());
            }
            let rows = tx.rows(
                "SELECT seq, noun, id, body, customer_id, moved_to FROM record
                 WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                cells![scope, after, limit as i64 + 1],
            )?;
            let more = rows.len() > limit;
            let entries = rows
                .iter()
                .take(limit)
                .map(|row| {
                    let slot = slot_of(row, 3, 4, 5)?;
                    let (noun, id) = (row[1].text().to_owned(), row[2].id());
                    let held = slot.held.filter(|_| slot.moved_to.is_none());
                    let row_of = |held: rounds_core::sync::HeldRow| {
                        shown(&noun, held.whole(id, territory_of(scope)), caller.viewer())
                    };
                    let whole = held.map(row_of);
                    let kind = if whole.is_some() { EntryKind::Upsert } else { EntryKind::Gone };
                    Ok(Entry { seq: row[0].int(), kind, row: whole, noun, id })
                })
                .collect::<Result<Vec<Entry>, HqError>>()?;
            let next = if more { entries.last().map_or(after, |entry| entry.seq) } else { seq };
            Ok(FeedPage { epoch: self.epoch.id, scope, entries, next, more })
        })
    }

    /// The canonical hash of what the caller may see of a scope.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn scope_hash(&self, caller: &Caller, scope: Scope) -> Result<ScopeHashReply, HqError> {
        check_scope(caller, scope)?;
        let viewer = caller.viewer();
        let kept = Cell::new(self.digests.take(scope, viewer));
        let (seq, hash) = self.base.read(|tx| {
            let seq = counter(tx, scope)?.0;
            // Another question may have read on further than this view goes.
            let kept = kept.take().filter(|sum| sum.seq <= seq);
            let (from, mut hash) = kept.map_or((0, ScopeHash::default()), |sum| (sum.seq, sum.hash));
            let rows = tx.rows(
                "SELECT noun, id, body, customer_id, moved_to, deleted FROM record
                 WHERE scope = $1 AND seq > $2 ORDER BY seq",
                cells![scope, from],
            )?;
            for row in &rows {
                let (noun, id) = (row[0].text(), row[1].id());
                hash.remove(noun, id);
                if row[4].maybe_text().is_none()
                    && row[5].int() == 0
                    && let Some(held) = slot_of(row, 2, 3, 4)?.held
                {
                    hash.add(noun, id, &shown(noun, held.whole(id, territory_of(scope)), viewer))?;
                }
            }
            Ok((seq, hash))
        })?;
        let reply =
            ScopeHashReply { epoch: self.epoch.id, scope, seq, rows: hash.rows(), hash: hash.finish() };
        self.digests.keep(scope, viewer, seq, hash);
        Ok(reply)
    }
}
