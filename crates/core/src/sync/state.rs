//! The canonical hash of a scope: equal on both sides after a quiet sync, whatever happened before.

use std::{borrow::Cow, cell::Cell, collections::BTreeMap};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{
    Id,
    canonical::{NotCanonical, canonical_map},
    sync::kind_of,
};

/// SHA-256 of a row's canonical text.
pub type RowDigest = [u8; 32];

/// The hash of one row. An empty value counts as absent, so that a column which one side does not know yet, or which
/// a migration fills with its default, makes no difference.
pub fn row_digest(row: &Map<String, Value>) -> Result<RowDigest, NotCanonical> {
    digest_of(row.iter())
}

/// The same of a row whose fields lie in several places.
pub(super) fn digest_of<'r>(
    fields: impl Iterator<Item = (&'r String, &'r Value)>,
) -> Result<RowDigest, NotCanonical> {
    Ok(text_digest(canonical_map(fields.filter(|(_, value)| !is_empty(value)))?.as_bytes()))
}

/// The hash of a row by its canonical text without what is empty.
pub fn text_digest(text: &[u8]) -> RowDigest {
    Sha256::digest(text).into()
}

/// What tells one state of a row from another in a reply: the first half of its digest, lower-case hex.
pub fn row_mark(digest: &RowDigest) -> String {
    hex::encode(&digest[..16])
}

/// The digest by which a row counts in its scope's hash; none = it does not count.
pub fn counted(noun: &str, row: &Map<String, Value>) -> Result<Option<RowDigest>, NotCanonical> {
    let bare = kind_of(noun).is_some_and(|kind| kind.bare);
    let live = !bare && row.get("deleted_at").is_none_or(Value::is_null);
    live.then(|| row_digest(row)).transpose()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}

type Rows = BTreeMap<(Cow<'static, str>, Id), RowDigest>;

/// A part of a scope's rows, added up by itself: a change costs its heap and not the whole scope.
#[derive(Clone, Debug, Default)]
struct Heap {
    rows: Rows,
    /// The digest of the rows, until one of them changes.
    digest: Cell<Option<RowDigest>>,
}

impl Heap {
    fn digest(&self) -> RowDigest {
        let digest = self.digest.get().unwrap_or_else(|| {
            let mut bytes = Vec::with_capacity(self.rows.len() * 64);
            for ((noun, id), digest) in &self.rows {
                bytes.extend_from_slice(noun.as_bytes());
                bytes.push(0);
                bytes.extend_from_slice(id.as_bytes());
                bytes.extend_from_slice(digest);
            }
            text_digest(&bytes)
        });
        self.digest.set(Some(digest));
        digest
    }
}

/// Adds up a scope's live rows, in any order. Deleted rows do not count: tombstones expire on each side by themselves. Nor
/// does evidence, which a device never drops: its countersignatures, which count, hold its hash.
#[derive(Clone, Debug, Default)]
pub struct ScopeHash {
    /// By the last byte of their rows' ids, which is left to chance.
    heaps: BTreeMap<u8, Heap>,
    count: u64,
}

impl ScopeHash {
    pub fn add(&mut self, noun: &str, id: Id, row: &Map<String, Value>) -> Result<(), NotCanonical> {
        if let Some(digest) = counted(noun, row)? {
            self.set(noun, id, Some(digest));
        }
        Ok(())
    }

    /// Puts in a row by its digest, or takes it out.
    pub fn set(&mut self, noun: &str, id: Id, digest: Option<RowDigest>) {
        let noun = kind_of(noun).map_or_else(|| Cow::Owned(noun.to_owned()), |kind| Cow::Borrowed(kind.noun));
        let [.., last] = id.into_bytes();
        let heap = self.heaps.entry(last).or_default();
        let before = match digest {
            Some(digest) => heap.rows.insert((noun, id), digest),
            None => heap.rows.remove(&(noun, id)),
        };
        if before != digest {
            heap.digest.set(None);
        }
        self.count = self.count + u64::from(digest.is_some()) - u64::from(before.is_some());
    }

    /// Takes a row out again, if it is in.
    pub fn remove(&mut self, noun: &str, id: Id) {
        self.set(noun, id, None);
    }

    pub fn rows(&self) -> u64 {
        self.count
    }

    /// Lower-case hex: the SHA-256 of the digests of all heaps that have rows, each behind its number.
    pub fn finish(&self) -> String {
        let mut sum = Sha256::new();
        for (number, heap) in self.heaps.iter().filter(|(_, heap)| !heap.rows.is_empty()) {
            sum.update([*number]);
            sum.update(heap.digest());
        }
        hex::encode(sum.finalize())
    }
}
