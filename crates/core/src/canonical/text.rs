//! Whether a text is canonical as it stands: a look is cheaper than reading it and writing it again.

use super::MOST;

/// Whether [`canonical`](super::canonical) of what this text of JSON says is the very same text. Sure where it says so; it
/// also says no to what is rare: keys that are not ASCII, control characters by number.
///
/// A text that is no JSON gets any answer.
pub fn is_canonical_text(text: &str) -> bool {
    let mut look = Look { bytes: text.as_bytes(), at: 0 };
    look.value(DEEPEST) && look.at == look.bytes.len()
}

/// As deep as `serde_json` reads.
const DEEPEST: u32 = 120;

struct Look<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Look<'t> {
    fn next(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is = self.next() == byte;
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, left: u32) -> bool {
        match self.next() {
            b'{' => left > 0 && self.object(left - 1),
            b'[' => left > 0 && self.array(left - 1),
            b'"' => self.string().is_some(),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let is = self.bytes[self.at..].starts_with(word);
        self.at += word.len();
        is
    }

    fn object(&mut self, left: u32) -> bool {
        self.at += 1;
        if self.takes(b'}') {
            return true;
        }
        let mut before: Option<&[u8]> = None;
        loop {
            let Some(key) = self.string() else { return false };
            // In ASCII the order of bytes is that of UTF-16 units; what is escaped sorts by what it stands for.
            let plain = key.is_ascii() && !key.contains(&b'\\');
            if !plain || before.is_some_and(|before| before >= key) {
                return false;
            }
            before = Some(key);
            if !self.takes(b':') || !self.value(left) {
                return false;
            }
            if !self.takes(b',') {
                return self.takes(b'}');
            }
        }
    }

    fn array(&mut self, left: u32) -> bool {
        self.at += 1;
        if self.takes(b']') {
            return true;
        }
        loop {
            if !self.value(left) {
                return false;
            }
            if !self.takes(b',') {
                return self.takes(b']');
            }
        }
    }

    /// What stands between the quotes, where nothing is escaped that need not be.
    fn string(&mut self) -> Option<&'t [u8]> {
        if !self.takes(b'"') {
            return None;
        }
        let start = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at +=
                rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len());
            match self.next() {
                b'"' => {
                    self.at += 1;
                    return Some(&self.bytes[start..self.at - 1]);
                }
                b'\\' => {
                    self.at += 1;
                    if !matches!(self.next(), b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') {
                        return None;
                    }
                    self.at += 1;
                }
                // A control character, or the end of the text.
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> bool {
        let is_negative = self.takes(b'-');
        let start = self.at;
        let mut number: i64 = 0;
        while self.next().is_ascii_digit() {
            number = number.saturating_mul(10).saturating_add(i64::from(self.next() - b'0'));
            self.at += 1;
        }
        let leads_with_zero = self.bytes.get(start) == Some(&b'0');
        self.at > start
            && number <= MOST
            && !(leads_with_zero && (is_negative || self.at > start + 1))
            && !matches!(self.next(), b'.' | b'e' | b'E')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::canonical::canonical;

    #[test]
    fn a_text_that_would_be_written_otherwise_is_not_canonical() {
        for text in [
            r#"{"b":1,"a":1}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a": 1}"#,
            " 1",
            "1 ",
            "1.0",
            "1e3",
            "-0",
            "007",
            "9007199254740992",
            r#""\/""#,
            r#""\u0041""#,
            r#""\u001F""#,
            r#"{"\u0061":1}"#,
            "[1,2",
            "",
        ] {
            assert!(!is_canonical_text(text), "{text}");
        }
        for value in [json!({"a": [1, -2, {"b": null}], "b": "甲\"\n"}), json!(MOST), json!(-MOST), json!([])]
        {
            assert!(is_canonical_text(&canonical(&value).unwrap()), "{value}");
        }
    }

    proptest! {
        #[test]
        fn what_counts_as_canonical_text_is_the_canonical_text(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"é\"", "\"\\n\"", "\"\\u0041\"", "\"\\u001f\"", "1", "0", "-", "1.5",
                    "e", " ", "true", "null", "\"a\":", "\"b\":", "\"\\\"\"", "9007199254740991",
                ]),
                0..12,
            )
        ) {
            let text = pieces.concat();
            if let Ok(value) = serde_json::from_str::<Value>(&text)
                && is_canonical_text(&text)
            {
                prop_assert_eq!(canonical(&value).unwrap(), text);
            }
        }

        #[test]
        fn plain_values_have_a_text_that_counts_as_canonical(
            numbers in prop::collection::vec(-MOST..=MOST, 0..4),
            texts in prop::collection::btree_map("[a-z_]{0,6}", "[ -~一-龥\n\t]{0,8}", 0..5),
        ) {
            let value = json!({ "n": numbers, "t": texts });
            prop_assert!(is_canonical_text(&canonical(&value).unwrap()));
        }
    }
}
