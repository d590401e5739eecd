//! What a customer file must keep to, field by field. Nothing here depends on other rows.

use chrono::{Datelike, NaiveDate};

use super::{Customer, FrequencyException, MarketDays, OpeningSpan};
use crate::{
    AppError, ErrorCode,
    frequency::{Window, check_gap},
    position::Position,
};

/// Longest texts, in characters. The sheets are laid out for these.
const CODE: usize = 40;
const NAME: usize = 100;
const ADDRESS: usize = 200;
const PHONE: usize = 60;
const LINE: usize = 40;
const PARAGRAPH: usize = 2000;
/// The longest stay in a shop, a whole working day. Minutes.
pub const MOST_SERVICE_MIN: u32 = 600;
/// The longest distance that may be asked for between two visits.
pub const MOST_GAP_DAYS: u32 = 366;
const MINUTES_OF_A_DAY: u32 = 24 * 60;

impl Customer {
    /// Everything that is wrong with the file, in the order of its fields; empty = valid.
    pub fn validate(&self) -> Vec<AppError> {
        let mut found = Vec::new();
        let mut note = |field: &str, result: Result<(), AppError>| {
            if let Err(error) = result {
                found.push(error.on(field));
            }
        };
        for (field, value, most) in [("code", &self.code, CODE), ("name", &self.name, NAME)] {
            let given = if value.trim().is_empty() { Err(ErrorCode::Required.into()) } else { Ok(()) };
            note(field, given.and_then(|()| check_text(value, most, false)));
        }
        note("address", check_text(&self.address, ADDRESS, false));
        for (field, value, most, lines) in [
            ("office", &self.office, ADDRESS, false),
            ("landmark", &self.landmark, ADDRESS, false),
            ("licence_no", &self.licence_no, CODE, false),
            ("line", &self.line, LINE, false),
            ("key_points", &self.key_points, PARAGRAPH, true),
            ("wishes", &self.wishes, PARAGRAPH, true),
            ("note", &self.note, PARAGRAPH, true),
        ] {
            note(field, value.as_ref().map_or(Ok(()), |value| check_text(value, most, lines)));
        }
        note("phone", self.phone.as_ref().map_or(Ok(()), |phone| check_phone(phone)));
        for (field, date) in
            [("licence_expires_on", self.licence_expires_on), ("last_visit_on", self.last_visit_on)]
        {
            note(field, date.map_or(Ok(()), check_date));
        }
        for (field, weekday) in
            [("order_weekday", self.order_weekday), ("delivery_weekday", self.delivery_weekday)]
        {
            note(field, weekday.map_or(Ok(()), |day| check_weekdays(&[day])));
        }
        note("visit_weekdays", check_weekdays(&self.visit_weekdays));
        note("opening_hours", self.opening_hours.iter().try_for_each(check_hours));
        note("market_days", self.market_days.as_ref().map_or(Ok(()), check_market_days));
        note("service_min", self.service_min.map_or(Ok(()), check_service));
        note("frequency", self.frequency.as_ref().map_or(Ok(()), check_frequency));
        note("position", self.position.as_ref().map_or(Ok(()), check_position));
        found
    }
}

/// Whether a character shows nothing: control characters, which neither sheets nor workbooks can carry; zero-width
/// ones, by which two codes that look the same differ; and marks of direction, which make a text read as another.
pub fn is_invisible(ch: char) -> bool {
    ch.is_control()
        || matches!(
            ch,
            '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fffe}'
                | '\u{ffff}'
        )
}

/// Checks a text's length in characters and that all of them can be seen. `lines` allows line feeds and tabs.
pub fn check_text(value: &str, most: usize, lines: bool) -> Result<(), AppError> {
    let is_forbidden = |ch: char| is_invisible(ch) && !(lines && matches!(ch, '\n' | '\t'));
    if let Some(ch) = value.chars().find(|ch| is_forbidden(*ch)) {
        let named = format!("U+{:04X}", u32::from(ch));
        return Err(AppError::new(ErrorCode::ControlCharacter).with("character", named));
    }
    let length = value.chars().count();
    if length > most {
        return Err(AppError::new(ErrorCode::TooLong).with("length", length).with("most", most));
    }
    Ok(())
}

/// Checks a telephone: digits in groups, `+`, brackets, an extension (转, ext, #), several parted by 、/,;
/// each number of 3 to 20 digits.
pub fn check_phone(value: &str) -> Result<(), AppError> {
    check_text(value, PHONE, false)?;
    let numbers = value.split(['、', '/', ',', '，', ';', '；', '|']);
    for number in numbers {
        let number = number.replace("ext.", "#").replace("ext", "#").replace('转', "#");
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let only_phone_characters = number.chars().all(|ch| {
            ch.is_ascii_digit() || matches!(ch, ' ' | '-' | '+' | '(' | ')' | '（' | '）' | '#' | '*' | '—')
        });
        if !only_phone_characters || !(3..=20).contains(&digits) {
            return Err(ErrorCode::BadPhone.into());
        }
    }
    Ok(())
}

fn check_date(date: NaiveDate) -> Result<(), AppError> {
    // What Excel's dates and a licence's life allow; a year 20226 is a slip of the finger.
    if (1950..=2100).contains(&date.year()) { Ok(()) } else { Err(ErrorCode::BadDate.into()) }
}

fn check_weekdays(weekdays: &[u8]) -> Result<(), AppError> {
    let all_known = weekdays.iter().all(|day| (1..=7).contains(day));
    let none_twice = weekdays.iter().enumerate().all(|(i, day)| !weekdays[..i].contains(day));
    if all_known && none_twice { Ok(()) } else { Err(ErrorCode::BadWeekday.into()) }
}

fn check_hours(span: &OpeningSpan) -> Result<(), AppError> {
    check_weekdays(&span.weekdays)?;
    if span.from_min < span.to_min && span.to_min <= MINUTES_OF_A_DAY {
        Ok(())
    } else {
        Err(AppError::new(ErrorCode::BadHours).with("from_min", span.from_min).with("to_min", span.to_min))
    }
}

fn check_market_days(days: &MarketDays) -> Result<(), AppError> {
    check_weekdays(&days.weekdays)?;
    let digits = &days.lunar_digits;
    let none_twice = digits.iter().enumerate().all(|(i, digit)| !digits[..i].contains(digit));
    let says_nothing = days.weekdays.is_empty() && digits.is_empty();
    if says_nothing || !none_twice || digits.iter().any(|digit| *digit > 9) {
        return Err(ErrorCode::BadWeekday.into());
    }
    Ok(())
}

fn check_service(minutes: u32) -> Result<(), AppError> {
    if (1..=MOST_SERVICE_MIN).contains(&minutes) {
        Ok(())
    } else {
        let error = AppError::new(ErrorCode::OutOfRange).with("value", minutes);
        Err(error.with("least", 1).with("most", MOST_SERVICE_MIN))
    }
}

fn check_frequency(frequency: &FrequencyException) -> Result<(), AppError> {
    let weeks_known = match frequency.window {
        Window::EveryWeeks { weeks } => (1..=52).contains(&weeks),
        _ => true,
    };
    if !weeks_known || !(1..=31).contains(&frequency.times) || frequency.min_gap_days > MOST_GAP_DAYS {
        return Err(ErrorCode::BadFrequency.into());
    }
    check_gap(frequency.window, frequency.times, frequency.min_gap_days)?;
    frequency.reason.as_ref().map_or(Ok(()), |reason| check_text(reason, ADDRESS, false))
}

fn check_position(position: &Position) -> Result<(), AppError> {
    const DEGREE: i32 = 10_000_000;
    if [position.lat_e7, position.raw_lat_e7].iter().any(|lat| lat.unsigned_abs() > 90 * DEGREE as u32) {
        return Err(ErrorCode::LatitudeOutOfRange.into());
    }
    if [position.lng_e7, position.raw_lng_e7].iter().any(|lng| lng.unsigned_abs() > 180 * DEGREE as u32) {
        return Err(ErrorCode::LongitudeOutOfRange.into());
    }
    if (position.raw_lat_e7, position.raw_lng_e7) == (0, 0) {
        return Err(ErrorCode::PositionZero.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, Meta, SeededEntropy, position::Datum};

    fn customer() -> Customer {
        let id = SeededEntropy::new(1).id(0);
        Customer::new(Meta::new(id, id, 0), "310101", "中和路烟酒店")
    }

    fn found(change: impl Fn(&mut Customer)) -> Vec<(String, ErrorCode)> {
        let mut customer = customer();
        change(&mut customer);
        customer.validate().into_iter().map(|e| (e.field.unwrap_or_default(), e.code)).collect()
    }

    #[test]
    fn a_code_and_a_name_are_enough() {
        assert_eq!(found(|_| ()), []);
    }

    #[test]
    fn code_and_name_are_required() {
        let errors = found(|c| {
            c.code = "  ".to_owned();
            c.name.clear();
        });
        assert_eq!(
            errors,
            [("code".to_owned(), ErrorCode::Required), ("name".to_owned(), ErrorCode::Required)]
        );
    }

    #[test]
    fn a_control_character_is_named() {
        let mut customer = customer();
        customer.address = "路\u{7}1号".to_owned();
        let error = &customer.validate()[0];
        assert_eq!(error.code, ErrorCode::ControlCharacter);
        assert_eq!(error.detail["character"], "U+0007");
    }

    #[test]
    fn characters_that_cannot_be_seen_are_refused() {
        for ch in ['\u{200b}', '\u{200d}', '\u{feff}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            let errors = found(|c| c.note = Some(format!("先{ch}付款")));
            assert_eq!(errors, [("note".to_owned(), ErrorCode::ControlCharacter)], "{}", ch.escape_unicode());
        }
    }

    #[test]
    fn notes_may_have_lines_and_names_may_not() {
        assert_eq!(found(|c| c.note = Some("一\n二".to_owned())), []);
        assert_eq!(
            found(|c| c.name = "一\n二".to_owned()),
            [("name".to_owned(), ErrorCode::ControlCharacter)]
        );
    }

    #[test]
    fn a_long_name_is_refused_by_characters_not_bytes() {
        assert_eq!(found(|c| c.name = "𠮷".repeat(100)), []);
        assert_eq!(found(|c| c.name = "𠮷".repeat(101)), [("name".to_owned(), ErrorCode::TooLong)]);
    }

    #[test]
    fn phones_as_people_write_them_pass() {
        for phone in [
            "13800138000",
            "138 0013 8000",
            "+86-21-64311234",
            "(021)64311234转805",
            "021-64311234、13800138000",
            "64311234/64311235",
            "10000",
            "95588#1",
        ] {
            assert_eq!(found(|c| c.phone = Some(phone.to_owned())), [], "{phone}");
        }
    }

    #[test]
    fn what_is_no_phone_is_refused() {
        for phone in ["1.38E+10", "无", "12", "call me", "138001380001380013800138", ""] {
            assert_eq!(
                found(|c| c.phone = Some(phone.to_owned())),
                [("phone".to_owned(), ErrorCode::BadPhone)],
                "{phone}"
            );
        }
    }

    #[test]
    fn hours_end_after_they_begin() {
        let span = |from_min, to_min| OpeningSpan { weekdays: vec![1], from_min, to_min };
        assert_eq!(found(|c| c.opening_hours = vec![span(480, 1440)]), []);
        for bad in [span(600, 600), span(700, 600), span(480, 1441)] {
            let errors = found(|c| c.opening_hours = vec![bad.clone()]);
            assert_eq!(errors, [("opening_hours".to_owned(), ErrorCode::BadHours)]);
        }
    }

    #[test]
    fn weekdays_are_1_to_7_each_once() {
        for bad in [vec![0], vec![8], vec![2, 2]] {
            let errors = found(|c| c.visit_weekdays.clone_from(&bad));
            assert_eq!(errors, [("visit_weekdays".to_owned(), ErrorCode::BadWeekday)]);
        }
        assert_eq!(found(|c| c.order_weekday = Some(8)).len(), 1);
    }

    #[test]
    fn a_frequency_has_times_and_weeks() {
        let rule = |window, times| Some(FrequencyException { window, times, min_gap_days: 0, reason: None });
        assert_eq!(found(|c| c.frequency = rule(Window::Week, 1)), []);
        for bad in [rule(Window::Week, 0), rule(Window::EveryWeeks { weeks: 0 }, 1)] {
            let errors = found(|c| c.frequency.clone_from(&bad));
            assert_eq!(errors, [("frequency".to_owned(), ErrorCode::BadFrequency)]);
        }
    }

    #[test]
    fn a_position_lies_on_earth() {
        let mut position = Position::from_degrees(31.2, 121.4, Datum::Gcj02).unwrap();
        assert_eq!(found(|c| c.position = Some(position)), []);
        let nowhere = Position::from_degrees(0.0, 0.0, Datum::Wgs84).unwrap();
        assert_eq!(found(|c| c.position = Some(nowhere)), [("position".to_owned(), ErrorCode::PositionZero)]);
        position.raw_lat_e7 = 1_214_800_000;
        assert_eq!(
            found(|c| c.position = Some(position)),
            [("position".to_owned(), ErrorCode::LatitudeOutOfRange)]
        );
    }
}
