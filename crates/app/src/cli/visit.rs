//! `rounds visit`, `rounds verify` and `rounds audit`: records, their proof, and a sample for inspectors.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use rounds_core::{AppError, ErrorCode, Id, setting::Language};
use serde_json::{Value, json};

use super::{Report, kind_unknown, must_end_with};
use crate::{
    Ctx, Session,
    audit::{self, Sample},
    filled,
    open::{self, Open},
    output, verify, visit,
    wire::{EraseVisit, ExportVisit, FileWritten, VerifyReport, VisitFormat, VisitSummary},
    words::Words,
};

const MOST_SAMPLE: usize = 1_000;

#[derive(Subcommand)]
pub(super) enum VisitWhat {
    #[command(about = "列出所有拜访，最早的在前")]
    List {
        #[arg(long, help = "只列签过字的，屏幕上和纸上的都算")]
        signed: bool,
    },
    #[command(about = "导出一次拜访，按文件名的结尾写成签字凭证 .json 或填好的记录表 .pdf")]
    Export {
        #[arg(help = "拜访的编号，见 rounds visit list")]
        id: String,
        #[arg(long, value_name = "FILE", help = "写到哪个文件")]
        out: PathBuf,
    },
    #[command(about = "依法抹去一次已签字拜访里的个人信息；其余内容仍可核验")]
    Erase {
        #[arg(help = "拜访的编号，见 rounds visit list")]
        id: String,
        #[arg(long, required = true, value_name = "PATH")]
        #[arg(
            help = "抹去哪一项，可以写几次：signature、visit.position、visit.companion、visit.cover_for 等"
        )]
        field: Vec<String>,
        #[arg(long, value_name = "TEXT", help = "谁要求的、依据什么；会留在凭证链里")]
        reason: String,
    },
}

pub(super) fn visit(
    session: &Session,
    what: &VisitWhat,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let open = match what {
        VisitWhat::Erase { .. } => session.data(ctx)?,
        _ => session.read_only(ctx)?,
    };
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
            let id = record_id(id)?;
            let written = export(session, &open, id, out, ctx)?;
            let words = Words::of(Language::Zh);
            let altered =
                (!verify::is_intact(&open, id)?).then(|| words.say("findings", "export_altered", &[]));
            Ok(written_report(&written, altered))
        }
        VisitWhat::Erase { id, field, reason } => {
            let args = EraseVisit { id: record_id(id)?, fields: field.clone(), reason: reason.clone() };
            let erased = visit::erase_here(session, &open, args.clone(), ctx)?;
            let json = json!({ "id": args.id, "erased": erased });
            let (name, told) =
                if erased.is_empty() { ("erased_before", &args.fields) } else { ("erase", &erased) };
            let (count, fields) = (told.len(), told.join("、"));
            let values: [(&str, &dyn Display); 3] =
                [("id", &args.id), ("count", &count), ("fields", &fields)];
            Ok(Report::said(name, &values, json))
        }
    }
}

fn record_id(text: &str) -> Result<Id, AppError> {
    text.parse().map_err(|_| ErrorCode::NotFound.with("noun", "visit_record").with("value", text))
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
        _ => Err(kind_unknown(out, ".json / .pdf")),
    }
}

/// `altered`: the file says of itself that it does not verify, and the exit code says so too.
fn written_report(written: &FileWritten, altered: Option<String>) -> Report {
    let is_altered = altered.is_some();
    let json = json!({
        "path": written.path, "pages": written.pages, "bytes": written.bytes, "intact": !is_altered,
    });
    let warnings = altered.into_iter().collect();
    Report { warnings, failed: is_altered, ..Report::new(format!("{}\n", written.path), json) }
}

/// A file on its own, or with `data` against the folder; without a file the whole folder.
pub(super) fn verify(
    session: &Session,
    file: Option<&Path>,
    data: bool,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let open = match (data || file.is_none()).then(|| session.read_only(ctx)) {
        None => None,
        // What is wrong with the file is what was asked for.
        Some(Err(error)) if error.code == ErrorCode::DataDamaged && file.is_none() => {
            return Ok(verify_report(&verify::of_unopened(session, ctx)?));
        }
        Some(open) => Some(open?),
    };
    let report = match (file, &open) {
        (Some(path), open) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let no_evidence = || ErrorCode::NotEvidence.with("file", name.clone());
            let bytes = rounds_terminal::read(path, verify::MOST_BYTES, no_evidence)?;
            verify::file(&name, &bytes, open.as_deref())?
        }
        (None, Some(open)) => verify::folder(open, ctx)?,
        (None, None) => return Err(ErrorCode::NoData.into()),
    };
    Ok(verify_report(&report))
}

/// Fails unless all is intact.
fn verify_report(report: &VerifyReport) -> Report {
    let text = verify::text(report, Language::Zh);
    let json = serde_json::to_value(report).unwrap_or(Value::Null);
    Report { failed: !report.intact, ..Report::new(text, json) }
}

/// A whole number, however large: what is out of range is told with the range.
pub(super) fn count(text: &str) -> Result<i64, std::num::ParseIntError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    match text.parse() {
        Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(if digits == text { i64::MAX } else { i64::MIN })
        }
        parsed => parsed,
    }
}

/// A reproducible sample of signed records as one file.
pub(super) fn audit(
    session: &Session,
    sample: i64,
    seed: u64,
    out: &Path,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let wanted = usize::try_from(sample).ok().filter(|wanted| (1..=MOST_SAMPLE).contains(wanted));
    let Some(wanted) = wanted else {
        let error = ErrorCode::OutOfRange.on("sample").with("value", sample);
        return Err(error.with("least", 1).with("most", MOST_SAMPLE));
    };
    must_end_with(out, "pdf")?;
    let open = session.read_only(ctx)?;
    open::check_manager(&open, manager)?;
    let Sample { file, findings } = audit::audit(session, &open, wanted, seed, ctx)?;
    let written = output::write(out, &file.bytes, file.pages)?;
    let words = Words::of(Language::Zh);
    let altered = (findings > 0).then(|| words.say("findings", "audit_altered", &[("count", &findings)]));
    Ok(written_report(&written, altered))
}
