//! Leave, office half-days, the unit's own holidays and working days.

use rounds_core::{
    AppError,
    calendar::{CalendarEntry, Spell},
};
use rounds_store as store;

use crate::{
    Ctx, Session,
    open::Open,
    wire::{ById, Nothing, PutCalendarEntry},
};

pub fn list(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<CalendarEntry>, AppError> {
    let mut entries: Vec<CalendarEntry> = session.data(ctx)?.store.read(store::all)?;
    entries.sort_by_key(|entry| (entry.from, entry.meta.id));
    Ok(entries)
}

pub fn put(session: &Session, put: PutCalendarEntry, ctx: &Ctx) -> Result<Vec<CalendarEntry>, AppError> {
    let note = CalendarEntry::check(put.from, put.to, put.note)?;
    let spell = Spell { from: put.from, to: put.to, kind: put.kind, part: put.part };
    let open = session.data(ctx)?;
    open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        let others: Vec<CalendarEntry> = store::all(tx.sql())?;
        let others: Vec<Spell> =
            others.iter().filter(|other| Some(other.meta.id) != put.id).map(CalendarEntry::spell).collect();
        CalendarEntry::check_beside(spell, &others)?;
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
