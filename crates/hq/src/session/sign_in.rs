//! Password → session; refresh token → the next; and the end of a session.

use rounds_core::{
    ErrorCode, Id,
    sync::{Refresh, Session, SignIn},
};

use super::{Asker, Caller, password, role_of, token};
use crate::{Hq, HqError, base::Tx, cells};

/// Milliseconds that an access token serves.
pub const ACCESS_MS: i64 = 15 * 60_000;

/// An account as far as signing in needs it.
pub(super) struct Account {
    pub person_id: Id,
    pub role: String,
    password: Option<String>,
    disabled: bool,
}

impl Hq {
    /// Signs in a person on a device of theirs.
    ///
    /// # Errors
    /// `SignInRefused` without saying what was wrong, `SignInWait` (`seconds`), `PersonDisabled`, `DeviceRemoved`;
    /// `DeviceUnknown` for an installation that is nobody's: this headquarters was restored to a day before it.
    pub fn sign_in(&self, asker: &Asker, body: &SignIn) -> Result<Session, HqError> {
        let install = self.base.read(|tx| {
            tx.row(
                "SELECT i.removed_at FROM install i JOIN account a ON a.person_id = i.person_id
                 WHERE i.install_id = $1 AND a.code = $2",
                cells![body.install_id, body.user.as_str()],
            )
        })?;
        let nobodys = install.is_none()
            && self.base.read(|tx| {
                Ok(tx.row("SELECT 1 FROM install WHERE install_id = $1", cells![body.install_id])?.is_none())
            })?;
        let bucket = match install {
            Some(_) => asker.bucket(&body.user, body.install_id),
            None => asker.strangers(),
        };
        let account = self.prove(&bucket, &body.user, &body.password, install.is_some() || nobodys)?;
        if nobodys {
            return Err(ErrorCode::DeviceUnknown.into());
        }
        if install.is_some_and(|row| row[0].maybe_int().is_some()) {
            return Err(ErrorCode::DeviceRemoved.into());
        }
        self.base.write(|tx| {
            self.audit(tx, &account.person_id.to_string(), "signed_in", &body.install_id.to_string())?;
            self.open_session(tx, account.person_id, &account.role, body.install_id)
        })
    }

    /// The role of whoever runs a command that asks for their own password; wrong ones are counted.
    pub(crate) fn prove_admin(&self, code: &str, typed: &str) -> Result<String, HqError> {
        Ok(self.prove(&format!("{code}|command"), code, typed, true)?.role)
    }

    /// Checks a password under a bucket of tries; `known`: whether person and device belong together.
    pub(super) fn prove(
        &self,
        bucket: &str,
        user: &str,
        typed: &str,
        known: bool,
    ) -> Result<Account, HqError> {
        self.check_wait(bucket)?;
        let account = self.base.read(|tx| {
            tx.row("SELECT person_id, role, password, disabled_at FROM account WHERE code = $1", cells![user])
        })?;
        let account = account.map(|row| Account {
            person_id: row[0].id(),
            role: row[1].text().to_owned(),
            password: row[2].maybe_text().map(str::to_owned),
            disabled: row[3].maybe_int().is_some(),
        });
        // Outside of any transaction: it takes a tenth of a second.
        let fits = password::fits(typed, account.as_ref().and_then(|account| account.password.as_deref()));
        match account {
            Some(account) if fits && known => {
                self.forget_failures(bucket)?;
                // Told to whoever knows the password and nobody else.
                if account.disabled {
                    return Err(ErrorCode::PersonDisabled.into());
                }
                Ok(account)
            }
            _ => {
                self.count_failure(bucket)?;
                Err(ErrorCode::SignInRefused.into())
            }
        }
    }

    pub(super) fn open_session(
        &self,
        tx: &mut dyn Tx,
        person: Id,
        role: &str,
        install: Id,
    ) -> Result<Session, HqError> {
        let session = self.new_id();
        let (access_token, access_hash) = token::make(session, self.entropy.as_ref());
        let (refresh_token, refresh_hash) =
            token::make_refresh(session, self.entropy.as_ref(), &self.keys.signing);
        tx.run(
            "INSERT INTO session (session_id, person_id, install_id, access_hash, access_expires_at, refresh_hash)
             VALUES ($1, $2, $3, $4, $5, $6)",
            cells![session, person, install, access_hash, self.now() + ACCESS_MS, refresh_hash],
        )?;
        Ok(Session {
            access_token,
            access_expires_s: (ACCESS_MS / 1000) as u32,
            refresh_token,
            person_id: person,
            role: role_of(role),
        })
    }

    /// The next tokens of a session. The token before the last serves until the last has been used: a lost reply signs nobody
    /// out. Afterwards it is somebody else's copy, and the session ends. What was never a token of it ends nothing: a
    /// session's id is no secret.
    ///
    /// # Errors
    /// `SessionEnded`, `DeviceRemoved`.
    pub fn refresh(&self, body: &Refresh) -> Result<Session, HqError> {
        let (session, hash) = token::split(&body.refresh_token).ok_or(ErrorCode::SessionEnded)?;
        // A refusal that ends the session has to be kept, so it is not an error of the transaction.
        let refreshed = self.base.write(|tx| {
            let row = tx
                .row(
                    "SELECT s.refresh_hash, s.previous_hash, s.ended_at, s.person_id, a.role, a.disabled_at,
                       i.removed_at
                     FROM session s JOIN account a ON a.person_id = s.person_id
                       JOIN install i ON i.install_id = s.install_id
                     WHERE s.session_id = $1",
                    cells![session],
                )?
                .ok_or(ErrorCode::SessionEnded)?;
            if row[6].maybe_int().is_some() {
                return Err(ErrorCode::DeviceRemoved.into());
            }
            if row[2].maybe_int().is_some() || row[5].maybe_int().is_some() {
                return Err(ErrorCode::SessionEnded.into());
            }
            let current = token::same(row[0].text(), &hash);
            let previous = row[1].maybe_text().is_some_and(|previous| token::same(previous, &hash));
            if !current && !previous {
                if !token::is_ours(&body.refresh_token, &self.keys.signing) {
                    return Err(ErrorCode::SessionEnded.into());
                }
                tx.run(
                    "UPDATE session SET ended_at = $1 WHERE session_id = $2 AND ended_at IS NULL",
                    cells![self.now(), session],
                )?;
                self.audit(tx, row[3].text(), "refresh_token_reused", &session.to_string())?;
                return Ok(None);
            }
            let (access_token, access_hash) = token::make(session, self.entropy.as_ref());
            let (refresh_token, refresh_hash) =
            token::make_refresh(session, self.entropy.as_ref(), &self.keys.signing);
            tx.run(
                "UPDATE session SET access_hash = $1, access_expires_at = $2, refresh_hash = $3, previous_hash = $4
                 WHERE session_id = $5",
                cells![access_hash, self.now() + ACCESS_MS, refresh_hash, hash.clone(), session],
            )?;
            Ok(Some(Session {
                access_token,
                access_expires_s: (ACCESS_MS / 1000) as u32,
                refresh_token,
                person_id: row[3].id(),
                role: role_of(row[4].text()),
            }))
        })?;
        refreshed.ok_or(ErrorCode::SessionEnded.into())
    }

    pub fn sign_out(&self, caller: &Caller) -> Result<(), HqError> {
        self.base.write(|tx| {
            tx.run(
                "UPDATE session SET ended_at = $1 WHERE session_id = $2",
                cells![self.now(), caller.session_id],
            )?;
            self.audit(tx, &caller.person_id.to_string(), "signed_out", &caller.install_id.to_string())
        })
    }
}
