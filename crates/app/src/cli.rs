//! The command line: the same use-cases without a window. Exit code 0 only on success; errors are one sentence on
//! stderr.

mod bench;
mod demo;
mod import;
mod issue;
mod lock;
mod scan;
mod sync;
mod visit;
mod watch;
mod way;
mod week;

use std::{
    ffi::OsString,
    fmt::Display,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Duration,
};

use chrono::DateTime;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use rounds_core::{AppError, Entropy, ErrorCode, IsoWeek, setting::Language};
use rounds_terminal as terminal;
use serde_json::{Value, json};

use self::watch::Watch;
use crate::{
    Ctx, Desktop, Session, SessionOptions, backup, damage,
    open::{self, Open},
    output, plan, sheet,
    wire::{ByWeek, MakePlan, Nothing, PrintSheets, SheetKind},
    words::Words,
};

/// What the shell lends a command.
pub struct CliEnv<'a> {
    /// UTC milliseconds; `--now` overrides it.
    pub now: i64,
    pub entropy: &'a dyn Entropy,
    /// The CPU seconds that this process has used, for measurements.
    pub cpu: &'a dyn Fn() -> f64,
    /// Time since some moment, for measurements.
    pub clock: &'a (dyn Fn() -> Duration + Sync),
    /// Where data lies when `--data` is not given.
    pub options: SessionOptions,
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    /// Writes at once to the terminal where `err` is one, for a line that tells how far long work is; none = nobody
    /// watches.
    pub watched: Option<&'a (dyn Fn(&str) + Sync)>,
}

#[derive(Parser)]
#[command(name = "rounds", version, disable_help_subcommand = true)]
#[command(about = "巡访 Rounds：不带命令时打开窗口；带命令时做同样的事，只在成功时以 0 结束")]
#[command(after_help = "每个命令的写法：rounds <命令> --help")]
struct Args {
    #[arg(long, global = true, value_name = "DIR", help = "数据文件夹（不写时用本机默认的）")]
    data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "CODE", help = "客户经理的工号（文件夹里可能有几位时）")]
    manager: Option<String>,
    #[arg(
        long,
        global = true,
        value_name = "TIME",
        help = "按这个时刻办，如 2026-11-22T08:00:00Z（不写时是现在）"
    )]
    now: Option<String>,
    #[arg(long, global = true, help = "输出 JSON，供程序读取")]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "用演示片区填满一个空的数据文件夹")]
    Demo {
        #[arg(long, value_name = "DATE", help = "演示停在哪一天，如 2026-11-22（不写时是今天）")]
        as_of: Option<String>,
    },
    #[command(about = "导入客户表，或客户之间的路程")]
    Import {
        #[command(subcommand)]
        what: ImportWhat,
    },
    #[command(about = "导出客户表，或某一天的行程")]
    Export {
        #[command(subcommand)]
        what: ExportWhat,
    },
    #[command(about = "生成一周的拜访计划，并说明每家的理由")]
    Plan {
        #[arg(long, help = "哪一周，如 2026-W49")]
        week: String,
        #[arg(
            long,
            value_name = "N",
            allow_negative_numbers = true,
            help = "随机种子：同样的数据和种子，同样的计划"
        )]
        seed: Option<String>,
        #[arg(long, value_name = "N", allow_negative_numbers = true, help = "搜索步数：越多越好，也越久")]
        iterations: Option<String>,
        #[arg(long, help = "这一周已经过去，也照排")]
        past: bool,
    },
    #[command(about = "把这个数据文件夹注册为总部的一台设备")]
    Enrol(sync::EnrolArgs),
    #[command(about = "把新的内容上报总部，并取回总部的新内容")]
    Sync(sync::SyncArgs),
    #[command(about = "已上报、待上报、需处理各有多少，以及各部分与总部对照的摘要")]
    Status,
    #[command(about = "列出还没了结的客户问题，最急的在前")]
    Issues {
        #[arg(long, help = "只列今天到期和已逾期的")]
        due: bool,
    },
    #[command(about = "拜访记录和它的文件")]
    Visit {
        #[command(subcommand)]
        what: visit::VisitWhat,
    },
    #[command(about = "核验签过字的内容：一个文件，或整个数据文件夹（连同数据库本身）")]
    Verify {
        #[arg(help = "由巡访导出的 .json 或 .pdf（不写时核验整个数据文件夹）")]
        file: Option<PathBuf>,
    },
    #[command(about = "抽查签过字的记录，写成一份 PDF；同样的种子抽到同样的记录")]
    Audit {
        #[arg(long, value_name = "N", help = "抽几份，1 到 1000", value_parser = visit::count)]
        sample: i64,
        #[arg(long, value_name = "N", help = "随机种子")]
        seed: u64,
        #[arg(long, value_name = "FILE.pdf", help = "写到哪个文件")]
        out: PathBuf,
    },
    #[command(about = "测量巡访的速度，供开发者使用")]
    Bench {
        #[command(subcommand)]
        what: bench::BenchWhat,
    },
    #[command(about = "在照片和扫描件里找签过字的表，附到对应的拜访上")]
    Scan {
        #[arg(required = true, value_name = "FILE", help = ".jpg、.png 或 .pdf，可以写几个")]
        files: Vec<PathBuf>,
    },
    #[command(about = "本机数据的 PIN")]
    Pin {
        #[command(subcommand)]
        what: lock::PinWhat,
    },
    #[command(about = "本机无法上报或忘了 PIN 时的办法")]
    Rescue {
        #[command(subcommand)]
        what: lock::RescueWhat,
    },
    #[command(about = "从这台设备上清除数据文件夹里的全部内容")]
    Wipe {
        #[arg(long, help = "确认清除")]
        yes: bool,
        #[arg(long, help = "总部还没有的内容也一并清除")]
        leave_unsent: bool,
    },
    #[command(about = "把已有计划的一周打印成 PDF")]
    Sheets {
        #[arg(long, help = "哪一周，如 2026-W49")]
        week: String,
        #[arg(long, help = "plan 计划表，record 记录表，handbook 手册页，all 全部")]
        kind: KindArg,
        #[arg(long, help = "记录表一页一户（不写时一页两户）")]
        full: bool,
        #[arg(long, help = "补空白背面，双面打印时一张纸上只有一户")]
        duplex: bool,
        #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10", allow_negative_numbers = true)]
        #[arg(help = "另印几张空白记录表，号码已预留（只写 --spare 是 10 张）")]
        spare: Option<String>,
        #[arg(long, value_name = "FILE.pdf", help = "写到哪个文件")]
        out: PathBuf,
    },
}

#[derive(Subcommand)]
enum ImportWhat {
    #[command(about = "导入客户表：.xlsx、.xls、.ods 或 .csv")]
    Customers {
        #[arg(help = "客户表")]
        file: PathBuf,
        #[arg(long, help = "只说会有什么变化，不改动任何内容")]
        dry_run: bool,
        #[arg(long, value_name = "FILE", help = "JSON：文件中的标题 → 字段")]
        map: Option<PathBuf>,
        #[arg(long, help = "表里没写明时，经纬度按哪个坐标系：gcj02、bd09 或 wgs84")]
        datum: Option<import::DatumArg>,
    },
    #[command(about = "导入客户之间的路程或时间：.csv，或 docs/decisions/planning.md 所述的格式")]
    Matrix {
        #[arg(help = "路程表")]
        file: PathBuf,
        #[arg(long, help = "只检查文件，不导入")]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
enum ExportWhat {
    #[command(about = "导出客户表，按文件名的结尾写成 .xlsx 或 .csv")]
    Customers {
        #[arg(help = "写到哪个文件")]
        file: PathBuf,
    },
    #[command(about = "导出某一天的行程，按文件名的结尾写成 .gpx（导航）或 .ics（日历）")]
    Day {
        #[arg(long, value_name = "DATE", help = "哪一天，如 2026-12-01")]
        date: String,
        #[arg(long, value_name = "FILE", help = "写到哪个文件")]
        out: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    Plan,
    Record,
    Handbook,
    All,
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
    let typed: Vec<_> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let found = terminal::chinese(Args::command()).try_get_matches_from(std::iter::once(name).chain(args));
    let args = match found.and_then(|found| Args::from_arg_matches(&found)) {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            let _ = writeln!(env.err, "{}", terminal::sentence(&Args::command(), &error, &typed.join(" ")));
            return 2;
        }
        Err(help) => {
            let _ = write!(env.out, "{}", terminal::shown(&help));
            return 0;
        }
    };
    let CliEnv { now, entropy, cpu, clock, mut options, out, err, watched } = env;
    if let Command::Bench { what } = &args.command {
        return bench::run(what, bench::Measure { now, entropy, cpu, clock }, out, err);
    }
    if args.data.is_some() {
        options.data.clone_from(&args.data);
    }
    let done = time(args.now.as_deref(), now).and_then(|now| {
        let never = AtomicBool::new(false);
        let watch = Watch::new(watched, clock);
        let ctx = Ctx { now, entropy, events: &watch, cancel: &never, desktop: &NoDesktop };
        let done = command(&args, options, &ctx);
        watch.close();
        done
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

/// What is said on stderr where the program does not even come to a command: `no_home`, `no_display`, `no_window`, `no_window_program`.
pub fn usage(name: &str) -> String {
    Words::zh().say("usage", name, &[])
}

fn sentence(error: &AppError) -> String {
    Words::of(Language::Zh).error(error).replace('\n', " ")
}

fn time(given: Option<&str>, now: i64) -> Result<i64, AppError> {
    let Some(text) = given else { return Ok(now) };
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.timestamp_millis())
        .map_err(|_| ErrorCode::BadTime.on("now").with("value", text))
}

struct NoDesktop;

impl Desktop for NoDesktop {
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

    /// What was done, in a sentence with its figures.
    fn said(name: &str, values: &[(&str, &dyn Display)], json: Value) -> Self {
        Self::new(format!("{}\n", Words::zh().say("done", name, values)), json)
    }
}

/// The file's name promises a kind that there is.
fn must_end_with(out: &Path, ending: &str) -> Result<(), AppError> {
    let fits = out.extension().is_some_and(|end| end.eq_ignore_ascii_case(ending));
    if fits { Ok(()) } else { Err(kind_unknown(out, &format!(".{ending}"))) }
}

fn kind_unknown(out: &Path, kinds: &str) -> AppError {
    ErrorCode::FileKindUnknown.on("out").with("value", out.display().to_string()).with("kinds", kinds)
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
    let mut report = done(args, &mut session, ctx);
    report = session.noted(report);
    if let (Ok(report), Some(open)) = (&mut report, session.present()) {
        let damages = open.store.folder().damages();
        report.warnings.extend(damages.iter().filter_map(|damage| damage::sentence(&open, damage).ok()));
    }
    report
}

fn done(args: &Args, session: &mut Session, ctx: &Ctx) -> Result<Report, AppError> {
    let manager = args.manager.as_deref();
    match &args.command {
        // Needs no data folder; done before.
        Command::Bench { .. } => Ok(Report::new(String::new(), Value::Null)),
        Command::Demo { as_of } => {
            if args.data.is_some() {
                session.places = session.places.demo_here();
            }
            demo::demo(session, as_of.as_deref(), ctx)
        }
        Command::Import { what: ImportWhat::Customers { file, dry_run, map, datum } } => {
            import::file(session, file, map.as_deref(), *datum, *dry_run, manager, ctx)
        }
        Command::Import { what: ImportWhat::Matrix { file, dry_run } } => {
            way::matrix(session, file, *dry_run, manager, ctx)
        }
        Command::Export { what: ExportWhat::Day { date, out } } => way::day(session, date, out, manager, ctx),
        Command::Export { what: ExportWhat::Customers { file } } => {
            let open = session.read_only(ctx)?;
            open::check_manager(&open, manager)?;
            let written = crate::import::export_to(&open, file, ctx)?;
            let json = json!({ "path": written.path, "bytes": written.bytes });
            Ok(Report::new(format!("{}\n", written.path), json))
        }
        Command::Plan { week, seed, iterations, past } => {
            let week: IsoWeek = week.parse()?;
            let seed = number(seed.as_deref(), "seed", u32::MAX)?;
            let iterations = number(iterations.as_deref(), "iterations", plan::MOST_ITERATIONS)?;
            let open = session.data(ctx)?;
            ready(session, &open, manager, ctx)?;
            let present = open.local(ctx)?.week();
            if week.monday() < present.monday() && !past {
                return Err(ErrorCode::WeekPast.on("week").with("week", week.to_string()));
            }
            let board = plan::make(session, MakePlan { week: Some(week), seed, iterations }, ctx)?;
            let outlook = plan::outlook(session, ByWeek { week }, ctx)?;
            let mut report = week::report(&board, &outlook, Words::of(open.settings()?.language));
            report.warnings.append(&mut week::unusual_week(week, present));
            report.warnings.extend(week::left_behind(&board));
            Ok(report)
        }
        Command::Visit { what } => visit::visit(session, what, manager, ctx),
        Command::Verify { file } => visit::verify(session, file.as_deref(), args.data.is_some(), ctx),
        Command::Audit { sample, seed, out } => visit::audit(session, *sample, *seed, out, manager, ctx),
        Command::Scan { files } => {
            let open = session.data(ctx)?;
            ready(session, &open, manager, ctx)?;
            scan::files(session, &open, files, ctx)
        }
        Command::Pin { what } => lock::pin(session, what, ctx),
        Command::Rescue { what } => lock::rescue(session, what, manager, ctx),
        Command::Wipe { yes, leave_unsent } => lock::wipe(session, *yes, *leave_unsent, ctx),
        Command::Enrol(args) => sync::enrol(session, args, ctx),
        Command::Sync(args) => sync::sync(session, args, manager, ctx),
        Command::Status => sync::status(session, manager, ctx),
        Command::Issues { due } => issue::issues(session, *due, manager, ctx),
        Command::Sheets { week, kind, full, duplex, spare, out } => {
            let week: IsoWeek = week.parse()?;
            must_end_with(out, "pdf")?;
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
            let (sheets, _) = sheet::render(session, &open, &print, ctx)?;
            let written = output::write(out, &sheets.bytes, sheets.pages)?;
            let json = json!({ "path": written.path, "pages": written.pages, "bytes": written.bytes });
            Ok(Report::new(format!("{}\n", written.path), json))
        }
    }
}

/// Before a command writes: the database is sound, the manager is the one meant, and the day has its backup.
fn ready(session: &Session, open: &Open, manager: Option<&str>, ctx: &Ctx) -> Result<(), AppError> {
    if let Some(damage) = &open.damage {
        return Err(ErrorCode::DataSetAside.with("told", damage::sentence(open, damage)?));
    }
    open::check_manager(open, manager)?;
    backup::daily(session, Nothing {}, ctx)
}
