//! The sync operation that every write appends (design: sync; the log is there from the first row).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

// By its own name, by which the description of HQ's calls knows it; it is `crate::Id`.
use uuid::Uuid;

/// The version of the operation's own format. 2: what is personal of a customer says which version of the customer its writer had read.
pub const OP_SCHEMA: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OperationKind {
    Put,
    Delete,
    Command,
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    pub old: Value,
    pub new: Value,
}

/// One row's change. Operations of one `tx_id` apply together; `op_seq` orders them within `install_id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Operation {
    pub install_id: Uuid,
    pub op_seq: i64,
    pub tx_id: Uuid,
    pub op_schema: u32,
    /// The person who wrote it.
    pub actor: Uuid,
    pub noun: String,
    pub id: Uuid,
    pub kind: OperationKind,
    pub base_version: i64,
    /// Of a row that [`says_customer_version`]: the version of its customer that the writer had read; 0 = none of
    /// headquarters'. None = written by an older program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_version: Option<i64>,
    /// Field name → [`FieldChange`]. Both sides are JSON, so that an older reader keeps what it does not know.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub fields: Map<String, Value>,
    /// UTC milliseconds; for people. Order comes from `op_seq`.
    pub at: i64,
    /// Values were taken out by law: the payloads that went by this number before, as SHA-256 of their canonical text.
    /// One of them counts as this operation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<String>,
}

/// Whether operations on rows of a noun say which version of the customer their writer had read. Such a row is new to HQ, and
/// what was erased by law from its customer would come back with it: only the writer knows whether they had read that.
pub fn says_customer_version(noun: &str) -> bool {
    matches!(noun, "contact" | "visit_record")
}
