//! What a move by hand costs, before it is made and after.

use chrono::NaiveDate;
use rounds_core::{AppError, Id};
use rounds_planner::{RetimedDay, retime_day};

use super::{
    board,
    edit::{Target, place_to_add, target},
    input::{StoredWeek, problem},
    sums,
};
use crate::{
    Ctx, Session,
    book::Book,
    wire::{AddVisit, DayChange, MoveCost, MoveVisit, StopTime},
};

/// What a move would cost; nothing is changed. What cannot be done at all is refused as `plan.move` refuses it.
pub fn cost(session: &Session, args: MoveVisit, ctx: &Ctx) -> Result<MoveCost, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let Target { visit, stored, order, .. } = target(&open, &book, &args)?;
    of_move(&book, &stored, visit.customer_id, Some(visit.date), (args.date, order))
}

/// What putting a customer in would cost; nothing is changed. What cannot be done is refused as `plan.add` refuses it.
pub fn add_cost(session: &Session, args: AddVisit, ctx: &Ctx) -> Result<MoveCost, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let stored = StoredWeek::read(&open, args.week)?;
    let place = place_to_add(&book, &stored, &args)?;
    of_move(&book, &stored, args.customer_id, None, place)
}

/// The difference that a move makes to a week as it is stored; from nowhere where the customer is put in.
pub fn of_move(
    book: &Book,
    stored: &StoredWeek,
    customer: Id,
    from: Option<NaiveDate>,
    (date, order): (NaiveDate, u32),
) -> Result<MoveCost, AppError> {
    let without = |date: NaiveDate| -> Vec<Id> {
        let others = stored.on(date).map(|visit| visit.customer_id);
        others.filter(|id| *id != customer && book.at(*id).is_some()).collect()
    };
    let time = |date: NaiveDate, order: &[Id]| {
        retime_day(date, order, &book.customers, &book.calendar, &book.travel).map_err(problem)
    };
    let mut joined = without(date);
    let at = (order.max(1) as usize - 1).min(joined.len());
    joined.insert(at, customer);
    let after = time(date, &joined)?;
    let mut days = Vec::new();
    if let Some(from) = from.filter(|from| *from != date) {
        days.push((board::timed(book, stored, from)?, time(from, &without(from))?));
    }
    let before = board::timed(book, stored, date)?;
    let known = before.violations.clone();
    let stops = after.visits.iter().map(|visit| StopTime {
        customer_id: visit.customer_id,
        arrive_min: visit.arrive_min,
        depart_min: visit.depart_min,
    });
    let stops = stops.collect();
    let last = after.visits.last().map(|visit| visit.customer_id);
    let new = after.violations.iter().filter(|violation| !known.contains(violation));
    let warnings = new.filter_map(|violation| Some(board::warning(violation, last)?.1)).collect();
    days.push((before, after));
    let more = |of: fn(&RetimedDay) -> u32| -> i32 {
        days.iter().map(|(before, after)| of(after) as i32 - of(before) as i32).sum()
    };
    let load = |day: &RetimedDay| sums::load(book, day.date, day.visits.len(), day.totals);
    Ok(MoveCost {
        date,
        order: at as u32 + 1,
        travel_m: more(|day| day.totals.travel_m),
        travel_min: more(|day| day.totals.travel_min),
        days: days
            .iter()
            .map(|(before, after)| DayChange { before: load(before), after: load(after) })
            .collect(),
        stops,
        warnings,
    })
}
