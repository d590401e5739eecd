//! What workbooks get, good and bad. The files in `tests/data` are described there.

mod bad_files;
mod bad_rows;
mod headings;
mod merge;
mod owner;
mod real;
mod round_trip;
mod values;

use chrono::NaiveDate;
use rounds_core::{
    AppError, Entropy, ErrorCode, Id, Meta, SeededEntropy, customer::Customer, position::Datum,
};
use rust_xlsxwriter::Workbook;

use super::{read::MOST_ROWS, *};

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<ReadCustomers, AppError> {
    read_named("", bytes)
}

fn read_named(file_name: &str, bytes: &[u8]) -> Result<ReadCustomers, AppError> {
    read_customers(file_name, bytes, &Mapping::default(), Datum::Gcj02)
}

/// Long after whatever a test calls a last visit.
fn dry_run(read: &ReadCustomers, known: &[Known<'_>]) -> Merge {
    super::dry_run(read, known, NaiveDate::from_ymd_opt(2101, 1, 1).unwrap())
}

fn read_csv(text: &str) -> ReadCustomers {
    read_bytes(text.as_bytes()).unwrap()
}

/// The customer of a text file's only good row.
fn one(text: &str) -> ImportedCustomer {
    let read = read_csv(text);
    assert_eq!(read.rows.len(), 1);
    read.rows[0].result.clone().unwrap()
}

/// A text file's only rejection: column, value, code.
fn only_rejection(text: &str) -> (String, String, ErrorCode) {
    rejection_of(&read_csv(text))
}

fn rejection_of(read: &ReadCustomers) -> (String, String, ErrorCode) {
    let found: Vec<&Rejection> =
        read.rows.iter().filter_map(|row| row.result.as_ref().err()).flatten().collect();
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].column.clone(), found[0].value.clone(), found[0].code)
}

fn failure(bytes: &[u8]) -> AppError {
    read_bytes(bytes).unwrap_err()
}

/// A workbook of texts.
fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            if !text.is_empty() {
                sheet.write_string(row as u32, column as u16, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn meta(seed: u64) -> Meta {
    let entropy = SeededEntropy::new(seed);
    Meta::new(entropy.id(1_700_000_000_000), Id::nil(), 1_700_000_000_000)
}

fn known(customers: &[Customer]) -> Vec<Known<'_>> {
    customers.iter().map(|customer| Known { customer, contact: None, shared_owner: None }).collect()
}
