//! 联系人 of a customer.

use rounds_core::{AppError, ErrorCode, contact::Contact, customer};
use rounds_store as store;

use crate::{
    Ctx, Session,
    open::Open,
    wire::{ById, CustomerFile, PutContact},
};

const MOST_NAME: usize = 60;

pub fn put(session: &Session, put: PutContact, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    let open = session.data(ctx)?;
    let clean =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let name = put.name.trim().to_owned();
    if name.is_empty() {
        return Err(ErrorCode::Required.on("name"));
    }
    customer::check_text(&name, MOST_NAME, false).map_err(|error| error.on("name"))?;
    let phone = clean(put.phone);
    if let Some(phone) = &phone {
        customer::check_phone(phone).map_err(|error| error.on("phone"))?;
    }
    let customer_id = put.customer_id;
    let written = open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        let others = store::contacts_of(tx.sql(), customer_id)?;
        let meta = match put.id {
            Some(id) => store::get::<Contact>(tx.sql(), id)?.meta,
            None => Open::meta(tx, &territory),
        };
        let contact = Contact {
            meta,
            customer_id,
            name,
            layer: put.layer,
            title: clean(put.title),
            phone,
            is_primary: put.is_primary || others.iter().all(|other| Some(other.meta.id) == put.id),
            note: clean(put.note),
        };
        if contact.is_primary {
            for mut other in others.into_iter().filter(|other| other.meta.id != contact.meta.id) {
                other.is_primary = false;
                tx.put(&other)?;
            }
        }
        tx.put(&contact)?;
        Ok(())
    })?;
    crate::customer::file(&open, customer_id, Some(written.tx_id), ctx)
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    let open = session.data(ctx)?;
    let contact: Contact = open.store.read(|sql| store::get(sql, id))?;
    let written = open.write(ctx, |tx| {
        tx.delete::<Contact>(id)?;
        let rest = store::contacts_of(tx.sql(), contact.customer_id)?;
        let is_bare = contact.is_primary && !rest.iter().any(|other| other.is_primary);
        if let (true, Some(mut next)) = (is_bare, rest.into_iter().next()) {
            next.is_primary = true;
            tx.put(&next)?;
        }
        Ok(())
    })?;
    crate::customer::file(&open, contact.customer_id, Some(written.tx_id), ctx)
}
