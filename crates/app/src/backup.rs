//! Backups: daily, by hand, and back again.

use rounds_core::AppError;
use rounds_store::Changes;

use crate::{
    Ctx, Session,
    open::Open,
    territory,
    wire::{AppStatus, BackupFile, ByName, Nothing},
};

/// A day, less what a start in the morning may be earlier than the day before.
const DAILY_MS: i64 = 20 * 3_600_000;

/// So long after its deletion a picture's file can still be brought back.
const PICTURES_KEPT_MS: i64 = 30 * 86_400_000;

fn listed(open: &Open) -> Vec<BackupFile> {
    let backups = open.store.backups().into_iter();
    backups
        .map(|backup| BackupFile { name: backup.name, made_at: backup.made_at, bytes: backup.bytes as u32 })
        .collect()
}

pub fn list(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<BackupFile>, AppError> {
    Ok(listed(&*session.data(ctx)?))
}

pub fn make(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<BackupFile>, AppError> {
    let open = session.data(ctx)?;
    open.store.back_up(ctx.now)?;
    Ok(listed(&open))
}

/// Called after the start, off the first screen's way: backs up unless one of today is there.
pub fn daily(session: &Session, _: Nothing, ctx: &Ctx) -> Result<(), AppError> {
    let Some(open) = session.opened(ctx)? else { return Ok(()) };
    let newest = open.store.backups().first().map_or(i64::MIN, |backup| backup.made_at);
    if ctx.now.saturating_sub(newest) >= DAILY_MS && open.territory()?.is_some() {
        open.store.back_up(ctx.now)?;
        open.store.sweep_files(ctx.now - PICTURES_KEPT_MS)?;
    }
    Ok(())
}

pub fn restore(session: &Session, ByName { name }: ByName, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let open = session.data(ctx)?;
    open.store.restore(&name, ctx.now, ctx.entropy)?;
    open.forget();
    open.changed(ctx, &Changes { settings: true, ..Changes::default() });
    territory::status(session, Nothing {}, ctx)
}
