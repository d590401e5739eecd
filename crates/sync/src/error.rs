//! What a sync can end with.

use rounds_core::{AppError, ErrorCode};
use rounds_store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error("headquarters cannot be reached: {0}")]
    Unreachable(String),
    /// As headquarters says.
    #[error("{0:?}")]
    Refused(#[from] AppError),
    /// The reply makes no sense; nothing of it was taken.
    #[error("a reply of headquarters: {0}")]
    BadReply(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cancelled")]
    Cancelled,
    #[error("this folder is enrolled nowhere")]
    NotEnrolled,
    /// Another copy of this folder goes on under the same number; a password makes this one a device of its own.
    #[error("another copy of this folder has pushed")]
    Copied,
    /// Headquarters was restored from a backup while we spoke to it.
    #[error("headquarters has a new epoch")]
    NewEpoch,
}

impl SyncError {
    pub(crate) fn bad(because: impl Into<String>) -> Self {
        Self::BadReply(because.into())
    }

    /// The code that headquarters refused with.
    pub fn refusal(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(error) => Some(error.code),
            _ => None,
        }
    }
}

impl From<SyncError> for AppError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Unreachable(cause) => ErrorCode::HqUnreachable.with("cause", cause),
            SyncError::Refused(error) => error,
            SyncError::BadReply(because) => ErrorCode::HqReplyBad.with("because", because),
            SyncError::Store(error) => error.into(),
            SyncError::Cancelled => ErrorCode::Cancelled.into(),
            SyncError::NotEnrolled => ErrorCode::NotEnrolled.into(),
            SyncError::Copied => ErrorCode::DeviceCopied.into(),
            SyncError::NewEpoch => ErrorCode::BaselineNeeded.into(),
        }
    }
}
