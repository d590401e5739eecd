//! A PIN over the folder's key, and the ways back without it.
//!
//! The key opens everything and lies nowhere but wrapped: by the PIN in the keyring's entry or the key file, by a recovery
//! code in `rounds.recovery`, by headquarters' public key in `rounds.hq`. Invariants: a wrong try is counted on the disk
//! before it is answered; nothing here ever deletes data; each file is replaced whole.

mod hq;
mod tries;
mod wrap;

use std::fs;

use rounds_core::{
    Entropy,
    pin::{Pin, RecoveryCode},
};

use crate::{
    Folder, Key, KeyPlace, Store, StoreError,
    key::{Kept, known_fingerprint, write_secret},
};

pub(crate) use hq::keep_copy;
pub use hq::{ask_hq, enrolled_at, forget_request, take_grant};
use tries::Counted;
pub(crate) use wrap::WrappedKey;

/// What can be said of a folder's lock without its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "facts of a lock, each true or not by itself")]
pub struct LockState {
    pub has_pin: bool,
    /// There is data and nothing is kept of its key: the keyring was reset, or the key file is gone.
    pub key_lost: bool,
    /// Milliseconds before the next try.
    pub wait_ms: i64,
    /// A recovery code was written on paper.
    pub has_recovery: bool,
    /// The key was sealed to headquarters at enrolment.
    pub at_hq: bool,
}

/// Whether headquarters asks for a PIN, as it said last.
const PIN_REQUIRED: &str = "pin_required";

fn recovery_file(folder: &Folder) -> std::path::PathBuf {
    folder.path().join("rounds.recovery")
}

/// A recovery code was made for this folder.
pub fn has_recovery(folder: &Folder) -> bool {
    recovery_file(folder).exists()
}

/// How a folder stands at `now` (UTC milliseconds).
pub fn lock_state(folder: &Folder, place: &KeyPlace, now: i64) -> Result<LockState, StoreError> {
    if !folder.has_data() {
        return Ok(LockState::default());
    }
    let kept = place.find(folder.path())?;
    let has_pin = matches!(kept, Some(Kept::Wrapped(_)));
    let key_lost = kept.is_none();
    let wait_ms = if has_pin || key_lost { Counted::open(folder, now)?.wait_ms(now) } else { 0 };
    Ok(LockState {
        has_pin,
        key_lost,
        wait_ms,
        has_recovery: has_recovery(folder),
        at_hq: enrolled_at(folder).is_some(),
    })
}

/// Opens a wrapped key and makes sure that it is this folder's.
fn own_key(folder: &Folder, key: Option<Key>) -> Option<Key> {
    key.filter(|key| known_fingerprint(folder.path()).is_none_or(|known| known == key.fingerprint()))
}

/// The folder's key by its PIN.
///
/// # Errors
/// `PinMissing`, `PinWrong`, `PinWait` while the wait after wrong ones lasts; a wrong one has been counted on the disk then.
pub fn unlock(folder: &Folder, place: &KeyPlace, pin: &Pin, now: i64) -> Result<Key, StoreError> {
    let Some(Kept::Wrapped(wrapped)) = place.find(folder.path())? else {
        return Err(StoreError::PinMissing);
    };
    let mut counted = Counted::open(folder, now)?;
    counted.begin(now)?;
    match own_key(folder, wrapped.open(pin.as_bytes())) {
        Some(key) => {
            counted.passed()?;
            Ok(key)
        }
        None => Err(StoreError::PinWrong { left: counted.left(), wait_ms: counted.wait_ms(now) }),
    }
}

/// The folder's key by the recovery code from paper; counted like a PIN.
///
/// # Errors
/// `RecoveryMissing`, `RecoveryWrong`, `PinWait`.
pub fn unlock_by_recovery(folder: &Folder, code: &RecoveryCode, now: i64) -> Result<Key, StoreError> {
    let path = recovery_file(folder);
    let text = fs::read_to_string(&path).map_err(|_| StoreError::RecoveryMissing)?;
    let wrapped = WrappedKey::parse(&text).ok_or(StoreError::RecoveryMissing)?;
    let mut counted = Counted::open(folder, now)?;
    counted.begin(now)?;
    let key = own_key(folder, wrapped.open(code.as_bytes())).ok_or(StoreError::RecoveryWrong)?;
    counted.passed()?;
    Ok(key)
}

/// Wraps the folder's key by a PIN in place of what was kept of it; no PIN = keeps it as it is.
pub fn keep_pin(
    folder: &Folder,
    place: &KeyPlace,
    key: &Key,
    pin: Option<&Pin>,
    entropy: &dyn Entropy,
) -> Result<(), StoreError> {
    let kept = match pin {
        Some(pin) => {
            Counted::reset(folder)?;
            Kept::Wrapped(WrappedKey::new(key, pin.as_bytes(), entropy)?)
        }
        None => Kept::Plain(key.clone()),
    };
    place.keep(folder.path(), key, &kept)
}

impl Store {
    /// The folder's key, for a session that closes the folder and opens it again.
    pub fn key(&self) -> Key {
        self.key.clone()
    }

    /// Whether a PIN is asked for before this folder opens.
    pub fn has_pin(&self, place: &KeyPlace) -> Result<bool, StoreError> {
        Ok(matches!(place.find(self.folder.path())?, Some(Kept::Wrapped(_))))
    }

    /// Headquarters asks for a PIN: it can be changed and not removed.
    pub fn pin_required(&self) -> Result<bool, StoreError> {
        Ok(self.setting(PIN_REQUIRED)?.unwrap_or_default())
    }

    /// What headquarters asks for now.
    pub fn keep_pin_required(&self, required: bool) -> Result<(), StoreError> {
        if self.pin_required()? == required {
            return Ok(());
        }
        self.keep_setting(PIN_REQUIRED, &required)
    }

    /// Sets, changes or removes the PIN of the open folder.
    pub fn keep_pin(
        &self,
        place: &KeyPlace,
        pin: Option<&Pin>,
        entropy: &dyn Entropy,
    ) -> Result<(), StoreError> {
        keep_pin(&self.folder, place, &self.key, pin, entropy)
    }

    /// Keeps a recovery code in place of an earlier one, which opens nothing any more.
    pub fn keep_recovery(&self, code: &RecoveryCode, entropy: &dyn Entropy) -> Result<(), StoreError> {
        let wrapped = WrappedKey::new(&self.key, code.as_bytes(), entropy)?;
        write_secret(&recovery_file(&self.folder), &wrapped.text())?;
        // Whoever is inside has passed: nothing to wait for where the count is gone.
        Counted::reset(&self.folder)
    }
}
