//! Tables → .xlsx: one sheet with a fixed heading, texts as texts, nothing that a spreadsheet would compute.

use chrono::{Datelike, NaiveDate};
use rounds_core::{AppError, ErrorCode};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::guard::guarded;

/// A column's heading and its width in characters of half width.
#[derive(Clone, Debug)]
pub struct Column {
    pub heading: String,
    pub width: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    Blank,
    /// Written as text, whatever it looks like.
    Text(String),
    Number(f64),
    /// Degrees, with seven decimals.
    Degrees(f64),
    Date(NaiveDate),
}

impl From<&str> for TableCell {
    fn from(text: &str) -> Self {
        if text.trim().is_empty() { Self::Blank } else { Self::Text(text.to_owned()) }
    }
}

/// A sheet to write.
#[derive(Clone, Debug)]
pub struct Table {
    pub sheet_name: String,
    /// Above the heading, across all columns.
    pub title: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<TableCell>>,
}

/// Writes a table as .xlsx. `now` (UTC milliseconds) is the file's date: the same table at the same time gives
/// the same bytes.
///
/// # Errors
/// `Internal`, when the table does not fit a sheet.
pub fn write_table(table: &Table, now: i64) -> Result<Vec<u8>, AppError> {
    write(table, now).map_err(|error| AppError::new(ErrorCode::Internal).with("because", error.to_string()))
}

fn write(table: &Table, now: i64) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now / 1000)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(&table.sheet_name)?;
    let last_column = table.columns.len().saturating_sub(1) as u16;
    let mut heading_row = 0;
    if let Some(title) = &table.title {
        let format = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
        if last_column > 0 {
            sheet.merge_range(0, 0, 0, last_column, &guarded(title), &format)?;
        } else {
            sheet.write_string_with_format(0, 0, guarded(title), &format)?;
        }
        heading_row = 1;
    }
    let formats = Formats::new();
    for (index, column) in table.columns.iter().enumerate() {
        sheet.set_column_width(index as u16, column.width)?;
        sheet.write_string_with_format(
            heading_row,
            index as u16,
            guarded(&column.heading),
            &formats.heading,
        )?;
    }
    let mut row = heading_row;
    for cells in &table.rows {
        row += 1;
        for (index, cell) in cells.iter().enumerate() {
            formats.write(sheet, row, index as u16, cell)?;
        }
    }
    sheet.set_freeze_panes(heading_row + 1, 0)?;
    if !table.columns.is_empty() {
        sheet.autofilter(heading_row, 0, row, last_column)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    heading: Format,
    text: Format,
    paragraph: Format,
    degrees: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let heading = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0xE8_EE_F4))
            .set_border_bottom(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        // @ keeps a spreadsheet from turning an edited code or telephone into a number.
        let text = Format::new().set_num_format("@");
        Self {
            heading,
            paragraph: text.clone().set_text_wrap(),
            text,
            degrees: Format::new().set_num_format("0.0000000"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &TableCell) -> Result<(), XlsxError> {
        match cell {
            TableCell::Blank => {}
            TableCell::Text(text) => {
                let format = if text.contains('\n') { &self.paragraph } else { &self.text };
                sheet.write_string_with_format(row, column, guarded(text), format)?;
            }
            TableCell::Number(number) => {
                sheet.write_number(row, column, *number)?;
            }
            TableCell::Degrees(degrees) => {
                sheet.write_number_with_format(row, column, *degrees, &self.degrees)?;
            }
            TableCell::Date(date) => {
                let day = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?;
                sheet.write_datetime_with_format(row, column, &day, &self.date)?;
            }
        }
        Ok(())
    }
}
