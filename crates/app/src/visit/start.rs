//! Beginning a visit, and where it began.

use rounds_core::{
    AppError, ErrorCode,
    form::{self, Form, FormDefinition, PublishedForm, VISIT_RECORD},
    plan::{PlannedVisit, PlannedVisitState},
    position::Position,
    visit::{ArrivalPosition, Entered, RecordState, VisitDraft, VisitRecord},
};
use rounds_store::{self as store, Tx};

use super::{save, screen};
use crate::{
    Ctx, Session,
    open::Open,
    plan::StoredWeek,
    wire::{ArrivedAt, StartVisit, VisitScreen},
};

/// A clock may differ by so much before anybody is told.
const CLOCK_SLACK_MS: i64 = 60_000;

/// The form of now: what headquarters published last, else the program's own.
pub fn present_form(open: &Open) -> Result<(Form, FormDefinition), AppError> {
    form::present(VISIT_RECORD, &open.store.read(store::all::<PublishedForm>)?)
}

/// By how much the clock stands before the latest record; none within a minute.
pub fn clock_doubt(tx: &Tx) -> Result<Option<i64>, AppError> {
    let behind = store::latest_moment(tx.sql())?.map(|latest| latest - tx.now());
    Ok(behind.filter(|behind| *behind > CLOCK_SLACK_MS))
}

/// Refuses while a visit is open, and names it.
pub fn none_open(tx: &Tx, open: &Open, ctx: &Ctx) -> Result<(), AppError> {
    let Some(record) = store::open_records(tx.sql())?.into_iter().next() else { return Ok(()) };
    let book = open.book(ctx)?;
    let name = book.at(record.customer_id).map(|(customer, _)| customer.name.clone()).unwrap_or_default();
    Err(ErrorCode::VisitOpen.with("name", name).with("id", record.meta.id.to_string()))
}

fn checked(position: ArrivalPosition) -> Result<ArrivalPosition, AppError> {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    match Position::from_degrees(degrees(position.lat_e7), degrees(position.lng_e7), position.datum) {
        Ok(_) => Ok(position),
        Err(code) => Err(code.on("position")),
    }
}

/// Begins a visit at a planned stop, or of a customer. A customer that is planned for today is visited as planned. A
/// stop whose visit is open already leads back to it.
pub fn start(session: &Session, args: StartVisit, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let local = open.local(ctx)?;
    let planned = match (args.planned_visit_id, args.customer_id) {
        (Some(id), _) => Some(open.store.read(|sql| store::get::<PlannedVisit>(sql, id))?),
        (None, Some(customer)) => StoredWeek::read(&open, local.week())?
            .on(local.date())
            .find(|visit| visit.customer_id == customer && visit.state == PlannedVisitState::Planned)
            .cloned(),
        (None, None) => return Err(ErrorCode::BadArguments.on("customer_id")),
    };
    let customer_id =
        planned.as_ref().map(|planned| planned.customer_id).or(args.customer_id).unwrap_or_default();
    if book.at(customer_id).is_none() {
        return Err(ErrorCode::NotFound.with("noun", "customer"));
    }
    if let Some(planned) = &planned {
        let records = open.store.read(|sql| store::records_of_planned(sql, planned.meta.id))?;
        if let Some(record) = records.iter().find(|record| record.state == RecordState::Open) {
            return screen::of(&open, record.meta.id, ctx);
        }
        match planned.state {
            PlannedVisitState::Planned | PlannedVisitState::Missed => {}
            PlannedVisitState::Done => return Err(ErrorCode::VisitEnded.into()),
            PlannedVisitState::Removed => return Err(ErrorCode::NotFound.with("noun", "planned_visit")),
        }
    }
    let position = args.position.map(checked).transpose()?;
    let (_, form) = present_form(&open)?;
    let person_id = open.actor()?;
    let written = open.write(ctx, |tx| {
        none_open(tx, &open, ctx)?;
        tx.keep_form(&form.id, form.version, &form.hash, &form.body)?;
        let territory = Open::home(tx)?;
        let meta = Open::meta(tx, &territory);
        let record = VisitRecord {
            planned_visit_id: planned.as_ref().map(|planned| planned.meta.id),
            arrived_at: Some(ctx.now),
            position,
            clock_doubt_ms: clock_doubt(tx)?,
            ..VisitRecord::blank(meta, customer_id, person_id, local.date(), Entered::Live, &form)
        };
        tx.insert(&record)?;
        save::keep(tx, record.meta.id, &VisitDraft::default())?;
        Ok(record.meta.id)
    })?;
    screen::of(&open, written.value, ctx)
}

/// The position that was found after the visit was begun: the first one stays.
pub fn arrived(session: &Session, args: ArrivedAt, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let position = checked(args.position)?;
    open.write(ctx, |tx| {
        let mut record = super::begun(tx.sql(), args.id)?;
        if record.position.is_none() {
            record.position = Some(position);
            tx.put(&record)?;
        }
        Ok(())
    })?;
    screen::of(&open, args.id, ctx)
}
