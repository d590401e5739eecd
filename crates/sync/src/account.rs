//! Who this device is at headquarters. Lies in the device's own file, which is encrypted.

use rounds_core::{Id, person::Role, sync::Session};
use rounds_store::{Store, StoreError, Tx};
use serde::{Deserialize, Serialize};

const ACCOUNT: &str = "sync_account";

/// An enrolment and its session.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// As [`crate::address`] gives it back.
    pub server: String,
    /// The person's code.
    pub user: String,
    /// The installation that was enrolled. Another one in the folder, such as after a restored backup, has to follow it.
    pub install_id: Id,
    pub person_id: Id,
    pub role: Role,
    pub territory_id: Id,
    pub territory_code: String,
    pub hq_key_id: String,
    /// The last epoch whose consequences were taken.
    pub epoch: Id,
    /// None = signed out.
    pub tokens: Option<Tokens>,
}

/// Opaque to the device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

impl Account {
    pub(crate) fn take(&mut self, session: Session) {
        self.person_id = session.person_id;
        self.role = session.role;
        self.tokens = Some(Tokens { access: session.access_token, refresh: session.refresh_token });
    }

    pub(crate) fn keep(&self, store: &Store) -> Result<(), StoreError> {
        store.keep_setting(ACCOUNT, self)
    }

    /// The setting that [`Store::take_enrolment`] keeps it under.
    pub(crate) const fn setting() -> &'static str {
        ACCOUNT
    }
}

/// The enrolment of this folder; none = it is nobody's device.
pub fn account(store: &Store) -> Result<Option<Account>, StoreError> {
    store.setting(ACCOUNT)
}

/// The same within a transaction.
pub fn account_in(tx: &Tx) -> Result<Option<Account>, StoreError> {
    tx.setting(ACCOUNT)
}
