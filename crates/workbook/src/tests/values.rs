//! Values in the many ways that people write them.

use rounds_core::{
    customer::{CustomerClass, CustomerStatus, MarketRule, Segment},
    frequency::Window,
};

use super::*;

fn with(heading: &str, value: &str) -> ImportedCustomer {
    one(&format!("编码,名称,{heading}\n1,甲,\"{value}\"\n"))
}

#[test]
fn dates_are_read_in_every_clear_form() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 16);
    for text in [
        "2026-11-16",
        "2026/11/16",
        "2026.11.16",
        "2026年11月16日",
        "20261116",
        "46342",
        "2026-11-16 08:30",
        "２０２６-１１-１６",
    ] {
        assert_eq!(with("上次拜访", text).last_visit_on, day, "{text}");
    }
    assert_eq!(with("上次拜访", "2026-1-6").last_visit_on, NaiveDate::from_ymd_opt(2026, 1, 6));
}

#[test]
fn a_spreadsheets_day_number_is_a_date() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in ["编码", "名称", "许可证有效期"].iter().enumerate() {
        sheet.write_string(0, column as u16, *heading).unwrap();
    }
    sheet.write_string(1, 0, "1").unwrap();
    sheet.write_string(1, 1, "甲").unwrap();
    sheet.write_number(1, 2, 46_342).unwrap();
    let read = read_bytes(&workbook.save_to_buffer().unwrap()).unwrap();
    let date = read.rows[0].result.as_ref().unwrap().licence_expires_on;
    assert_eq!(date, NaiveDate::from_ymd_opt(2026, 11, 16));
}

#[test]
fn classes_and_other_words_are_read() {
    for text in ["A", "a", "A类", "Ａ级", "Class A", "A 类"] {
        assert_eq!(with("类别", text).class, Some(CustomerClass::A), "{text}");
    }
    assert_eq!(with("客户细分", "潜力客户").segment, Some(Segment::Potential));
    assert_eq!(with("状态", "停业").status, Some(CustomerStatus::Suspended));
    assert_eq!(with("标准店", "√").standard_store, Some(true));
    assert_eq!(with("标准店", "否").standard_store, Some(false));
}

#[test]
fn weekdays_are_read() {
    for text in ["周三", "星期三", "礼拜三", "3", "Wed", "Wednesday", "三", "每周三"] {
        assert_eq!(with("订货日", text).order_weekday, Some(3), "{text}");
    }
    assert_eq!(with("送货日", "周日").delivery_weekday, Some(7));
    assert_eq!(with("送货日", "星期天").delivery_weekday, Some(7));
    for (text, days) in [
        ("周一、周三、周五", vec![1, 3, 5]),
        ("周一三五", vec![1, 3, 5]),
        ("1,3,5", vec![1, 3, 5]),
        ("周一至周五", vec![1, 2, 3, 4, 5]),
        ("Mon-Fri", vec![1, 2, 3, 4, 5]),
        ("工作日", vec![1, 2, 3, 4, 5]),
        ("每天", vec![]),
    ] {
        assert_eq!(with("拜访日", text).visit_weekdays, Some(days), "{text}");
    }
}

#[test]
fn frequencies_are_read() {
    for (text, window, times) in [
        ("每周一次", Window::Week, 1),
        ("每周", Window::Week, 1),
        ("一周两次", Window::Week, 2),
        ("每周2次", Window::Week, 2),
        ("1次/周", Window::Week, 1),
        ("每月两次", Window::Month, 2),
        ("每月十二次", Window::Month, 12),
        ("半月", Window::HalfMonth, 1),
        ("每半月一次", Window::HalfMonth, 1),
        ("每两周一次", Window::EveryWeeks { weeks: 2 }, 1),
        ("双周", Window::EveryWeeks { weeks: 2 }, 1),
        ("每8周", Window::EveryWeeks { weeks: 8 }, 1),
        ("每1周1次", Window::EveryWeeks { weeks: 1 }, 1),
        ("隔月电话", Window::MonthAlternatingCall, 1),
        ("不限", Window::Free, 1),
        ("weekly", Window::Week, 1),
        ("Monthly", Window::Month, 1),
        ("every 4 weeks", Window::EveryWeeks { weeks: 4 }, 1),
    ] {
        assert_eq!(with("拜访频率", text).frequency, Some((window, times)), "{text}");
    }
}

#[test]
fn opening_hours_are_read() {
    let spans =
        with("营业时间", "周一至周五 8:00-12:00、13:30-18:00；周六 9点-12点半").opening_hours.unwrap();
    let told: Vec<(usize, u32, u32)> =
        spans.iter().map(|span| (span.weekdays.len(), span.from_min, span.to_min)).collect();
    assert_eq!(told, [(5, 480, 720), (5, 810, 1080), (1, 540, 750)]);
    assert_eq!(with("营业时间", "07:00～22:00").opening_hours.unwrap()[0].to_min, 1320);
    assert_eq!(with("营业时间", "24小时").opening_hours.unwrap()[0].to_min, 1440);
}

#[test]
fn market_days_are_read() {
    let days = with("赶集日", "逢三六九").market_days.unwrap();
    assert_eq!((days.lunar_digits, days.rule), (vec![3, 6, 9], MarketRule::Only));
    let days = with("赶集日", "农历逢5、0；不去").market_days.unwrap();
    assert_eq!((days.lunar_digits, days.rule), (vec![5, 0], MarketRule::Avoid));
    assert_eq!(with("赶集日", "逢周三、周六").market_days.unwrap().weekdays, [3, 6]);
    assert_eq!(with("赶集日", "逢五、十").market_days.unwrap().lunar_digits, [5, 0]);
}

#[test]
fn numbers_may_carry_their_unit() {
    for text in ["20", "20分钟", "20 min", "２０", "20.0"] {
        assert_eq!(with("服务时长", text).service_min, Some(20), "{text}");
    }
}

#[test]
fn degrees_may_carry_their_marks() {
    for (lat, lng) in
        [("31.2", "121.48"), ("31.2°", "121.48°"), ("N31.2", "121.48E"), ("北纬31.2度", "东经121.48度")]
    {
        let customer = one(&format!("编码,名称,纬度,经度\n1,甲,{lat},{lng}\n"));
        assert_eq!(customer.position.unwrap().raw_lng_e7, 1_214_800_000, "{lat}");
    }
}

#[test]
fn a_datum_column_overrides_the_default_and_abroad_it_is_wgs84() {
    let customer = one("编码,名称,纬度,经度,坐标系\n1,甲,31.2,121.4,BD-09\n");
    assert_eq!(customer.position.unwrap().datum, Datum::Bd09);
    let customer = one("编码,名称,纬度,经度\n1,甲,35.68,139.77\n");
    assert_eq!(customer.position.unwrap().datum, Datum::Wgs84);
}

#[test]
fn codes_and_phones_are_half_width_and_trimmed() {
    let customer = one("编码,名称,电话\n　Ａ－００１ , 甲 ,１３８００１３８０００\n");
    assert_eq!(customer.code, "A-001");
    assert_eq!(customer.name, "甲");
    assert_eq!(customer.phone.as_deref(), Some("13800138000"));
}

#[test]
fn leading_zeros_stay() {
    assert_eq!(one("编码,名称\n00123,甲\n").code, "00123");
}
