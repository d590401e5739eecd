//! Making an evidence file, and erasing fields of one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{ALG, CHAIN, SALT_BYTES, check, key::DeviceKey};
use crate::{
    canonical::{MOST, NotCanonical, canonical, sha256_hex},
    id::Entropy,
};

/// An evidence file and the hash by which the next one names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedEnvelope {
    pub bytes: Vec<u8>,
    /// SHA-256 of the canonical file without its `record`, lower-case hex: it stays when fields are erased.
    pub hash: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    #[error(transparent)]
    Number(#[from] NotCanonical),
    #[error("no path of a record: {0:?}")]
    Path(String),
    #[error("no place in a chain: {0}")]
    Seq(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EraseError {
    #[error("the evidence is not intact")]
    NotIntact,
    #[error("no field that can be erased: {0:?}")]
    Field(String),
}

/// Signs a record as number `device_seq` (from 1) of the device's chain, after the file with the hash `prev`.
///
/// Paths are words joined by dots, such as `answers.rating`; [`CHAIN`] is added.
pub fn sign(
    record: &BTreeMap<String, Value>,
    key: &DeviceKey,
    device_seq: i64,
    prev: Option<&str>,
    entropy: &dyn Entropy,
) -> Result<SignedEnvelope, SignError> {
    if !(1..=MOST).contains(&device_seq) {
        return Err(SignError::Seq(device_seq));
    }
    if let Some(path) = record.keys().find(|path| *path == CHAIN || !is_path(path)) {
        return Err(SignError::Path(path.clone()));
    }
    let head = json!({ "alg": ALG, "device_seq": device_seq, "key_id": key.key_id(), "prev": prev });
    let mut entries = Map::new();
    let mut digests = Map::new();
    let fields = record.iter().map(|(path, value)| (path.as_str(), value)).chain([(CHAIN, &head)]);
    for (path, value) in fields {
        let mut salt = [0; SALT_BYTES];
        entropy.fill(&mut salt);
        digests.insert(path.to_owned(), digest(&salt, value)?.into());
        entries.insert(path.to_owned(), json!({ "s": hex::encode(salt), "v": value }));
    }
    let mut envelope = json!({ "digests": digests });
    for (name, value) in head.as_object().into_iter().flatten() {
        envelope[name] = value.clone();
    }
    envelope["sig"] = key.sign(canonical(&envelope)?.as_bytes()).into();
    let hash = sha256_hex(canonical(&envelope)?.as_bytes());
    envelope["record"] = entries.into();
    Ok(SignedEnvelope { bytes: canonical(&envelope)?.into_bytes(), hash })
}

/// The evidence without the values and salts of `paths`. Everything else still verifies, under the same hash.
pub fn erase(bytes: &[u8], paths: &[&str]) -> Result<Vec<u8>, EraseError> {
    if !check::verify(bytes).findings.is_empty() {
        return Err(EraseError::NotIntact);
    }
    let mut envelope: Value = serde_json::from_slice(bytes).map_err(|_| EraseError::NotIntact)?;
    for path in paths {
        match envelope["record"].get_mut(*path).filter(|_| *path != CHAIN) {
            Some(entry) => *entry = json!({ "erased": true }),
            None => return Err(EraseError::Field((*path).to_owned())),
        }
    }
    canonical(&envelope).map(String::into_bytes).map_err(|_| EraseError::NotIntact)
}

/// SHA-256 over the salt and the canonical value, lower-case hex.
pub(super) fn digest(salt: &[u8], value: &Value) -> Result<String, NotCanonical> {
    let text = canonical(value)?;
    Ok(hex::encode(Sha256::new().chain_update(salt).chain_update(text.as_bytes()).finalize()))
}

fn is_path(path: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    path.split('.').all(is_word)
}
