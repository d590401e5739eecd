//! Leave, office half-days, the unit's own holidays and working days.

use rounds_core::{AppError, ErrorCode, calendar::CalendarEntry, customer};
use rounds_store as store;

use crate::{
    Ctx, Session,
    open::Open,
    wire::{ById, Nothing, PutCalendarEntry},
};

const MOST_NOTE: usize = 60;

pub fn list(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<CalendarEntry>, AppError> {
    let mut entries: Vec<CalendarEntry> = session.data(ctx)?.store.read(store::all)?;
    entries.sort_by_key(|entry| (entry.from, entry.meta.id));
    Ok(entries)
}

pub fn put(session: &Session, put: PutCalendarEntry, ctx: &Ctx) -> Result<Vec<CalendarEntry>, AppError> {
    if put.from > put.to {
        return Err(ErrorCode::BadDate.on("to").with("value", put.to.to_string()));
    }
    let note = put.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if let Some(note) = &note {
        customer::check_text(note, MOST_NOTE, false).map_err(|error| error.on("note"))?;
    }
    let open = session.data(ctx)?;
    open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        let meta = match put.id {
            Some(id) => store::get::<CalendarEntry>(tx.sql(), id)?.meta,
            None => Open::meta(tx, &territory),
        };
        tx.put(&CalendarEntry { meta, from: put.from, to: put.to, kind: put.kind, part: put.part, note })?;
        Ok(())
    })?;
    list(session, Nothing {}, ctx)
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<Vec<CalendarEntry>, AppError> {
    session.data(ctx)?.write(ctx, |tx| Ok(tx.delete::<CalendarEntry>(id)?))?;
    list(session, Nothing {}, ctx)
}
