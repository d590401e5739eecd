//! Digests of rows, kept between questions for a scope's hash: each then costs what has changed since, not what is there.
//!
//! Every change of a row takes the next number of its feed, so that what lies behind the number read last is all that is new.
//! It is a cache: nothing depends on it, and of several servers over one database each has its own.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rounds_core::{
    Id,
    person::Role,
    sync::{RowDigest, Scope, ScopeHash, Viewer},
};

/// Digests that are kept, of all scopes together: about 100 MB. Those not asked for the longest go first.
const MOST: u64 = 1_000_000;

/// What a viewer may see of a scope, as of a number of its feed.
pub struct Sum {
    pub seq: i64,
    pub hash: ScopeHash,
    role: Role,
    turn: u64,
}

#[derive(Default)]
struct Kept {
    sums: BTreeMap<(Scope, Id), Sum>,
    turn: u64,
}

#[derive(Default)]
pub struct Digests(Mutex<Kept>);

impl Digests {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes out what is kept for a viewer. Whoever asks the same meanwhile reads everything.
    pub fn take(&self, scope: Scope, viewer: Viewer) -> Option<Sum> {
        self.kept().sums.remove(&(scope, viewer.person_id)).filter(|sum| sum.role == viewer.role)
    }

    /// A transaction has taken the numbers from `from` to `to` of a feed; `rows` are what it left there. Whoever is kept as of
    /// `from` is as of `to` by that.
    pub fn advance<'r>(
        &self,
        scope: Scope,
        viewer: Viewer,
        (from, to): (i64, i64),
        rows: impl Iterator<Item = (&'r str, Id, Option<RowDigest>)>,
    ) {
        let mut kept = self.kept();
        let Some(sum) = kept.sums.get_mut(&(scope, viewer.person_id)) else { return };
        if sum.seq == from && sum.role == viewer.role {
            rows.for_each(|(noun, id, digest)| sum.hash.set(noun, id, digest));
            sum.seq = to;
        }
    }

    pub fn keep(&self, scope: Scope, viewer: Viewer, seq: i64, hash: ScopeHash) {
        let mut kept = self.kept();
        kept.turn += 1;
        let sum = Sum { seq, hash, role: viewer.role, turn: kept.turn };
        kept.sums.insert((scope, viewer.person_id), sum);
        let mut rows: u64 = kept.sums.values().map(|sum| sum.hash.rows()).sum();
        while rows > MOST {
            let oldest = kept.sums.iter().min_by_key(|(_, sum)| sum.turn).map(|(key, _)| *key);
            let Some(gone) = oldest.and_then(|key| kept.sums.remove(&key)) else { break };
            rows -= gone.hash.rows();
        }
    }
}
