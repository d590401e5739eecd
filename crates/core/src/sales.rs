//! Sales facts: what a customer bought, from HQ. Quantities in 条 (200 支), money in fen.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, row};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SalesFact {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Id,
    /// The delivery that it belongs to.
    pub delivered_on: NaiveDate,
    /// 品规.
    pub product: String,
    /// 条.
    pub quantity: i64,
    /// Paid to the company, in fen.
    pub amount_fen: i64,
    /// Retail price less `amount_fen`, in fen.
    pub profit_fen: i64,
}

row!(SalesFact, "sales_fact", {
    customer_id: Text, delivered_on: Text, product: Text, quantity: Int, amount_fen: Int, profit_fen: Int,
});
