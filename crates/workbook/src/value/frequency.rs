//! How often a customer is seen, in words.

use rounds_core::{ErrorCode, frequency::Window, search::normalise};

/// A window and the visits in it: 每周一次, 每月两次, 半月一次, 每8周, 隔周, 隔月电话, 不限, weekly, every 4 weeks.
pub fn of(text: &str) -> Result<(Window, u32), ErrorCode> {
    let text = normalise(text);
    let english = match text.as_str() {
        "weekly" | "every week" | "once a week" => Some((Window::Week, 1)),
        "twice a week" => Some((Window::Week, 2)),
        "biweekly" | "fortnightly" | "every two weeks" | "every other week" => {
            Some((Window::EveryWeeks { weeks: 2 }, 1))
        }
        "half-monthly" | "every half-month" | "every half month" => Some((Window::HalfMonth, 1)),
        "monthly" | "every month" | "once a month" => Some((Window::Month, 1)),
        "twice a month" => Some((Window::Month, 2)),
        "free" | "none" => Some((Window::Free, 1)),
        _ => None,
    };
    if let Some(found) = english {
        return Ok(found);
    }
    if let Some(weeks) = text.strip_prefix("every ").and_then(|rest| rest.strip_suffix(" weeks")) {
        return every(weeks.parse().map_err(|_| ErrorCode::BadFrequency)?, 1);
    }
    let mut digits = chinese_digits(&text.chars().filter(|ch| !ch.is_whitespace()).collect::<String>());
    if let Some((times, window)) = digits.split_once("次/") {
        digits = format!("每{}{times}次", window.trim_start_matches('每'));
    }
    let bare = digits.trim_end_matches(['次', '访', '回']);
    let is_every = bare.starts_with('每');
    let (count, rest) = leading_number(bare.trim_start_matches('每'));
    for (words, window) in [
        (&["隔月电话", "访电交替", "拜访电话交替"][..], Window::MonthAlternatingCall),
        (&["不限", "自由", "按需", "机动"], Window::Free),
        (&["半个月", "半月"], Window::HalfMonth),
        (&["双周", "隔周"], Window::EveryWeeks { weeks: 2 }),
        (&["个月", "月"], Window::Month),
        (&["个星期", "星期", "礼拜", "周"], Window::Week),
    ] {
        let Some(rest) = words.iter().find_map(|word| rest.strip_prefix(word)) else { continue };
        let (times, rest) = leading_number(rest.trim_start_matches(['内', '/']));
        if !rest.is_empty() {
            return Err(ErrorCode::BadFrequency);
        }
        let times = times.unwrap_or(1);
        return match (window, count) {
            // 每1周 is the window of one week counted from a fixed Monday; 1周2次 is a plain week.
            (Window::Week, Some(weeks)) if is_every || weeks != 1 => every(weeks, times),
            (window, None | Some(1)) => checked(window, times),
            _ => Err(ErrorCode::BadFrequency),
        };
    }
    Err(ErrorCode::BadFrequency)
}

fn every(weeks: u32, times: u32) -> Result<(Window, u32), ErrorCode> {
    if (1..=52).contains(&weeks) {
        checked(Window::EveryWeeks { weeks }, times)
    } else {
        Err(ErrorCode::BadFrequency)
    }
}

fn checked(window: Window, times: u32) -> Result<(Window, u32), ErrorCode> {
    if (1..=31).contains(&times) { Ok((window, times)) } else { Err(ErrorCode::BadFrequency) }
}

/// Days between visits that an even spread would halve: what a rule given in words means by "not twice at once".
pub fn usual_gap(window: Window, times: u32) -> u32 {
    let days = match window {
        Window::Week => 7,
        Window::HalfMonth => 15,
        Window::Month | Window::MonthAlternatingCall => 30,
        Window::EveryWeeks { weeks } => 7 * weeks,
        Window::Free => 0,
    };
    days / times.max(1) / 2
}

/// 两 and 十二 as digits.
fn chinese_digits(text: &str) -> String {
    let value = |ch: char| "零一二三四五六七八九".chars().position(|digit| digit == ch);
    let text = text.replace('两', "二");
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (index, ch) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| value(chars[before]));
        let after = chars.get(index + 1).and_then(|next| value(*next));
        match (*ch, before, after) {
            ('十', None, Some(_)) => out.push('1'),
            ('十', None, None) => out.push_str("10"),
            ('十', Some(_), None) => out.push('0'),
            ('十', Some(_), Some(_)) => {}
            (ch, ..) => match value(ch) {
                Some(digit) => out.push_str(&digit.to_string()),
                None => out.push(ch),
            },
        }
    }
    out
}

fn leading_number(text: &str) -> (Option<u32>, &str) {
    let end = text.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().ok(), &text[end..])
}
