//! 客户集.

use rounds_core::{AppError, ErrorCode, customer, customer_set::CustomerSet};
use rounds_store as store;

use crate::{
    Ctx, Session,
    open::Open,
    wire::{ById, Nothing, PutSet, SetSummary, TxDone},
};

const MOST_NAME: usize = 40;

pub fn list(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<SetSummary>, AppError> {
    let book = session.data(ctx)?.book(ctx)?;
    let count = |set: &CustomerSet| match &set.filter {
        Some(filter) => book.matching(filter).count(),
        None => set.customer_ids.iter().filter(|id| book.at(**id).is_some()).count(),
    };
    Ok(book.sets.iter().map(|set| SetSummary { count: count(set) as u32, set: set.clone() }).collect())
}

pub fn put(session: &Session, put: PutSet, ctx: &Ctx) -> Result<Vec<SetSummary>, AppError> {
    let name = put.name.trim().to_owned();
    if name.is_empty() {
        return Err(ErrorCode::Required.on("name"));
    }
    customer::check_text(&name, MOST_NAME, false).map_err(|error| error.on("name"))?;
    let open = session.data(ctx)?;
    open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        let meta = match put.id {
            Some(id) => store::get::<CustomerSet>(tx.sql(), id)?.meta,
            None => Open::meta(tx, &territory),
        };
        tx.put(&CustomerSet { meta, name, customer_ids: put.customer_ids, filter: put.filter })?;
        Ok(())
    })?;
    list(session, Nothing {}, ctx)
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<TxDone, AppError> {
    let open = session.data(ctx)?;
    let written = open.write(ctx, |tx| Ok(tx.delete::<CustomerSet>(id)?))?;
    Ok(TxDone { tx_id: written.tx_id })
}
