//! What the code on a sheet says. Blank sheets: `ROUNDS:V:` and the visit's id in hex. Filled ones: `ROUNDS:F:` and,
//! in base32 without padding, id (16 bytes), SHA-256 of the evidence (32), its signature (64), start of the key (8).

use rounds_core::Id;

/// A code that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A sheet printed to be written on: a planned visit, a record, or a spare sheet's reserved number.
    Visit(Id),
    /// A sheet printed filled and signed.
    Filled(Box<Filled>),
    /// Somebody else's code.
    Foreign(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub id: Id,
    /// SHA-256 of the evidence file.
    pub hash: [u8; 32],
    pub sig: [u8; 64],
    /// The first bytes of the public key.
    pub key: [u8; 8],
}

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl Code {
    /// Reads a code's text; what is not exactly of our two forms is foreign.
    pub fn parse(text: &str) -> Self {
        let ours = if let Some(rest) = text.strip_prefix("ROUNDS:V:") {
            visit(rest).map(Self::Visit)
        } else if let Some(rest) = text.strip_prefix("ROUNDS:F:") {
            filled(rest).map(|filled| Self::Filled(Box::new(filled)))
        } else {
            None
        };
        ours.unwrap_or_else(|| Self::Foreign(text.to_owned()))
    }
}

fn visit(text: &str) -> Option<Id> {
    let plain = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| Id::try_parse(text).ok()).flatten()
}

fn filled(text: &str) -> Option<Filled> {
    let bytes: [u8; 120] = base32(text)?.try_into().ok()?;
    let (id, rest) = bytes.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk()?;
    let (sig, rest) = rest.split_first_chunk()?;
    let (key, _) = rest.split_first_chunk()?;
    Some(Filled { id: Id::from_bytes(*id), hash: *hash, sig: *sig, key: *key })
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut out) = (0u32, 0, Vec::with_capacity(text.len() * 5 / 8));
    for byte in text.bytes() {
        let value = LETTERS.iter().position(|letter| *letter == byte)?;
        bits = bits << 5 | value as u32;
        held += 5;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
        bits &= (1 << held) - 1;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_sheets_code_names_its_visit() {
        let id = Id::from_u128(0x019a_0000_0000_7000_8000_0000_0000_00ff);
        let text = format!("ROUNDS:V:{}", id.simple()).to_uppercase();
        assert_eq!(Code::parse(&text), Code::Visit(id));
    }

    #[test]
    fn a_filled_sheets_code_gives_its_four_parts() {
        // 120 bytes counting up, in base32.
        let bytes: Vec<u8> = (0..120).collect();
        let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
        let letters: String = bits
            .as_bytes()
            .chunks(5)
            .map(|five| five.iter().fold(0, |value, bit| value * 2 + usize::from(bit - b'0')))
            .map(|value| char::from(LETTERS[value]))
            .collect();
        let Code::Filled(filled) = Code::parse(&format!("ROUNDS:F:{letters}")) else { panic!("{letters}") };
        assert_eq!(filled.id.as_bytes()[..], bytes[..16]);
        assert_eq!(filled.hash[..], bytes[16..48]);
        assert_eq!(filled.sig[..], bytes[48..112]);
        assert_eq!(filled.key[..], bytes[112..]);
    }

    #[test]
    fn anything_else_is_foreign() {
        for text in [
            "https://example.org",
            "ROUNDS:V:",
            "ROUNDS:V:019a0000-0000-7000-8000-0000000000ff",
            "ROUNDS:V:019A000000007000800000000000000000",
            "ROUNDS:F:AAAA",
            "ROUNDS:X:1",
            "",
        ] {
            assert_eq!(Code::parse(text), Code::Foreign(text.to_owned()));
        }
    }
}
