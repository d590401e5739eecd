//! Bytes → sheets of cells, by what they hold; the name only tells what a text was meant to be. Every way in is bounded in rows, cells and bytes,
//! so that a crafted file ends in a message and not in a full memory.

mod archive;
mod delimited;
mod foreign;
mod spreadsheet;

use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode, customer::is_invisible};

pub use self::delimited::cells as read_csv;
pub use self::foreign::{Content, is_named_as_old_workbook, not_a_workbook};
use self::foreign::{by_signature, is_named_as_workbook};
use super::guard::{is_dash, starts_formula, unguarded};

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 50 * 1024 * 1024;
/// The most rows below the heading.
pub const MOST_ROWS: usize = 50_000;
/// The longest text of a cell, in characters: what spreadsheets themselves allow.
pub const MOST_CELL_CHARS: usize = 32_767;
/// Characters of a value that a message shows.
const SHOWN_CHARS: usize = 40;
/// The most cells that are not empty.
const MOST_CELLS: usize = 4_000_000;
/// The most bytes of text in all cells: one long text may be shared by many.
const MOST_TEXT_BYTES: usize = 256 * 1024 * 1024;
/// Rows above the heading, such as a title, that are looked at.
pub const MOST_ROWS_ABOVE: usize = 20;

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Flag(bool),
    /// Something that a spreadsheet computes, as it is written there, shortened.
    Formula(String),
    /// A computation that failed, such as `#N/A`.
    Failed(String),
    /// A text over the limit: its beginning and its length in characters.
    Huge {
        start: String,
        chars: usize,
    },
}

impl Cell {
    /// A text cell of a spreadsheet; none where it is empty or a dash for "nothing".
    fn text(text: &str) -> Option<Self> {
        Self::bounded(text, |text| text.starts_with('='))
    }

    /// A cell of a text file, where nothing but its looks tells a formula.
    fn delimited(text: &str) -> Option<Self> {
        Self::bounded(text, |text| {
            let is_number = text.replace(['%', ','], "").parse::<f64>().is_ok();
            text.starts_with(starts_formula)
                && !is_number
                && rounds_core::customer::check_phone(text).is_err()
        })
    }

    fn bounded(text: &str, is_formula: impl Fn(&str) -> bool) -> Option<Self> {
        let trimmed = text.trim();
        if is_dash(trimmed) {
            return None;
        }
        if text.len() > MOST_CELL_CHARS {
            let chars = text.chars().count();
            if chars > MOST_CELL_CHARS {
                return Some(Self::Huge { start: shortened(trimmed), chars });
            }
        }
        if is_formula(trimmed) {
            return Some(Self::Formula(shortened(trimmed)));
        }
        Some(Self::Text(unguarded(trimmed).to_owned()))
    }

    /// The value as a message shows it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Formula(text) | Self::Failed(text) | Self::Huge { start: text, .. } => {
                shortened(text)
            }
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => flag.to_string().to_uppercase(),
        }
    }
}

/// A value's first characters, line feeds and whatever cannot be seen made visible as blanks.
pub fn shortened(text: &str) -> String {
    let mut out: String =
        text.chars().take(SHOWN_CHARS).map(|ch| if is_invisible(ch) { ' ' } else { ch }).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        out.pop();
        out.push('…');
    }
    out
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// As the spreadsheet counts, from 1.
    pub number: u32,
    /// Column from 0 → cell, by column.
    pub cells: Vec<(u32, Cell)>,
}

impl SheetRow {
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |(at, _)| *at).ok().map(|found| &self.cells[found].1)
    }
}

/// Cells joined into one, rows and columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

/// A sheet's rows in order, empty ones left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<SheetRow>,
    /// Those near the top.
    pub merged: Vec<Merged>,
}

/// Collects a sheet's cells within the limits.
struct Collector {
    sheet: Sheet,
    cells: usize,
    text_bytes: usize,
}

impl Collector {
    fn new(name: &str) -> Self {
        Self { sheet: Sheet { name: name.to_owned(), ..Sheet::default() }, cells: 0, text_bytes: 0 }
    }

    /// Adds a cell; rows and columns from 0.
    fn push(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), AppError> {
        self.cells += 1;
        if let Cell::Text(text) = &cell {
            self.text_bytes += text.len();
        }
        if self.cells > MOST_CELLS || self.text_bytes > MOST_TEXT_BYTES {
            return Err(too_large());
        }
        let number = row + 1;
        match self.sheet.rows.last_mut() {
            Some(last) if last.number == number => last.cells.push((column, cell)),
            _ => {
                if self.sheet.rows.len() >= MOST_ROWS + MOST_ROWS_ABOVE {
                    return Err(too_many_rows());
                }
                self.sheet.rows.push(SheetRow { number, cells: vec![(column, cell)] });
            }
        }
        Ok(())
    }

    /// The sheet, its rows and cells in order whatever order the file had.
    fn finish(mut self, merged: Vec<Merged>) -> Sheet {
        self.sheet.rows.sort_by_key(|row| row.number);
        self.sheet.rows.dedup_by(|later, earlier| {
            let same = later.number == earlier.number;
            if same {
                earlier.cells.append(&mut later.cells);
            }
            same
        });
        for row in &mut self.sheet.rows {
            row.cells.sort_by_key(|(column, _)| *column);
            row.cells.dedup_by_key(|(column, _)| *column);
        }
        self.sheet.merged = merged;
        self.sheet
    }
}

pub fn too_many_rows() -> AppError {
    AppError::new(ErrorCode::TooManyRows).with("most", MOST_ROWS)
}

/// A file is larger than [`MOST_BYTES`].
pub fn too_large() -> AppError {
    AppError::new(ErrorCode::FileTooLarge).with("most_mb", MOST_BYTES / (1024 * 1024))
}

/// Reads the sheets of an .xlsx, .xls, .ods or .csv file that are not hidden and not empty. `file_name` may be empty.
///
/// # Errors
/// `NotAWorkbook` (`content`), `WorkbookEncrypted`, `WorkbookEmpty`, `TooManyRows`, `FileTooLarge`, `BadEncoding`,
/// `QuoteOpen` (`line`).
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, AppError> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large());
    }
    if bytes.is_empty() {
        return Err(ErrorCode::WorkbookEmpty.into());
    }
    let sheets = if let Some(content) = by_signature(bytes) {
        return Err(not_a_workbook(content));
    } else if bytes.starts_with(b"PK") {
        match archive::kind(bytes)? {
            archive::Kind::Xlsx => spreadsheet::xlsx(bytes)?,
            archive::Kind::Ods => spreadsheet::ods(bytes)?,
        }
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        spreadsheet::xls(bytes)?
    } else {
        match delimited::read(bytes) {
            Err(error) if error.code == ErrorCode::NotAWorkbook => return Err(error),
            _ if is_named_as_workbook(file_name) => return Err(not_a_workbook(Content::Text)),
            read => vec![read?],
        }
    };
    let sheets: Vec<Sheet> = sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect();
    if sheets.is_empty() { Err(ErrorCode::WorkbookEmpty.into()) } else { Ok(sheets) }
}
