//! Answers against the schema of their form. Only here: the screen asks, it does not judge.

use chrono::NaiveDate;
use serde_json::Value;

use super::{definition::Form, schema};
use crate::{AppError, ErrorCode, customer::is_invisible};

/// Everything wrong with a set of answers, each with the field (`feedback[0].content`); empty = all right.
///
/// Missing answers are reported as `Required` only where `finished`: a draft may be incomplete.
pub fn check_answers(form: &Form, answers: &Value, finished: bool) -> Vec<AppError> {
    let mut wrong = Vec::new();
    check_object(&form.schema, answers, "", finished, &mut wrong);
    wrong
}

fn check_object(object: &Value, answers: &Value, at: &str, finished: bool, wrong: &mut Vec<AppError>) {
    let Some(given) = answers.as_object() else {
        wrong.push(AppError::new(ErrorCode::BadAnswer).on(at));
        return;
    };
    let path = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if finished {
        for name in schema::strings(object.get("required")) {
            let missing = match given.get(name) {
                None | Some(Value::Null) => true,
                Some(Value::String(text)) => text.trim().is_empty(),
                Some(Value::Array(items)) => items.is_empty(),
                Some(_) => false,
            };
            if missing {
                wrong.push(AppError::new(ErrorCode::Required).on(&path(name)));
            }
        }
    }
    for (name, value) in given {
        match schema::property(object, name) {
            None => wrong.push(AppError::new(ErrorCode::BadAnswer).on(&path(name))),
            // An emptied field is an absent one.
            Some(_) if value.is_null() => {}
            Some(property) => check_value(property, value, &path(name), finished, wrong),
        }
    }
}

fn check_value(property: &Value, value: &Value, at: &str, finished: bool, wrong: &mut Vec<AppError>) {
    let limit = |name: &str| property.get(name).and_then(Value::as_i64);
    let mut report = |error: AppError| wrong.push(error.on(at));
    match (property.get("type").and_then(Value::as_str), value) {
        (Some("object"), _) => check_object(property, value, at, finished, wrong),
        (Some("array"), Value::Array(items)) => {
            let most = limit("maxItems").unwrap_or(i64::MAX);
            if items.len() as i64 > most {
                report(AppError::new(ErrorCode::TooLong).with("most", most));
            }
            if finished && (items.len() as i64) < limit("minItems").unwrap_or(0) {
                report(AppError::new(ErrorCode::Required));
            }
            let unique = property.get("uniqueItems") == Some(&Value::Bool(true));
            if unique && items.iter().enumerate().any(|(place, item)| items[..place].contains(item)) {
                report(AppError::new(ErrorCode::BadAnswer));
            }
            for (place, item) in items.iter().enumerate() {
                check_value(&property["items"], item, &format!("{at}[{place}]"), finished, wrong);
            }
        }
        (Some("string"), Value::String(text)) => {
            if let Some(error) = check_text(property, text, finished) {
                report(error);
            }
        }
        (Some("integer"), _) => match value.as_i64() {
            Some(number)
                if number >= limit("minimum").unwrap_or(i64::MIN)
                    && number <= limit("maximum").unwrap_or(i64::MAX) => {}
            _ => report(AppError::new(ErrorCode::BadNumber).with("value", value.clone())),
        },
        (Some("boolean"), Value::Bool(_)) => {}
        _ => report(AppError::new(ErrorCode::BadAnswer)),
    }
}

fn check_text(property: &Value, text: &str, finished: bool) -> Option<AppError> {
    if let Some(ch) = text.chars().find(|ch| is_invisible(*ch) && *ch != '\n') {
        return Some(ErrorCode::ControlCharacter.with("character", format!("U+{:04X}", u32::from(ch))));
    }
    let length = text.chars().count() as i64;
    let limit = |name: &str| property.get(name).and_then(Value::as_i64);
    if let Some(most) = limit("maxLength").filter(|most| length > *most) {
        return Some(AppError::new(ErrorCode::TooLong).with("most", most));
    }
    if finished && length < limit("minLength").unwrap_or(0) {
        return Some(ErrorCode::Required.into());
    }
    if property.get("enum").is_some() && !schema::words(property).contains(&text) {
        return Some(AppError::new(ErrorCode::BadAnswer).with("value", text));
    }
    match property.get("format").and_then(Value::as_str) {
        Some("date") if text.parse::<NaiveDate>().is_err() || text.len() != 10 => {
            Some(AppError::new(ErrorCode::BadDate).with("value", text))
        }
        _ => None,
    }
}
