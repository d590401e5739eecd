//! The PIN and the lock screen. While the folder is locked its key is not in memory, so that nothing can answer; the
//! door refuses every other command as well.

mod back;
mod look;

use rounds_core::{
    AppError, ErrorCode,
    pin::{Pin, RecoveryCode},
};
use rounds_store::{self as store, Key};
use zeroize::Zeroizing;

use crate::{
    Ctx, Session,
    open::Open,
    session::held,
    territory,
    wire::{
        AppStatus, ByPin, ByRecovery, Changed, Folder, LockView, MayPin, Nothing, RecoveryGroups, SetPin,
    },
};

pub use back::{ask_hq, by_hq, request};
pub use look::{keep as keep_look, of as look_of};

/// What answers while locked.
const AT_THE_DOOR: &[&str] =
    &["app.status", "lock.open", "lock.now", "lock.ask_hq", "lock.by_recovery", "lock.by_hq"];

impl Session {
    fn own(&self) -> store::Folder {
        store::Folder::new(self.places.path(Folder::Own)).at((self.options.steady)())
    }

    fn lock_state(&self, ctx: &Ctx) -> Result<store::LockState, AppError> {
        let state = store::lock_state(&self.own(), &self.options.keyring, ctx.now)?;
        *held(&self.has_pin) = Some(state.has_pin);
        Ok(state)
    }

    /// Whether the folder chosen last is locked. The demo never is.
    pub(crate) fn is_locked(&self, ctx: &Ctx) -> Result<bool, AppError> {
        if self.is_open() || held(&self.key).is_some() || self.places.current() != Some(Folder::Own) {
            return Ok(false);
        }
        let state = self.lock_state(ctx)?;
        Ok(state.has_pin || (state.key_lost && (state.has_recovery || state.at_hq)))
    }

    /// Refuses what must not answer while locked.
    pub(crate) fn pass_the_door(&self, name: &str, ctx: &Ctx) -> Result<(), AppError> {
        if !AT_THE_DOOR.contains(&name) && self.is_locked(ctx)? {
            return Err(ErrorCode::Locked.into());
        }
        Ok(())
    }

    /// Locks, where a PIN is set: closes the folder and forgets its key. Work under way ends with the folder it has.
    /// Gives back whether it is locked now.
    pub fn lock(&self, ctx: &Ctx) -> Result<bool, AppError> {
        if self.places.current() != Some(Folder::Own) || !self.lock_state(ctx)?.has_pin {
            return Ok(false);
        }
        *held(&self.key) = None;
        self.park();
        ctx.events.changed(Changed { nouns: vec!["lock".to_owned()] });
        Ok(true)
    }

    /// The PIN that a command was given: opens what is locked when it is needed.
    pub(crate) fn offer_pin(&self, pin: Option<String>) {
        *held(&self.offered) = pin.map(Zeroizing::new);
    }

    /// The key of a folder that needs one to be opened with; none = what is kept of it will do.
    pub(crate) fn key_of(&self, folder: Folder, ctx: &Ctx) -> Result<Option<Key>, AppError> {
        if folder == Folder::Demo {
            return Ok(None);
        }
        if let Some(key) = &*held(&self.key) {
            return Ok(Some(key.clone()));
        }
        let offered = held(&self.offered).take();
        let Some(pin) = offered.filter(|_| self.lock_state(ctx).is_ok_and(|state| state.has_pin)) else {
            return Ok(None);
        };
        let key = store::unlock(&self.own(), &self.options.keyring, &Pin::typed(&pin), ctx.now)?;
        *held(&self.key) = Some(key.clone());
        Ok(Some(key))
    }

    /// Opens the folder with a key that was won, and says how everything stands.
    fn enter(&self, key: Key, ctx: &Ctx) -> Result<AppStatus, AppError> {
        *held(&self.key) = Some(key);
        // Every way in ends with a PIN.
        *held(&self.has_pin) = Some(true);
        self.unpark(ctx)?;
        ctx.events.changed(Changed { nouns: vec!["lock".to_owned()] });
        territory::status(self, Nothing {}, ctx)
    }
}

/// How the lock stands, for the status.
pub fn view(session: &Session, open: Option<&Open>, ctx: &Ctx) -> Result<LockView, AppError> {
    let folder = open.map_or(Folder::Own, |open| open.folder);
    if folder != Folder::Own || session.places.current() != Some(Folder::Own) {
        return Ok(LockView::default());
    }
    let Some(open) = open else {
        let state = session.lock_state(ctx)?;
        return Ok(LockView {
            has_pin: state.has_pin,
            locked: session.is_locked(ctx)?,
            key_lost: state.key_lost,
            wait_s: ((state.wait_ms + 999) / 1_000).max(0) as u32,
            has_recovery: state.has_recovery,
            at_hq: state.at_hq,
            pin_required: false,
        });
    };
    let known = *held(&session.has_pin);
    Ok(LockView {
        has_pin: match known {
            Some(has_pin) => has_pin,
            None => session.lock_state(ctx)?.has_pin,
        },
        has_recovery: store::has_recovery(open.store.folder()),
        at_hq: store::enrolled_at(open.store.folder()).is_some(),
        pin_required: open.store.pin_required()?,
        ..LockView::default()
    })
}

pub fn now(session: &Session, _: Nothing, ctx: &Ctx) -> Result<AppStatus, AppError> {
    if !session.lock(ctx)? && !session.is_locked(ctx)? {
        return Err(ErrorCode::PinMissing.into());
    }
    territory::status(session, Nothing {}, ctx)
}

pub fn open(session: &Session, ByPin { pin }: ByPin, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let pin = Zeroizing::new(pin);
    let key = store::unlock(&session.own(), &session.options.keyring, &Pin::typed(&pin), ctx.now)?;
    session.enter(key, ctx)
}

/// The open folder where a PIN can be set.
fn with_pin(session: &Session, ctx: &Ctx) -> Result<std::sync::Arc<Open>, AppError> {
    let open = session.data(ctx)?;
    if open.folder == Folder::Demo { Err(ErrorCode::PinNotInDemo.into()) } else { Ok(open) }
}

/// Whoever changes how the folder is locked knows its PIN, where there is one; a wrong one is counted as at the lock
/// screen.
pub(crate) fn prove(session: &Session, pin: Option<&str>, ctx: &Ctx) -> Result<(), AppError> {
    if session.lock_state(ctx)?.has_pin {
        let pin = Pin::typed(pin.unwrap_or_default());
        store::unlock(&session.own(), &session.options.keyring, &pin, ctx.now)?;
    }
    Ok(())
}

pub fn set_pin(session: &Session, SetPin { pin, old }: SetPin, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let (text, old) = (Zeroizing::new(pin), old.map(Zeroizing::new));
    let open = with_pin(session, ctx)?;
    let pin = Pin::new(&text)?;
    prove(session, old.as_ref().map(|old| old.as_str()), ctx).map_err(|error| on_old(&error))?;
    open.store.keep_pin(&session.options.keyring, Some(&pin), ctx.entropy)?;
    *held(&session.key) = Some(open.store.key());
    *held(&session.has_pin) = Some(true);
    keep_look(&open, &open.settings()?);
    territory::status(session, Nothing {}, ctx)
}

/// Beside a new PIN the wrong one is the old.
fn on_old(error: &AppError) -> AppError {
    let error = error.clone();
    if error.field.as_deref() == Some("pin") { error.on("old") } else { error }
}

pub fn remove_pin(session: &Session, ByPin { pin }: ByPin, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let pin = Zeroizing::new(pin);
    let open = with_pin(session, ctx)?;
    if open.store.pin_required()? {
        return Err(ErrorCode::PinRequired.into());
    }
    if !session.lock_state(ctx)?.has_pin {
        return Err(ErrorCode::PinMissing.into());
    }
    prove(session, Some(&pin), ctx)?;
    open.store.keep_pin(&session.options.keyring, None, ctx.entropy)?;
    *held(&session.key) = None;
    *held(&session.has_pin) = Some(false);
    territory::status(session, Nothing {}, ctx)
}

/// A recovery code to be written on paper; it opens nothing before [`keep_recovery`].
pub fn recovery(session: &Session, MayPin { pin }: MayPin, ctx: &Ctx) -> Result<RecoveryGroups, AppError> {
    let pin = pin.map(Zeroizing::new);
    with_pin(session, ctx)?;
    prove(session, pin.as_ref().map(|pin| pin.as_str()), ctx)?;
    let code = RecoveryCode::random(ctx.entropy);
    let groups = code.groups();
    *held(&session.shown) = Some(code);
    Ok(RecoveryGroups { groups })
}

/// It is on paper: the code shown last counts from now on, and an earlier one no more.
pub fn keep_recovery(session: &Session, _: Nothing, ctx: &Ctx) -> Result<AppStatus, AppError> {
    let open = with_pin(session, ctx)?;
    let code = held(&session.shown).take().ok_or(ErrorCode::RecoveryMissing)?;
    open.store.keep_recovery(&code, ctx.entropy)?;
    territory::status(session, Nothing {}, ctx)
}

/// In by the code from paper, with a new PIN.
pub fn by_recovery(
    session: &Session,
    ByRecovery { code, pin }: ByRecovery,
    ctx: &Ctx,
) -> Result<AppStatus, AppError> {
    let (code, pin) = (Zeroizing::new(code), Zeroizing::new(pin));
    let pin = Pin::new(&pin)?;
    let code = RecoveryCode::parse(&code)?;
    let key = store::unlock_by_recovery(&session.own(), &code, ctx.now)?;
    store::keep_pin(&session.own(), &session.options.keyring, &key, Some(&pin), ctx.entropy)?;
    session.enter(key, ctx)
}
