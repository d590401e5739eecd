//! The key of the data folder: in the operating system's keyring, else in a file that only its owner may read.

use std::{
    fmt, fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use hkdf::Hkdf;
use rounds_core::Entropy;
use sha2::{Digest, Sha256};

use crate::StoreError;

/// A random raw key of 256 bits. A passphrase would cost 150-280 ms at every opening; this costs none.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

pub(crate) fn random_bytes(entropy: &dyn Entropy) -> [u8; 32] {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    bytes
}

impl Key {
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self(random_bytes(entropy))
    }

    /// A key for another purpose (HKDF-SHA256, RFC 5869).
    pub(crate) fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let mut derived = [0; 32];
        Hkdf::<Sha256>::new(None, &self.0)
            .expand(purpose, &mut derived)
            .unwrap_or_else(|_| unreachable!("32 bytes are fewer than 255 hashes"));
        derived
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// `PRAGMA key` as SQLCipher takes a raw key.
    pub(crate) fn pragma(&self) -> String {
        format!("PRAGMA key = \"x'{}'\";", hex::encode(self.0))
    }

    /// Tells a wrong key from a damaged file without giving the key away.
    pub(crate) fn fingerprint(&self) -> String {
        hex::encode(&Sha256::digest([b"rounds key ".as_slice(), &self.0].concat())[..8])
    }
}

/// Where the key of a data folder is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// The keyring where one answers, else a file beside the database.
    Keyring,
    /// A file of mode 0600 beside the database: without a desktop, in tests, for the demo.
    File,
}

const SERVICE: &str = "cn.rounds.data";

fn entry(fingerprint: &str) -> Option<keyring::Entry> {
    keyring::Entry::new(SERVICE, fingerprint).ok()
}

/// The fingerprint lies beside the database, so that a moved folder still finds its key in the keyring.
fn id_file(folder: &Path) -> PathBuf {
    folder.join("rounds.key-id")
}

/// The fingerprint of the key that the folder was made with.
pub(crate) fn known_fingerprint(folder: &Path) -> Option<String> {
    fs::read_to_string(id_file(folder)).ok().map(|text| text.trim().to_owned())
}

fn key_file(folder: &Path) -> PathBuf {
    folder.join("rounds.key")
}

fn read_file(path: &Path) -> Result<Option<Key>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Key::parse(&text).map(Some).ok_or(StoreError::KeyWrong),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::reading(path, error)),
    }
}

fn write_file(path: &Path, key: &Key) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| StoreError::writing(path, error))?;
    file.write_all(hex::encode(key.0).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| StoreError::writing(path, error))
}

impl KeyPlace {
    /// The key of an existing data folder, wherever it lies.
    pub(crate) fn find(&self, folder: &Path) -> Result<Option<Key>, StoreError> {
        if let Some(key) = read_file(&key_file(folder))? {
            return Ok(Some(key));
        }
        if *self == Self::File {
            return Ok(None);
        }
        let Some(id) = known_fingerprint(folder) else { return Ok(None) };
        Ok(entry(&id).and_then(|entry| entry.get_password().ok()).and_then(|text| Key::parse(&text)))
    }

    /// Makes and keeps a key for a new data folder.
    pub(crate) fn create(&self, folder: &Path, entropy: &dyn Entropy) -> Result<Key, StoreError> {
        let key = Key::random(entropy);
        let (id, id_path) = (key.fingerprint(), id_file(folder));
        fs::write(&id_path, &id).map_err(|error| StoreError::writing(&id_path, error))?;
        if *self == Self::Keyring
            && let Some(entry) = entry(&id)
            && entry.set_password(&hex::encode(key.0)).is_ok()
            // A keyring that forgets at once would lock the user out: it must give back what it took.
            && entry.get_password().is_ok_and(|kept| Key::parse(&kept).as_ref() == Some(&key))
        {
            return Ok(key);
        }
        write_file(&key_file(folder), &key)?;
        Ok(key)
    }
}
