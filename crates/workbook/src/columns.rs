//! Which row is the heading and which column holds which field.

use std::collections::BTreeMap;

use rounds_core::{AppError, ErrorCode};
use serde::Serialize;

use super::read::{Cell, MOST_ROWS, MOST_ROWS_ABOVE, Sheet, SheetRow, too_many_rows};

/// What a column can mean, in one kind of workbook.
pub trait Field: Copy + Ord + Serialize + 'static {
    /// Without these a sheet is none of its kind.
    const REQUIRED: &'static [Self];

    /// The field that a heading names, if any.
    fn recognise(heading: &str) -> Option<Self>;

    /// Whose column serves where this field has none.
    fn stand_in(self) -> Option<Self> {
        None
    }
}

/// Heading as in the file → its field; none = the column is left alone.
pub type ByHand<F> = BTreeMap<String, Option<F>>;

/// A column with a heading, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Used<F> {
    /// From 0.
    pub column: u32,
    pub heading: String,
    pub field: Option<F>,
    /// The first value below the heading, shortened.
    pub sample: Option<String>,
}

/// A sheet with its heading found.
#[derive(Clone, Debug)]
pub struct Columns<F> {
    /// Which of the file's sheets.
    pub sheet: usize,
    /// Where the rows below the heading begin in the sheet's rows.
    pub first_row: usize,
    /// Field → (column from 0, heading as in the file).
    pub by_field: BTreeMap<F, (u32, String)>,
    /// Every column with a heading.
    pub uses: Vec<Used<F>>,
}

/// Finds the sheet and row whose headings name at least the fields that are required.
///
/// # Errors
/// Of the first sheet when none serves: `HeadingMissing` (`missing`, `row`, `headings`), `HeadingTwice`
/// (`field`, `first`, `second`, `columns`, `headings`), `HeadingMerged` (`row`, `columns`), `WorkbookEmpty`,
/// `TooManyRows`.
pub fn find_columns<F: Field>(sheets: &[Sheet], mapping: &ByHand<F>) -> Result<Columns<F>, AppError> {
    let mut first_error = None;
    for (index, sheet) in sheets.iter().enumerate() {
        match in_sheet(index, sheet, mapping) {
            Ok(columns) => return Ok(columns),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or_else(|| ErrorCode::WorkbookEmpty.into()))
}

fn in_sheet<F: Field>(index: usize, sheet: &Sheet, mapping: &ByHand<F>) -> Result<Columns<F>, AppError> {
    let at = heading_row(sheet, mapping);
    let heading = &sheet.rows[at];
    check_merged(sheet, heading)?;
    let uses = uses_of(sheet, at, mapping);
    let mut by_field: BTreeMap<F, (u32, String)> = BTreeMap::new();
    for used in &uses {
        let Some(field) = used.field else { continue };
        if let Some((earlier, first)) = by_field.insert(field, (used.column, used.heading.clone())) {
            return Err(AppError::new(ErrorCode::HeadingTwice)
                .with("field", serde_json::json!(field))
                .with("row", heading.number)
                .with("first", first)
                .with("second", used.heading.as_str())
                .with("columns", format!("{}, {}", letter(earlier), letter(used.column)))
                .with("headings", seen(&uses)));
        }
    }
    for field in F::REQUIRED {
        if let Some(other) = field.stand_in().filter(|_| !by_field.contains_key(field))
            && let Some(column) = by_field.get(&other).cloned()
        {
            by_field.insert(*field, column);
        }
    }
    let missing: Vec<F> = F::REQUIRED.iter().copied().filter(|field| !by_field.contains_key(field)).collect();
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
fn seen<F>(uses: &[Used<F>]) -> Vec<String> {
    uses.iter().map(|used| used.heading.clone()).collect()
}

/// The row that names the most fields among the first ones: a title may stand above the heading.
fn heading_row<F: Field>(sheet: &Sheet, mapping: &ByHand<F>) -> usize {
    let named = |row: &SheetRow| {
        let mut fields: Vec<F> =
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

fn field_of<F: Field>(heading: &str, mapping: &ByHand<F>) -> Option<F> {
    match mapping.get(heading) {
        Some(chosen) => *chosen,
        None => F::recognise(heading),
    }
}

fn uses_of<F: Field>(sheet: &Sheet, at: usize, mapping: &ByHand<F>) -> Vec<Used<F>> {
    let heading = &sheet.rows[at];
    let by_hand: Vec<Option<F>> =
        headings(heading).iter().filter_map(|(_, heading)| mapping.get(heading).copied()).collect();
    headings(heading)
        .into_iter()
        .map(|(column, heading)| {
            let chosen = mapping.contains_key(&heading);
            // A column chosen by hand takes the field from one that only sounds like it.
            let field =
                field_of(&heading, mapping).filter(|field| chosen || !by_hand.contains(&Some(*field)));
            let below = sheet.rows[at + 1..].iter().take(50);
            let sample = below.filter_map(|row| row.cell(column)).map(Cell::shown).next();
            Used { column, heading, field, sample }
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
