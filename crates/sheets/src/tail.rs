//! The device's signature over a finished PDF: one line after its end, `%Rounds-Signature 1 <key> <signature>`.
//!
//! To a PDF reader the line is a comment. It covers every byte before itself; whoever saves the file anew loses it, and
//! the evidence within still speaks for itself.

use sha2::{Digest, Sha256};

const LINE: &str = "%Rounds-Signature 1 ";
/// Hexadecimal digits of an Ed25519 key and signature.
const KEY: usize = 64;
const SIGNATURE: usize = 128;

/// What stands at the end of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tail {
    /// No signature: never signed, or saved anew by another program.
    Missing,
    /// There is such a line, but it is damaged or no longer the last.
    Broken,
    Signed {
        /// The public key, lower-case hex.
        key_id: String,
        /// Ed25519, lower-case hex.
        signature: String,
        /// SHA-256 of every byte before the line: what was signed.
        digest: [u8; 32],
    },
}

/// Adds the line. `sign` gives the Ed25519 signature by the key `key_id` over the digest it is handed, in hex like the key.
pub fn signed_tail(mut pdf: Vec<u8>, key_id: &str, sign: impl FnOnce(&[u8; 32]) -> String) -> Vec<u8> {
    if pdf.last() != Some(&b'\n') {
        pdf.push(b'\n');
    }
    let signature = sign(&Sha256::digest(&pdf).into());
    let line = format!("{LINE}{key_id} {signature}\n");
    pdf.extend(line.bytes());
    pdf
}

/// Reads the line at the end of a file. Whether the signature holds is the caller's to find out.
pub fn read_tail(pdf: &[u8]) -> Tail {
    let found = pdf.windows(LINE.len()).rposition(|window| window == LINE.as_bytes());
    let Some(start) = found.filter(|start| *start == 0 || pdf[start - 1] == b'\n') else {
        return if found.is_some() { Tail::Broken } else { Tail::Missing };
    };
    let (before, line) = pdf.split_at(start);
    parse(&line[LINE.len()..]).map_or(Tail::Broken, |(key_id, signature)| Tail::Signed {
        key_id: key_id.to_owned(),
        signature: signature.to_owned(),
        digest: Sha256::digest(before).into(),
    })
}

fn parse(rest: &[u8]) -> Option<(&str, &str)> {
    let text = std::str::from_utf8(rest).ok()?.strip_suffix('\n')?;
    let (key, signature) = text.split_once(' ')?;
    // One way to write it, so that no byte of the line can be altered unseen.
    let lower = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let whole = key.len() == KEY && signature.len() == SIGNATURE && lower(key) && lower(signature);
    whole.then_some((key, signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed() -> Vec<u8> {
        let key_id = "07".repeat(32);
        signed_tail(b"%PDF-1.7\n%%EOF".to_vec(), &key_id, |digest| hex::encode(digest).repeat(2))
    }

    #[test]
    fn a_line_is_read_back_with_what_it_signed() {
        let Tail::Signed { key_id, signature, digest } = read_tail(&signed()) else { panic!() };
        assert_eq!(key_id, "07".repeat(32));
        assert_eq!(signature, hex::encode(digest).repeat(2));
        assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(b"%PDF-1.7\n%%EOF\n")));
    }

    #[test]
    fn no_byte_can_change_unseen() {
        let whole = signed();
        let before = read_tail(&whole);
        for place in 0..whole.len() {
            let mut altered = whole.clone();
            altered[place] ^= 1;
            assert_ne!(read_tail(&altered), before, "byte {place}");
        }
        assert_eq!(read_tail(&whole[..whole.len() - 1]), Tail::Broken);
        assert_eq!(read_tail(&[&whole[..], b"x"].concat()), Tail::Broken);
        assert_eq!(read_tail(b"%PDF-1.7\n%%EOF\n"), Tail::Missing);
    }
}
