//! Putting a planned visit off: it goes back to the planner with its reason.

use rounds_core::{
    AppError, ErrorCode,
    plan::{PlannedVisit, PlannedVisitState, Reason, UnplannedReason},
    visit::RecordState,
};
use rounds_store as store;

use crate::{
    Ctx, Session,
    plan::{Again, come_again},
    today,
    wire::{Nothing, PutOffDone, PutOffVisit},
};

const MOST_REASON: usize = 200;

pub fn put_off(session: &Session, args: PutOffVisit, ctx: &Ctx) -> Result<PutOffDone, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let today = open.local(ctx)?.date();
    let reason = args.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(ErrorCode::Required.on("reason"));
    }
    rounds_core::customer::check_text(&reason, MOST_REASON, false).map_err(|error| error.on("reason"))?;
    let written = open.write(ctx, |tx| {
        let mut planned: PlannedVisit = store::get(tx.sql(), args.planned_visit_id)?;
        if planned.state != PlannedVisitState::Planned {
            return Err(ErrorCode::VisitEnded.into());
        }
        let records = store::records_of_planned(tx.sql(), planned.meta.id)?;
        if records.iter().any(|record| record.state == RecordState::Open) {
            let name = book.at(planned.customer_id).map(|(customer, _)| customer.name.clone());
            return Err(ErrorCode::VisitOpen.with("name", name.unwrap_or_default()));
        }
        planned.state = PlannedVisitState::Missed;
        planned.put_off_reason = Some(reason);
        tx.put(&planned)?;
        let again = Again {
            customer_id: planned.customer_id,
            purposes: planned.purposes.clone(),
            key_points: planned.key_points.clone(),
            reason: Reason::PutOff { date: planned.date },
        };
        let week = rounds_core::IsoWeek::of(planned.date);
        let (from, left) = (today.max(planned.date), UnplannedReason::PutOff { date: planned.date });
        come_again(tx, &open, &book, week, from, again, left)
    })?;
    let today = today::get(session, Nothing {}, ctx)?;
    Ok(PutOffDone { today, next_on: written.value, tx_id: written.tx_id })
}
