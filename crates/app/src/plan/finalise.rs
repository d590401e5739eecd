//! 定稿, and taking back.

use rounds_core::{
    AppError, ErrorCode,
    plan::{PlanStatus, PlannedVisitState},
};

use super::{board, input::StoredWeek, scope};
use crate::{
    Ctx, Session,
    wire::{ByWeek, PlanBoard, UndoStep},
};

/// Fixes the week: what changes from now on is marked.
pub fn finalise(session: &Session, ByWeek { week }: ByWeek, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let stored = StoredWeek::read(&open, week)?;
    let mut plan = stored.plan.ok_or_else(|| ErrorCode::PlanMissing.with("week", week.to_string()))?;
    if plan.status == PlanStatus::Final {
        return Err(ErrorCode::PlanFinal.with("week", week.to_string()));
    }
    if stored.visits.iter().all(|visit| visit.state == PlannedVisitState::Removed) {
        return Err(ErrorCode::NothingToPrint.with("week", week.to_string()));
    }
    plan.status = PlanStatus::Final;
    plan.finalised_at = Some(ctx.now);
    open.write(ctx, |tx| {
        tx.put(&plan)?;
        Ok(tx.remember(&scope(week))?)
    })?;
    board(&open, week, ctx)
}

pub fn undo(session: &Session, UndoStep { week, step }: UndoStep, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let written = open.store.undo(&scope(week), step, open.actor()?, ctx.now, ctx.entropy)?;
    open.changed(ctx, &written.changes);
    board(&open, week, ctx)
}

pub fn redo(session: &Session, ByWeek { week }: ByWeek, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let written = open.store.redo(&scope(week), open.actor()?, ctx.now, ctx.entropy)?;
    open.changed(ctx, &written.changes);
    board(&open, week, ctx)
}
