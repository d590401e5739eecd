//! Which row is the heading and which column holds which field.

use std::collections::BTreeMap;

use rounds_core::{AppError, ErrorCode};

use super::{
    CustomerField,
    field::recognise,
    read::{Cell, MOST_ROWS, MOST_ROWS_ABOVE, Sheet, SheetRow, too_many_rows},
    wire::{ColumnUse, Mapping},
};

/// A sheet with its heading found.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Which of the file's sheets.
    pub sheet: usize,
    /// Where the rows below the heading begin in the sheet's rows.
    pub first_row: usize,
    /// Field → (column from 0, heading as in the file).
    pub by_field: BTreeMap<CustomerField, (u32, String)>,
    /// Every column with a heading.
    pub uses: Vec<ColumnUse>,
}

/// Finds the sheet and row whose headings name at least a code (or a licence number, which then serves as the
/// code) and a name.
///
/// # Errors
/// Of the first sheet when none serves: `HeadingMissing` (`missing`, `row`, `headings`), `HeadingTwice`
/// (`field`, `first`, `second`, `columns`, `headings`), `HeadingMerged` (`row`, `columns`), `WorkbookEmpty`,
/// `TooManyRows`.
pub fn find_columns(sheets: &[Sheet], mapping: &Mapping) -> Result<Columns, AppError> {
    let mut first_error = None;
    for (index, sheet) in sheets.iter().enumerate() {
        match in_sheet(index, sheet, mapping) {
            Ok(columns) => return Ok(columns),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or_else(|| ErrorCode::WorkbookEmpty.into()))
}

fn in_sheet(index: usize, sheet: &Sheet, mapping: &Mapping) -> Result<Columns, AppError> {
    let at = heading_row(sheet, mapping);
    let heading = &sheet.rows[at];
    check_merged(sheet, heading)?;
    let uses = uses_of(sheet, at, mapping);
    let mut by_field: BTreeMap<CustomerField, (u32, String)> = BTreeMap::new();
    for ((column, text), used) in headings(heading).iter().zip(&uses) {
        let Some(field) = used.field else { continue };
        if let Some((earlier, first)) = by_field.insert(field, (*column, text.clone())) {
            return Err(AppError::new(ErrorCode::HeadingTwice)
                .with("field", serde_json::json!(field))
                .with("row", heading.number)
                .with("first", first)
                .with("second", text.as_str())
                .with("columns", format!("{}, {}", letter(earlier), letter(*column)))
                .with("headings", seen(&uses)));
        }
    }
    if !by_field.contains_key(&CustomerField::Code)
        && let Some(licence) = by_field.get(&CustomerField::LicenceNo)
    {
        let licence = licence.clone();
        by_field.insert(CustomerField::Code, licence);
    }
    let missing: Vec<CustomerField> = [CustomerField::Code, CustomerField::Name]
        .into_iter()
        .filter(|field| !by_field.contains_key(field))
        .collect();
    if !missing.is_empty() {
        return Err(AppError::new(ErrorCode::HeadingMissing)
            .with("missing", serde_json::json!(missing))
            .with("row", heading.number)
            .with("headings", seen(&uses)));
    }
    let first_row = at + 1;
    match sheet.rows.len() - first_row {
        0 => Err(ErrorCode::WorkbookEmpty.into()),
        rows if rows > MOST_ROWS => Err(too_many_rows()),
        _ => Ok(Columns { sheet: index, first_row, by_field, uses }),
    }
}

/// Every heading, to be mapped by hand.
fn seen(uses: &[ColumnUse]) -> Vec<String> {
    uses.iter().map(|used| used.heading.clone()).collect()
}

/// The row that names the most fields among the first ones: a title may stand above the heading.
fn heading_row(sheet: &Sheet, mapping: &Mapping) -> usize {
    let named = |row: &SheetRow| {
        let mut fields: Vec<CustomerField> =
            headings(row).iter().filter_map(|(_, heading)| field_of(heading, mapping)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    };
    let counts: Vec<usize> = sheet.rows.iter().take(MOST_ROWS_ABOVE).map(named).collect();
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|count| *count == most).unwrap_or(0)
}

fn check_merged(sheet: &Sheet, heading: &SheetRow) -> Result<(), AppError> {
    let row = heading.number - 1;
    let joined: Vec<String> = sheet
        .merged
        .iter()
        .filter(|area| (area.rows.0..=area.rows.1).contains(&row))
        .map(|area| {
            if area.columns.0 == area.columns.1 {
                letter(area.columns.0)
            } else {
                format!("{}-{}", letter(area.columns.0), letter(area.columns.1))
            }
        })
        .collect();
    if joined.is_empty() {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::HeadingMerged)
        .with("row", heading.number)
        .with("columns", joined.join(", ")))
}

/// The texts of a row with their columns from 0.
fn headings(row: &SheetRow) -> Vec<(u32, String)> {
    row.cells
        .iter()
        .filter_map(|(column, cell)| match cell {
            Cell::Text(text) => Some((*column, text.trim().to_owned())),
            _ => None,
        })
        .collect()
}

fn field_of(heading: &str, mapping: &Mapping) -> Option<CustomerField> {
    match mapping.0.get(heading) {
        Some(chosen) => *chosen,
        None => recognise(heading),
    }
}

fn uses_of(sheet: &Sheet, at: usize, mapping: &Mapping) -> Vec<ColumnUse> {
    let heading = &sheet.rows[at];
    let by_hand: Vec<Option<CustomerField>> =
        headings(heading).iter().filter_map(|(_, heading)| mapping.0.get(heading).copied()).collect();
    headings(heading)
        .into_iter()
        .map(|(column, heading)| {
            let chosen = mapping.0.contains_key(&heading);
            // A column chosen by hand takes the field from one that only sounds like it.
            let field =
                field_of(&heading, mapping).filter(|field| chosen || !by_hand.contains(&Some(*field)));
            let below = sheet.rows[at + 1..].iter().take(50);
            let sample = below.filter_map(|row| row.cell(column)).map(Cell::shown).next();
            ColumnUse { letter: letter(column), heading, field, sample }
        })
        .collect()
}

/// A column's name in spreadsheets: 0 → A, 25 → Z, 26 → AA.
pub fn letter(column: u32) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
