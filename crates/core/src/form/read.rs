//! The text of a form's file, read so that nothing in it is passed over.

use std::{collections::BTreeSet, fmt};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{definition::Form, fault::FormFault};

/// Marks a name that stands twice in the middle of an error's text.
const TWICE: &str = "\u{1}";
/// As [`super::Input`] is written.
const INPUTS: &[&str] = &["choice", "choices", "text", "long_text", "number", "date", "time", "toggle"];

/// The form that a text spells, not yet checked against itself.
pub(super) fn form(text: &str) -> Result<Form, FormFault> {
    let Whole(value) = serde_json::from_str(text).map_err(|error| fault(&error))?;
    if let Some(unknown) = unknown_input(&value) {
        return Err(unknown);
    }
    // From the text again: its errors tell the line.
    serde_json::from_str(text).map_err(|error| FormFault::Shape { cause: error.to_string() })
}

fn fault(error: &serde_json::Error) -> FormFault {
    let text = error.to_string();
    match text.split(TWICE).nth(1) {
        Some(key) => FormFault::KeyTwice { key: key.to_owned(), line: error.line() },
        None => FormFault::Json { line: error.line(), column: error.column() },
    }
}

/// The first field with an input that forms do not have.
fn unknown_input(value: &Value) -> Option<FormFault> {
    match value {
        Value::Object(map) => {
            if let (Some(Value::String(field)), Some(Value::String(input))) =
                (map.get("field"), map.get("input"))
                && !INPUTS.contains(&input.as_str())
            {
                return Some(FormFault::Input { field: field.clone(), input: input.clone() });
            }
            map.values().find_map(unknown_input)
        }
        Value::Array(items) => items.iter().find_map(unknown_input),
        _ => None,
    }
}

/// JSON in which no object has a name twice: the later value would silently take the earlier one's place.
struct Whole(Value);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Once.deserialize(deserializer).map(Whole)
    }
}

struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Once)? {
            all.push(item);
        }
        Ok(all.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = serde_json::Map::new();
        let mut known = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !known.insert(key.clone()) {
                return Err(A::Error::custom(format!("{TWICE}{key}{TWICE}")));
            }
            map.insert(key, entries.next_value_seed(Once)?);
        }
        Ok(map.into())
    }
}
