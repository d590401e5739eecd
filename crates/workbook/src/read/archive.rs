//! What lies in a zipped workbook, measured before anything of it is parsed.

use std::io::{Cursor, Read};

use rounds_core::{AppError, ErrorCode};
use zip::ZipArchive;

use super::{Content, MOST_CELLS, MOST_ROWS, MOST_ROWS_ABOVE, not_a_workbook, too_large, too_many_rows};

pub enum Kind {
    Xlsx,
    Ods,
}

/// Unpacked bytes of all parts together. 50,000 rows of 30 columns are about 100 MB.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
const MOST_PARTS: usize = 10_000;

/// Says which kind of workbook an archive is, once all its parts are known to unpack within bounds. The sizes
/// that the archive claims are not believed: every part is unpacked and counted.
pub fn kind(bytes: &[u8]) -> Result<Kind, AppError> {
    let broken = |_| not_a_workbook(Content::Damaged);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    let kind = if has("word/document.xml") || has("ppt/presentation.xml") {
        return Err(not_a_workbook(Content::Document));
    } else if has("[Content_Types].xml") {
        Kind::Xlsx
    } else if has("content.xml") {
        Kind::Ods
    } else {
        return Err(not_a_workbook(Content::Archive));
    };
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                return Err(ErrorCode::WorkbookEncrypted.into());
            }
            Err(error) => return Err(broken(error)),
        };
        let mut part = part.take(MOST_UNPACKED - unpacked + 1);
        unpacked +=
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| not_a_workbook(Content::Damaged))?;
        if unpacked > MOST_UNPACKED {
            return Err(too_large());
        }
    }
    if matches!(kind, Kind::Ods) {
        let mut content = String::new();
        let mut part = archive.by_name("content.xml").map_err(broken)?;
        // An encrypted document's content is no text.
        if part.read_to_string(&mut content).is_ok() {
            check_repeats(&content)?;
        }
    }
    Ok(kind)
}

/// An open document repeats rows and cells by a number: a few bytes can stand for a billion cells. Counts what a
/// reader will unfold, per table, before it does.
fn check_repeats(content: &str) -> Result<(), AppError> {
    let (mut rows, mut columns, mut used_rows, mut used_columns) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut row_repeats, mut row_is_used) = (1_usize, false);
    for tag in content.split('<').skip(1) {
        let end = tag.find('>').unwrap_or(tag.len());
        let (head, repeats) = (&tag[..end], |name: &str| attribute(&tag[..end], name).unwrap_or(1));
        let name = head.split([' ', '/', '\n', '\t', '\r']).next().unwrap_or_default();
        match name {
            "table:table" => (rows, used_rows, used_columns) = (0, 0, 0),
            "table:table-row" => {
                (row_repeats, row_is_used, columns) = (repeats("table:number-rows-repeated"), false, 0);
                if head.ends_with('/') {
                    rows = rows.saturating_add(row_repeats);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                columns = columns.saturating_add(repeats("table:number-columns-repeated"));
                let is_filled =
                    !head.ends_with('/') || head.contains("office:value") || head.contains("table:formula");
                if is_filled {
                    row_is_used = true;
                    used_columns = used_columns.max(columns);
                }
            }
            _ => {}
        }
        if head == "/table:table-row" {
            rows = rows.saturating_add(row_repeats);
            if row_is_used {
                used_rows = rows;
            }
            if used_rows > MOST_ROWS + MOST_ROWS_ABOVE {
                return Err(too_many_rows());
            }
            if used_rows.saturating_mul(used_columns) > MOST_CELLS * 4 {
                return Err(too_large());
            }
        }
    }
    Ok(())
}

fn attribute(head: &str, name: &str) -> Option<usize> {
    let value = head.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|ch| matches!(ch, '"' | '\''))?;
    value[1..].split(quote).next()?.parse().ok().or(Some(usize::MAX))
}
