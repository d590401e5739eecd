//! What only HQ can open: the folder's key, and a file with what waits when the device itself cannot send it.
//!
//! Sealed to HQ's public X25519 key: 32 bytes of a fresh public key, a nonce of 24, then XChaCha20-Poly1305 ciphertext
//! under HKDF-SHA256 of the shared secret, with both public keys as its salt and the purpose as its info.

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use rounds_core::Entropy;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::{Store, StoreError, key::random_bytes};

const KEY: &[u8] = b"rounds wrapped key 1";

fn cipher(
    secret: &StaticSecret,
    theirs: PublicKey,
    ephemeral: PublicKey,
    hq: PublicKey,
    purpose: &[u8],
) -> XChaCha20Poly1305 {
    let shared = secret.diffie_hellman(&theirs);
    let salt = [ephemeral.to_bytes(), hq.to_bytes()].concat();
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(&salt), shared.as_bytes())
        .expand(purpose, key.as_mut_slice())
        .unwrap_or_else(|_| unreachable!("32 bytes are fewer than 255 hashes"));
    XChaCha20Poly1305::new(&(*key).into())
}

/// Seals `plain` to HQ's public key (lower-case hex).
fn seal(hq_key: &str, purpose: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, StoreError> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(hq_key, &mut bytes).map_err(|_| StoreError::KeyWrong)?;
    let hq = PublicKey::from(bytes);
    let secret = StaticSecret::from(random_bytes(entropy));
    let ephemeral = PublicKey::from(&secret);
    let mut nonce = [0; 24];
    entropy.fill(&mut nonce);
    let sealed = cipher(&secret, hq, ephemeral, hq, purpose)
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &[] })
        .map_err(|_| StoreError::KeyWrong)?;
    Ok([ephemeral.as_bytes().as_slice(), &nonce, &sealed].concat())
}

impl Store {
    /// The folder's key, sealed to HQ's public key (lower-case hex); base64.
    pub fn wrapped_key(&self, hq_key: &str, entropy: &dyn Entropy) -> Result<String, StoreError> {
        Ok(STANDARD.encode(seal(hq_key, KEY, self.key.bytes(), entropy)?))
    }
}

#[cfg(test)]
mod tests {
    use rounds_core::SeededEntropy;

    use super::*;

    #[test]
    fn only_the_key_that_it_was_sealed_to_opens_it() {
        let entropy = SeededEntropy::new(1);
        let hq = StaticSecret::from(random_bytes(&entropy));
        let public = PublicKey::from(&hq);
        let sealed = seal(&hex::encode(public.as_bytes()), KEY, b"secret", &entropy).unwrap();
        let open = |secret: &StaticSecret| {
            let (head, body) = sealed.split_at(56);
            let ephemeral = PublicKey::from(<[u8; 32]>::try_from(&head[..32]).unwrap());
            let nonce = <[u8; 24]>::try_from(&head[32..]).unwrap();
            cipher(secret, ephemeral, ephemeral, public, KEY).decrypt(&XNonce::from(nonce), body)
        };
        assert_eq!(open(&hq).unwrap(), b"secret");
        assert!(open(&StaticSecret::from([7; 32])).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let entropy = SeededEntropy::new(1);
        assert!(seal("not a key", KEY, b"secret", &entropy).is_err());
    }
}
