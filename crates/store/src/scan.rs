//! Scanned sheets and what became of them. Local: their pictures are attachments, which are synced.

use rounds_core::Id;
use rusqlite::{Connection, Row, params};

use crate::{StoreError, Tx};

const NOUN: &str = "scan";

/// A sheet that was found in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    pub id: Id,
    /// Its picture.
    pub attachment_id: Id,
    pub file_name: String,
    /// 1-based page of the file.
    pub page: u32,
    /// What its code says; none = nothing could be read.
    pub code: Option<String>,
    /// A word of the use-case.
    pub state: String,
    /// The visit that it belongs to.
    pub visit_record_id: Option<Id>,
    /// UTC milliseconds.
    pub at: i64,
}

const COLUMNS: &str = "SELECT id, attachment_id, file_name, page, code, state, visit_record_id, at FROM scan";

fn scan_of(row: &Row) -> rusqlite::Result<Scan> {
    let id = |text: String| text.parse().unwrap_or_default();
    let record: Option<String> = row.get(6)?;
    Ok(Scan {
        id: id(row.get(0)?),
        attachment_id: id(row.get(1)?),
        file_name: row.get(2)?,
        page: row.get(3)?,
        code: row.get(4)?,
        state: row.get(5)?,
        visit_record_id: record.map(id),
        at: row.get(7)?,
    })
}

fn read(connection: &Connection, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Scan>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} {rest}"))?;
    let rows = statement.query_map(params, scan_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every scanned sheet, the latest file first, its pages in order.
pub fn scans(connection: &Connection) -> Result<Vec<Scan>, StoreError> {
    read(connection, "ORDER BY at DESC, id", [])
}

pub fn scan(connection: &Connection, id: Id) -> Result<Scan, StoreError> {
    read(connection, "WHERE id = ?", [id.to_string()])?.pop().ok_or(StoreError::NotFound { noun: NOUN })
}

/// Sheets whose picture, byte for byte, has this SHA-256 and is still kept.
pub fn scan_of_picture(connection: &Connection, sha256: &str) -> Result<Option<Scan>, StoreError> {
    let rest = "WHERE attachment_id IN (SELECT id FROM attachment WHERE sha256 = ? AND deleted_at IS NULL)";
    Ok(read(connection, rest, [sha256])?.pop())
}

impl Tx<'_> {
    /// Keeps what is known of a scanned sheet. It leaves no operation.
    pub fn put_scan(&mut self, scan: &Scan) -> Result<(), StoreError> {
        self.sql
            .prepare_cached(
                "INSERT INTO scan (id, attachment_id, file_name, page, code, state, visit_record_id, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET state = ?6, visit_record_id = ?7",
            )?
            .execute(params![
                scan.id.to_string(),
                scan.attachment_id.to_string(),
                scan.file_name,
                scan.page,
                scan.code,
                scan.state,
                scan.visit_record_id.map(|id| id.to_string()),
                scan.at,
            ])?;
        self.changes.rows.insert((NOUN, scan.id));
        Ok(())
    }

    pub fn drop_scan(&mut self, id: Id) -> Result<(), StoreError> {
        self.sql.execute("DELETE FROM scan WHERE id = ?", [id.to_string()])?;
        self.changes.rows.insert((NOUN, id));
        Ok(())
    }
}
