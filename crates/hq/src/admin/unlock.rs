//! A device's user has forgotten the PIN, or its keyring was reset: an administrator lets them in again.

use base64::{Engine, engine::general_purpose::STANDARD};
use rounds_core::{
    Id,
    person::Role,
    seal::WRAPPED_KEY,
    unlock::{UnlockGrant, UnlockRequest},
};
use zeroize::Zeroizing;

use crate::{
    Hq, HqError, cells,
    session::{role_of, word_of},
};

/// Who asks, as headquarters knows the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub install_id: Id,
    pub device: String,
    pub person_code: String,
    pub person_name: String,
    /// UTC milliseconds; headquarters lets the device in no more since then.
    pub removed_at: Option<i64>,
    /// UTC milliseconds of the device's clock.
    pub asked_at: i64,
}

/// An administrator who has looked at who asks.
#[derive(Clone, Debug)]
pub struct Confirmed<'a> {
    pub admin: &'a str,
    pub password: &'a str,
    /// The eight digits that the device shows.
    pub number: &'a str,
}

fn told(name: &'static str) -> HqError {
    HqError::told(name, &[])
}

impl Hq {
    /// Who asks to be let in.
    pub fn asking(&self, file: &[u8]) -> Result<Asking, HqError> {
        let request = read(file)?;
        let row = self.base.read(|tx| {
            tx.row(
                "SELECT i.name, a.code, a.name, i.removed_at FROM install i JOIN account a ON a.person_id = i.person_id
                 WHERE i.install_id = $1",
                cells![request.install_id],
            )
        })?;
        let row = row.ok_or_else(|| HqError::told("device_elsewhere", &[("id", &request.install_id)]))?;
        Ok(Asking {
            install_id: request.install_id,
            device: row[0].text().to_owned(),
            person_code: row[1].text().to_owned(),
            person_name: row[2].text().to_owned(),
            removed_at: row[3].maybe_int(),
            asked_at: request.asked_at,
        })
    }

    /// Opens the device's key with headquarters' own and seals it to the request, for a day. Both the grant and a refusal are
    /// written in the log.
    pub fn grant_unlock(&self, file: &[u8], confirmed: &Confirmed) -> Result<UnlockGrant, HqError> {
        let request = read(file)?;
        let asking = self.asking(file)?;
        let grant = self.grant(&request, confirmed);
        let (what, detail) = match &grant {
            Ok(grant) => ("unlock_granted", format!("{} until {}", asking.install_id, grant.expires_at)),
            Err(_) => ("unlock_refused", asking.install_id.to_string()),
        };
        self.base.write(|tx| self.audit(tx, confirmed.admin, what, &detail))?;
        grant
    }

    fn grant(&self, request: &UnlockRequest, confirmed: &Confirmed) -> Result<UnlockGrant, HqError> {
        let account = self.prove_admin(confirmed.admin, confirmed.password)?;
        if !matches!(role_of(&account), Role::Admin | Role::Hq) {
            let role = word_of(role_of(&account));
            return Err(HqError::told("role_too_low", &[("person", &confirmed.admin), ("role", &role)]));
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        if digits(confirmed.number) != digits(&request.number()) {
            return Err(told("number_wrong"));
        }
        let key = self.device_key(request)?;
        UnlockGrant::new(request, &key, self.now(), self.entropy.as_ref())
            .map_err(|_| told("request_damaged"))
    }

    /// The device's master key, as it was sealed at enrolment: by what headquarters kept, else by what the device brings, which
    /// a backup of headquarters from before the enrolment does not have.
    fn device_key(&self, request: &UnlockRequest) -> Result<Zeroizing<Vec<u8>>, HqError> {
        let kept = self.base.read(|tx| {
            tx.row("SELECT wrapped_key FROM install WHERE install_id = $1", cells![request.install_id])
        })?;
        let kept = kept.and_then(|row| row[0].maybe_text().map(str::to_owned));
        let open = |wrapped: &str| {
            let sealed = STANDARD.decode(wrapped).ok()?;
            self.keys.rescue.open(WRAPPED_KEY, &sealed).ok()
        };
        let candidates = kept.iter().map(String::as_str).chain([request.wrapped_key.as_str()]);
        candidates.filter_map(open).find(|key| request.fits(key)).ok_or_else(|| told("key_foreign"))
    }
}

fn read(file: &[u8]) -> Result<UnlockRequest, HqError> {
    UnlockRequest::read(file).ok_or_else(|| told("not_request"))
}
