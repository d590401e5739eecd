//! The canonical hash of a scope: equal on both sides after a quiet sync, whatever happened before.

use std::{cell::OnceCell, collections::BTreeMap};

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

/// Bytes that are hashed at once: many small pieces cost more to hand over than to hash.
const AT_ONCE: usize = 32 << 10;

/// Adds up a scope's live rows, in any order. Deleted rows do not count: tombstones expire on each side by themselves. Nor
/// does evidence, which a device never drops: its countersignatures, which count, hold its hash.
#[derive(Clone, Debug, Default)]
pub struct ScopeHash {
    rows: BTreeMap<(String, Id), RowDigest>,
    /// What [`Self::finish`] gave, until a row changes.
    finished: OnceCell<String>,
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
        let key = (noun.to_owned(), id);
        let before = match digest {
            Some(digest) => self.rows.insert(key, digest),
            None => self.rows.remove(&key),
        };
        if before != digest {
            self.finished.take();
        }
    }

    /// Takes a row out again, if it is in.
    pub fn remove(&mut self, noun: &str, id: Id) {
        self.set(noun, id, None);
    }

    pub fn rows(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The rows with their digests, for telling where two sides differ.
    pub fn parts(&self) -> &BTreeMap<(String, Id), RowDigest> {
        &self.rows
    }

    /// Lower-case hex.
    pub fn finish(&self) -> String {
        self.finished.get_or_init(|| self.sum()).clone()
    }

    fn sum(&self) -> String {
        let mut sum = Sha256::new();
        let mut bytes = Vec::with_capacity(AT_ONCE + 1_024);
        for ((noun, id), digest) in &self.rows {
            bytes.extend_from_slice(noun.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(id.as_bytes());
            bytes.extend_from_slice(digest);
            if bytes.len() >= AT_ONCE {
                sum.update(&bytes);
                bytes.clear();
            }
        }
        sum.update(&bytes);
        hex::encode(sum.finalize())
    }
}
