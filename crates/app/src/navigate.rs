//! Leaving for a stop with the tablet's navigation.

use rounds_core::{
    AppError, ErrorCode, Id,
    navigation::{NavigationLink, navigation_links},
};

use crate::{
    Ctx, Session,
    wire::{ById, NavigateTo},
};

/// One link for each map.
pub fn links(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<Vec<NavigationLink>, AppError> {
    to(session, id, ctx)
}

fn to(session: &Session, customer: Id, ctx: &Ctx) -> Result<Vec<NavigationLink>, AppError> {
    let book = session.data(ctx)?.book(ctx)?;
    let (customer, _) = book.at(customer).ok_or_else(|| ErrorCode::NotFound.with("noun", "customer"))?;
    let position =
        customer.position.ok_or_else(|| ErrorCode::PositionMissing.with("name", customer.name.clone()))?;
    Ok(navigation_links(&customer.name, &position))
}

/// Hands the stop to one of them.
pub fn go(session: &Session, args: NavigateTo, ctx: &Ctx) -> Result<(), AppError> {
    let links = to(session, args.customer_id, ctx)?;
    let link = links.into_iter().find(|link| link.app == args.app);
    link.map_or(Err(ErrorCode::Internal.into()), |link| ctx.desktop.browse(&link.url))
}
