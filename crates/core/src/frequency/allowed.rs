//! On which dates, and when, a customer can be visited.

use chrono::{Datelike, Days, NaiveDate};

use crate::{
    calendar::Calendar,
    customer::{Customer, MarketRule},
    setting::WorkingHours,
};

/// Whether a customer can be visited on a date: its visit weekdays, market days and opening weekdays. Whether the
/// manager works then is the calendar's matter.
pub fn may_visit_on(customer: &Customer, date: NaiveDate) -> bool {
    let weekday = date.weekday().number_from_monday() as u8;
    let weekday_fits = customer.visit_weekdays.is_empty() || customer.visit_weekdays.contains(&weekday);
    let market_fits = customer
        .market_days
        .as_ref()
        .filter(|market| !market.weekdays.is_empty() || !market.lunar_digits.is_empty())
        .is_none_or(|market| market.falls_on(date) == (market.rule == MarketRule::Only));
    weekday_fits && market_fits && opening_on(customer, date).is_none_or(|spans| !spans.is_empty())
}

/// When a customer is open on a date, in order and without overlaps; none = whenever the manager comes.
pub fn opening_on(customer: &Customer, date: NaiveDate) -> Option<Vec<WorkingHours>> {
    if customer.opening_hours.is_empty() {
        return None;
    }
    let weekday = date.weekday().number_from_monday() as u8;
    let mut spans: Vec<WorkingHours> = customer
        .opening_hours
        .iter()
        .filter(|span| span.weekdays.is_empty() || span.weekdays.contains(&weekday))
        .filter(|span| span.from_min < span.to_min)
        .map(|span| WorkingHours { from_min: span.from_min, to_min: span.to_min })
        .collect();
    spans.sort_by_key(|span| (span.from_min, span.to_min));
    let mut merged: Vec<WorkingHours> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.from_min <= last.to_min => last.to_min = last.to_min.max(span.to_min),
            _ => merged.push(span),
        }
    }
    Some(merged)
}

/// The customer's order weekday and the working days from `date` to the next one (0 = on it).
pub fn order_distance(customer: &Customer, date: NaiveDate, calendar: &Calendar) -> Option<(u8, u32)> {
    let weekday = customer.order_weekday.filter(|weekday| (1..=7).contains(weekday))?;
    let ahead = (7 + u64::from(weekday) - u64::from(date.weekday().number_from_monday())) % 7;
    Some((weekday, calendar.working_days_between(date, date + Days::new(ahead))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Id, Meta,
        customer::{MarketDays, OpeningSpan},
    };

    fn customer() -> Customer {
        Customer::new(Meta::new(Id::nil(), Id::nil(), 0), "1", "店")
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_customer_without_wishes_can_be_visited_any_day() {
        assert!(may_visit_on(&customer(), date("2026-12-06")));
        assert_eq!(opening_on(&customer(), date("2026-12-06")), None);
    }

    #[test]
    fn market_days_are_kept_to_or_avoided() {
        let mut shop = customer();
        let market = |rule| Some(MarketDays { weekdays: vec![3], lunar_digits: vec![], rule });
        shop.market_days = market(MarketRule::Only);
        assert!(may_visit_on(&shop, date("2026-12-02")) && !may_visit_on(&shop, date("2026-12-03")));
        shop.market_days = market(MarketRule::Avoid);
        assert!(!may_visit_on(&shop, date("2026-12-02")) && may_visit_on(&shop, date("2026-12-03")));
    }

    #[test]
    fn overlapping_hours_join_and_a_closed_weekday_is_no_visit_day() {
        let mut shop = customer();
        let span =
            |weekdays: &[u8], from_min, to_min| OpeningSpan { weekdays: weekdays.to_vec(), from_min, to_min };
        shop.opening_hours = vec![span(&[1], 600, 700), span(&[1, 2], 540, 620), span(&[1], 800, 900)];
        let hours = |from_min, to_min| WorkingHours { from_min, to_min };
        assert_eq!(opening_on(&shop, date("2026-11-30")), Some(vec![hours(540, 700), hours(800, 900)]));
        assert!(!may_visit_on(&shop, date("2026-12-02")));
    }
}
