//! Taking in a rescue file: what a device could not send comes in a file, through the same judge as everything it sends.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufReader, Read},
    path::Path,
};

use rounds_core::{
    AppError, ErrorCode, Id,
    rescue::{MOST_PIECE, Piece, Read as Found, RescueError, RescueHead, RescueReader},
    sync::{Outcome, Push, Verdict},
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::ADMIN;
use crate::{
    Caller, Hq, HqError, cells,
    error::AtPath,
    session::{role_of, territories},
};

/// What became of a rescue file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rescued {
    pub install_id: Id,
    pub person_code: String,
    /// UTC milliseconds of the device's clock.
    pub made_at: i64,
    /// Operations that were applied now.
    pub applied: u32,
    /// Operations that headquarters had a verdict on already: the device had sent them, or the file came before.
    pub known: u32,
    /// Operations that were set aside now, to be looked at.
    pub set_aside: u32,
    /// Pictures that were taken now, that were here already, and that no applied record names.
    pub files: u32,
    pub files_known: u32,
    pub files_left: u32,
}

fn told(error: RescueError) -> HqError {
    let name = match error {
        RescueError::NotRescue => "rescue_none",
        RescueError::Foreign => "rescue_foreign",
        RescueError::Broken => "rescue_broken",
        RescueError::Forged => "rescue_forged",
    };
    HqError::told(name, &[])
}

/// The file, opened and read as often as it takes.
struct RescueFile<'a> {
    hq: &'a Hq,
    path: &'a Path,
    key_id: &'a str,
}

impl RescueFile<'_> {
    /// Hands each piece to `take`; an error of it ends the reading.
    fn each(&self, mut take: impl FnMut(Piece) -> Result<(), HqError>) -> Result<(), HqError> {
        let mut file = BufReader::new(fs::File::open(self.path).at(self.path)?);
        let mut left = fs::metadata(self.path).at(self.path)?.len();
        let beginning = beginning(&mut file)?;
        left = left.saturating_sub(beginning.len() as u64);
        let mut reader = RescueReader::open(&beginning, &self.hq.keys.rescue).map_err(told)?;
        loop {
            let mut length = [0; 4];
            exactly(&mut file, &mut length)?;
            let length = u32::from_be_bytes(length);
            left = left.checked_sub(4 + u64::from(length)).ok_or_else(|| told(RescueError::Broken))?;
            if length as usize > MOST_PIECE {
                return Err(told(RescueError::Broken));
            }
            let mut sealed = vec![0; length as usize];
            exactly(&mut file, &mut sealed)?;
            match reader.piece(&sealed, left == 0, self.key_id).map_err(told)? {
                Found::Piece(piece) => take(piece)?,
                Found::End => return Ok(()),
            }
        }
    }
}

fn exactly(file: &mut impl Read, into: &mut [u8]) -> Result<(), HqError> {
    file.read_exact(into).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => told(RescueError::Broken),
        _ => error.into(),
    })
}

/// From the file's start to its first piece.
fn beginning(file: &mut impl Read) -> Result<Vec<u8>, HqError> {
    let mut bytes = vec![0; RescueReader::FIRST];
    let mut first = 0;
    while first < bytes.len() {
        match file.read(&mut bytes[first..])? {
            0 => return Err(told(RescueError::NotRescue)),
            read => first += read,
        }
    }
    bytes.resize(RescueReader::beginning(&bytes).map_err(told)?, 0);
    exactly(file, &mut bytes[RescueReader::FIRST..])?;
    Ok(bytes)
}

impl Hq {
    /// Takes in a rescue file, each operation once: those that the device has sent before keep their verdicts, and those that
    /// it sends later get the ones given here. The whole file is checked before anything of it is taken.
    pub fn import_rescue(&self, path: &Path) -> Result<Rescued, HqError> {
        let head = RescueReader::head(&beginning(&mut BufReader::new(fs::File::open(path).at(path)?))?)
            .map_err(told)?;
        let (caller, person_code, key_id) = self.rescued_device(&head)?;
        let file = RescueFile { hq: self, path, key_id: &key_id };
        file.each(|_| Ok(()))?;
        let mut rescued =
            Rescued { install_id: head.install_id, person_code, made_at: head.made_at, ..Rescued::default() };
        let mut offsets: BTreeMap<String, Option<u64>> = BTreeMap::new();
        let taken = file.each(|piece| match piece {
            Piece::Operations(json) => self.take_operations(&caller, &head, &json, &mut rescued),
            Piece::File { sha256, length, bytes } => {
                self.take_piece(&caller, &sha256, length, &bytes, &mut offsets, &mut rescued)
            }
        });
        // What was taken stays taken, also where a later batch is refused.
        let detail = format!(
            "{} applied {} known {} set aside {} files {}",
            head.install_id, rescued.applied, rescued.known, rescued.set_aside, rescued.files
        );
        self.base.write(|tx| self.audit(tx, ADMIN, "rescue_taken", &detail))?;
        taken?;
        Ok(rescued)
    }

    /// The device as if it sent by itself, its person's code, and its public key.
    fn rescued_device(&self, head: &RescueHead) -> Result<(Caller, String, String), HqError> {
        self.base.read(|tx| {
            let row = tx.row(
                "SELECT i.person_id, i.territory_id, i.key_id, a.role, a.code
                 FROM install i JOIN account a ON a.person_id = i.person_id WHERE i.install_id = $1",
                cells![head.install_id],
            )?;
            let row = row.ok_or_else(|| HqError::told("no_device", &[("id", &head.install_id)]))?;
            let caller = Caller {
                session_id: Id::nil(),
                person_id: row[0].id(),
                role: role_of(row[3].text()),
                install_id: head.install_id,
                territory_id: row[1].id(),
                territories: territories(tx, row[0].id())?,
            };
            Ok((caller, row[4].text().to_owned(), row[2].text().to_owned()))
        })
    }

    fn take_operations(
        &self,
        caller: &Caller,
        head: &RescueHead,
        json: &[u8],
        rescued: &mut Rescued,
    ) -> Result<(), HqError> {
        let operations: Vec<Box<RawValue>> = serde_json::from_slice(json)?;
        let before = self.last_op_seq(head.install_id)?;
        let push = Push {
            install_id: head.install_id,
            schema: head.schema,
            operations,
            feeds: None,
            compare: false,
            device: None,
        };
        let reply = self.push(caller, &push, 0).map_err(|error| match error {
            HqError::App(error) => refusal(error),
            other => other,
        })?;
        for verdict in reply.verdicts {
            let Verdict { op_seq, outcome, .. } = verdict;
            match outcome {
                _ if op_seq <= before => rescued.known += 1,
                Outcome::Applied => rescued.applied += 1,
                Outcome::SetAside => rescued.set_aside += 1,
            }
        }
        Ok(())
    }

    fn last_op_seq(&self, install: Id) -> Result<i64, HqError> {
        let row = self
            .base
            .read(|tx| tx.row("SELECT last_op_seq FROM install WHERE install_id = $1", cells![install]))?;
        Ok(row.map_or(0, |row| row[0].int()))
    }

    /// The next piece of a picture. One that an earlier import or the device itself has begun goes on where it stands.
    fn take_piece(
        &self,
        caller: &Caller,
        sha256: &str,
        length: u64,
        piece: &[u8],
        offsets: &mut BTreeMap<String, Option<u64>>,
        rescued: &mut Rescued,
    ) -> Result<(), HqError> {
        let is_first = !offsets.contains_key(sha256);
        let Some(at) = *offsets.entry(sha256.to_owned()).or_insert(Some(0)) else { return Ok(()) };
        let here = match self.blob_extent(caller, sha256) {
            Ok(extent) => extent.offset,
            Err(HqError::App(error)) if error.code == ErrorCode::NotFound => {
                rescued.files_left += 1;
                offsets.insert(sha256.to_owned(), None);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if is_first && here == length {
            rescued.files_known += 1;
            offsets.insert(sha256.to_owned(), None);
            return Ok(());
        }
        if here < at {
            // Another sender has begun anew meanwhile: it goes on.
            rescued.files_left += 1;
            offsets.insert(sha256.to_owned(), None);
            return Ok(());
        }
        let end = at + piece.len() as u64;
        let skip = (here.saturating_sub(at) as usize).min(piece.len());
        if skip < piece.len() || length == 0 {
            let extent = self.put_blob(caller, sha256, here, length, &piece[skip..])?;
            if extent.offset == length {
                rescued.files += 1;
            }
        }
        offsets.insert(sha256.to_owned(), Some(end));
        Ok(())
    }
}

fn refusal(error: AppError) -> HqError {
    match error.code {
        ErrorCode::OperationGap => {
            let expected = error.detail.get("expected").map_or_else(String::new, ToString::to_string);
            HqError::told("rescue_gap", &[("expected", &expected)])
        }
        ErrorCode::ReplayDiffers => HqError::told("rescue_copied", &[]),
        ErrorCode::HqNewerNeeded => HqError::told("rescue_newer", &[]),
        _ => error.into(),
    }
}
