//! Weekdays, lists of them and market days.

use rounds_core::{
    ErrorCode,
    customer::{MarketDays, MarketRule},
    search::normalise,
};

const HAN: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];
const ENGLISH: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// One ISO weekday: 周三, 星期三, 3, Wed.
pub fn one(text: &str) -> Result<u8, ErrorCode> {
    match list(text)?[..] {
        [day] => Ok(day),
        _ => Err(ErrorCode::BadWeekday),
    }
}

/// Weekdays in the order given: 周一、周三; 一三五; 周一至周五; Mon-Fri; 工作日. 每天 and 不限 give none = any.
pub fn list(text: &str) -> Result<Vec<u8>, ErrorCode> {
    let mut text = normalise(text);
    match text.as_str() {
        "每天" | "每日" | "天天" | "不限" | "任意" | "any" | "every day" | "daily" => {
            return Ok(Vec::new());
        }
        "工作日" | "weekdays" => return Ok(vec![1, 2, 3, 4, 5]),
        "周末" | "weekend" => return Ok(vec![6, 7]),
        _ => {}
    }
    for word in ["星期", "礼拜", "周", "每"] {
        text = text.replace(word, " ");
    }
    let mut days: Vec<u8> = Vec::new();
    let mut is_range = false;
    let mut add = |day: u8, is_range: &mut bool| {
        if std::mem::take(is_range) {
            let from = *days.last().ok_or(ErrorCode::BadWeekday)?;
            if from >= day {
                return Err(ErrorCode::BadWeekday);
            }
            days.extend(from + 1..=day);
        } else {
            days.push(day);
        }
        Ok(())
    };
    let mut rest = text.as_str();
    while let Some(ch) = rest.chars().next() {
        let mut taken = ch.len_utf8();
        if let Some(day) =
            han(ch).or_else(|| ch.to_digit(10).filter(|day| (1..=7).contains(day)).map(|day| day as u8))
        {
            add(day, &mut is_range)?;
        } else if matches!(ch, '至' | '到' | '-' | '~' | '–' | '—') {
            is_range = true;
        } else if let Some(index) = ENGLISH.iter().position(|name| rest.starts_with(name)) {
            taken = rest.find(|ch: char| !ch.is_ascii_alphabetic()).unwrap_or(rest.len());
            add(index as u8 + 1, &mut is_range)?;
        } else if !matches!(ch, ' ' | '、' | ',' | ';' | '/' | '.' | '和' | '及') {
            return Err(ErrorCode::BadWeekday);
        }
        rest = &rest[taken..];
    }
    let is_twice = days.iter().enumerate().any(|(index, day)| days[..index].contains(day));
    if days.is_empty() || is_range || is_twice { Err(ErrorCode::BadWeekday) } else { Ok(days) }
}

/// Market days: parts parted by `；`. 逢三六九 or 农历逢3、6、9 by the lunar day's last digit, 周三、周六 by weekday,
/// 不去 or 避开 to stay away on them.
pub fn market(text: &str) -> Result<MarketDays, ErrorCode> {
    let text = normalise(text);
    let mut days = MarketDays { weekdays: Vec::new(), lunar_digits: Vec::new(), rule: MarketRule::default() };
    for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match part {
            "不去" | "避开" | "逢集不去" | "赶集日不去" | "avoid" => {
                days.rule = MarketRule::Avoid;
            }
            "只去" | "才去" | "逢集才去" | "赶集日才去" | "only" => {
                days.rule = MarketRule::Only;
            }
            part if part.contains(['周', '期', '拜'])
                || part.starts_with(|ch: char| ch.is_ascii_alphabetic()) =>
            {
                days.weekdays.extend(list(part.trim_start_matches('逢'))?);
            }
            part => days.lunar_digits.extend(lunar_digits(part)?),
        }
    }
    if days.weekdays.is_empty() && days.lunar_digits.is_empty() {
        Err(ErrorCode::BadWeekday)
    } else {
        Ok(days)
    }
}

fn lunar_digits(part: &str) -> Result<Vec<u8>, ErrorCode> {
    const DIGITS: [char; 10] = ['十', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let bare = part.trim_start_matches("农历").trim_start_matches("阴历").trim_start_matches(['逢', '每']);
    let mut digits = Vec::new();
    for ch in bare.chars().filter(|ch| !matches!(ch, ' ' | '、' | ',' | '/' | '.' | '日' | '集')) {
        let digit = DIGITS.iter().position(|digit| *digit == ch).map(|digit| digit as u8);
        let digit = digit.or(if ch == '〇' { Some(0) } else { ch.to_digit(10).map(|digit| digit as u8) });
        digits.push(digit.ok_or(ErrorCode::BadWeekday)?);
    }
    Ok(digits)
}

fn han(ch: char) -> Option<u8> {
    let ch = if ch == '天' { '日' } else { ch };
    HAN.iter().position(|day| *day == ch).map(|index| index as u8 + 1)
}
