//! 今日: the day's stops with what matters at each, and the departure.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    customer::CustomerStatus,
    frequency::opening_on,
    plan::PlannedVisitState,
    visit::{RecordState, VisitRecord},
};
use rounds_store as store;

use crate::{
    Ctx, Session, bulletin, duty, issue,
    open::Open,
    plan, visit,
    wire::{Departure, IssueQuery, IssueScope, IssueSummary, Nothing, TodayStop, TodayView, VisitSummary},
};

const LICENCE_DAYS: u64 = 30;
/// So far back what was planned and never recorded is asked for.
const UNRECORDED_DAYS: u64 = 14;
const DEPARTURE: &str = "departure";
/// The tools check of S0.4 has some fifteen things; a list longer than this is none of ours.
const MOST_TICKED: usize = 40;

pub fn get(session: &Session, _: Nothing, ctx: &Ctx) -> Result<TodayView, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let local = open.local(ctx)?;
    let (today, week) = (local.date(), local.week());
    let board = plan::board(&open, week, ctx)?;
    let (past, later, next_plan, records, begun) = open.store.read(|sql| {
        Ok::<_, store::StoreError>((
            store::past_visits(sql, today - Days::new(UNRECORDED_DAYS), today)?,
            store::past_visits(sql, today + Days::new(1), today + Days::new(15))?,
            store::plan_of_week(sql, week.next())?,
            store::records_between(sql, today, today + Days::new(1))?,
            store::open_records(sql)?,
        ))
    })?;
    let next_day =
        later.iter().filter(|visit| visit.state == PlannedVisitState::Planned).map(|visit| visit.date).min();
    let unrecorded: Vec<NaiveDate> = past
        .iter()
        .filter(|visit| visit.state == PlannedVisitState::Planned)
        .map(|visit| visit.date)
        .collect();
    let soon = today + Days::new(LICENCE_DAYS);
    let mut licences: Vec<_> = book
        .customers
        .iter()
        .filter(|customer| customer.status != CustomerStatus::Closed)
        .filter_map(|customer| Some((customer.licence_expires_on.filter(|date| *date <= soon)?, customer)))
        .collect();
    licences.sort_by_key(|(date, customer)| (*date, customer.meta.id));
    let day = board.days.into_iter().find(|day| day.date == today).ok_or(ErrorCode::Internal)?;
    let made = visit::summaries(&open, &records, ctx)?;
    // Of a stop's records the latest that no other corrects.
    let mut at_stop: BTreeMap<Id, &VisitSummary> = BTreeMap::new();
    for (record, summary) in records.iter().zip(&made) {
        if let Some(planned) = record.planned_visit_id {
            at_stop.insert(planned, summary);
        }
    }
    let mut promises: BTreeMap<Id, Vec<IssueSummary>> = BTreeMap::new();
    for issue in issue::list_of(&open, &IssueQuery::default(), ctx)?.issues {
        promises.entry(issue.issue.customer_id).or_default().push(issue);
    }
    let stored = plan::StoredWeek::read(&open, week)?;
    let reason_of = |id: Id| {
        stored
            .on(today)
            .find(|planned| planned.meta.id == id)
            .and_then(|planned| planned.put_off_reason.clone())
    };
    let due = IssueQuery { scope: IssueScope::Due, ..IssueQuery::default() };
    let told = bulletin::Day::read(&open, today)?;
    let stops = day.visits.iter().map(|visit| TodayStop {
        visit: visit.clone(),
        record: at_stop.get(&visit.id).map(|summary| (*summary).clone()),
        put_off_reason: reason_of(visit.id),
        wishes: book.at(visit.customer.id).and_then(|(customer, _)| customer.wishes.clone()),
        to_tell: book
            .at(visit.customer.id)
            .map(|(customer, _)| told.to_tell(customer.meta.id, customer.meta.territory_id))
            .unwrap_or_default(),
        issues: promises.get(&visit.customer.id).cloned().unwrap_or_default(),
        open_hours: book
            .at(visit.customer.id)
            .and_then(|(customer, _)| opening_on(customer, today))
            .unwrap_or_default(),
    });
    let stops: Vec<TodayStop> = stops.collect();
    let in_stops = |id: Option<Id>| id.is_some_and(|id| stops.iter().any(|stop| stop.visit.id == id));
    // What was planned for another day has no stop here.
    let unplanned = records.iter().zip(&made).filter(|(record, _)| !in_stops(record.planned_visit_id));
    let unplanned: Vec<VisitSummary> = unplanned.map(|(_, summary)| summary.clone()).collect();
    let to_tidy = records.iter().zip(&made).filter(|(record, _)| {
        record.state != RecordState::Open && record.internal.is_empty() && record.restricted.is_empty()
    });
    let notes_to_tidy = to_tidy.map(|(_, summary)| summary.clone()).collect();
    let first: Vec<VisitRecord> = begun.into_iter().take(1).collect();
    Ok(TodayView {
        date: today,
        week,
        stops,
        day,
        unplanned,
        open_visit: visit::summaries(&open, &first, ctx)?.pop(),
        due: issue::list_of(&open, &due, ctx)?.issues,
        duties: duty::near(&open, ctx)?,
        bulletins: told.items(),
        departure: departure(&open, today)?,
        notes_to_tidy,
        plan_status: board.plan.map(|plan| plan.status),
        next_day,
        next_week_to_plan: local.planning_has_begun() && next_plan.is_none(),
        licences: licences.iter().filter_map(|(_, customer)| book.summary(customer.meta.id)).collect(),
        unrecorded_count: unrecorded.len() as u32,
        unrecorded_week: unrecorded.first().map(|date| IsoWeek::of(*date)),
        overdue_count: book.notes.iter().filter(|note| note.overdue_days > 0).count() as u32,
        start_lat_e7: board.start_lat_e7,
        start_lng_e7: board.start_lng_e7,
    })
}

/// Today's departure: yesterday's ticks are not today's.
fn departure(open: &Open, today: NaiveDate) -> Result<Departure, AppError> {
    let kept: Option<Departure> = open.store.setting(DEPARTURE)?;
    let fresh = Departure { date: today, ticked: Vec::new(), departed_at: None };
    Ok(kept.filter(|kept| kept.date == today).unwrap_or(fresh))
}

/// Keeps the ticks of the tools check; with `departed_at` the day has begun.
pub fn depart(session: &Session, given: Departure, ctx: &Ctx) -> Result<TodayView, AppError> {
    let open = session.data(ctx)?;
    let today = open.local(ctx)?.date();
    if given.date != today {
        return Err(ErrorCode::BadDate.on("date").with("value", given.date.to_string()));
    }
    if given.ticked.len() > MOST_TICKED || given.ticked.iter().any(|key| key.len() > MOST_TICKED) {
        return Err(ErrorCode::BadArguments.on("ticked"));
    }
    // The clock of the core counts, not the screen's.
    let given = Departure { departed_at: given.departed_at.map(|_| ctx.now), ..given };
    open.write(ctx, |tx| Ok(tx.set(DEPARTURE, &given)?))?;
    get(session, Nothing {}, ctx)
}
