//! The clock and the randomness that everything below is handed.

use rounds_core::Entropy;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clock, UTC milliseconds.
#[expect(clippy::disallowed_methods, reason = "the shell is where the clock is read")]
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// The operating system's random bytes.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system gives random bytes");
    }
}
