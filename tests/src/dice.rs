//! Chance from a seed.

use rounds_core::SeededEntropy;

pub struct Dice(SeededEntropy);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// 0 to `below - 1`.
    pub fn roll(&self, below: usize) -> usize {
        (self.0.next() % below.max(1) as u64) as usize
    }

    pub fn chance(&self, percent: u32) -> bool {
        self.roll(100) < percent as usize
    }

    pub fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.roll(from.len())) }
    }
}
