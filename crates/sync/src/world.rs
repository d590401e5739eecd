//! What a sync is handed: time, randomness, waiting, and the way out.

use rounds_core::Entropy;
use rounds_store::Changes;

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Own changes go out, counted in operations.
    Push,
    /// Feeds come in, counted in places of the feeds.
    Pull,
    /// Both sides' hashes are compared, counted in feeds.
    Compare,
    /// Pictures go out, counted in files.
    Files,
}

pub trait World {
    /// UTC milliseconds.
    fn now(&self) -> i64;
    fn entropy(&self) -> &dyn Entropy;
    /// Waits for so many milliseconds, or until the user cancels.
    fn pause(&self, ms: u64);
    /// Asked before every request.
    fn cancelled(&self) -> bool;
    fn progress(&self, stage: Stage, done: u32, total: u32);
    /// Rows that have just changed in the device's file.
    fn changed(&self, changes: &Changes);
}

/// `ms` and up to half as much again, so that devices that were turned away together do not come back together.
pub(crate) fn jittered(ms: u64, entropy: &dyn Entropy) -> u64 {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    ms + u64::from_le_bytes(bytes) % (ms / 2 + 1)
}

#[cfg(test)]
mod tests {
    use rounds_core::SeededEntropy;

    use super::*;

    #[test]
    fn waiting_is_spread_and_never_shorter_than_asked() {
        let entropy = SeededEntropy::new(1);
        let waits: std::collections::BTreeSet<u64> = (0..100).map(|_| jittered(5_000, &entropy)).collect();
        assert!(waits.iter().all(|ms| (5_000..=7_500).contains(ms)));
        assert!(waits.len() > 90);
    }
}
