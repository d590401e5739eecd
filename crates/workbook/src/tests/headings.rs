use rust_xlsxwriter::Format;

use super::*;

#[test]
fn missing_headings_are_named() {
    let error = failure("店名,地址\n中和路,1号\n".as_bytes());
    assert_eq!(error.code, ErrorCode::HeadingMissing);
    assert_eq!(error.detail["missing"], serde_json::json!(["code"]));
    assert_eq!(error.detail["headings"], serde_json::json!(["店名", "地址"]));
    let error = failure("1,中和路\n2,云栖\n".as_bytes());
    assert_eq!(error.detail["missing"], serde_json::json!(["code", "name"]));
}

#[test]
fn two_columns_for_one_field_are_both_named() {
    let error = failure("编码,名称,电话,备注,联系电话\n1,甲,,,\n".as_bytes());
    assert_eq!(error.code, ErrorCode::HeadingTwice);
    assert_eq!(error.detail["field"], "phone");
    assert_eq!((&error.detail["first"], &error.detail["second"]), (&"电话".into(), &"联系电话".into()));
    assert_eq!(error.detail["columns"], "C, E");
    assert_eq!(error.detail["headings"].as_array().unwrap().len(), 5);
}

#[test]
fn merged_headings_are_named() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "客户编码").unwrap();
    sheet.write_string(0, 1, "客户名称").unwrap();
    sheet.merge_range(0, 2, 0, 4, "联系方式", &Format::new()).unwrap();
    sheet.write_string(1, 0, "1").unwrap();
    sheet.write_string(1, 1, "甲").unwrap();
    let error = failure(&workbook.save_to_buffer().unwrap());
    assert_eq!(error.code, ErrorCode::HeadingMerged);
    assert_eq!((&error.detail["row"], &error.detail["columns"]), (&1.into(), &"C-E".into()));
}

#[test]
fn a_merged_title_above_the_heading_is_no_harm() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "2026年客户名单", &Format::new()).unwrap();
    for (column, heading) in ["序号", "客户编码", "客户名称", "电话"].iter().enumerate() {
        sheet.write_string(2, column as u16, *heading).unwrap();
    }
    sheet.write_string(3, 1, "1").unwrap();
    sheet.write_string(3, 2, "甲").unwrap();
    let read = read_bytes(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(read.rows[0].row, 4);
    assert_eq!(read.rows[0].name, "甲");
}

#[test]
fn the_sheet_with_the_headings_is_found() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "填写说明").unwrap();
    let sheet = workbook.add_worksheet();
    for (row, cells) in [["编码", "名称"], ["1", "甲"]].iter().enumerate() {
        sheet.write_string(row as u32, 0, cells[0]).unwrap();
        sheet.write_string(row as u32, 1, cells[1]).unwrap();
    }
    assert_eq!(read_bytes(&workbook.save_to_buffer().unwrap()).unwrap().rows.len(), 1);
}

#[test]
fn a_licence_number_serves_as_the_code_where_there_is_none() {
    let customer = one("许可证号,店名\n330110100001,中和路\n");
    assert_eq!(customer.code, "330110100001");
    assert_eq!(customer.licence_no.as_deref(), Some("330110100001"));
    let customer = one("许可证号,编码,店名\n330110100001,A1,中和路\n");
    assert_eq!((customer.code.as_str(), customer.licence_no.as_deref()), ("A1", Some("330110100001")));
}

#[test]
fn a_mapping_by_hand_overrides_what_headings_say() {
    let mapping = Mapping::from_json(
        r#"{"甲列": "code", "客户": "note", "乙列": "name", "电话": null, "别的文件": "line"}"#.as_bytes(),
    )
    .unwrap();
    let text = "甲列,客户,乙列,电话,联系电话\n1,老客户,中和路,12,13800138000\n";
    let read = read_customers("", text.as_bytes(), &mapping, Datum::Gcj02).unwrap();
    let customer = read.rows[0].result.as_ref().unwrap();
    assert_eq!((customer.code.as_str(), customer.name.as_str()), ("1", "中和路"));
    assert_eq!(customer.note.as_deref(), Some("老客户"));
    assert_eq!(customer.phone.as_deref(), Some("13800138000"));
}

#[test]
fn a_column_mapped_by_hand_takes_the_field_from_one_that_sounds_like_it() {
    let mapping = Mapping::from_words(&[("新编码".to_owned(), "code".to_owned())].into()).unwrap();
    let read = read_customers("", "编码,新编码,名称\n1,A1,甲\n".as_bytes(), &mapping, Datum::Gcj02).unwrap();
    assert_eq!(read.rows[0].code, "A1");
}

#[test]
fn a_bad_mapping_says_where() {
    assert_eq!(Mapping::from_json(b"{\"a\": \"colour\"}").unwrap_err().code, ErrorCode::BadMapping);
    assert_eq!(Mapping::from_json(b"[1]").unwrap_err().code, ErrorCode::BadMapping);
    let error = Mapping::from_words(&[("甲".to_owned(), "colour".to_owned())].into()).unwrap_err();
    assert_eq!(error.detail["heading"], "甲");
}
