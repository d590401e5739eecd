//! The key of the data folder: in the operating system's keyring, else in a file that only its owner may read. With a PIN
//! that entry holds the key wrapped, and nothing on the device opens it without the PIN (`lock`).

use std::{
    fmt, fs, io,
    io::{Seek, Write},
    path::{Path, PathBuf},
};

use hkdf::Hkdf;
use rounds_core::{Entropy, unlock::key_fingerprint};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{StoreError, lock::WrappedKey};

/// A random raw key of 256 bits. A passphrase would cost 150-280 ms at every opening; this costs none. Forgotten in memory
/// when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Zeroizing<[u8; 32]>);

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
        Self(Zeroizing::new(random_bytes(entropy)))
    }

    /// The key whose bytes these are; none where there are not 32.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// A key for another purpose (HKDF-SHA256, RFC 5869).
    pub(crate) fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let mut derived = [0; 32];
        Hkdf::<Sha256>::new(None, self.0.as_slice())
            .expand(purpose, &mut derived)
            .unwrap_or_else(|_| unreachable!("32 bytes are fewer than 255 hashes"));
        derived
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).ok()?;
        Some(Self(bytes))
    }

    fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_slice()))
    }

    /// `PRAGMA key` as SQLCipher takes a raw key.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", *self.hex()))
    }

    /// Tells a wrong key from a damaged file without giving the key away.
    pub(crate) fn fingerprint(&self) -> String {
        key_fingerprint(self.0.as_slice())
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

/// What the entry of a folder's key holds.
pub(crate) enum Kept {
    Plain(Key),
    /// By a PIN.
    Wrapped(WrappedKey),
}

impl Kept {
    fn parse(text: &str) -> Option<Self> {
        Key::parse(text).map(Self::Plain).or_else(|| WrappedKey::parse(text).map(Self::Wrapped))
    }

    fn text(&self) -> Zeroizing<String> {
        match self {
            Self::Plain(key) => key.hex(),
            Self::Wrapped(wrapped) => Zeroizing::new(wrapped.text()),
        }
    }
}

fn read_file(path: &Path) -> Result<Option<Kept>, StoreError> {
    match fs::read_to_string(path).map(Zeroizing::new) {
        Ok(text) => Kept::parse(&text).map(Some).ok_or(StoreError::KeyWrong),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::reading(path, error)),
    }
}

/// Puts a file in its place whole, readable by its owner only. What lay there before is written over as well: a key that is
/// wrapped from now on must not stay readable in the blocks of the old file.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), StoreError> {
    let part = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let before = fs::OpenOptions::new().write(true).open(path).ok();
    let written = options.open(&part).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&part, path)).and_then(|()| sync_folder(path));
    placed.map_err(|error| {
        let _ = fs::remove_file(&part);
        StoreError::writing(path, error)
    })?;
    if let Some(mut file) = before {
        // The new one is safe: failing to wipe the old one must not fail the change.
        let _ = wipe(&mut file);
    }
    Ok(())
}

/// Writes over a file's own bytes. What a flash disk keeps elsewhere is beyond reach.
fn wipe(file: &mut fs::File) -> io::Result<()> {
    let length = file.metadata()?.len() as usize;
    file.rewind()?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> io::Result<()> {
    // Only Unix lets a folder be opened to be synced; elsewhere the rename is durable on its own terms.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

impl KeyPlace {
    /// What is kept of an existing data folder's key, wherever it lies.
    pub(crate) fn find(&self, folder: &Path) -> Result<Option<Kept>, StoreError> {
        if let Some(kept) = read_file(&key_file(folder))? {
            return Ok(Some(kept));
        }
        if *self == Self::File {
            return Ok(None);
        }
        let Some(id) = known_fingerprint(folder) else { return Ok(None) };
        let text = entry(&id).and_then(|entry| entry.get_password().ok()).map(Zeroizing::new);
        Ok(text.and_then(|text| Kept::parse(&text)))
    }

    /// Keeps the key, plain or wrapped, in place of what was kept of it.
    pub(crate) fn keep(&self, folder: &Path, key: &Key, kept: &Kept) -> Result<(), StoreError> {
        let (id, text) = (key.fingerprint(), kept.text());
        if known_fingerprint(folder).as_ref() != Some(&id) {
            let id_path = id_file(folder);
            fs::write(&id_path, &id).map_err(|error| StoreError::writing(&id_path, error))?;
        }
        let path = key_file(folder);
        // A key file goes before the keyring wherever one lies.
        if *self == Self::Keyring
            && !path.exists()
            && let Some(entry) = entry(&id)
        {
            let before = entry.get_password().ok().map(Zeroizing::new);
            // A keyring that forgets at once would lock the user out: it must give back what it took.
            if entry.set_password(&text).is_ok()
                && entry.get_password().is_ok_and(|kept| Zeroizing::new(kept) == text)
            {
                return Ok(());
            }
            if let Some(before) = before {
                // It holds the key and takes no other: a file beside it would leave that one readable.
                let _ = entry.set_password(&before);
                return Err(StoreError::KeyringRefused);
            }
        }
        write_secret(&path, &text)
    }

    /// Makes and keeps a key for a new data folder.
    pub(crate) fn create(&self, folder: &Path, entropy: &dyn Entropy) -> Result<Key, StoreError> {
        let key = Key::random(entropy);
        self.keep(folder, &key, &Kept::Plain(key.clone()))?;
        Ok(key)
    }

    /// Forgets the key: what it opened can be opened by nobody any more.
    pub(crate) fn forget(&self, folder: &Path) {
        if *self == Self::Keyring
            && let Some(entry) = known_fingerprint(folder).and_then(|id| entry(&id))
        {
            let _ = entry.delete_credential();
        }
        let path = key_file(folder);
        if let Ok(mut file) = fs::OpenOptions::new().write(true).open(&path) {
            let _ = wipe(&mut file);
            let _ = fs::remove_file(&path);
        }
    }
}
