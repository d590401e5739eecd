//! `rounds enrol`, `rounds sync`, `rounds status`: the folder as a device of headquarters.

use std::io::{IsTerminal, stdin};

use clap::Args;
use rounds_core::{AppError, ErrorCode, sync::Scope, territory::Territory};
use rounds_sync::{Account, Report as Synced, account, address};
use serde_json::json;

use super::{Report, ready};
use crate::{
    Ctx, Session, leave, lock,
    open::{self, LocalTime, Open},
    sync,
    wire::{Folder, SyncEnrol, SyncStatus},
    words::Words,
};

#[derive(Args)]
pub(super) struct EnrolArgs {
    #[arg(long, value_name = "URL", help = "总部的网址，如 https://hq.example.cn")]
    server: String,
    #[arg(long, value_name = "NAME", help = "在总部的工号（不写时是这个文件夹里客户经理的工号）")]
    user: Option<String>,
    #[arg(long, help = "总部给的一次性注册码")]
    code: String,
}

#[derive(Args)]
pub(super) struct SyncArgs {
    #[arg(long, value_name = "URL", help = "总部的网址（不写时是注册时的）")]
    server: Option<String>,
    #[arg(long, value_name = "NAME", help = "工号（不写时是注册这个文件夹的人）")]
    user: Option<String>,
}

/// From `ROUNDS_PASSWORD`, else asked for.
fn password() -> Result<String, AppError> {
    if let Ok(password) = std::env::var("ROUNDS_PASSWORD") {
        return Ok(password);
    }
    let missing = || ErrorCode::NotGiven.on("password").with("variable", "ROUNDS_PASSWORD");
    let mut line = String::new();
    if stdin().is_terminal() {
        // Typed unseen: shops and offices have onlookers.
        line = rpassword::prompt_password("密码：").map_err(|_| missing())?;
    } else {
        stdin().read_line(&mut line).map_err(|_| missing())?;
    }
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() { Err(missing()) } else { Ok(line.to_owned()) }
}

/// A new folder that headquarters certainly does not know stays not: it would be a device that is none.
pub(super) fn enrol(session: &Session, args: &EnrolArgs, ctx: &Ctx) -> Result<Report, AppError> {
    let current = session.places.current();
    let folder = current.unwrap_or(Folder::Own);
    let was_there = session.places.path(folder).exists();
    let open = session.switch(folder, ctx)?;
    let enrolled = enrol_open(session, &open, args, ctx);
    if let Err(error) = &enrolled
        && current.is_none()
        && is_refused(error)
    {
        leave::unmake(session, open, was_there)?;
    }
    enrolled
}

/// Whether the enrolment cannot have come to pass. After a line that broke it may have, and the same folder may ask again
/// with the same code.
fn is_refused(error: &AppError) -> bool {
    use ErrorCode as Code;
    let cause = error.detail.get("cause").and_then(serde_json::Value::as_str);
    match error.code {
        Code::HqUnreachable => cause.is_some_and(|cause| ["refused", "name", "certificate"].contains(&cause)),
        code => matches!(
            code,
            Code::Required
                | Code::NotGiven
                | Code::HqAddress
                | Code::SignInRefused
                | Code::SignInWait
                | Code::CodeUnknown
                | Code::NotAllowed
                | Code::HqNewerNeeded
                | Code::DeviceTooOld
        ),
    }
}

fn enrol_open(session: &Session, open: &Open, args: &EnrolArgs, ctx: &Ctx) -> Result<Report, AppError> {
    ready(session, open, None, ctx)?;
    let user = match (&args.user, open.person()?) {
        (Some(user), _) => user.clone(),
        (None, Some(person)) => person.code,
        (None, None) => return Err(ErrorCode::Required.on("user")),
    };
    // Nobody types a password for an address that cannot be used.
    let server = address(&args.server)?;
    let enrolment = SyncEnrol { server, user, password: password()?, code: args.code.clone() };
    sync::enrol_here(session, open, &enrolment, ctx)?;
    let account = account(&open.store)?.ok_or(ErrorCode::NotEnrolled)?;
    let json = json!({
        "server": account.server, "user": account.user, "territory_code": account.territory_code,
        "territory_id": account.territory_id, "install_id": account.install_id, "hq_key_id": account.hq_key_id,
    });
    Ok(Report::new(format!("已注册到 {}，片区 {}\n", account.server, account.territory_code), json))
}

/// Tries with the session that is there; asks for the password only where that has ended.
pub(super) fn sync(
    session: &Session,
    args: &SyncArgs,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let open = session.data(ctx)?;
    ready(session, &open, manager, ctx)?;
    let known = account(&open.store)?.ok_or(ErrorCode::NotEnrolled)?;
    if args.user.as_ref().is_some_and(|user| *user != known.user) {
        return Err(ErrorCode::NotAllowed.on("user"));
    }
    let run = |password: Option<&str>| sync::run_here(session, &open, password, args.server.as_deref(), ctx);
    let report = match run(None) {
        Err(error) if wants_password(&error) => run(Some(&password()?)),
        done => done,
    }?;
    let failed =
        report.push_refused.is_some() || report.scopes.iter().any(|check| check.equal == Some(false));
    let text = text(&open, &report)?;
    let json = serde_json::to_value(&report).map_err(|_| ErrorCode::Internal)?;
    Ok(Report { failed, ..Report::new(text, json) })
}

fn wants_password(error: &AppError) -> bool {
    matches!(error.code, ErrorCode::TokenExpired | ErrorCode::SessionEnded | ErrorCode::DeviceCopied)
}

fn text(open: &Open, report: &Synced) -> Result<String, AppError> {
    let mut text =
        format!("上报 {} 条 · 收到 {} 条 · 照片 {} 张\n", report.sent, report.taken, report.files_sent);
    if report.without_personal > 0 {
        text.push_str(&format!(
            "其中 {} 次拜访是总部依法抹去客户个人信息之前做的：拜访已收下，签名、姓名等个人信息没有保留\n",
            report.without_personal
        ));
    }
    let words = Words::of(open.settings()?.language);
    for error in [&report.push_refused, &report.files_refused].into_iter().flatten() {
        text.push_str(&format!("{}\n", words.error(error)));
    }
    text.push_str(&line(&sync::of(open)?));
    Ok(text)
}

/// 已上报 312 · 待上报 4 · 需处理 1
fn line(status: &SyncStatus) -> String {
    format!(
        "已上报 {} · 待上报 {} · 需处理 {}\n",
        status.reported,
        status.waiting + status.waiting_files,
        status.to_settle
    )
}

fn scope_name(open: &Open, scope: Scope, known: Option<&Account>) -> Result<String, AppError> {
    let code = match (scope, known) {
        (Scope::Organisation, _) => return Ok("全组织".to_owned()),
        (Scope::Person(_), _) => return Ok("本人".to_owned()),
        (Scope::Territory(id), Some(known)) if id == known.territory_id => known.territory_code.clone(),
        (Scope::Territory(id), _) => {
            let there = open.store.read(|sql| rounds_store::find::<Territory>(sql, id))?;
            there.map_or_else(|| id.to_string(), |territory| territory.code)
        }
    };
    Ok(format!("片区 {code}"))
}

const DEMO: &str = "演示数据，不向总部上报\n";
const PIN_KEPT: &str = "总部要求设 PIN · 已设\n";
const PIN_OWED: &str = "总部要求设 PIN · 还没有设，请用 rounds pin set 设置，或打开巡访设置\n";

/// Works beside the window: it only reads.
pub(super) fn status(session: &Session, manager: Option<&str>, ctx: &Ctx) -> Result<Report, AppError> {
    let open = session.read_only(ctx)?;
    open::check_manager(&open, manager)?;
    let status = sync::of(&open)?;
    let territory = open.territory()?;
    let is_demo = territory.as_ref().is_some_and(|territory| territory.is_demo);
    let mut text = if is_demo { DEMO.to_owned() } else { line(&status) };
    let known = account(&open.store)?;
    if let Some(known) = &known {
        text.push_str(&format!("{} 在 {} 的设备 {}\n", known.user, known.server, known.install_id));
    }
    let lock = lock::view(session, Some(&*open), ctx)?;
    if lock.pin_required {
        text.push_str(if lock.has_pin { PIN_KEPT } else { PIN_OWED });
    }
    let mut scopes = Vec::new();
    for scope in open.store.feeds()? {
        let sum = open.store.scope_hash(scope)?;
        text.push_str(&format!(
            "{} · {} 条 · 摘要 {}\n",
            scope_name(&open, scope, known.as_ref())?,
            sum.rows,
            sum.hash
        ));
        scopes.push(json!({ "scope": scope, "rows": sum.rows, "hash": sum.hash }));
    }
    let zone = territory.map_or_else(|| open::ZONE.to_owned(), |territory| territory.zone);
    text.push_str(&match &status.last {
        None if is_demo => String::new(),
        Some(last) => format!("上次上报 {}\n", LocalTime::of(last.at, &zone).0.format("%Y-%m-%d %H:%M")),
        None => "尚未上报过\n".to_owned(),
    });
    let json = json!({
        "reported": status.reported, "waiting": status.waiting, "waiting_files": status.waiting_files,
        "to_settle": status.to_settle, "set_aside": status.set_aside, "conflicts": status.conflicts,
        "account": status.account, "last": status.last, "failed": status.failed, "scopes": scopes,
        "pin_required": lock.pin_required, "has_pin": lock.has_pin,
    });
    Ok(Report::new(text, json))
}
