//! Forgotten PIN: a request to headquarters in a file, and its grant back.

use std::path::Path;

use rounds_core::{AppError, ErrorCode, pin::Pin, unlock::UnlockRequest};
use rounds_store as store;
use zeroize::Zeroizing;

use crate::{
    Ctx, Session,
    open::{LocalTime, ZONE},
    output,
    wire::{AppStatus, ByPin, FileWritten, Folder, Nothing, UnlockAsked},
};

/// Writes a request to a file; an earlier one counts no more.
pub fn request(session: &Session, path: &Path, ctx: &Ctx) -> Result<(UnlockRequest, FileWritten), AppError> {
    let request = store::ask_hq(&session.own(), ctx.now, ctx.entropy)?;
    let text =
        serde_json::to_vec_pretty(&request).map_err(|_| ErrorCode::Internal.with("kind", "request"))?;
    let written = output::write(path, &text, 0)?;
    Ok((request, written))
}

pub fn ask_hq(session: &Session, _: Nothing, ctx: &Ctx) -> Result<UnlockAsked, AppError> {
    // The folder that the user chose stands in the settings, which are locked.
    let folder = output::default_folder(session, Folder::Own);
    output::make(&folder)?;
    let local = LocalTime::of(ctx.now, ZONE);
    let name = format!("解锁申请_{}.json", local.0.format("%Y%m%d_%H%M"));
    let (request, written) = request(session, &folder.join(name), ctx)?;
    Ok(UnlockAsked { path: written.path, number: request.number() })
}

/// In by headquarters' grant, with a new PIN.
pub fn by_hq(
    session: &Session,
    ByPin { pin }: ByPin,
    bytes: &[u8],
    ctx: &Ctx,
) -> Result<AppStatus, AppError> {
    let pin = Pin::new(&Zeroizing::new(pin))?;
    let key = store::take_grant(&session.own(), bytes, ctx.now)?;
    store::keep_pin(&session.own(), &session.options.keyring, &key, Some(&pin), ctx.entropy)?;
    store::forget_request(&session.own())?;
    session.enter(key, ctx)
}
