//! The device's key pair: made of a seed that lies outside the database.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// The key that signs for this device.
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public key in lower-case hex.
    pub fn key_id(&self) -> String {
        hex::encode(self.0.verifying_key().as_bytes())
    }

    /// The signature over `message` in lower-case hex.
    pub fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.0.sign(message).to_bytes())
    }
}

/// Whether `sig` is the signature of the key `key_id` over `message`; both in lower-case hex.
pub fn is_signed_by(key_id: &str, message: &[u8], sig: &str) -> bool {
    let key = unhex(key_id).and_then(|bytes: [u8; 32]| VerifyingKey::from_bytes(&bytes).ok());
    match (key, unhex(sig)) {
        (Some(key), Some(sig)) => key.verify_strict(message, &Signature::from_bytes(&sig)).is_ok(),
        _ => false,
    }
}

/// Bytes of their lower-case hex; upper case would let a changed letter pass.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let lower = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let mut bytes = [0; N];
    (lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}
