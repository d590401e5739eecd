//! A plan as a difference to take or leave, visit by visit.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id,
    customer::CustomerStatus,
    plan::{PlannedVisit, PlannedVisitState, Remedy, Unplanned, UnplannedReason},
};
use rounds_planner::{HandWeek, PlanDay, PlanVisit, WeekPlan, insert_cheapest, retime_day};

use super::{
    behind::left_behind,
    board,
    input::{Gathered, Purpose, StoredWeek, problem},
    keep, make, sums,
};
use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    session::held,
    wire::{
        BoardUnplanned, MakePlan, PlanBoard, PlanDifference, PlanProposal, PlanSums, RepairCause, TakePlan,
        VisitPlace,
    },
};

const PROPOSALS: usize = 4;

/// A plan that waits to be taken.
#[derive(Clone)]
pub struct Proposal {
    pub plan: WeekPlan,
    changes: Vec<Change>,
    /// What the plan was compared with.
    compared: Vec<Stand>,
    /// Days that the manager gives up with it, beside what the calendar says.
    lost: BTreeSet<NaiveDate>,
}

/// A customer's move; none = not in the plan.
#[derive(Clone, Copy, Debug)]
struct Change {
    customer: Id,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// A visit of a stored plan, as far as a proposal depends on it.
type Stand = (Id, NaiveDate, u32, bool, rounds_core::plan::PlannedVisitState);

fn stands(stored: &StoredWeek) -> Vec<Stand> {
    let stand = |visit: &PlannedVisit| (visit.meta.id, visit.date, visit.order, visit.locked, visit.state);
    stored.visits.iter().map(stand).collect()
}

/// Plans anew, close to what there is, and says what would change. A stop keeps the best plan so far.
pub fn propose(session: &Session, args: MakePlan, ctx: &Ctx) -> Result<PlanProposal, AppError> {
    let open = session.data(ctx)?;
    let week = make::week_of(&args, &open, ctx)?;
    let gathered = Gathered::read(&open, week, Purpose::Again, ctx)?;
    let plan = make::plan_week(&gathered, &args, ctx)?;
    offer(&open, &gathered, plan, Vec::new(), ctx)
}

/// Keeps a plan until it is taken, and tells what it changes.
pub(super) fn offer(
    open: &Open,
    gathered: &Gathered,
    plan: WeekPlan,
    causes: Vec<RepairCause>,
    ctx: &Ctx,
) -> Result<PlanProposal, AppError> {
    let (book, stored) = (&*gathered.book, &gathered.stored);
    let (changes, kept) = changes(stored, &plan);
    let token = ctx.entropy.id(ctx.now).to_string();
    let proposal = PlanProposal {
        token: token.clone(),
        week: plan.week,
        causes,
        differences: changes
            .iter()
            .zip(1..)
            .filter_map(|(change, number)| difference(gathered, &plan, *change, number).transpose())
            .collect::<Result<_, _>>()?,
        left: newly_left(book, stored, &plan),
        list_changes: list(&plan.unplanned) != list(listed(stored)),
        kept,
        before: sums::of_stored(book, stored, plan.week)?,
        after: sums::of_plan(book, &plan),
        stopped: ctx.cancelled(),
    };
    let mut proposals = held(&open.proposals);
    while proposals.len() >= PROPOSALS {
        proposals.pop_first();
    }
    let (compared, lost) = (stands(stored), gathered.lost.clone());
    proposals.insert(token, Proposal { plan, changes, compared, lost });
    Ok(proposal)
}

/// Who is listed as left out in the plan as it is stored.
fn listed(stored: &StoredWeek) -> &[Unplanned] {
    stored.plan.as_ref().map_or(&[], |plan| &plan.unplanned)
}

/// A list whatever its order.
fn list(unplanned: &[Unplanned]) -> BTreeMap<Id, (&UnplannedReason, Option<&Remedy>)> {
    unplanned.iter().map(|left| (left.customer_id, (&left.reason, left.remedy.as_ref()))).collect()
}

/// Who is due and finds no place, and neither stands in the plan nor is listed as left out so far.
fn newly_left(book: &Book, stored: &StoredWeek, plan: &WeekPlan) -> Vec<BoardUnplanned> {
    let waits = |left: &Unplanned| matches!(left.reason, UnplannedReason::Postponed { .. });
    let known = |id: Id| {
        listed(stored).iter().any(|left| left.customer_id == id && !waits(left))
            || stored
                .standing()
                .any(|visit| visit.customer_id == id && visit.state == PlannedVisitState::Planned)
    };
    let new = plan.unplanned.iter().filter(|left| !waits(left) && !known(left.customer_id));
    new.filter_map(|left| board::unplanned(book, left)).collect()
}

/// Who was put off, or seen in vain, and has no place in the plan stays listed with that: it is not for a plan to
/// forget. What would fit it in is the planner's; a later week's plan may hold it already.
pub(super) fn keep_told(gathered: &Gathered, plan: &mut WeekPlan) {
    let stored = &gathered.stored;
    for told in listed(stored) {
        let id = told.customer_id;
        let is_over = |date: NaiveDate| {
            stored.on(date).any(|visit| visit.customer_id == id && visit.state == PlannedVisitState::Missed)
        };
        let mut dates = plan.days.iter().filter(|day| day.visits.iter().any(|visit| visit.customer_id == id));
        let is_open =
            gathered.book.at(id).is_some_and(|(customer, _)| customer.status == CustomerStatus::Open);
        if !told.reason.is_about_a_visit() || !is_open || dates.any(|day| !is_over(day.date)) {
            continue;
        }
        if let Some(left) = plan.unplanned.iter_mut().find(|left| left.customer_id == id) {
            left.reason = told.reason.clone();
        } else {
            let later = gathered.history.get(&id).into_iter().flat_map(|history| &history.kept);
            let later = later.copied().filter(|date| *date > plan.week.dates()[6]).min();
            let remedy = later.map(|date| Remedy::Later { date });
            plan.unplanned.push(Unplanned { remedy, ..told.clone() });
        }
    }
}

/// What moves, by date of the proposal, and how many visits stay on their day.
fn changes(stored: &StoredWeek, plan: &WeekPlan) -> (Vec<Change>, u32) {
    let mut before: BTreeMap<Id, Vec<NaiveDate>> = BTreeMap::new();
    for visit in stored.standing() {
        before.entry(visit.customer_id).or_default().push(visit.date);
    }
    let (mut kept, mut moved) = (0, Vec::new());
    for visit in plan.days.iter().flat_map(|day| &day.visits) {
        match before.get_mut(&visit.customer_id) {
            Some(dates) if dates.contains(&visit.date) => {
                dates.retain(|date| *date != visit.date);
                kept += 1;
            }
            _ => moved.push(visit),
        }
    }
    let mut changes: Vec<Change> = moved
        .into_iter()
        .map(|visit| {
            let from = before.get_mut(&visit.customer_id).and_then(Vec::pop);
            Change { customer: visit.customer_id, from, to: Some(visit.date) }
        })
        .collect();
    for (customer, dates) in before {
        changes.extend(dates.into_iter().map(|date| Change { customer, from: Some(date), to: None }));
    }
    changes.sort_by_key(|change| (change.to.or(change.from), change.from));
    (changes, kept)
}

fn planned(plan: &WeekPlan, customer: Id, date: NaiveDate) -> Option<&PlanVisit> {
    let day = plan.days.iter().find(|day| day.date == date)?;
    day.visits.iter().find(|visit| visit.customer_id == customer)
}

fn difference(
    gathered: &Gathered,
    plan: &WeekPlan,
    change: Change,
    number: u32,
) -> Result<Option<PlanDifference>, AppError> {
    let (book, stored) = (&*gathered.book, &gathered.stored);
    let Some(customer) = book.summary(change.customer) else { return Ok(None) };
    let from = change.from.and_then(|date| {
        let visit = stored.on(date).find(|visit| visit.customer_id == change.customer)?;
        Some(VisitPlace { date, order: visit.order, arrive_min: visit.arrive_min })
    });
    let to = change.to.and_then(|date| planned(plan, change.customer, date));
    let left = plan.unplanned.iter().find(|left| left.customer_id == change.customer);
    let left = left.filter(|_| change.to.is_none());
    let is_lost = |date: &NaiveDate| gathered.lost.contains(date) || !book.calendar.day(*date).is_field_day();
    let from_a_day = Change { from: change.from.filter(|date| !is_lost(date)), ..change };
    let (travel_m, travel_min) = effect(book, plan, from_a_day)?;
    Ok(Some(PlanDifference {
        number,
        customer,
        from,
        to: to.map(|visit| VisitPlace { date: visit.date, order: visit.order, arrive_min: visit.arrive_min }),
        travel_m,
        travel_min,
        reasons: to.map(|visit| visit.reasons.clone()).unwrap_or_default(),
        left_out: left.map(|left| left.reason.clone()),
        remedy: left.and_then(|left| left.remedy.clone()),
    }))
}

/// Metres and minutes that the plan travels more than if this one change were refused. A day that is lost saves
/// nothing: nobody would travel on it.
fn effect(book: &Book, plan: &WeekPlan, change: Change) -> Result<(i32, i32), AppError> {
    let order = |date: NaiveDate| -> Vec<Id> {
        let day = plan.days.iter().find(|day| day.date == date);
        let ids = day.into_iter().flat_map(|day| &day.visits).map(|visit| visit.customer_id);
        ids.filter(|id| *id != change.customer).collect()
    };
    let travel = |date: NaiveDate, order: &[Id]| -> Result<(i32, i32), AppError> {
        let timed = retime_day(date, order, &book.customers, &book.calendar, &book.travel);
        let totals = timed.map_err(problem)?.totals;
        Ok((totals.travel_m as i32, totals.travel_min as i32))
    };
    let (mut metres, mut minutes) = (0, 0);
    if let Some(date) = change.to {
        let day = plan.days.iter().find(|day| day.date == date);
        let with = day.map_or((0, 0), |day| (day.totals.travel_m as i32, day.totals.travel_min as i32));
        let without = travel(date, &order(date))?;
        (metres, minutes) = (metres + with.0 - without.0, minutes + with.1 - without.1);
    }
    if let Some(date) = change.from {
        let mut back = order(date);
        let without = travel(date, &back)?;
        insert(book, date, &mut back, change.customer)?;
        let with = travel(date, &back)?;
        (metres, minutes) = (metres - with.0 + without.0, minutes - with.1 + without.1);
    }
    Ok((metres, minutes))
}

/// Where it costs least on a day.
fn insert(book: &Book, date: NaiveDate, order: &mut Vec<Id>, customer: Id) -> Result<(), AppError> {
    let days = [(date, order.clone())];
    let week =
        HandWeek { days: &days, customers: &book.customers, calendar: &book.calendar, travel: &book.travel };
    let place = insert_cheapest(&week, customer).map_err(problem)?;
    let at = place.map_or(order.len(), |place| place.order as usize - 1).min(order.len());
    order.insert(at, customer);
    Ok(())
}

/// What the week would add up to with the chosen differences of a proposal; nothing is taken.
pub fn weigh(
    session: &Session,
    TakePlan { token, chosen }: TakePlan,
    ctx: &Ctx,
) -> Result<PlanSums, AppError> {
    let open = session.data(ctx)?;
    let proposal = held(&open.proposals).get(&token).cloned();
    let proposal = proposal.ok_or_else(|| ErrorCode::NotFound.with("noun", "proposal"))?;
    let (_, plan) = wanted(&open, proposal, chosen, ctx)?;
    Ok(sums::of_plan(&*open.book(ctx)?, &plan))
}

/// The week as it is stored, and as it would be with the chosen differences; `None` = all.
fn wanted(
    open: &Open,
    proposal: Proposal,
    chosen: Option<Vec<u32>>,
    ctx: &Ctx,
) -> Result<(StoredWeek, WeekPlan), AppError> {
    let stored = StoredWeek::read(open, proposal.plan.week)?;
    if stands(&stored) != proposal.compared {
        return Err(ErrorCode::ProposalStale.into());
    }
    let plan = match chosen {
        None => proposal.plan,
        Some(chosen) => {
            let chosen: BTreeSet<u32> = chosen.into_iter().collect();
            part(&*open.book(ctx)?, &stored, &proposal, &chosen)?
        }
    };
    Ok((stored, plan))
}

/// Takes a proposal, or the chosen ones of its differences.
pub fn take(
    session: &Session,
    TakePlan { token, chosen }: TakePlan,
    ctx: &Ctx,
) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let proposal =
        held(&open.proposals).remove(&token).ok_or_else(|| ErrorCode::NotFound.with("noun", "proposal"))?;
    let (week, mut lost) = (proposal.plan.week, proposal.lost.clone());
    // A day that keeps a visit by the manager's own choice is not given up.
    let stays = |number: u32| chosen.as_ref().is_some_and(|chosen| !chosen.contains(&number));
    lost.retain(|date| {
        let mut leaving = proposal.changes.iter().zip(1..).filter(|(change, _)| change.from == Some(*date));
        !leaving.any(|(_, number)| stays(number))
    });
    let (stored, plan) = wanted(&open, proposal, chosen, ctx)?;
    keep::take(&open, &stored, &plan, &lost, ctx)?;
    let later_drafts = left_behind(&open, week, &stored)?;
    Ok(PlanBoard { later_drafts, ..board(&open, week, ctx)? })
}

/// The stored week with the chosen changes: their days in the proposal's order, what was refused where it costs
/// least.
fn part(
    book: &Book,
    stored: &StoredWeek,
    proposal: &Proposal,
    chosen: &BTreeSet<u32>,
) -> Result<WeekPlan, AppError> {
    let mut plan = proposal.plan.clone();
    let mut refused: BTreeMap<NaiveDate, Vec<Id>> = BTreeMap::new();
    let mut gone: BTreeSet<(NaiveDate, Id)> = BTreeSet::new();
    let mut left_out = Vec::new();
    for (change, _) in proposal.changes.iter().zip(1..).filter(|(_, number)| !chosen.contains(number)) {
        gone.extend(change.to.map(|date| (date, change.customer)));
        match change.from {
            Some(date) => refused.entry(date).or_default().push(change.customer),
            None => left_out.push(change.customer),
        }
    }
    for day in &mut plan.days {
        let back = refused.remove(&day.date).unwrap_or_default();
        if back.is_empty() && day.visits.iter().all(|visit| !gone.contains(&(day.date, visit.customer_id))) {
            continue;
        }
        *day = day_with(book, stored, day, &gone, &back)?;
    }
    let is_in = |id: Id| plan.days.iter().flat_map(|day| &day.visits).any(|visit| visit.customer_id == id);
    let mut unplanned: Vec<Unplanned> =
        plan.unplanned.iter().filter(|left| !is_in(left.customer_id)).cloned().collect();
    for customer in left_out.into_iter().filter(|id| !is_in(*id)) {
        let mut former = stored.plan.iter().flat_map(|plan| &plan.unplanned);
        let former = former.find(|left| left.customer_id == customer).cloned();
        unplanned.push(former.unwrap_or_else(|| Unplanned::new(customer, UnplannedReason::RemovedByHand)));
    }
    plan.unplanned = unplanned;
    Ok(plan)
}

fn day_with(
    book: &Book,
    stored: &StoredWeek,
    day: &PlanDay,
    gone: &BTreeSet<(NaiveDate, Id)>,
    back: &[Id],
) -> Result<PlanDay, AppError> {
    let date = day.date;
    let stays = day.visits.iter().map(|visit| visit.customer_id);
    let mut order: Vec<Id> = stays.filter(|id| !gone.contains(&(date, *id))).collect();
    for customer in back.iter().filter(|id| book.at(**id).is_some()) {
        insert(book, date, &mut order, *customer)?;
    }
    let timed = retime_day(date, &order, &book.customers, &book.calendar, &book.travel).map_err(problem)?;
    let visits = timed.visits.into_iter().map(|times| {
        let former = stored.on(date).find(|visit| visit.customer_id == times.customer_id);
        let proposed = day.visits.iter().find(|visit| visit.customer_id == times.customer_id);
        let reasons = proposed.map(|visit| &visit.reasons).or(former.map(|visit| &visit.reasons));
        PlanVisit {
            customer_id: times.customer_id,
            date,
            order: times.order,
            arrive_min: times.arrive_min,
            depart_min: times.depart_min,
            travel_m: times.travel_m,
            travel_min: times.travel_min,
            reasons: reasons.cloned().unwrap_or_default(),
            locked: former.is_some_and(|visit| visit.locked),
        }
    });
    Ok(PlanDay { date, visits: visits.collect(), totals: timed.totals })
}
