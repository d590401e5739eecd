//! What can be wrong with a file that should be a picture.

use rounds_core::{AppError, ErrorCode};

use crate::{MOST_BYTES, MOST_PDF_BYTES, MOST_PIXELS};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// More than [`MOST_BYTES`] or [`MOST_PIXELS`].
    #[error("too large")]
    TooLarge,
    /// A PDF of more than [`MOST_PDF_BYTES`].
    #[error("too large a PDF")]
    PdfTooLarge,
    /// Neither JPEG nor PNG, nor a PDF where one may come.
    #[error("not a picture")]
    NotAPicture,
    /// Cut off or damaged.
    #[error("a damaged picture")]
    Broken,
    /// A PDF that opens with a password only.
    #[error("a locked PDF")]
    PdfLocked,
    /// A PDF whose pictures are packed in a way that is not read: JPEG 2000, JBIG2.
    #[error("a PDF packed otherwise")]
    PdfPacked,
    /// A PDF that was written, not scanned.
    #[error("a PDF without pictures")]
    PdfWritten,
    /// The caller's wish.
    #[error("stopped")]
    Cancelled,
}

impl ScanError {
    /// The error as a user meets it, naming the file.
    pub fn of_file(self, name: &str) -> AppError {
        let too_large = |most: usize| {
            ErrorCode::PictureTooLarge
                .with("file", name)
                .with("most_mb", most / 1_000_000)
                .with("most_megapixels", MOST_PIXELS / 1_000_000)
        };
        let code = match self {
            Self::TooLarge => return too_large(MOST_BYTES),
            Self::PdfTooLarge => return too_large(MOST_PDF_BYTES),
            Self::PdfLocked => ErrorCode::PdfLocked,
            Self::PdfPacked => ErrorCode::PdfPacked,
            Self::PdfWritten => ErrorCode::PdfWritten,
            Self::NotAPicture => ErrorCode::NotAPicture,
            Self::Broken => ErrorCode::PictureBroken,
            Self::Cancelled => ErrorCode::Cancelled,
        };
        code.with("file", name)
    }
}
