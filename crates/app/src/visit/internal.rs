//! The internal part: tidied until the day's end, then locked.

use rounds_core::{
    AppError, ErrorCode,
    customer::Customer,
    visit::{RecordState, VisitDraft, VisitRecord, internal_is_open},
    zone::Zone,
};
use rounds_store::{self as store, Tx};

use super::{
    form_of, planned_of,
    rules::{self, Given},
    save, screen, zone,
};
use crate::{
    Ctx, Session,
    wire::{SaveInternal, VisitScreen},
};

/// The longest note of wishes in a customer's file.
const MOST_WISHES: usize = 500;

/// Whether the notes can still be tidied at `now`: until midnight after the visit, or after it was typed in.
pub fn is_open(record: &VisitRecord, zone: Zone, now: i64) -> bool {
    let typed = zone.date(record.meta.created_at);
    internal_is_open(record.date.max(typed), zone.date(now))
}

pub fn internal(session: &Session, args: SaveInternal, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let zone = zone(&open)?;
    let form = form_of(&open, &open.store.read(|sql| store::get::<VisitRecord>(sql, args.id))?)?;
    open.write(ctx, |tx| {
        let mut record: VisitRecord = store::get(tx.sql(), args.id)?;
        let mut draft: VisitDraft = match record.state {
            RecordState::Open => save::typed(tx.sql(), args.id)?.draft,
            _ => super::kept(&record),
        };
        draft.internal = args.internal;
        draft.restricted = args.restricted;
        draft.companion_rating = args.companion_rating;
        if record.state == RecordState::Open {
            save::keep(tx, args.id, &draft)?;
            return Ok(());
        }
        if !is_open(&record, zone, ctx.now) {
            return Err(ErrorCode::InternalLocked.into());
        }
        let planned = planned_of(tx.sql(), &record)?;
        let given = Given { record: &record, planned: planned.as_ref(), zone, signature: None };
        let tidy = rules::tidied(&form, &draft);
        let mut notes = VisitDraft { answers: serde_json::Map::new(), ..tidy.clone() };
        notes.outcome = record.outcome;
        if let Some(error) = rules::problems(&form, &given, &notes, false).into_iter().next() {
            return Err(error);
        }
        record.internal = tidy.internal;
        record.restricted = tidy.restricted;
        record.companion_rating = tidy.companion_rating;
        tx.put(&record)?;
        remember_wishes(tx, &record)
    })?;
    screen::of(&open, args.id, ctx)
}

/// Small wishes are remembered in the customer's file (S2.5), beneath those known already.
pub fn remember_wishes(tx: &mut Tx, record: &VisitRecord) -> Result<(), AppError> {
    let Some(wish) = record.internal.get("wishes").and_then(|wish| wish.as_str()) else { return Ok(()) };
    let Some(mut customer) = store::find::<Customer>(tx.sql(), record.customer_id)? else { return Ok(()) };
    let known = customer.wishes.unwrap_or_default();
    if known.contains(wish) {
        return Ok(());
    }
    let all = if known.is_empty() { wish.to_owned() } else { format!("{known}\n{wish}") };
    customer.wishes = Some(if all.chars().count() > MOST_WISHES { wish.to_owned() } else { all });
    tx.put(&customer)?;
    Ok(())
}
