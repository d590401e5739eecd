//! A customer passes to another territory with its whole history (孤儿客户).

use std::collections::BTreeSet;

use rounds_core::{Id, sync::Scope};

use super::{ADMIN, territory_by};
use crate::{
    Hq, HqError, blob, cells,
    codes::known_by,
    record::{Desk, Place, Slot, kind, slot_of},
};

/// What was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reassigned {
    pub customers: u64,
    pub rows: u64,
}

impl Hq {
    /// How many customers a move of the whole territory would take along.
    pub fn reassignable(&self, from: &str, to: &str) -> Result<usize, HqError> {
        self.base.read(|tx| {
            let (from, to) = (territory_by(tx, from)?, territory_by(tx, to)?);
            if from == to {
                return Err(HqError::told("same_territory", &[]));
            }
            Ok(customers_of(tx, Scope::Territory(from))?.len())
        })
    }

    /// Moves customers by their codes, all in one transaction; no codes = all customers of the territory.
    ///
    /// Rows keep their ids, versions and writers. The old feed says `gone`, the new one `upsert`.
    pub fn reassign(&self, from: &str, to: &str, codes: &[String]) -> Result<Reassigned, HqError> {
        self.base.write(|tx| {
            let (from_id, to_id) = (territory_by(tx, from)?, territory_by(tx, to)?);
            if from_id == to_id {
                return Err(HqError::told("same_territory", &[]));
            }
            let (old, new) = (Scope::Territory(from_id), Scope::Territory(to_id));
            let mut desk = Desk::new(self);
            // Always in one order, so that two moves do not wait for each other.
            for scope in BTreeSet::from([old, new]) {
                desk.lock(tx, scope)?;
            }
            let customers = customers_of(tx, old)?;
            let wanted: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
            let known: BTreeSet<&str> = customers.iter().map(|(_, code)| code.as_str()).collect();
            if let Some(missing) = wanted.difference(&known).next() {
                return Err(not_there(tx, from, missing)?);
            }
            let there: BTreeSet<String> = customers_of(tx, new)?.into_iter().map(|(_, code)| code).collect();
            let moving: Vec<&(Id, String)> = customers
                .iter()
                .filter(|(_, code)| codes.is_empty() || wanted.contains(code.as_str()))
                .collect();
            if let Some((_, code)) = moving.iter().find(|(_, code)| there.contains(code)) {
                return Err(HqError::told("has_customer", &[("territory", &to), ("code", code)]));
            }
            let mut moved = Reassigned::default();
            for (customer, _) in moving {
                moved.customers += 1;
                let rows = tx.rows(
                    "SELECT noun, id, body, customer_id, moved_to FROM record
                     WHERE scope = $1 AND customer_id = $2 AND moved_to IS NULL ORDER BY seq",
                    cells![old, *customer],
                )?;
                for row in &rows {
                    let slot = slot_of(row, 2, 3, 4)?;
                    let place = Place { scope: old, noun: kind(row[0].text())?.noun, id: row[1].id() };
                    if let Some(held) = slot.held.as_ref().filter(|_| place.noun == "attachment") {
                        blob::announce(tx, to_id, held)?;
                        for (sha256, _) in blob::names(held) {
                            tx.run(
                                "UPDATE blob SET complete_at = (SELECT b.complete_at FROM blob b
                                   WHERE b.territory_id = $1 AND b.sha256 = $2)
                                 WHERE territory_id = $3 AND sha256 = $2 AND complete_at IS NULL",
                                cells![from_id, sha256, to_id],
                            )?;
                        }
                    }
                    let there = Place { scope: new, ..place };
                    if desk.get(tx, there)?.held.is_some() {
                        return Err(HqError::told("has_row", &[("territory", &to), ("id", &place.id)]));
                    }
                    desk.put(there, slot.clone());
                    desk.put(place, Slot { held: None, moved_to: Some(new), ..slot });
                    moved.rows += 1;
                }
            }
            desk.save(tx, self.now())?;
            self.audit(tx, ADMIN, "reassigned", &format!("{from} {to} {}", moved.customers))?;
            Ok(moved)
        })
    }
}

/// A code that the territory does not have: perhaps another has it.
fn not_there(tx: &mut dyn crate::base::Tx, from: &str, code: &str) -> Result<HqError, HqError> {
    let row = tx.row(
        "SELECT t.code FROM customer_code c JOIN record r ON r.noun = 'customer' AND r.id = c.customer_id
           AND r.moved_to IS NULL JOIN territory_code t ON r.scope = 'territory-' || t.territory_id
         WHERE c.code = $1",
        cells![known_by(code)],
    )?;
    let there = row.map(|row| row[0].text().to_owned());
    Ok(match there {
        Some(there) => {
            HqError::told("customer_elsewhere", &[("code", &code), ("there", &there), ("territory", &from)])
        }
        None => HqError::told("no_customer", &[("territory", &from), ("code", &code)]),
    })
}

fn customers_of(tx: &mut dyn crate::base::Tx, scope: Scope) -> Result<Vec<(Id, String)>, HqError> {
    let rows = tx.rows(
        "SELECT id, body FROM record
         WHERE scope = $1 AND noun = 'customer' AND deleted = 0 AND moved_to IS NULL ORDER BY id",
        cells![scope],
    )?;
    rows.iter()
        .map(|row| {
            let body: serde_json::Value = serde_json::from_str(row[1].text())?;
            Ok((row[0].id(), body["fields"]["code"].as_str().unwrap_or_default().to_owned()))
        })
        .collect()
}
