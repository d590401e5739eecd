//! What headquarters kept and did not apply: tried again, or given up.

use rounds_core::{AppError, Id, sync::SetAsideChoice};
use rounds_store::{SetAsideOperation, StoreError};
use rounds_sync::{Https, SyncError, account, decide_set_aside};
use serde_json::Value;

use super::{
    customer_name,
    talk::{Around, Turn},
};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{Nothing, SetAsideItem, SetAsideRow, SettleSetAside},
};

/// Transactions that wait for their user, in order.
pub fn set_aside(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<SetAsideItem>, AppError> {
    listed(&*session.data(ctx)?)
}

fn listed(open: &Open) -> Result<Vec<SetAsideItem>, AppError> {
    let operations = open.store.set_aside()?;
    let items = open.store.read(|sql| {
        let mut items: Vec<SetAsideItem> = Vec::new();
        let mut last: Option<Id> = None;
        for SetAsideOperation { op_seq, tx_id, noun, id, fields, because, at } in operations {
            let fields = fields
                .into_iter()
                .map(|(name, change)| (name, change.get("new").cloned().unwrap_or(Value::Null)))
                .collect();
            let row = SetAsideRow { customer_name: customer_name(sql, &noun, id)?, noun, id, fields };
            match items.last_mut().filter(|_| last == Some(tx_id)) {
                Some(item) => {
                    // The culprit's own reason, not that it took others along.
                    let passed_on = |error: &AppError| error.code == rounds_core::ErrorCode::WithTransaction;
                    if item.because.as_ref().is_none_or(passed_on) {
                        item.because = because;
                    }
                    item.rows.push(row);
                }
                None => items.push(SetAsideItem { op_seq, rows: vec![row], because, at }),
            }
            last = Some(tx_id);
        }
        Ok::<_, StoreError>(items)
    })?;
    Ok(items)
}

/// Tries a transaction again at headquarters, or gives it up. Gives back what is left.
pub fn settle(session: &Session, args: SettleSetAside, ctx: &Ctx) -> Result<Vec<SetAsideItem>, AppError> {
    let open = session.data(ctx)?;
    let turn = Turn::take(&open)?;
    let server = account(&open.store)?.ok_or(SyncError::NotEnrolled)?.server;
    let SettleSetAside { op_seq, choice, password }: SettleSetAside = args;
    let choice: SetAsideChoice = choice;
    let around = Around::new(ctx, &open);
    decide_set_aside(&open.store, &Https::new(&server)?, &around, password.as_deref(), op_seq, choice)?;
    drop(turn);
    listed(&open)
}
