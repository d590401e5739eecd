//! ISO weeks.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AppError, ErrorCode};

/// An ISO 8601 week, written `2026-W49`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(export, as = "String")]
pub struct IsoWeek {
    year: i32,
    week: u32,
}

impl IsoWeek {
    /// The week of a date.
    pub fn of(date: NaiveDate) -> Self {
        let week = date.iso_week();
        Self { year: week.year(), week: week.week() }
    }

    pub fn year(self) -> i32 {
        self.year
    }

    pub fn week(self) -> u32 {
        self.week
    }

    /// The first day.
    pub fn monday(self) -> NaiveDate {
        NaiveDate::from_isoywd_opt(self.year, self.week, Weekday::Mon).unwrap_or_default()
    }

    /// Monday to Sunday.
    pub fn dates(self) -> [NaiveDate; 7] {
        let monday = self.monday();
        std::array::from_fn(|day| monday + Days::new(day as u64))
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.monday() + Days::new(7))
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.monday() - Days::new(7))
    }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

impl FromStr for IsoWeek {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let bad = || AppError::new(ErrorCode::BadWeek).on("week").with("value", text);
        let (year, week) = text.split_once("-W").ok_or_else(bad)?;
        if year.len() != 4 || week.len() != 2 || !(year.to_owned() + week).bytes().all(|b| b.is_ascii_digit())
        {
            return Err(bad());
        }
        let (year, week) = (year.parse().map_err(|_| bad())?, week.parse().map_err(|_| bad())?);
        if !(1970..=2200).contains(&year) {
            return Err(bad());
        }
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(|_| Self { year, week }).ok_or_else(bad)
    }
}

impl TryFrom<String> for IsoWeek {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|_| format!("not an ISO week: {text}"))
    }
}

impl From<IsoWeek> for String {
    fn from(week: IsoWeek) -> Self {
        week.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_that_does_not_exist_is_refused() {
        for text in
            ["2026-W54", "2025-W53", "2026-W00", "2026-49", "2026-W9", "26-W49", "2026-W4 ", "+026-W01"]
        {
            assert_eq!(text.parse::<IsoWeek>().unwrap_err().code, ErrorCode::BadWeek, "{text}");
        }
        assert!("2026-W53".parse::<IsoWeek>().is_ok());
    }

    #[test]
    fn week_49_of_2026_starts_on_30_november() {
        let week: IsoWeek = "2026-W49".parse().unwrap();
        assert_eq!(week.monday(), NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        assert_eq!(week.next().previous(), week);
        assert_eq!(week.to_string(), "2026-W49");
    }
}
