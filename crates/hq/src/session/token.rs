//! Opaque tokens: the session's id and 32 random bytes; headquarters keeps their hash.

use rounds_core::{Entropy, Id, canonical::sha256_hex};

/// A new token for a session, and its hash.
pub fn make(session: Id, entropy: &dyn Entropy) -> (String, String) {
    let mut secret = [0; 32];
    entropy.fill(&mut secret);
    let secret = hex::encode(secret);
    let hash = sha256_hex(secret.as_bytes());
    (format!("{session}.{secret}"), hash)
}

/// The session that a token names, and the hash of its secret.
pub fn split(token: &str) -> Option<(Id, String)> {
    let (session, secret) = token.split_once('.')?;
    Some((session.parse().ok()?, sha256_hex(secret.as_bytes())))
}

/// Hashes are compared: the time that this takes says nothing of the token.
pub fn same(left: &str, right: &str) -> bool {
    !left.is_empty() && left == right
}
