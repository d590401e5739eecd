//! Which key of a JSON text is nearest to a byte, however broken the text is.

/// The keys that lead to the last value begun before `offset`, joined by dots; none before the first key.
pub(super) fn nearest_key(bytes: &[u8], offset: usize) -> Option<String> {
    // One entry for each open object, its latest key.
    let mut open: Vec<Option<&[u8]>> = Vec::new();
    let mut at = 0;
    while at < offset.min(bytes.len()) {
        match bytes[at] {
            b'{' => open.push(None),
            b'}' => {
                open.pop();
            }
            b'"' => {
                let end = end_of_string(bytes, at + 1);
                // An object's first string is a key even where the colon behind it is what is broken.
                let is_first = at > 0 && bytes[at - 1] == b'{';
                if (is_first || bytes.get(end + 1) == Some(&b':'))
                    && let Some(key) = open.last_mut()
                {
                    *key = bytes.get(at + 1..end);
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    let keys: Vec<_> = open.into_iter().flatten().map(String::from_utf8_lossy).collect();
    (!keys.is_empty()).then(|| keys.join("."))
}

/// Where the string that began before `from` ends: at its quote, or with the text.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}
