//! What the office waits for by the clock, and what of it is done. Local: a mark of the manager's own.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, ErrorCode,
    deadline::{Duty, DutyKind, Rules},
};

use crate::{
    Ctx, Session,
    open::Open,
    today,
    wire::{MarkDuty, Nothing, TodayView},
    words::word,
};

const DONE: &str = "duties_done";
/// Marks that are kept; older ones nobody asks for.
const MOST_KEPT: usize = 60;

/// `weekly_report 2026-W48` → when it was marked, UTC milliseconds.
type Done = BTreeMap<String, i64>;

fn key(kind: DutyKind, period: &str) -> String {
    format!("{} {period}", word(kind))
}

/// What is near, overdue, or done and still to be taken back. What fell due before the territory was there is owed by
/// nobody.
pub fn near(open: &Open, ctx: &Ctx) -> Result<Vec<Duty>, AppError> {
    let Some(territory) = open.territory()? else { return Ok(Vec::new()) };
    let done: Done = open.store.setting(DONE)?.unwrap_or_default();
    let mut duties = all(open, ctx)?;
    for duty in &mut duties {
        duty.deadline.met_at = done.get(&key(duty.kind, &duty.period)).copied();
    }
    duties.retain(|duty| duty.is_near(ctx.now) && duty.deadline.due_at >= territory.meta.created_at);
    Ok(duties)
}

fn all(open: &Open, ctx: &Ctx) -> Result<Vec<Duty>, AppError> {
    let (settings, book) = (open.settings()?, open.book(ctx)?);
    Ok(Rules::new(&settings, open.zone()?).duties(open.local(ctx)?.date(), &settings.duties, &book.calendar))
}

/// Marks a duty as done now, or takes the mark back.
pub fn mark(session: &Session, args: MarkDuty, ctx: &Ctx) -> Result<TodayView, AppError> {
    let open = session.data(ctx)?;
    if !all(&open, ctx)?.iter().any(|duty| duty.kind == args.kind && duty.period == args.period) {
        return Err(ErrorCode::BadArguments.on("period"));
    }
    let mut done: Done = open.store.setting(DONE)?.unwrap_or_default();
    if args.done {
        done.insert(key(args.kind, &args.period), ctx.now);
        while done.len() > MOST_KEPT {
            let oldest = done.iter().min_by_key(|(_, at)| **at).map(|(key, _)| key.clone());
            oldest.map(|key| done.remove(&key));
        }
    } else {
        done.remove(&key(args.kind, &args.period));
    }
    open.write(ctx, |tx| Ok(tx.set(DONE, &done)?))?;
    today::get(session, Nothing {}, ctx)
}
