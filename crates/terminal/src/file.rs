//! The files that arguments name.

use std::{fs, io, path::Path};

use rounds_core::{AppError, ErrorCode};

/// Reads a whole file of at most `most` bytes.
///
/// # Errors
/// `FileGone`, `CannotRead`; `too_large` before anything of it is read.
pub fn read(path: &Path, most: usize, too_large: impl FnOnce() -> AppError) -> Result<Vec<u8>, AppError> {
    let cannot = |error: io::Error| {
        let code = match error.kind() {
            io::ErrorKind::NotFound => ErrorCode::FileGone,
            _ => ErrorCode::CannotRead,
        };
        code.with("path", path.display().to_string()).with("cause", error.to_string())
    };
    if fs::metadata(path).map_err(cannot)?.len() > most as u64 {
        return Err(too_large());
    }
    fs::read(path).map_err(cannot)
}
