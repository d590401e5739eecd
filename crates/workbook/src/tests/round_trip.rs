//! Export and import again: nothing changes, nothing runs.

use proptest::prelude::*;
use rounds_core::{
    contact::{Contact, ContactLayer},
    customer::{
        CustomerClass, CustomerStatus, FrequencyException, MarketDays, MarketRule, OpeningSpan, Segment,
    },
    frequency::Window,
    position::Position,
};

use super::*;

const NOW: i64 = 1_795_000_000_000;

/// One line of anything that a name may hold: rare characters, quotes, markup, what starts a formula.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[一-龥𠀀-𠯿㐀-㐿a-zA-Z0-9 =+@'\"_,;:<>&%，。—/\\\\-]{1,20}",
        Just("=cmd|' /C calc'!A0".to_owned()),
        Just("_x0041_".to_owned()),
        Just("1.50".to_owned()),
        Just("007".to_owned()),
        Just("TRUE".to_owned()),
        Just("—".to_owned()),
    ]
}

fn lines() -> impl Strategy<Value = String> {
    proptest::collection::vec(line(), 1..4).prop_map(|lines| lines.join("\n"))
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![
        "1[3-9][0-9]{9}",
        "0[0-9]{2,3}-[0-9]{7,8}",
        "\\+86 1[0-9]{10}",
        Just("64311234转805、13800138000".to_owned()),
    ]
}

fn date() -> impl Strategy<Value = chrono::NaiveDate> {
    (1950..=2100, 1..=12_u32, 1..=28_u32)
        .prop_map(|(year, month, day)| chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

fn weekdays() -> impl Strategy<Value = Vec<u8>> {
    proptest::sample::subsequence(vec![1, 2, 3, 4, 5, 6, 7_u8], 0..=7).prop_shuffle()
}

fn hours() -> impl Strategy<Value = Vec<OpeningSpan>> {
    let span = (weekdays(), 0..1439_u32, 1..1440_u32).prop_map(|(weekdays, from_min, length)| OpeningSpan {
        weekdays,
        from_min,
        to_min: (from_min + length).min(1440),
    });
    proptest::collection::vec(span, 0..4)
}

fn frequency() -> impl Strategy<Value = FrequencyException> {
    let window = prop_oneof![
        Just(Window::Week),
        Just(Window::HalfMonth),
        Just(Window::Month),
        (1..=52_u32).prop_map(|weeks| Window::EveryWeeks { weeks }),
        Just(Window::MonthAlternatingCall),
        Just(Window::Free),
    ];
    (window, 1..=31_u32, 0..=366_u32, proptest::option::of(line())).prop_map(
        |(window, times, min_gap_days, reason)| FrequencyException { window, times, min_gap_days, reason },
    )
}

fn market() -> impl Strategy<Value = MarketDays> {
    let digits = proptest::sample::subsequence(vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9_u8], 0..=10).prop_shuffle();
    (weekdays(), digits, prop_oneof![Just(MarketRule::Only), Just(MarketRule::Avoid)])
        .prop_filter("no day", |(weekdays, digits, _)| !weekdays.is_empty() || !digits.is_empty())
        .prop_map(|(weekdays, lunar_digits, rule)| MarketDays { weekdays, lunar_digits, rule })
}

fn position() -> impl Strategy<Value = Position> {
    let datum = prop_oneof![Just(Datum::Wgs84), Just(Datum::Gcj02), Just(Datum::Bd09)];
    (-60.0..72.0, -179.0..179.0, datum)
        .prop_map(|(lat, lng, datum)| Position::from_degrees(lat, lng, datum).unwrap())
}

prop_compose! {
    fn texts()(
        code in "[A-Za-z0-9=+@'-]{0,8}", name in line(), address in line(), office in proptest::option::of(line()),
        landmark in proptest::option::of(line()), phone in proptest::option::of(phone()),
        licence_no in proptest::option::of("[0-9]{12,18}"), route in proptest::option::of(line()),
        key_points in proptest::option::of(lines()), wishes in proptest::option::of(lines()),
        note in proptest::option::of(lines()),
    ) -> Customer {
        Customer {
            address, office, landmark, phone, licence_no, line: route, key_points, wishes, note,
            ..Customer::new(meta(1), &code, &name)
        }
    }
}

prop_compose! {
    fn customer()(
        texts in texts(),
        class in proptest::option::of(prop_oneof![Just(CustomerClass::A), Just(CustomerClass::D)]),
        segment in proptest::option::of(prop_oneof![Just(Segment::Core), Just(Segment::Problem)]),
        standard_store in any::<bool>(),
        status in prop_oneof![
            Just(CustomerStatus::Open), Just(CustomerStatus::Suspended), Just(CustomerStatus::Closed)
        ],
        dates in (proptest::option::of(date()), proptest::option::of(date())),
        days in (proptest::option::of(1..=7_u8), proptest::option::of(1..=7_u8), weekdays()),
        opening_hours in hours(), market_days in proptest::option::of(market()),
        service_min in proptest::option::of(1..=600_u32), frequency in proptest::option::of(frequency()),
        position in proptest::option::of(position()),
    ) -> Customer {
        Customer {
            class, segment, standard_store, status, licence_expires_on: dates.0, last_visit_on: dates.1,
            order_weekday: days.0, delivery_weekday: days.1, visit_weekdays: days.2, opening_hours, market_days,
            service_min, frequency, position, ..texts
        }
    }
}

fn contact() -> impl Strategy<Value = Contact> {
    (line(), proptest::option::of(line()), proptest::option::of(phone())).prop_map(|(name, title, phone)| {
        Contact {
            meta: meta(2),
            customer_id: Id::nil(),
            name,
            layer: ContactLayer::Operating,
            title,
            phone,
            is_primary: true,
            note: None,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn exporting_and_importing_changes_nothing(
        pairs in proptest::collection::vec((customer(), proptest::option::of(contact())), 1..8)
    ) {
        let pairs: Vec<(Customer, Option<Contact>)> = pairs
            .into_iter()
            .enumerate()
            .map(|(index, (mut customer, contact))| {
                // Codes are unique.
                customer.code = format!("{}{index}", customer.code);
                (customer, contact)
            })
            .filter(|(customer, _)| customer.validate().is_empty())
            .collect();
        prop_assume!(!pairs.is_empty());
        let known: Vec<Known<'_>> =
            pairs.iter().map(|(customer, contact)| Known { customer, contact: contact.as_ref(), shared_owner: None }).collect();
        for bytes in [export_customers(&known, NOW).unwrap(), export_customers_as_text(&known).unwrap()] {
            let read = read_bytes(&bytes).unwrap();
            let merge = dry_run(&read, &known);
            prop_assert!(merge.outcome.rejected.is_empty(), "{:?}", merge.outcome.rejected);
            prop_assert_eq!(merge.outcome.same as usize, known.len(), "{:?}", merge.outcome.rows);
            // A new device gets the same customers.
            for (row, (customer, _)) in dry_run(&read, &[]).changes.iter().zip(&pairs) {
                let mut made = row.imported.customer(customer.meta.clone());
                prop_assert_eq!(made.position, customer.position);
                prop_assert_eq!(&made.opening_hours, &customer.opening_hours);
                made.apply_all_texts_of(customer);
                prop_assert_eq!(&made, customer);
            }
        }
    }
}

/// Texts come back trimmed; everything else as it was.
trait Trimmed {
    fn apply_all_texts_of(&mut self, other: &Customer);
}

impl Trimmed for Customer {
    fn apply_all_texts_of(&mut self, other: &Customer) {
        fn take(made: &mut Option<String>, original: Option<&String>) {
            if made.as_deref().unwrap_or_default() == original.map(|text| text.trim()).unwrap_or_default() {
                *made = original.cloned();
            }
        }
        for (made, original) in [
            (&mut self.office, &other.office),
            (&mut self.landmark, &other.landmark),
            (&mut self.line, &other.line),
            (&mut self.key_points, &other.key_points),
            (&mut self.wishes, &other.wishes),
            (&mut self.note, &other.note),
        ] {
            take(made, original.as_ref());
        }
        if let (Some(made), Some(original)) = (&mut self.frequency, &other.frequency) {
            take(&mut made.reason, original.reason.as_ref());
        }
        for (made, original) in [(&mut self.name, &other.name), (&mut self.address, &other.address)] {
            if *made == original.trim() {
                made.clone_from(original);
            }
        }
    }
}

#[test]
fn exported_cells_never_start_a_formula() {
    let mut customer = Customer::new(meta(1), "=1+1", "@甲");
    customer.note = Some("-cmd".to_owned());
    customer.phone = Some("+86 13800138000".to_owned());
    let bytes = export_customers(&known(&[customer.clone()]), NOW).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(&bytes)).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "客户").unwrap();
    for cell in range.used_cells().filter_map(|(_, _, cell)| calamine::DataType::get_string(cell)) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
    let formulas = calamine::Reader::worksheet_formula(&mut book, "客户").unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
    assert_eq!(dry_run(&read_bytes(&bytes).unwrap(), &known(&[customer])).outcome.same, 1);
}

#[test]
fn a_text_file_goes_out_with_its_mark_and_starts_no_formula() {
    let mut customer = Customer::new(meta(1), "00123", "=HYPERLINK(\"http://x\")");
    customer.note = Some("一行\n又一行，\"引号\"".to_owned());
    customer.phone = Some("+86 13800138000".to_owned());
    let bytes = export_customers_as_text(&known(&[customer.clone()])).unwrap();
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap()).unwrap();
    assert!(text.starts_with("客户编码,客户名称,") && text.contains("\r\n00123,"), "{text}");
    for cell in text.lines().flat_map(|line| line.split(',')) {
        assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{cell}");
    }
    let merge = dry_run(&read_named("客户.csv", &bytes).unwrap(), &known(&[customer]));
    assert_eq!(merge.outcome.same, 1, "{:?}", merge.outcome.rows);
}

#[test]
fn codes_phones_and_licences_are_written_as_text() {
    let mut customer = Customer::new(meta(1), "00123", "甲");
    customer.phone = Some("13800138000".to_owned());
    customer.licence_no = Some("330110123456789012".to_owned());
    let bytes = export_customers(&known(&[customer]), NOW).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(&bytes)).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "客户").unwrap();
    let texts: Vec<&str> =
        range.used_cells().filter_map(|(_, _, cell)| calamine::DataType::get_string(cell)).collect();
    for text in ["00123", "13800138000", "330110123456789012"] {
        assert!(texts.contains(&text), "{text}");
    }
}

#[test]
fn the_same_table_at_the_same_time_gives_the_same_bytes() {
    let customer = [Customer::new(meta(1), "1", "甲")];
    assert_eq!(export_customers(&known(&customer), NOW), export_customers(&known(&customer), NOW));
}

#[test]
fn a_territory_without_customers_exports_its_headings() {
    let bytes = export_customers(&[], NOW).unwrap();
    assert_eq!(failure(&bytes).code, ErrorCode::WorkbookEmpty);
}

#[test]
fn a_table_has_its_title_above_the_heading() {
    let table = Table {
        sheet_name: "计划".to_owned(),
        title: Some("客户拜访计划表 2026年第49周".to_owned()),
        columns: ["客户编码", "客户名称", "日期"]
            .map(|heading| Column { heading: heading.to_owned(), width: 12.0 })
            .to_vec(),
        rows: vec![vec![
            "1".into(),
            "甲".into(),
            TableCell::Date(chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()),
        ]],
    };
    let sheets = crate::read::read("", &write_table(&table, NOW).unwrap()).unwrap();
    assert_eq!(sheets[0].rows[0].number, 1);
    assert_eq!(sheets[0].rows.len(), 3);
    assert_eq!(sheets[0].rows[2].cells[2].1.shown(), "2026-11-30");
}
