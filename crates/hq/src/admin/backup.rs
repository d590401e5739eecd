//! A backup is every table's rows as lines of JSON, packed: one file for either database, so that it also carries an
//! organisation from one to the other. Beside it lie the keys of headquarters, for its owner alone: without them no device
//! whose PIN is forgotten can be opened, and what was certified cannot be gone on with. Attachments' files are copied apart.

use std::{
    fs,
    io::{BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use rounds_core::{Entropy, Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ADMIN, astray};
use crate::{
    Hq, HqError,
    base::{Base, Cell, NEWEST, Row, Tx},
    codes,
    error::AtPath,
    hq::{new_epoch, set},
    keys,
};

/// Table → columns.
const TABLES: &[(&str, &str)] = &[
    ("hq_setting", "name, value"),
    ("counter", "scope, seq, floor, chain_seq, chain_hash"),
    ("record", "scope, noun, id, seq, customer_id, deleted, changed_at, moved_to, body"),
    ("verdict", "install_id, op_seq, hash, verdict"),
    ("stretch", "install_id, first_seq, last_seq, hashes, versions"),
    ("set_aside", "install_id, op_seq, tx_id, row_id, is_new, operation, because, at, settled"),
    (
        "install",
        "install_id, person_id, territory_id, device_id, key_id, name, enrolled_at, removed_at, copied_at, \
         last_op_seq, wrapped_key",
    ),
    ("alias", "install_id, from_id, to_id, noun"),
    ("account", "person_id, code, name, role, password, disabled_at"),
    ("territory_code", "territory_id, code"),
    ("assignment", "person_id, territory_id, since, until"),
    ("enrol_code", "code_hash, person_id, territory_id, expires_at, used_by"),
    (
        "session",
        "session_id, person_id, install_id, access_hash, access_expires_at, refresh_hash, previous_hash, ended_at",
    ),
    ("audit", "id, at, who, what, detail"),
    ("blob", "territory_id, sha256, bytes, complete_at"),
    ("device_says", "install_id, said, at"),
];

const FORMAT: &str = "rounds-hq backup 1";

#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    made_at: i64,
    /// Of the key that signs; older backups have none.
    #[serde(default)]
    key_id: Option<String>,
}

/// What a restore brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    pub rows: u64,
    pub made_at: i64,
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Int(number) => (*number).into(),
        Cell::Text(text) => text.as_str().into(),
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Number(number) => number.as_i64().into(),
        Value::String(text) => text.as_str().into(),
        _ => Cell::Null,
    }
}

impl Hq {
    /// Writes a backup of one moment, and the keys beside it. The file appears when it is whole.
    pub fn backup(&self, file: &Path) -> Result<u64, HqError> {
        let part = file.with_extension("part");
        let rows = self.base.read(|tx| self.write_backup(tx, &part))?;
        keys::save(&self.data, file)?;
        fs::rename(&part, file).at(file)?;
        self.base.write(|tx| self.audit(tx, ADMIN, "backup", &rows.to_string()))?;
        Ok(rows)
    }

    fn write_backup(&self, tx: &mut dyn Tx, part: &Path) -> Result<u64, HqError> {
        let mut packed = zstd::Encoder::new(BufWriter::new(keys::private(part, false)?), 3)?;
        let head =
            Head { format: FORMAT.to_owned(), made_at: self.now(), key_id: Some(self.keys.signing.key_id()) };
        writeln!(packed, "{}", serde_json::to_string(&head)?)?;
        let mut count = 0;
        for (table, columns) in TABLES {
            for row in tx.rows(&format!("SELECT {columns} FROM {table}"), &[])? {
                let cells: Vec<Value> = row.iter().map(value).collect();
                writeln!(packed, "{}", serde_json::to_string(&(table, cells))?)?;
                count += 1;
            }
        }
        packed.finish()?.into_inner().map_err(|error| HqError::File(error.into_error()))?.sync_all()?;
        Ok(count)
    }
}

/// Bytes of a line, unpacked: a row is smaller by far, and a file made to be large goes no further.
const MOST_LINE: u64 = 64 << 20;

/// The lines of a packed file, none longer than [`MOST_LINE`].
fn lines(mut from: impl BufRead) -> impl Iterator<Item = std::io::Result<String>> {
    std::iter::from_fn(move || {
        let mut line = String::new();
        match (&mut from).take(MOST_LINE).read_line(&mut line) {
            Ok(0) => None,
            Ok(_) if line.ends_with('\n') => Some(Ok(line)),
            // The last line of a file that was cut has no end.
            Ok(_) => Some(Err(std::io::ErrorKind::InvalidData.into())),
            Err(error) => Some(Err(error)),
        }
    })
}

fn open(file: &Path) -> Result<(Head, impl Iterator<Item = std::io::Result<String>>), HqError> {
    let unreadable = || HqError::told("not_backup", &[("path", &file.display())]);
    let mut lines = lines(BufReader::new(zstd::Decoder::new(fs::File::open(file).at(file)?)?));
    let head = lines.next().ok_or_else(unreadable)?.map_err(|_| unreadable())?;
    let head: Head = serde_json::from_str(&head).map_err(|_| unreadable())?;
    if head.format == FORMAT { Ok((head, lines)) } else { Err(unreadable()) }
}

/// Where the keys of a backup lie: beside it, so that they can be kept apart.
pub fn keys_of(backup: &Path) -> PathBuf {
    keys::beside(backup)
}

/// Gives the folder the keys of a backup before it is restored.
///
/// # Errors
/// `keys_missing` where neither the folder nor the backup's neighbour has them; `keys_of_another` where the folder has
/// those of another headquarters. `new_keys` goes on without: devices then have to enrol anew.
pub fn bring_keys(data: &Path, backup: &Path, new_keys: bool, entropy: &dyn Entropy) -> Result<(), HqError> {
    let (head, _) = open(backup)?;
    if !keys::bring(data, backup)? {
        let beside = keys::beside(backup);
        return if new_keys {
            Ok(())
        } else {
            Err(HqError::told("keys_missing", &[("path", &beside.display())]))
        };
    }
    let own_key = keys::Keys::open(data, entropy)?.signing.key_id();
    if !new_keys && head.key_id.is_some_and(|key_id| key_id != own_key) {
        return Err(HqError::told("keys_of_another", &[("path", &data.display())]));
    }
    Ok(())
}

/// Fills an empty database from a backup, all or nothing, and begins a new epoch: devices then send again what headquarters
/// has lost, and read everything anew.
pub fn restore(base: &dyn Base, file: &Path, epoch: Id) -> Result<Restored, HqError> {
    let unreadable = || HqError::told("not_backup", &[("path", &file.display())]);
    let (head, lines) = open(file)?;
    let mut tables: Vec<Vec<Row>> = vec![Vec::new(); TABLES.len()];
    for line in lines {
        let line = line.map_err(|_| unreadable())?;
        let (table, cells): (String, Vec<Value>) = serde_json::from_str(&line).map_err(|_| unreadable())?;
        let index = TABLES
            .iter()
            .position(|(name, columns)| *name == table && columns.split(',').count() == cells.len());
        tables[index.ok_or_else(unreadable)?].push(cells.iter().map(cell).collect());
    }
    base.write(|tx| {
        if tx.row("SELECT 1 FROM territory_code LIMIT 1", &[])?.is_some()
            || tx.row("SELECT 1 FROM account LIMIT 1", &[])?.is_some()
        {
            return Err(HqError::told("not_empty", &[]));
        }
        tx.run("DELETE FROM hq_setting", &[])?;
        tx.run("DELETE FROM counter", &[])?;
        let refused = |error| match error {
            // Rows that no table takes, or that are none: such a file was never written as a backup.
            HqError::Base(_) | HqError::Race | HqError::Stored(_) => unreadable(),
            other => other,
        };
        for ((table, columns), rows) in TABLES.iter().zip(&tables) {
            tx.insert(&format!("INSERT INTO {table} ({columns})"), rows, "").map_err(refused)?;
        }
        // What an older program backed up, as this one keeps it.
        codes::fill(tx).map_err(refused)?;
        astray::note(tx)?;
        set(tx, "schema", &NEWEST.to_string())?;
        new_epoch(tx, epoch)?;
        Ok(Restored { rows: tables.iter().map(|rows| rows.len() as u64).sum(), made_at: head.made_at })
    })
}
