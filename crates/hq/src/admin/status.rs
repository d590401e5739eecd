//! How headquarters stands.

use rounds_core::{
    AppError, Id,
    operation::Operation,
    sync::{Scope, ScopeHash},
};
use serde::Serialize;

use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    record::{name_in, slot_of, territory_of},
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
    /// What its user called the device.
    pub device: String,
    pub person: String,
    pub person_name: String,
    pub op_seq: i64,
    pub noun: String,
    pub row_id: Id,
    /// The customer that it is about, where headquarters or the operation knows the name.
    pub customer: Option<String>,
    /// What the device is told.
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
            let rows = tx.rows(
                "SELECT s.install_id, s.op_seq, s.because, s.operation, i.name, a.code, a.name, i.territory_id FROM set_aside s
                 JOIN install i ON i.install_id = s.install_id JOIN account a ON a.person_id = i.person_id
                 WHERE s.settled IS NULL ORDER BY s.at, s.op_seq",
                &[],
            )?;
            let mut all = Vec::with_capacity(rows.len());
            for row in rows {
                let operation: Operation = serde_json::from_str(row[3].text())?;
                all.push(OpenSetAside {
                    install_id: row[0].id(),
                    device: row[4].text().to_owned(),
                    person: row[5].text().to_owned(),
                    person_name: row[6].text().to_owned(),
                    op_seq: row[1].int(),
                    customer: customer_name(tx, Scope::Territory(row[7].id()), &operation)?,
                    noun: operation.noun,
                    row_id: operation.id,
                    because: serde_json::from_str(row[2].text())?,
                });
            }
            Ok(all)
        })
    }
}

/// The name of the customer that an operation is about: as its territory has it, else as the operation writes it.
fn customer_name(tx: &mut dyn Tx, scope: Scope, operation: &Operation) -> Result<Option<String>, HqError> {
    let written = |field: &str| operation.fields.get(field)?["new"].as_str().map(str::to_owned);
    let mut held = |noun: &str, id: Id| {
        let row = tx.row(
            "SELECT body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = $2 AND id = $3",
            cells![scope, noun, id],
        )?;
        row.map(|row| slot_of(&row, 0, 1, 2)).transpose()
    };
    if operation.noun == "customer" {
        let known = held("customer", operation.id)?.filter(|slot| slot.held.is_some());
        return Ok(known.map_or_else(|| written("name"), |slot| Some(name_in(&slot))));
    }
    let customer = match written("customer_id") {
        Some(id) => id.parse().ok(),
        None => held(&operation.noun, operation.id)?.and_then(|slot| slot.customer_id),
    };
    let Some(customer) = customer else { return Ok(None) };
    Ok(held("customer", customer)?.filter(|slot| slot.held.is_some()).map(|slot| name_in(&slot)))
}
