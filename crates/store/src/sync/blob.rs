//! Sealed files that HQ does not have yet. Their queue never holds up records.

use rounds_core::Id;
use rusqlite::params;

use crate::{Store, StoreError};

/// A file that an acknowledged row names and HQ does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFile {
    /// Of the plaintext, lower-case hex.
    pub sha256: String,
    pub territory_id: Id,
    pub bytes: u64,
    /// The name of the whole picture; the file's own unless this is its small version.
    pub picture: String,
}

impl WaitingFile {
    pub fn is_small(&self) -> bool {
        self.sha256 != self.picture
    }
}

impl Store {
    /// Files that HQ does not have and may be sent, since it knows the row that names them: the small versions of all
    /// pictures before the first whole one, and the smallest first.
    pub fn waiting_files(&self) -> Result<Vec<WaitingFile>, StoreError> {
        self.files_since(1)
    }

    /// Every whole picture that HQ does not have, also those whose row still waits.
    pub fn unsent_pictures(&self) -> Result<Vec<WaitingFile>, StoreError> {
        let mut files = self.files_since(0)?;
        files.retain(|file| !file.is_small());
        Ok(files)
    }

    fn files_since(&self, version: i64) -> Result<Vec<WaitingFile>, StoreError> {
        let found = self.read(|sql| {
            let mut statement = sql.prepare_cached(
                "WITH named AS (
                   SELECT id, version, territory_id, sha256, bytes, sha256 AS picture, 1 AS whole
                   FROM attachment WHERE deleted_at IS NULL
                   UNION ALL
                   SELECT id, version, territory_id, small_sha256, coalesce(small_bytes, 0), sha256, 0
                   FROM attachment WHERE deleted_at IS NULL AND small_sha256 IS NOT NULL)
                 SELECT sha256, territory_id, max(bytes), CASE max(whole) WHEN 1 THEN sha256 ELSE min(picture) END
                 FROM named AS a
                 WHERE version >= ?
                   AND NOT EXISTS (SELECT 1 FROM blob_sent AS sent
                     WHERE sent.sha256 = a.sha256 AND sent.territory_id = a.territory_id)
                   AND NOT EXISTS (SELECT 1 FROM base WHERE noun = 'attachment' AND base.id = a.id AND gone = 1)
                 GROUP BY sha256, territory_id ORDER BY max(whole), max(bytes), sha256",
            )?;
            let rows = statement.query_map([version], |row| {
                Ok(WaitingFile {
                    sha256: row.get(0)?,
                    territory_id: row.get::<_, String>(1)?.parse().unwrap_or_default(),
                    bytes: row.get::<_, i64>(2)?.max(0) as u64,
                    picture: row.get(3)?,
                })
            })?;
            Ok::<_, StoreError>(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        // A picture of another device is not here to be sent.
        let folder = self.folder().attachments();
        Ok(found.into_iter().filter(|file| folder.join(&file.sha256).exists()).collect())
    }

    /// HQ was restored from a backup and may have lost files: each is asked after again.
    pub fn files_wait_again(&self) -> Result<(), StoreError> {
        self.take(|sql, _| {
            sql.execute("DELETE FROM blob_sent", [])?;
            Ok(())
        })?;
        Ok(())
    }

    /// HQ has the whole file.
    pub fn file_sent(&self, file: &WaitingFile, now: i64) -> Result<(), StoreError> {
        self.take(|sql, _| {
            sql.execute(
                "INSERT OR REPLACE INTO blob_sent (sha256, territory_id, at) VALUES (?, ?, ?)",
                params![file.sha256, file.territory_id.to_string(), now],
            )?;
            Ok(())
        })?;
        Ok(())
    }
}
