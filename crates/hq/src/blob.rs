//! Attachments' files: taken piece by piece, checked against their name, and only then readable.
//!
//! A territory has a file when an attachment row of it names one and all of its bytes came from there: knowing a hash is
//! not having the file. Bytes that are the same lie once.

use std::{
    fs,
    io::{Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use rounds_core::{
    ErrorCode, Id,
    sync::{HeldRow, MOST_BLOB, MOST_PIECE},
};
use sha2::{Digest, Sha256};

use crate::{Caller, Hq, HqError, base::Tx, cells};

/// How much of a file is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    pub offset: u64,
    pub length: u64,
}

/// A file as one of the caller's territories names it.
struct Named {
    territory: Id,
    bytes: u64,
    complete: bool,
}

fn is_name(sha256: &str) -> bool {
    sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The files that an attachment row names: the small version, then the picture.
pub(crate) fn names(row: &HeldRow) -> impl Iterator<Item = (&str, i64)> {
    [("small_sha256", "small_bytes"), ("sha256", "bytes")].into_iter().filter_map(|(name, bytes)| {
        let name = row.field(name).as_str().filter(|name| is_name(name))?;
        Some((name, row.field(bytes).as_i64()?))
    })
}

/// Notes that an attachment row of a territory names its files.
pub(crate) fn announce(tx: &mut dyn Tx, territory: Id, row: &HeldRow) -> Result<(), HqError> {
    for (sha256, bytes) in names(row) {
        tx.run(
            "INSERT INTO blob (territory_id, sha256, bytes) VALUES ($1, $2, $3)
             ON CONFLICT (territory_id, sha256) DO NOTHING",
            cells![territory, sha256, bytes],
        )?;
    }
    Ok(())
}

impl Hq {
    fn whole(&self, sha256: &str) -> PathBuf {
        self.data.join("blobs").join(&sha256[..2]).join(sha256)
    }

    fn part(&self, territory: Id, sha256: &str) -> PathBuf {
        self.data.join("blobs").join(format!("{territory}-{sha256}.part"))
    }

    fn named(&self, tx: &mut dyn Tx, caller: &Caller, sha256: &str) -> Result<Option<Named>, HqError> {
        if !is_name(sha256) {
            return Ok(None);
        }
        let rows = tx.rows(
            "SELECT territory_id, bytes, complete_at FROM blob WHERE sha256 = $1 ORDER BY territory_id",
            cells![sha256],
        )?;
        let mine = rows.iter().filter(|row| caller.territories.contains(&row[0].id()));
        let named = mine.map(|row| Named {
            territory: row[0].id(),
            bytes: row[1].int().max(0) as u64,
            complete: row[2].maybe_int().is_some() && self.whole(sha256).exists(),
        });
        Ok(named.max_by_key(|named| named.complete))
    }

    fn find(&self, caller: &Caller, sha256: &str) -> Result<Named, HqError> {
        let named = self.base.read(|tx| self.named(tx, caller, sha256))?;
        named.ok_or(ErrorCode::NotFound.into())
    }

    /// How much of a file the caller's territory has sent.
    ///
    /// # Errors
    /// `NotFound`, also for what others have.
    pub fn blob_extent(&self, caller: &Caller, sha256: &str) -> Result<Extent, HqError> {
        let named = self.find(caller, sha256)?;
        let here = if named.complete {
            named.bytes
        } else {
            fs::metadata(self.part(named.territory, sha256)).map_or(0, |file| file.len())
        };
        Ok(Extent { offset: here, length: named.bytes })
    }

    /// A whole file from `from` on.
    ///
    /// # Errors
    /// `NotFound`; `BadArguments` beyond its end.
    pub fn blob(&self, caller: &Caller, sha256: &str, from: u64) -> Result<Vec<u8>, HqError> {
        let named = self.find(caller, sha256)?;
        if !named.complete {
            return Err(ErrorCode::NotFound.into());
        }
        if from > named.bytes {
            return Err(ErrorCode::BadArguments.on("from").into());
        }
        let mut file = fs::File::open(self.whole(sha256))?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(MOST_BLOB).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Takes the next piece; the last one is followed by the check against the name.
    ///
    /// # Errors
    /// `NotFound`, `TooLarge`, `QuotaFull` (`most`), `BlobOffsetWrong` (`offset`), `BlobDiffers`; after the last the file
    /// begins anew.
    pub fn put_blob(
        &self,
        caller: &Caller,
        sha256: &str,
        offset: u64,
        length: u64,
        piece: &[u8],
    ) -> Result<Extent, HqError> {
        let named = self.find(caller, sha256)?;
        if named.complete {
            return Ok(Extent { offset: named.bytes, length: named.bytes });
        }
        if length > MOST_BLOB || piece.len() > MOST_PIECE {
            return Err(ErrorCode::TooLarge.with("most", MOST_BLOB).into());
        }
        if length != named.bytes || offset.saturating_add(piece.len() as u64) > length {
            return Err(ErrorCode::BlobDiffers.into());
        }
        self.check_quota(&named)?;
        let path = self.part(named.territory, sha256);
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&path)?;
        // Two copies of one request must not both append.
        if file.try_lock().is_err() {
            return Err(HqError::Busy);
        }
        let here = file.metadata()?.len();
        if here != offset {
            return Err(ErrorCode::BlobOffsetWrong.with("offset", here).into());
        }
        file.write_all(piece)?;
        let here = offset + piece.len() as u64;
        if here == length {
            file.sync_all()?;
            drop(file);
            self.publish(named.territory, sha256)?;
        }
        Ok(Extent { offset: here, length })
    }

    fn check_quota(&self, named: &Named) -> Result<(), HqError> {
        let row = self.base.read(|tx| {
            tx.row(
                "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM blob
                 WHERE territory_id = $1 AND complete_at IS NOT NULL",
                cells![named.territory],
            )
        })?;
        let used = row.map_or(0, |row| row[0].int().max(0) as u64);
        if used.saturating_add(named.bytes) > self.limits.territory_bytes {
            return Err(ErrorCode::QuotaFull.with("most", self.limits.territory_bytes).into());
        }
        Ok(())
    }

    /// Checks the bytes against their name and lets them be read.
    fn publish(&self, territory: Id, sha256: &str) -> Result<(), HqError> {
        let path = self.part(territory, sha256);
        let mut sum = Sha256::new();
        let mut file = fs::File::open(&path)?;
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                break;
            }
            sum.update(&piece[..read]);
        }
        drop(file);
        if hex::encode(sum.finalize()) != sha256 {
            fs::remove_file(&path)?;
            return Err(ErrorCode::BlobDiffers.into());
        }
        let whole = self.whole(sha256);
        if whole.exists() {
            fs::remove_file(&path)?;
        } else {
            let folder = whole.parent().map(PathBuf::from).unwrap_or_default();
            fs::create_dir_all(&folder)?;
            fs::rename(&path, &whole)?;
            fs::File::open(&folder)?.sync_all()?;
        }
        self.base.write(|tx| {
            tx.run(
                "UPDATE blob SET complete_at = $1 WHERE territory_id = $2 AND sha256 = $3",
                cells![self.now(), territory, sha256],
            )
        })?;
        Ok(())
    }
}
