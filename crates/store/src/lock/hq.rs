//! The way back through headquarters: the key sealed to it lies beside the data, a request goes there in a file, and a
//! grant comes back.

use std::{fs, path::PathBuf};

use rounds_core::{
    Entropy, ErrorCode, Id,
    seal::SealKey,
    unlock::{UnlockGrant, UnlockRequest},
};
use serde::{Deserialize, Serialize};

use crate::{
    Folder, Key, StoreError,
    key::{known_fingerprint, random_bytes, write_secret},
};

/// The folder's key for headquarters, as it was at enrolment. No secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HqCopy {
    install_id: Id,
    /// HQ's public key, lower-case hex.
    hq_key: String,
    /// Base64.
    wrapped_key: String,
}

/// What was asked last: the seed of the key that the grant will be sealed to.
#[derive(Serialize, Deserialize)]
struct Asked {
    seed: String,
}

fn copy_file(folder: &Folder) -> PathBuf {
    folder.path().join("rounds.hq")
}

fn asked_file(folder: &Folder) -> PathBuf {
    folder.path().join("rounds.asked")
}

fn copy(folder: &Folder) -> Option<HqCopy> {
    serde_json::from_str(&fs::read_to_string(copy_file(folder)).ok()?).ok()
}

/// The public key of the headquarters that this folder is enrolled at (lower-case hex); none = none.
pub fn enrolled_at(folder: &Folder) -> Option<String> {
    copy(folder).map(|copy| copy.hq_key)
}

/// Keeps beside the data what enrolment sends to headquarters, so that a folder that cannot be opened can still ask.
pub(crate) fn keep_copy(
    folder: &Folder,
    install_id: Id,
    hq_key: &str,
    wrapped_key: &str,
) -> Result<(), StoreError> {
    let copy = HqCopy { install_id, hq_key: hq_key.to_owned(), wrapped_key: wrapped_key.to_owned() };
    write_secret(&copy_file(folder), &serde_json::to_string(&copy)?)
}

/// A request to be let in again, made at `now` (UTC milliseconds). A later one takes the place of an earlier one, whose
/// grant opens nothing then.
///
/// # Errors
/// `NotEnrolled`: headquarters has no key to this folder.
pub fn ask_hq(folder: &Folder, now: i64, entropy: &dyn Entropy) -> Result<UnlockRequest, StoreError> {
    let copy = copy(folder).ok_or(StoreError::NotEnrolled)?;
    let seed = random_bytes(entropy);
    write_secret(&asked_file(folder), &serde_json::to_string(&Asked { seed: hex::encode(seed) })?)?;
    let key_id = known_fingerprint(folder.path()).unwrap_or_default();
    let device_key = SealKey::from_seed(seed).public();
    Ok(UnlockRequest::new(copy.install_id, key_id, device_key, copy.wrapped_key, now))
}

/// The folder's key out of headquarters' grant; [`forget_request`] once it is kept.
///
/// # Errors
/// `Unlock` with `UnlockUnreadable`, `UnlockForeign` (another request's, or used), `UnlockExpired`.
pub fn take_grant(folder: &Folder, bytes: &[u8], now: i64) -> Result<Key, StoreError> {
    let refused = StoreError::Unlock;
    let grant = UnlockGrant::read(bytes).ok_or(refused(ErrorCode::UnlockUnreadable))?;
    let asked = fs::read_to_string(asked_file(folder)).unwrap_or_default();
    let asked: Asked = serde_json::from_str(&asked).map_err(|_| refused(ErrorCode::UnlockForeign))?;
    let seed = hex::decode(asked.seed).ok().and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    let seed = seed.ok_or(refused(ErrorCode::UnlockForeign))?;
    let plain = grant.open(&SealKey::from_seed(seed), now).map_err(refused)?;
    super::own_key(folder, Key::of(&plain)).ok_or(refused(ErrorCode::UnlockForeign))
}

/// The grant has served: it opens nothing more.
pub fn forget_request(folder: &Folder) -> Result<(), StoreError> {
    let path = asked_file(folder);
    fs::remove_file(&path).map_err(|error| StoreError::writing(&path, error))
}
