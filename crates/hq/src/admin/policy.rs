//! What the organisation asks of its devices.

use super::ADMIN;
use crate::{
    Hq, HqError,
    base::Tx,
    hq::{set, setting},
};

const PIN: &str = "pin";
const REQUIRED: &str = "required";

pub(crate) fn pin_required(tx: &mut dyn Tx) -> Result<bool, HqError> {
    Ok(setting(tx, PIN)?.as_deref() == Some(REQUIRED))
}

impl Hq {
    /// Whether devices must keep a PIN; they hear of it at their next sync.
    pub fn require_pin(&self, required: bool) -> Result<(), HqError> {
        let word = if required { REQUIRED } else { "optional" };
        self.base.write(|tx| {
            set(tx, PIN, word)?;
            self.audit(tx, ADMIN, "pin_policy", word)
        })
    }
}
