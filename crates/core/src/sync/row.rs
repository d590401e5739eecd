//! A row as HQ holds it: its fields, and for each field the version and the writer of its value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Id, sync::Side};

/// When and by whom a field got its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The row version that the change made.
    #[serde(rename = "v")]
    pub version: i64,
    #[serde(rename = "w")]
    pub install_id: Id,
    #[serde(rename = "s")]
    pub side: Side,
}

/// The stamps of a row. Fields written together share the row's first stamp, so that a new row needs one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamps {
    pub first: Stamp,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub later: BTreeMap<String, Stamp>,
}

impl Stamps {
    pub fn of(&self, field: &str) -> Stamp {
        self.later.get(field).copied().unwrap_or(self.first)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldRow {
    pub version: i64,
    /// UTC milliseconds, as the writer's clock said.
    pub created_at: i64,
    pub updated_at: i64,
    /// A tombstone.
    pub deleted_at: Option<i64>,
    /// Every field that has a value; an absent field is empty.
    pub fields: Map<String, Value>,
    pub stamps: Stamps,
    /// Fields that were erased by law → the row version that the erasure made. What was written before it was seen does
    /// not come back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub erased: BTreeMap<String, i64>,
    /// Of a customer: who answers for the last erasure, for what comes later and has to be erased as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_by: Option<ErasedBy>,
}

/// Who had something erased by law, and why, as a file of evidence says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedBy {
    pub person_id: Id,
    pub code: String,
    pub name: String,
    pub reason: String,
}

impl HeldRow {
    pub fn field(&self, name: &str) -> &Value {
        if name == "deleted_at" {
            return &Value::Null;
        }
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    /// Whether an operation is from before the row was erased altogether, and may not change anything of it.
    fn is_gone_for(&self, base: i64) -> bool {
        self.erased.get("deleted_at").is_some_and(|version| *version > base)
    }

    /// Whether a new value of a field would bring back what was erased by law after the version `base`.
    pub fn restores(&self, name: &str, new: &Value, base: i64) -> bool {
        let gone = self.is_gone_for(base);
        if name == "deleted_at" {
            return gone && new.as_i64() != self.deleted_at;
        }
        let erased = self.erased.get(name).is_some_and(|version| *version > base) && !new.is_null();
        (gone || erased) && self.field(name) != new
    }

    /// The row as a feed carries it, with its head.
    pub fn whole(&self, id: Id, territory_id: Id) -> Map<String, Value> {
        self.clone().into_whole(id, territory_id)
    }

    /// The same where the row is not needed any more.
    pub fn into_whole(self, id: Id, territory_id: Id) -> Map<String, Value> {
        let head = self.head(id, territory_id);
        let mut row = self.fields;
        row.extend(head);
        row
    }

    /// The columns that every noun has.
    pub fn head(&self, id: Id, territory_id: Id) -> Map<String, Value> {
        [
            ("id", Value::from(id.to_string())),
            ("territory_id", territory_id.to_string().into()),
            ("version", self.version.into()),
            ("created_at", self.created_at.into()),
            ("updated_at", self.updated_at.into()),
            ("deleted_at", self.deleted_at.into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
    }
}
