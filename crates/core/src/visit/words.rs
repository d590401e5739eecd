//! What a record says, in the words that are shown: for searching.

use serde_json::{Map, Value};

use super::strip::is_answered;
use crate::form::{FieldLayout, Form, Input, Words};

/// Every answer in the form's words, in both languages; free text as it was typed. Answers that the form does not know
/// are left out.
pub fn said(form: &Form, answers: &Map<String, Value>) -> Vec<String> {
    let mut texts = Vec::new();
    for section in &form.layout.sections {
        let fields = section.fields();
        match &section.repeat {
            Some(repeat) => {
                let rows = answers.get(&repeat.field).and_then(Value::as_array);
                let rows = rows.into_iter().flatten().filter_map(Value::as_object);
                rows.for_each(|row| fields.iter().for_each(|field| say(field, row, &mut texts)));
            }
            None => fields.iter().for_each(|field| say(field, answers, &mut texts)),
        }
    }
    texts
}

fn say(field: &FieldLayout, answers: &Map<String, Value>, texts: &mut Vec<String>) {
    let Some(value) = answers.get(&field.field).filter(|value| is_answered(value)) else { return };
    let mut both = |words: &Words| texts.extend([words.zh.clone(), words.en.clone()]);
    let mut chosen = |value: &Value| {
        if let Some(option) = field.options.iter().find(|option| value == option.value.as_str()) {
            both(&option.label);
        }
    };
    match (field.input, value) {
        (Input::Choice, value) => chosen(value),
        (Input::Choices, Value::Array(values)) => values.iter().for_each(chosen),
        (Input::Toggle, _) => both(&field.label),
        (_, Value::String(text)) => texts.push(text.clone()),
        _ => {}
    }
}
