use std::{fmt::Write, fs, path::Path};

use rounds_core::{
    Id, Meta,
    calendar::{Calendar, CalendarEntry, CalendarKind, DayPart as CalendarPart},
    setting::WorkingTime,
};

use super::{KINDS, all_text, pages, texts};
use crate::{
    Kind, PrintOptions, RecordSheet, SheetError, day_note,
    fixture::{LONG_ADDRESS, LONG_NAME, customer, longest, options, week},
    scene::{Page, Shape},
    text::SMALLEST,
    words,
};

/// Every option that changes the layout.
pub(super) fn variants() -> Vec<PrintOptions> {
    let plain = options();
    vec![
        PrintOptions { full_records: true, ..plain.clone() },
        PrintOptions { large_type: true, ..plain.clone() },
        PrintOptions {
            large_type: true,
            full_records: true,
            whole_phones: true,
            duplex: true,
            ..plain.clone()
        },
        plain,
    ]
}

pub(super) fn assert_text_stays_within_its_cell(pages: &[Page], what: &str) {
    for page in pages {
        for shape in &page.shapes {
            let Shape::Text { x, y, width, size, text, cell, .. } = shape else { continue };
            let slack = 0.05;
            let (right, bottom) = (cell.x + cell.width, cell.y + cell.height);
            assert!(
                *x >= cell.x - slack && x + width <= right + slack,
                "{what}: {text:?} leaves its cell sideways"
            );
            assert!(
                y - size * 0.2 >= cell.y && *y <= bottom + slack,
                "{what}: {text:?} at {y} leaves its cell {cell:?}"
            );
            assert!(
                *x >= 0.0 && x + width <= page.width && *y < page.height,
                "{what}: {text:?} leaves the page"
            );
            assert!(*size >= SMALLEST, "{what}: {text:?} is set in {size} pt");
        }
    }
}

#[test]
fn no_text_leaves_its_cell_or_is_too_small() {
    for options in variants() {
        for (data, what) in [(week(4), "a usual week"), (longest(4), "the longest texts")] {
            assert_text_stays_within_its_cell(&pages(Kind::All, &data, &options).unwrap(), what);
        }
    }
}

#[test]
fn the_longest_texts_are_printed_whole() {
    let all = all_text(&pages(Kind::Plan, &longest(12), &options()).unwrap());
    assert_eq!(all.matches(LONG_ADDRESS).count(), 60);
    let records = all_text(&pages(Kind::Record, &longest(12), &options()).unwrap());
    assert_eq!(records.matches(LONG_NAME).count(), 60);
}

#[test]
fn twelve_visits_with_long_addresses_fit_on_a_page() {
    let mut data = week(12);
    for row in data.days.iter_mut().flat_map(|day| &mut day.rows) {
        row.customer.address = LONG_ADDRESS.chars().take(40).collect();
        row.customer.landmark = Some("卫生院对面".to_owned());
    }
    assert_eq!(pages(Kind::Plan, &data, &options()).unwrap().len(), 6);
}

#[test]
fn a_day_of_thirty_visits_goes_on_under_the_same_column_heads() {
    let mut data = week(30);
    data.days.truncate(1);
    let pages = pages(Kind::Plan, &data, &options()).unwrap();
    let day: Vec<_> = pages.iter().filter(|page| texts(page).contains(&"完成情况")).collect();
    assert!(day.len() >= 2);
    let all = all_text(&pages);
    for number in 0..30 {
        assert!(all.contains(&customer(number).code));
    }
}

#[test]
fn a_shortened_day_says_why_on_the_cover_and_on_its_own_page() {
    let day = |note: Option<&str>, kind: CalendarKind, part: CalendarPart| {
        let date = "2026-11-30".parse().unwrap();
        let meta = Meta::new(Id::nil(), Id::nil(), 0);
        let note = note.map(str::to_owned);
        let entry = CalendarEntry { meta, from: date, to: date, kind, part, note };
        day_note(&Calendar::new(&[entry], &WorkingTime::default()).day(date))
    };
    let (morning, afternoon) = (CalendarPart::Morning, CalendarPart::Afternoon);
    let meeting = day(Some("部门例会"), CalendarKind::Office, morning);
    assert_eq!(meeting.as_deref(), Some("上午部门例会"));
    assert_eq!(day(Some("上午盘点"), CalendarKind::Office, morning).as_deref(), Some("上午盘点"));
    assert_eq!(day(None, CalendarKind::Leave, afternoon).as_deref(), Some("下午请假"));
    let mut data = week(4);
    data.days[0].note = meeting;
    let pages = pages(Kind::Plan, &data, &options()).unwrap();
    assert!(texts(&pages[0]).contains(&"上午部门例会"), "{:?}", texts(&pages[0]));
    assert!(all_text(&pages[1..2]).contains("周一（上午部门例会）"), "{:?}", texts(&pages[1]));
    assert!(!all_text(&pages[2..]).contains("部门例会"));
    assert_text_stays_within_its_cell(&pages, "a shortened day");
}

#[test]
fn a_text_longer_than_a_page_goes_on_overleaf() {
    let mut data = week(1);
    data.days.truncate(1);
    data.days[0].rows[0].key_points = Some("重点".repeat(700));
    let pages = pages(Kind::Plan, &data, &options()).unwrap();
    assert!(pages.len() > 2);
    // Once on the cover, once in each page's column heads.
    assert_eq!(all_text(&pages).matches('重').count(), 700 + pages.len());
    assert_text_stays_within_its_cell(&pages, "a long text");
}

#[test]
fn two_records_share_a_page_and_fifty_five_take_twenty_eight() {
    let two_up = pages(Kind::Record, &week(11), &options()).unwrap();
    assert_eq!(two_up.len(), 28);
    let longest = pages(Kind::Record, &longest(12), &options()).unwrap();
    for shape in two_up.iter().chain(&longest).flat_map(|page| &page.shapes) {
        if let Shape::Text { y, text, .. } = shape {
            assert!((6.0..=144.0).contains(y) || (153.0..=291.0).contains(y), "{text} at {y}");
        }
    }
    let full = PrintOptions { full_records: true, ..options() };
    assert_eq!(pages(Kind::Record, &week(11), &full).unwrap().len(), 55);
}

#[test]
fn two_handbook_pages_share_a_sheet() {
    assert_eq!(pages(Kind::Handbook, &week(11), &options()).unwrap().len(), 28);
}

#[test]
fn the_whole_stack_is_plan_then_records_then_handbook() {
    let stack = pages(Kind::All, &week(11), &options()).unwrap();
    let titles: Vec<&str> = stack.iter().map(|page| texts(page)[0]).collect();
    let expected = [("客户拜访计划表", 6), ("客户拜访记录表", 28), ("客户服务手册", 28)];
    let expected: Vec<&str> = expected.iter().flat_map(|(title, times)| vec![*title; *times]).collect();
    assert_eq!(titles, expected);
    assert!(texts(&stack[61]).iter().any(|text| text.contains("第 62 页 共 62 页")));
}

#[test]
fn printed_on_both_sides_no_leaf_carries_two_customers() {
    let data = week(3);
    for full_records in [true, false] {
        let options = PrintOptions { duplex: true, full_records, ..options() };
        let stack = pages(Kind::All, &data, &options).unwrap();
        for leaf in stack.chunks(2) {
            let [front, back] = leaf else { continue };
            let kinds = |page: &Page| texts(page).first().map(|title| (*title).to_owned());
            assert!(
                back.shapes.is_empty() || kinds(front) == Some("客户拜访计划表".to_owned()),
                "{:?} backs {:?}",
                kinds(back),
                kinds(front)
            );
        }
    }
}

#[test]
fn what_is_internal_is_never_on_paper() {
    for full_records in [true, false] {
        let options = PrintOptions { full_records, ..options() };
        let all = all_text(&pages(Kind::All, &week(3), &options).unwrap());
        for word in ["违法", "小心愿", "经验", "目标达成"] {
            assert!(!all.contains(word), "{word}");
        }
    }
}

#[test]
fn every_signed_field_of_the_form_is_on_both_formats() {
    let data = week(1);
    for full_records in [true, false] {
        let options = PrintOptions { full_records, ..options() };
        let all = all_text(&pages(Kind::Record, &data, &options).unwrap());
        for section in data.form.printed_sections() {
            for field in section.fields() {
                for option in &field.options {
                    assert!(all.contains(&option.label.zh), "{}: {}", field.field, option.label.zh);
                }
            }
            for row in &section.rows {
                assert!(all.contains(&row.label.zh), "{}", row.label.zh);
            }
            for column in section.columns.iter().skip(2) {
                assert!(all.contains(&column.title.zh), "{}", column.title.zh);
            }
        }
        for fixed in
            ["以上四、五、六项记录属实", "客户签字", "客户经理签字", "抽查人/日期", "编号：2026W49-001"]
        {
            assert!(all.contains(fixed), "{fixed}");
        }
    }
}

#[test]
fn telephones_are_masked_unless_switched_on() {
    let data = week(2);
    let masked = all_text(&pages(Kind::Plan, &data, &options()).unwrap());
    assert!(masked.contains("139****0000") && !masked.contains("13900000000"));
    let open = PrintOptions { whole_phones: true, ..options() };
    assert!(all_text(&pages(Kind::Plan, &data, &open).unwrap()).contains("13900000000"));
}

#[test]
fn a_figure_not_yet_known_is_a_dash() {
    let mut data = week(1);
    data.days.truncate(1);
    let row = &mut data.days[0].rows[0];
    (row.recent_quantity, row.recent_change, row.last_visit, row.order_weekday) = (None, None, None, None);
    row.customer.class = None;
    let plan = pages(Kind::Plan, &data, &options()).unwrap();
    assert_eq!(texts(&plan[1]).iter().filter(|text| **text == words::UNKNOWN).count(), 5);
    let without = PrintOptions { data_as_of: None, ..options() };
    assert!(all_text(&pages(Kind::Plan, &data, &without).unwrap()).contains("数据截至 —"));
}

#[test]
fn a_clerk_gets_no_profit() {
    let mut data = week(1);
    assert!(all_text(&pages(Kind::Handbook, &data, &options()).unwrap()).contains("毛利率 15.6%"));
    data.handbook.iter_mut().for_each(|page| page.profit = None);
    assert!(!all_text(&pages(Kind::Handbook, &data, &options()).unwrap()).contains("毛利"));
}

#[test]
fn a_spare_sheet_has_a_number_and_no_customer() {
    let mut data = week(1);
    data.records = vec![RecordSheet {
        visit_id: options().document_id,
        number: "备-0007".to_owned(),
        visit: None,
        filled: None,
    }];
    let all = all_text(&pages(Kind::Record, &data, &options()).unwrap());
    assert!(all.contains("备-0007") && !all.contains("便利店"));
}

#[test]
fn a_character_that_no_font_covers_is_named_with_its_owner() {
    let mut data = week(1);
    let address = "中和路\u{1F6B2}号";
    let facts = &mut data.days[0].rows[0].customer;
    (facts.address, facts.landmark) = (address.to_owned(), None);
    let error = pages(Kind::Plan, &data, &options()).unwrap_err();
    let SheetError::GlyphMissing { character, text, whose } = error else { panic!("{error}") };
    assert_eq!((character, text.as_str(), whose.as_str()), ('\u{1F6B2}', address, "喆喆便利店"));
}

#[test]
fn characters_without_a_shape_are_passed_over() {
    let mut data = week(1);
    data.days[0].rows[0].customer.name = "喆\u{FE0F}喆\u{200B}店\u{7}\t东".to_owned();
    assert!(all_text(&pages(Kind::Plan, &data, &options()).unwrap()).contains("喆喆店  东"));
}

#[test]
fn an_empty_week_is_nothing_to_print() {
    let data = week(0);
    for kind in KINDS {
        assert!(matches!(pages(kind, &data, &options()), Err(SheetError::NothingToPrint)));
    }
}

/// A page as text: what stands where, in tenths of a millimetre.
fn described(pages: &[Page]) -> String {
    let mut out = String::new();
    for (place, page) in pages.iter().enumerate() {
        let rules = page.shapes.iter().filter(|shape| matches!(shape, Shape::Rule { .. })).count();
        let _ = writeln!(out, "page {} · {} × {} mm · {rules} rules", place + 1, page.width, page.height);
        for shape in &page.shapes {
            let _ = match shape {
                Shape::Text { x, y, size, weight, text, .. } => {
                    writeln!(out, "{x:6.1} {y:6.1} {size:4.1} {weight:?} {text}")
                }
                Shape::Code { area, modules } => {
                    writeln!(
                        out,
                        "{:6.1} {:6.1} code {:.1} mm, {} squares",
                        area.x,
                        area.y,
                        area.width,
                        modules.len()
                    )
                }
                Shape::Rule { .. } | Shape::Ground { .. } | Shape::Stroke { .. } => Ok(()),
            };
        }
    }
    out
}

#[test]
fn the_sheets_look_as_they_did() {
    let mut data = week(2);
    data.days.truncate(1);
    data.records.truncate(2);
    data.handbook.truncate(2);
    let full = PrintOptions { full_records: true, ..options() };
    let sheets = [
        ("plan", Kind::Plan, options()),
        ("record", Kind::Record, options()),
        ("record_full", Kind::Record, full),
        ("handbook", Kind::Handbook, options()),
    ];
    for (name, kind, options) in sheets {
        let now = described(&pages(kind, &data, &options).unwrap());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("snapshots/{name}.txt"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let before = fs::read_to_string(&path).unwrap();
        assert!(
            now == before,
            "{name} changed; if that is meant, run the test with UPDATE_SNAPSHOTS=1 and look"
        );
    }
}
