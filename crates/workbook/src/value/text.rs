//! Texts, codes and telephones.

use rounds_core::{ErrorCode, search::half_width};

use crate::read::Cell;

/// Above this a spreadsheet has rounded a number's last digits away.
const EXACT: f64 = 1e15;

/// One line: trimmed, tabs and line feeds as one blank.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for ch in text.trim().chars() {
        match ch {
            '\t' | '\r' | '\n' => gap = true,
            _ => {
                if gap {
                    out.push(' ');
                    gap = false;
                }
                out.push(ch);
            }
        }
    }
    out.trim().to_owned()
}

/// Several lines: trimmed, every line end a line feed.
pub fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

/// A code or licence number: a line in half-width characters.
pub fn code(text: &str) -> String {
    line(&text.chars().map(half_width).collect::<String>())
}

/// What a cell holds as text; a whole number without decimals.
pub fn of(cell: &Cell) -> Result<String, ErrorCode> {
    Ok(match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => format!("{number:.0}"),
        Cell::Number(number) if number.abs() >= EXACT => return Err(ErrorCode::DigitsLost),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Flag(flag) => flag.to_string().to_uppercase(),
        Cell::Formula(_) | Cell::Failed(_) => return Err(ErrorCode::FormulaCell),
        Cell::Huge { .. } => return Err(ErrorCode::CellTooLarge),
    })
}

/// A code or licence number as a cell has it.
pub fn code_of(cell: &Cell) -> Result<String, ErrorCode> {
    let text = code(&of(cell)?);
    if is_scientific(&text) { Err(ErrorCode::DigitsLost) } else { Ok(text) }
}

/// `1.38E+10`: what a spreadsheet leaves of a long number in a text file. The exponent has two digits, 10 or more.
fn is_scientific(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    let exponent = text.split_once("E+").map(|(_, exponent)| exponent);
    exponent.is_some_and(|digits| digits.len() >= 2 && digits >= "10") && text.parse::<f64>().is_ok()
}

/// A telephone. A number serves when no digit can have been lost: eleven digits of a mobile, seven or eight of
/// a local line. `1.38E+10` as text has lost them.
pub fn phone(cell: &Cell) -> Result<String, ErrorCode> {
    if let Cell::Number(number) = cell {
        let is_whole = number.fract() == 0.0;
        let is_mobile = (1e10..2e10).contains(number);
        let is_local = (1e6..1e8).contains(number);
        return if is_whole && (is_mobile || is_local) {
            Ok(format!("{number:.0}"))
        } else {
            Err(ErrorCode::PhoneAsNumber)
        };
    }
    let text = code(&of(cell)?);
    if is_scientific(&text) {
        return Err(ErrorCode::PhoneAsNumber);
    }
    // A text that was a number once.
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    rounds_core::customer::check_phone(&text).map_err(|error| error.code)?;
    Ok(text)
}
