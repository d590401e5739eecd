//! One sheet on an A4 page, with every table; a long record goes on overleaf under the same head.

use rounds_core::form::{Form, Section};

use super::{Format, WIDTH, area, draw, facts, field, heads, plain, repeated, room, sign, source, title};
use crate::{
    RecordSheet,
    rows::{self, Cell, Row},
    scene::Page,
    sheet::{Desk, Leaf, label},
};

const TOP: f32 = 10.0;
const HEIGHT: f32 = 279.0;

const STANDARD: Format = Format {
    sizes: &[9.0, 8.5, 8.0, 7.5],
    code: 20.0,
    least: 6.2,
    signed: 8.0,
    ink: 22.0,
    leading: 1.35,
    most: 5.0,
};
const LARGE: Format = Format { sizes: &[11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0], ..STANDARD };

pub(super) fn lay_out(desk: &Desk, form: &Form, sheet: &RecordSheet) -> Vec<Leaf> {
    let format = if desk.options.large_type { &LARGE } else { &STANDARD };
    let sheet_area = area(TOP, HEIGHT);
    let room = room(sheet_area, sheet, format);
    let mut rows = Vec::new();
    for size in format.sizes {
        rows = sheet_rows(desk, form, sheet, format, *size);
        if rows::total(&rows) <= room {
            break;
        }
    }
    let pages = rows::paginate(&[], rows, room).into_iter().enumerate().map(|(place, rows)| {
        let mut page = Page::a4_portrait();
        let foot = draw(desk, &mut page, form, sheet, format, sheet_area, &rows, place > 0);
        Leaf { page, feet: vec![foot] }
    });
    pages.collect()
}

fn sheet_rows(desk: &Desk, form: &Form, sheet: &RecordSheet, format: &Format, size: f32) -> Vec<Row> {
    let mut rows = facts(desk, form, sheet, size, format);
    for section in form.printed_sections().filter(|section| section.key != "visit") {
        if section.key == "signature" {
            rows.extend(sign::rows(desk, section, sheet, format, size));
        } else if let Some(repeat) = &section.repeat {
            rows.extend(repeated(desk, section, sheet, format, repeat.printed_rows, size, 9.5));
        } else if section.columns.is_empty() {
            rows.push(plain(desk, section, sheet, format, size).growing(0.4));
        } else {
            rows.extend(table(desk, section, sheet, format, size));
        }
    }
    rows
}

/// A section with its table, a row for each item.
fn table(desk: &Desk, section: &Section, sheet: &RecordSheet, format: &Format, size: f32) -> Vec<Row> {
    let setter = desk.setter;
    let source = source(sheet);
    let mut rows = vec![title(desk, section, size), heads(desk, section, size)];
    let widths: Vec<f32> = section.columns.iter().map(|column| column.width_mm as f32).collect();
    let cell = |layout, width: f32| {
        format.lines(Cell::phrases(setter, width, &field::in_cell(layout, source), size), sheet)
    };
    for row in &section.rows {
        let mut cells = vec![label(setter, widths[0], &row.label.zh, size)];
        if let [only] = row.fields.as_slice() {
            cells.push(cell(only, WIDTH - widths[0]));
        } else {
            cells.extend(row.fields.iter().zip(&widths[1..]).map(|(layout, width)| cell(layout, *width)));
        }
        rows.push(Row::new(cells, 5.8).growing(1.0));
    }
    rows
}
