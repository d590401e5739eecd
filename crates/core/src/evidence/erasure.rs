//! Which signed fields the law lets somebody erase, and who may.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Facts;
use crate::{
    Id,
    form::{Form, Input},
    person::Role,
};

/// The path by which a file that tells of an erasure is known: it names the evidence that lost its values.
pub const ERASE: &str = "erase.evidence_id";
/// What the customer was shown, which repeats the answers.
pub const SHOWN: &str = "shown";

/// What a file says was erased of another, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub paths: BTreeSet<String>,
    pub reason: String,
}

/// The evidence that a file tells of, and what was erased of it.
pub fn erasures(facts: &Facts) -> Option<(Id, Erasure)> {
    let of = facts.record.get(ERASE)?.as_str()?.parse().ok()?;
    let paths = facts.record.get("erase.fields")?.as_array()?;
    let paths = paths.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let reason = facts.record.get("erase.reason").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some((of, Erasure { paths, reason }))
}

/// The evidence that a file tells of, by what it says: nothing of it is verified.
pub fn erased_evidence(envelope: &str) -> Option<Id> {
    // Most files tell of no erasure.
    if !envelope.contains(ERASE) {
        return None;
    }
    let value: Value = serde_json::from_str(envelope).ok()?;
    value.get("record")?.get(ERASE)?.get("v")?.as_str()?.parse().ok()
}

/// About persons only, and never what was asked or promised: a manager may erase these when a customer asks for it.
const PERSONAL: [&str; 4] = ["signature", "visit.position", "visit.companion", "visit.cover_for"];

/// Names as they stood when it was signed: for those who answer for the file.
const NAMES: [&str; 2] = ["visit.customer_name", "visit.manager_name"];

/// Whether somebody of this role may erase the field at `path`; none = nobody may.
///
/// Free words of the signed part are for a supervisor: a manager could erase a complaint about himself. What makes the
/// record one (form, outcome, dates, promises, the chain) stays.
pub fn may_erase(form: &Form, path: &str, role: Role) -> Option<bool> {
    let answers_for_the_file = role != Role::Manager;
    if PERSONAL.contains(&path) {
        return Some(true);
    }
    if NAMES.contains(&path) {
        return Some(answers_for_the_file);
    }
    let name = path.strip_prefix("answers.")?;
    let fields = form.printed_sections().filter(|section| section.repeat.is_none());
    let is_words = fields
        .flat_map(|section| section.fields())
        .any(|field| field.field == name && matches!(field.input, Input::Text | Input::LongText));
    is_words.then_some(answers_for_the_file)
}

/// Whether `shown`, which repeats the answers in the customer's words, has to go with the field.
pub fn repeats_in_shown(path: &str) -> bool {
    path.starts_with("answers.")
}

/// Takes the values at `paths` out of a visit's row, so that it says no more than its evidence.
pub fn forget(row: &mut Map<String, Value>, paths: &[&str]) {
    for path in paths {
        match path.split_once('.') {
            Some(("answers", name)) => {
                if let Some(answers) = row.get_mut("answers").and_then(Value::as_object_mut) {
                    answers.remove(name);
                }
            }
            Some(("visit", name)) => {
                for name in columns(name) {
                    row.remove(*name);
                }
            }
            _ => {}
        }
    }
}

/// Takes the values at `paths` out of what an operation says of a visit: field → its `old` and `new`.
pub fn forget_in_operation(fields: &mut Map<String, Value>, paths: &[&str]) {
    for path in paths {
        let (place, name) = path.split_once('.').unwrap_or((*path, ""));
        let in_answers = place == "answers";
        for column in if in_answers { &["answers"] } else { columns(name) } {
            for side in ["old", "new"] {
                match fields.get_mut(*column).and_then(|change| change.get_mut(side)) {
                    Some(Value::Object(answers)) if in_answers => {
                        answers.remove(name);
                    }
                    Some(value) if !in_answers => *value = Value::Null,
                    _ => {}
                }
            }
        }
    }
}

/// Columns of a visit's row that repeat `visit.<name>`.
fn columns(name: &str) -> &'static [&'static str] {
    match name {
        "position" => &["position"],
        // A rating of one who is not named would be nobody's.
        "companion" => &["companion", "companion_rating"],
        "cover_for" => &["cover_for"],
        _ => &[],
    }
}
