//! Speaking to headquarters: enrolment, sync, the end of a session.

use std::{
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
    thread,
    time::Duration,
};

use rounds_core::{AppError, Entropy, ErrorCode};
use rounds_store::{Changes, KeyPlace};
use rounds_sync::{
    Enrolment, Https, Report, Secrets, Stage, SyncError, World, account, address, enrol as enrol_device,
    fetch_file, run as run_sync, sign_out as end_session,
};

use super::{FAILED, of};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{
        Folder, Progress, SyncEnrol, SyncEnrolled, SyncFailure, SyncRun, SyncSignOut, SyncStage, SyncStatus,
    },
};

/// How long a cancel may go unheard while headquarters is waited for.
const SLICE_MS: u64 = 100;
/// Characters of a device's own name.
const MOST_OF_NAME: usize = 60;
pub(super) const JOB: &str = "sync";

/// What a conversation is handed.
pub(super) struct Around<'a> {
    ctx: &'a Ctx<'a>,
    open: &'a Open,
    waited_ms: AtomicI64,
}

impl<'a> Around<'a> {
    pub fn new(ctx: &'a Ctx<'a>, open: &'a Open) -> Self {
        Self { ctx, open, waited_ms: AtomicI64::new(0) }
    }
}

impl World for Around<'_> {
    fn now(&self) -> i64 {
        self.ctx.now + self.waited_ms.load(Ordering::Relaxed)
    }

    fn entropy(&self) -> &dyn Entropy {
        self.ctx.entropy
    }

    fn pause(&self, ms: u64) {
        let mut left = ms;
        while left > 0 && !self.ctx.cancelled() {
            let slice = left.min(SLICE_MS);
            thread::sleep(Duration::from_millis(slice));
            left -= slice;
        }
        self.waited_ms.fetch_add((ms - left) as i64, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.ctx.cancelled()
    }

    fn progress(&self, stage: Stage, done: u32, total: u32) {
        let stage = match stage {
            Stage::Push => SyncStage::Push,
            Stage::Pull => SyncStage::Pull,
            Stage::Compare => SyncStage::Compare,
            Stage::Files => SyncStage::Files,
        };
        self.ctx.events.progress(Progress {
            job: JOB.to_owned(),
            done,
            total,
            best: None,
            stage: Some(stage),
        });
    }

    fn changed(&self, changes: &Changes) {
        self.open.changed(self.ctx, changes);
    }
}

/// One conversation at a time: whoever comes second is told so.
pub(super) struct Turn<'a>(&'a AtomicBool);

impl<'a> Turn<'a> {
    pub fn take(open: &'a Open) -> Result<Self, AppError> {
        if open.syncing.swap(true, Ordering::AcqRel) {
            return Err(ErrorCode::SyncRunning.into());
        }
        Ok(Self(&open.syncing))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Makes the conversation known as a job: from here on it can be cancelled, also while headquarters does not answer.
fn begin(ctx: &Ctx) {
    ctx.events.progress(Progress { job: JOB.to_owned(), done: 0, total: 0, best: None, stage: None });
}

/// What headquarters' list and conflicts call this device: what its own system calls it, where that can be told.
fn device_name() -> String {
    let named = std::env::var("COMPUTERNAME").ok();
    let named = named.or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok());
    let named: String = named.unwrap_or_default().trim().chars().take(MOST_OF_NAME).collect();
    let system = std::env::consts::OS;
    if named.is_empty() { format!("巡访 {system}") } else { format!("{named}（{system}）") }
}

fn keys<'a>(session: &'a Session, open: &Open) -> &'a KeyPlace {
    if open.folder == Folder::Demo { &KeyPlace::File } else { &session.options.keyring }
}

/// Enrols the folder and reads what headquarters has for it. An enrolment holds even where that first sync fails.
pub fn enrol(session: &Session, args: SyncEnrol, ctx: &Ctx) -> Result<SyncEnrolled, AppError> {
    let open = match session.opened(ctx)? {
        Some(open) => open,
        None => {
            let open = session.switch(Folder::Own, ctx)?;
            session.places.choose(Folder::Own);
            open
        }
    };
    let matched = enrol_here(session, &open, &args, ctx)?;
    // Why it failed is kept, and is in the status.
    let _ = run_here(session, &open, Some(&args.password), None, ctx);
    Ok(SyncEnrolled { matched, status: of(&open)? })
}

/// The enrolment alone. Gives back how many customers headquarters knew by their codes.
pub(crate) fn enrol_here(
    session: &Session,
    open: &Open,
    args: &SyncEnrol,
    ctx: &Ctx,
) -> Result<u32, AppError> {
    let _turn = Turn::take(open)?;
    begin(ctx);
    let server = address(&args.server)?;
    let enrolment = Enrolment {
        server: &server,
        user: args.user.trim(),
        password: &args.password,
        code: Some(args.code.trim()),
        device_name: &device_name(),
        keys: keys(session, open),
    };
    let matched = enrol_device(&open.store, &Https::new(&server)?, &Around::new(ctx, open), &enrolment)?;
    // Ids may have been renamed under everything that is remembered.
    open.forget();
    open.changed(ctx, &Changes { settings: true, ..Changes::default() });
    Ok(matched)
}

/// Syncs now; progress is told as job `sync`, which can be cancelled.
pub fn run(session: &Session, args: SyncRun, ctx: &Ctx) -> Result<SyncStatus, AppError> {
    let open = session.data(ctx)?;
    run_here(session, &open, args.password.as_deref(), None, ctx)?;
    of(&open)
}

/// A sync; `server` where headquarters has moved to another address.
pub(crate) fn run_here(
    session: &Session,
    open: &Open,
    password: Option<&str>,
    server: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let _turn = Turn::take(open)?;
    begin(ctx);
    let done = speak(session, open, password, server, ctx);
    let failure = done.as_ref().err().map(|error| SyncFailure { at: ctx.now, error: error.clone() });
    open.store.keep_setting(FAILED, &failure)?;
    open.changed(ctx, &Changes { settings: true, ..Changes::default() });
    done
}

fn speak(
    session: &Session,
    open: &Open,
    password: Option<&str>,
    server: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let known = account(&open.store)?.ok_or(SyncError::NotEnrolled)?;
    let server = match server {
        Some(server) => address(server)?,
        None => known.server.clone(),
    };
    let device_name = device_name();
    let secrets =
        Secrets { password, keys: keys(session, open), device_name: &device_name, server: Some(&server) };
    Ok(run_sync(&open.store, &Https::new(&server)?, &Around::new(ctx, open), secrets)?)
}

/// Ends the session. Everything stays in the folder, and the next sync needs the password.
///
/// # Errors
/// `UnsentLeft` (`count`) while something is unsent, unless `force`.
pub fn sign_out(session: &Session, args: SyncSignOut, ctx: &Ctx) -> Result<SyncStatus, AppError> {
    let open = session.data(ctx)?;
    let turn = Turn::take(&open)?;
    let standing = open.store.standing()?;
    let unsent = standing.waiting + standing.waiting_files + standing.set_aside;
    if unsent > 0 && !args.force {
        return Err(ErrorCode::UnsentLeft.with("count", unsent));
    }
    let server = account(&open.store)?.ok_or(SyncError::NotEnrolled)?.server;
    end_session(&open.store, &Https::new(&server)?, &Around::new(ctx, &open))?;
    drop(turn);
    open.changed(ctx, &Changes { settings: true, ..Changes::default() });
    of(&open)
}

/// Brings a picture that another device took. Beside a sync: it waits for nobody's turn.
pub(crate) fn fetch(open: &Open, sha256: &str, ctx: &Ctx) -> Result<(), AppError> {
    let server = account(&open.store)?.ok_or(ErrorCode::NotFound)?.server;
    Ok(fetch_file(&open.store, &Https::new(&server)?, &Around::new(ctx, open), sha256)?)
}
