//! Canonical JSON (RFC 8785), for hashes and signatures: one value, one text.
//!
//! Fractions and integers from 2^53 on are refused: two writers may print them differently.

mod text;

use serde::Serialize;
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

pub use text::is_canonical_text;

/// The largest integer, and the negative of the smallest, that every reader of JSON keeps whole.
pub const MOST: i64 = (1 << 53) - 1;

/// A number without one certain text, and the keys that lead to it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{number} at {path:?} has no canonical text")]
pub struct NotCanonical {
    /// Keys and places joined by dots; empty = the value itself.
    pub path: String,
    pub number: String,
}

/// Keys in the order of their UTF-16 units, no spaces.
pub fn canonical(value: &Value) -> Result<String, NotCanonical> {
    let mut out = Vec::with_capacity(256);
    write(value, &mut out).map_err(At::named)?;
    Ok(text(out))
}

/// [`canonical`] of an object that is not there as one: of some of its fields, each named once.
pub fn canonical_map<'v>(
    fields: impl Iterator<Item = (&'v String, &'v Value)>,
) -> Result<String, NotCanonical> {
    let mut out = Vec::with_capacity(1_024);
    write_object(fields, &mut out).map_err(At::named)?;
    Ok(text(out))
}

/// Whether a value has a canonical text.
pub fn is_canonical(value: &Value) -> bool {
    match value {
        Value::Number(number) => is_whole(number),
        Value::Array(items) => items.iter().all(is_canonical),
        Value::Object(map) => map.values().all(is_canonical),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// What was written is made of strings.
fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).unwrap_or_default()
}

/// A number without a certain text, and the keys that lead to it, the innermost first.
struct At {
    path: Vec<String>,
    number: String,
}

impl At {
    fn within(mut self, key: String) -> Self {
        self.path.push(key);
        self
    }

    fn named(mut self) -> NotCanonical {
        self.path.reverse();
        NotCanonical { path: self.path.join("."), number: self.number }
    }
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), At> {
    match value {
        Value::Number(number) if !is_whole(number) => {
            return Err(At { path: Vec::new(), number: number.to_string() });
        }
        Value::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write(item, out).map_err(|at| at.within(place.to_string()))?;
            }
            out.push(b']');
        }
        Value::Object(map) => write_object(map.iter(), out)?,
        plain => write_plain(plain, out),
    }
    Ok(())
}

fn write_object<'v>(
    fields: impl Iterator<Item = (&'v String, &'v Value)>,
    out: &mut Vec<u8>,
) -> Result<(), At> {
    let mut fields: Vec<(&String, &Value)> = fields.collect();
    // In ASCII the order of bytes is that of UTF-16 units, and nearly every key is ASCII and in order already.
    if fields.iter().all(|(key, _)| key.is_ascii()) {
        if !fields.is_sorted_by(|a, b| a.0 <= b.0) {
            fields.sort_unstable_by(|a, b| a.0.cmp(b.0));
        }
    } else {
        fields.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    }
    out.push(b'{');
    for (place, (key, value)) in fields.into_iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write_plain(key, out);
        out.push(b':');
        write(value, out).map_err(|at| at.within(key.clone()))?;
    }
    out.push(b'}');
    Ok(())
}

/// A string, a whole number or a word, as every writer of JSON writes it.
fn write_plain(plain: &impl Serialize, out: &mut Vec<u8>) {
    // Writing into memory does not fail.
    let _ = serde_json::to_writer(out, plain);
}

fn is_whole(number: &Number) -> bool {
    number.as_i64().is_some_and(|number| (-MOST..=MOST).contains(&number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_sort_by_their_utf_16_units_and_nothing_is_spaced() {
        // RFC 8785, 3.2.3: U+1F600 is written by surrogates and so comes before U+FB33.
        let value =
            json!({ "\u{fb33}": 1, "\u{1f600}": [true, null], "1": "a\u{8}\u{1f}\"\\/", "\u{20ac}": {} });
        assert_eq!(
            canonical(&value).unwrap(),
            "{\"1\":\"a\\b\\u001f\\\"\\\\/\",\"\u{20ac}\":{},\"\u{1f600}\":[true,null],\"\u{fb33}\":1}"
        );
    }

    #[test]
    fn a_number_that_two_readers_may_read_differently_is_refused_by_its_path() {
        assert!(canonical(&json!([MOST, -MOST, 0])).is_ok());
        for number in
            [json!(MOST + 1), json!(-MOST - 1), json!(u64::MAX), json!(0.5), json!(1e300), json!(-0.0)]
        {
            let refused = canonical(&json!({ "a": [1, number] })).unwrap_err();
            assert_eq!(refused.path, "a.1");
        }
    }
}
