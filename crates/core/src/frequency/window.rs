//! The spans of dates that windows stand for.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Window;
use crate::Id;

/// Days from 1970-01-01 to the first Monday after it, from which [`Window::EveryWeeks`] counts.
const FIRST_MONDAY: i64 = 4;

/// A span of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bounds {
    pub first: NaiveDate,
    /// Included.
    pub last: NaiveDate,
}

impl Bounds {
    pub fn contains(self, date: NaiveDate) -> bool {
        self.first <= date && date <= self.last
    }
}

impl Window {
    /// The span of this kind that a date lies in; none for [`Window::Free`].
    pub fn bounds(self, date: NaiveDate) -> Option<Bounds> {
        let month_first = date.with_day(1)?;
        let month_last = month_first.checked_add_months(Months::new(1))?.pred_opt()?;
        Some(match self {
            Self::Week => weeks(date, 1)?,
            Self::HalfMonth if date.day() <= 15 => Bounds { first: month_first, last: date.with_day(15)? },
            Self::HalfMonth => Bounds { first: date.with_day(16)?, last: month_last },
            Self::Month | Self::MonthAlternatingCall => Bounds { first: month_first, last: month_last },
            Self::EveryWeeks { weeks: count } => weeks(date, count)?,
            Self::Free => return None,
        })
    }

    /// The span that holds a date, if a visit is owed in it: in every other month [`Window::MonthAlternatingCall`]
    /// owes a telephone call instead. Half of the customers start with a visit, by their id.
    pub fn duty(self, id: Id, date: NaiveDate) -> Option<Bounds> {
        let bounds = self.bounds(date)?;
        if self == Self::MonthAlternatingCall {
            let months = bounds.first.year() * 12 + bounds.first.month0() as i32;
            let parity = id.as_bytes().iter().fold(0, |sum, byte| sum ^ byte).count_ones();
            if (months + parity as i32) % 2 != 0 {
                return None;
            }
        }
        Some(bounds)
    }

    /// The first span after a date's own in which a visit is owed.
    pub fn next_duty(self, id: Id, date: NaiveDate) -> Option<Bounds> {
        let next = self.bounds(date)?.last.succ_opt()?;
        self.duty(id, next).or_else(|| self.duty(id, self.bounds(next)?.last.succ_opt()?))
    }

    /// The span's nominal length in weeks, as rules are weighed against capacity: a half-month counts two weeks and
    /// a month four, so that holidays and the odd days are a reserve. None for [`Window::Free`].
    pub fn nominal_weeks(self) -> Option<u32> {
        match self {
            Self::Week => Some(1),
            Self::HalfMonth => Some(2),
            Self::Month => Some(4),
            Self::EveryWeeks { weeks } => Some(weeks.max(1)),
            Self::MonthAlternatingCall => Some(8),
            Self::Free => None,
        }
    }

    /// Days between visits that a rule of so many visits means: as [`Self::nominal_weeks`] counts, so that the weekday is
    /// kept; a week where nothing is asked.
    pub fn usual_gap_days(self, times: u32) -> u32 {
        self.nominal_weeks().map_or(7, |weeks| weeks * 7 / times.max(1)).max(1)
    }

    /// The span's usual length in days, against which a wait is measured; none for [`Window::Free`].
    pub(super) fn nominal_days(self) -> Option<u32> {
        match self {
            Self::HalfMonth => Some(15),
            Self::Month => Some(30),
            Self::MonthAlternatingCall => Some(61),
            other => Some(other.nominal_weeks()? * 7),
        }
    }
}

fn weeks(date: NaiveDate, count: u32) -> Option<Bounds> {
    let days = i64::from(date.to_epoch_days()) - FIRST_MONDAY;
    let length = i64::from(count.clamp(1, 520)) * 7;
    let first = date.checked_sub_days(Days::new(days.rem_euclid(length) as u64))?;
    Some(Bounds { first, last: first.checked_add_days(Days::new(length as u64 - 1))? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bounds(window: Window, text: &str) -> (String, String) {
        let bounds = window.bounds(date(text)).unwrap();
        (bounds.first.to_string(), bounds.last.to_string())
    }

    #[test]
    fn windows_have_the_bounds_that_their_names_say() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(bounds(Window::Week, "2026-11-29"), pair("2026-11-23", "2026-11-29"));
        assert_eq!(bounds(Window::HalfMonth, "2026-02-15"), pair("2026-02-01", "2026-02-15"));
        assert_eq!(bounds(Window::HalfMonth, "2028-02-16"), pair("2028-02-16", "2028-02-29"));
        assert_eq!(bounds(Window::Month, "2026-12-31"), pair("2026-12-01", "2026-12-31"));
        assert_eq!(bounds(Window::EveryWeeks { weeks: 1 }, "1970-01-05"), pair("1970-01-05", "1970-01-11"));
        assert_eq!(bounds(Window::EveryWeeks { weeks: 2 }, "1970-01-18"), pair("1970-01-05", "1970-01-18"));
        assert_eq!(bounds(Window::EveryWeeks { weeks: 2 }, "1970-01-04"), pair("1969-12-22", "1970-01-04"));
        assert!(Window::Free.bounds(date("2026-12-31")).is_none());
    }

    #[test]
    fn a_visit_month_follows_every_call_month() {
        for n in 0..20_u128 {
            let id = Id::from_u128(n * 7919);
            let owed = |text| Window::MonthAlternatingCall.duty(id, date(text)).is_some();
            assert_ne!(owed("2026-11-10"), owed("2026-12-10"));
            assert_ne!(owed("2026-12-10"), owed("2027-01-10"));
            let next = Window::MonthAlternatingCall.next_duty(id, date("2026-12-10")).unwrap();
            assert_eq!(next.first, if owed("2027-01-01") { date("2027-01-01") } else { date("2027-02-01") });
        }
    }
}
