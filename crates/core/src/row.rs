//! What every synced row carries, and how the store reads and writes rows without knowing their nouns.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ts_rs::TS;

use crate::Id;

/// The head of every synced row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Meta {
    pub id: Id,
    pub territory_id: Id,
    /// HQ's row version; 0 = never acknowledged. Local edits leave it.
    pub version: i64,
    /// UTC milliseconds.
    pub created_at: i64,
    /// UTC milliseconds.
    pub updated_at: i64,
    /// UTC milliseconds; a deleted row stays as a tombstone.
    pub deleted_at: Option<i64>,
}

impl Meta {
    /// The head of a row made at `now` (UTC milliseconds).
    pub fn new(id: Id, territory_id: Id, now: i64) -> Self {
        Self { id, territory_id, version: 0, created_at: now, updated_at: now, deleted_at: None }
    }
}

/// How a column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Bool,
    /// A list or an object, stored as JSON text.
    Json,
}

/// A noun whose rows are synced. Its fields are those of the table, in any order.
pub trait Row: Serialize + DeserializeOwned + Clone {
    /// The noun as operations name it; also the name of its table.
    const NOUN: &'static str;
    /// Every column beside those of [`Meta`].
    const COLUMNS: &'static [(&'static str, Kind)];

    fn meta(&self) -> &Meta;
    fn meta_mut(&mut self) -> &mut Meta;
}

/// Declares a noun's columns beside its struct.
#[macro_export]
macro_rules! row {
    ($noun:ty, $name:literal, { $($column:ident: $kind:ident),* $(,)? }) => {
        impl $crate::row::Row for $noun {
            const NOUN: &'static str = $name;
            const COLUMNS: &'static [(&'static str, $crate::row::Kind)] =
                &[$((stringify!($column), $crate::row::Kind::$kind)),*];
            fn meta(&self) -> &$crate::Meta { &self.meta }
            fn meta_mut(&mut self) -> &mut $crate::Meta { &mut self.meta }
        }
    };
}
