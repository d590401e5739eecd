//! What of a row a person may see.

use serde_json::{Map, Value};

use crate::{Id, person::Role};

/// Who is looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub person_id: Id,
    pub role: Role,
}

/// The row as `viewer` may see it: the restricted notes of a visit are for its author and the supervisors.
pub fn shown(noun: &str, mut row: Map<String, Value>, viewer: Viewer) -> Map<String, Value> {
    let author = row.get("person_id").and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok());
    if noun == "visit_record" && viewer.role == Role::Manager && author != Some(viewer.person_id) {
        row.insert("restricted".to_owned(), Value::Object(Map::new()));
    }
    row
}
