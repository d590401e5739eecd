//! A workbook of sales: what each customer bought, by delivery and product.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{
    CustomerField,
    columns::{ByHand, Field, find_columns},
    field::{bare, recognise},
    read::read,
    rows::RowReader,
    value::{date, number, text},
    wire::Rejection,
};

/// A column's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SalesField {
    /// The customer's code.
    Code,
    DeliveredOn,
    /// 品规.
    Product,
    /// 条.
    Quantity,
    /// 元, paid to the company.
    Amount,
    /// 元, the retail price less the amount.
    Profit,
}

use SalesField as F;

/// Field → headings that mean it, without blanks, case and punctuation. The customer's code goes by what it is called in
/// the customer file.
const HEADINGS: &[(SalesField, &[&str])] = &[
    (
        F::DeliveredOn,
        &[
            "配送日期",
            "送货日期",
            "到货日期",
            "交货日期",
            "销售日期",
            "订单日期",
            "日期",
            "date",
            "deliverydate",
            "deliveredon",
        ],
    ),
    (
        F::Product,
        &[
            "品规",
            "品规名称",
            "规格",
            "卷烟名称",
            "卷烟规格",
            "商品名称",
            "商品",
            "产品名称",
            "产品",
            "品名",
            "product",
            "productname",
            "item",
        ],
    ),
    (
        F::Quantity,
        &[
            "数量",
            "数量条",
            "条数",
            "销量",
            "销量条",
            "销售数量",
            "购进量",
            "购进数量",
            "订购量",
            "quantity",
            "qty",
            "cartons",
        ],
    ),
    (
        F::Amount,
        &[
            "金额",
            "金额元",
            "销售额",
            "销售金额",
            "购进金额",
            "批发金额",
            "订单金额",
            "amount",
            "amountyuan",
            "sales",
        ],
    ),
    (
        F::Profit,
        &["毛利", "毛利元", "毛利额", "利润", "经营毛利", "profit", "profityuan", "grossprofit", "margin"],
    ),
];

impl Field for SalesField {
    const REQUIRED: &'static [Self] = &[F::Code, F::DeliveredOn, F::Product, F::Quantity, F::Amount];

    fn recognise(heading: &str) -> Option<Self> {
        if recognise(heading) == Some(CustomerField::Code) {
            return Some(F::Code);
        }
        let unbracketed = heading.split(['(', '（', '[', '【']).next().unwrap_or_default();
        [heading, unbracketed].iter().find_map(|heading| {
            let heading = bare(heading);
            HEADINGS.iter().find(|(_, words)| words.contains(&heading.as_str())).map(|(field, _)| *field)
        })
    }
}

/// Heading as in the file → its field; `null` = leave the column alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesMapping(pub BTreeMap<String, Option<SalesField>>);

impl SalesMapping {
    /// Reads a mapping from its JSON file.
    ///
    /// # Errors
    /// `BadMapping` with what the parser says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, AppError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        serde_json::from_slice(bytes)
            .map_err(|error| ErrorCode::BadMapping.with("because", error.to_string()))
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    pub code: String,
    pub delivered_on: NaiveDate,
    pub product: String,
    /// 条; less than 0 = taken back.
    pub quantity: i64,
    pub amount_fen: i64,
    /// None where the workbook does not say.
    pub profit_fen: Option<i64>,
}

/// A row of the workbook.
#[derive(Clone, Debug)]
pub struct SaleRow {
    /// As the spreadsheet counts, from 1, the heading included.
    pub row: u32,
    pub result: Result<Sale, Vec<Rejection>>,
}

/// A workbook read to the end.
#[derive(Clone, Debug)]
pub struct ReadSales {
    pub rows: Vec<SaleRow>,
    /// Heading of the column of customer codes.
    pub code_heading: String,
}

/// Reads a workbook of sales. `file_name` tells what a text was meant to be.
///
/// # Errors
/// Of the file as a whole, as for customers. A row's own faults are in its `result`; `SaleTwice` for the second row of a
/// customer, day and product.
pub fn read_sales(file_name: &str, bytes: &[u8], mapping: &SalesMapping) -> Result<ReadSales, AppError> {
    let mut sheets = read(file_name, bytes)?;
    let by_hand: &ByHand<F> = &mapping.0;
    let columns = find_columns(&sheets, by_hand)?;
    let sheet = sheets.swap_remove(columns.sheet);
    let mut first_row_of: HashMap<(String, NaiveDate, String), u32> = HashMap::new();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows[columns.first_row..] {
        if columns.by_field.values().all(|(column, _)| row.cell(*column).is_none()) {
            continue;
        }
        let mut reader = RowReader { row, columns: &columns.by_field, rejections: Vec::new() };
        let sale = reader.sale();
        if let Some(sale) = &sale {
            let key = (sale.code.clone(), sale.delivered_on, sale.product.clone());
            match first_row_of.get(&key) {
                Some(first) => {
                    let detail = [("first_row".to_owned(), (*first).into())].into_iter().collect();
                    reader.reject(F::Product, ErrorCode::SaleTwice, detail);
                }
                None => {
                    first_row_of.insert(key, row.number);
                }
            }
        }
        let rejections = reader.rejections;
        let result = sale.filter(|_| rejections.is_empty()).ok_or(rejections);
        rows.push(SaleRow { row: row.number, result });
    }
    if rows.is_empty() {
        return Err(ErrorCode::WorkbookEmpty.into());
    }
    let code_heading = columns.by_field.get(&F::Code).map(|(_, heading)| heading.clone()).unwrap_or_default();
    Ok(ReadSales { rows, code_heading })
}

/// Characters of a product's name.
const MOST_OF_PRODUCT: usize = 60;

impl RowReader<'_, SalesField> {
    fn sale(&mut self) -> Option<Sale> {
        let code = self.code(F::Code);
        let code = self.required(F::Code, code);
        let product = self.line(F::Product);
        let product = self.required(F::Product, product);
        let delivered_on = self.read(F::DeliveredOn, date::of);
        let quantity = self.read(F::Quantity, number::pieces);
        let amount_fen = self.read(F::Amount, number::fen);
        let profit_fen = self.read(F::Profit, number::fen);
        for (field, is_missing) in [
            (F::DeliveredOn, delivered_on.is_none()),
            (F::Quantity, quantity.is_none()),
            (F::Amount, amount_fen.is_none()),
        ] {
            if is_missing && self.cell(field).is_none() {
                self.reject(field, ErrorCode::Required, Map::new());
            }
        }
        if let Err(error) = rounds_core::customer::check_text(&product, MOST_OF_PRODUCT, false) {
            self.reject(F::Product, error.code, error.detail);
        }
        Some(Sale {
            code: text::code(&code),
            delivered_on: delivered_on?,
            product,
            quantity: quantity?,
            amount_fen: amount_fen?,
            profit_fen,
        })
    }
}
