//! Sealed to a public key: only the holder of its secret opens it.
//!
//! X25519 (RFC 7748): 32 bytes of a fresh public key, a nonce of 24, then XChaCha20-Poly1305 ciphertext under HKDF-SHA256
//! (RFC 5869) of the shared secret, with both public keys as its salt and the purpose as its info.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::Entropy;

/// A folder's master key, for headquarters.
pub const WRAPPED_KEY: &[u8] = b"rounds wrapped key 1";

const PUBLIC: usize = 32;
const NONCE: usize = 24;

/// A text that is no public key, or bytes that this key does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("not a public key")]
    NotAKey,
    #[error("not sealed to this key, or altered")]
    Closed,
}

/// The secret half of a key that others seal to. Forgotten in memory when dropped.
pub struct SealKey(StaticSecret);

impl SealKey {
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(StaticSecret::from(seed))
    }

    /// Lower-case hex.
    pub fn public(&self) -> String {
        hex::encode(PublicKey::from(&self.0).as_bytes())
    }

    /// What was sealed to this key for this purpose.
    pub fn open(&self, purpose: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (theirs, rest) = sealed.split_first_chunk::<PUBLIC>().ok_or(SealError::Closed)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Closed)?;
        let theirs = PublicKey::from(*theirs);
        cipher(&self.0, theirs, theirs, PublicKey::from(&self.0), purpose)
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &[] })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Closed)
    }
}

fn cipher(
    secret: &StaticSecret,
    theirs: PublicKey,
    fresh: PublicKey,
    to: PublicKey,
    purpose: &[u8],
) -> XChaCha20Poly1305 {
    let shared = secret.diffie_hellman(&theirs);
    let salt = [fresh.to_bytes(), to.to_bytes()].concat();
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(&salt), shared.as_bytes())
        .expand(purpose, key.as_mut_slice())
        .unwrap_or_else(|_| unreachable!("32 bytes are fewer than 255 hashes"));
    XChaCha20Poly1305::new(&(*key).into())
}

/// Seals `plain` to a public key (lower-case hex).
pub fn seal(to: &str, purpose: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, SealError> {
    let mut bytes = [0; PUBLIC];
    hex::decode_to_slice(to, &mut bytes).map_err(|_| SealError::NotAKey)?;
    let to = PublicKey::from(bytes);
    let mut seed = Zeroizing::new([0; 32]);
    entropy.fill(seed.as_mut_slice());
    let secret = StaticSecret::from(*seed);
    let fresh = PublicKey::from(&secret);
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce);
    let sealed = cipher(&secret, to, fresh, to, purpose)
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &[] })
        .map_err(|_| SealError::Closed)?;
    Ok([fresh.as_bytes().as_slice(), &nonce, &sealed].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn only_the_key_and_the_purpose_that_it_was_sealed_for_open_it() {
        let (key, other) = (SealKey::from_seed([1; 32]), SealKey::from_seed([7; 32]));
        let mut sealed = seal(&key.public(), WRAPPED_KEY, b"secret", &SeededEntropy::new(1)).unwrap();
        assert_eq!(**key.open(WRAPPED_KEY, &sealed).unwrap(), *b"secret");
        assert_eq!(other.open(WRAPPED_KEY, &sealed).unwrap_err(), SealError::Closed);
        assert_eq!(key.open(b"another purpose", &sealed).unwrap_err(), SealError::Closed);
        for cut in [0, 31, 55, sealed.len() - 1] {
            assert_eq!(key.open(WRAPPED_KEY, &sealed[..cut]).unwrap_err(), SealError::Closed);
        }
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(key.open(WRAPPED_KEY, &sealed).unwrap_err(), SealError::Closed);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let refused = seal("not a key", WRAPPED_KEY, b"secret", &SeededEntropy::new(1));
        assert_eq!(refused.unwrap_err(), SealError::NotAKey);
    }
}
