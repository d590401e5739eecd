//! Daily backups by `VACUUM INTO`: encrypted like the database, the last 14 kept, restorable.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::DateTime;
use rounds_core::Entropy;
use rusqlite::OpenFlags;

use crate::{
    Folder, Key, Store, StoreError, migrate,
    open::{connect, held},
    setting,
    sync::hash,
};

/// So many backups are kept…
pub const KEEP_COUNT: usize = 14;
/// …as long as they take no more room than this together; the newest always stays.
pub const KEEP_BYTES: u64 = 4 << 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    pub name: String,
    /// UTC milliseconds.
    pub made_at: i64,
    pub bytes: u64,
}

/// A moment (UTC milliseconds) as file names carry it: `20261122T133456.789Z`.
pub(crate) fn stamp(now: i64) -> String {
    DateTime::from_timestamp_millis(now).unwrap_or_default().format("%Y%m%dT%H%M%S%.3fZ").to_string()
}

fn made_at(name: &str) -> Option<i64> {
    let stamp = name.strip_prefix("rounds-")?.strip_suffix(".db")?;
    let moment = chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%S%.3fZ").ok()?;
    Some(moment.and_utc().timestamp_millis())
}

fn list(folder: &Folder) -> Vec<Backup> {
    let mut found: Vec<Backup> = fs::read_dir(folder.backups())
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let bytes = file.metadata().ok()?.len();
            Some(Backup { made_at: made_at(&name)?, name, bytes })
        })
        .collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
    found
}

/// Whether there is a backup at all, sound or not.
pub(crate) fn any(folder: &Folder) -> bool {
    !list(folder).is_empty()
}

/// Those beyond the count, and those beyond the room; the newest always stays.
fn superfluous(newest_first: &[Backup], keep_count: usize, keep_bytes: u64) -> impl Iterator<Item = &Backup> {
    let mut room = keep_bytes;
    newest_first.iter().enumerate().filter_map(move |(index, backup)| {
        let fits = backup.bytes <= room;
        room = room.saturating_sub(backup.bytes);
        (index > 0 && (index >= keep_count || !fits)).then_some(backup)
    })
}

fn sound(path: &Path, key: &Key) -> bool {
    connect(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|backup| {
            let verdict: String = backup.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            Ok(verdict == "ok" && migrate::version(&backup)? <= migrate::SCHEMA_VERSION)
        })
        .unwrap_or(false)
}

/// The newest sound backup, and how many newer ones could not be read.
pub(crate) struct Newest {
    /// None = there is none.
    pub made_at: Option<i64>,
    pub unreadable: u32,
}

/// Copies the newest sound backup to `target`, which is whole on the disk afterwards. Without one there is no such file.
pub(crate) fn copy_newest(folder: &Folder, key: &Key, target: &Path) -> Result<Newest, StoreError> {
    let _ = fs::remove_file(target);
    let mut unreadable = 0;
    for backup in list(folder) {
        let path = folder.backups().join(&backup.name);
        if sound(&path, key) {
            fs::copy(&path, target)
                .and_then(|_| fs::File::open(target)?.sync_all())
                .map_err(|error| StoreError::writing(target, error))?;
            return Ok(Newest { made_at: Some(backup.made_at), unreadable });
        }
        unreadable += 1;
    }
    Ok(Newest { made_at: None, unreadable })
}

impl Store {
    /// Newest first.
    pub fn backups(&self) -> Vec<Backup> {
        list(&self.folder)
    }

    /// Writes a backup named by `now` (UTC milliseconds) and removes those that are no longer kept.
    pub fn back_up(&self, now: i64) -> Result<PathBuf, StoreError> {
        let writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        let folder = self.folder.backups();
        fs::create_dir_all(&folder).map_err(|error| StoreError::writing(&folder, error))?;
        // A backup is never written over: a second one of the same moment is a moment later.
        let free = |at: &i64| !folder.join(format!("rounds-{}.db", stamp(*at))).exists();
        let name = format!("rounds-{}.db", stamp((now..=i64::MAX).find(free).unwrap_or(now)));
        let (path, part) = (folder.join(&name), folder.join(format!("{name}.part")));
        // Under another name until it is whole: a power cut must not leave half a backup that looks like one.
        let _ = fs::remove_file(&part);
        writer.execute("VACUUM INTO ?", [part.to_string_lossy()])?;
        fs::File::open(&part)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|error| StoreError::writing(&path, error))?;
        let kept = list(&self.folder);
        for backup in superfluous(&kept, KEEP_COUNT, KEEP_BYTES) {
            let _ = fs::remove_file(folder.join(&backup.name));
        }
        Ok(path)
    }

    /// Puts a backup in the database's place, after backing up the present state. The numbering of operations
    /// starts afresh under a new install id.
    pub fn restore(&self, name: &str, now: i64, entropy: &dyn Entropy) -> Result<(), StoreError> {
        let backup = list(&self.folder)
            .into_iter()
            .find(|backup| backup.name == name)
            .ok_or(StoreError::BackupMissing)?;
        let path = self.folder.backups().join(&backup.name);
        if !sound(&path, &self.key) {
            return Err(StoreError::BackupDamaged);
        }
        self.back_up(now)?;
        // The rows become others all at once, by no statement that is noted.
        let mut sums = held(&self.sums);
        sums.clear();
        let mut writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        hash::unwatch(&writer)?;
        // Through SQLite's own copy, page by page: readers that are open go on and then see the restored rows.
        {
            let source = connect(&path, &self.key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            let copy = rusqlite::backup::Backup::new(&source, &mut writer)?;
            copy.run_to_completion(1000, std::time::Duration::ZERO, None)?;
        }
        migrate::migrate(&mut writer)?;
        let install_id = setting::install_id(&mut writer, true, now, entropy)?;
        hash::watch(&writer, &self.quiet)?;
        drop(writer);
        drop(sums);
        *held(&self.install_id) = install_id;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u64]) -> Vec<Backup> {
        let backup = |(index, bytes): (usize, &u64)| Backup {
            name: index.to_string(),
            made_at: -(index as i64),
            bytes: *bytes,
        };
        bytes.iter().enumerate().map(backup).collect()
    }

    fn names(backups: &[Backup], count: usize, bytes: u64) -> Vec<String> {
        superfluous(backups, count, bytes).map(|backup| backup.name.clone()).collect()
    }

    #[test]
    fn the_newest_backup_stays_however_large() {
        assert_eq!(names(&of(&[100]), 14, 10), Vec::<String>::new());
    }

    #[test]
    fn backups_beyond_the_count_or_the_room_go() {
        assert_eq!(names(&of(&[1, 1, 1]), 2, 100), ["2"]);
        assert_eq!(names(&of(&[6, 5, 4]), 14, 11), ["2"]);
    }

    #[test]
    fn a_backup_is_named_by_its_moment() {
        assert_eq!(made_at(&format!("rounds-{}.db", stamp(1_795_354_496_789))), Some(1_795_354_496_789));
    }
}
