//! What was signed, byte for byte: added to, never changed, and the head of its chain.

use rounds_core::{Id, evidence::SignedHead, operation::OperationKind};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, json};

use crate::{StoreError, Tx, setting};

/// The noun of its operations. Evidence has no territory and no version: nothing of it is ever merged.
pub const EVIDENCE: &str = "evidence";
const HEAD: &str = "evidence_head";

/// A signed envelope as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvidence {
    pub id: Id,
    /// Canonical JSON.
    pub envelope: Vec<u8>,
    /// The hash by which the next link names it, lower-case hex.
    pub hash: String,
    /// Place in this folder's chain, from 1.
    pub seq: i64,
}

/// A public key that signed here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceKey {
    /// The public key, hex.
    pub key_id: String,
    pub install_id: Id,
    pub first_seq: i64,
    /// UTC milliseconds.
    pub created_at: i64,
}

const COLUMNS: &str = "SELECT id, envelope, hash, seq FROM evidence";

fn stored(row: &Row) -> rusqlite::Result<StoredEvidence> {
    let id: String = row.get(0)?;
    // A row whose id was altered still has to be told of: it reads as the nil id.
    Ok(StoredEvidence {
        id: id.parse().unwrap_or_default(),
        envelope: row.get(1)?,
        hash: row.get(2)?,
        seq: row.get(3)?,
    })
}

/// An envelope of this device's chain, or a copy of one that another device signed.
pub fn evidence(connection: &Connection, id: Id) -> Result<Option<StoredEvidence>, StoreError> {
    let sql = format!(
        "{COLUMNS} WHERE id = ?1 UNION ALL SELECT id, envelope, hash, seq FROM evidence_copy WHERE id = ?1 LIMIT 1"
    );
    Ok(connection.prepare_cached(&sql)?.query_row([id.to_string()], stored).optional()?)
}

/// Every envelope in the order of the chain.
pub fn all_evidence(connection: &Connection) -> Result<Vec<StoredEvidence>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} ORDER BY seq, id"))?;
    let rows = statement.query_map([], stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every envelope that another device signed, as HQ handed it on, by its id.
pub fn evidence_copies(connection: &Connection) -> Result<Vec<StoredEvidence>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, envelope, hash, seq FROM evidence_copy ORDER BY id")?;
    let rows = statement.query_map([], stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether another device signed it.
pub fn is_evidence_copy(connection: &Connection, id: Id) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM evidence_copy WHERE id = ?1 AND id NOT IN (SELECT id FROM evidence)";
    Ok(connection.prepare_cached(sql)?.exists([id.to_string()])?)
}

/// Where the chain ends, as the last transaction that signed kept it: number 0 = nothing signed yet.
pub fn chain_head(connection: &Connection) -> Result<SignedHead, StoreError> {
    Ok(setting::read(connection, HEAD)?.unwrap_or_default())
}

/// The public keys of this folder, in the order of their chains.
pub fn device_keys(connection: &Connection) -> Result<Vec<DeviceKey>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT key_id, install_id, first_seq, created_at FROM device_key ORDER BY first_seq, key_id",
    )?;
    let rows = statement.query_map([], |row| {
        let install_id: String = row.get(1)?;
        Ok(DeviceKey {
            key_id: row.get(0)?,
            install_id: install_id.parse().unwrap_or_default(),
            first_seq: row.get(2)?,
            created_at: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Tx<'_> {
    /// Adds the next link of the chain and keeps the chain's new head, which names the link and who signed both.
    ///
    /// A link that does not follow the former head is refused.
    pub fn append_evidence(&mut self, evidence: &StoredEvidence, head: SignedHead) -> Result<(), StoreError> {
        let former = chain_head(&self.sql)?;
        let expected = former.seq.saturating_add(1);
        if evidence.seq != expected || head.seq != expected || head.hash != evidence.hash {
            return Err(StoreError::ChainBroken { expected, found: evidence.seq });
        }
        let envelope = std::str::from_utf8(&evidence.envelope)
            .map_err(|_| StoreError::ChainBroken { expected: evidence.seq, found: evidence.seq })?;
        self.sql
            .prepare_cached(
                "INSERT INTO device_key (key_id, install_id, first_seq, created_at) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![head.key_id, head.install_id.to_string(), evidence.seq, self.now()])?;
        self.sql
            .prepare_cached("INSERT INTO evidence (id, envelope, hash, seq) VALUES (?, ?, ?, ?)")?
            .execute(params![evidence.id.to_string(), evidence.envelope, evidence.hash, evidence.seq])?;
        let fields =
            [("envelope", json!(envelope)), ("hash", json!(evidence.hash)), ("seq", json!(evidence.seq))];
        let fields: Map<_, _> = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), json!({ "old": null, "new": value })))
            .collect();
        self.append(EVIDENCE, evidence.id, OperationKind::Put, 0, None, fields)?;
        setting::write(&self.sql, HEAD, &head)?;
        self.head = Some(head);
        Ok(())
    }
}
