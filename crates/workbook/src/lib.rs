//! Workbooks: bytes in, rows out; rows in, bytes out. Pure: no file is opened, no row is stored here.
//!
//! An import goes [`read_customers`] → [`dry_run`] → the use-case writes [`Merge::changes`] in one transaction.
//! [`export_customers`] writes what `read_customers` reads back without a difference.

mod columns;
mod doubt;
mod export;
mod field;
mod guard;
mod imported;
mod merge;
mod owner;
mod read;
mod report;
mod rows;
mod sales;
mod show;
mod table;
mod value;
mod wire;

pub use export::{export_customers, export_customers_as_text};
pub use field::CustomerField;
pub use imported::ImportedCustomer;
pub use merge::{Change, Known, Merge, dry_run};
pub use owner::shared_owners;
pub use read::{MOST_BYTES, read_csv, too_large};
pub use report::ImportReport;
pub use rows::{
    ImportRow, ReadCustomers, names_territory, read_customers, read_customers_of_territories,
    read_customers_of_territory,
};
pub use sales::{ReadSales, Sale, SaleRow, SalesField, SalesMapping, read_sales};
pub use table::{Column, Table, TableCell, write_table};
pub use value::text::code;
pub use wire::{ColumnUse, FieldDifference, ImportOutcome, ImportRowState, Mapping, Rejection, RowOutcome};

#[cfg(test)]
mod tests;
