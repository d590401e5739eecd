//! Repeatable chance: the seed decides everything.

use rounds_core::SeededEntropy;

pub(crate) struct Random(SeededEntropy);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// 0 ≤ result < `n`; 0 for `n` = 0.
    pub fn below(&self, n: usize) -> usize {
        (((self.0.next() >> 32) * n as u64) >> 32) as usize
    }

    /// 0 ≤ result < 1.
    pub fn unit(&self) -> f64 {
        (self.0.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Fisher-Yates.
    pub fn shuffle<T>(&self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.below(n + 1));
        }
    }
}
