//! `rounds scan FILE…`.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use rounds_core::{AppError, ErrorCode};
use rounds_scan::{MOST_PDF_BYTES, ScanError};
use serde_json::json;

use super::Report;
use crate::{
    Ctx, Session,
    open::Open,
    scan,
    wire::{ScanItem, ScanState},
    words::Words,
};

/// What is still to be told of a sheet; none = it lies with its visit.
fn open_question(item: &ScanItem) -> Option<AppError> {
    Some(match item.state {
        ScanState::Matched => return None,
        ScanState::Spare => ErrorCode::SheetSpare.with("number", item.number.clone().unwrap_or_default()),
        ScanState::Early => ErrorCode::SheetEarly
            .with("name", item.planned_name.clone().unwrap_or_default())
            .with("date", item.planned_date.map(|date| date.to_string()).unwrap_or_default()),
        ScanState::Foreign => ErrorCode::SheetForeign.into(),
        ScanState::Stranger => ErrorCode::SheetStranger.with("code", item.code.clone().unwrap_or_default()),
        ScanState::Forged => ErrorCode::SheetForged.into(),
        ScanState::Unreadable => ErrorCode::SheetUnreadable.into(),
    })
}

/// A matched sheet: where it was found, whose it is, and what was done.
fn happened(item: &ScanItem, is_known: bool, words: &Words) -> String {
    let visit = item.visit.as_ref();
    let what = match (is_known, visit.is_some_and(|visit| visit.signed)) {
        (true, _) => "known",
        (false, true) => "signed",
        (false, false) => "matched",
    };
    let place = visit.map(|visit| format!("{} {}", visit.customer_name, visit.date)).unwrap_or_default();
    format!("{}:{}\t{place}\t{}", item.file_name, item.page, words.scanned(what))
}

/// Files one after the other: one that cannot be used does not stop the rest. Each sheet that has its visit is a line;
/// each without, each page and each file that cannot be used is a line on stderr. Without any, all is well.
pub(super) fn files(
    session: &Session,
    open: &Open,
    paths: &[PathBuf],
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let words = Words::of(open.settings()?.language);
    let (mut lines, mut warnings) = (Vec::new(), Vec::new());
    let (mut sheets, mut broken) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let mut fail = |error: &AppError| {
            let sentence = words.error(error);
            warnings.push(format!("{name}: {sentence}"));
            broken.push(json!({ "file": name, "code": error.code, "sentence": sentence }));
        };
        let taken = match read(path, &name).and_then(|bytes| scan::of_file(session, open, &name, &bytes, ctx))
        {
            Ok(taken) => taken,
            Err(error) => {
                fail(&error);
                continue;
            }
        };
        taken.unread.iter().for_each(&mut fail);
        for (item, is_known) in taken.sheets {
            let mut said = json!(item);
            let sentence = match open_question(&item) {
                Some(error) => {
                    let sentence = words.error(&error);
                    warnings.push(format!("{}:{}: {sentence}", item.file_name, item.page));
                    sentence
                }
                None => {
                    let line = happened(&item, is_known, words);
                    lines.push(line.clone());
                    line.replace('\t', " ")
                }
            };
            said["known"] = is_known.into();
            said["sentence"] = sentence.into();
            sheets.push(said);
        }
    }
    let matched = lines.len();
    let count: [(&str, &dyn Display); 2] = [("matched", &matched), ("sheets", &sheets.len())];
    lines.insert(0, words.say("done", "scan", &count));
    let json = json!({ "matched": matched, "sheets": sheets, "failed": broken });
    let failed = !warnings.is_empty();
    Ok(Report { warnings, failed, ..Report::new(lines.join("\n") + "\n", json) })
}

fn read(path: &Path, name: &str) -> Result<Vec<u8>, AppError> {
    rounds_terminal::read(path, MOST_PDF_BYTES, || ScanError::PdfTooLarge.of_file(name))
}
