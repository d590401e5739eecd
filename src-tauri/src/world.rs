//! The clock and the randomness that everything below is handed.

use rounds_app::Steady;
use rounds_core::Entropy;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clock, UTC milliseconds.
pub fn now() -> i64 {
    system_now() + test_offset()
}

#[expect(clippy::disallowed_methods, reason = "the shell is where the clock is read")]
fn system_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Milliseconds from the system's clock to the one that a test asks for: `ROUNDS_TEST_START` (UTC milliseconds) is
/// the time at the program's first look, and the clock runs on from there. A journey over a working day must not
/// hang on the weekday on which it is driven. Release builds have no such door.
#[cfg(debug_assertions)]
fn test_offset() -> i64 {
    static OFFSET: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *OFFSET.get_or_init(|| {
        let start = std::env::var("ROUNDS_TEST_START").ok().and_then(|text| text.parse::<i64>().ok());
        start.map_or(0, |start| start - system_now())
    })
}

#[cfg(not(debug_assertions))]
fn test_offset() -> i64 {
    0
}

/// The machine's own clock, which goes on while it sleeps and which nobody sets. Only Linux tells it without unsafe code.
pub fn steady() -> Option<Steady> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let read = |path| std::fs::read_to_string(path).ok();
    let boot = read("/proc/sys/kernel/random/boot_id")?.replace('-', "");
    let seconds: f64 = read("/proc/uptime")?.split_whitespace().next()?.parse().ok()?;
    Some(Steady { boot: u64::from_str_radix(boot.get(..16)?, 16).ok()?, ms: (seconds * 1_000.0) as i64 })
}

/// The operating system's random bytes.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system gives random bytes");
    }
}
