//! Opaque tokens: the session's id and 32 random bytes; headquarters keeps their hash. A refresh token bears its mark as
//! well, so that an old one is told from a guess by whoever knows the session's id.

use rounds_core::{Entropy, Id, canonical::sha256_hex, evidence::DeviceKey};

/// A new access token for a session, and its hash.
pub fn make(session: Id, entropy: &dyn Entropy) -> (String, String) {
    let secret = random(entropy);
    let hash = sha256_hex(secret.as_bytes());
    (format!("{session}.{secret}"), hash)
}

/// A new refresh token, and its hash.
pub fn make_refresh(session: Id, entropy: &dyn Entropy, key: &DeviceKey) -> (String, String) {
    let random = random(entropy);
    let secret = format!("{random}{}", mark(session, &random, key));
    let hash = sha256_hex(secret.as_bytes());
    (format!("{session}.{secret}"), hash)
}

/// Whether headquarters made this refresh token for the session that it names, whenever that was.
pub fn is_ours(token: &str, key: &DeviceKey) -> bool {
    let named = token.split_once('.').and_then(|(session, secret)| {
        let (random, rest) = secret.split_at_checked(RANDOM_HEX)?;
        Some((session.parse().ok()?, random, rest))
    });
    named.is_some_and(|(session, random, rest)| {
        sha256_hex(rest.as_bytes()) == sha256_hex(mark(session, random, key).as_bytes())
    })
}

/// Hex digits of a token's random part.
const RANDOM_HEX: usize = 64;

fn random(entropy: &dyn Entropy) -> String {
    let mut secret = [0; RANDOM_HEX / 2];
    entropy.fill(&mut secret);
    hex::encode(secret)
}

/// Ed25519 signs the same text the same way each time, so the hash of a signature that nobody sees is a keyed hash.
fn mark(session: Id, random: &str, key: &DeviceKey) -> String {
    sha256_hex(key.sign(format!("rounds refresh {session} {random}").as_bytes()).as_bytes())
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
