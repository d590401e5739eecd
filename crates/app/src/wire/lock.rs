//! Locking, the ways back, and leaving this device.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the open folder is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[allow(clippy::struct_excessive_bools, reason = "facts of a lock, each true or not by itself")]
pub struct LockView {
    pub has_pin: bool,
    /// Nothing but the commands of the lock screen answers.
    pub locked: bool,
    /// The keyring was reset, or the key file is gone: only a way back opens the data.
    pub key_lost: bool,
    /// Seconds before the next try.
    pub wait_s: u32,
    /// A recovery code was made.
    pub has_recovery: bool,
    /// Headquarters can open the data.
    pub at_hq: bool,
    /// Headquarters asks for a PIN: it can be changed and not removed.
    pub pin_required: bool,
}

#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct ByPin {
    pub pin: String,
}

/// A new PIN, and the present one where there is one.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct SetPin {
    pub pin: String,
    pub old: Option<String>,
}

/// The present PIN, where there is one.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct MayPin {
    pub pin: Option<String>,
}

/// The recovery code from paper, and the PIN that holds from now on.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct ByRecovery {
    pub code: String,
    pub pin: String,
}

/// Shown once, to be written on paper.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RecoveryGroups {
    /// Six groups of five digits, the last of each a check digit.
    pub groups: Vec<String>,
}

/// What to bring to headquarters.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct UnlockAsked {
    /// The request file.
    pub path: String,
    /// Eight digits that headquarters asks for.
    pub number: String,
}

/// What would be lost with this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UnsentView {
    /// Rows with changes that headquarters has no verdict on.
    pub rows: u32,
    /// UTC milliseconds of the first of these changes.
    pub since: Option<i64>,
    /// Pictures that headquarters does not have.
    pub files: u32,
    /// Whether there is a headquarters at all.
    pub enrolled: bool,
    /// Finished printing and exports lie here and are removed as well.
    pub output_folder: Option<String>,
}

/// A rescue file that was written.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct RescueWritten {
    pub path: String,
    pub bytes: u32,
    pub operations: u32,
    pub files: u32,
    /// Pictures whose file is not here or broken.
    pub missing: u32,
}

#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct Wipe {
    /// Where a PIN is set.
    pub pin: Option<String>,
    /// The user has been told how much is unsent, and so much it was: more since then is refused.
    pub leave_unsent: u32,
}
