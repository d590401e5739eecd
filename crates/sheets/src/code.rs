//! The QR code that leads a photograph of a sheet back to its visit, and says what was signed.

use qrcodegen::{QrCode, QrCodeEcc};
use rounds_core::Id;

use crate::{RecordSheet, Seal};

/// What the code of a sheet to be written on says: `ROUNDS:V:` and the visit's id, in capitals so that the code stays small.
pub fn visit_code(id: Id) -> String {
    format!("ROUNDS:V:{}", id.simple()).to_uppercase()
}

/// What the code of a signed record says: `ROUNDS:F:` and in base32 the id (16 bytes), the hash of the evidence (32), its
/// signature (64) and the head of the key (8). With these 201 characters it is at most of version 8-M.
pub fn record_code(id: Id, seal: &Seal) -> String {
    let mut bytes = id.as_bytes().to_vec();
    bytes.extend(seal.hash);
    bytes.extend(seal.signature);
    bytes.extend(&seal.key[..8]);
    format!("ROUNDS:F:{}", base32(&bytes))
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(held >> bits & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(held << (5 - bits) & 31) as usize]));
    }
    out
}

/// What a sheet's code says.
pub(crate) fn text(sheet: &RecordSheet) -> String {
    match sheet.filled.as_ref().and_then(|filled| Some((filled.record_id, filled.seal.as_ref()?))) {
        Some((id, seal)) => record_code(id, seal),
        None => visit_code(sheet.visit_id),
    }
}

/// The code's squares, true = dark, row by row.
pub(crate) fn modules(text: &str) -> Vec<Vec<bool>> {
    // Either text always fits; an empty code would mean that it did not.
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return Vec::new() };
    (0..code.size()).map(|y| (0..code.size()).map(|x| code.get_module(x, y)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_the_standard() {
        let vectors = [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (plain, coded) in vectors {
            assert_eq!(base32(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_code_of_a_signed_record_is_at_most_of_version_eight() {
        let seal = Seal { evidence: Vec::new(), hash: [0xFF; 32], signature: [0xA5; 64], key: [0x5A; 32] };
        let text = record_code(Id::from_u128(u128::MAX), &seal);
        assert_eq!(text.len(), 9 + 192);
        assert!(modules(&text).len() <= 17 + 4 * 8);
    }
}
