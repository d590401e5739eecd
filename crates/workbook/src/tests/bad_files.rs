//! Files that are refused as a whole.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

/// A zip archive of named parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook around the XML of its sheet.
pub fn raw_xlsx(rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    archive(&[
        (
            "[Content_Types].xml",
            &format!(
                r#"<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            &format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="客户" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ])
}

pub const HEADING: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>编码</t></is></c><c r="B1" t="inlineStr"><is><t>名称</t></is></c></row>"#;

pub fn raw_row(row: usize, name: &str) -> String {
    format!(
        r#"<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" t="inlineStr"><is><t>{name}</t></is></c></row>"#
    )
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="客户">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &content),
    ])
}

fn csv_of(rows: usize) -> String {
    let rows: Vec<String> = (0..rows).map(|row| format!("{row},甲\n")).collect();
    format!("编码,名称\n{}", rows.concat())
}

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".as_slice(),
        b"%PDF-1.7\n1 0 obj",
        b"<html><table><tr><td>a</td></tr></table></html>",
        b"PK\x03\x04 cut off",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off",
        &archive(&[("readme.txt", "no workbook")]),
        &archive(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]),
    ] {
        assert_eq!(failure(bytes).code, ErrorCode::NotAWorkbook, "{:?}", &bytes[..8]);
    }
}

#[test]
fn what_a_file_is_instead_of_a_workbook_is_said() {
    let page = "<html><head><meta charset=gbk></head><table><tr><td>编码</td></tr></table></html>";
    let word = "WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for (name, bytes, content) in [
        ("客户.xls", page.as_bytes(), "html"),
        ("客户.xlsx", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        ("客户.xls", b"<?xml version=\"1.0\"?><Workbook/>", "xml"),
        ("客户.csv", b"{\"code\": 1}", "json"),
        ("客户.xlsx", b"hello", "text"),
        ("客户.xls", "你好，世界\n再见".as_bytes(), "text"),
        ("客户.ods", "编码,名称\n1,甲\n".as_bytes(), "text"),
        ("客户.xlsx", b"%PDF-1.7\n", "pdf"),
        ("客户.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        ("客户.csv", b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (
            "客户.xlsx",
            &archive(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]),
            "document",
        ),
        ("客户.xls", &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &word].concat(), "document"),
        ("客户.xlsx", &archive(&[("readme.txt", "no workbook")]), "archive"),
        ("客户.xlsx", b"PK\x03\x04 cut off", "damaged"),
        ("客户.csv", &[1; 400], "unknown"),
    ] {
        let error = read_named(name, bytes).unwrap_err();
        assert_eq!(
            (error.code, &error.detail["content"]),
            (ErrorCode::NotAWorkbook, &content.into()),
            "{name}"
        );
    }
}

#[test]
fn a_table_in_text_under_an_old_workbooks_name_is_taken() {
    let read = read_named("导出.XLS", "编码\t名称\n1\t甲\n".as_bytes()).unwrap();
    assert_eq!(read.rows[0].name, "甲");
}

#[test]
fn a_workbook_cut_short_is_refused_at_every_length() {
    let whole = xlsx(&[&["编码", "名称"], &["1", "甲"]]);
    for length in (2..whole.len()).step_by(97) {
        assert_eq!(failure(&whole[..length]).code, ErrorCode::NotAWorkbook);
    }
    let whole = data("customers.xls");
    for length in (8..whole.len()).step_by(97) {
        // What is left may still hold the sheet; it must not take the program down.
        let _ = read_bytes(&whole[..length]);
    }
}

#[test]
fn bytes_in_no_known_encoding_are_refused() {
    assert_eq!(failure(b"code,name\n1,caf\xe9\n2,\xff\xff\n").code, ErrorCode::BadEncoding);
}

#[test]
fn an_encrypted_workbook_is_told_as_such() {
    assert_eq!(failure(&data("encrypted.xlsx")).code, ErrorCode::WorkbookEncrypted);
}

#[test]
fn a_workbook_without_rows_is_told_as_such() {
    for bytes in [
        Vec::new(),
        b"\n\n".to_vec(),
        "编码,名称\n".as_bytes().to_vec(),
        "编码,名称\n,\n -, \n".as_bytes().to_vec(),
        xlsx(&[]),
        xlsx(&[&["编码", "名称"]]),
    ] {
        assert_eq!(failure(&bytes).code, ErrorCode::WorkbookEmpty);
    }
}

#[test]
fn two_hundred_thousand_rows_are_refused() {
    let error = failure(csv_of(200_000).as_bytes());
    assert_eq!(error.code, ErrorCode::TooManyRows);
    assert_eq!(error.detail["most"], 50_000);
    let rows = (2..200_002).map(|row| raw_row(row, "甲")).collect::<Vec<_>>().concat();
    assert_eq!(failure(&raw_xlsx(&format!("{HEADING}{rows}"))).code, ErrorCode::TooManyRows);
}

#[test]
fn fifty_thousand_rows_are_taken_and_one_more_is_not() {
    assert_eq!(read_csv(&csv_of(MOST_ROWS)).rows.len(), MOST_ROWS);
    assert_eq!(failure(csv_of(MOST_ROWS + 1).as_bytes()).code, ErrorCode::TooManyRows);
}

#[test]
fn a_file_over_the_limit_is_refused_unread() {
    let error = failure(&vec![b'a'; MOST_BYTES + 1]);
    assert_eq!(error.code, ErrorCode::FileTooLarge);
    assert_eq!(error.detail["most_mb"], 50);
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let megabyte = vec![b' '; 1024 * 1024];
    zip.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
    for _ in 0..300 {
        zip.write_all(&megabyte).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1024 * 1024);
    assert_eq!(failure(&bytes).code, ErrorCode::FileTooLarge);
}

#[test]
fn a_cell_in_the_last_corner_costs_no_memory() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row>"#;
    let read = read_bytes(&raw_xlsx(&format!("{HEADING}{}{far}", raw_row(2, "甲")))).unwrap();
    assert_eq!(read.rows.len(), 1);
}

#[test]
fn rows_that_an_open_document_repeats_are_counted_before_they_are_unfolded() {
    let text = |text: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let heading = format!("<table:table-row>{}{}</table:table-row>", text("编码"), text("名称"));
    let row = format!(
        r#"<table:table-row table:number-rows-repeated="1000000">{}{}</table:table-row>"#,
        text("1"),
        text("甲")
    );
    assert_eq!(failure(&ods(&format!("{heading}{row}"))).code, ErrorCode::TooManyRows);
    let wide = r#"<table:table-row table:number-rows-repeated="40000"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>甲</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(failure(&ods(&format!("{heading}{wide}"))).code, ErrorCode::FileTooLarge);
    let empty = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let good = format!("<table:table-row>{}{}</table:table-row>", text("1"), text("甲"));
    assert_eq!(read_bytes(&ods(&format!("{heading}{good}{empty}"))).unwrap().rows.len(), 1);
}

#[test]
fn a_quotation_mark_that_is_never_closed_refuses_the_file_and_names_its_line() {
    let refused = |text: &str| {
        let error = failure(text.as_bytes());
        assert_eq!(error.code, ErrorCode::QuoteOpen, "{text:?}");
        error.detail["line"].as_u64().unwrap()
    };
    let head = "编码,名称,地址\n1,甲,\"路\n二\"\n\n";
    assert_eq!(refused(&format!("{head}4,\"未闭合,路3,121,31,A,")), 5);
    assert_eq!(refused(&format!("{head}4,\"未闭合,路3\n5,乙,路\n6,丙,路\n")), 5);
    assert_eq!(refused(&format!("{head}4,\"\"\"未闭合\"\",路3\n").replace('\n', "\r\n")), 5);
    // A quoted cell further down does not close it.
    assert_eq!(refused(&format!("{head}4,\"未闭合,路3\n5,\"乙\",路\n")), 5);
    assert_eq!(refused(&format!("{head}4,\"未闭合,路3\n\"5\",乙,路\n")), 5);
    assert_eq!(refused("\"编码,名称\n1,甲\n"), 1);
    let error = crate::read_csv(b"a,b\n1,\"2\n3,4\n");
    assert_eq!(error.unwrap_err().code, ErrorCode::QuoteOpen);
    let error =
        read_sales("", "编码,月份,销量\n1,2026-10,\"5\n2,2026-10,6\n".as_bytes(), &SalesMapping::default());
    assert_eq!(error.unwrap_err().code, ErrorCode::QuoteOpen);
}

#[test]
fn closed_quotation_marks_read_as_the_text_they_hold() {
    for text in [
        "",
        "甲",
        "甲,乙",
        "一\n二",
        "一\r\n二\n三",
        "\"",
        "说\"好\"",
        "\"\"",
        "甲\"\n\"乙",
        ",\n\",",
        "末\"",
    ] {
        for (delimiter, end) in [(",", "\n"), (";", "\r\n"), ("\t", "\n")] {
            let quoted = format!("\"{}\"", text.replace('"', "\"\""));
            let row = [quoted.as_str(), "裸\"引号\"", quoted.as_str()].join(delimiter);
            let file = format!("a{delimiter}b{delimiter}c{end}{row}{end}{row}");
            let cells = crate::read_csv(file.as_bytes()).unwrap();
            let expected = [text, "裸\"引号\"", text];
            assert_eq!(cells[1..], [expected, expected], "{file:?}");
        }
    }
    // A mark closed in its own line, with more text behind it, swallows nothing.
    assert_eq!(one("编码,名称\n1,\"老王\"便利店\n").name, "老王便利店");
}
