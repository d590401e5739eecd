//! Which signed fields the law lets somebody erase, and who may.

use crate::{
    form::{Form, Input},
    person::Role,
};

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
