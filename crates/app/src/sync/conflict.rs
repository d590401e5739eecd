//! Two values for one field, side by side, decided by a person.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, Id,
    contact::Contact,
    customer::Customer,
    person::Person,
    row::Row,
    sync::{Choice, Conflict},
};
use rounds_store::{self as store, Connection, StoreError, Tx};
use serde_json::Value;

use super::customer_name;
use crate::{
    Ctx, Session,
    open::Open,
    wire::{ConflictDecided, ConflictItem, DecideConflict, Nothing, Party},
};

/// The field of a contact that one of a customer's has.
const PRIMARY: &str = "is_primary";

/// Conflicts that nobody has decided, the newest first.
pub fn conflicts(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<ConflictItem>, AppError> {
    listed(&*session.data(ctx)?)
}

fn listed(open: &Open) -> Result<Vec<ConflictItem>, AppError> {
    let me = open.actor()?;
    let items = open.store.read(|sql| {
        let party =
            |writer: Option<Id>, Conflict { noun, row_id, field, .. }: &Conflict, value: &Value, at| {
                Ok::<_, StoreError>(match writer {
                    None => Party::Headquarters,
                    Some(id) if id != me => Party::Colleague,
                    Some(_) if store::wrote(sql, noun, *row_id, field, value, at)? => Party::ThisDevice,
                    Some(_) => Party::OtherDevice,
                })
            };
        store::all::<Conflict>(sql)?
            .into_iter()
            .rev()
            .filter(|conflict| conflict.choice.is_none())
            .map(|conflict| {
                Ok(ConflictItem {
                    kept_by: party(conflict.kept_by, &conflict, &conflict.kept, conflict.kept_at)?,
                    lost_by: party(conflict.lost_by, &conflict, &conflict.lost, conflict.lost_at)?,
                    id: conflict.meta.id,
                    customer_name: customer_name(sql, &conflict.noun, conflict.row_id)?,
                    row_name: row_name(sql, &conflict)?,
                    names: names(sql, &conflict)?,
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
    let written = open.write(ctx, |tx| {
        tx.choose(args.id, args.choice)?;
        let of: Conflict = store::get(tx.sql(), args.id)?;
        if (of.noun.as_str(), of.field.as_str(), args.choice) == (Contact::NOUN, PRIMARY, Choice::Lost) {
            take_mark_from_others(tx, of.row_id)?;
        }
        Ok(())
    })?;
    Ok(ConflictDecided { tx_id: written.tx_id, left: listed(&open)? })
}

/// A customer has one primary contact.
fn take_mark_from_others(tx: &mut Tx, primary: Id) -> Result<(), AppError> {
    let contact: Contact = store::get(tx.sql(), primary)?;
    let others = store::contacts_of(tx.sql(), contact.customer_id)?;
    for mut other in others.into_iter().filter(|other| other.is_primary && other.meta.id != primary) {
        other.is_primary = false;
        tx.put(&other)?;
    }
    Ok(())
}

/// What a row is called that is not the customer itself: which of its contacts it is.
fn row_name(sql: &Connection, conflict: &Conflict) -> Result<Option<String>, StoreError> {
    if conflict.noun != Contact::NOUN {
        return Ok(None);
    }
    Ok(store::find::<Contact>(sql, conflict.row_id)?.map(|contact| contact.name))
}

/// What the ids in both values are called, as far as that is known here.
fn names(sql: &Connection, conflict: &Conflict) -> Result<BTreeMap<Id, String>, StoreError> {
    let mut ids = Vec::new();
    ids_in(&conflict.kept, &mut ids);
    ids_in(&conflict.lost, &mut ids);
    let mut names = BTreeMap::new();
    for id in ids {
        if let Some(name) = name(sql, id)? {
            names.insert(id, name);
        }
    }
    Ok(names)
}

fn ids_in(value: &Value, ids: &mut Vec<Id>) {
    match value {
        Value::String(text) if text.len() == 36 => ids.extend(text.parse::<Id>()),
        Value::Array(items) => items.iter().for_each(|item| ids_in(item, ids)),
        Value::Object(map) => map.values().for_each(|item| ids_in(item, ids)),
        _ => {}
    }
}

fn name(sql: &Connection, id: Id) -> Result<Option<String>, StoreError> {
    if let Some(customer) = store::find::<Customer>(sql, id)? {
        return Ok(Some(customer.name));
    }
    if let Some(contact) = store::find::<Contact>(sql, id)? {
        // 一人多证: an owner is known by the shop that they stand in for.
        let shop = store::find::<Customer>(sql, contact.customer_id)?.map(|shop| shop.name);
        let shop = shop.filter(|shop| *shop != contact.name);
        return Ok(Some(shop.map_or(contact.name.clone(), |shop| format!("{}（{shop}）", contact.name))));
    }
    Ok(store::find::<Person>(sql, id)?.map(|person| person.name))
}
