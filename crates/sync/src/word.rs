//! Single words to headquarters outside of a run.

use std::cell::{Cell, RefCell};

use rounds_core::{
    AppError, ErrorCode,
    canonical::sha256_hex,
    sync::{MOST_BLOB, SetAsideChoice},
};
use rounds_store::Store;

use crate::{
    SyncError,
    account::account,
    line::{Line, Signed, request},
    run::Run,
    transport::{Method, Transport},
    world::World,
};

fn with_run<T>(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    password: Option<&str>,
    work: impl FnOnce(&Run) -> Result<T, SyncError>,
) -> Result<T, SyncError> {
    let account = account(store)?.ok_or(SyncError::NotEnrolled)?;
    if account.install_id != store.install_id() {
        return Err(SyncError::Copied);
    }
    let line = Line::new(transport, world);
    line.epoch.set(Some(account.epoch));
    let signed = Signed { line, store, account: RefCell::new(account), password };
    work(&Run {
        store,
        signed: &signed,
        report: RefCell::default(),
        answered: Cell::default(),
        says: RefCell::default(),
    })
}

/// Tries again, or gives up, the transaction of an operation that was set aside (`op_seq` as HQ counts).
///
/// # Errors
/// As [`crate::run`]; `NewEpoch` where a run has to come first.
pub fn decide_set_aside(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    password: Option<&str>,
    op_seq: i64,
    choice: SetAsideChoice,
) -> Result<(), SyncError> {
    with_run(store, transport, world, password, |run| run.decide(op_seq, choice))
}

/// A picture that another device took, brought here and sealed like one's own.
///
/// # Errors
/// As [`crate::run`]; `NotFound` where headquarters does not have all of it yet, `BlobDiffers` where it is another one.
pub fn fetch_file(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    sha256: &str,
) -> Result<(), SyncError> {
    with_run(store, transport, world, None, |run| {
        let mut asked = request(Method::Get, &format!("/v1/blobs/{sha256}"));
        asked.most = MOST_BLOB as usize;
        let reply = run.signed.send(asked)?;
        if sha256_hex(&reply.body) != sha256 {
            return Err(AppError::from(ErrorCode::BlobDiffers).into());
        }
        store.put_file(&reply.body, world.entropy())?;
        Ok(())
    })
}

/// Ends the session here, and at headquarters where that can be reached. Everything stays in the folder.
pub fn sign_out(store: &Store, transport: &dyn Transport, world: &dyn World) -> Result<(), SyncError> {
    let told = with_run(store, transport, world, None, |run| {
        let signed_in = run.signed.account.borrow().tokens.is_some();
        if signed_in { run.signed.send(request(Method::Post, "/v1/sign-out")).map(|_| ()) } else { Ok(()) }
    });
    if matches!(told, Err(SyncError::NotEnrolled | SyncError::Store(_))) {
        return told;
    }
    if let Err(error) = &told {
        tracing::warn!(%error, "headquarters was not told of the end of the session");
    }
    if let Some(mut account) = account(store)? {
        account.tokens = None;
        account.keep(store)?;
    }
    Ok(())
}
