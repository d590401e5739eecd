//! Planning a week at once.

use rounds_core::{AppError, ErrorCode, IsoWeek, plan::PlanStatus};
use rounds_planner::{self as planner, Control, Options, WeekPlan};

use super::{
    behind::left_behind,
    board,
    input::{Gathered, Purpose, StoredWeek, problem},
    keep, propose,
};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{BestPlan, ByWeek, MakePlan, PlanBoard},
};

pub const MOST_ITERATIONS: u32 = 5_000_000;

pub fn get(session: &Session, ByWeek { week }: ByWeek, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    board(&*session.data(ctx)?, week, ctx)
}

/// Runs the planner over a week. Progress is told as job `plan`; a cancel keeps the best plan so far.
pub(super) fn plan_week(gathered: &Gathered, args: &MakePlan, ctx: &Ctx) -> Result<WeekPlan, AppError> {
    let default = Options::default();
    let options = Options { seed: args.seed.map_or(default.seed, u64::from), iterations: args.iterations };
    if let Some(asked) = args.iterations.filter(|asked| *asked > MOST_ITERATIONS) {
        let error = ErrorCode::OutOfRange.on("iterations").with("value", asked);
        return Err(error.with("least", 0).with("most", MOST_ITERATIONS));
    }
    let input = gathered.input();
    // A repair looks at its own week alone.
    let weeks = if input.repair.is_some() { 1 } else { input.cycle_weeks };
    let mut progress = |told: planner::Progress| {
        let best = BestPlan { weeks, visits: told.visits, travel_m: told.travel_m as u32 };
        ctx.planning(told.iteration, told.iterations, best);
        if ctx.cancelled() { Control::Stop } else { Control::Continue }
    };
    let mut plan = planner::plan_week(&input, &options, &mut progress).map_err(problem)?;
    propose::keep_told(gathered, &mut plan);
    Ok(plan)
}

pub(super) fn week_of(args: &MakePlan, open: &Open, ctx: &Ctx) -> Result<IsoWeek, AppError> {
    match args.week {
        Some(week) => Ok(week),
        None => Ok(open.local(ctx)?.week().next()),
    }
}

/// Plans and takes it. What is locked, done or put in by hand stays; a final plan is replanned by [`propose`] only,
/// which shows what would change.
pub fn make(session: &Session, args: MakePlan, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let week = week_of(&args, &open, ctx)?;
    let gathered = Gathered::read(&open, week, Purpose::Anew, ctx)?;
    if is_final(&gathered.stored) {
        return Err(ErrorCode::PlanFinal.with("week", week.to_string()));
    }
    let plan = plan_week(&gathered, &args, ctx)?;
    keep::take(&open, &gathered.stored, &plan, &gathered.lost, ctx)?;
    let later_drafts = left_behind(&open, week, &gathered.stored)?;
    Ok(PlanBoard { later_drafts, ..board(&open, week, ctx)? })
}

/// Whether later changes are to be marked.
pub(super) fn is_final(stored: &StoredWeek) -> bool {
    stored.plan.as_ref().is_some_and(|plan| plan.status == PlanStatus::Final)
}
