//! Wrong tries, counted on the disk before they are answered.

use std::{
    fs,
    io::{Read, Seek, Write},
};

use fs4::FileExt;
use rounds_core::pin::{Steady, Tries};

use crate::{Folder, StoreError};

/// The open count. Whoever else tries at the same time waits until this one is answered.
pub struct Counted {
    file: fs::File,
    path: std::path::PathBuf,
    tries: Tries,
    steady: Option<Steady>,
}

impl Counted {
    /// Opens the count as it stands at `now` (UTC milliseconds); a clock that was set back since is noted.
    pub fn open(folder: &Folder, now: i64) -> Result<Self, StoreError> {
        let path = folder.path().join("rounds.tries");
        let (file, text) = Self::take(&path)?;
        let kept: Option<Tries> = serde_json::from_str(text.trim()).ok();
        let steady = folder.steady;
        let tries = kept.unwrap_or_else(|| Tries::unknown(now, steady)).seen_at(now);
        let mut counted = Self { file, path, tries, steady };
        if kept != Some(tries) {
            counted.write()?;
        }
        Ok(counted)
    }

    /// Begins at nothing, for a new PIN.
    pub fn reset(folder: &Folder) -> Result<(), StoreError> {
        let path = folder.path().join("rounds.tries");
        let (file, _) = Self::take(&path)?;
        Self { file, path, tries: Tries::default(), steady: folder.steady }.write()
    }

    fn take(path: &std::path::Path) -> Result<(fs::File, String), StoreError> {
        let writing = |error| StoreError::writing(path, error);
        let mut file = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(writing)?;
        FileExt::lock(&file).map_err(writing)?;
        let mut text = String::new();
        // What is no text is spoilt, and counts as gone.
        let _ = file.read_to_string(&mut text);
        Ok((file, text))
    }

    pub fn left(&self) -> u32 {
        self.tries.left()
    }

    /// Milliseconds to wait before the next try; 0 = none.
    pub fn wait_ms(&self, now: i64) -> i64 {
        self.tries.wait_ms(now, self.steady)
    }

    /// Counts a try as a wrong one, before anybody knows.
    ///
    /// # Errors
    /// `PinWait`: it is not counted and must not be answered.
    pub fn begin(&mut self, now: i64) -> Result<(), StoreError> {
        let wait_ms = self.wait_ms(now);
        if wait_ms > 0 {
            return Err(StoreError::PinWait { wait_ms });
        }
        self.tries = self.tries.failed(now, self.steady);
        self.write()
    }

    /// It was the right one.
    pub fn passed(&mut self) -> Result<(), StoreError> {
        self.tries = Tries::default();
        self.write()
    }

    fn write(&mut self) -> Result<(), StoreError> {
        let text = serde_json::to_string(&self.tries)?;
        self.file
            .rewind()
            .and_then(|()| self.file.write_all(text.as_bytes()))
            .and_then(|()| self.file.set_len(text.len() as u64))
            .and_then(|()| self.file.sync_all())
            .map_err(|error| StoreError::writing(&self.path, error))
    }
}
