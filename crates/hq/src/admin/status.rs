//! How headquarters stands.

use rounds_core::{
    AppError, Id,
    sync::{Scope, ScopeHash},
};
use serde::Serialize;

use crate::{
    Hq, HqError, cells,
    record::{slot_of, territory_of},
};

/// A territory at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TerritoryStatus {
    pub code: String,
    pub territory_id: Id,
    pub seq: i64,
    pub rows: u64,
    /// The canonical hash of everything that lies there, as a supervisor sees it.
    pub hash: String,
    pub devices: i64,
    /// Operations that wait to be looked at.
    pub set_aside: i64,
    /// The last link of its chain of countersignatures.
    pub certified_to: i64,
}

/// An operation that waits to be looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenSetAside {
    pub install_id: Id,
    pub op_seq: i64,
    pub row_id: Id,
    pub because: Option<AppError>,
}

impl Hq {
    /// Every territory by its code.
    pub fn status(&self) -> Result<Vec<TerritoryStatus>, HqError> {
        self.base.read(|tx| {
            let territories = tx.rows("SELECT code, territory_id FROM territory_code ORDER BY code", &[])?;
            let mut all = Vec::with_capacity(territories.len());
            for row in &territories {
                let territory_id = row[1].id();
                let scope = Scope::Territory(territory_id);
                let mut hash = ScopeHash::default();
                for row in tx.rows(
                    "SELECT noun, id, body, customer_id, moved_to FROM record
                     WHERE scope = $1 AND deleted = 0 AND moved_to IS NULL ORDER BY noun, id",
                    cells![scope],
                )? {
                    if let Some(held) = slot_of(&row, 2, 3, 4)?.held {
                        let id = row[1].id();
                        hash.add(row[0].text(), id, &held.whole(id, territory_of(scope)))?;
                    }
                }
                let counter = tx.row("SELECT seq, chain_seq FROM counter WHERE scope = $1", cells![scope])?;
                let devices = tx.row(
                    "SELECT count(*) FROM install WHERE territory_id = $1 AND removed_at IS NULL",
                    cells![territory_id],
                )?;
                let set_aside = tx.row(
                    "SELECT count(*) FROM set_aside s JOIN install i ON i.install_id = s.install_id
                     WHERE i.territory_id = $1 AND s.settled IS NULL",
                    cells![territory_id],
                )?;
                all.push(TerritoryStatus {
                    code: row[0].text().to_owned(),
                    territory_id,
                    seq: counter.as_ref().map_or(0, |row| row[0].int()),
                    rows: hash.rows(),
                    hash: hash.finish(),
                    devices: devices.map_or(0, |row| row[0].int()),
                    set_aside: set_aside.map_or(0, |row| row[0].int()),
                    certified_to: counter.map_or(0, |row| row[1].int()),
                });
            }
            Ok(all)
        })
    }

    /// What was set aside and is not settled, oldest first.
    pub fn open_set_aside(&self) -> Result<Vec<OpenSetAside>, HqError> {
        self.base.read(|tx| {
            tx.rows(
                "SELECT install_id, op_seq, row_id, because FROM set_aside WHERE settled IS NULL ORDER BY at, op_seq",
                &[],
            )?
            .iter()
            .map(|row| {
                Ok(OpenSetAside {
                    install_id: row[0].id(),
                    op_seq: row[1].int(),
                    row_id: row[2].id(),
                    because: serde_json::from_str(row[3].text())?,
                })
            })
            .collect()
        })
    }
}
