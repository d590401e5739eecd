//! Customers → .xlsx or .csv, every field of the file with the primary contact.

use rounds_core::{AppError, ErrorCode};

use super::{
    CustomerField as F, Known,
    field::FIELDS,
    guard::guarded,
    show::text_of,
    table::{Column, Table, TableCell, write_table},
};

/// Writes customers in the order given. Importing the file again changes nothing.
///
/// # Errors
/// `Internal`, when they do not fit a sheet.
pub fn export_customers(customers: &[Known<'_>], now: i64) -> Result<Vec<u8>, AppError> {
    let columns = FIELDS
        .iter()
        .map(|(_, heading, width, _)| Column { heading: (*heading).to_owned(), width: *width })
        .collect();
    let rows = customers
        .iter()
        .map(|known| FIELDS.iter().map(|(field, ..)| cell(known, *field)).collect())
        .collect();
    write_table(&Table { sheet_name: "客户".to_owned(), title: None, columns, rows }, now)
}

/// The same as text: UTF-8 with the mark that spreadsheets know it by, commas, one record for each customer. Importing
/// the file again changes nothing.
///
/// # Errors
/// `Internal`, which memory never gives cause for.
pub fn export_customers_as_text(customers: &[Known<'_>]) -> Result<Vec<u8>, AppError> {
    let failed = |error: csv::Error| ErrorCode::Internal.with("because", error.to_string());
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(FIELDS.iter().map(|(_, heading, ..)| *heading)).map_err(failed)?;
    for known in customers {
        let record = FIELDS.iter().map(|(field, ..)| match field {
            // Numbers below zero are no formulas.
            F::Latitude | F::Longitude => text_of(known, *field),
            _ => guarded(&text_of(known, *field)),
        });
        writer.write_record(record).map_err(failed)?;
    }
    writer.into_inner().map_err(|_| ErrorCode::Internal.into())
}

fn cell(known: &Known<'_>, field: F) -> TableCell {
    let customer = known.customer;
    let degrees = |e7: Option<i32>| e7.map_or(TableCell::Blank, |e7| TableCell::Degrees(f64::from(e7) / 1e7));
    let number = |value: Option<u32>| value.map_or(TableCell::Blank, |value| TableCell::Number(value.into()));
    match field {
        F::LicenceExpiresOn => customer.licence_expires_on.map_or(TableCell::Blank, TableCell::Date),
        F::LastVisitOn => customer.last_visit_on.map_or(TableCell::Blank, TableCell::Date),
        F::Latitude => degrees(customer.position.map(|position| position.raw_lat_e7)),
        F::Longitude => degrees(customer.position.map(|position| position.raw_lng_e7)),
        F::ServiceMin => number(customer.service_min),
        F::MinGapDays => number(customer.frequency.as_ref().map(|rule| rule.min_gap_days)),
        _ => text_of(known, field).as_str().into(),
    }
}
