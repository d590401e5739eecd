//! A customer's fields as texts: what an export writes, and what a dry run shows as old and new. Whatever is
//! written here, [`super::rows`] reads back as the same value.

use rounds_core::{
    customer::{CustomerStatus, MarketDays, MarketRule, OpeningSpan, Segment},
    frequency::Window,
    position::Datum,
};

use super::{CustomerField as F, Known};

/// The text of one field; empty where nothing is known.
pub fn text_of(known: &Known<'_>, field: F) -> String {
    let Known { customer, contact, shared_owner } = *known;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let frequency = customer.frequency.as_ref();
    match field {
        F::Code => customer.code.clone(),
        F::Name => customer.name.clone(),
        F::Class => customer.class.map(|class| format!("{class:?}")).unwrap_or_default(),
        F::Segment => customer.segment.map(segment).unwrap_or_default().to_owned(),
        F::StandardStore => if customer.standard_store { "是" } else { "否" }.to_owned(),
        F::Status => status(customer.status).to_owned(),
        F::Address => customer.address.clone(),
        F::Office => text(&customer.office),
        F::Landmark => text(&customer.landmark),
        F::Phone => text(&customer.phone),
        F::ContactName => contact.map(|contact| contact.name.clone()).unwrap_or_default(),
        F::ContactTitle => contact.and_then(|contact| contact.title.clone()).unwrap_or_default(),
        F::ContactPhone => contact.and_then(|contact| contact.phone.clone()).unwrap_or_default(),
        F::LicenceNo => text(&customer.licence_no),
        F::LicenceExpiresOn => customer.licence_expires_on.map(|date| date.to_string()).unwrap_or_default(),
        F::SharedOwner => shared_owner.unwrap_or_default().to_owned(),
        F::OrderWeekday => customer.order_weekday.map(weekday).unwrap_or_default(),
        F::DeliveryWeekday => customer.delivery_weekday.map(weekday).unwrap_or_default(),
        F::Line => text(&customer.line),
        F::OpeningHours => customer.opening_hours.iter().map(opening_span).collect::<Vec<_>>().join("；"),
        F::VisitWeekdays => weekdays(&customer.visit_weekdays),
        F::MarketDays => customer.market_days.as_ref().map(market_days).unwrap_or_default(),
        F::ServiceMin => customer.service_min.map(|minutes| minutes.to_string()).unwrap_or_default(),
        F::Frequency => frequency.map(|rule| often(rule.window, rule.times)).unwrap_or_default(),
        F::MinGapDays => frequency.map(|rule| rule.min_gap_days.to_string()).unwrap_or_default(),
        F::FrequencyReason => frequency.and_then(|rule| rule.reason.clone()).unwrap_or_default(),
        F::LastVisitOn => customer.last_visit_on.map(|date| date.to_string()).unwrap_or_default(),
        F::KeyPoints => text(&customer.key_points),
        F::Wishes => text(&customer.wishes),
        F::Latitude => customer.position.map(|at| degrees(at.raw_lat_e7)).unwrap_or_default(),
        F::Longitude => customer.position.map(|at| degrees(at.raw_lng_e7)).unwrap_or_default(),
        F::Datum => customer.position.map(|at| datum(at.datum)).unwrap_or_default().to_owned(),
        F::Note => text(&customer.note),
    }
}

fn segment(segment: Segment) -> &'static str {
    match segment {
        Segment::Core => "核心",
        Segment::Potential => "潜力",
        Segment::General => "一般",
        Segment::Problem => "问题",
    }
}

fn status(status: CustomerStatus) -> &'static str {
    match status {
        CustomerStatus::Open => "营业",
        CustomerStatus::Suspended => "停业",
        CustomerStatus::Closed => "歇业",
    }
}

fn datum(datum: Datum) -> &'static str {
    match datum {
        Datum::Wgs84 => "WGS-84",
        Datum::Gcj02 => "GCJ-02",
        Datum::Bd09 => "BD-09",
    }
}

/// 1e-7 degree with all seven decimals.
fn degrees(e7: i32) -> String {
    format!("{:.7}", f64::from(e7) / 1e7)
}

fn weekday(day: u8) -> String {
    let name = ["一", "二", "三", "四", "五", "六", "日"].get(usize::from(day).wrapping_sub(1));
    name.map(|name| format!("周{name}")).unwrap_or_default()
}

fn weekdays(days: &[u8]) -> String {
    days.iter().map(|day| weekday(*day)).collect::<Vec<_>>().join("、")
}

fn opening_span(span: &OpeningSpan) -> String {
    let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let days = weekdays(&span.weekdays);
    let gap = if days.is_empty() { "" } else { " " };
    format!("{days}{gap}{}-{}", time(span.from_min), time(span.to_min))
}

fn market_days(days: &MarketDays) -> String {
    let mut parts = Vec::new();
    if !days.lunar_digits.is_empty() {
        let digits: Vec<String> = days.lunar_digits.iter().map(u8::to_string).collect();
        parts.push(format!("农历逢{}", digits.join("、")));
    }
    if !days.weekdays.is_empty() {
        parts.push(weekdays(&days.weekdays));
    }
    if days.rule == MarketRule::Avoid {
        parts.push("不去".to_owned());
    }
    parts.join("；")
}

fn often(window: Window, times: u32) -> String {
    match window {
        Window::Week => format!("每周{times}次"),
        Window::HalfMonth => format!("每半月{times}次"),
        Window::Month => format!("每月{times}次"),
        Window::EveryWeeks { weeks } => format!("每{weeks}周{times}次"),
        Window::MonthAlternatingCall => format!("隔月电话{times}次"),
        Window::Free if times == 1 => "不限".to_owned(),
        Window::Free => format!("不限{times}次"),
    }
}
