//! Workbooks for many territories: a dry run first, then all of it in one transaction.

mod customers;
mod sales;

use std::collections::BTreeMap;

use rounds_core::{Id, position::Datum, sync::Scope};
use rounds_workbook::{ImportOutcome, Mapping, SalesMapping};
use serde_json::Value;

use crate::{
    HqError,
    base::{Cell, Row, Tx},
    record::{Place, Slot, slot_of},
};

/// A workbook of customers as it was handed over.
#[derive(Clone, Debug)]
pub struct CustomerFile<'f> {
    pub file_name: &'f str,
    pub bytes: &'f [u8],
    pub mapping: Mapping,
    /// Headings that mean the territory, chosen by hand.
    pub territory_headings: Vec<String>,
    /// Of positions inside mainland China, where no column says.
    pub datum: Datum,
    /// The territory of every row; none = a column says which.
    pub territory: Option<&'f str>,
}

/// A workbook of sales as it was handed over.
#[derive(Clone, Debug)]
pub struct SalesFile<'f> {
    pub file_name: &'f str,
    pub bytes: &'f [u8],
    pub mapping: SalesMapping,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    pub outcome: ImportOutcome,
    /// Values that the account manager has written and keeps: a workbook does not overwrite what only a visit can tell.
    pub kept: u32,
}

/// Code → id, of every territory.
fn territories(tx: &mut dyn Tx) -> Result<BTreeMap<String, Id>, HqError> {
    let rows = tx.rows("SELECT code, territory_id FROM territory_code ORDER BY code", &[])?;
    Ok(rows.iter().map(|row| (row[0].text().to_owned(), row[1].id())).collect())
}

/// The rows of a noun that a territory has.
fn rows_of(tx: &mut dyn Tx, territory: Id, noun: &'static str) -> Result<Vec<(Id, Slot)>, HqError> {
    let scope = Scope::Territory(territory);
    let rows = tx.rows(
        "SELECT id, body, customer_id, moved_to FROM record
         WHERE scope = $1 AND noun = $2 AND deleted = 0 AND moved_to IS NULL ORDER BY id",
        crate::cells![scope, noun],
    )?;
    rows.iter().map(|row: &Row| Ok((row[0].id(), slot_of(row, 1, 2, 3)?))).collect()
}

/// The row as its noun; a field that a later program wrote is passed over.
fn noun_of<R: serde::de::DeserializeOwned>(id: Id, territory: Id, slot: &Slot) -> Option<R> {
    let whole = slot.held.as_ref()?.whole(id, territory);
    serde_json::from_value(Value::Object(whole)).ok()
}

/// Where the customers of some codes lie: code → customer and territory.
fn homes_of(tx: &mut dyn Tx, codes: &[String]) -> Result<BTreeMap<String, (Id, Id)>, HqError> {
    let mut homes = BTreeMap::new();
    for chunk in codes.chunks(500) {
        let marks: Vec<String> = (1..=chunk.len()).map(|index| format!("${index}")).collect();
        let cells: Vec<Cell> = chunk.iter().map(|code| Cell::from(code.as_str())).collect();
        let sql = format!(
            "SELECT c.code, c.customer_id, r.scope FROM customer_code c
             JOIN record r ON r.noun = 'customer' AND r.id = c.customer_id AND r.moved_to IS NULL
             WHERE r.deleted = 0 AND r.body IS NOT NULL AND c.code IN ({})",
            marks.join(", ")
        );
        for row in tx.rows(&sql, &cells)? {
            if let Ok(Scope::Territory(territory)) = row[2].text().parse() {
                homes.insert(row[0].text().to_owned(), (row[1].id(), territory));
            }
        }
    }
    Ok(homes)
}

/// Where a row of a territory lies.
fn place(territory: Id, noun: &'static str, id: Id) -> Place {
    Place { scope: Scope::Territory(territory), noun, id }
}
