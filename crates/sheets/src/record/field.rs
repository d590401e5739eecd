//! Fields of a form on paper: to be written on, or as they were answered.

use chrono::{NaiveDate, NaiveTime};
use rounds_core::{
    form::{FieldLayout, Input, RowLayout},
    plan::Purpose,
};
use serde_json::{Map, Value};

use crate::{
    RecordVisit,
    text::{BOX, Part},
    words::{self, UNKNOWN},
};

/// What stands in the fields.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// What the plan already says; the rest is written by hand.
    Plan(Option<&'a RecordVisit>),
    /// What was said at the visit; a field that was never touched stays empty.
    Answers(&'a Map<String, Value>),
}

impl<'a> Source<'a> {
    pub fn is_filled(self) -> bool {
        matches!(self, Self::Answers(_))
    }

    /// The answers of each row of a repeated section.
    pub fn rows(self, field: &str) -> Vec<Source<'a>> {
        let Self::Answers(answers) = self else { return Vec::new() };
        let rows = answers.get(field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        rows.iter().filter_map(Value::as_object).map(Source::Answers).collect()
    }

    fn is_ticked(self, field: &str, value: &str) -> bool {
        match (self, field) {
            (Self::Answers(answers), _) => match answers.get(field) {
                Some(Value::String(answer)) => answer == value,
                Some(Value::Array(several)) => several.iter().any(|answer| answer == value),
                _ => false,
            },
            (Self::Plan(Some(visit)), "occasion") => {
                value == if visit.planned { "planned" } else { "unplanned" }
            }
            (Self::Plan(Some(visit)), "purposes") => {
                visit.purposes.iter().any(|purpose| purpose_value(*purpose) == value)
            }
            (Self::Plan(_), _) => false,
        }
    }

    fn is_on(self, field: &str) -> bool {
        matches!(self, Self::Answers(answers) if answers.get(field) == Some(&Value::Bool(true)))
    }

    /// What is written in a field, in the words of the sheet.
    pub fn written(self, layout: &FieldLayout) -> Option<String> {
        let answers = match self {
            Self::Plan(visit) => {
                return visit?.companion.clone().filter(|_| layout.field == "companion");
            }
            Self::Answers(answers) => answers,
        };
        let answer = answers.get(&layout.field)?;
        match layout.input {
            Input::Text | Input::LongText => {
                Some(answer.as_str()?.trim().to_owned()).filter(|text| !text.is_empty())
            }
            Input::Number => answer.as_i64().map(|number| number.to_string()),
            Input::Date => {
                let date: NaiveDate = answer.as_str()?.parse().ok()?;
                Some(words::date(date))
            }
            Input::Time => {
                let minutes = u32::try_from(answer.as_u64()?).ok()?;
                NaiveTime::from_num_seconds_from_midnight_opt(minutes.checked_mul(60)?, 0)?;
                Some(words::clock(minutes))
            }
            Input::Choice | Input::Choices | Input::Toggle => None,
        }
    }
}

/// A row as one phrase that stays together: label, ticks, blanks.
pub(super) fn row(row: &RowLayout, source: Source) -> Vec<Part> {
    let mut parts = Vec::new();
    for phrase in options(row, &row.label.zh, source) {
        if !parts.is_empty() {
            add(&mut parts, " ");
        }
        for part in phrase {
            match part {
                Part::Words(text) => add(&mut parts, &text),
                other => parts.push(other),
            }
        }
    }
    parts
}

/// A row's options as phrases, `label` glued to the first.
pub(super) fn options(row: &RowLayout, label: &str, source: Source) -> Vec<Vec<Part>> {
    let mut phrases: Vec<Vec<Part>> =
        row.fields.iter().flat_map(|layout| field(layout, layout.label.zh != label, source)).collect();
    if !label.is_empty() {
        match phrases.first_mut() {
            Some(first) => first.insert(0, Part::Words(format!("{label} "))),
            None if source.is_filled() => phrases.push(vec![Part::Words(format!("{label} {UNKNOWN}"))]),
            None => phrases.push(vec![Part::Words(label.to_owned())]),
        }
    }
    phrases
}

/// A field in a cell under a column's head.
pub(super) fn in_cell(layout: &FieldLayout, source: Source) -> Vec<Vec<Part>> {
    let then = || layout.then.iter().flat_map(|then| in_cell(then, source));
    match layout.input {
        Input::Text | Input::LongText => source.written(layout).map(flowing).into_iter().collect(),
        Input::Date if source.is_filled() => {
            source.written(layout).map(flowing).into_iter().chain(then()).collect()
        }
        Input::Date => std::iter::once(date(false)).chain(then()).collect(),
        _ => field(layout, true, source),
    }
}

pub(super) fn flowing(text: String) -> Vec<Part> {
    vec![Part::Flow(text)]
}

/// `__月__日（周__）`.
pub(super) fn date(weekday: bool) -> Vec<Part> {
    let mut parts = vec![Part::Blank(7.0), Part::Words("月".into()), Part::Blank(7.0)];
    if weekday {
        parts.extend([Part::Words("日（周".into()), Part::Blank(6.0), Part::Words("）".into())]);
    } else {
        parts.push(Part::Words("日".into()));
    }
    parts
}

fn field(layout: &FieldLayout, labelled: bool, source: Source) -> Vec<Vec<Part>> {
    let label = if labelled { layout.label.zh.as_str() } else { "" };
    let mut phrases: Vec<Vec<Part>> = match layout.input {
        Input::Choice | Input::Choices => layout
            .options
            .iter()
            .map(|option| {
                let ticked = source.is_ticked(&layout.field, &option.value);
                let mut parts = tick(ticked, &option.label.zh);
                if let Some(detail) = option.detail.as_deref().filter(|_| ticked || !source.is_filled()) {
                    detail_parts(detail, source, &mut parts);
                }
                parts
            })
            .collect(),
        Input::Toggle => vec![tick(source.is_on(&layout.field), &layout.label.zh)],
        Input::Date | Input::Time | Input::Text | Input::LongText | Input::Number => {
            // A label without an answer would read as one.
            let written = source.written(layout);
            if source.is_filled() && written.is_none() {
                Vec::new()
            } else {
                vec![value(layout, label, written)]
            }
        }
    };
    if let Some(then) = &layout.then {
        phrases.extend(field(then, true, source));
    }
    phrases
}

fn tick(ticked: bool, label: &str) -> Vec<Part> {
    if ticked {
        vec![Part::Tick, Part::Words(label.to_owned())]
    } else {
        vec![Part::Words(format!("{BOX}{label}"))]
    }
}

fn value(layout: &FieldLayout, label: &str, written: Option<String>) -> Vec<Part> {
    let mut parts = Vec::new();
    match (layout.input, written) {
        (Input::Date, None) => return date(true),
        (Input::Time, None) => {
            let blanks =
                [Part::Blank(7.0), Part::Words("时".into()), Part::Blank(7.0), Part::Words("分".into())];
            return blanks.to_vec();
        }
        (Input::Date | Input::Time, Some(text)) => return vec![Part::Words(text)],
        (_, written) => {
            if !label.is_empty() {
                add(&mut parts, &format!("{label} "));
            }
            match written {
                Some(text) if matches!(layout.input, Input::Number) => add(&mut parts, &text),
                Some(text) => parts.push(Part::Flow(text)),
                None => parts.push(Part::Blank(layout.blank_mm as f32)),
            }
        }
    }
    if let Some(unit) = &layout.unit {
        add(&mut parts, &unit.zh);
    }
    parts
}

/// What is written behind a tick: `（接待人____）`, or only a blank.
fn detail_parts(detail: &FieldLayout, source: Source, parts: &mut Vec<Part>) {
    let written = source.written(detail);
    if source.is_filled() && written.is_none() {
        return;
    }
    let unit = detail.unit.as_ref().map_or("", |unit| &unit.zh);
    let bracketed = !detail.label.zh.is_empty();
    match written {
        Some(text) if bracketed => parts.push(Part::Flow(format!("（{} {text}{unit}）", detail.label.zh))),
        Some(text) => parts.push(Part::Flow(format!(" {text}{unit}"))),
        None => {
            if bracketed {
                add(parts, &format!("（{}", detail.label.zh));
            }
            parts.push(Part::Blank(if detail.blank_mm == 0 { 16.0 } else { detail.blank_mm as f32 }));
            add(parts, unit);
            if bracketed {
                add(parts, "）");
            }
        }
    }
}

/// Adds words, joined to those before them.
fn add(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Words(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(Part::Words(text.to_owned())),
    }
}

/// A purpose as the form's value.
fn purpose_value(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Routine => "routine",
        Purpose::Promotion => "promotion",
        Purpose::Relationship => "relationship",
        Purpose::Business => "business",
        Purpose::Opinion => "opinion",
        Purpose::Complaint => "complaint",
        Purpose::Gift => "gift",
        Purpose::Other => "other",
    }
}
