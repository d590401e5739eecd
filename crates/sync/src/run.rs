//! One sync, from the first question to the comparison of both sides.
//!
//! Nothing lies in memory that the device's file does not hold, so that it may end anywhere, and be begun again.

use std::cell::{Cell, RefCell};

use rounds_core::{
    AppError, ErrorCode,
    sync::{DeviceSays, HqState, Scope},
};
use rounds_store::{KeyPlace, Store};
use serde::{Deserialize, Serialize};

use crate::{
    Account, SyncError,
    account::account,
    enrol::{Enrolment, enrol, version},
    line::{Line, Signed},
    transport::Transport,
    world::World,
};

/// How often a run starts over because headquarters has another epoch, or because this folder became a device of its own.
const FRESH_STARTS: u32 = 3;
/// How often what was written meanwhile is sent in the same run.
const ROUNDS: u32 = 5;
const LAST: &str = "sync_last";
/// Milliseconds for which acknowledged operations are kept, for a headquarters that is restored from a backup.
const KEEP_LOG_MS: i64 = 180 * DAY_MS;
const DAY_MS: i64 = 86_400_000;

/// What a run may ask of its user and of the folder.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    /// Used when the session has ended, or when the folder has to become another device.
    pub password: Option<&'a str>,
    /// Where the folder's keys lie.
    pub keys: &'a KeyPlace,
    /// What people call the device.
    pub device_name: &'a str,
    /// Where headquarters is reached this time, as [`crate::address`] gives it back; kept when it proves to be the same one.
    pub server: Option<&'a str>,
}

/// A feed at the end of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeCheck {
    pub scope: Scope,
    pub rows: u64,
    /// The canonical hash, lower-case hex.
    pub hash: String,
    /// Whether headquarters has the same; none = others wrote faster than could be compared, or this build cannot read all.
    pub equal: Option<bool>,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Rows that headquarters gave a verdict on, counted like those that wait and those that are reported.
    pub sent: u32,
    /// Of them, those of which something was set aside.
    pub set_aside: u32,
    /// Values that lost, or that won against others.
    pub conflicts: u32,
    /// Visits from before headquarters erased their customer's personal data by law: taken without these.
    #[serde(default)]
    pub without_personal: u32,
    /// Entries of feeds.
    pub taken: u32,
    /// Of them, what this build cannot read.
    pub skipped: u32,
    pub files_sent: u32,
    pub files_left: u32,
    /// Feeds that differed from headquarters' and were read anew for it, which no fault of a network explains.
    #[serde(default)]
    pub read_anew: u32,
    pub scopes: Vec<ScopeCheck>,
    /// Why the rest of the operations was not taken. The feeds were read all the same.
    pub push_refused: Option<AppError>,
    /// Why pictures stayed here.
    pub files_refused: Option<AppError>,
}

/// The last run that came to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastRun {
    /// UTC milliseconds.
    pub at: i64,
    pub report: Report,
}

pub fn last_run(store: &Store) -> Result<Option<LastRun>, SyncError> {
    Ok(store.setting(LAST)?)
}

/// The report under way, and what all parts of a run share.
pub(crate) struct Run<'a> {
    pub store: &'a Store,
    pub signed: &'a Signed<'a>,
    pub report: RefCell<Report>,
    /// Operations that headquarters gave a verdict on: the first and the last, as it counts; 0 = none.
    pub answered: Cell<(i64, i64)>,
    /// What headquarters is told of this device with the first push.
    pub says: RefCell<Option<DeviceSays>>,
}

fn says(store: &Store, keys: &KeyPlace) -> Result<DeviceSays, SyncError> {
    let (signed, confirmed) = store.signed_and_confirmed()?;
    let build = format!("{} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    Ok(DeviceSays { build, has_pin: store.has_pin(keys)?, signed, confirmed })
}

/// Sends, reads, compares. To be called again whenever it ends with an error.
///
/// # Errors
/// `NotEnrolled`; `Copied`, and `TokenExpired` or `SessionEnded`, where a password would help; whatever headquarters
/// refuses; `Unreachable`; `Cancelled`. Operations stay in the outbox through all of them.
pub fn run(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    secrets: Secrets,
) -> Result<Report, SyncError> {
    let mut starts = 0;
    loop {
        let account = account(store)?.ok_or(SyncError::NotEnrolled)?;
        let ended = if account.install_id == store.install_id() {
            attempt(store, transport, world, account, secrets)
        } else {
            follow(store, transport, world, &account, secrets)?;
            continue;
        };
        starts += 1;
        match ended {
            Err(SyncError::NewEpoch) if starts < FRESH_STARTS => {}
            Err(SyncError::Copied) if starts < FRESH_STARTS && secrets.password.is_some() => {
                store.become_another(world.now(), world.entropy())?;
            }
            Ok(report) => {
                let now = world.now();
                let day = |at: i64| at.div_euclid(DAY_MS);
                // It reads the whole log.
                if last_run(store)?.is_none_or(|last| day(last.at) != day(now)) {
                    store.compact_log(now - KEEP_LOG_MS)?;
                }
                store.note_setting(LAST, &LastRun { at: now, report: report.clone() })?;
                return Ok(report);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Makes the folder's present installation known as the one that goes on.
fn follow(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    account: &Account,
    secrets: Secrets,
) -> Result<(), SyncError> {
    let password = secrets.password.ok_or(SyncError::Copied)?;
    let enrolment = Enrolment {
        server: &account.server,
        user: &account.user,
        password,
        code: None,
        device_name: secrets.device_name,
        keys: secrets.keys,
    };
    enrol(store, transport, world, &enrolment).map(|_| ())
}

fn attempt(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    mut account: Account,
    secrets: Secrets,
) -> Result<Report, SyncError> {
    let line = Line::new(transport, world);
    let version = version(&line)?;
    line.epoch.set(Some(version.epoch));
    if version.hq_key_id != account.hq_key_id {
        return Err(SyncError::bad("it is another headquarters"));
    }
    if let Some(server) = secrets.server.filter(|server| *server != account.server) {
        server.clone_into(&mut account.server);
        account.keep(store)?;
    }
    let signed = Signed { line, store, account: RefCell::new(account), password: secrets.password };
    let says = RefCell::new(Some(says(store, secrets.keys)?));
    let run = Run { store, signed: &signed, report: RefCell::default(), answered: Cell::default(), says };
    if run.signed.account.borrow().epoch != version.epoch {
        // What has to be sent again is known before anything is sent.
        run.ask()?;
    }
    run.exchange()?;
    let mut report = run.report.into_inner();
    let (first, end) = run.answered.get();
    if end > 0 {
        (report.sent, report.set_aside) = store.rows_of(first, end)?;
    }
    Ok(report)
}

/// What headquarters knows of this device's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stood {
    /// As many as it has acknowledged, or more.
    Level,
    /// Fewer: they wait again.
    Behind,
}

impl Run<'_> {
    /// Asks where this device stands.
    fn ask(&self) -> Result<HqState, SyncError> {
        let state: HqState = self.signed.get("/v1/state")?;
        self.stand(&state)?;
        Ok(state)
    }

    /// Takes the consequences of where headquarters says that this device stands.
    pub fn stand(&self, state: &HqState) -> Result<Stood, SyncError> {
        let mut account = self.signed.account.borrow_mut();
        if state.install_id != account.install_id || state.person_id != account.person_id {
            return Err(SyncError::bad("it speaks to another device"));
        }
        let epoch = state.epoch;
        if self.signed.line.epoch.get() != Some(epoch) {
            return Err(SyncError::NewEpoch);
        }
        if state.last_op_seq > self.store.last_written()? {
            return Err(SyncError::Copied);
        }
        // A headquarters that was put back without a new epoch has lost operations all the same.
        let lost = state.last_op_seq < self.store.last_answered()?;
        if account.epoch != epoch || lost {
            self.store.wait_again(state.last_op_seq)?;
            self.store.files_wait_again()?;
            account.epoch = epoch;
            account.keep(self.store)?;
        }
        self.store.keep_pin_required(state.pin_required)?;
        Ok(if lost { Stood::Behind } else { Stood::Level })
    }

    /// Everything in its order; once more where something was written meanwhile.
    fn exchange(&self) -> Result<(), SyncError> {
        for _ in 0..ROUNDS {
            let read = match self.push() {
                Ok(read) => read,
                // One body that headquarters does not take holds up no download.
                Err(SyncError::Refused(error)) if is_about_the_body(error.code) => {
                    self.report.borrow_mut().push_refused = Some(error);
                    None
                }
                Err(error) => return Err(error),
            };
            let (state, hashes) = match read {
                Some(read) => (read.state, read.hashes),
                None => (self.ask()?, Vec::new()),
            };
            self.pull_all(&state)?;
            self.compare(&state, hashes)?;
            let refused = self.report.borrow().push_refused.is_some();
            if refused || self.store.unsent()? == 0 {
                self.files()?;
            }
            if refused || self.store.unsent()? == 0 && self.is_read(&state)? {
                break;
            }
        }
        Ok(())
    }
}

fn is_about_the_body(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::TooLarge | ErrorCode::BadArguments | ErrorCode::DiskFull | ErrorCode::Internal)
}
