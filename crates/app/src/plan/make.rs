//! Planning a week: at once where there is no plan yet, else as a difference to take or leave.

use std::collections::BTreeMap;

use rounds_core::{AppError, ErrorCode, Id, IsoWeek, plan::PlanStatus};
use rounds_planner::{self as planner, Control, Options, WeekPlan};

use super::{
    board,
    input::{Gathered, StoredWeek, problem},
    keep,
};
use crate::{
    Ctx, Session,
    open::Open,
    session::held,
    wire::{ByToken, ByWeek, MakePlan, PlanBoard, PlanDifference, PlanProposal},
};

const PROPOSALS: usize = 4;
pub const MOST_ITERATIONS: u32 = 5_000_000;

/// A plan that waits to be taken.
pub struct Proposal {
    pub plan: WeekPlan,
    pub week: IsoWeek,
}

pub fn get(session: &Session, ByWeek { week }: ByWeek, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    board(&*session.data(ctx)?, week, ctx)
}

/// Runs the planner over a week. Progress is told as job `plan`; a cancel keeps the best plan so far.
fn plan_week(gathered: &Gathered, args: &MakePlan, ctx: &Ctx) -> Result<WeekPlan, AppError> {
    let default = Options::default();
    let options = Options {
        seed: args.seed.map_or(default.seed, u64::from),
        iterations: args.iterations.unwrap_or(default.iterations),
    };
    if options.iterations > MOST_ITERATIONS {
        let error = ErrorCode::OutOfRange.on("iterations").with("value", options.iterations);
        return Err(error.with("least", 0).with("most", MOST_ITERATIONS));
    }
    let mut progress = |told: planner::Progress| {
        ctx.progress("plan", told.iteration, told.iterations);
        if ctx.cancelled() { Control::Stop } else { Control::Continue }
    };
    planner::plan_week(&gathered.input(), &options, &mut progress).map_err(problem)
}

fn week_of(args: &MakePlan, open: &Open, ctx: &Ctx) -> Result<IsoWeek, AppError> {
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
    let gathered = Gathered::read(&open, week, false, ctx)?;
    if is_final(&gathered.stored) {
        return Err(ErrorCode::PlanFinal.with("week", week.to_string()));
    }
    let plan = plan_week(&gathered, &args, ctx)?;
    keep::take(&open, &gathered.stored, &plan, ctx)?;
    board(&open, week, ctx)
}

/// Plans anew, close to what there is, and says what would change.
pub fn propose(session: &Session, args: MakePlan, ctx: &Ctx) -> Result<PlanProposal, AppError> {
    let open = session.data(ctx)?;
    let week = week_of(&args, &open, ctx)?;
    let gathered = Gathered::read(&open, week, true, ctx)?;
    let plan = plan_week(&gathered, &args, ctx)?;
    if ctx.cancelled() {
        return Err(ErrorCode::Cancelled.into());
    }
    let token = ctx.entropy.id(ctx.now).to_string();
    let proposal = difference(&gathered, &plan, token.clone());
    let mut proposals = held(&open.proposals);
    while proposals.len() >= PROPOSALS {
        proposals.pop_first();
    }
    proposals.insert(token, Proposal { plan, week });
    Ok(proposal)
}

fn difference(gathered: &Gathered, plan: &WeekPlan, token: String) -> PlanProposal {
    let mut before: BTreeMap<Id, Vec<_>> = BTreeMap::new();
    for visit in gathered.stored.standing() {
        before.entry(visit.customer_id).or_default().push(visit.date);
    }
    let mut differences = Vec::new();
    let mut kept = 0;
    let mut tell = |customer: Id, from, to| {
        if let Some(customer) = gathered.book.summary(customer) {
            differences.push(PlanDifference { customer, from, to });
        }
    };
    let after: Vec<_> = plan.days.iter().flat_map(|day| &day.visits).collect();
    let mut moved = Vec::new();
    for visit in &after {
        match before.get_mut(&visit.customer_id) {
            Some(dates) if dates.contains(&visit.date) => {
                dates.retain(|date| *date != visit.date);
                kept += 1;
            }
            _ => moved.push(visit),
        }
    }
    for visit in moved {
        let from = before.get_mut(&visit.customer_id).and_then(Vec::pop);
        tell(visit.customer_id, from, Some(visit.date));
    }
    for (customer, dates) in before {
        for date in dates {
            tell(customer, Some(date), None);
        }
    }
    let home = |day: &planner::PlanDay| day.totals.travel_m;
    PlanProposal {
        token,
        differences,
        kept,
        travel_m_before: board::travel_m(gathered),
        travel_m_after: plan.days.iter().map(home).sum(),
        visits_before: gathered.stored.standing().count() as u32,
        visits_after: after.len() as u32,
    }
}

pub fn accept(session: &Session, ByToken { token }: ByToken, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let proposal =
        held(&open.proposals).remove(&token).ok_or_else(|| ErrorCode::NotFound.with("noun", "proposal"))?;
    let stored = StoredWeek::read(&open, proposal.week)?;
    keep::take(&open, &stored, &proposal.plan, ctx)?;
    board(&open, proposal.week, ctx)
}

/// Whether later changes are to be marked.
pub(super) fn is_final(stored: &StoredWeek) -> bool {
    stored.plan.as_ref().is_some_and(|plan| plan.status == PlanStatus::Final)
}
