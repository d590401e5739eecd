//! The canonical hash of a scope: equal on both sides after a quiet sync, whatever happened before.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{
    Id,
    canonical::{NotCanonical, canonical},
    sync::kind_of,
};

/// The hash of one row. An empty value counts as absent, so that a column which one side does not know yet, or which
/// a migration fills with its default, makes no difference.
pub fn row_digest(row: &Map<String, Value>) -> Result<[u8; 32], NotCanonical> {
    let full: Map<String, Value> = row
        .iter()
        .filter(|(_, value)| !is_empty(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(Sha256::digest(canonical(&Value::Object(full))?).into())
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

/// Adds up a scope's live rows, in any order. Deleted rows do not count: tombstones expire on each side by themselves. Nor
/// does evidence, which a device never drops: its countersignatures, which count, hold its hash.
#[derive(Clone, Debug, Default)]
pub struct ScopeHash(BTreeMap<(String, Id), [u8; 32]>);

impl ScopeHash {
    pub fn add(&mut self, noun: &str, id: Id, row: &Map<String, Value>) -> Result<(), NotCanonical> {
        let bare = kind_of(noun).is_some_and(|kind| kind.bare);
        if !bare && row.get("deleted_at").is_none_or(Value::is_null) {
            self.0.insert((noun.to_owned(), id), row_digest(row)?);
        }
        Ok(())
    }

    /// Takes a row out again, if it is in.
    pub fn remove(&mut self, noun: &str, id: Id) {
        self.0.remove(&(noun.to_owned(), id));
    }

    pub fn rows(&self) -> u64 {
        self.0.len() as u64
    }

    /// The rows with their digests, for telling where two sides differ.
    pub fn parts(&self) -> &BTreeMap<(String, Id), [u8; 32]> {
        &self.0
    }

    /// Lower-case hex.
    pub fn finish(&self) -> String {
        let mut sum = Sha256::new();
        for ((noun, id), digest) in &self.0 {
            sum.update(noun.as_bytes());
            sum.update([0]);
            sum.update(id.as_bytes());
            sum.update(digest);
        }
        hex::encode(sum.finalize())
    }
}
