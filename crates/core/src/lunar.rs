//! The lunar calendar, as far as market days need it (逢三六九: the lunar days ending in 3, 6 and 9).

use chinese_lunisolar_calendar::LunisolarDate;
use chrono::NaiveDate;

use crate::customer::MarketDays;

/// The lunar day of the month, 1-30; none outside 1901-2100, where the table ends.
pub fn lunar_day(date: NaiveDate) -> Option<u8> {
    LunisolarDate::from_date(date).ok().map(|lunar| lunar.to_lunar_day().to_u8())
}

impl MarketDays {
    /// Whether a market is held on a date.
    pub fn falls_on(&self, date: NaiveDate) -> bool {
        let weekday = chrono::Datelike::weekday(&date).number_from_monday() as u8;
        self.weekdays.contains(&weekday)
            || (!self.lunar_digits.is_empty()
                && lunar_day(date).is_some_and(|day| self.lunar_digits.contains(&(day % 10))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::MarketRule;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Spring Festivals as the State Council's yearly notices give them.
    #[test]
    fn spring_festival_is_the_first_lunar_day() {
        for text in
            ["2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17"]
        {
            assert_eq!(lunar_day(date(text)), Some(1), "{text}");
        }
        assert_eq!(lunar_day(date("2026-09-25")), Some(15), "Mid-Autumn");
        assert_eq!(lunar_day(date("2300-01-01")), None);
    }

    #[test]
    fn a_market_of_three_six_nine_is_held_nine_times_in_a_long_lunar_month() {
        let market = MarketDays { weekdays: vec![], lunar_digits: vec![3, 6, 9], rule: MarketRule::Only };
        let held: Vec<u8> = date("2026-02-17")
            .iter_days()
            .take_while(|day| *day < date("2026-03-19"))
            .filter(|day| market.falls_on(*day))
            .filter_map(lunar_day)
            .collect();
        assert_eq!(held, [3, 6, 9, 13, 16, 19, 23, 26, 29]);
    }

    #[test]
    fn a_market_by_weekday_ignores_the_moon() {
        let market = MarketDays { weekdays: vec![6], lunar_digits: vec![], rule: MarketRule::Avoid };
        assert!(market.falls_on(date("2026-12-05")));
        assert!(!market.falls_on(date("2026-12-04")));
    }
}
