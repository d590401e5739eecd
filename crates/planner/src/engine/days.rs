//! A set of days.

/// Days by index, at most [`DaySet::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DaySet(u128);

impl DaySet {
    /// 13 weeks of seven days and more.
    pub const MOST: usize = 128;
    pub const EMPTY: Self = Self(0);

    /// Days outside the set's range are ignored.
    pub fn of(days: impl IntoIterator<Item = usize>) -> Self {
        days.into_iter().fold(Self::EMPTY, Self::with)
    }

    #[must_use]
    pub fn with(self, day: usize) -> Self {
        if day < Self::MOST { Self(self.0 | 1 << day) } else { self }
    }

    #[must_use]
    pub fn without(self, day: usize) -> Self {
        if day < Self::MOST { Self(self.0 & !(1 << day)) } else { self }
    }

    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn has(self, day: usize) -> bool {
        day < Self::MOST && self.0 >> day & 1 == 1
    }

    pub fn holds(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Rising.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let day = rest.trailing_zeros();
            (rest != 0).then(|| {
                rest &= rest - 1;
                day as usize
            })
        })
    }

    /// The last day of the set.
    pub fn last(self) -> Option<usize> {
        (self.0 != 0).then(|| 127 - self.0.leading_zeros() as usize)
    }
}
