//! 不顺路: pairs of customers that a day should not join.

use rounds_core::{AppError, ErrorCode, apart::ApartPair, customer};

use crate::{
    Ctx, Session,
    open::Open,
    wire::{ApartView, ById, Nothing, PutApart},
};

const MOST_NOTE: usize = 60;

/// The pairs whose customers are still there, in the order they were made.
pub fn list(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<ApartView>, AppError> {
    let book = session.data(ctx)?.book(ctx)?;
    let view = |pair: &ApartPair| {
        Some(ApartView {
            id: pair.meta.id,
            customer: book.summary(pair.customer_id)?,
            other: book.summary(pair.other_id)?,
            note: pair.note.clone(),
        })
    };
    Ok(book.apart.iter().filter_map(view).collect())
}

pub fn put(session: &Session, put: PutApart, ctx: &Ctx) -> Result<Vec<ApartView>, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let (customer_id, other_id) = (put.customer_id, put.other_id);
    if customer_id == other_id {
        return Err(ErrorCode::PairSame.into());
    }
    if [customer_id, other_id].into_iter().any(|id| book.at(id).is_none()) {
        return Err(ErrorCode::NotFound.with("noun", "customer"));
    }
    if book.apart.iter().any(|pair| pair.joins(customer_id, other_id)) {
        return Err(ErrorCode::PairTwice.into());
    }
    let note = put.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if let Some(note) = &note {
        customer::check_text(note, MOST_NOTE, false).map_err(|error| error.on("note"))?;
    }
    open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        tx.insert(&ApartPair { meta: Open::meta(tx, &territory), customer_id, other_id, note })?;
        Ok(())
    })?;
    list(session, Nothing {}, ctx)
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<Vec<ApartView>, AppError> {
    session.data(ctx)?.write(ctx, |tx| Ok(tx.delete::<ApartPair>(id)?))?;
    list(session, Nothing {}, ctx)
}
