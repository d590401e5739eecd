//! Leaving this device: what is unsent is told first, and can be saved for headquarters.

use std::{fs, sync::Arc};

use rounds_core::{AppError, ErrorCode};
use rounds_store as store;
use zeroize::Zeroizing;

use crate::{
    Ctx, Session, lock,
    open::Open,
    output, territory,
    wire::{AppStatus, Nothing, UnsentView, Wipe},
};

/// What headquarters does not have. Without one that is everything that was ever written.
pub fn unsent_of(session: &Session, open: &Open) -> Result<UnsentView, AppError> {
    let standing = open.store.standing()?;
    let since = open.store.unsent_rows(1)?.first().map(|row| row.first_at);
    let output_folder = output::default_folder(session, open.folder);
    Ok(UnsentView {
        rows: standing.waiting,
        since,
        files: open.store.unsent_pictures()?.len() as u32,
        enrolled: store::enrolled_at(open.store.folder()).is_some(),
        output_folder: output_folder.exists().then(|| output_folder.display().to_string()),
    })
}

pub fn unsent(session: &Session, _: Nothing, ctx: &Ctx) -> Result<UnsentView, AppError> {
    unsent_of(session, &*session.data(ctx)?)
}

/// Removes everything of the open folder from this device. What is unsent is refused unless the user was told of as much.
///
/// # Errors
/// `UnsentLeft` (`count`, `files`), `PinWrong`, `PinWait`.
pub fn wipe(session: &Session, Wipe { pin, leave_unsent }: Wipe, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let pin = pin.map(Zeroizing::new);
    let open = session.data(ctx)?;
    if open.folder == crate::wire::Folder::Own {
        lock::prove(session, pin.as_ref().map(|pin| pin.as_str()), ctx)?;
    }
    let unsent = unsent_of(session, &open)?;
    if unsent.rows + unsent.files > leave_unsent {
        return Err(ErrorCode::UnsentLeft.with("count", unsent.rows + unsent.files));
    }
    remove(session, open)?;
    session.places.choose(crate::wire::Folder::None);
    territory::status(session, Nothing {}, ctx)
}

/// Closes the folder and removes everything of it.
fn remove(session: &Session, open: Arc<Open>) -> Result<(), AppError> {
    let (kind, folder) = (open.folder, open.store.folder().clone());
    let install_id = open.store.install_id();
    let printed = output::default_folder(session, kind);
    drop(open);
    session.close();
    Ok(store::wipe(&folder, &session.options.keyring, install_id, &[printed])?)
}

/// Takes a folder away again that was made for something that then failed. An empty folder that was there before
/// (`was_there`) stays.
pub fn unmake(session: &Session, open: Arc<Open>, was_there: bool) -> Result<(), AppError> {
    let path = open.store.folder().path().to_owned();
    remove(session, open)?;
    if was_there {
        fs::create_dir_all(&path).map_err(|error| output::failed(&path, &error))?;
    }
    Ok(())
}
