//! Customers → .xlsx, every field of the file with the primary contact.

use rounds_core::AppError;

use super::{
    CustomerField as F, Known,
    field::FIELDS,
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
        _ => text_of(customer, known.contact, field).as_str().into(),
    }
}
