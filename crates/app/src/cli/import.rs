//! `rounds import customers`: what a workbook would change, and then does.

use std::path::Path;

use clap::ValueEnum;
use rounds_core::{AppError, ErrorCode, position::Datum};
use serde_json::{Value, json};

use super::{Report, ready};
use crate::{
    Ctx, Session,
    import::{self, Source},
    open,
    wire::Folder,
    words::Words,
    workbook::{ImportOutcome, Mapping},
};

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum DatumArg {
    Gcj02,
    Bd09,
    Wgs84,
}

impl From<DatumArg> for Datum {
    fn from(datum: DatumArg) -> Self {
        match datum {
            DatumArg::Gcj02 => Self::Gcj02,
            DatumArg::Bd09 => Self::Bd09,
            DatumArg::Wgs84 => Self::Wgs84,
        }
    }
}

/// Reads the workbook and the mapping beside it, and imports or tries them.
pub(super) fn file(
    session: &Session,
    file: &Path,
    map: Option<&Path>,
    datum: Option<DatumArg>,
    dry_run: bool,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let bytes = import::read_file(file)?;
    let mapping = map.map(|path| Mapping::from_json(&import::read_file(path)?)).transpose()?;
    let file_name = &file.display().to_string();
    let source = Source { file_name, bytes: &bytes, mapping, datum: datum.map(Datum::from) };
    customers(session, source, dry_run, manager, ctx)
}

/// A dry run writes nothing: it works beside the window, and without a data folder makes none.
fn customers(
    session: &Session,
    source: Source,
    dry_run: bool,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    if dry_run {
        return match session.read_only(ctx) {
            Ok(open) => {
                open::check_manager(&open, manager)?;
                let preview = import::dry_run(&open, source, ctx)?;
                Ok(import_report(&preview.outcome, Words::of(open.settings()?.language)))
            }
            Err(error) if error.code == ErrorCode::NoData => {
                Ok(import_report(&import::dry_run_without_data(source, ctx)?, Words::zh()))
            }
            Err(error) => Err(error),
        };
    }
    if session.places.current().is_none() {
        // A file that cannot be used makes no data folder.
        let Source { file_name, bytes, mapping, datum } = &source;
        let again = Source { file_name, bytes, mapping: mapping.clone(), datum: *datum };
        import::dry_run_without_data(again, ctx)?;
    }
    let open = session.switch(session.places.current().unwrap_or(Folder::Own), ctx)?;
    ready(session, &open, manager, ctx)?;
    let preview = import::dry_run(&open, source, ctx)?;
    let report = import_report(&preview.outcome, Words::of(open.settings()?.language));
    import::apply_preview(&open, preview, ctx)?;
    Ok(report)
}

fn import_report(outcome: &ImportOutcome, words: &Words) -> Report {
    let rejected: Vec<Value> = outcome
        .rejected
        .iter()
        .map(|rejection| {
            json!({
                "row": rejection.row, "column": rejection.column, "value": rejection.value,
                "reason": words.rejection(rejection),
            })
        })
        .collect();
    let mut text = format!(
        "新增 {} · 变更 {} · 相同 {} · 拒绝 {}\n",
        outcome.new, outcome.changed, outcome.same, outcome.rejected_rows
    );
    let doubts = outcome.doubts;
    if doubts.total() > 0 {
        let reasons = [
            ("missing", doubts.missing),
            ("zero", doubts.zero),
            ("far", doubts.far),
            ("shared", doubts.shared),
        ];
        let reasons = reasons.iter().filter(|(_, count)| *count > 0);
        let reasons: Vec<_> =
            reasons.map(|(name, count)| words.say("doubts", name, &[("count", count)])).collect();
        let (total, reasons) = (doubts.total(), reasons.join("、"));
        text.push_str(&words.say("doubts", "told", &[("count", &total), ("reasons", &reasons)]));
        text.push('\n');
    }
    for rejection in &outcome.rejected {
        text.push_str(&format!(
            "第 {} 行“{}”（{}）：{}\n",
            rejection.row,
            rejection.column,
            rejection.value,
            words.rejection(rejection)
        ));
    }
    let json = json!({
        "new": outcome.new, "changed": outcome.changed, "same": outcome.same, "rejected": rejected,
        "doubtful": outcome.doubts,
    });
    // Where no row is good the command has not done what it was asked for.
    let failed = outcome.rejected_rows > 0 && outcome.new + outcome.changed + outcome.same == 0;
    Report { failed, ..Report::new(text, json) }
}
