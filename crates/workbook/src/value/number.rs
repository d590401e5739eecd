//! Minutes, days and degrees.

use rounds_core::{ErrorCode, search::half_width};

use crate::read::Cell;

/// A whole number, with or without its unit (20, 20分钟, 20 min, 3天).
///
/// # Errors
/// `OutOfRange` for a whole number that is less than none or beyond any use, `BadNumber` for what is no whole number.
pub fn whole(cell: &Cell) -> Result<u32, ErrorCode> {
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Formula(_) | Cell::Failed(_) | Cell::Huge { .. } => return super::text::of(cell).map(|_| 0),
        _ => {
            let text: String = super::text::of(cell)?.chars().map(half_width).collect();
            let text = text.trim().to_lowercase();
            let units = ["分钟", "minutes", "mins", "min", "分", "days", "day", "天", "日"];
            let bare = units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
            bare.trim().parse().map_err(|_| ErrorCode::BadNumber)?
        }
    };
    if number.fract() != 0.0 {
        return Err(ErrorCode::BadNumber);
    }
    if (0.0..=1e6).contains(&number) { Ok(number as u32) } else { Err(ErrorCode::OutOfRange) }
}

/// Decimal degrees, with or without `°` and the letter of the hemisphere.
///
/// # Errors
/// `PositionInMinutes` for degrees-minutes-seconds in any of their spellings, `BadNumber` for the rest.
pub fn degrees(cell: &Cell) -> Result<f64, ErrorCode> {
    if let Cell::Number(number) = cell {
        return Ok(*number);
    }
    let text: String = super::text::of(cell)?.chars().map(half_width).collect();
    let text = text.trim().to_uppercase();
    let hemisphere = ['N', 'S', 'E', 'W', '北', '南', '东', '西', '纬', '经'];
    let bare = text.trim_matches(|ch: char| hemisphere.contains(&ch) || ch.is_whitespace());
    let bare = bare.strip_suffix(['°', '度']).unwrap_or(bare).trim();
    if let Ok(number) = bare.parse::<f64>()
        && number.is_finite()
    {
        let is_south_or_west = text.contains(['S', 'W', '南', '西']);
        return Ok(if is_south_or_west { -number.abs() } else { number });
    }
    let marks = ['°', '度', '′', '\'', '″', '"', '’', '”', ':', '分', '秒', 'º', '˚'];
    let parts =
        bare.split(|ch: char| marks.contains(&ch) || ch.is_whitespace()).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let are_numbers = (2..=3).contains(&parts.len()) && parts.iter().all(|part| part.parse::<f64>().is_ok());
    Err(if are_numbers { ErrorCode::PositionInMinutes } else { ErrorCode::BadNumber })
}

/// A whole number of pieces, less than 0 where they were taken back.
pub fn pieces(cell: &Cell) -> Result<i64, ErrorCode> {
    let hundredths = hundredths(cell, &["条"])?;
    if hundredths % 100 == 0 { Ok(hundredths / 100) } else { Err(ErrorCode::BadNumber) }
}

/// Yuan → fen, without rounding.
pub fn fen(cell: &Cell) -> Result<i64, ErrorCode> {
    hundredths(cell, &["元", "rmb", "cny"])
}

/// The most that a cell can mean, in hundredths: more is a mistake, and far from what numbers hold exactly.
const MOST_HUNDREDTHS: f64 = 1e14;

fn hundredths(cell: &Cell, units: &[&str]) -> Result<i64, ErrorCode> {
    let number = match cell {
        Cell::Number(number) => *number,
        _ => {
            let text: String = super::text::of(cell)?.chars().map(half_width).collect();
            let text = text.trim().to_lowercase();
            let bare = units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
            let bare = bare.trim().trim_start_matches(['¥', '￥']).replace(',', "");
            bare.parse().map_err(|_| ErrorCode::BadNumber)?
        }
    };
    let whole = (number * 100.0).round();
    // A spreadsheet's own sums are off by less than this.
    let exact = (number * 100.0 - whole).abs() < 1e-4;
    if number.is_finite() && exact && whole.abs() <= MOST_HUNDREDTHS {
        Ok(whole as i64)
    } else {
        Err(ErrorCode::BadNumber)
    }
}
