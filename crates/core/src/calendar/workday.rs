//! Counting in working days: the n-th of a month, so many before a date.

use chrono::{Datelike, NaiveDate};

use super::Calendar;

/// Longer than any run of free days; a calendar of nothing but free days ends the search.
const SEARCH_DAYS: usize = 400;

impl Calendar {
    /// The `n`-th working day of the month of `date`, counted from 1; none when the month has fewer.
    pub fn nth_working_day(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        let first = date.with_day(1)?;
        first
            .iter_days()
            .take_while(|day| day.month() == first.month())
            .filter(|day| self.is_working_day(*day))
            .nth(n.checked_sub(1)? as usize)
    }

    /// The working day `n` working days before `date`, which itself need not be one; `n` at least 1.
    pub fn working_days_before(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        std::iter::successors(date.pred_opt(), NaiveDate::pred_opt)
            .take(SEARCH_DAYS)
            .filter(|day| self.is_working_day(*day))
            .nth(n.checked_sub(1)? as usize)
    }

    /// The working day `n` working days after `date`, which itself need not be one; `n` at least 1.
    pub fn working_days_after(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        std::iter::successors(date.succ_opt(), NaiveDate::succ_opt)
            .take(SEARCH_DAYS)
            .filter(|day| self.is_working_day(*day))
            .nth(n.checked_sub(1)? as usize)
    }

    /// Working days from `from` (included) to `to` (left out).
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        from.iter_days().take_while(|day| *day < to).filter(|day| self.is_working_day(*day)).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::WorkingTime;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn working_days_step_over_the_national_day_week() {
        let calendar = Calendar::new(&[], &WorkingTime::default());
        assert_eq!(calendar.nth_working_day(date("2026-10-15"), 1), Some(date("2026-10-08")));
        assert_eq!(calendar.working_days_before(date("2026-10-08"), 1), Some(date("2026-09-30")));
        assert_eq!(calendar.working_days_after(date("2026-09-30"), 3), Some(date("2026-10-10")));
        assert_eq!(calendar.working_days_between(date("2026-10-01"), date("2026-10-09")), 1);
        assert_eq!(calendar.nth_working_day(date("2026-10-01"), 40), None);
        assert_eq!(calendar.nth_working_day(date("2026-10-01"), 0), None);
    }
}
