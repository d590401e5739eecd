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
}

impl HeldRow {
    pub fn field(&self, name: &str) -> &Value {
        if name == "deleted_at" {
            return &Value::Null;
        }
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    /// The row as a feed carries it, with its head.
    pub fn whole(&self, id: Id, territory_id: Id) -> Map<String, Value> {
        let mut row = self.fields.clone();
        row.insert("id".to_owned(), id.to_string().into());
        row.insert("territory_id".to_owned(), territory_id.to_string().into());
        row.insert("version".to_owned(), self.version.into());
        row.insert("created_at".to_owned(), self.created_at.into());
        row.insert("updated_at".to_owned(), self.updated_at.into());
        row.insert("deleted_at".to_owned(), self.deleted_at.into());
        row
    }
}
