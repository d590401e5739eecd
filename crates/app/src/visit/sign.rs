//! Signing: checked, proved and followed up in one transaction.

use rounds_core::{
    AppError, ErrorCode,
    evidence::DeviceKey,
    visit::{Outcome, RecordState, Signature, VisitRecord, shown_lines},
};
use rounds_store::{self as store, KeyPlace};

use super::{
    end::Ending,
    form_of, hand,
    proof::{self, Witness},
    rules, save, screen, status,
};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{Folder, SignVisit, VisitScreen},
};

/// The key of this installation.
pub fn device_key(session: &Session, open: &Open, ctx: &Ctx) -> Result<DeviceKey, AppError> {
    // The demo's lies with the demo, as its data key does.
    let place = if open.folder == Folder::Demo { &KeyPlace::File } else { &session.options.keyring };
    Ok(DeviceKey::from_seed(&*open.store.signing_seed(place, ctx.entropy)?))
}

pub fn sign(
    session: &Session,
    SignVisit { id, signature, revision }: SignVisit,
    ctx: &Ctx,
) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let settings = open.settings()?;
    let form = form_of(&open, &open.store.read(|sql| store::get::<VisitRecord>(sql, id))?)?;
    let person = open.person()?.ok_or(ErrorCode::NoData)?;
    let territory = open.territory()?.ok_or(ErrorCode::NoData)?;
    let key = device_key(session, &open, ctx)?;
    open.write(ctx, |tx| {
        // What is signed is what was shown.
        save::is_latest(tx.sql(), id, revision)?;
        let mut ending = Ending::read(tx, &open, &form, id)?;
        let missing = rules::missing(&form, &ending.given(None), &ending.draft);
        if let Some(error) = missing.into_iter().next() {
            return Err(error);
        }
        let signature = rules::checked(signature, settings.signature_dynamics)?;
        let customer = book
            .at(ending.record.customer_id)
            .map(|(customer, _)| customer)
            .ok_or_else(|| ErrorCode::NotFound.with("noun", "customer"))?;
        let mut photos: Vec<String> =
            store::photos_of_visit(tx.sql(), id)?.into_iter().map(|photo| photo.sha256).collect();
        photos.sort();
        let shown = shown_lines(&form, &rules::whole(&ending.given(None), &ending.draft));
        let witness = Witness {
            customer_code: &customer.code,
            customer_name: &customer.name,
            manager_code: &person.code,
            manager_name: &person.name,
            shown: &shown,
            signature: &signature,
            photos: &photos,
            install_id: open.store.install_id(),
            zone: &territory.zone,
            at: ctx.now,
            dynamics: settings.signature_dynamics,
        };
        let is_drawn = matches!(signature, Signature::Drawn { .. });
        // Whoever refuses to sign has been seen; of an absent owner's shop only a signature tells so.
        let is_made = ending.record.outcome.is_some_and(|outcome: Outcome| outcome.is_visit_made(is_drawn));
        if is_made {
            ending.take_planned(tx, &open, &book)?;
        }
        ending.record.state = RecordState::Signed;
        ending.record.evidence_id = Some(proof::append(tx, &ending.record, &witness, &key, ctx.entropy)?);
        ending.settle(tx, &open, &book, is_made)?;
        hand::keep(tx, id)
    })?;
    let status_change = status::follow(&open, id, ctx)?;
    Ok(VisitScreen { status_change, ..screen::of(&open, id, ctx)? })
}
