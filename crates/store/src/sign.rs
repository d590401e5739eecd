//! The device's signing seed: outside the database, so that a copied or restored database does not sign as this device.
//!
//! It belongs to one installation id. A restored backup has a new id, and with it a new key; the old one stays where it
//! is and signs nothing more but that the new one follows it.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use rounds_core::{Entropy, Id};
use zeroize::Zeroizing;

use crate::{KeyPlace, Store, StoreError, key::random_bytes};

const SERVICE: &str = "cn.rounds.sign";

/// 32 bytes from which the Ed25519 key of this installation is made.
pub type Seed = Zeroizing<[u8; 32]>;

fn file(folder: &Path) -> PathBuf {
    folder.join("rounds.sign")
}

fn entry(install_id: Id) -> Option<keyring::Entry> {
    keyring::Entry::new(SERVICE, &install_id.to_string()).ok()
}

fn parse(text: &str) -> Option<Seed> {
    let mut seed = Seed::default();
    hex::decode_to_slice(text.trim(), seed.as_mut_slice()).ok()?;
    Some(seed)
}

/// The seed on the line of `text` that begins with the installation's id.
fn line_of(text: &str, install_id: Id) -> Option<Seed> {
    let own = install_id.to_string();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.into_iter().find(|(id, _)| *id == own).and_then(|(_, seed)| parse(seed))
}

/// The file holds a line for each installation: its id and its seed.
fn read_file(path: &Path, install_id: Id) -> Result<Option<Seed>, StoreError> {
    match fs::read_to_string(path).map(Zeroizing::new) {
        Ok(text) => Ok(line_of(&text, install_id)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::reading(path, error)),
    }
}

fn write_file(path: &Path, install_id: Id, seed: &Seed) -> Result<(), StoreError> {
    let part = path.with_extension("sign-part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // An earlier installation's seed stays: by it HQ knows that this one follows.
    let earlier = Zeroizing::new(fs::read_to_string(path).unwrap_or_default());
    let text = Zeroizing::new(format!(
        "{install_id} {}\n{}",
        *Zeroizing::new(hex::encode(seed.as_slice())),
        earlier.as_str()
    ));
    let written = options.open(&part).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&part, path)).map_err(|error| StoreError::writing(path, error))
}

impl KeyPlace {
    pub(crate) fn seed(&self, folder: &Path, install_id: Id) -> Result<Option<Seed>, StoreError> {
        if let Some(seed) = read_file(&file(folder), install_id)? {
            return Ok(Some(seed));
        }
        if *self == Self::File {
            return Ok(None);
        }
        let kept = entry(install_id).and_then(|entry| entry.get_password().ok()).map(Zeroizing::new);
        Ok(kept.and_then(|text| parse(&text)))
    }

    /// Forgets an installation's seed where a keyring holds it; the file goes with the folder.
    pub(crate) fn forget_seed(&self, install_id: Id) {
        if *self == Self::Keyring
            && let Some(entry) = entry(install_id)
        {
            let _ = entry.delete_credential();
        }
    }

    fn keep_seed(&self, folder: &Path, install_id: Id, seed: &Seed) -> Result<(), StoreError> {
        if *self == Self::Keyring
            && let Some(entry) = entry(install_id)
            && entry.set_password(&Zeroizing::new(hex::encode(seed.as_slice()))).is_ok()
            && entry.get_password().is_ok_and(|kept| parse(&Zeroizing::new(kept)).as_ref() == Some(seed))
        {
            return Ok(());
        }
        write_file(&file(folder), install_id, seed)
    }
}

impl Store {
    /// The seed of this installation's signing key; made at the first use.
    pub fn signing_seed(&self, place: &KeyPlace, entropy: &dyn Entropy) -> Result<Seed, StoreError> {
        let (folder, install_id) = (self.folder.path(), self.install_id());
        if let Some(seed) = place.seed(folder, install_id)? {
            return Ok(seed);
        }
        if !self.is_writable() {
            return Err(StoreError::ReadOnly);
        }
        let seed = Zeroizing::new(random_bytes(entropy));
        place.keep_seed(folder, install_id, &seed)?;
        Ok(seed)
    }
}
