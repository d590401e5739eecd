//! Identifiers: `UUIDv7`, built from a passed time and passed random bytes.

use uuid::{Builder, Uuid};

/// The identifier of a row. Sorts by time of creation.
pub type Id = Uuid;

/// A source of random bytes. The shell passes the operating system's; tests and simulations pass a seed.
pub trait Entropy: Send + Sync {
    /// Fills `out` with random bytes.
    fn fill(&self, out: &mut [u8]);

    /// A new identifier for a row created at `now` (UTC milliseconds).
    fn id(&self, now: i64) -> Id {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        Builder::from_unix_timestamp_millis(now.max(0) as u64, &bytes).into_uuid()
    }
}

/// An id behind `before` and near it, by the chance that lies in `fresh`: what is made together then lies together in every index.
/// `fresh` itself where they are not of one millisecond, or no room is left.
pub fn behind(before: Id, fresh: Id) -> Id {
    /// What chance alone makes of an id at its end (RFC 9562, version 7).
    const TAIL: u128 = (1 << 62) - 1;
    const STEP: u128 = (1 << 32) - 1;
    let tail = (before.as_u128() & TAIL) + (fresh.as_u128() & STEP) + 1;
    if tail > TAIL || before.as_bytes()[..6] != fresh.as_bytes()[..6] {
        fresh
    } else {
        Id::from_u128(before.as_u128() & !TAIL | tail)
    }
}

/// Repeatable bytes for tests, the demo territory and simulations (splitmix64, Steele, Lea & Flood 2014).
#[derive(Debug)]
pub struct SeededEntropy(std::sync::atomic::AtomicU64);

impl SeededEntropy {
    /// Starts the sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed.into())
    }

    /// The next number of the sequence.
    pub fn next(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.0.fetch_add(STEP, std::sync::atomic::Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_behind_one_another_ascend_within_their_millisecond() {
        let entropy = SeededEntropy::new(3);
        let mut last = entropy.id(5);
        for _ in 0..1_000 {
            let next = behind(last, entropy.id(5));
            assert!(
                next > last && next.get_version_num() == 7 && next.as_bytes()[..9] == last.as_bytes()[..9]
            );
            last = next;
        }
        let (late, end) = (entropy.id(6), Id::from_u128(entropy.id(5).as_u128() | ((1 << 62) - 1)));
        assert_eq!(behind(last, late), late);
        let fresh = entropy.id(5);
        assert_eq!(behind(end, fresh), fresh);
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let entropy = SeededEntropy::new(7);
        let (early, late) = (entropy.id(1_000), entropy.id(2_000));
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(SeededEntropy::new(9).id(5), SeededEntropy::new(9).id(5));
    }
}
