//! The QR code that leads a photograph of a sheet back to its visit.

use qrcodegen::{QrCode, QrCodeEcc};
use rounds_core::Id;

/// What the code says: `ROUNDS:V:` and the visit's id, in capitals so that the code stays small.
pub fn visit_code(id: Id) -> String {
    format!("ROUNDS:V:{}", id.simple()).to_uppercase()
}

/// The code's squares, true = dark, row by row.
pub(crate) fn modules(id: Id) -> Vec<Vec<bool>> {
    // Forty-one characters always fit; an empty code would mean that they did not.
    let Ok(code) = QrCode::encode_text(&visit_code(id), QrCodeEcc::Medium) else { return Vec::new() };
    (0..code.size()).map(|y| (0..code.size()).map(|x| code.get_module(x, y)).collect()).collect()
}
