//! Two sheets on an A4 page, a cut between them; sections that only inform are merged into lines of ticks.

use rounds_core::form::{Form, Input, RowLayout, Section};

use super::{Format, LABEL, WIDTH, area, blank, draw, facts, line_phrases, repeated, room, signatures};
use crate::{
    RecordSheet,
    rows::{self, Cell, Row},
    scene::{Area, Page, Shape, THIN},
    sheet::{Desk, Leaf, label, phrase},
    text::Part,
};

/// Tops of the two halves, and the height of each.
const TOPS: [f32; 2] = [6.0, 153.0];
const HEIGHT: f32 = 138.0;
const CUT: f32 = 148.5;

const STANDARD: Format = Format { sizes: &[8.5, 8.0, 7.5], code: 17.0, least: 5.2, signed: 5.6, most: 2.0 };
const LARGE: Format = Format { sizes: &[9.0, 8.5, 8.0, 7.5], ..STANDARD };

pub(super) fn lay_out(desk: &Desk, form: &Form, sheets: &[RecordSheet]) -> Vec<Vec<Leaf>> {
    let format = if desk.options.large_type { &LARGE } else { &STANDARD };
    let pairs = sheets.chunks(2).map(|pair| {
        let mut leaf = Leaf { page: Page::a4_portrait(), feet: Vec::new() };
        for (sheet, top) in pair.iter().zip(TOPS) {
            let half = area(top, HEIGHT);
            let rows = fitted(desk, form, sheet, format, half);
            let foot = draw(desk, &mut leaf.page, form, sheet, format, half, &rows);
            leaf.feet.push(foot);
        }
        let width = leaf.page.width;
        leaf.page.shapes.push(Shape::Rule { from: (0.0, CUT), to: (width, CUT), width: THIN, dashed: true });
        vec![leaf]
    });
    pairs.collect()
}

/// The rows in the largest size that fits.
fn fitted(desk: &Desk, form: &Form, sheet: &RecordSheet, format: &Format, half: Area) -> Vec<Row> {
    let mut rows = Vec::new();
    for size in format.sizes {
        rows = sheet_rows(desk, form, sheet, format, *size);
        if rows::total(&rows) <= room(half, format) {
            break;
        }
    }
    rows
}

fn sheet_rows(desk: &Desk, form: &Form, sheet: &RecordSheet, format: &Format, size: f32) -> Vec<Row> {
    let mut rows = facts(desk, form, sheet, size, format.least);
    for section in form.printed_sections().filter(|section| section.key != "visit") {
        if section.key == "signature" {
            rows.extend(signatures(desk, section, format, size));
        } else if let Some(repeat) = &section.repeat {
            rows.extend(repeated(desk, section, repeat.compact_rows, size, 7.0));
        } else {
            rows.push(ticks(desk, section, sheet, format, size));
        }
    }
    rows
}

/// A section as lines of ticks; the further columns of a table become one blank.
fn ticks(desk: &Desk, section: &Section, sheet: &RecordSheet, format: &Format, size: f32) -> Row {
    let phrases = if section.columns.is_empty() { line_phrases(section, sheet) } else { merged(section) };
    let cells = vec![
        label(desk.setter, LABEL, &section.title.zh, size),
        Cell::phrases(desk.setter, WIDTH - LABEL, &phrases, size),
    ];
    Row::new(cells, format.least).growing(0.5)
}

fn merged(section: &Section) -> Vec<Vec<Part>> {
    let mut phrases = Vec::new();
    let mut notes = Vec::new();
    for row in &section.rows {
        if let [only] = row.fields.as_slice()
            && matches!(only.input, Input::Text | Input::LongText)
        {
            notes.push(row.label.zh.as_str());
            continue;
        }
        let ticks = RowLayout { label: row.label.clone(), fields: row.fields[..1].to_vec() };
        phrases.push(blank::row(&ticks, &|_, _| false, &|_| None));
    }
    let columns = section.columns.iter().skip(2).map(|column| column.title.zh.as_str());
    notes.splice(0..0, columns);
    if !notes.is_empty() {
        phrases.push(phrase(&format!("{} ", notes.join("、")), Some(0.0), ""));
    }
    phrases
}
