//! What only HQ can open: the folder's key, sealed to HQ's public key at enrolment.

use base64::{Engine, engine::general_purpose::STANDARD};
use rounds_core::{
    Entropy,
    seal::{WRAPPED_KEY, seal},
};

use crate::{Store, StoreError, lock};

impl Store {
    /// The folder's key, sealed to HQ's public key (lower-case hex); base64.
    pub fn wrapped_key(&self, hq_key: &str, entropy: &dyn Entropy) -> Result<String, StoreError> {
        let sealed =
            seal(hq_key, WRAPPED_KEY, self.key.bytes(), entropy).map_err(|_| StoreError::KeyWrong)?;
        Ok(STANDARD.encode(sealed))
    }

    /// HQ has it: a copy lies beside the data from now on, so that a folder that is locked can ask HQ.
    pub fn keep_wrapped_key(&self, hq_key: &str, wrapped: &str) -> Result<(), StoreError> {
        lock::keep_copy(&self.folder, self.install_id(), hq_key, wrapped)
    }
}
