//! Pictures: piece by piece from wherever headquarters has them, never in the way of records.

use rounds_core::{AppError, ErrorCode};
use rounds_store::{StoreError, WaitingFile};

use crate::{SyncError, line::request, run::Run, transport::Method, world::Stage};

/// Bytes of one piece: half a minute on a line of 10 kB/s.
const PIECE: usize = 256 << 10;
/// How often headquarters may correct where a file goes on.
const CORRECTIONS: u32 = 5;

impl Run<'_> {
    /// Sends files that headquarters does not have: small versions of all pictures, then the pictures, the smallest first.
    /// What is written meanwhile goes first.
    pub fn files(&self) -> Result<(), SyncError> {
        let world = self.signed.line.world;
        let files = self.store.waiting_files()?;
        let mut left = 0;
        for (done, file) in files.iter().enumerate() {
            world.progress(Stage::Files, done as u32, files.len() as u32);
            match self.file(file) {
                Ok(()) => {
                    self.store.file_sent(file, world.now())?;
                    self.report.borrow_mut().files_sent += u32::from(!file.is_small());
                }
                Err(SyncError::Refused(error)) if stays(error.code) => {
                    left += u32::from(!file.is_small());
                    self.report.borrow_mut().files_refused = Some(error);
                }
                // One that is broken here holds up no other.
                Err(SyncError::Store(
                    error @ (StoreError::FileBroken { .. } | StoreError::NotFound { .. }),
                )) => {
                    left += u32::from(!file.is_small());
                    self.report.borrow_mut().files_refused = Some(error.into());
                }
                Err(error) => return Err(error),
            }
        }
        self.report.borrow_mut().files_left = left;
        Ok(())
    }

    fn file(&self, file: &WaitingFile) -> Result<(), SyncError> {
        let plain = self.store.read_file(&file.sha256)?;
        let path = format!("/v1/blobs/{}", file.sha256);
        let length = plain.len() as u64;
        let head = self.signed.send(request(Method::Head, &path))?;
        if head.length != Some(length) {
            return Err(AppError::from(ErrorCode::BlobDiffers).into());
        }
        let (mut offset, mut corrections, mut begun_anew) = (head.offset.unwrap_or(0), 0, false);
        while offset < length {
            if self.store.unsent()? > 0 && self.report.borrow().push_refused.is_none() {
                self.push()?;
            }
            let end = plain.len().min(offset as usize + PIECE);
            let mut asked = request(Method::Patch, &path);
            asked.body = plain[offset as usize..end].to_vec();
            asked.piece = Some((offset, length));
            offset = match self.signed.send(asked) {
                Ok(_) => end as u64,
                Err(SyncError::Refused(error)) if error.code == ErrorCode::BlobOffsetWrong => {
                    corrections += 1;
                    let there = error.detail.get("offset").and_then(serde_json::Value::as_u64);
                    match there.filter(|there| *there <= length && corrections <= CORRECTIONS) {
                        Some(there) => there,
                        None => return Err(SyncError::bad("a file that goes on nowhere")),
                    }
                }
                Err(SyncError::Refused(error)) if error.code == ErrorCode::BlobDiffers && !begun_anew => {
                    begun_anew = true;
                    0
                }
                Err(error) => return Err(error),
            };
        }
        if offset == length { Ok(()) } else { Err(SyncError::bad("a file that is longer than itself")) }
    }
}

/// Refusals that concern a file and nothing else.
fn stays(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NotFound
            | ErrorCode::NotAllowed
            | ErrorCode::TooLarge
            | ErrorCode::QuotaFull
            | ErrorCode::BlobDiffers
            | ErrorCode::DiskFull
            | ErrorCode::BadArguments
    )
}
