//! Figures, dates and choices in the words of the sheets.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rounds_core::{
    calendar::{CalendarDay, DayKind, DayPart as CalendarPart},
    customer::{CustomerClass, Segment},
    plan::{ChangeAfterFinal, Purpose},
};

use crate::{DayPart, Mark, Pending, Percent};

/// A figure not yet known.
pub(crate) const UNKNOWN: &str = "—";

const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// A telephone with its middle hidden: the first three and the last four digits stay, of a short number the last two.
pub fn masked_phone(phone: &str) -> String {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let (head, tail) = if digits >= 8 { (3, 4) } else { (0, 2) };
    let mut seen = 0;
    phone
        .chars()
        .map(|c| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen += 1;
            if seen <= head || seen + tail > digits { c } else { '*' }
        })
        .collect()
}

/// What takes a day or its half: `国庆节`, `上午部门例会`, `下午请假`; none of an ordinary one.
pub fn day_note(day: &CalendarDay) -> Option<String> {
    let holiday = day.holiday.as_ref().map(|holiday| holiday.zh.as_str());
    let kind = match day.kind {
        DayKind::Working | DayKind::Rest => None,
        DayKind::Holiday => Some("放假"),
        DayKind::Makeup => Some("调休上班"),
        DayKind::Leave => Some("请假"),
        DayKind::Office => Some("内勤"),
        DayKind::Training => Some("培训"),
    };
    let what = day.note.as_deref().or(holiday).or(kind)?;
    let part = match day.part {
        CalendarPart::Whole => "",
        CalendarPart::Morning => "上午",
        CalendarPart::Afternoon => "下午",
    };
    // A note may say it already.
    Some(if what.contains(part) { what.to_owned() } else { format!("{part}{what}") })
}

/// `11月30日 周一`.
pub(crate) fn date(date: NaiveDate) -> String {
    format!("{} {}", short_date(date), weekday(date.weekday().number_from_monday() as u8))
}

/// `11月30日`.
pub(crate) fn short_date(date: NaiveDate) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// `2026年11月30日`.
pub(crate) fn long_date(date: NaiveDate) -> String {
    format!("{}年{}", date.year(), short_date(date))
}

/// `11-30`, for narrow columns.
pub(crate) fn narrow_date(date: NaiveDate) -> String {
    date.format("%m-%d").to_string()
}

/// `2026-11-27 16:05`.
pub(crate) fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// An ISO weekday, 1-7.
pub(crate) fn weekday(number: u8) -> &'static str {
    WEEKDAYS.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or(UNKNOWN)
}

/// `08:45` from minutes after midnight.
pub(crate) fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `1 小时 35 分` from minutes.
pub(crate) fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} 分"),
        (hours, rest) => format!("{hours} 小时 {rest:02} 分"),
    }
}

/// `38.5 km` from metres.
pub(crate) fn distance(metres: u32) -> String {
    format!("{}.{} km", (metres + 50) / 1000, (metres + 50) % 1000 / 100)
}

/// `1,234.50` from fen.
pub(crate) fn money(fen: i64) -> String {
    format!(
        "{}{}.{:02}",
        if fen < 0 { "-" } else { "" },
        grouped(fen.unsigned_abs() / 100),
        fen.unsigned_abs() % 100
    )
}

/// `1,234`.
pub(crate) fn count(number: i64) -> String {
    format!("{}{}", if number < 0 { "-" } else { "" }, grouped(number.unsigned_abs()))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `+12%`; 持平 where nothing changed.
pub(crate) fn percent(change: Percent) -> String {
    if change.0 == 0 { "持平".to_owned() } else { format!("{:+}%", change.0) }
}

/// The text, or — for what is not known.
pub(crate) fn known<T>(value: Option<T>, print: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), print)
}

/// `A`.
pub(crate) fn class(class: CustomerClass) -> &'static str {
    match class {
        CustomerClass::A => "A",
        CustomerClass::B => "B",
        CustomerClass::C => "C",
        CustomerClass::D => "D",
    }
}

pub(crate) fn segment(segment: Segment) -> &'static str {
    match segment {
        Segment::Core => "核心",
        Segment::Potential => "潜力",
        Segment::General => "一般",
        Segment::Problem => "问题",
    }
}

pub(crate) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Routine => "日常",
        Purpose::Promotion => "业务推介",
        Purpose::Relationship => "联络感情",
        Purpose::Business => "业务办理",
        Purpose::Opinion => "征求意见",
        Purpose::Complaint => "解决投诉",
        Purpose::Gift => "赠送礼品",
        Purpose::Other => "其他",
    }
}

/// 待解决 of the plan: `待解决（紧急）：缺货答复，11月30日 18:00 前`.
pub(crate) fn pending(issue: &Pending) -> String {
    let urgent = if issue.urgent { "（紧急）" } else { "" };
    let due = issue.due.map_or_else(String::new, |due| {
        let late = if issue.overdue { "（已超时）" } else { "" };
        format!("，{} {} 前{late}", short_date(due.date()), due.format("%H:%M"))
    });
    format!("待解决{urgent}：{}{due}", issue.content)
}

pub(crate) fn day_part(part: DayPart) -> &'static str {
    match part {
        DayPart::Morning => "上午",
        DayPart::Afternoon => "下午",
    }
}

/// What is said above a record's answers.
pub(crate) fn mark(mark: &Mark) -> String {
    match mark {
        Mark::EnteredLater { at } => format!("补录（录入时间 {}）", moment(*at)),
        Mark::Corrects { number, date } => format!("更正：代替 {} 编号 {number} 的记录", long_date(*date)),
        Mark::CorrectedBy { number } => format!("已由编号 {number} 的记录更正"),
        Mark::VisitRefused => "客户拒访".to_owned(),
        Mark::Cover { name } => format!("代访（代 {name}）"),
        Mark::Erased => "部分个人内容已依法抹去".to_owned(),
        Mark::Altered => "电子存证校验未通过".to_owned(),
        Mark::ClockDoubt => "设备时钟存疑".to_owned(),
    }
}

/// How a change after 定稿 is marked.
pub(crate) fn change(change: ChangeAfterFinal) -> &'static str {
    match change {
        ChangeAfterFinal::Added => "新增",
        ChangeAfterFinal::Moved => "调整",
        ChangeAfterFinal::Removed => "取消",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_telephone_is_hidden() {
        assert_eq!(masked_phone("13800001234"), "138****1234");
        assert_eq!(masked_phone("138 0000 1234"), "138 **** 1234");
        assert_eq!(masked_phone("021-55501234"), "021-****1234");
        assert_eq!(masked_phone("8001234"), "*****34");
        assert_eq!(masked_phone(""), "");
    }

    #[test]
    fn figures_read_as_an_office_writes_them() {
        assert_eq!(money(123_456_705), "1,234,567.05");
        assert_eq!(money(-5), "-0.05");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(distance(38_460), "38.5 km");
        assert_eq!(distance(960), "1.0 km");
        assert_eq!(duration(95), "1 小时 35 分");
        assert_eq!(clock(525), "08:45");
        assert_eq!([7, 0, -7].map(|change| percent(Percent(change))), ["+7%", "持平", "-7%"]);
        assert_eq!(date(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()), "11月30日 周一");
    }
}
