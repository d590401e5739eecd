//! The strip above a visit: 到店 · 了解 · 告知 · 指导 · 客户反映 · 评价 · 约定 · 签字, each empty, partly or done.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::Outcome;
use crate::form::{FieldLayout, Form, Input, Section};

/// How much of a section is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SectionFill {
    Empty,
    Partly,
    Done,
}

/// A station of the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SectionState {
    /// `arrival`, `information`, `publicity`, `guidance`, `feedback`, `evaluation`, `next_visit`, `signature`.
    pub key: String,
    pub fill: SectionFill,
}

/// Sections of the form between 到店, which holds several of them, and 签字.
const BETWEEN: [&str; 6] = ["information", "publicity", "guidance", "feedback", "evaluation", "next_visit"];

/// Where screens show the sections that a unit has added.
const INFORMATION: &str = "information";
/// What 到店 and 签字 hold.
const OTHERS: [&str; 4] = ["visit", "arrival", "purpose", "signature"];

/// The stations as the answers of now leave them. `signature`: how far the signing has come.
pub fn sections(
    form: &Form,
    outcome: Option<Outcome>,
    answers: &Map<String, Value>,
    signature: SectionFill,
) -> Vec<SectionState> {
    let arrival = if outcome.is_some() { SectionFill::Done } else { SectionFill::Empty };
    let between = BETWEEN.into_iter().filter_map(|key| Some((key, station_fill(form, key, answers)?)));
    std::iter::once(("arrival", arrival))
        .chain(between)
        .chain([("signature", signature)])
        .map(|(key, fill)| SectionState { key: key.to_owned(), fill })
        .collect()
}

/// A station's section, and with 了解 those that a unit has added to its form; none = the form has no such station.
fn station_fill(form: &Form, key: &str, answers: &Map<String, Value>) -> Option<SectionFill> {
    let own = form.section(key)?;
    let added = form.printed_sections().filter(|section| {
        key == INFORMATION
            && !OTHERS.contains(&section.key.as_str())
            && !BETWEEN.contains(&section.key.as_str())
    });
    let fills: Vec<SectionFill> =
        std::iter::once(own).chain(added).map(|section| section_fill(section, answers)).collect();
    Some(match fills.as_slice() {
        fills if fills.iter().all(|fill| *fill == SectionFill::Empty) => SectionFill::Empty,
        fills if fills.iter().all(|fill| *fill == SectionFill::Done) => SectionFill::Done,
        _ => SectionFill::Partly,
    })
}

fn section_fill(section: &Section, answers: &Map<String, Value>) -> SectionFill {
    if let Some(repeat) = &section.repeat {
        let rows = answers.get(&repeat.field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        // A row begins with its kind and what was said; the rest may stay empty.
        let asked: Vec<&FieldLayout> =
            section.rows.iter().flat_map(|row| row.fields.iter().take(2)).collect();
        let is_whole = |row: &Value| asked.iter().all(|field| row.get(&field.field).is_some_and(is_answered));
        return match rows {
            [] => SectionFill::Empty,
            rows if rows.iter().all(is_whole) => SectionFill::Done,
            _ => SectionFill::Partly,
        };
    }
    let is_filled = |field: &FieldLayout| answers.get(&field.field).is_some_and(is_answered);
    if !section.fields().into_iter().any(is_filled) {
        return SectionFill::Empty;
    }
    // Free words and ticks of any number may stay out; a question with one answer wants it.
    let wants = |field: &FieldLayout| {
        matches!(field.input, Input::Choice | Input::Date | Input::Time | Input::Number | Input::Toggle)
    };
    let open = section.rows.iter().filter_map(|row| row.fields.first()).filter(|field| wants(field));
    if open.into_iter().all(is_filled) { SectionFill::Done } else { SectionFill::Partly }
}

/// Untouched, emptied, blank and an unset switch are all 未了解.
pub fn is_answered(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}
