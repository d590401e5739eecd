//! Public holidays of mainland China, as published up to the version named in `assets/calendars/cn-holidays.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The name of a public holiday, in both languages of the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Holiday {
    pub zh: String,
    pub en: String,
}

#[derive(Deserialize)]
struct Published {
    years: BTreeMap<i32, Year>,
}

#[derive(Deserialize)]
struct Year {
    /// Days off.
    off: BTreeMap<NaiveDate, Holiday>,
    /// 调休: weekend days that are worked for a holiday.
    working: BTreeMap<NaiveDate, Holiday>,
}

static PUBLISHED: LazyLock<Published> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../assets/calendars/cn-holidays.json"))
        .expect("the embedded holidays were read by a test before they were shipped")
});

/// Whether the holidays of a year are published. While they are not, its plans know weekends only: warn.
pub fn holidays_known(year: i32) -> bool {
    PUBLISHED.years.contains_key(&year)
}

/// The public holiday on a date.
pub(super) fn off(date: NaiveDate) -> Option<&'static Holiday> {
    PUBLISHED.years.get(&date.year())?.off.get(&date)
}

/// The public holiday for which a weekend day is worked.
pub(super) fn worked_for(date: NaiveDate) -> Option<&'static Holiday> {
    PUBLISHED.years.get(&date.year())?.working.get(&date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_holiday_lies_in_its_year_and_makeup_days_fall_on_weekends() {
        assert!(!PUBLISHED.years.is_empty());
        for (year, days) in &PUBLISHED.years {
            assert!(days.off.keys().chain(days.working.keys()).all(|date| date.year() == *year));
            assert!(days.working.keys().all(|date| date.weekday().number_from_monday() > 5));
            assert!(days.working.keys().all(|date| !days.off.contains_key(date)));
        }
    }

    #[test]
    fn a_year_to_come_is_not_known() {
        assert!(holidays_known(2026));
        assert!(!holidays_known(2099));
    }
}
