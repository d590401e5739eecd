//! Two values for one field, side by side, decided by a person.

use rounds_core::{AppError, Id, sync::Conflict};
use rounds_store::{self as store, StoreError};
use serde_json::Value;

use super::customer_name;
use crate::{
    Ctx, Session,
    open::Open,
    wire::{ConflictDecided, ConflictItem, DecideConflict, Nothing, Party},
};

/// Conflicts that nobody has decided, the newest first.
pub fn conflicts(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<ConflictItem>, AppError> {
    listed(&*session.data(ctx)?)
}

fn listed(open: &Open) -> Result<Vec<ConflictItem>, AppError> {
    let me = open.actor()?;
    let items = open.store.read(|sql| {
        let party = |writer: Option<Id>, Conflict { noun, row_id, field, .. }: &Conflict, value: &Value| {
            Ok::<_, StoreError>(match writer {
                None => Party::Headquarters,
                Some(id) if id != me => Party::Colleague,
                Some(_) if store::wrote(sql, noun, *row_id, field, value)? => Party::ThisDevice,
                Some(_) => Party::OtherDevice,
            })
        };
        store::all::<Conflict>(sql)?
            .into_iter()
            .rev()
            .filter(|conflict| conflict.choice.is_none())
            .map(|conflict| {
                Ok(ConflictItem {
                    kept_by: party(conflict.kept_by, &conflict, &conflict.kept)?,
                    lost_by: party(conflict.lost_by, &conflict, &conflict.lost)?,
                    id: conflict.meta.id,
                    customer_name: customer_name(sql, &conflict.noun, conflict.row_id)?,
                    noun: conflict.noun,
                    row_id: conflict.row_id,
                    field: conflict.field,
                    kept: conflict.kept,
                    lost: conflict.lost,
                    kept_from: conflict.kept_from,
                    lost_from: conflict.lost_from,
                    kept_at: conflict.kept_at,
                    lost_at: conflict.lost_at,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()
    })?;
    Ok(items)
}

/// Closes a conflict; taking the value that lost writes it. Gives back what is left.
pub fn decide(session: &Session, args: DecideConflict, ctx: &Ctx) -> Result<ConflictDecided, AppError> {
    let open = session.data(ctx)?;
    let written = open.write(ctx, |tx| Ok(tx.choose(args.id, args.choice)?))?;
    Ok(ConflictDecided { tx_id: written.tx_id, left: listed(&open)? })
}
