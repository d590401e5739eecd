//! The part of JSON Schema 2020-12 that forms use. A keyword outside it is refused, never ignored.

use serde_json::{Map, Value};

use super::fault::FormFault;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The keywords of each type, beside `type`.
fn keywords(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "object" => Some(&["$schema", "properties", "required", "additionalProperties"]),
        "array" => Some(&["items", "minItems", "maxItems", "uniqueItems"]),
        "string" => Some(&["enum", "minLength", "maxLength", "format"]),
        "integer" => Some(&["minimum", "maximum"]),
        "boolean" => Some(&[]),
        _ => None,
    }
}

/// Checks the schema of an object and of everything in it; the error says where and what.
pub(super) fn check_object(schema: &Value, at: &str) -> Result<(), FormFault> {
    let object = check_node(schema, at)?;
    let is_whole = object.get("type").and_then(Value::as_str) == Some("object")
        && object.get("$schema").is_none_or(|dialect| dialect == DIALECT)
        && object.get("additionalProperties") == Some(&Value::Bool(false));
    if !is_whole {
        return Err(FormFault::Object { at: at.to_owned() });
    }
    for name in strings(object.get("required")) {
        if property(schema, name).is_none() {
            return Err(FormFault::Requires { at: at.to_owned(), field: name.to_owned() });
        }
    }
    for name in property_names(schema) {
        check_value(&object["properties"][name], &format!("{at}.{name}"))?;
    }
    Ok(())
}

fn check_value(schema: &Value, at: &str) -> Result<(), FormFault> {
    let object = check_node(schema, at)?;
    match object.get("type").and_then(Value::as_str) {
        Some("object") => check_object(schema, at),
        Some("array") => check_value(object.get("items").unwrap_or(&Value::Null), &format!("{at}[]")),
        Some("string") => match object.get("format").and_then(Value::as_str) {
            None | Some("date") => Ok(()),
            Some(format) => {
                Err(FormFault::Keyword { at: at.to_owned(), keyword: format!("format {format}") })
            }
        },
        _ => Ok(()),
    }
}

/// An object with a known type, and no keyword that this type does not have.
fn check_node<'a>(schema: &'a Value, at: &str) -> Result<&'a Map<String, Value>, FormFault> {
    let unknown = |kind: &str| FormFault::Type { at: at.to_owned(), kind: kind.to_owned() };
    let object = schema.as_object().ok_or_else(|| unknown(""))?;
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let allowed = keywords(kind).ok_or_else(|| unknown(kind))?;
    match object.keys().find(|key| *key != "type" && !allowed.contains(&key.as_str())) {
        Some(keyword) => Err(FormFault::Keyword { at: at.to_owned(), keyword: keyword.clone() }),
        None => Ok(object),
    }
}

pub(super) fn property<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.get("properties")?.get(name)
}

pub(super) fn property_names(object: &Value) -> impl Iterator<Item = &str> {
    object.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str)
}

/// The values of an `enum`.
pub(super) fn words(schema: &Value) -> Vec<&str> {
    strings(schema.get("enum")).collect()
}

pub(super) fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
