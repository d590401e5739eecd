//! The command line: the same use-cases without a window. Exit code 0 only on success; errors are one sentence on
//! stderr.

mod bench;
mod issue;
mod lock;
mod scan;
mod sync;
mod usage;
mod visit;
mod way;
mod week;

use std::{
    ffi::OsString,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use chrono::{DateTime, NaiveDate};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use rounds_core::{AppError, Entropy, ErrorCode, IsoWeek, position::Datum, setting::Language};
use serde_json::{Value, json};

use crate::{
    Ctx, Desktop, Events, Session, SessionOptions, backup,
    import::{self, Source},
    open::{self, LocalTime, Open},
    output, plan, sheet, territory,
    wire::{ByWeek, Changed, Folder, MakePlan, Nothing, PrintSheets, Progress, SheetKind},
    words::Words,
    workbook::{ImportOutcome, Mapping},
};

/// What the shell lends a command.
pub struct CliEnv<'a> {
    /// UTC milliseconds; `--now` overrides it.
    pub now: i64,
    pub entropy: &'a dyn Entropy,
    /// The CPU seconds that this process has used, for measurements.
    pub cpu: &'a dyn Fn() -> f64,
    /// Where data lies when `--data` is not given.
    pub options: SessionOptions,
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
}

#[derive(Parser)]
#[command(name = "rounds", version, about = "巡访 Rounds", disable_help_subcommand = true)]
struct Args {
    /// The data folder.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The manager's code, where the folder could hold several.
    #[arg(long, global = true, value_name = "CODE")]
    manager: Option<String>,
    /// The time to work at, such as 2026-11-22T08:00:00Z.
    #[arg(long, global = true, value_name = "TIME")]
    now: Option<String>,
    /// Machine-readable output.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an empty data folder with the demo territory.
    Demo {
        /// The day it should stand at, such as 2026-11-22; default today.
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
    },
    /// Take customers from a workbook.
    Import {
        #[command(subcommand)]
        what: ImportWhat,
    },
    /// Write customers to a workbook.
    Export {
        #[command(subcommand)]
        what: ExportWhat,
    },
    /// Plan a week.
    Plan {
        /// Such as 2026-W49.
        #[arg(long)]
        week: String,
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        seed: Option<String>,
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        iterations: Option<String>,
    },
    /// Make this folder a device of headquarters.
    Enrol(sync::EnrolArgs),
    /// Send what is new to headquarters and take what is new there.
    Sync(sync::SyncArgs),
    /// What headquarters has, what waits, what is to be settled, and the hash of each feed.
    Status,
    /// Open promises, the most pressing first.
    Issues {
        /// Only what falls due today or is overdue.
        #[arg(long)]
        due: bool,
    },
    /// Visits and their files.
    Visit {
        #[command(subcommand)]
        what: visit::VisitWhat,
    },
    /// Verify what was signed: a file (.json, .pdf), or the whole data folder.
    Verify { file: Option<PathBuf> },
    /// A reproducible sample of signed records for inspectors, as PDF.
    Audit {
        #[arg(long, value_name = "N")]
        sample: usize,
        #[arg(long, value_name = "N")]
        seed: u64,
        #[arg(long, value_name = "FILE.pdf")]
        out: PathBuf,
    },
    /// Measure the planner.
    #[command(hide = true)]
    Bench {
        #[command(subcommand)]
        what: bench::BenchWhat,
    },
    /// Find the visits of signed sheets in photos and scanned files.
    Scan {
        /// .jpg, .png or .pdf.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The PIN of this device's data.
    Pin {
        #[command(subcommand)]
        what: lock::PinWhat,
    },
    /// When this device cannot send, or its PIN is forgotten.
    Rescue {
        #[command(subcommand)]
        what: lock::RescueWhat,
    },
    /// Remove everything of the data folder from this device.
    Wipe {
        /// It is meant.
        #[arg(long)]
        yes: bool,
        /// Even what headquarters does not have.
        #[arg(long)]
        leave_unsent: bool,
    },
    /// Write a planned week's sheets as PDF.
    Sheets {
        /// Such as 2026-W49.
        #[arg(long)]
        week: String,
        #[arg(long)]
        kind: KindArg,
        /// One record sheet to a page.
        #[arg(long)]
        full: bool,
        /// Blank backs, so that a double-sided printer never puts two customers on one leaf.
        #[arg(long)]
        duplex: bool,
        /// Blank record sheets with reserved numbers.
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", allow_negative_numbers = true)]
        spare: Option<String>,
        #[arg(long, value_name = "FILE.pdf")]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
enum ImportWhat {
    /// .xlsx, .xls, .ods or .csv.
    Customers {
        file: PathBuf,
        /// Say what would happen and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// JSON: heading → field.
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
        /// What positions are given in, where no column says so.
        #[arg(long)]
        datum: Option<DatumArg>,
    },
    /// Road distances or times between customers: .csv, or bytes as docs/decisions/planning.md describes them.
    Matrix {
        file: PathBuf,
        /// Say what would be taken and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
enum ExportWhat {
    /// As .xlsx or .csv, by the file's name.
    Customers { file: PathBuf },
    /// A planned day, as .gpx for navigation or .ics for a calendar, by the file's name.
    Day {
        #[arg(long, value_name = "DATE")]
        date: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum DatumArg {
    Gcj02,
    Bd09,
    Wgs84,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    Plan,
    Record,
    Handbook,
    All,
}

/// The commands that there are where `usage` stands: `Usage: rounds visit …` → those of `visit`.
fn commands(usage: &str) -> Vec<String> {
    let mut at = Args::command();
    for word in usage.split_whitespace() {
        if let Some(inner) = at.find_subcommand(word).cloned() {
            at = inner;
        }
    }
    at.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// Whether the arguments (without the program's own name) name a command; else the window opens.
pub fn is_command(args: &[OsString]) -> bool {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        match arg {
            "--data" => {
                args.next();
            }
            "--now" | "--manager" => return true,
            arg if arg.starts_with("--data=") => {}
            _ => return true,
        }
    }
    false
}

/// Runs a command. Gives back the exit code: 0 on success, 1 on failure, 2 when the arguments are wrong.
pub fn run(args: Vec<OsString>, env: CliEnv) -> i32 {
    let name = OsString::from("rounds");
    let args = match Args::try_parse_from(std::iter::once(name).chain(args)) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            let _ = writeln!(env.err, "{}", usage::sentence(&error));
            return 2;
        }
        Err(help) => {
            let _ = write!(env.out, "{help}");
            return 0;
        }
    };
    let CliEnv { now, entropy, cpu, mut options, out, err } = env;
    if let Command::Bench { what } = &args.command {
        return bench::run(what, cpu, out, err);
    }
    if args.data.is_some() {
        options.data.clone_from(&args.data);
    }
    let done = time(args.now.as_deref(), now).and_then(|now| {
        let quiet = Quiet;
        let never = AtomicBool::new(false);
        let ctx = Ctx { now, entropy, events: &quiet, cancel: &never, desktop: &quiet };
        command(&args, options, &ctx)
    });
    match done {
        Ok(report) => {
            for warning in &report.warnings {
                let _ = writeln!(err, "{warning}");
            }
            let text = if args.json { format!("{}\n", report.json) } else { report.text };
            // A closed pipe is the reader's choice, not a failure.
            let _ = out.write_all(text.as_bytes());
            i32::from(report.failed)
        }
        Err(error) => {
            let _ = writeln!(err, "{}", sentence(&error));
            1
        }
    }
}

fn sentence(error: &AppError) -> String {
    Words::of(Language::Zh).error(error).replace('\n', " ")
}

fn time(given: Option<&str>, now: i64) -> Result<i64, AppError> {
    let Some(text) = given else { return Ok(now) };
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.timestamp_millis())
        .map_err(|_| ErrorCode::BadDate.on("now").with("value", text))
}

/// A command has no screen to tell.
struct Quiet;

impl Events for Quiet {
    fn progress(&self, _: Progress) {}
    fn changed(&self, _: Changed) {}
}

impl Desktop for Quiet {
    fn open(&self, _: &Path) -> Result<(), AppError> {
        Ok(())
    }

    fn browse(&self, _: &str) -> Result<(), AppError> {
        Ok(())
    }
}

/// What a command has to say, for people and for programs.
struct Report {
    text: String,
    json: Value,
    /// For people only, on stderr: done, but worth a look.
    warnings: Vec<String>,
    /// Said in full, and still the exit code is 1.
    failed: bool,
}

impl Report {
    fn new(text: String, json: Value) -> Self {
        Self { text, json, warnings: Vec::new(), failed: false }
    }
}

/// A number among the arguments, from 0 to `most`.
fn number(given: Option<&str>, field: &str, most: u32) -> Result<Option<u32>, AppError> {
    let Some(text) = given else { return Ok(None) };
    match text.trim().parse() {
        Ok(number) if number <= most => Ok(Some(number)),
        _ => Err(ErrorCode::OutOfRange.on(field).with("value", text).with("least", 0).with("most", most)),
    }
}

fn command(args: &Args, options: SessionOptions, ctx: &Ctx) -> Result<Report, AppError> {
    let mut session = Session::new(options)?;
    session.offer_pin(lock::given_pin());
    let manager = args.manager.as_deref();
    match &args.command {
        // Needs no data folder; done before.
        Command::Bench { .. } => Ok(Report::new(String::new(), Value::Null)),
        Command::Demo { as_of } => {
            if args.data.is_some() {
                session.places = session.places.demo_here();
            }
            demo(&session, as_of.as_deref(), ctx)
        }
        Command::Import { what: ImportWhat::Customers { file, dry_run, map, datum } } => {
            let bytes = import::read_file(file)?;
            let mapping =
                map.as_deref().map(|path| Mapping::from_json(&import::read_file(path)?)).transpose()?;
            let datum = datum.map(|datum| match datum {
                DatumArg::Gcj02 => Datum::Gcj02,
                DatumArg::Bd09 => Datum::Bd09,
                DatumArg::Wgs84 => Datum::Wgs84,
            });
            let file_name = &file.display().to_string();
            customers(&session, Source { file_name, bytes: &bytes, mapping, datum }, *dry_run, manager, ctx)
        }
        Command::Import { what: ImportWhat::Matrix { file, dry_run } } => {
            way::matrix(&session, file, *dry_run, manager, ctx)
        }
        Command::Export { what: ExportWhat::Day { date, out } } => {
            way::day(&session, date, out, manager, ctx)
        }
        Command::Export { what: ExportWhat::Customers { file } } => {
            let open = session.read_only(ctx)?;
            open::check_manager(&open, manager)?;
            let written = import::export_to(&open, file, ctx)?;
            let json = json!({ "path": written.path, "bytes": written.bytes });
            Ok(Report::new(format!("{}\n", written.path), json))
        }
        Command::Plan { week, seed, iterations } => {
            let week: IsoWeek = week.parse()?;
            let seed = number(seed.as_deref(), "seed", u32::MAX)?;
            let iterations = number(iterations.as_deref(), "iterations", plan::MOST_ITERATIONS)?;
            let open = session.data(ctx)?;
            ready(&session, &open, manager, ctx)?;
            let board = plan::make(&session, MakePlan { week: Some(week), seed, iterations }, ctx)?;
            let outlook = plan::outlook(&session, ByWeek { week }, ctx)?;
            let mut report = week::report(&board, &outlook, Words::of(open.settings()?.language));
            report.warnings = week::unusual_week(week, open.local(ctx)?.week());
            Ok(report)
        }
        Command::Visit { what } => visit::visit(&session, what, manager, ctx),
        Command::Verify { file } => visit::verify(&session, file.as_deref(), args.data.is_some(), ctx),
        Command::Audit { sample, seed, out } => visit::audit(&session, *sample, *seed, out, manager, ctx),
        Command::Scan { files } => {
            let open = session.data(ctx)?;
            ready(&session, &open, manager, ctx)?;
            scan::files(&session, &open, files, ctx)
        }
        Command::Pin { what } => lock::pin(&session, what, ctx),
        Command::Rescue { what } => lock::rescue(&session, what, manager, ctx),
        Command::Wipe { yes, leave_unsent } => lock::wipe(&session, *yes, *leave_unsent, ctx),
        Command::Enrol(args) => sync::enrol(&session, args, ctx),
        Command::Sync(args) => sync::sync(&session, args, manager, ctx),
        Command::Status => sync::status(&session, manager, ctx),
        Command::Issues { due } => issue::issues(&session, *due, manager, ctx),
        Command::Sheets { week, kind, full, duplex, spare, out } => {
            let week: IsoWeek = week.parse()?;
            if !out.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf")) {
                let value = out.extension().unwrap_or_default().to_string_lossy();
                return Err(ErrorCode::FileKindUnknown.on("out").with("value", value).with("kinds", ".pdf"));
            }
            let spare = number(spare.as_deref(), "spare", sheet::MOST_SPARES)?.unwrap_or(0);
            if spare > 0 && matches!(kind, KindArg::Plan | KindArg::Handbook) {
                return Err(ErrorCode::SpareNeedsRecords.on("spare"));
            }
            let open = if spare == 0 { session.read_only(ctx)? } else { session.data(ctx)? };
            open::check_manager(&open, manager)?;
            let duplex = *duplex;
            let kind = match kind {
                KindArg::Plan => SheetKind::Plan,
                KindArg::Record => SheetKind::Record,
                KindArg::Handbook => SheetKind::Handbook,
                KindArg::All => SheetKind::All,
            };
            let print = PrintSheets { week, kind, full: *full, duplex, spare, dates: Vec::new() };
            let (sheets, _) = sheet::render(&session, &open, &print, ctx)?;
            let written = output::write(out, &sheets.bytes, sheets.pages)?;
            let json = json!({ "path": written.path, "pages": written.pages, "bytes": written.bytes });
            Ok(Report::new(format!("{}\n", written.path), json))
        }
    }
}

/// Before a command writes: the database is sound, the manager is the one meant, and the day has its backup.
fn ready(session: &Session, open: &Open, manager: Option<&str>, ctx: &Ctx) -> Result<(), AppError> {
    if let (true, Some(path)) = (open.damaged_now, &open.set_aside) {
        return Err(ErrorCode::DataDamaged.with("path", path.display().to_string()));
    }
    open::check_manager(open, manager)?;
    backup::daily(session, Nothing {}, ctx)
}

fn demo(session: &Session, as_of: Option<&str>, ctx: &Ctx) -> Result<Report, AppError> {
    let as_of: NaiveDate = match as_of {
        Some(text) => text.parse().map_err(|_| ErrorCode::BadDate.on("as_of").with("value", text))?,
        None => LocalTime::of(ctx.now, "Asia/Shanghai").date(),
    };
    let folder = session.places.path(Folder::Demo);
    let foreign = std::fs::read_dir(folder).into_iter().flatten().flatten().any(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        // A log of an earlier refusal, and the lock, are no data.
        name == "rounds.db" || !(name == "logs" || name.starts_with("rounds."))
    });
    if foreign {
        return Err(ErrorCode::DataFolderNotEmpty.with("path", folder.display().to_string()));
    }
    let open = session.switch(Folder::Demo, ctx)?;
    territory::fill_demo(&open, as_of, ctx)?;
    session.places.mark_demo();
    let count = open.book(ctx)?.customers.len();
    let path = open.store.folder().path().display().to_string();
    Ok(Report::new(format!("{path}: {count}\n"), json!({ "path": path, "customers": count })))
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
    if outcome.far > 0 {
        text.push_str(&format!("其中 {} 家的位置远离其他客户，请核对\n", outcome.far));
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
    });
    // Where no row is good the command has not done what it was asked for.
    let failed = outcome.rejected_rows > 0 && outcome.new + outcome.changed + outcome.same == 0;
    Report { failed, ..Report::new(text, json) }
}
