//! Passwords: Argon2id (RFC 9106), 19 MiB, two passes, one lane.

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use rounds_core::{AppError, Entropy, ErrorCode};

const FEWEST: usize = 8;
const MOST: usize = 200;

/// The hash with its salt and its costs, as one text.
///
/// # Errors
/// `Required` for fewer than eight characters, `TooLong`.
pub fn hashed(password: &str, entropy: &dyn Entropy) -> Result<String, AppError> {
    if password.chars().count() < FEWEST {
        return Err(ErrorCode::Required.on("password").with("least", FEWEST));
    }
    if password.len() > MOST {
        return Err(ErrorCode::TooLong.on("password").with("most", MOST));
    }
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    let failed = |error: argon2::password_hash::Error| ErrorCode::Internal.with("because", error.to_string());
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

/// A hash that no password has: whoever is unknown is told so no sooner than whoever mistypes.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$cm91bmRzcm91bmRzcm91bg$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether `password` belongs to `hash`; none = there is no such person.
pub fn fits(password: &str, hash: Option<&str>) -> bool {
    let fits = password.len() <= MOST
        && PasswordHash::new(hash.unwrap_or(NOBODYS))
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use rounds_core::SeededEntropy;

    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let entropy = SeededEntropy::new(1);
        let hash = hashed("correct horse", &entropy).unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(fits("correct horse", Some(&hash)) && !fits("correct hors", Some(&hash)));
        assert_ne!(hash, hashed("correct horse", &entropy).unwrap());
        assert!(hashed("short", &entropy).is_err());
    }

    #[test]
    fn an_unknown_person_costs_as_much_as_a_wrong_password() {
        assert!(PasswordHash::new(NOBODYS).is_ok());
        assert!(!fits("anything", None));
    }
}
