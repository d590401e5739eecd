//! The chain's head beside the signing key: `rounds.head`, outside the database, so that whoever cuts the chain's end
//! has to rewrite two signed notes.

use std::{fs, io, io::Write};

use rounds_core::evidence::{HeadNote, SignedHead};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Store, StoreError};

impl Store {
    /// What lies beside the signing key; none = no such file. One that cannot be read says nothing and is as empty.
    pub fn head_note(&self) -> Result<Option<HeadNote>, StoreError> {
        let path = self.folder.head();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(serde_json::from_str(&text).unwrap_or_default())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::reading(&path, error)),
        }
    }

    /// What is to lie beside the key once the transaction with this head is committed. A former head that the chain
    /// holds no more is kept, and verification names it from then on.
    pub(crate) fn note_of(&self, sql: &Connection, head: SignedHead) -> Result<HeadNote, StoreError> {
        let former = self.head_note()?.unwrap_or_default();
        let mut lost = former.lost;
        if former.head.seq > 0 && !holds(sql, &former.head)? {
            lost.push(former.head);
        }
        Ok(HeadNote { head, lost })
    }

    /// A note that falls behind, because the power went in between, is only older: what it names is still in the chain.
    pub(crate) fn keep_note(&self, note: &HeadNote) -> Result<(), StoreError> {
        let text = serde_json::to_string(note)?;
        let path = self.folder.head();
        let part = path.with_extension("head-part");
        let written = fs::File::create(&part).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.and_then(|()| fs::rename(&part, &path)).map_err(|error| {
            let _ = fs::remove_file(&part);
            StoreError::writing(&path, error)
        })
    }
}

fn holds(sql: &Connection, head: &SignedHead) -> Result<bool, StoreError> {
    let found = sql
        .prepare_cached("SELECT 1 FROM evidence WHERE seq = ? AND hash = ?")?
        .query_row(params![head.seq, head.hash], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}
