//! 一人多证: one owner's shops share the contact who owns them.

use rounds_core::{
    AppError, ErrorCode, Id,
    contact::{self, Contact, ContactLayer},
    customer::Customer,
    territory::Territory,
};
use rounds_store::{self as store, Tx};

use crate::{book::Book, open::Open};

/// The contact who owns a shop: known as such, else its primary contact, else a new one by the shop's name. From then
/// on the shop's file says so.
pub fn owner_of(tx: &mut Tx, territory: &Territory, shop: &mut Customer) -> Result<Id, AppError> {
    if let Some(owner) = shop.owner_id {
        return Ok(owner);
    }
    let contacts = store::contacts_of(tx.sql(), shop.meta.id)?;
    let owner = match contact::primary(&contacts) {
        Some(contact) => contact.meta.id,
        None => {
            let contact = Contact {
                meta: Open::meta(tx, territory),
                customer_id: shop.meta.id,
                name: shop.name.clone(),
                layer: ContactLayer::Decision,
                title: None,
                phone: None,
                is_primary: true,
                note: None,
            };
            tx.insert(&contact)?;
            contact.meta.id
        }
    };
    shop.owner_id = Some(owner);
    tx.put(shop)?;
    Ok(owner)
}

/// Gives a customer the owner of another, or an owner of its own again. Of two shops the other then has one of its own,
/// too.
pub fn share(tx: &mut Tx, book: &Book, customer: &mut Customer, other: Option<Id>) -> Result<(), AppError> {
    let former = customer.owner_id.take();
    if let Some(other) = other {
        let unknown = || ErrorCode::OwnerUnknown.on("owner_id").with("value", other.to_string());
        if other == customer.meta.id {
            return Err(ErrorCode::OwnerUnknown.on("owner_id").with("value", customer.code.clone()));
        }
        let mut shop: Customer = store::find(tx.sql(), other)?.ok_or_else(unknown)?;
        let territory = Open::home(tx)?;
        customer.owner_id = Some(owner_of(tx, &territory, &mut shop)?);
    }
    tx.put(customer)?;
    if let Some(former) = former.filter(|former| customer.owner_id != Some(*former)) {
        let is_left = |shop: &&Customer| shop.owner_id == Some(former) && shop.meta.id != customer.meta.id;
        let mut left = book.customers.iter().filter(is_left);
        if let (Some(last), None) = (left.next(), left.next()) {
            let mut last: Customer = store::get(tx.sql(), last.meta.id)?;
            last.owner_id = None;
            tx.put(&last)?;
        }
    }
    Ok(())
}
