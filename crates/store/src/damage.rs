//! A damaged database: it is set aside and never deleted, the newest sound backup takes its place, and a note beside it
//! says what of it may be lost, until somebody has taken note.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use rounds_core::evidence::HeadNote;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::{Folder, Key, StoreError, backup, open::connect};

const PREFIX: &str = "rounds.damaged-";
/// The files that belong together as one database.
const SUFFIXES: [&str; 3] = ["-wal", "-shm", ""];

/// What was found damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DamagedPart {
    /// The file itself: a backup took its place, if there was one.
    Database,
    /// The file is gone: a backup took its place, if there was one. An empty file stands for it.
    Missing,
    /// The journal of the last changes: the file stays, without what lay behind the break. A copy was set aside.
    Journal,
}

/// What the damaged file still yields of the changes that are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Yield {
    /// Changes of single rows.
    pub operations: u32,
    /// Visits among those rows.
    pub visits: u32,
    /// Reading broke off: there may be more.
    pub is_partial: bool,
}

/// What was done about a damaged database. Times are UTC milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    pub found_at: i64,
    pub part: DamagedPart,
    /// The damaged file's name in the data folder.
    pub file: String,
    /// When the backup was made that took its place.
    pub backup_at: Option<i64>,
    /// Newer backups that could not be read either.
    pub bad_backups: u32,
    /// The last change that is still there; none = nothing is.
    pub kept_until: Option<i64>,
    /// The last change that is known of.
    pub changed_until: Option<i64>,
    /// None = nothing can be read of it.
    pub left: Option<Yield>,
    /// Signatures that `rounds.head` knows of and that are missing now.
    pub signatures: u32,
    /// Pictures in `attachments` that no row names any more.
    pub pictures: u32,
    pub acknowledged_at: Option<i64>,
}

impl Folder {
    fn note_of(&self, file: &str) -> PathBuf {
        self.path().join(file).with_extension("json")
    }

    /// The backup that is to take the damaged file's place.
    fn successor(&self) -> PathBuf {
        self.path().join("rounds.db.part")
    }

    fn damaged_files(&self) -> impl Iterator<Item = String> {
        let files = fs::read_dir(self.path()).into_iter().flatten().flatten();
        files.filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            (name.starts_with(PREFIX) && name.strip_suffix(".db").is_some()).then_some(name)
        })
    }

    /// Whether a database that was set aside still lies here.
    pub fn has_damaged(&self) -> bool {
        self.damaged_files().next().is_some()
    }

    /// Damage that nobody has taken note of yet, the earliest first. Who moves the damaged file away knows of it.
    pub fn damages(&self) -> Vec<Damage> {
        let mut found: Vec<Damage> = self
            .damaged_files()
            .filter_map(|file| serde_json::from_slice(&fs::read(self.note_of(&file)).ok()?).ok())
            .filter(|damage: &Damage| damage.acknowledged_at.is_none())
            .collect();
        found.sort_by_key(|damage| damage.found_at);
        found
    }

    /// Somebody has taken note, at `now`, of the damage that was found at `found_at`. The damaged file stays.
    pub fn acknowledge_damage(&self, found_at: i64, now: i64) -> Result<(), StoreError> {
        for damage in self.damages().into_iter().filter(|damage| damage.found_at == found_at) {
            keep(self, &Damage { acknowledged_at: Some(now), ..damage })?;
        }
        Ok(())
    }
}

fn keep(folder: &Folder, damage: &Damage) -> Result<(), StoreError> {
    let path = folder.note_of(&damage.file);
    let part = path.with_extension("json-part");
    let text = serde_json::to_vec(damage)?;
    let written = fs::File::create(&part).and_then(|mut file| {
        file.write_all(&text)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&part, &path)).map_err(|error| StoreError::writing(&path, error))
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// What a sound database holds.
#[derive(Default)]
struct Kept {
    until: Option<i64>,
    /// The number of its last operation.
    op_seq: i64,
    signatures: i64,
    pictures: BTreeSet<String>,
}

/// Tables that an older schema does not have are empty.
fn kept(sql: &Connection, otherwise: Option<i64>) -> Kept {
    let number = |query: &str| sql.query_row(query, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten();
    let pictures = sql.prepare("SELECT sha256 FROM attachment").and_then(|mut statement| {
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()
    });
    Kept {
        until: number("SELECT max(at) FROM outbox").or(otherwise),
        op_seq: number("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").unwrap_or_default(),
        signatures: number("SELECT max(seq) FROM evidence").unwrap_or_default(),
        pictures: pictures.unwrap_or_default(),
    }
}

/// What the database at `path` holds beyond `kept`, the newest first for as long as it can be read, and when its last
/// change was. Told by the time, and by the number where the clock was set back in between. None = nothing of it can
/// be read.
fn yielded(path: &Path, key: &Key, kept: &Kept) -> Option<(Yield, Option<i64>)> {
    let sql = connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
    let mut statement = sql.prepare("SELECT at, noun, id, op_seq FROM outbox ORDER BY op_seq DESC").ok()?;
    let mut rows = statement.query([]).ok()?;
    let (mut found, mut last) = (Yield::default(), None);
    let mut visits = BTreeSet::new();
    loop {
        let row = rows.next().and_then(|row| {
            row.map(|row| {
                let text = |at| row.get::<_, String>(at);
                Ok((row.get::<_, i64>(0)?, text(1)?, text(2)?, row.get::<_, i64>(3)?))
            })
            .transpose()
        });
        match row {
            Ok(Some((at, noun, id, op_seq)))
                if kept.until.is_none_or(|until| at > until) || op_seq > kept.op_seq =>
            {
                last = last.max(Some(at));
                found.operations += 1;
                if noun == "visit_record" {
                    visits.insert(id);
                }
            }
            Ok(Some((at, ..))) => {
                last = last.max(Some(at));
                break;
            }
            Ok(None) => break,
            Err(_) => {
                found.is_partial = true;
                break;
            }
        }
    }
    found.visits = visits.len() as u32;
    (found.operations > 0 || !found.is_partial).then_some((found, last))
}

/// When the database or its journal was last written, by the file system.
fn written_at(folder: &Folder) -> Option<i64> {
    let at = |path: PathBuf| {
        let file = fs::metadata(path).ok().filter(|file| file.len() > 0)?;
        i64::try_from(file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
    };
    [folder.database(), folder.journal()].into_iter().filter_map(at).max()
}

fn signatures_known(folder: &Folder) -> i64 {
    let text = fs::read_to_string(folder.head()).unwrap_or_default();
    let note: HeadNote = serde_json::from_str(&text).unwrap_or_default();
    note.lost.iter().map(|head| head.seq).fold(note.head.seq, i64::max)
}

fn pictures_beyond(folder: &Folder, named: &BTreeSet<String>) -> u32 {
    let files = fs::read_dir(folder.attachments()).into_iter().flatten().flatten();
    let found = files.filter_map(|file| file.file_name().into_string().ok());
    found.filter(|name| name.len() == 64 && !named.contains(name)).count() as u32
}

fn noted(folder: &Folder, part: DamagedPart, now: i64, kept: &Kept) -> Damage {
    Damage {
        found_at: now,
        part,
        file: format!("{PREFIX}{}.db", backup::stamp(now)),
        backup_at: None,
        bad_backups: 0,
        kept_until: kept.until,
        changed_until: written_at(folder).map(|at| at.min(now)),
        left: None,
        signatures: u32::try_from(signatures_known(folder) - kept.signatures).unwrap_or_default(),
        pictures: pictures_beyond(folder, &kept.pictures),
        acknowledged_at: None,
    }
}

/// Sets the damaged database aside, if it is there, and puts the newest sound backup in its place; without one there is no database
/// afterwards. Whatever stops it in between, the next opening goes on from there.
pub(crate) fn replace(folder: &Folder, key: &Key, now: i64) -> Result<Damage, StoreError> {
    let successor = folder.successor();
    let newest = backup::copy_newest(folder, key, &successor)?;
    let kept = match newest.made_at {
        Some(made_at) => kept(&connect(&successor, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?, Some(made_at)),
        None => Kept::default(),
    };
    let is_missing = !folder.database().exists();
    let part = if is_missing { DamagedPart::Missing } else { DamagedPart::Database };
    let mut damage = noted(folder, part, now, &kept);
    damage.backup_at = newest.made_at;
    damage.bad_backups = newest.unreadable;
    if let Some((left, last)) = yielded(&folder.database(), key, &kept) {
        damage.changed_until = last.or(damage.changed_until);
        damage.left = Some(left);
    }
    keep(folder, &damage)?;
    let aside = folder.path().join(&damage.file);
    if is_missing {
        // Stands for the lost file: whoever moves it away knows of the loss, and until then no picture is swept.
        fs::File::create(&aside).map_err(|error| StoreError::writing(&aside, error))?;
    }
    // The journal goes first: beside another database it would be poison.
    for suffix in SUFFIXES {
        let from = suffixed(&folder.database(), suffix);
        if from.exists() {
            fs::rename(&from, suffixed(&aside, suffix)).map_err(|error| StoreError::writing(&from, error))?;
        }
    }
    finish(folder)?;
    Ok(damage)
}

/// Puts a backup in its place where a former `replace` did not come so far. Gives back whether it had to.
pub(crate) fn finish(folder: &Folder) -> Result<bool, StoreError> {
    let (successor, target) = (folder.successor(), folder.database());
    if target.exists() || !successor.exists() {
        return Ok(false);
    }
    fs::rename(&successor, &target).map_err(|error| StoreError::writing(&target, error))?;
    Ok(true)
}

/// Sets a copy of the database and its broken journal aside, before SQLite passes over what lies behind the break.
pub(crate) fn copy_aside(folder: &Folder, now: i64) -> Result<(), StoreError> {
    let file = format!("{PREFIX}{}.db", backup::stamp(now));
    let aside = folder.path().join(file);
    for suffix in ["-wal", ""] {
        let (from, to) = (suffixed(&folder.database(), suffix), suffixed(&aside, suffix));
        let copied = fs::copy(&from, &to).and_then(|_| fs::File::open(&to)?.sync_all());
        match copied {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::writing(&to, error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Notes what the opened database lacks after its journal broke.
pub(crate) fn journal_broke(folder: &Folder, writer: &Connection, now: i64) -> Result<Damage, StoreError> {
    let damage = noted(folder, DamagedPart::Journal, now, &kept(writer, None));
    keep(folder, &damage)?;
    // What lies behind the break has been copied: it must not be found a second time.
    writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).optional()?;
    Ok(damage)
}
