//! Dates.

use chrono::{Days, NaiveDate};
use rounds_core::{ErrorCode, search::half_width};

use crate::read::Cell;

/// A date: a date cell; a spreadsheet's day number (1982 to 2119); year, month and day in this order, parted by
/// `-`, `/`, `.`, 年月日 or not at all (20261116). The order of 11.16.2026 cannot be known.
pub fn of(cell: &Cell) -> Result<NaiveDate, ErrorCode> {
    match cell {
        Cell::Date(date) => Ok(*date),
        Cell::Number(number) if (1e7..1e8).contains(number) => parse(&super::text::of(cell)?),
        Cell::Number(number) => serial(*number),
        Cell::Text(text) => parse(text),
        _ => super::text::of(cell).and(Err(ErrorCode::BadDate)),
    }
}

/// Day 1 = 1900-01-01, with the 29 February 1900 that never was.
fn serial(number: f64) -> Result<NaiveDate, ErrorCode> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).ok_or(ErrorCode::BadDate)?;
    if !(30_000.0..80_000.0).contains(&number) {
        return Err(ErrorCode::BadDate);
    }
    epoch.checked_add_days(Days::new(number as u64)).ok_or(ErrorCode::BadDate)
}

fn parse(text: &str) -> Result<NaiveDate, ErrorCode> {
    let text: String = text.trim().chars().map(half_width).collect();
    // A time of day after the date is dropped.
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = match day {
        day if is_digits(day) && day.len() == 8 => vec![&day[..4], &day[4..6], &day[6..]],
        day if is_digits(day) && day.len() == 5 => {
            return serial(day.parse().map_err(|_| ErrorCode::BadDate)?);
        }
        day => day.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect(),
    };
    let [year, month, day] = parts[..] else { return Err(ErrorCode::BadDate) };
    if year.len() != 4 || ![year, month, day].iter().all(|part| is_digits(part)) {
        return Err(ErrorCode::BadDate);
    }
    let number = |part: &str| part.parse::<u32>().map_err(|_| ErrorCode::BadDate);
    NaiveDate::from_ymd_opt(number(year)? as i32, number(month)?, number(day)?).ok_or(ErrorCode::BadDate)
}
