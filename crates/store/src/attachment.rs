//! Sealed files beside the database: `attachments/<sha256 of the plaintext>`.
//!
//! Each is a nonce and XChaCha20-Poly1305 ciphertext under a key derived from the folder's own, with the name as
//! additional data, so that no file can stand in for another. A file is whole or it is not there.

use std::{
    collections::BTreeSet,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rounds_core::Entropy;
use sha2::{Digest, Sha256};

use crate::{Store, StoreError, open::held};

/// Tells our files from others, and the way they are sealed.
const MAGIC: &[u8] = b"ROUNDS-SEALED-1\n";
const NONCE: usize = 24;

fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only Unix lets a folder be opened to be synced; elsewhere the rename is durable on its own terms.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

impl Store {
    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.key.derive(b"rounds attachments").into())
    }

    fn attachments(&self) -> PathBuf {
        self.folder.attachments()
    }

    /// Seals the bytes; gives back the SHA-256 of the plaintext, hex. A file that is already there stays.
    ///
    /// Called inside the transaction that writes its row, so that no sweep comes between.
    pub fn put_file(&self, bytes: &[u8], entropy: &dyn Entropy) -> Result<String, StoreError> {
        if !self.is_writable() {
            return Err(StoreError::ReadOnly);
        }
        let sha256 = hex::encode(Sha256::digest(bytes));
        let folder = self.attachments();
        let path = folder.join(&sha256);
        if path.exists() && self.read_file(&sha256).is_ok() {
            return Ok(sha256);
        }
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: sha256.as_bytes() })
            .map_err(|_| StoreError::FileBroken { sha256: sha256.clone() })?;
        let part = folder.join(format!("{sha256}.part"));
        let written =
            fs::create_dir_all(&folder).and_then(|()| fs::File::create(&part)).and_then(|mut file| {
                file.write_all(MAGIC)?;
                file.write_all(&nonce)?;
                file.write_all(&sealed)?;
                file.sync_all()
            });
        let kept = written.and_then(|()| fs::rename(&part, &path)).and_then(|()| sync_folder(&folder));
        kept.map_err(|error| {
            let _ = fs::remove_file(&part);
            StoreError::writing(&path, error)
        })?;
        Ok(sha256)
    }

    /// The plaintext of a sealed file. One that was cut or altered is `FileBroken`.
    pub fn read_file(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.attachments().join(sha256);
        let broken = || StoreError::FileBroken { sha256: sha256.to_owned() };
        let sealed = match fs::read(&path) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StoreError::NotFound { noun: "attachment" });
            }
            Err(error) => return Err(StoreError::reading(&path, error)),
        };
        let body = sealed.strip_prefix(MAGIC).ok_or_else(broken)?;
        let (nonce, body) = body.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: sha256.as_bytes() })
            .map_err(|_| broken())
    }

    /// Removes files that no row names any more. A row deleted after `since` (UTC milliseconds) still counts: its
    /// deletion may be taken back. Nothing goes while a damaged database lies here, whose rows may name it. Gives back how
    /// many went.
    pub fn sweep_files(&self, since: i64) -> Result<u32, StoreError> {
        if self.folder.has_damaged() {
            return Ok(0);
        }
        // With the writer held, nobody is between sealing a file and writing its row.
        let writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        let mut statement = writer.prepare_cached(
            "SELECT sha256 FROM attachment WHERE deleted_at IS NULL OR deleted_at >= ?1
             UNION SELECT small_sha256 FROM attachment
               WHERE small_sha256 IS NOT NULL AND (deleted_at IS NULL OR deleted_at >= ?1)",
        )?;
        let rows = statement.query_map([since], |row| row.get(0))?;
        let named: BTreeSet<String> = rows.collect::<Result<_, _>>()?;
        let mut gone = 0;
        for file in fs::read_dir(self.attachments()).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !named.contains(&name) && fs::remove_file(file.path()).is_ok() {
                gone += 1;
            }
        }
        Ok(gone)
    }
}
