//! The files of a data folder, and the lock that keeps a second writer out.

use std::{
    fs,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use fs4::FileExt;
use rounds_core::pin::Steady;

use crate::{StoreError, backup};

/// Where everything of one data folder lies.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// The steady clock at this moment, for the waits after wrong PINs.
    pub(crate) steady: Option<Steady>,
}

impl Folder {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), steady: None }
    }

    /// With what the steady clock shows at this moment.
    #[must_use]
    pub fn at(self, steady: Option<Steady>) -> Self {
        Self { steady, ..self }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn database(&self) -> PathBuf {
        self.path.join("rounds.db")
    }

    /// The changes that have not gone into the database yet.
    pub(crate) fn journal(&self) -> PathBuf {
        self.path.join("rounds.db-wal")
    }

    /// The chain's head, beside the signing key.
    pub(crate) fn head(&self) -> PathBuf {
        self.path.join("rounds.head")
    }

    /// Notes what the database was like when it was last read through.
    pub(crate) fn checked(&self) -> PathBuf {
        self.path.join("rounds.checked")
    }

    pub fn backups(&self) -> PathBuf {
        self.path.join("backups")
    }

    /// Sealed files, each named by the SHA-256 of its plaintext.
    pub fn attachments(&self) -> PathBuf {
        self.path.join("attachments")
    }

    pub fn logs(&self) -> PathBuf {
        self.path.join("logs")
    }

    /// Whether a database lies here, or has been in use here and is gone.
    pub fn has_data(&self) -> bool {
        self.database().exists() || self.is_emptied()
    }

    /// Whether nothing is left of a database that has been in use here, as its backups or the note of its last check
    /// tell. SQLite would make a new one in its place.
    pub(crate) fn is_emptied(&self) -> bool {
        let is_gone = match fs::metadata(self.database()) {
            Ok(file) => file.len() == 0,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        is_gone && (self.checked().exists() || backup::any(self))
    }

    pub(crate) fn create(&self) -> Result<(), StoreError> {
        fs::create_dir_all(&self.path).map_err(|error| StoreError::writing(&self.path, error))
    }

    /// Whether nobody is writing at the moment.
    pub(crate) fn is_quiet(&self) -> bool {
        let lock = fs::File::open(self.path.join("rounds.lock"));
        lock.is_ok_and(|lock| FileExt::try_lock_shared(&lock).is_ok())
    }

    /// Takes the writer's lock; the operating system gives it back however the process ends.
    pub(crate) fn lock(&self, holder: &str) -> Result<fs::File, StoreError> {
        let path = self.path.join("rounds.lock");
        let writing = |error| StoreError::writing(&path, error);
        let mut file = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(writing)?;
        if FileExt::try_lock(&file).is_err() {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            return Err(StoreError::Busy { holder });
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{holder}"))
            .map_err(writing)?;
        Ok(file)
    }
}
