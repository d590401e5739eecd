//! `rounds pin …`, `rounds rescue …`, `rounds wipe`: locking, the ways back, and leaving this device.

use std::{
    env,
    path::{Path, PathBuf},
};

use clap::Subcommand;
use rounds_core::{AppError, ErrorCode};
use serde_json::json;

use super::Report;
use crate::{
    Ctx, Session, import, leave, lock, open, rescue,
    wire::{ByPin, ByRecovery, Folder, MayPin, Nothing, SetPin, UnsentView, Wipe},
    words::Words,
};

/// Where a command finds what must not stand among its arguments.
const PIN: &str = "ROUNDS_PIN";
const NEW_PIN: &str = "ROUNDS_NEW_PIN";
const RECOVERY: &str = "ROUNDS_RECOVERY";
const RECOVERY_TELLS: &str = "这是恢复码。请抄在纸上，不要和设备放在一起；忘了 PIN 时用它解锁（rounds pin recover）。以前的恢复码不再有效。";

#[derive(Subcommand)]
pub(super) enum PinWhat {
    #[command(about = "设置或更换 PIN：新的写在环境变量 ROUNDS_NEW_PIN，现在的写在 ROUNDS_PIN")]
    Set,
    #[command(about = "取消 PIN：现在的写在环境变量 ROUNDS_PIN")]
    Remove,
    #[command(about = "生成新的恢复码，抄在纸上；以前的作废")]
    Recovery,
    #[command(about = "用恢复码（ROUNDS_RECOVERY）解锁，并设新的 PIN（ROUNDS_NEW_PIN）")]
    Recover,
}

#[derive(Subcommand)]
pub(super) enum RescueWhat {
    #[command(about = "把还没上报的内容写成一个文件，只有总部打得开")]
    Export {
        #[arg(long, value_name = "FILE", help = "写到哪个文件")]
        out: PathBuf,
    },
    #[command(about = "忘了 PIN：写一份请求，带给总部")]
    Request {
        #[arg(long, value_name = "FILE", help = "写到哪个文件")]
        out: PathBuf,
    },
    #[command(about = "用总部给的文件解锁，并设新的 PIN（ROUNDS_NEW_PIN）")]
    Unlock {
        #[arg(help = "总部给的文件")]
        file: PathBuf,
    },
}

/// What the environment names, or the advice to name it.
fn named(name: &str) -> Result<String, AppError> {
    let field = match name {
        RECOVERY => "recovery_code",
        NEW_PIN => "new_pin",
        _ => "pin",
    };
    let given = env::var(name).ok().filter(|value| !value.is_empty());
    given.ok_or_else(|| ErrorCode::NotGiven.on(field).with("variable", name))
}

pub(super) fn given_pin() -> Option<String> {
    env::var(PIN).ok()
}

fn done(word: &str) -> Report {
    Report::new(format!("{word}\n"), json!({ "done": true }))
}

pub(super) fn pin(session: &Session, what: &PinWhat, ctx: &Ctx) -> Result<Report, AppError> {
    match what {
        PinWhat::Set => {
            let pin = named(NEW_PIN)?;
            lock::set_pin(session, SetPin { pin, old: given_pin() }, ctx)?;
            Ok(done("PIN 已设置"))
        }
        PinWhat::Remove => {
            lock::remove_pin(session, ByPin { pin: named(PIN)? }, ctx)?;
            Ok(done("PIN 已取消"))
        }
        PinWhat::Recovery => {
            let code = lock::recovery(session, MayPin { pin: given_pin() }, ctx)?;
            lock::keep_recovery(session, Nothing {}, ctx)?;
            let groups = code.groups.join(" ");
            let text = format!("{groups}\n{RECOVERY_TELLS}\n");
            Ok(Report::new(text, json!({ "groups": code.groups })))
        }
        PinWhat::Recover => {
            let (code, pin) = (named(RECOVERY)?, named(NEW_PIN)?);
            lock::by_recovery(session, ByRecovery { code, pin }, ctx)?;
            Ok(done("已解锁，PIN 已重设"))
        }
    }
}

pub(super) fn rescue(
    session: &Session,
    what: &RescueWhat,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    match what {
        RescueWhat::Export { out } => {
            let open = session.data(ctx)?;
            open::check_manager(&open, manager)?;
            let written = rescue::write(session, &open, out, ctx)?;
            let text = format!("{}：{} 项改动，{} 个文件\n", written.path, written.operations, written.files);
            let mut report = Report::new(text, json!(written));
            if written.missing > 0 {
                let words = Words::of(open.settings()?.language);
                report.warnings.push(words.say("findings", "rescue_missing", &[("count", &written.missing)]));
            }
            Ok(report)
        }
        RescueWhat::Request { out } => {
            let (request, written) = lock::request(session, out, ctx)?;
            let number = request.number();
            let json = json!({ "path": written.path, "number": number });
            let text = format!(
                "解锁申请已写到 {}，请送交总部；申请的八位数字是 {number}，请当面或打电话告诉总部核对，不要和文件一起发。\n总部给回放行文件后，运行 rounds rescue unlock。\n",
                written.path
            );
            Ok(Report::new(text, json))
        }
        RescueWhat::Unlock { file } => unlock(session, file, ctx),
    }
}

fn unlock(session: &Session, file: &Path, ctx: &Ctx) -> Result<Report, AppError> {
    let bytes = import::read_file(file)?;
    lock::by_hq(session, ByPin { pin: named(NEW_PIN)? }, &bytes, ctx)?;
    Ok(done("已解锁，PIN 已重设"))
}

/// Removes everything, where that was meant.
pub(super) fn wipe(session: &Session, yes: bool, leave_unsent: bool, ctx: &Ctx) -> Result<Report, AppError> {
    let UnsentView { rows, since, files, enrolled, .. } = leave::unsent(session, Nothing {}, ctx)?;
    let open = session.data(ctx)?;
    let path = open.store.folder().path().display().to_string();
    let is_demo = open.folder == Folder::Demo;
    let since = since.map_or_else(String::new, |at| {
        open.zone().map_or_else(|_| String::new(), |zone| zone.local(at).date().to_string())
    });
    drop(open);
    if !yes {
        return Err(ErrorCode::NotConfirmed.with("path", path));
    }
    let count = rows + files;
    // Where there is no headquarters nothing can be sent first.
    if enrolled && !is_demo && count > 0 && !leave_unsent {
        return Err(ErrorCode::UnsentLeft.with("count", count).with("since", since));
    }
    leave::wipe(session, Wipe { pin: given_pin(), leave_unsent: count }, ctx)?;
    Ok(Report::new(
        format!("{path}：已清除\n"),
        json!({ "path": path, "unsent": count, "enrolled": enrolled }),
    ))
}
