//! Why a file could not be made.

use std::path::PathBuf;

use rounds_core::{AppError, ErrorCode};

#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// No font covers `character`, which stands in `text`, on the sheet of `whose`.
    #[error("no font covers {character:?} (U+{code:04X}) in {text:?} of {whose:?}", code = *character as u32)]
    GlyphMissing { character: char, text: String, whose: String },
    #[error("font {path:?} is missing or no font; `make setup` lays it out")]
    FontMissing { path: PathBuf },
    #[error("there is nothing to print")]
    NothingToPrint,
    #[error("cancelled")]
    Cancelled,
    /// A fault of the page, the form or the PDF, not of the data.
    #[error("the sheet could not be made: {0}")]
    Internal(String),
}

impl From<SheetError> for AppError {
    fn from(error: SheetError) -> Self {
        match error {
            SheetError::GlyphMissing { character, text, whose } => AppError::new(ErrorCode::GlyphMissing)
                .with("character", character.to_string())
                .with("codepoint", format!("U+{:04X}", character as u32))
                .with("text", text)
                .with("whose", whose),
            SheetError::FontMissing { path } => {
                AppError::new(ErrorCode::FontMissing).with("path", path.display().to_string())
            }
            SheetError::NothingToPrint => ErrorCode::NothingToPrint.into(),
            SheetError::Cancelled => ErrorCode::Cancelled.into(),
            SheetError::Internal(why) => AppError::new(ErrorCode::Internal).with("why", why),
        }
    }
}
