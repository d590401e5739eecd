//! What a device reads: its feeds, where it stands, and the hash that says that both sides hold the same.

use std::collections::BTreeMap;

use rounds_core::{
    ErrorCode, Id,
    sync::{
        Entry, EntryKind, FeedPage, HqState, MOST_ENTRIES, SCHEMA, Scope, ScopeHash, ScopeHashReply,
        ScopeState, counted_held, shown,
    },
};

use crate::{
    Caller, Hq, HqError,
    admin::policy,
    base::{Cell, Tx},
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

/// Where a feed stands.
#[derive(Clone, Copy, Debug)]
pub struct Feed {
    pub scope: Scope,
    /// The number of its last change.
    pub seq: i64,
    /// The number up to which tombstones have expired.
    floor: i64,
}

/// Where feeds stand.
pub struct Standing(BTreeMap<Scope, Feed>);

impl Standing {
    pub fn of(tx: &mut dyn Tx, scopes: &[Scope]) -> Result<Self, HqError> {
        let these: Vec<Cell> = scopes.iter().map(|scope| Cell::from(*scope)).collect();
        let rows = tx.among("scope, seq, floor", "counter", "scope", &[], &these)?;
        let standing = rows.iter().filter_map(|row| {
            let scope = row[0].text().parse().ok()?;
            Some((scope, Feed { scope, seq: row[1].int(), floor: row[2].int() }))
        });
        Ok(Self(standing.collect()))
    }

    /// At zero where nothing ever was.
    pub fn at(&self, scope: Scope) -> Feed {
        self.0.get(&scope).copied().unwrap_or(Feed { scope, seq: 0, floor: 0 })
    }
}

impl Hq {
    pub fn state(&self, caller: &Caller) -> Result<HqState, HqError> {
        self.base.read(|tx| {
            let standing = Standing::of(tx, &scopes(caller))?;
            self.state_in(tx, caller, &standing)
        })
    }

    pub(crate) fn state_in(
        &self,
        tx: &mut dyn Tx,
        caller: &Caller,
        standing: &Standing,
    ) -> Result<HqState, HqError> {
        let install =
            tx.row("SELECT last_op_seq FROM install WHERE install_id = $1", cells![caller.install_id])?;
        let state_of = |scope| ScopeState { scope, seq: standing.at(scope).seq };
        Ok(HqState {
            epoch: self.epoch.id,
            schema: SCHEMA,
            person_id: caller.person_id,
            role: caller.role,
            install_id: caller.install_id,
            last_op_seq: install.map_or(0, |row| row[0].int()),
            scopes: scopes(caller).into_iter().map(state_of).collect(),
            pin_required: policy::pin_required(tx)?,
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
        self.base.read(|tx| {
            let feed = Standing::of(tx, &[scope])?.at(scope);
            self.page(tx, caller, feed, cursor, limit, None)
        })
    }

    /// One page, without the entries whose numbers lie in `without`.
    pub(crate) fn page(
        &self,
        tx: &mut dyn Tx,
        caller: &Caller,
        feed: Feed,
        cursor: Cursor,
        limit: u32,
        without: Option<(i64, i64)>,
    ) -> Result<FeedPage, HqError> {
        let Feed { scope, seq, floor } = feed;
        check_scope(caller, scope)?;
        let limit = limit.clamp(1, MOST_ENTRIES) as usize;
        let after = cursor.after.max(0);
        let expired = after < floor && !cursor.baseline;
        if after > 0 && (cursor.epoch != Some(self.epoch.id) || expired || after > seq) {
            return Err(ErrorCode::BaselineNeeded.into());
        }
        let (first, last) = without.unwrap_or((0, 0));
        let mut rows = Vec::new();
        // Nothing new is what a feed says most often.
        if after < seq {
            for (from, to) in [(after, first - 1), (after.max(last), seq)] {
                let left = (limit + 1).saturating_sub(rows.len());
                if from < to && left > 0 {
                    rows.extend(tx.rows(
                        "SELECT seq, noun, id, body, customer_id, moved_to FROM record
                         WHERE scope = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4",
                        cells![scope, from, to, left as i64],
                    )?);
                }
            }
        }
        let more = rows.len() > limit;
        let entries = rows
            .into_iter()
            .take(limit)
            .map(|row| {
                let slot = slot_of(&row, 3, 4, 5)?;
                let (noun, id) = (row[1].text().to_owned(), row[2].id());
                let mut held = slot.held.filter(|_| slot.moved_to.is_none());
                let row_of = |held: rounds_core::sync::HeldRow| {
                    shown(&noun, held.into_whole(id, territory_of(scope)), caller.viewer())
                };
                let erased = held.as_mut().map(|held| std::mem::take(&mut held.erased)).unwrap_or_default();
                let whole = held.map(row_of);
                let kind = if whole.is_some() { EntryKind::Upsert } else { EntryKind::Gone };
                Ok(Entry { seq: row[0].int(), kind, row: whole, noun, id, erased })
            })
            .collect::<Result<Vec<Entry>, HqError>>()?;
        let next = if more { entries.last().map_or(after, |entry| entry.seq) } else { seq };
        Ok(FeedPage { epoch: self.epoch.id, scope, entries, next, more })
    }

    /// The canonical hash of what the caller may see of a scope.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn scope_hash(&self, caller: &Caller, scope: Scope) -> Result<ScopeHashReply, HqError> {
        self.base.read(|tx| {
            let feed = Standing::of(tx, &[scope])?.at(scope);
            self.scope_hash_in(tx, caller, feed)
        })
    }

    pub(crate) fn scope_hash_in(
        &self,
        tx: &mut dyn Tx,
        caller: &Caller,
        feed: Feed,
    ) -> Result<ScopeHashReply, HqError> {
        let Feed { scope, seq, .. } = feed;
        check_scope(caller, scope)?;
        let viewer = caller.viewer();
        // Another question may have read on further than this view goes.
        let kept = self.digests.take(scope, viewer).filter(|sum| sum.seq <= seq);
        let (from, mut hash) = kept.map_or((0, ScopeHash::default()), |sum| (sum.seq, sum.hash));
        let rows = if from < seq {
            tx.rows(
                "SELECT noun, id, body, customer_id, moved_to FROM record
                 WHERE scope = $1 AND seq > $2 ORDER BY seq",
                cells![scope, from],
            )?
        } else {
            Vec::new()
        };
        for row in &rows {
            let (noun, id) = (row[0].text(), row[1].id());
            let digest = match slot_of(row, 2, 3, 4)?.held {
                Some(held) if row[4].maybe_text().is_none() => {
                    counted_held(noun, &held, id, territory_of(scope), viewer)?
                }
                _ => None,
            };
            hash.set(noun, id, digest);
        }
        let reply =
            ScopeHashReply { epoch: self.epoch.id, scope, seq, rows: hash.rows(), hash: hash.finish() };
        self.digests.keep(scope, viewer, seq, hash);
        Ok(reply)
    }
}
