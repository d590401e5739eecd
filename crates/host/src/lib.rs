//! What the machine gives to both programs: the clock, randomness, folders. The only room that reads them.

use rounds_app::Steady;
use rounds_core::Entropy;
use std::{
    sync::OnceLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

mod place;

pub use place::{data_argument, session_options};

/// The system's clock, UTC milliseconds.
pub fn now() -> i64 {
    system_now() + test_offset()
}

#[expect(clippy::disallowed_methods, reason = "here the clock is read")]
fn system_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Milliseconds from the system's clock to the one that a test asks for: `ROUNDS_TEST_START` (UTC milliseconds) is
/// the time at the program's first look, and the clock runs on from there. A journey over a working day must not
/// hang on the weekday on which it is driven. Release builds have no such door.
#[cfg(debug_assertions)]
fn test_offset() -> i64 {
    static OFFSET: OnceLock<i64> = OnceLock::new();
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

/// Time since this was first asked.
#[expect(clippy::disallowed_methods, reason = "here the clock is read")]
pub fn elapsed() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

/// CPU seconds that this process has used.
pub fn cpu_seconds() -> f64 {
    cpu_time::ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64())
}

/// The operating system's random bytes.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system gives random bytes");
    }
}
