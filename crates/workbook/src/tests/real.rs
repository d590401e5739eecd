//! Files that other programs wrote.

use super::*;

#[test]
fn every_shop_of_shanghai_is_taken() {
    let read = read_bytes(&data("stores-shanghai.csv")).unwrap();
    assert_eq!(read.rows.len(), 542);
    let customers: Vec<&ImportedCustomer> =
        read.rows.iter().map(|row| row.result.as_ref().unwrap()).collect();
    let first = customers[0];
    assert_eq!(read.rows[0].row, 2);
    assert_eq!(first.code, "24754-238132");
    assert_eq!(first.name, "汇暻生活广场店");
    assert_eq!(first.address.as_deref(), Some("黄浦区, 汇暻生活广场, 四川北路1689号110、202室"));
    assert_eq!(first.phone, None);
    let position = first.position.unwrap();
    assert_eq!((position.raw_lat_e7, position.raw_lng_e7), (312_000_000, 1_214_800_000));
    assert_eq!(position.datum, Datum::Gcj02);
    assert_eq!(customers.iter().filter(|customer| customer.phone.is_some()).count(), 241);
    assert!(customers.iter().all(|customer| customer.position.is_some()));
}

#[test]
fn columns_that_are_not_imported_are_reported() {
    let read = read_bytes(&data("stores-shanghai.csv")).unwrap();
    let left: Vec<&str> = read
        .columns
        .iter()
        .filter(|column| column.field.is_none())
        .map(|column| column.heading.as_str())
        .collect();
    assert_eq!(
        left,
        ["Brand", "Ownership Type", "City", "State/Province", "Country", "Postcode", "Timezone"]
    );
    let code = &read.columns[1];
    assert_eq!((code.letter.as_str(), code.sample.as_deref()), ("B", Some("24754-238132")));
}

#[test]
fn importing_the_same_file_again_changes_nothing() {
    let read = read_bytes(&data("stores-shanghai.csv")).unwrap();
    let first = dry_run(&read, &[]);
    assert_eq!((first.outcome.new, first.outcome.rejected_rows, first.changes.len()), (542, 0, 542));
    let customers: Vec<Customer> = first
        .changes
        .iter()
        .enumerate()
        .map(|(index, change)| change.imported.customer(meta(index as u64)))
        .collect();
    let again = dry_run(&read, &known(&customers));
    assert_eq!((again.outcome.same, again.outcome.changed, again.outcome.new), (542, 0, 0));
    assert!(again.changes.is_empty());
}

#[test]
fn a_tab_in_an_address_is_a_blank() {
    let read = read_bytes(&data("stores-shanghai.csv")).unwrap();
    let addresses: Vec<&String> =
        read.rows.iter().filter_map(|row| row.result.as_ref().unwrap().address.as_ref()).collect();
    assert!(addresses.iter().any(|address| address.contains("浦东新区 上南路161号")));
    assert!(addresses.iter().all(|address| !address.contains('\t')));
}

#[test]
fn the_old_and_the_open_format_read_like_the_new_one() {
    for name in ["customers.xls", "customers.ods"] {
        let read = read_bytes(&data(name)).unwrap();
        let first = read.rows[0].result.as_ref().unwrap();
        assert_eq!(first.code, "330110001", "{name}");
        assert_eq!(first.name, "中和路烟酒店");
        assert_eq!(first.phone.as_deref(), Some("0571-85550101"));
        assert_eq!(first.last_visit_on.unwrap().to_string(), "2026-11-16");
        assert_eq!(first.position.unwrap().raw_lat_e7, 302_345_678);
        assert_eq!(read.rows.len(), 2);
    }
}

#[test]
fn gb_18030_reads_like_utf_8() {
    let text = "客户编码,客户名称\n1,𠮷祥㛃商行\n";
    let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
    assert!(!lost && std::str::from_utf8(&bytes).is_err());
    let read = read_bytes(&bytes).unwrap();
    assert_eq!(read.rows[0].result.as_ref().unwrap().name, "𠮷祥㛃商行");
    assert_eq!(read.columns[0].heading, "客户编码");
}

#[test]
fn a_bom_is_no_part_of_the_first_heading() {
    assert_eq!(one("\u{feff}客户编码,客户名称\n1,中和路\n").code, "1");
    let utf_16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("客户编码\t客户名称\r\n1\t中和路\r\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(read_bytes(&utf_16).unwrap().rows[0].name, "中和路");
}

#[test]
fn semicolons_and_tabs_part_columns_too() {
    assert_eq!(one("编码;名称\n1;中和路, 甲\n").name, "中和路, 甲");
    assert_eq!(one("编码\t名称\n1\t中和路\n").name, "中和路");
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let read = read_csv("编码,名称,备注\r\n1,甲,\"两\r\n行\"\r\n\r\n\r\n2,乙,\r\n3,丙,\r\n");
    let rows: Vec<u32> = read.rows.iter().map(|row| row.row).collect();
    assert_eq!(rows, [2, 5, 6]);
    assert_eq!(read.rows[0].result.as_ref().unwrap().note.as_deref(), Some("两\n行"));
    let read = read_csv("编码,名称\n\n\n1,甲\n\n2,乙");
    assert_eq!(read.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 6]);
}
