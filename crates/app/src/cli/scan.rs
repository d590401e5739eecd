//! `rounds scan FILE…`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rounds_core::{AppError, ErrorCode};
use rounds_scan::{MOST_BYTES, ScanError};
use serde_json::json;

use super::Report;
use crate::{
    Ctx,
    open::Open,
    scan,
    wire::{ScanItem, ScanState},
    words::Words,
};

fn sentence(item: &ScanItem, words: &Words) -> Option<String> {
    let code = match item.state {
        ScanState::Matched => return None,
        ScanState::Spare => ErrorCode::SheetSpare.with("number", item.number.clone().unwrap_or_default()),
        ScanState::Foreign => ErrorCode::SheetForeign.into(),
        ScanState::Forged => ErrorCode::SheetForged.into(),
        ScanState::Unreadable => ErrorCode::SheetUnreadable.into(),
    };
    Some(format!("{}:{}: {}", item.file_name, item.page, words.error(&code)))
}

/// Files one after the other: one that cannot be used does not stop the rest. Each sheet without its visit, and each
/// file that cannot be used, is a line; without any, all is well.
pub(super) fn files(open: &Open, paths: &[PathBuf], ctx: &Ctx) -> Result<Report, AppError> {
    let words = Words::of(open.settings()?.language);
    let (mut lines, mut sheets, mut broken, mut matched) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for path in paths {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match read(path, &name).and_then(|bytes| scan::of_file(open, &name, &bytes, ctx)) {
            Ok(result) => {
                matched += result.items.iter().filter(|item| item.state == ScanState::Matched).count();
                lines.extend(result.items.iter().filter_map(|item| sentence(item, words)));
                sheets.extend(result.items);
            }
            Err(error) => {
                lines.push(format!("{name}: {}", words.error(&error)));
                broken.push(json!({ "file": name, "code": error.code }));
            }
        }
    }
    let failed = !lines.is_empty();
    lines.insert(0, format!("{matched}/{}", sheets.len()));
    let json = json!({ "matched": matched, "sheets": sheets, "failed": broken });
    Ok(Report { failed, ..Report::new(lines.join("\n") + "\n", json) })
}

fn read(path: &Path, name: &str) -> Result<Vec<u8>, AppError> {
    let cannot = |error: io::Error| {
        let code = match error.kind() {
            io::ErrorKind::NotFound => ErrorCode::FileGone,
            _ => ErrorCode::CannotRead,
        };
        code.with("path", path.display().to_string()).with("cause", error.to_string())
    };
    if fs::metadata(path).map_err(cannot)?.len() > MOST_BYTES as u64 {
        return Err(ScanError::TooLarge.of_file(name));
    }
    fs::read(path).map_err(cannot)
}
