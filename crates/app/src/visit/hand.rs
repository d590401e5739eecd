//! Whose hands the device is in: from the signing page on it is the customer's, until the manager unlocks it.
//!
//! Kept with the data, so that a window that was killed comes back as locked as it was.

use rounds_core::{AppError, Id, visit::VisitRecord};
use rounds_store::{self as store, StoreError, Tx};

use super::{save, screen};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{ById, VisitScreen},
};

/// The visit that was signed and not yet handed back.
const IN_HAND: &str = "in_hand";

fn signed(open: &Open) -> Result<Option<Id>, StoreError> {
    Ok(open.store.setting::<Option<Id>>(IN_HAND)?.flatten())
}

/// The visit that a customer holds the device for, while it is signed and afterwards.
pub fn in_hand(open: &Open) -> Result<Option<Id>, AppError> {
    let signed = signed(open)?;
    open.store.read(|sql| {
        // A data folder that was put back may not know the record.
        if let Some(id) = signed
            && store::find::<VisitRecord>(sql, id)?.is_some()
        {
            return Ok(Some(id));
        }
        for record in store::open_records(sql)? {
            if save::typed(sql, record.meta.id)?.draft.signing {
                return Ok(Some(record.meta.id));
            }
        }
        Ok(None)
    })
}

/// Whether this visit is signed and not yet handed back.
pub fn is_in_hand(open: &Open, id: Id) -> Result<bool, AppError> {
    Ok(signed(open)? == Some(id))
}

/// The customer has signed and still holds the device.
pub fn keep(tx: &mut Tx, id: Id) -> Result<(), AppError> {
    Ok(tx.set(IN_HAND, &Some(id))?)
}

/// The manager has unlocked the device.
pub fn handed_back(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    if is_in_hand(&open, id)? {
        open.write(ctx, |tx| Ok(tx.set(IN_HAND, &None::<Id>)?))?;
    }
    screen::of(&open, id, ctx)
}
