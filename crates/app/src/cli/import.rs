//! `rounds import customers`: what a workbook would change, and then does.

use std::path::Path;

use clap::ValueEnum;
use rounds_core::{AppError, ErrorCode, position::Datum};
use rounds_workbook::{ImportOutcome, ImportReport, Mapping};

use super::{Report, ready};
use crate::{
    Ctx, Session,
    import::{self, Source},
    open,
    wire::Folder,
    words::Words,
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
    let mapping = source.mapping.clone().unwrap_or_default();
    if dry_run {
        return match session.read_only(ctx) {
            Ok(open) => {
                open::check_manager(&open, manager)?;
                let preview = import::dry_run(&open, source, ctx)?;
                Ok(import_report(&preview.outcome, &mapping, Words::of(open.settings()?.language)))
            }
            Err(error) if error.code == ErrorCode::NoData => {
                Ok(import_report(&import::dry_run_without_data(source, ctx)?, &mapping, Words::zh()))
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
    let report = import_report(&preview.outcome, &mapping, Words::of(open.settings()?.language));
    import::apply_preview(&open, preview, ctx)?;
    Ok(report)
}

fn import_report(outcome: &ImportOutcome, mapping: &Mapping, words: &Words) -> Report {
    let ImportReport { text, json, failed } = ImportReport::of(outcome, mapping, words);
    Report { failed, ..Report::new(text, json) }
}
