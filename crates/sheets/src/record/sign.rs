//! The foot of a record sheet: the customer's signature beside the manager's.

use chrono::NaiveDate;
use rounds_core::form::Section;

use super::{
    Format, LABEL, WIDTH,
    field::{self, Source},
    source,
};
use crate::{
    FilledRecord, RecordSheet, SignedBy,
    rows::{Cell, Row},
    sheet::{Desk, label, phrase},
    text::{Part, SMALLEST},
    words,
};

/// Columns: what is said of the signature, the signature, the manager's side.
const SAID: f32 = 66.0;
const INK: f32 = 60.0;
/// Of a blank sheet: the customer's side.
const LEFT: f32 = 114.0;

pub(super) fn rows(
    desk: &Desk,
    section: &Section,
    sheet: &RecordSheet,
    format: &Format,
    size: f32,
) -> Vec<Row> {
    match &sheet.filled {
        Some(filled) => signed(desk, section, sheet, filled, format, size),
        None => to_sign(desk, section, source(sheet), format, size),
    }
}

/// `____年__月__日`.
fn day() -> Vec<Part> {
    let parts = phrase("", Some(12.0), "年").into_iter().chain(phrase("", Some(7.0), "月"));
    parts.chain(phrase("", Some(7.0), "日")).collect()
}

/// The manager signs by hand, on the filled sheet as well.
fn manager() -> [Vec<Vec<Part>>; 3] {
    [
        vec![phrase("客户经理签字", Some(0.0), "")],
        vec![phrase("日期", None, ""), day()],
        vec![phrase("抽查人/日期", Some(0.0), "")],
    ]
}

fn to_sign(desk: &Desk, section: &Section, source: Source, format: &Format, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let mut left: Vec<Vec<Vec<Part>>> =
        vec![vec![phrase(&section.title.zh, None, ""), phrase("客户签字", Some(0.0), "")]];
    for (place, row) in section.rows.iter().enumerate() {
        let mut phrases = field::options(row, "", source);
        if place == 0 {
            phrases.push(day());
        }
        left.push(phrases);
    }
    left.into_iter()
        .zip(manager())
        .map(|(left, right)| {
            let cells = vec![
                Cell::phrases(setter, LEFT, &left, size),
                Cell::phrases(setter, WIDTH - LEFT, &right, size),
            ];
            Row::new(cells, format.signed).growing(1.0)
        })
        .collect()
}

fn signed(
    desk: &Desk,
    section: &Section,
    sheet: &RecordSheet,
    filled: &FilledRecord,
    format: &Format,
    size: f32,
) -> Vec<Row> {
    let setter = desk.setter;
    let on = |date: &NaiveDate| vec![phrase(&format!("日期 {}", words::long_date(*date)), None, "")];
    let (state, date) = match &filled.signature {
        SignedBy::Nobody => ("未签字", Vec::new()),
        SignedBy::Paper => ("已在纸质表上签字，扫描件存档", Vec::new()),
        SignedBy::Drawn { on: date, .. } => ("", on(date)),
        SignedBy::Refused { on: date } => ("拒签", on(date)),
        SignedBy::Erased { on: date } => ("签字已依法抹去", on(date)),
    };
    let mut said = Cell::phrases(setter, SAID, &[phrase(&section.title.zh, None, "")], size);
    for row in &section.rows {
        let phrases = field::options(row, &row.label.zh, source(sheet));
        said.lines.extend(Cell::phrases(setter, SAID, &phrases, size).lines);
    }
    said.lines.extend(Cell::phrases(setter, SAID, &date, size).lines);
    let ink = match &filled.signature {
        SignedBy::Drawn { strokes, .. } => Cell::signature(INK, strokes),
        _ => Cell::text(setter, INK, state, size).centred(),
    };
    let mut manager_side = Cell::blank(WIDTH - SAID - INK);
    for phrases in manager() {
        manager_side.lines.extend(Cell::phrases(setter, manager_side.width, &phrases, size).lines);
    }
    let mut rows =
        vec![Row::new(vec![format.lines(said, sheet), ink, manager_side], format.ink).growing(1.0)];
    if let Some(seal) = &filled.seal {
        let text = format!("SHA-256 {} · 设备密钥 {}", hex::encode(seal.hash), hex::encode(&seal.key[..8]));
        rows[0].kept = true;
        let cells =
            vec![label(setter, LABEL, "电子存证", size), Cell::text(setter, WIDTH - LABEL, &text, SMALLEST)];
        rows.push(Row::new(cells, 4.4));
    }
    rows
}
