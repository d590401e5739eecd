//! Repeatable chance.

use rounds_core::{Entropy, Id, SeededEntropy};

/// A sequence of choices that belongs to a seed.
#[derive(Debug)]
pub(super) struct Dice(SeededEntropy);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    pub fn id(&self, at: i64) -> Id {
        self.0.id(at)
    }

    /// A whole number from `least` to `most`, both included.
    pub fn between(&self, least: i32, most: i32) -> i32 {
        let span = i64::from(most) - i64::from(least) + 1;
        (i64::from(least) + (self.0.next() >> 1) as i64 % span.max(1)) as i32
    }

    /// True in `permille` of 1,000 cases.
    pub fn chance(&self, permille: i32) -> bool {
        self.between(0, 999) < permille
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&self, list: &'a [T]) -> &'a T {
        &list[self.between(0, list.len() as i32 - 1) as usize]
    }

    /// Puts a list into an order of chance (Fisher and Yates).
    pub fn shuffle<T>(&self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.between(0, last as i32) as usize);
        }
    }
}
