//! What can be wrong with a file that should be a picture.

use rounds_core::{AppError, ErrorCode};

use crate::{MOST_BYTES, MOST_PIXELS};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// More than [`MOST_BYTES`] or [`MOST_PIXELS`].
    #[error("too large")]
    TooLarge,
    /// Neither JPEG nor PNG, nor a PDF where one may come.
    #[error("not a picture")]
    NotAPicture,
    /// Cut off or damaged.
    #[error("a damaged picture")]
    Broken,
    /// The caller's wish.
    #[error("stopped")]
    Cancelled,
}

impl ScanError {
    /// The error as a user meets it, naming the file.
    pub fn of_file(self, name: &str) -> AppError {
        let code = match self {
            Self::TooLarge => {
                return ErrorCode::PictureTooLarge
                    .with("file", name)
                    .with("most_mb", MOST_BYTES / 1_000_000)
                    .with("most_megapixels", MOST_PIXELS / 1_000_000);
            }
            Self::NotAPicture => ErrorCode::NotAPicture,
            Self::Broken => ErrorCode::PictureBroken,
            Self::Cancelled => ErrorCode::Cancelled,
        };
        code.with("file", name)
    }
}
