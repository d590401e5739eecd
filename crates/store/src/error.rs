//! What the store can fail at.

use std::{io, path::PathBuf};

use rounds_core::{AppError, ErrorCode};
use rusqlite::{ErrorCode as Sqlite, ffi};

use crate::PageRefused;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the data folder is in use by {holder}")]
    Busy { holder: String },
    #[error("schema {found} is newer than {known}")]
    Newer { found: u32, known: u32 },
    #[error("the key of this data folder is not to be found")]
    KeyLost,
    #[error("the key does not open this data folder")]
    KeyWrong,
    #[error("a PIN is set")]
    Locked,
    #[error("no PIN is set")]
    PinMissing,
    #[error("the PIN is wrong; {left} tries are left")]
    PinWrong { left: u32, wait_ms: i64 },
    #[error("wait {wait_ms} ms before the next try")]
    PinWait { wait_ms: i64 },
    #[error("the recovery code is not of this folder")]
    RecoveryWrong,
    #[error("this folder has no recovery code")]
    RecoveryMissing,
    #[error("this folder was never enrolled")]
    NotEnrolled,
    #[error("the unlocking file is refused: {0:?}")]
    Unlock(ErrorCode),
    #[error("the keyring does not keep another key")]
    KeyringRefused,
    #[error("the database is damaged")]
    Damaged,
    #[error("the disk is full")]
    DiskFull,
    #[error("no such {noun}")]
    NotFound { noun: &'static str },
    #[error("opened for reading only")]
    ReadOnly,
    #[error("the backup is damaged")]
    BackupDamaged,
    #[error("no such backup")]
    BackupMissing,
    #[error("the row has changed since; {noun}.{field}")]
    UndoConflict { noun: String, field: String },
    #[error("another step lies on the one to take back")]
    UndoBehind,
    #[error("nothing to take back")]
    NothingToUndo,
    #[error("the attached file {sha256} is cut or altered")]
    FileBroken { sha256: String },
    #[error("the chain goes on at {expected}, not at {found}")]
    ChainBroken { expected: i64, found: i64 },
    #[error("HQ's page was refused: {0}")]
    Page(#[from] PageRefused),
    #[error("a {noun} has no canonical form")]
    Unhashable { noun: String },
    #[error("cannot write {path}: {source}")]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot read {path}: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{0}")]
    Sql(rusqlite::Error),
    #[error("a row does not fit its noun: {0}")]
    Row(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // Even reading needs a little room, for the memory that readers and the writer share. SQLite has a code of its own
        // for want of it.
        if error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::DiskFull;
        }
        match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => Self::DiskFull,
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => Self::Damaged,
            Some(Sqlite::ReadOnly) => Self::ReadOnly,
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::Busy { holder: String::new() },
            _ => Self::Sql(error),
        }
    }
}

impl StoreError {
    pub(crate) fn writing(path: &std::path::Path, source: io::Error) -> Self {
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return Self::DiskFull;
        }
        Self::Write { path: path.to_owned(), source }
    }

    pub(crate) fn reading(path: &std::path::Path, source: io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        use ErrorCode as Code;
        match error {
            StoreError::Busy { holder } => {
                // SQLite, and a holder that has not yet written its name, tell nothing of it.
                Code::DataFolderBusy.with("holder", if holder.is_empty() { "—".to_owned() } else { holder })
            }
            StoreError::Newer { found, known } => Code::DataNewer.with("found", found).with("known", known),
            StoreError::KeyLost => Code::KeyLost.into(),
            StoreError::KeyWrong => Code::KeyWrong.into(),
            StoreError::Locked => Code::Locked.into(),
            StoreError::PinMissing => Code::PinMissing.into(),
            StoreError::PinWrong { left: left @ 1.., .. } => Code::PinWrong.on("pin").with("left", left),
            // Wrong, and the next try has to wait: the wait is what is to be said.
            StoreError::PinWrong { wait_ms, .. } | StoreError::PinWait { wait_ms } => {
                Code::PinWait.on("pin").with("seconds", wait_ms.max(0) as u64 / 1_000 + 1)
            }
            StoreError::RecoveryWrong => Code::RecoveryWrong.on("code"),
            StoreError::RecoveryMissing => Code::RecoveryMissing.into(),
            StoreError::NotEnrolled => Code::NotEnrolled.into(),
            StoreError::Unlock(code) => code.into(),
            StoreError::KeyringRefused => Code::Internal.with("kind", "keyring"),
            StoreError::Damaged => Code::DataDamaged.into(),
            StoreError::DiskFull => Code::DiskFull.into(),
            StoreError::NotFound { noun } => Code::NotFound.with("noun", noun),
            StoreError::ReadOnly => Code::ReadOnly.into(),
            StoreError::BackupDamaged => Code::BackupDamaged.into(),
            StoreError::BackupMissing => Code::BackupMissing.into(),
            StoreError::UndoConflict { noun, field } => Code::UndoConflict.with("noun", noun).on(&field),
            StoreError::UndoBehind => Code::UndoBehind.into(),
            StoreError::NothingToUndo => Code::NothingToUndo.into(),
            StoreError::FileBroken { sha256 } => Code::PictureBroken.with("file", sha256),
            StoreError::ChainBroken { expected, found } => {
                Code::Internal.with("kind", "chain").with("expected", expected).with("found", found)
            }
            StoreError::Page(refused) => Code::HqReplyBad.with("because", refused.to_string()),
            StoreError::Unhashable { noun } => Code::Internal.with("kind", "unhashable").with("noun", noun),
            StoreError::Write { path, source } => {
                Code::CannotWrite.with("path", path.display().to_string()).with("cause", source.to_string())
            }
            StoreError::Read { path, source } => {
                Code::CannotRead.with("path", path.display().to_string()).with("cause", source.to_string())
            }
            // SQL texts and row contents may hold names: the log gets the kind, the user a sentence.
            StoreError::Sql(error) => {
                Code::Internal.with("kind", format!("sqlite {:?}", error.sqlite_error_code()))
            }
            StoreError::Row(_) => Code::Internal.with("kind", "row"),
        }
    }
}
