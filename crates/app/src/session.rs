//! What lives between calls: which data folder is open.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rounds_core::{
    AppError, Entropy, ErrorCode,
    pin::{RecoveryCode, Steady},
};
use rounds_sheets::Fonts;
use rounds_store::{Access, Key, KeyPlace, PageFault};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::{
    commands,
    folder::Places,
    open::{Open, Waiting},
    wire::{BestPlan, Changed, Folder, Progress},
};

/// A window that is just being closed needs a moment to let go of its folder.
const PATIENCE: u32 = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// Files that the app brings.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The folder that holds the fonts of printed sheets.
    pub fonts: PathBuf,
}

/// Where the data lies and how its key is kept.
#[derive(Clone, Debug)]
pub struct SessionOptions {
    /// The one folder to work on (`--data`).
    pub data: Option<PathBuf>,
    /// The user's own folder for data, where no `data` is named.
    pub root: PathBuf,
    pub assets: Assets,
    pub keyring: KeyPlace,
    /// Reads a clock that nobody can set; none where the system has none.
    pub steady: fn() -> Option<Steady>,
}

/// Where progress and changes are told.
pub trait Events: Send + Sync {
    fn progress(&self, progress: Progress);
    fn changed(&self, changed: Changed);
}

/// What the desktop does for us.
pub trait Desktop: Send + Sync {
    /// Opens a file in the system's viewer.
    fn open(&self, path: &Path) -> Result<(), AppError>;
    /// Opens an `https` address: the browser, or the map that answers to it.
    fn browse(&self, url: &str) -> Result<(), AppError>;
}

/// What a call is handed: time, randomness, and the way out.
pub struct Ctx<'a> {
    /// UTC milliseconds.
    pub now: i64,
    pub entropy: &'a dyn Entropy,
    pub events: &'a dyn Events,
    /// Set when the user cancels the job.
    pub cancel: &'a AtomicBool,
    pub desktop: &'a dyn Desktop,
}

impl Ctx<'_> {
    pub(crate) fn progress(&self, job: &str, done: u32, total: u32) {
        self.events.progress(Progress { job: job.to_owned(), done, total, best: None, stage: None });
    }

    /// Progress of job `plan`.
    pub(crate) fn planning(&self, done: u32, total: u32, best: BestPlan) {
        self.events.progress(Progress { job: "plan".to_owned(), done, total, best: Some(best), stage: None });
    }

    pub(crate) fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// The app behind a window or a command line.
pub struct Session {
    pub(crate) options: SessionOptions,
    pub(crate) places: Places,
    open: RwLock<Option<Arc<Open>>>,
    /// Held by whoever opens what was chosen last, so that two first calls open it once.
    opening: Mutex<()>,
    /// The key of one's own folder where a PIN is set, from unlocking until locking.
    pub(crate) key: Mutex<Option<Key>>,
    /// A PIN that a command was given, until it is used.
    pub(crate) offered: Mutex<Option<Zeroizing<String>>>,
    /// Whether one's own folder has a PIN, once somebody looked: a keyring is not asked at every status.
    pub(crate) has_pin: Mutex<Option<bool>>,
    /// A recovery code that is being written on paper.
    pub(crate) shown: Mutex<Option<RecoveryCode>>,
    /// What was open when it was locked: work that began before may still hold it.
    parked: Mutex<(Weak<Open>, Waiting)>,
    fonts: Mutex<Option<Arc<Fonts>>>,
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// Nothing is opened yet: the first call that needs data opens what was chosen last.
    pub fn new(options: SessionOptions) -> Result<Self, AppError> {
        let places = Places::new(options.data.as_deref(), &options.root);
        Ok(Self {
            options,
            places,
            open: RwLock::default(),
            opening: Mutex::default(),
            key: Mutex::default(),
            offered: Mutex::default(),
            has_pin: Mutex::default(),
            shown: Mutex::default(),
            parked: Mutex::default(),
            fonts: Mutex::default(),
        })
    }

    /// Opens what was chosen last while the window is still being made, where nobody has to be asked for that: its
    /// first call then finds it open. What goes wrong here is told by that call, which tries again.
    pub fn open_ahead(&self, ctx: &Ctx) {
        if !matches!(self.is_locked(ctx), Ok(false)) {
            return;
        }
        let read = self.opened_within(0, ctx).and_then(|open| open.map(|open| open.book(ctx)).transpose());
        if let Err(error) = read {
            tracing::info!(code = ?error.code, "not opened ahead");
        }
    }

    /// Runs one command of the table. `bytes` are the content of a file, where the command takes one.
    pub fn dispatch(
        &self,
        name: &str,
        args: Value,
        bytes: Option<Vec<u8>>,
        ctx: &Ctx,
    ) -> Result<Value, AppError> {
        self.pass_the_door(name, ctx)?;
        self.noted(commands::dispatch(self, name, args, bytes, ctx))
    }

    /// Where a call met damage, the next opening looks at the whole file.
    pub(crate) fn noted<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        if let Err(error) = &result
            && error.code == ErrorCode::DataDamaged
            && let Some(open) = self.present()
        {
            open.store.doubt();
        }
        result
    }

    /// The folder that is open at the moment.
    pub(crate) fn present(&self) -> Option<Arc<Open>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is wrong with the database of the folder chosen last, which need not open.
    pub(crate) fn check_unopened(
        &self,
        ctx: &Ctx,
    ) -> Result<(rounds_store::Folder, Vec<PageFault>), AppError> {
        let chosen = self.places.current().ok_or(ErrorCode::NoData)?;
        let folder = rounds_store::Folder::new(self.places.path(chosen));
        let place = Open::key_place(chosen, &self.options.keyring);
        let faults = rounds_store::check_pages(&folder, place, self.key_of(chosen, ctx)?.as_ref())?;
        Ok((folder, faults))
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The open data folder; none on first start.
    pub(crate) fn opened(&self, ctx: &Ctx) -> Result<Option<Arc<Open>>, AppError> {
        self.opened_within(PATIENCE, ctx)
    }

    fn opened_within(&self, tries: u32, ctx: &Ctx) -> Result<Option<Arc<Open>>, AppError> {
        if let Some(open) = self.present() {
            return Ok(Some(open));
        }
        let _first = held(&self.opening);
        if let Some(open) = self.present() {
            return Ok(Some(open));
        }
        match self.places.current() {
            None => Ok(None),
            Some(folder) => self.switch_within(tries, folder, ctx).map(Some),
        }
    }

    /// The open data folder, or the advice to choose one.
    pub(crate) fn data(&self, ctx: &Ctx) -> Result<Arc<Open>, AppError> {
        self.opened(ctx)?.ok_or(ErrorCode::NoData.into())
    }

    /// Opens a folder for writing in place of the present one.
    pub(crate) fn switch(&self, folder: Folder, ctx: &Ctx) -> Result<Arc<Open>, AppError> {
        self.switch_within(PATIENCE, folder, ctx)
    }

    /// Waits `tries` times for another writer to let go.
    fn switch_within(&self, mut tries: u32, folder: Folder, ctx: &Ctx) -> Result<Arc<Open>, AppError> {
        let key = self.key_of(folder, ctx)?;
        let mut place = self.open.write().unwrap_or_else(PoisonError::into_inner);
        // The lock of the former folder goes first: it may be the same one.
        *place = None;
        let access = Access::Write { holder: format!("Rounds {}", std::process::id()) };
        loop {
            match Open::new(&self.places, folder, access.clone(), &self.options.keyring, key.as_ref(), ctx) {
                Ok(open) => return Ok(Arc::clone(place.insert(Arc::new(open)))),
                Err(error) if error.code == ErrorCode::DataFolderBusy && tries > 0 => {
                    tries -= 1;
                    thread::sleep(PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Opens a folder beside another writer, for reading only.
    pub(crate) fn read_only(&self, ctx: &Ctx) -> Result<Arc<Open>, AppError> {
        let folder = self.places.current().ok_or(ErrorCode::NoData)?;
        let key = self.key_of(folder, ctx)?;
        let open = Open::new(&self.places, folder, Access::Read, &self.options.keyring, key.as_ref(), ctx)?;
        let mut place = self.open.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(place.insert(Arc::new(open))))
    }

    /// Closes the folder, back to the choice of the first start.
    pub(crate) fn close(&self) {
        *held(&self.key) = None;
        *held(&self.has_pin) = None;
        *held(&self.parked) = Default::default();
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Closes the folder to come back to it: what waits for an answer on a screen stays.
    pub(crate) fn park(&self) {
        *held(&self.shown) = None;
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(open) = open {
            *held(&self.parked) = (Arc::downgrade(&open), open.take_waiting());
        }
    }

    /// Opens the folder that was parked, or the one chosen last.
    pub(crate) fn unpark(&self, ctx: &Ctx) -> Result<(), AppError> {
        let (before, waiting) = std::mem::take(&mut *held(&self.parked));
        let open = match before.upgrade() {
            // Work still holds it, and with it the writer's lock.
            Some(open) => {
                *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&open));
                open
            }
            None => self.switch(Folder::Own, ctx)?,
        };
        open.put_waiting(waiting);
        Ok(())
    }

    /// Parsed once for each process (0.1 s).
    pub(crate) fn fonts(&self) -> Result<Arc<Fonts>, AppError> {
        let mut place = held(&self.fonts);
        if let Some(fonts) = &*place {
            return Ok(Arc::clone(fonts));
        }
        let fonts = Fonts::load(&self.options.assets.fonts)?;
        Ok(Arc::clone(place.insert(Arc::new(fonts))))
    }
}
