//! What of a row a person may see.

use serde_json::{Map, Value};

use super::{
    kinds::kind_of,
    row::HeldRow,
    state::{RowDigest, counted, digest_of},
};
use crate::{Id, canonical::NotCanonical, person::Role};

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

/// [`counted`](super::counted) of a row that headquarters holds, as `viewer` may see it.
pub fn counted_held(
    noun: &str,
    held: &HeldRow,
    id: Id,
    territory_id: Id,
    viewer: Viewer,
) -> Result<Option<RowDigest>, NotCanonical> {
    // Of one noun alone something may be hidden; the others need not be copied for it.
    if noun == "visit_record" {
        return counted(noun, &shown(noun, held.whole(id, territory_id), viewer));
    }
    let bare = kind_of(noun).is_some_and(|kind| kind.bare);
    let live = !bare && held.deleted_at.is_none();
    live.then(|| digest_of(held.fields.iter().chain(&held.head(id, territory_id)))).transpose()
}
