//! .xlsx, .xls and .ods by `calamine`.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, OdsError, Range, Reader, Sheet as Listed, SheetType,
    SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};
use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode};

use super::{
    Cell, Collector, MOST_ROWS, MOST_ROWS_ABOVE, Merged, Sheet,
    foreign::{Content, in_compound_file, not_a_workbook},
    shortened, too_large, too_many_rows,
};

/// Days of 1900-01-01 to 2199-12-31 in Excel's count.
const DATES: std::ops::Range<f64> = 1.0..109_575.0;

pub fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, AppError> {
    guarded(|| {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| of_xlsx(&error))?;
        let mut sheets = Vec::new();
        for name in shown(workbook.sheets_metadata()) {
            let merged = workbook.merge_cells_by_sheet_name(&name).map_err(|error| of_xlsx(&error))?;
            let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| of_xlsx(&error))?;
            let mut collector = Collector::new(&name);
            while let Some(cell) = cells.next_cell_with_formula().map_err(|error| of_xlsx(&error))? {
                let read = match cell.formula {
                    Some(formula) if !formula.is_empty() => Some(formula_cell(&formula)),
                    _ => cell_of_ref(&cell.value),
                };
                if let Some(read) = read {
                    collector.push(cell.pos.0, cell.pos.1, read)?;
                }
            }
            sheets.push(collector.finish(near_the_top(&merged)));
        }
        Ok(sheets)
    })
}

pub fn ods(bytes: &[u8]) -> Result<Vec<Sheet>, AppError> {
    guarded(|| {
        let mut workbook: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| of_ods(&error))?;
        let names = shown(workbook.sheets_metadata());
        let mut sheets = Vec::new();
        for name in names {
            let range = workbook.worksheet_range(&name).map_err(|error| of_ods(&error))?;
            let formulas = workbook.worksheet_formula(&name).map_err(|error| of_ods(&error))?;
            sheets.push(of_range(&name, &range, &formulas, &[])?);
        }
        Ok(sheets)
    })
}

pub fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, AppError> {
    guarded(|| {
        let mut workbook: Xls<_> = match Xls::new(Cursor::new(bytes)) {
            Ok(workbook) => workbook,
            Err(XlsError::Password) => return Err(ErrorCode::WorkbookEncrypted.into()),
            // An encrypted .xlsx lies in the same container as an .xls.
            Err(_) => {
                return match Xlsx::new(Cursor::new(bytes)) {
                    Err(XlsxError::Password) => Err(ErrorCode::WorkbookEncrypted.into()),
                    Err(_) => Err(not_a_workbook(in_compound_file(bytes))),
                    Ok(_) => Err(not_a_workbook(Content::Damaged)),
                };
            }
        };
        let damaged = |_| not_a_workbook(Content::Damaged);
        let names = shown(workbook.sheets_metadata());
        let mut sheets = Vec::new();
        for name in names {
            let merged = workbook.merge_cells_by_sheet_name(&name).map_err(damaged)?;
            let range = workbook.worksheet_range(&name).map_err(damaged)?;
            let formulas = workbook.worksheet_formula(&name).map_err(damaged)?;
            sheets.push(of_range(&name, &range, &formulas, &near_the_top(&merged))?);
        }
        Ok(sheets)
    })
}

/// `calamine` indexes into some damaged files without looking: such a file is no workbook, and no reason to
/// take the window down.
fn guarded<T>(read: impl FnOnce() -> Result<T, AppError>) -> Result<T, AppError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(not_a_workbook(Content::Damaged)))
}

fn of_xlsx(error: &XlsxError) -> AppError {
    match error {
        XlsxError::Password => ErrorCode::WorkbookEncrypted.into(),
        _ => not_a_workbook(Content::Damaged),
    }
}

fn of_ods(error: &OdsError) -> AppError {
    match error {
        OdsError::Password => ErrorCode::WorkbookEncrypted.into(),
        OdsError::CellLimitExceeded { .. } => too_large(),
        _ => not_a_workbook(Content::Damaged),
    }
}

/// The worksheets that a user sees; all of them where every one is hidden.
fn shown(listed: &[Listed]) -> Vec<String> {
    let worksheets = || listed.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = worksheets()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.is_empty() { worksheets().map(|sheet| sheet.name.clone()).collect() } else { names }
}

fn near_the_top(merged: &[Dimensions]) -> Vec<Merged> {
    merged
        .iter()
        .filter(|area| (area.start.0 as usize) < 2 * MOST_ROWS_ABOVE)
        .map(|area| Merged { rows: (area.start.0, area.end.0), columns: (area.start.1, area.end.1) })
        .collect()
}

fn of_range(
    name: &str,
    range: &Range<Data>,
    formulas: &Range<String>,
    merged: &[Merged],
) -> Result<Sheet, AppError> {
    let mut collector = Collector::new(name);
    let Some(first) = range.start() else {
        return Ok(collector.finish(Vec::new()));
    };
    for (row, column, value) in range.used_cells() {
        let at = (first.0 + row as u32, first.1 + column as u32);
        let read = match formulas.get_value(at) {
            Some(formula) if !formula.is_empty() => Some(formula_cell(formula)),
            _ => cell_of(value),
        };
        if let Some(read) = read {
            collector.push(at.0, at.1, read)?;
        }
    }
    if collector.sheet.rows.len() > MOST_ROWS + MOST_ROWS_ABOVE {
        return Err(too_many_rows());
    }
    Ok(collector.finish(merged.to_vec()))
}

fn formula_cell(formula: &str) -> Cell {
    let text = formula.strip_prefix("of:").unwrap_or(formula);
    Cell::Formula(shortened(&format!("={}", text.trim_start_matches('='))))
}

fn cell_of_ref(value: &DataRef<'_>) -> Option<Cell> {
    match value {
        // Not cloned before it is known to be short.
        DataRef::SharedString(text) => Cell::text(text),
        value => cell_of(&Data::from(value.clone())),
    }
}

fn cell_of(value: &Data) -> Option<Cell> {
    Some(match value {
        Data::Empty => return None,
        Data::String(text) | Data::DurationIso(text) => return Cell::text(text),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(flag) => Cell::Flag(*flag),
        Data::DateTime(time) => of_time(time),
        Data::DateTimeIso(text) => match text.get(..10).and_then(|date| date.parse::<NaiveDate>().ok()) {
            Some(date) => Cell::Date(date),
            None => return Cell::text(text),
        },
        Data::Error(error) => Cell::Failed(error.to_string()),
    })
}

/// A cell formatted as a date or a time; the time of day of a date is dropped.
fn of_time(time: &ExcelDateTime) -> Cell {
    let is_date = time.is_datetime() && DATES.contains(&time.as_f64());
    if let Some(moment) = time.as_datetime().filter(|_| is_date) {
        return Cell::Date(moment.date());
    }
    Cell::Number(time.as_f64())
}
