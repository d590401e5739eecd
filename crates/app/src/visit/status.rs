//! 停歇业 at the door: the customer's file says so too, or its rule would bring the manager back in vain.

use rounds_core::{
    AppError, Id,
    customer::{Customer, CustomerStatus},
    visit::{Outcome, VisitRecord},
};
use rounds_store as store;

use crate::{Ctx, open::Open, wire::StatusChange};

/// What the ended visit `id` says of its customer's status is written into the file: 停业 suspends the rule. A correction
/// that tells of a shop that was open after all takes it back. None = the file says nothing else already.
///
/// A step of its own after the visit's end, so that it can be taken back and the signed visit stays.
pub fn follow(open: &Open, id: Id, ctx: &Ctx) -> Result<Option<StatusChange>, AppError> {
    let (record, former, customer) = open.store.read(|sql| {
        let record: VisitRecord = store::get(sql, id)?;
        let former: Option<VisitRecord> = match record.corrects {
            Some(former) => store::find(sql, former)?,
            None => None,
        };
        let customer: Option<Customer> = store::find(sql, record.customer_id)?;
        Ok::<_, store::StoreError>((record, former, customer))
    })?;
    let Some(mut customer) = customer else { return Ok(None) };
    let was_out = former.is_some_and(|former| former.outcome == Some(Outcome::OutOfBusiness));
    let to = match (record.outcome, customer.status) {
        (Some(Outcome::OutOfBusiness), CustomerStatus::Open) if !was_out => CustomerStatus::Suspended,
        (Some(Outcome::Done), CustomerStatus::Suspended) if was_out => CustomerStatus::Open,
        _ => return Ok(None),
    };
    let from = std::mem::replace(&mut customer.status, to);
    let written = open.write(ctx, |tx| Ok(tx.put(&customer)?))?;
    Ok(Some(StatusChange { from, to, tx_id: written.tx_id }))
}
