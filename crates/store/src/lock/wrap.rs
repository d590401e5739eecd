//! A key wrapped by digits that a person knows.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rounds_core::Entropy;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Key, StoreError};

/// Argon2id (RFC 9106) with 64 MiB, two passes, one lane: `docs/decisions/lock.md` has the times.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// What a spoilt or planted file may at most ask of this machine.
const MOST_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 64;

const FORMAT: &str = "rounds wrapped 1";

/// The key under XChaCha20-Poly1305 with a key that Argon2id makes of the digits. Costs and salt stand beside it, so that a
/// later build may choose others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    format: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Lower-case hex, as the others.
    salt: String,
    nonce: String,
    sealed: String,
}

impl WrappedKey {
    pub fn new(key: &Key, digits: &[u8], entropy: &dyn Entropy) -> Result<Self, StoreError> {
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        entropy.fill(&mut salt);
        entropy.fill(&mut nonce);
        let mut wrapped = Self {
            format: FORMAT.to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: hex::encode(salt),
            nonce: hex::encode(nonce),
            sealed: String::new(),
        };
        let cipher = wrapped.cipher(digits).ok_or(StoreError::KeyWrong)?;
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: key.bytes(), aad: FORMAT.as_bytes() })
            .map_err(|_| StoreError::KeyWrong)?;
        wrapped.sealed = hex::encode(sealed);
        Ok(wrapped)
    }

    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|wrapped| wrapped.format == FORMAT)
    }

    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("texts and numbers are JSON"))
    }

    /// The key; none where the digits are others.
    pub fn open(&self, digits: &[u8]) -> Option<Key> {
        let nonce: [u8; 24] = hex::decode(&self.nonce).ok()?.try_into().ok()?;
        let sealed = hex::decode(&self.sealed).ok()?;
        let payload = Payload { msg: &sealed, aad: FORMAT.as_bytes() };
        let plain = self.cipher(digits)?.decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new);
        Key::of(&plain.ok()?)
    }

    fn cipher(&self, digits: &[u8]) -> Option<XChaCha20Poly1305> {
        if self.memory_kib > MOST_KIB || self.passes > MOST_PASSES {
            return None;
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let salt = hex::decode(&self.salt).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(digits, &salt, key.as_mut_slice())
            .ok()?;
        Some(XChaCha20Poly1305::new(&(*key).into()))
    }
}
