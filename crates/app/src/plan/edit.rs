//! Changes by hand. Each is one step of undo; a day that is touched is timed anew at once.

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    plan::{
        ChangeAfterFinal, PlannedVisit, PlannedVisitState, Purpose, Reason, Unplanned, UnplannedReason,
        VisitPlan,
    },
};
use rounds_planner::{HandWeek, insert_cheapest};
use rounds_store::Tx;

use super::{
    board, cost,
    input::{StoredWeek, problem},
    keep::{mark, plan_row, retime, week_of_visit},
    make::is_final,
    scope,
};
use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    wire::{AddVisit, ById, EditVisit, LockVisit, MissDay, MoveVisit, PlanBoard},
};

/// The place in the days given where a customer costs least.
fn cheapest(
    book: &Book,
    stored: &StoredWeek,
    dates: &[NaiveDate],
    customer: Id,
) -> Result<Option<(NaiveDate, u32)>, AppError> {
    let of = |date: NaiveDate| -> Vec<Id> {
        let others = stored.on(date).map(|visit| visit.customer_id);
        others.filter(|id| *id != customer && book.at(*id).is_some()).collect()
    };
    let days: Vec<(NaiveDate, Vec<Id>)> = dates.iter().map(|date| (*date, of(*date))).collect();
    let week =
        HandWeek { days: &days, customers: &book.customers, calendar: &book.calendar, travel: &book.travel };
    let place = insert_cheapest(&week, customer).map_err(problem)?;
    Ok(place.map(|place| (place.date, place.order)))
}

/// The visits of a day in order, without one of them.
fn without(stored: &StoredWeek, date: NaiveDate, id: Id) -> Vec<PlannedVisit> {
    stored.on(date).filter(|visit| visit.meta.id != id).cloned().collect()
}

fn not_twice(day: &[PlannedVisit], customer: Id, date: NaiveDate) -> Result<(), AppError> {
    if day.iter().any(|visit| visit.customer_id == customer) {
        return Err(ErrorCode::VisitTwiceInDay.on("date").with("date", date.to_string()));
    }
    Ok(())
}

/// Where a move leads.
pub(super) struct Target {
    pub visit: PlannedVisit,
    pub stored: StoredWeek,
    pub week: IsoWeek,
    /// 1-based; beyond the end = last.
    pub order: u32,
}

/// Checks a move and finds its place.
pub(super) fn target(open: &Open, book: &Book, args: &MoveVisit) -> Result<Target, AppError> {
    let (visit, stored, week) = week_of_visit(open, args.id)?;
    if visit.locked && visit.date != args.date {
        return Err(ErrorCode::VisitLocked.into());
    }
    if !week.dates().contains(&args.date) {
        return Err(ErrorCode::BadDate.on("date").with("value", args.date.to_string()));
    }
    not_twice(&without(&stored, args.date, visit.meta.id), visit.customer_id, args.date)?;
    let order = match args.order {
        Some(order) => order,
        None => {
            cheapest(book, &stored, &[args.date], visit.customer_id)?.map_or(u32::MAX, |(_, order)| order)
        }
    };
    Ok(Target { visit, stored, week, order })
}

/// Moves a visit to a day and a place in it; the board says what that cost.
pub fn shift(session: &Session, args: MoveVisit, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let Target { mut visit, stored, week, order } = target(&open, &book, &args)?;
    let cost = cost::of_move(&book, &stored, visit.customer_id, Some(visit.date), (args.date, order))?;
    let mut target = without(&stored, args.date, visit.meta.id);
    let from = visit.date;
    if from != args.date {
        mark(&mut visit, ChangeAfterFinal::Moved, is_final(&stored));
        visit.reasons.retain(|reason| !about_the_day(reason));
        if !visit.reasons.contains(&Reason::ByHand) {
            visit.reasons.push(Reason::ByHand);
        }
    }
    let at = (order.max(1) as usize - 1).min(target.len());
    target.insert(at, visit);
    open.write(ctx, |tx| {
        retime(tx, &book, args.date, target)?;
        if from != args.date {
            retime(tx, &book, from, without(&stored, from, args.id))?;
        }
        Ok(tx.remember(&scope(week))?)
    })?;
    Ok(PlanBoard { last_move: Some(cost), ..board(&open, week, ctx)? })
}

/// Reasons that told why this very day; they are no longer true on another.
pub(super) fn about_the_day(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::OrderDay { .. }
            | Reason::WeekdayKept { .. }
            | Reason::WeekdayChanged { .. }
            | Reason::Near { .. }
            | Reason::SameOwner { .. }
            | Reason::Detour { .. }
            | Reason::TownDay { .. }
    )
}

fn write_visit(open: &Open, visit: &PlannedVisit, scope: &str, ctx: &Ctx) -> Result<(), AppError> {
    open.write(ctx, |tx| {
        if tx.put(visit)? {
            tx.remember(scope)?;
        }
        Ok(())
    })?;
    Ok(())
}

pub fn lock(session: &Session, args: LockVisit, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let (mut visit, _, week) = week_of_visit(&open, args.id)?;
    visit.locked = args.locked;
    visit.reasons.retain(|reason| *reason != Reason::Locked);
    if args.locked {
        visit.reasons.push(Reason::Locked);
    }
    write_visit(&open, &visit, &scope(week), ctx)?;
    board(&open, week, ctx)
}

/// Purposes, key points, 未访.
pub fn change(session: &Session, args: EditVisit, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let (mut visit, _, week) = week_of_visit(&open, args.id)?;
    visit.purposes = args.purposes;
    visit.key_points = args.key_points.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if let Some(text) = &visit.key_points {
        rounds_core::customer::check_text(text, 200, true).map_err(|error| error.on("key_points"))?;
    }
    visit.state = match (args.missed, visit.state) {
        (true, _) => PlannedVisitState::Missed,
        (false, PlannedVisitState::Missed) => PlannedVisitState::Planned,
        (false, state) => state,
    };
    write_visit(&open, &visit, &scope(week), ctx)?;
    board(&open, week, ctx)
}

/// 未访 for every visit of a day that is over and that nobody recorded, in one step of undo.
///
/// # Errors
/// `BadDate` for a day that is not over.
pub fn miss_day(session: &Session, MissDay { date }: MissDay, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    if date >= open.local(ctx)?.date() {
        return Err(ErrorCode::BadDate.on("date").with("value", date.to_string()));
    }
    let week = IsoWeek::of(date);
    let stored = StoredWeek::read(&open, week)?;
    open.write(ctx, |tx| {
        let mut any = false;
        for visit in stored.on(date).filter(|visit| visit.state == PlannedVisitState::Planned) {
            any |= tx.put(&PlannedVisit { state: PlannedVisitState::Missed, ..visit.clone() })?;
        }
        if any {
            tx.remember(&scope(week))?;
        }
        Ok(())
    })?;
    board(&open, week, ctx)
}

/// Writes the list of those left out, with or without one customer.
fn leave_out(tx: &mut Tx, mut plan: VisitPlan, customer: Id, left_out: bool) -> Result<(), AppError> {
    plan.unplanned.retain(|left| left.customer_id != customer);
    if left_out {
        plan.unplanned.push(Unplanned::new(customer, UnplannedReason::RemovedByHand));
    }
    tx.put(&plan)?;
    Ok(())
}

/// Takes a visit out; the customer is listed as taken out by hand until it is put in again.
pub fn remove(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let (mut visit, stored, week) = week_of_visit(&open, id)?;
    if visit.locked {
        return Err(ErrorCode::VisitLocked.into());
    }
    let book = open.book(ctx)?;
    mark(&mut visit, ChangeAfterFinal::Removed, is_final(&stored));
    visit.state = PlannedVisitState::Removed;
    open.write(ctx, |tx| {
        let (plan, _) = plan_row(tx, &open, &stored, week)?;
        leave_out(tx, plan, visit.customer_id, true)?;
        tx.put(&visit)?;
        retime(tx, &book, visit.date, without(&stored, visit.date, id))?;
        Ok(tx.remember(&scope(week))?)
    })?;
    board(&open, week, ctx)
}

/// The day and place of a customer that is put in: on the day asked, or where it costs least.
pub(super) fn place_to_add(
    book: &Book,
    stored: &StoredWeek,
    &AddVisit { week, customer_id, date }: &AddVisit,
) -> Result<(NaiveDate, u32), AppError> {
    if book.at(customer_id).is_none() {
        return Err(ErrorCode::NotFound.with("noun", "customer"));
    }
    let dates: Vec<NaiveDate> = match date {
        Some(date) if week.dates().contains(&date) => vec![date],
        Some(date) => return Err(ErrorCode::BadDate.on("date").with("value", date.to_string())),
        None => {
            let field_days = week.dates().into_iter().filter(|date| book.calendar.day(*date).is_field_day());
            field_days.collect()
        }
    };
    if let Some(date) = date {
        not_twice(&stored.on(date).cloned().collect::<Vec<_>>(), customer_id, date)?;
    }
    let free = |date: &NaiveDate| stored.on(*date).all(|visit| visit.customer_id != customer_id);
    let dates: Vec<NaiveDate> = dates.into_iter().filter(free).collect();
    cheapest(book, stored, &dates, customer_id)?.ok_or_else(|| ErrorCode::DayNotWorking.into())
}

/// Puts a customer in, on the day asked or where it costs least.
pub fn add(session: &Session, args: AddVisit, ctx: &Ctx) -> Result<PlanBoard, AppError> {
    let open = session.data(ctx)?;
    let AddVisit { week, customer_id, .. } = args;
    let stored = StoredWeek::read(&open, week)?;
    let book = open.book(ctx)?;
    let (date, order) = place_to_add(&book, &stored, &args)?;
    let (customer, note) =
        book.at(customer_id).ok_or_else(|| ErrorCode::NotFound.with("noun", "customer"))?;
    let mut reasons = vec![Reason::ByHand];
    reasons.push(note.last_visit_on.map_or(Reason::NeverVisited, |date| Reason::LastVisit { date }));
    let former = stored
        .visits
        .iter()
        .find(|visit| visit.customer_id == customer_id && visit.state == PlannedVisitState::Removed);
    open.write(ctx, |tx| {
        let (plan, territory) = plan_row(tx, &open, &stored, week)?;
        let mut visit = PlannedVisit {
            meta: former.map_or_else(|| Open::meta(tx, &territory), |visit| visit.meta.clone()),
            plan_id: plan.meta.id,
            customer_id,
            date,
            order,
            arrive_min: 0,
            depart_min: 0,
            travel_m: 0,
            travel_min: 0,
            purposes: vec![Purpose::Routine],
            key_points: customer.key_points.clone(),
            reasons,
            locked: false,
            state: PlannedVisitState::Planned,
            change: None,
            put_off_reason: None,
        };
        mark(&mut visit, ChangeAfterFinal::Added, is_final(&stored));
        leave_out(tx, plan, customer_id, false)?;
        let mut day: Vec<PlannedVisit> = stored.on(date).cloned().collect();
        let at = (order.max(1) as usize - 1).min(day.len());
        day.insert(at, visit);
        retime(tx, &book, date, day)?;
        Ok(tx.remember(&scope(week))?)
    })?;
    board(&open, week, ctx)
}
