//! Text files: UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Unicode text"), GB 18030; commas,
//! semicolons or tabs.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use rounds_core::{AppError, ErrorCode};

use super::{
    Cell, Collector, Sheet,
    foreign::{Content, by_markup, not_a_workbook},
};

pub fn read(bytes: &[u8]) -> Result<Sheet, AppError> {
    let text = decode(bytes)?;
    if let Some(content) = by_markup(&text) {
        return Err(not_a_workbook(content));
    }
    let mut reader = reader_of(&text)?;
    let mut collector = Collector::new("");
    let mut record = csv::StringRecord::new();
    let mut row = 0_u32;
    while reader.read_record(&mut record).map_err(|_| AppError::new(ErrorCode::BadEncoding))? {
        // The reader skips blank lines; a spreadsheet counts them.
        let start = record.position().map_or(0, |at| at.byte() as usize);
        let skipped = text.as_bytes()[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let skipped = skipped.filter(|byte| **byte == b'\n').count() as u32;
        // A record's position may still stand before the line end of the one before.
        row += if start == 0 || text.as_bytes()[start - 1] == b'\n' {
            skipped
        } else {
            skipped.saturating_sub(1)
        };
        for (column, value) in record.iter().enumerate() {
            if let Some(cell) = Cell::delimited(value) {
                collector.push(row, column as u32, cell)?;
            }
        }
        row += 1;
    }
    Ok(collector.finish(Vec::new()))
}

/// The cells of a text file as they stand, blank lines left out.
pub fn cells(bytes: &[u8]) -> Result<Vec<Vec<String>>, AppError> {
    let text = decode(bytes)?;
    let mut reader = reader_of(&text)?;
    let row = |record: csv::Result<csv::StringRecord>| match record {
        Ok(record) => Ok(record.iter().map(str::to_owned).collect()),
        Err(_) => Err(AppError::new(ErrorCode::BadEncoding)),
    };
    reader.records().map(row).collect()
}

/// A reader over the whole text, once each quotation mark that opens a cell is known to be closed.
fn reader_of(text: &str) -> Result<csv::Reader<&[u8]>, AppError> {
    let delimiter = delimiter_of(text);
    if let Some(line) = open_quote(text.as_bytes(), delimiter) {
        return Err(ErrorCode::QuoteOpen.with("line", line));
    }
    let mut builder = csv::ReaderBuilder::new();
    Ok(builder.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes()))
}

/// The line, from 1, where a quoted cell begins that never ends. A mark that a later line holds ends it only where RFC 4180
/// lets a quoted cell end, before a separator or the line's end: one in the middle of other text opens or closes something
/// else, and everything up to it would be swallowed.
fn open_quote(text: &[u8], delimiter: u8) -> Option<usize> {
    let mut line = 1;
    let mut opened = None;
    let mut is_at_start = true;
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        let next = text.get(at + 1).copied();
        let ends_line = byte == b'\n' || (byte == b'\r' && next != Some(b'\n'));
        match opened {
            Some(_) if byte == b'"' && next == Some(b'"') => at += 1,
            Some(from) if byte == b'"' => {
                let ends_cell = next.is_none_or(|next| next == delimiter || matches!(next, b'\r' | b'\n'));
                if !ends_cell && line > from {
                    return Some(from);
                }
                opened = None;
            }
            None if byte == b'"' && is_at_start => opened = Some(line),
            _ => {}
        }
        is_at_start = opened.is_none() && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
        line += usize::from(ends_line);
        at += 1;
    }
    opened
}

/// The text of a file in the first encoding in which all of it is valid.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, AppError> {
    for (mark, encoding) in [(b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark.as_slice()) {
            return encoding
                .decode_without_bom_handling_and_without_replacement(rest)
                .ok_or_else(|| ErrorCode::BadEncoding.into());
        }
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Control characters are a matter of cells and rows, until there are so many that this is no text at all.
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let odd = head.iter().filter(|byte| **byte < 32 && !matches!(**byte, b'\t' | b'\r' | b'\n')).count();
    let has_nulls = head.split(|byte| *byte == 0).nth(3).is_some();
    if odd * 10 > head.len() || (has_nulls && odd * 50 > head.len()) {
        return Err(not_a_workbook(Content::Unknown));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| ErrorCode::BadEncoding.into())
}

/// The separator that stands most often in the first line, outside quotes.
fn delimiter_of(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut is_quoted = false;
    for byte in text.trim_start().bytes().take(64 * 1024) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if !is_quoted => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(byte == *delimiter);
                }
            }
            _ => {}
        }
    }
    // The first of equals: a comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}
