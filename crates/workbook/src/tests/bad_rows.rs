//! Rows that stay out, each with its place and reason, while the good ones are kept.

use rust_xlsxwriter::Formula;

use super::{
    bad_files::{HEADING, raw_row, raw_xlsx},
    *,
};

fn told(column: &str, value: &str, code: ErrorCode) -> (String, String, ErrorCode) {
    (column.to_owned(), value.to_owned(), code)
}

#[test]
fn good_rows_are_kept_apart_from_bad_ones() {
    let read = read_csv("编码,名称,电话\n1,甲,13800138000\n2,乙,1.38E+10\n3,丙,\n");
    assert_eq!(read.rows.iter().map(|row| row.result.is_ok()).collect::<Vec<_>>(), [true, false, true]);
    let outcome = dry_run(&read, &[]).outcome;
    assert_eq!((outcome.new, outcome.rejected_rows), (2, 1));
    let rejection = &outcome.rejected[0];
    assert_eq!((rejection.row, rejection.column.as_str(), rejection.value.as_str()), (3, "电话", "1.38E+10"));
    assert_eq!(rejection.code, ErrorCode::PhoneAsNumber);
}

#[test]
fn a_code_that_comes_twice_names_the_first_row() {
    let read = read_csv("编码,名称\nA1,甲\nA2,乙\nＡ1,丙\n");
    assert_eq!(rejection_of(&read), told("编码", "Ａ1", ErrorCode::CodeTwice));
    assert_eq!(read.rows[2].result.as_ref().unwrap_err()[0].detail["first_row"], 2);
}

#[test]
fn code_and_name_must_be_there() {
    assert_eq!(only_rejection("编码,名称\n,甲\n"), told("编码", "", ErrorCode::Required));
    assert_eq!(only_rejection("编码,名称\n1,-\n"), told("名称", "", ErrorCode::Required));
}

#[test]
fn a_phone_stored_as_a_number_is_taken_when_no_digit_is_lost() {
    let book = |number: f64| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, heading) in ["编码", "名称", "电话"].iter().enumerate() {
            sheet.write_string(0, column as u16, *heading).unwrap();
        }
        sheet.write_number(1, 0, 310_101_100_001.0).unwrap();
        sheet.write_string(1, 1, "甲").unwrap();
        sheet.write_number(1, 2, number).unwrap();
        read_bytes(&workbook.save_to_buffer().unwrap()).unwrap()
    };
    let customer = book(13_800_138_000.0).rows[0].result.clone().unwrap();
    assert_eq!(customer.phone.as_deref(), Some("13800138000"));
    assert_eq!(customer.code, "310101100001");
    // 021-64311234 has lost its first 0.
    for lossy in [2_164_311_234.0, 1.38e14, 138.5] {
        assert_eq!(rejection_of(&book(lossy)).2, ErrorCode::PhoneAsNumber);
    }
}

#[test]
fn a_licence_number_that_a_spreadsheet_has_rounded_is_rejected() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "许可证号").unwrap();
    sheet.write_string(0, 1, "名称").unwrap();
    sheet.write_number(1, 0, 330_110_123_456_789_012_f64).unwrap();
    sheet.write_string(1, 1, "甲").unwrap();
    let read = read_bytes(&workbook.save_to_buffer().unwrap()).unwrap();
    assert!(read.rows[0].result.as_ref().unwrap_err().iter().all(|told| told.code == ErrorCode::DigitsLost));
    for heading in ["编码", "许可证号"] {
        let text = format!("{heading},名称\n1.38E+10,甲\n");
        let read = read_csv(&text);
        let told = &read.rows[0].result.as_ref().unwrap_err()[0];
        assert_eq!((told.column.as_str(), told.value.as_str()), (heading, "1.38E+10"));
        assert_eq!(told.code, ErrorCode::DigitsLost);
    }
}

#[test]
fn a_last_visit_still_to_come_is_rejected_unless_it_is_known() {
    let read = read_csv("编码,名称,上次拜访日期\n1,甲,2026-12-01\n2,乙,2026-11-22\n");
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let outcome = super::super::dry_run(&read, &[], today).outcome;
    assert_eq!((outcome.new, outcome.rejected_rows), (1, 1));
    let told = &outcome.rejected[0];
    assert_eq!((told.row, told.column.as_str(), told.value.as_str()), (2, "上次拜访日期", "2026-12-01"));
    assert_eq!((told.code, &told.detail["today"]), (ErrorCode::DateInFuture, &"2026-11-22".into()));
    let mut stored = Customer::new(meta(1), "1", "甲");
    stored.last_visit_on = NaiveDate::from_ymd_opt(2026, 12, 1);
    assert_eq!(super::super::dry_run(&read, &known(&[stored]), today).outcome.same, 1);
}

#[test]
fn characters_that_cannot_be_seen_are_rejected_and_named() {
    for (ch, name) in
        [('\u{202e}', "U+202E"), ('\u{2066}', "U+2066"), ('\u{200b}', "U+200B"), ('\u{feff}', "U+FEFF")]
    {
        for heading in ["编码", "名称", "备注", "电话", "联系人"] {
            let good =
                |column: &str| if column == heading { format!("1{ch}380013") } else { "1380013".to_owned() };
            let row = ["编码", "名称", "备注", "电话", "联系人"].map(good).join(",");
            let read = read_csv(&format!("编码,名称,备注,电话,联系人\n{row}\n"));
            let told = &read.rows[0].result.as_ref().unwrap_err()[0];
            assert_eq!((told.row, told.column.as_str(), told.value.as_str()), (2, heading, "1 380013"));
            assert_eq!((told.code, &told.detail["character"]), (ErrorCode::ControlCharacter, &name.into()));
        }
    }
}

#[test]
fn what_is_no_phone_is_rejected() {
    assert_eq!(only_rejection("编码,名称,电话\n1,甲,没有\n"), told("电话", "没有", ErrorCode::BadPhone));
}

#[test]
fn wrong_positions_are_told_apart() {
    let place = |lat: &str, lng: &str| only_rejection(&format!("编码,名称,纬度,经度\n1,甲,{lat},{lng}\n"));
    assert_eq!(place("121.48", "31.2"), told("纬度", "121.48", ErrorCode::PositionSwapped));
    assert_eq!(place("87.6", "43.8"), told("纬度", "87.6", ErrorCode::PositionSwapped));
    assert_eq!(place("\"31°12′30″\"", "121.48"), told("纬度", "31°12′30″", ErrorCode::PositionInMinutes));
    assert_eq!(place("31.2", "121:28:48"), told("经度", "121:28:48", ErrorCode::PositionInMinutes));
    assert_eq!(place("31.2", "121°28'"), told("经度", "121°28'", ErrorCode::PositionInMinutes));
    assert_eq!(place("0", "0.0"), told("纬度", "0", ErrorCode::PositionZero));
    assert_eq!(place("31.2", "东"), told("经度", "东", ErrorCode::BadNumber));
    assert_eq!(place("95", "160"), told("纬度", "95", ErrorCode::LatitudeOutOfRange));
    assert_eq!(place("31.2", "1214.8"), told("经度", "1214.8", ErrorCode::LongitudeOutOfRange));
    assert_eq!(place("31.2", ""), told("经度", "", ErrorCode::PositionHalf));
    assert_eq!(place("", "121.48"), told("纬度", "", ErrorCode::PositionHalf));
}

#[test]
fn an_unknown_datum_is_rejected() {
    let text = "编码,名称,纬度,经度,坐标系\n1,甲,31.2,121.4,CGCS\n";
    assert_eq!(only_rejection(text), told("坐标系", "CGCS", ErrorCode::BadDatum));
}

#[test]
fn dates_in_unclear_order_are_rejected() {
    for bad in ["11.16.2026", "16/11/2026", "2026-02-30", "去年", "26-11-16", "20261341", "123456"] {
        let text = format!("编码,名称,上次拜访\n1,甲,{bad}\n");
        assert_eq!(only_rejection(&text), told("上次拜访", bad, ErrorCode::BadDate));
    }
}

#[test]
fn control_characters_are_rejected() {
    let (column, _, code) = only_rejection("编码,名称\n1,中和\u{7}路\n");
    assert_eq!((column.as_str(), code), ("名称", ErrorCode::ControlCharacter));
}

#[test]
fn formulas_are_rejected_with_row_and_column() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in ["序号", "编码", "名称", "备注"].iter().enumerate() {
        sheet.write_string(0, column as u16, *heading).unwrap();
    }
    // A computed number in a column that is not imported does no harm.
    sheet.write_formula(1, 0, Formula::new("=ROW()-1").set_result("1")).unwrap();
    sheet.write_string(1, 1, "A1").unwrap();
    sheet.write_formula(1, 2, Formula::new("=\"中和\"&B2").set_result("中和A1")).unwrap();
    sheet.write_string(2, 1, "A2").unwrap();
    sheet.write_string(2, 2, "=HYPERLINK(\"http://x\")").unwrap();
    sheet.write_string(3, 1, "A3").unwrap();
    sheet.write_string(3, 2, "云栖").unwrap();
    let read = read_bytes(&workbook.save_to_buffer().unwrap()).unwrap();
    let outcome = dry_run(&read, &[]).outcome;
    assert_eq!((outcome.new, outcome.rejected_rows), (1, 2));
    let rejection = &outcome.rejected[0];
    assert_eq!((rejection.row, rejection.column.as_str()), (2, "名称"));
    assert_eq!(rejection.value, "=\"中和\"&B2");
    assert!(outcome.rejected.iter().all(|rejection| rejection.code == ErrorCode::FormulaCell));
}

#[test]
fn formulas_of_the_old_format_are_rejected() {
    let (column, _, code) = rejection_of(&read_bytes(&data("formula.xls")).unwrap());
    assert_eq!((column.as_str(), code), ("客户名称", ErrorCode::FormulaCell));
}

#[test]
fn texts_that_a_spreadsheet_would_compute_are_rejected_in_a_text_file() {
    for bad in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd"] {
        let (_, value, code) = only_rejection(&format!("编码,名称,备注\n1,甲,\"{bad}\"\n"));
        assert_eq!((value.as_str(), code), (bad, ErrorCode::FormulaCell));
    }
    let customer = one("编码,名称,电话,纬度,经度\n1,甲,+86 138 0013 8000,-33.9,18.4\n");
    assert_eq!(customer.phone.as_deref(), Some("+86 138 0013 8000"));
    assert_eq!(customer.position.unwrap().raw_lat_e7, -339_000_000);
}

#[test]
fn a_cell_of_ten_megabytes_is_rejected_by_row_and_column() {
    let huge = "长".repeat(3_500_000);
    let csv = format!("编码,名称\n1,{huge}\n2,乙\n");
    let sheet = format!("{HEADING}{}{}", raw_row(2, &huge), raw_row(3, "乙"));
    for bytes in [csv.into_bytes(), raw_xlsx(&sheet)] {
        let read = read_bytes(&bytes).unwrap();
        let (column, value, code) = rejection_of(&read);
        assert_eq!((column.as_str(), code), ("名称", ErrorCode::CellTooLarge));
        assert_eq!(value.chars().count(), 40);
        assert!(value.ends_with('…'));
        assert_eq!(read.rows[0].result.as_ref().unwrap_err()[0].detail["length"], 3_500_000);
        assert!(read.rows[1].result.is_ok());
    }
}

#[test]
fn a_text_longer_than_its_field_is_rejected() {
    let read = read_csv(&format!("编码,名称\n1,{}\n", "长".repeat(101)));
    let rejection = &read.rows[0].result.as_ref().unwrap_err()[0];
    assert_eq!(rejection.code, ErrorCode::TooLong);
    assert_eq!((&rejection.detail["length"], &rejection.detail["most"]), (&101.into(), &100.into()));
}

#[test]
fn unknown_words_are_rejected() {
    for (heading, value, code) in [
        ("类别", "E类", ErrorCode::BadClass),
        ("客户细分", "重要", ErrorCode::BadSegment),
        ("状态", "搬迁", ErrorCode::BadStatus),
        ("标准店", "也许", ErrorCode::BadFlag),
        ("订货日", "周八", ErrorCode::BadWeekday),
        ("拜访日", "周一、周一", ErrorCode::BadWeekday),
        ("营业时间", "18:00-08:00", ErrorCode::BadHours),
        ("营业时间", "早上到晚上", ErrorCode::BadHours),
        ("拜访频率", "经常", ErrorCode::BadFrequency),
        ("拜访频率", "每60周", ErrorCode::BadFrequency),
        ("服务时长", "半小时", ErrorCode::BadNumber),
        ("服务时长", "7.5", ErrorCode::BadNumber),
        ("最短间隔", "3", ErrorCode::BadFrequency),
        ("赶集日", "有空", ErrorCode::BadWeekday),
    ] {
        let text = format!("编码,名称,{heading}\n1,甲,{value}\n");
        assert_eq!(only_rejection(&text), told(heading, value, code));
    }
}

#[test]
fn a_stay_that_is_none_is_told_with_the_minutes_that_are() {
    for value in ["-5", "0", "1440", "9000000分钟"] {
        let read = read_csv(&format!("编码,名称,服务时长\n1,甲,{value}\n"));
        let rejection = &read.rows[0].result.as_ref().unwrap_err()[0];
        assert_eq!((rejection.code, rejection.value.as_str()), (ErrorCode::OutOfRange, value));
        assert_eq!((&rejection.detail["least"], &rejection.detail["most"]), (&1.into(), &600.into()));
    }
}

#[test]
fn a_row_tells_everything_that_is_wrong_with_it() {
    let read = read_csv("编码,名称,类别,电话,上次拜访\n1,甲,E,没有,昨天\n");
    let codes: Vec<ErrorCode> =
        read.rows[0].result.as_ref().unwrap_err().iter().map(|rejection| rejection.code).collect();
    assert_eq!(codes, [ErrorCode::BadClass, ErrorCode::BadPhone, ErrorCode::BadDate]);
}
