//! Two sheets on an A4 page, a cut between them; sections that only inform are merged into lines of ticks.
//!
//! A record with more to say than half a page holds gets a page of its own.

use rounds_core::form::{FieldLayout, Form, Input, RowLayout, Section};

use super::{
    Format, LABEL, WIDTH, area, draw, facts,
    field::{self, Source},
    form_of, full, line_phrases, repeated, room, sign, source,
};
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

const STANDARD: Format = Format {
    sizes: &[8.5, 8.0, 7.5],
    code: 17.0,
    least: 5.2,
    signed: 5.6,
    ink: 15.0,
    leading: 1.3,
    most: 2.0,
};
const LARGE: Format = Format { sizes: &[9.0, 8.5, 8.0, 7.5], ..STANDARD };

pub(super) fn lay_out(desk: &Desk, form: &Form, sheets: &[RecordSheet]) -> Vec<Vec<Leaf>> {
    let format = if desk.options.large_type { &LARGE } else { &STANDARD };
    let mut stacks: Vec<Vec<Leaf>> = Vec::new();
    let mut halves = Vec::new();
    for sheet in sheets {
        let form = form_of(sheet, form);
        match fitted(desk, form, sheet, format) {
            Some(rows) => halves.push((form, sheet, rows)),
            None => {
                stacks.extend(halves.drain(..).next().map(|half| pair(desk, format, vec![half])));
                stacks.push(full::lay_out(desk, form, sheet));
            }
        }
        if halves.len() == TOPS.len() {
            stacks.push(pair(desk, format, std::mem::take(&mut halves)));
        }
    }
    if !halves.is_empty() {
        stacks.push(pair(desk, format, halves));
    }
    stacks
}

fn pair(desk: &Desk, format: &Format, halves: Vec<(&Form, &RecordSheet, Vec<Row>)>) -> Vec<Leaf> {
    let mut leaf = Leaf { page: Page::a4_portrait(), feet: Vec::new() };
    for ((form, sheet, rows), top) in halves.into_iter().zip(TOPS) {
        leaf.feet.push(draw(desk, &mut leaf.page, form, sheet, format, half(top), &rows, false));
    }
    let width = leaf.page.width;
    leaf.page.shapes.push(Shape::Rule { from: (0.0, CUT), to: (width, CUT), width: THIN, dashed: true });
    vec![leaf]
}

fn half(top: f32) -> Area {
    area(top, HEIGHT)
}

/// The rows in the largest size that fits; none where even the smallest is too large.
fn fitted(desk: &Desk, form: &Form, sheet: &RecordSheet, format: &Format) -> Option<Vec<Row>> {
    let room = room(half(0.0), sheet, format);
    format
        .sizes
        .iter()
        .map(|size| sheet_rows(desk, form, sheet, format, *size))
        .find(|rows| rows::total(rows) <= room)
}

fn sheet_rows(desk: &Desk, form: &Form, sheet: &RecordSheet, format: &Format, size: f32) -> Vec<Row> {
    let mut rows = facts(desk, form, sheet, size, format);
    for section in form.printed_sections().filter(|section| section.key != "visit") {
        if section.key == "signature" {
            rows.extend(sign::rows(desk, section, sheet, format, size));
        } else if let Some(repeat) = &section.repeat {
            rows.extend(repeated(desk, section, sheet, format, repeat.compact_rows, size, 7.0));
        } else {
            rows.push(ticks(desk, section, sheet, format, size));
        }
    }
    rows
}

/// A section as lines of ticks; the further columns of a table become one blank.
fn ticks(desk: &Desk, section: &Section, sheet: &RecordSheet, format: &Format, size: f32) -> Row {
    let phrases = match source(sheet) {
        source if section.columns.is_empty() => line_phrases(section, source),
        source if source.is_filled() => answered(section, source),
        source => merged(section, source),
    };
    let cells = vec![
        label(desk.setter, LABEL, &section.title.zh, size),
        format.lines(Cell::phrases(desk.setter, WIDTH - LABEL, &phrases, size), sheet),
    ];
    Row::new(cells, format.least).growing(0.5)
}

/// A row of a table that only holds a text.
fn text_only(row: &RowLayout) -> Option<&FieldLayout> {
    match row.fields.as_slice() {
        [only] if matches!(only.input, Input::Text | Input::LongText) => Some(only),
        _ => None,
    }
}

fn ticked(row: &RowLayout, source: Source) -> Vec<Part> {
    field::row(&RowLayout { label: row.label.clone(), fields: row.fields[..1].to_vec() }, source)
}

fn merged(section: &Section, source: Source) -> Vec<Vec<Part>> {
    let (notes, rows): (Vec<&RowLayout>, Vec<_>) =
        section.rows.iter().partition(|row| text_only(row).is_some());
    let mut phrases: Vec<Vec<Part>> = rows.into_iter().map(|row| ticked(row, source)).collect();
    let columns = section.columns.iter().skip(2).map(|column| column.title.zh.as_str());
    let notes: Vec<&str> = columns.chain(notes.into_iter().map(|row| row.label.zh.as_str())).collect();
    if !notes.is_empty() {
        phrases.push(phrase(&format!("{} ", notes.join("、")), Some(0.0), ""));
    }
    phrases
}

/// Each row's ticks, and behind them in brackets what the further columns say.
fn answered(section: &Section, source: Source) -> Vec<Vec<Part>> {
    let phrases = section.rows.iter().filter_map(|row| {
        if let Some(only) = text_only(row) {
            let text = source.written(only)?;
            return Some(vec![Part::Words(format!("{} ", row.label.zh)), Part::Flow(text)]);
        }
        let mut parts = ticked(row, source);
        let several = row.fields.len() > 2;
        let notes: Vec<String> = row.fields[1..]
            .iter()
            .filter_map(|layout| {
                let text = source.written(layout)?;
                Some(if several { format!("{}：{text}", layout.label.zh) } else { text })
            })
            .collect();
        if !notes.is_empty() {
            parts.push(Part::Flow(format!("（{}）", notes.join("；"))));
        }
        Some(parts)
    });
    phrases.collect()
}
