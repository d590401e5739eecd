//! 发布的表单: a form as headquarters publishes it, and which form is the one of now.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::{
    answers::check_answers,
    definition::{Form, FormDefinition},
    successor::check_replaces,
};
use crate::{AppError, Meta, canonical::sha256_hex, row};

/// A version of a form, in the organisation's scope. Added once, never changed, never withdrawn: answers keep theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PublishedForm {
    #[serde(flatten)]
    pub meta: Meta,
    pub form_id: String,
    pub form_version: u32,
    /// SHA-256 of `body`, lower-case hex.
    pub hash: String,
    /// The canonical definition (RFC 8785).
    pub body: String,
}

row!(PublishedForm, "published_form", { form_id: Text, form_version: Int, hash: Text, body: Text });

impl PublishedForm {
    /// The definition, where this build can read it and nobody has altered it.
    pub fn form(&self) -> Option<Form> {
        let form = Form::parse(&self.body).ok()?;
        let is_named = form.id == self.form_id && form.version == self.form_version;
        (is_named && sha256_hex(self.body.as_bytes()) == self.hash).then_some(form)
    }
}

/// The form that new visits are filled in with: the newest published one that this build can work with, else the one
/// that it brings.
///
/// # Errors
/// `BadForm` where the one that it brings is none.
pub fn present(shipped: &str, published: &[PublishedForm]) -> Result<(Form, FormDefinition), AppError> {
    let shipped = Form::parse(shipped)?;
    let mut newest_first: Vec<&PublishedForm> = published.iter().collect();
    newest_first.sort_by_key(|form| std::cmp::Reverse((form.form_version, form.meta.version, form.meta.id)));
    let usable = newest_first
        .into_iter()
        .filter_map(PublishedForm::form)
        .find(|form| check_replaces(form, &shipped).is_ok());
    let form = usable.unwrap_or(shipped);
    let definition = form.definition()?;
    Ok((form, definition))
}

/// Those of a record's answers that another version of its form takes as they are.
pub fn fitting(form: &Form, answers: &Map<String, Value>) -> Map<String, Value> {
    let fits = |name: &String, value: &Value| {
        let one = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        check_answers(form, &one, false).is_empty()
    };
    answers.iter().filter(|(name, value)| fits(name, value)).map(|(n, v)| (n.clone(), v.clone())).collect()
}
