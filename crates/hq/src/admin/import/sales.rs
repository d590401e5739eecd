//! Sales figures. They go to wherever their customer is; a delivery's row is known by customer, day and product.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{ErrorCode, Id, Meta, sales::SalesFact, sync::Scope};
use rounds_workbook::{ImportOutcome, ReadSales, Rejection, Sale, read_sales};
use sha2::{Digest, Sha256};

use super::{Imported, SalesFile, homes_of, noun_of, place};
use crate::{
    Hq, HqError,
    admin::ADMIN,
    base::Tx,
    codes::known_by,
    record::{Desk, fields_of},
};

/// The id of a delivery's row: the same for whoever imports it, however often.
fn fact_id(customer: Id, sale: &Sale) -> Id {
    let text = format!("rounds sale {customer} {} {}", sale.delivered_on, sale.product);
    let digest = Sha256::digest(text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl Hq {
    /// What a workbook of sales would change. Nothing is written.
    ///
    /// # Errors
    /// Of the file as a whole; a row's own faults are in the outcome.
    pub fn try_sales(&self, file: &SalesFile) -> Result<Imported, HqError> {
        self.sales(file, false)
    }

    /// Writes a workbook of sales into headquarters' feeds, all of its good rows or none.
    ///
    /// # Errors
    /// As [`Hq::try_sales`].
    pub fn import_sales(&self, file: &SalesFile) -> Result<Imported, HqError> {
        self.sales(file, true)
    }

    fn sales(&self, file: &SalesFile, keep: bool) -> Result<Imported, HqError> {
        let read = read_sales(file.file_name, file.bytes, &file.mapping)?;
        self.base.write(|tx| {
            let mut desk = Desk::new(self);
            let outcome = self.put_sales(tx, &mut desk, &read)?;
            if keep {
                desk.save(tx, self.now())?;
                let detail = format!("{} new {} changed", outcome.new, outcome.changed);
                self.audit(tx, ADMIN, "sales_imported", &detail)?;
            }
            Ok(Imported { outcome, kept: 0 })
        })
    }

    fn put_sales(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        read: &ReadSales,
    ) -> Result<ImportOutcome, HqError> {
        let good = || read.rows.iter().filter_map(|row| row.result.as_ref().ok());
        let codes: BTreeSet<String> = good().map(|sale| known_by(&sale.code)).collect();
        let homes = homes_of(tx, &codes.into_iter().collect::<Vec<_>>())?;
        let mut ids: BTreeMap<Scope, BTreeSet<Id>> = BTreeMap::new();
        for sale in good() {
            if let Some((customer, territory)) = homes.get(&known_by(&sale.code)) {
                ids.entry(Scope::Territory(*territory)).or_default().insert(fact_id(*customer, sale));
            }
        }
        for (scope, ids) in &ids {
            desk.load(tx, *scope, "sales_fact", ids)?;
        }
        let mut outcome = ImportOutcome::default();
        for row in &read.rows {
            let sale = match &row.result {
                Ok(sale) => sale,
                Err(rejections) => {
                    outcome.rejected_rows += 1;
                    outcome.rejected.extend_from_slice(rejections);
                    continue;
                }
            };
            let Some((customer, territory)) = homes.get(&known_by(&sale.code)).copied() else {
                outcome.rejected_rows += 1;
                outcome.rejected.push(Rejection {
                    row: row.row,
                    column: read.code_heading.clone(),
                    value: sale.code.clone(),
                    code: ErrorCode::CustomerUnknown,
                    detail: serde_json::Map::new(),
                });
                continue;
            };
            let at = place(territory, "sales_fact", fact_id(customer, sale));
            let slot = desk.get(tx, at)?;
            let former: Option<SalesFact> = noun_of(at.id, territory, &slot);
            let fact = SalesFact {
                meta: Meta::new(at.id, territory, self.now()),
                customer_id: customer,
                delivered_on: sale.delivered_on,
                product: sale.product.clone(),
                quantity: sale.quantity,
                amount_fen: sale.amount_fen,
                profit_fen: sale
                    .profit_fen
                    .or(former.as_ref().map(|fact| fact.profit_fen))
                    .unwrap_or_default(),
            };
            let merged = desk.write(self, tx, at, &fields_of(&fact)?, Some(customer))?;
            let count = match (merged.changed, former.is_some()) {
                (false, _) => &mut outcome.same,
                (true, true) => &mut outcome.changed,
                (true, false) => &mut outcome.new,
            };
            *count += 1;
        }
        Ok(outcome)
    }
}
