//! What can go wrong at headquarters, and how it is told.

use std::{
    fmt::Display,
    io,
    path::{Path, PathBuf},
};

use rounds_core::{AppError, ErrorCode};

use crate::words::Saying;

#[derive(Debug, thiserror::Error)]
pub enum HqError {
    /// As the device is told.
    #[error("{0:?}")]
    App(#[from] AppError),
    /// One sentence for whoever runs the server.
    #[error("{0}")]
    Told(Saying),
    #[error("the database: {0}")]
    Base(String),
    /// A transaction lost a race for locks and is to be run again.
    #[error("two transactions met")]
    Race,
    #[error("the database is busy or away")]
    Busy,
    #[error("the disk is full")]
    DiskFull,
    #[error("a stored value cannot be read: {0}")]
    Stored(#[from] serde_json::Error),
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// An entry of a publication, from 1, and what is wrong with it.
    #[error("entry {number}: {error}")]
    PublicationEntry { number: usize, error: AppError },
    /// A file that was named.
    #[error("{}: {error}", path.display())]
    Path { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    NotCanonical(#[from] rounds_core::canonical::NotCanonical),
}

impl HqError {
    /// Whether there was no room, on the disk or for this user.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::DiskFull => true,
            Self::File(error) | Self::Path { error, .. } => {
                matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            _ => false,
        }
    }

    /// The sentence `name` of headquarters' words.
    pub(crate) fn told(name: &'static str, values: &[(&'static str, &dyn Display)]) -> Self {
        Self::Told(Saying::new(name, values))
    }
}

/// Says of which file it was.
pub(crate) trait AtPath<T> {
    fn at(self, path: &Path) -> Result<T, HqError>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, HqError> {
        self.map_err(|error| HqError::Path { path: path.to_owned(), error })
    }
}

impl From<ErrorCode> for HqError {
    fn from(code: ErrorCode) -> Self {
        Self::App(code.into())
    }
}

/// Seconds after which a device that was turned away tries again.
const TRY_AGAIN_S: u32 = 5;

impl From<HqError> for AppError {
    fn from(error: HqError) -> Self {
        match error {
            HqError::App(error) => error,
            HqError::Race | HqError::Busy => ErrorCode::HqBusy.with("seconds", TRY_AGAIN_S),
            error if error.is_disk_full() => ErrorCode::DiskFull.into(),
            other => {
                // Ids at most: what is stored is not written into logs.
                tracing::error!(error = %other, "headquarters failed");
                ErrorCode::Internal.into()
            }
        }
    }
}
