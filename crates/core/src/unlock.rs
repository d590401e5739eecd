//! The way back into a locked folder through headquarters: what the device asks, and what it is given.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    Entropy, ErrorCode, Id,
    canonical::sha256_hex,
    seal::{SealKey, seal},
};

const REQUEST: &str = "rounds unlock request 1";
const GRANT: &str = "rounds unlock 1";
/// Milliseconds for which a grant opens anything.
pub const GRANTED_MS: i64 = 24 * 3_600_000;
/// A device's clock may be behind HQ's by as much.
const BEHIND_MS: i64 = 24 * 3_600_000;

/// Tells a folder's key from others without giving it away: 16 digits of lower-case hex.
pub fn key_fingerprint(key: &[u8]) -> String {
    let text = Zeroizing::new([b"rounds key ".as_slice(), key].concat());
    sha256_hex(&text)[..16].to_owned()
}

/// A device asks to be let in again. Holds nothing secret: the key in it is sealed to HQ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockRequest {
    pub format: String,
    pub install_id: Id,
    /// The fingerprint of the folder's key, by which a wrong key is told.
    pub key_id: String,
    /// A public key made for this request alone, lower-case hex.
    pub device_key: String,
    /// The folder's key as it was sealed to HQ at enrolment, base64.
    pub wrapped_key: String,
    /// UTC milliseconds of the device's clock.
    pub asked_at: i64,
}

impl UnlockRequest {
    pub fn new(
        install_id: Id,
        key_id: String,
        device_key: String,
        wrapped_key: String,
        asked_at: i64,
    ) -> Self {
        Self { format: REQUEST.to_owned(), install_id, key_id, device_key, wrapped_key, asked_at }
    }

    /// The request in a file; none where it is no such file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|request| request.format == REQUEST)
    }

    /// Whether this is the key that the request is about.
    pub fn fits(&self, key: &[u8]) -> bool {
        self.key_id == key_fingerprint(key)
    }

    /// Eight digits that device and HQ show alike: whoever reads them out has this device in front of them.
    pub fn number(&self) -> String {
        let text = format!("{} {} {} {}", self.install_id, self.key_id, self.device_key, self.asked_at);
        let hash = sha256_hex(text.as_bytes());
        let number = u64::from_str_radix(&hash[..12], 16).unwrap_or_default() % 100_000_000;
        format!("{:04} {:04}", number / 10_000, number % 10_000)
    }
}

/// What HQ gives: the folder's key, sealed to the request's own public key, for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockGrant {
    pub format: String,
    pub install_id: Id,
    pub device_key: String,
    /// UTC milliseconds of HQ's clock.
    pub made_at: i64,
    pub expires_at: i64,
    /// Lower-case hex.
    pub sealed: String,
}

impl UnlockGrant {
    /// Seals `key` to whoever made the request.
    ///
    /// # Errors
    /// `UnlockUnreadable` where the request names no key.
    pub fn new(
        request: &UnlockRequest,
        key: &[u8],
        now: i64,
        entropy: &dyn Entropy,
    ) -> Result<Self, ErrorCode> {
        let expires_at = now + GRANTED_MS;
        let purpose = purpose(request.install_id, now, expires_at);
        let sealed = seal(&request.device_key, purpose.as_bytes(), key, entropy)
            .map_err(|_| ErrorCode::UnlockUnreadable)?;
        Ok(Self {
            format: GRANT.to_owned(),
            install_id: request.install_id,
            device_key: request.device_key.clone(),
            made_at: now,
            expires_at,
            sealed: hex::encode(sealed),
        })
    }

    /// The grant in a file; none where it is no such file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|grant| grant.format == GRANT)
    }

    /// The folder's key.
    ///
    /// # Errors
    /// `UnlockForeign` where it was made for another request, `UnlockExpired`, `UnlockUnreadable` where it was altered.
    pub fn open(&self, key: &SealKey, now: i64) -> Result<Zeroizing<Vec<u8>>, ErrorCode> {
        if self.device_key != key.public() {
            return Err(ErrorCode::UnlockForeign);
        }
        if now > self.expires_at || now < self.made_at.saturating_sub(BEHIND_MS) {
            return Err(ErrorCode::UnlockExpired);
        }
        let purpose = purpose(self.install_id, self.made_at, self.expires_at);
        let sealed = hex::decode(&self.sealed).map_err(|_| ErrorCode::UnlockUnreadable)?;
        key.open(purpose.as_bytes(), &sealed).map_err(|_| ErrorCode::UnlockUnreadable)
    }
}

/// Binds what stands beside the sealed key to it: a later day written over the old one opens nothing.
fn purpose(install_id: Id, made_at: i64, expires_at: i64) -> String {
    format!("{GRANT} {install_id} {made_at} {expires_at}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    fn asked() -> (SealKey, UnlockRequest) {
        let key = SealKey::from_seed([3; 32]);
        let request = UnlockRequest::new(
            Id::from_u128(5),
            "abcd".to_owned(),
            key.public(),
            "d3JhcHBlZA==".to_owned(),
            1_000,
        );
        (key, request)
    }

    #[test]
    fn a_grant_opens_for_its_request_and_for_a_day() {
        let (key, request) = asked();
        let grant = UnlockGrant::new(&request, b"the key", 5_000, &SeededEntropy::new(2)).unwrap();
        let grant = UnlockGrant::read(&serde_json::to_vec(&grant).unwrap()).unwrap();
        assert_eq!(**grant.open(&key, 5_000).unwrap(), *b"the key");
        assert_eq!(grant.open(&key, 5_001 + GRANTED_MS).unwrap_err(), ErrorCode::UnlockExpired);
        let later = UnlockGrant { expires_at: i64::MAX, ..grant.clone() };
        assert_eq!(later.open(&key, 5_001 + GRANTED_MS).unwrap_err(), ErrorCode::UnlockUnreadable);
        let other = SealKey::from_seed([4; 32]);
        assert_eq!(grant.open(&other, 5_000).unwrap_err(), ErrorCode::UnlockForeign);
    }

    #[test]
    fn the_number_read_out_belongs_to_one_request() {
        let (_, request) = asked();
        let number = request.number();
        assert_eq!((number.len(), request.clone().number()), (9, number.clone()));
        assert_ne!(UnlockRequest { asked_at: 1_001, ..request }.number(), number);
    }
}
