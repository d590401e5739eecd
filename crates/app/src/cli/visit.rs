//! `rounds visit`, `rounds verify` and `rounds audit`: records, their proof, and a sample for inspectors.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use rounds_core::{AppError, ErrorCode, Id, setting::Language};
use serde_json::{Value, json};

use super::Report;
use crate::{
    Ctx, Session, filled, import,
    open::{self, Open},
    output, verify, visit,
    wire::{ExportVisit, FileWritten, VerifyReport, VisitFormat, VisitSummary},
    words::Words,
};

/// The largest file that is looked at, in bytes.
const MOST_BYTES: u64 = 200 << 20;
const MOST_SAMPLE: usize = 1_000;

#[derive(Subcommand)]
pub(super) enum VisitWhat {
    /// Every visit, the earliest first.
    List {
        /// Only those with a signature, on the screen or on paper.
        #[arg(long)]
        signed: bool,
    },
    /// One visit: its evidence as .json, or its filled sheet as .pdf.
    Export {
        id: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn visit(
    session: &Session,
    what: &VisitWhat,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let open = session.read_only(ctx)?;
    open::check_manager(&open, manager)?;
    match what {
        VisitWhat::List { signed } => {
            let mut visits = visit::all_summaries(&open, ctx)?;
            visits.retain(|visit| !signed || visit.signed || visit.signed_on_paper);
            let words = Words::of(open.settings()?.language);
            let text = visits.iter().map(|visit| line(visit, words)).collect();
            Ok(Report::new(text, serde_json::to_value(&visits).unwrap_or_default()))
        }
        VisitWhat::Export { id, out } => {
            let id: Id = id
                .parse()
                .map_err(|_| ErrorCode::NotFound.with("noun", "visit_record").with("value", id.as_str()))?;
            let written = export(session, &open, id, out, ctx)?;
            Ok(written_report(&written))
        }
    }
}

fn line(visit: &VisitSummary, words: &Words) -> String {
    let outcome = visit.outcome.map(|outcome| words.outcome(outcome)).unwrap_or_default();
    let signed = words.signed(visit.signed, visit.signed_on_paper);
    format!(
        "{}\t{}\t{} {}\t{outcome}\t{signed}\n",
        visit.id, visit.date, visit.customer_code, visit.customer_name
    )
}

fn export(session: &Session, open: &Open, id: Id, out: &Path, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => output::write(out, &visit::evidence_file(open, id)?, 0),
        Some("pdf") => {
            let asked = ExportVisit { id, format: VisitFormat::Pdf };
            let (rendered, _) = filled::exported(session, open, &asked, ctx)?;
            output::write(out, &rendered.bytes, rendered.pages)
        }
        _ => Err(ErrorCode::BadArguments.on("out").with("because", "FILE.json | FILE.pdf")),
    }
}

fn written_report(written: &FileWritten) -> Report {
    let json = json!({ "path": written.path, "pages": written.pages, "bytes": written.bytes });
    Report::new(format!("{}\n", written.path), json)
}

/// A file on its own, or with `data` against the folder; without a file the whole folder.
pub(super) fn verify(
    session: &Session,
    file: Option<&Path>,
    data: bool,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let open = if data || file.is_none() { Some(session.read_only(ctx)?) } else { None };
    let report = match (file, &open) {
        (Some(path), open) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let size = std::fs::metadata(path).map_or(0, |file| file.len());
            if size > MOST_BYTES {
                return Err(ErrorCode::NotEvidence.with("file", name));
            }
            verify::file(&name, &import::read_file(path)?, open.as_deref())?
        }
        (None, Some(open)) => verify::folder(open)?,
        (None, None) => return Err(ErrorCode::NoData.into()),
    };
    Ok(verify_report(&report))
}

/// Fails unless all is intact.
fn verify_report(report: &VerifyReport) -> Report {
    let text = verify::text(report, &Words::of(Language::Zh));
    let json = serde_json::to_value(report).unwrap_or(Value::Null);
    Report { failed: !report.intact, ..Report::new(text, json) }
}

/// A reproducible sample of signed records as one file.
pub(super) fn audit(
    session: &Session,
    sample: usize,
    seed: u64,
    out: &Path,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    if !(1..=MOST_SAMPLE).contains(&sample) {
        let error = ErrorCode::OutOfRange.on("sample").with("value", sample);
        return Err(error.with("least", 1).with("most", MOST_SAMPLE));
    }
    let open = session.read_only(ctx)?;
    open::check_manager(&open, manager)?;
    let (rendered, _) = filled::audit(session, &open, sample, seed, ctx)?;
    Ok(written_report(&output::write(out, &rendered.bytes, rendered.pages)?))
}
