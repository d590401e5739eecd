//! Fields of a form as they are printed to be written on.

use rounds_core::{
    form::{FieldLayout, Input, RowLayout},
    plan::Purpose,
};

use crate::text::{BOX, Part};

/// Says whether an option is ticked beforehand.
pub(super) type Ticked<'a> = &'a dyn Fn(&str, &str) -> bool;
/// What is written beforehand.
pub(super) type Known<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A row as one phrase that stays together: label, ticks, blanks.
pub(super) fn row(row: &RowLayout, ticked: Ticked, known: Known) -> Vec<Part> {
    let mut parts = Vec::new();
    for phrase in options(row, &row.label.zh, ticked, known) {
        if !parts.is_empty() {
            words(&mut parts, " ");
        }
        for part in phrase {
            match part {
                Part::Words(text) => words(&mut parts, &text),
                other => parts.push(other),
            }
        }
    }
    parts
}

/// A row's options as phrases, `label` glued to the first.
pub(super) fn options(row: &RowLayout, label: &str, ticked: Ticked, known: Known) -> Vec<Vec<Part>> {
    let mut phrases: Vec<Vec<Part>> =
        row.fields.iter().flat_map(|layout| field(layout, layout.label.zh != label, ticked, known)).collect();
    if !label.is_empty() {
        match phrases.first_mut() {
            Some(first) => first.insert(0, Part::Words(format!("{label} "))),
            None => phrases.push(vec![Part::Words(label.to_owned())]),
        }
    }
    phrases
}

/// A field in a cell under a column's head.
pub(super) fn in_cell(layout: &FieldLayout) -> Vec<Vec<Part>> {
    match layout.input {
        Input::Text | Input::LongText => Vec::new(),
        Input::Date => {
            std::iter::once(date(false)).chain(layout.then.iter().flat_map(|then| in_cell(then))).collect()
        }
        _ => field(layout, true, &|_, _| false, &|_| None),
    }
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

fn field(layout: &FieldLayout, labelled: bool, ticked: Ticked, known: Known) -> Vec<Vec<Part>> {
    let label = if labelled { layout.label.zh.as_str() } else { "" };
    let mut phrases = match layout.input {
        Input::Choice | Input::Choices => layout
            .options
            .iter()
            .map(|option| {
                let mut parts = if ticked(&layout.field, &option.value) {
                    vec![Part::Tick, Part::Words(option.label.zh.clone())]
                } else {
                    vec![Part::Words(format!("{BOX}{}", option.label.zh))]
                };
                if let Some(detail) = &option.detail {
                    detail_parts(detail, &mut parts);
                }
                parts
            })
            .collect(),
        Input::Toggle => vec![vec![Part::Words(format!("{BOX}{}", layout.label.zh))]],
        Input::Date => vec![date(true)],
        Input::Time => {
            let blanks =
                [Part::Blank(7.0), Part::Words("时".into()), Part::Blank(7.0), Part::Words("分".into())];
            vec![blanks.to_vec()]
        }
        Input::Text | Input::LongText | Input::Number => {
            let mut parts = Vec::new();
            if !label.is_empty() {
                parts.push(Part::Words(format!("{label} ")));
            }
            parts.push(match known(&layout.field) {
                Some(text) => Part::Words(text),
                None => Part::Blank(layout.blank_mm as f32),
            });
            if let Some(unit) = &layout.unit {
                words(&mut parts, &unit.zh);
            }
            vec![parts]
        }
    };
    if let Some(then) = &layout.then {
        phrases.extend(field(then, true, ticked, known));
    }
    phrases
}

/// What is written behind a tick: `（接待人____）`, or only a blank.
fn detail_parts(detail: &FieldLayout, parts: &mut Vec<Part>) {
    let blank = Part::Blank(if detail.blank_mm == 0 { 16.0 } else { detail.blank_mm as f32 });
    let bracketed = !detail.label.zh.is_empty();
    if bracketed {
        words(parts, &format!("（{}", detail.label.zh));
    }
    parts.push(blank);
    if let Some(unit) = &detail.unit {
        words(parts, &unit.zh);
    }
    if bracketed {
        words(parts, "）");
    }
}

/// Adds words, joined to those before them.
fn words(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Words(last)) => last.push_str(text),
        _ => parts.push(Part::Words(text.to_owned())),
    }
}

/// A purpose as the form's value.
pub(super) fn purpose_value(purpose: Purpose) -> &'static str {
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
