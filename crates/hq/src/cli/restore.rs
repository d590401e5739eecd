//! `rounds-hq restore`: a headquarters out of a backup, or nothing at all.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rounds_core::Entropy;
use rounds_hq::{
    HqError,
    admin::{Restored, bring_keys, restore},
};

use super::{FILE, System, base, make, now, told::Speaker};

/// What a restore makes in the folder.
const MADE: [&str; 5] = ["hq.sign", "hq.rescue", FILE, "hq.db-wal", "hq.db-shm"];

/// Restores into a folder, or a database with its keys in that folder. Where it fails, it takes away what it has made: what
/// is left would pass for an empty headquarters.
pub fn into(data: &Path, url: Option<&str>, file: &Path, new_keys: bool) -> Result<Restored, HqError> {
    let is_new = !data.exists();
    let ours: Vec<PathBuf> = if data.join(FILE).exists() { &MADE[..2] } else { &MADE[..] }
        .iter()
        .map(|name| data.join(name))
        .filter(|path| !path.exists())
        .collect();
    let tried = || {
        make(data)?;
        bring_keys(data, file, new_keys, &System)?;
        let base = base(data, url)?;
        restore(base.as_ref(), file, System.id(now()))
    };
    let done = tried();
    if done.is_err() {
        // What cannot be taken away stays: the restore's own failure is what has to be told.
        for path in ours {
            let _ = fs::remove_file(path);
        }
        if is_new {
            let _ = fs::remove_dir(data);
        }
    }
    done
}

/// What came back, and what has to be done once more since it was not in the backup.
pub fn tell(restored: &Restored, data: &Path, speaker: Speaker) {
    let made = chrono::DateTime::from_timestamp_millis(restored.made_at).unwrap_or_default();
    let made = made.format("%Y-%m-%d %H:%M UTC");
    speaker.done(
        "restored",
        &[
            ("rows", &restored.rows),
            ("made", &made),
            ("made_at", &restored.made_at),
            ("path", &data.join(FILE).display()),
        ],
    );
}
