//! Who is asking: passwords, tokens, devices.

pub mod enrol;
mod guard;
pub mod password;
mod sign_in;
mod token;

pub use guard::Asker;
pub use sign_in::ACCESS_MS;

use rounds_core::{ErrorCode, Id, person::Role, sync::Viewer};
use serde_json::Value;

use crate::{Hq, HqError, base::Tx, cells};

/// Whoever holds a valid access token, with what they may see now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub session_id: Id,
    pub person_id: Id,
    pub role: Role,
    pub install_id: Id,
    /// The territory that the device was enrolled for.
    pub territory_id: Id,
    /// The territories that the person has today.
    pub territories: Vec<Id>,
}

impl Caller {
    pub fn viewer(&self) -> Viewer {
        Viewer { person_id: self.person_id, role: self.role }
    }
}

pub(crate) fn role_of(word: &str) -> Role {
    serde_json::from_value(Value::from(word)).unwrap_or_default()
}

pub(crate) fn word_of(role: Role) -> String {
    serde_json::to_value(role).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(crate) fn territories(tx: &mut dyn Tx, person: Id) -> Result<Vec<Id>, HqError> {
    let rows = tx.rows(
        "SELECT territory_id FROM assignment WHERE person_id = $1 AND until IS NULL ORDER BY territory_id",
        cells![person],
    )?;
    Ok(rows.iter().map(|row| row[0].id()).collect())
}

impl Hq {
    /// The holder of an access token. Territories and the device are looked up each time, so that what was taken away is
    /// gone with the next request.
    ///
    /// # Errors
    /// `TokenExpired`, `SessionEnded`, `DeviceRemoved`.
    pub fn caller(&self, access_token: &str) -> Result<Caller, HqError> {
        let (session_id, hash) = token::split(access_token).ok_or(ErrorCode::TokenExpired)?;
        let (caller, fresh) = self.base.read(|tx| {
            let row = tx
                .row(
                    "SELECT s.person_id, s.install_id, s.access_hash, s.access_expires_at, s.ended_at, s.previous_hash,
                       a.role, a.disabled_at, i.territory_id, i.removed_at
                     FROM session s JOIN account a ON a.person_id = s.person_id
                       JOIN install i ON i.install_id = s.install_id
                     WHERE s.session_id = $1",
                    cells![session_id],
                )?
                .ok_or(ErrorCode::TokenExpired)?;
            if !token::same(row[2].text(), &hash) {
                return Err(ErrorCode::TokenExpired.into());
            }
            if row[9].maybe_int().is_some() {
                return Err(ErrorCode::DeviceRemoved.into());
            }
            if row[4].maybe_int().is_some() || row[7].maybe_int().is_some() {
                return Err(ErrorCode::SessionEnded.into());
            }
            if row[3].int() <= self.now() {
                return Err(ErrorCode::TokenExpired.into());
            }
            let caller = Caller {
                session_id,
                person_id: row[0].id(),
                role: role_of(row[6].text()),
                install_id: row[1].id(),
                territory_id: row[8].id(),
                territories: territories(tx, row[0].id())?,
            };
            Ok((caller, row[5].maybe_text().is_some()))
        })?;
        if fresh {
            // The new tokens have arrived: the one before them has served.
            self.base.write(|tx| {
                tx.run(
                    "UPDATE session SET previous_hash = NULL WHERE session_id = $1 AND access_hash = $2",
                    cells![session_id, hash.clone()],
                )
            })?;
        }
        Ok(caller)
    }
}
