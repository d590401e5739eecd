//! Canonical JSON (RFC 8785), for hashes and signatures: one value, one text.
//!
//! Fractions and integers from 2^53 on are refused: two writers may print them differently.

use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

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
    let mut out = String::new();
    write(value, &mut Vec::new(), &mut out)?;
    Ok(out)
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn write(value: &Value, path: &mut Vec<String>, out: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Number(number) if !is_whole(number) => {
            return Err(NotCanonical { path: path.join("."), number: number.to_string() });
        }
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                path.push(place.to_string());
                write(item, path, out)?;
                path.pop();
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (place, key) in keys.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                path.push(key.clone());
                write(&map[key], path, out)?;
                path.pop();
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
    Ok(())
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
