//! 今日.

use chrono::Days;
use rounds_core::{AppError, customer::CustomerStatus, plan::PlannedVisitState};
use rounds_store as store;

use crate::{
    Ctx, Session, plan,
    wire::{Departure, Nothing, TodayStop, TodayView},
};

const LICENCE_DAYS: u64 = 30;

pub fn get(session: &Session, _: Nothing, ctx: &Ctx) -> Result<TodayView, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let local = open.local(ctx)?;
    let (today, week) = (local.date(), local.week());
    let board = plan::board(&open, week, ctx)?;
    let (later, next_plan) = open.store.read(|sql| {
        let later = store::past_visits(sql, today + Days::new(1), today + Days::new(15))?;
        Ok::<_, store::StoreError>((later, store::plan_of_week(sql, week.next())?))
    })?;
    let next_day =
        later.iter().filter(|visit| visit.state == PlannedVisitState::Planned).map(|visit| visit.date).min();
    let soon = today + Days::new(LICENCE_DAYS);
    let mut licences: Vec<_> = book
        .customers
        .iter()
        .filter(|customer| customer.status != CustomerStatus::Closed)
        .filter_map(|customer| Some((customer.licence_expires_on.filter(|date| *date <= soon)?, customer)))
        .collect();
    licences.sort_by_key(|(date, customer)| (*date, customer.meta.id));
    let day = board.days.into_iter().find(|day| day.date == today).ok_or(rounds_core::ErrorCode::Internal)?;
    let stops = day.visits.iter().map(|visit| TodayStop {
        visit: visit.clone(),
        record: None,
        wishes: book.at(visit.customer.id).and_then(|(customer, _)| customer.wishes.clone()),
        issues: Vec::new(),
    });
    Ok(TodayView {
        date: today,
        week,
        stops: stops.collect(),
        day,
        unplanned: Vec::new(),
        open_visit: None,
        due: Vec::new(),
        departure: Departure { date: today, ticked: Vec::new(), departed_at: None },
        notes_to_tidy: Vec::new(),
        plan_status: board.plan.map(|plan| plan.status),
        next_day,
        next_week_to_plan: local.planning_has_begun() && next_plan.is_none(),
        licences: licences.iter().filter_map(|(_, customer)| book.summary(customer.meta.id)).collect(),
        overdue_count: book.notes.iter().filter(|note| note.overdue_days > 0).count() as u32,
        start_lat_e7: board.start_lat_e7,
        start_lng_e7: board.start_lng_e7,
    })
}
