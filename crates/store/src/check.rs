//! The database's own pages: which of them cannot be read any more, and which tables that touches.

use std::{collections::BTreeSet, path::Path};

use rusqlite::OpenFlags;

use crate::{
    Folder, Key, KeyPlace, Store, StoreError, journal,
    open::{connect, find_key, keyed},
};

/// So many pages are named one by one.
const NAMED: usize = 8;

/// Something that is wrong with the database file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageFault {
    /// The file cannot be opened at all, though the key is the right one.
    Unopenable,
    /// Pages (from 1) that were altered past the app: the first of them, and how many there are.
    Pages { first: Vec<u32>, count: u32 },
    /// A table of which not every row can be read.
    Table(String),
    /// Tables can be read, and what keeps them together is wrong.
    Structure,
    /// The journal is broken before its end: changes behind the break no longer count.
    Journal,
}

fn flags() -> OpenFlags {
    // A WAL database is read through its shared memory, which has to be written.
    OpenFlags::SQLITE_OPEN_READ_WRITE
}

/// Pages whose seal does not fit, as they lie in the file.
fn unsealed(path: &Path, key: &Key) -> Result<BTreeSet<u32>, StoreError> {
    let connection = keyed(path, key, flags())?;
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let said = rows.collect::<Result<Vec<_>, _>>()?;
    let page = |said: &String| {
        let (_, number) = said.split_once("page ")?;
        number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    Ok(said.iter().filter_map(page).collect())
}

/// What `integrity_check` of everything, or of one table, says: `ok` and nothing else. A page that cannot be read spoils
/// its connection, so each question has one of its own.
fn is_whole(path: &Path, key: &Key, table: Option<&str>) -> Result<bool, StoreError> {
    let of = table.map(|table| format!("('{}')", table.replace('\'', "''"))).unwrap_or_default();
    let verdict = connect(path, key, flags()).and_then(|connection| {
        Ok(connection.query_row(&format!("PRAGMA integrity_check{of}"), [], |row| row.get::<_, String>(0))?)
    });
    match verdict {
        Ok(verdict) => Ok(verdict == "ok"),
        Err(StoreError::Damaged) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Checks every page of a folder's database that need not open. Empty = sound. Reads the whole file, and all of its
/// tables and indexes.
///
/// # Errors
/// `Locked` where a PIN is set and `given`, the key that it opens, is none.
pub fn check_pages(
    folder: &Folder,
    place: &KeyPlace,
    given: Option<&Key>,
) -> Result<Vec<PageFault>, StoreError> {
    faults(folder, &find_key(folder, place, given)?.ok_or(StoreError::KeyLost)?)
}

impl Store {
    /// The same of this folder, while it is in use.
    pub fn check_pages(&self) -> Result<Vec<PageFault>, StoreError> {
        faults(&self.folder, &self.key)
    }
}

fn faults(folder: &Folder, key: &Key) -> Result<Vec<PageFault>, StoreError> {
    let path = folder.database();
    if folder.is_emptied() {
        return Ok(vec![PageFault::Unopenable]);
    }
    let mut faults = Vec::new();
    // While somebody writes, the journal's end is under way.
    if folder.is_quiet() && is_spoilt(folder)? {
        faults.push(PageFault::Journal);
    }
    let mut pages = unsealed(&path, key)?;
    if !pages.is_empty() {
        // A page that was just being written is whole at the second look.
        let again = unsealed(&path, key)?;
        pages.retain(|page| again.contains(page));
    }
    if !pages.is_empty() {
        let first = pages.iter().copied().take(NAMED).collect();
        faults.push(PageFault::Pages { first, count: pages.len() as u32 });
    }
    if pages.is_empty() && is_whole(&path, key, None)? {
        return Ok(faults);
    }
    let tables = connect(&path, key, flags()).and_then(|connection| {
        let mut statement = connection.prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1",
        )?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<Vec<String>, _>>()?)
    });
    let tables = match tables {
        Ok(tables) => tables,
        Err(StoreError::Damaged) => {
            if pages.contains(&1) {
                // Every seal depends on the file's first bytes: without them no page can be told from another.
                faults.retain(|fault| !matches!(fault, PageFault::Pages { .. }));
            }
            faults.push(PageFault::Unopenable);
            return Ok(faults);
        }
        Err(error) => return Err(error),
    };
    let before = faults.len();
    for table in tables {
        if !is_whole(&path, key, Some(&table))? {
            faults.push(PageFault::Table(table));
        }
    }
    if faults.len() == before && pages.is_empty() {
        faults.push(PageFault::Structure);
    }
    Ok(faults)
}

pub(crate) fn is_spoilt(folder: &Folder) -> Result<bool, StoreError> {
    let path = folder.journal();
    journal::is_spoilt(&path).map_err(|error| StoreError::reading(&path, error))
}
