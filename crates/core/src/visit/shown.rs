//! What the customer reads before signing: the sections to which the sheet's own statement above the signature refers.
//!
//! In Chinese, from the form's labels alone: the same words as on the sheet.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::strip::is_answered;
use crate::form::{FieldLayout, Form, Input, Section};

/// A line of the signing screen and of the evidence: what the customer saw, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ShownLine {
    pub label: String,
    pub text: String,
}

/// 客户反映 with its answers and promised times, 服务评价, 下次拜访.
const SHOWN: [&str; 3] = ["feedback", "evaluation", "next_visit"];

/// The lines, in the form's order. What was not touched has no line.
pub fn shown_lines(form: &Form, answers: &Map<String, Value>) -> Vec<ShownLine> {
    SHOWN
        .iter()
        .filter_map(|key| form.section(key))
        .flat_map(|section| match &section.repeat {
            Some(repeat) => {
                let rows = answers.get(&repeat.field).and_then(Value::as_array);
                repeated(section, rows.map_or(&[], Vec::as_slice))
            }
            None => once(section, answers),
        })
        .collect()
}

fn once(section: &Section, answers: &Map<String, Value>) -> Vec<ShownLine> {
    let lines = section.rows.iter().filter_map(|row| {
        let texts: Vec<String> = row.fields.iter().filter_map(|field| text_of(field, answers)).collect();
        let label = if row.label.zh.is_empty() { title(section) } else { &row.label.zh };
        (!texts.is_empty()).then(|| ShownLine { label: label.to_owned(), text: texts.join("；") })
    });
    lines.collect()
}

/// For each row: the kind with what was said, then every further column under its own title.
fn repeated(section: &Section, rows: &[Value]) -> Vec<ShownLine> {
    let fields: Vec<&FieldLayout> = section.rows.iter().flat_map(|row| &row.fields).collect();
    let mut lines = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let Some(row) = row.as_object() else { continue };
        let number = if rows.len() > 1 { format!(" {}", place + 1) } else { String::new() };
        let (said, rest) = fields.split_at(fields.len().min(2));
        let said: Vec<String> = said.iter().filter_map(|field| text_of(field, row)).collect();
        if !said.is_empty() {
            lines.push(ShownLine { label: format!("{}{number}", title(section)), text: said.join("：") });
        }
        // The first column counts the rows.
        for (field, column) in rest.iter().zip(section.columns.iter().skip(3)) {
            if let Some(text) = text_of(field, row) {
                lines.push(ShownLine { label: format!("{}{number}", column.title.zh), text });
            }
        }
    }
    lines
}

/// 四、客户反映 → 客户反映.
fn title(section: &Section) -> &str {
    section.title.zh.split_once('、').map_or(section.title.zh.as_str(), |(_, title)| title)
}

/// A field's answer in words, with what stands behind it; none = untouched.
fn text_of(field: &FieldLayout, answers: &Map<String, Value>) -> Option<String> {
    let value = answers.get(&field.field).filter(|value| is_answered(value));
    let own = value.and_then(|value| match (field.input, value) {
        (Input::Choice, Value::String(chosen)) => option_text(field, chosen, answers),
        (Input::Choices, Value::Array(chosen)) => {
            let texts =
                chosen.iter().filter_map(Value::as_str).filter_map(|one| option_text(field, one, answers));
            Some(texts.collect::<Vec<_>>().join("、"))
        }
        (Input::Time, Value::Number(minute)) => {
            minute.as_u64().map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60))
        }
        (Input::Number, Value::Number(number)) => {
            Some(format!("{number}{}", field.unit.as_ref().map_or("", |unit| &unit.zh)))
        }
        (Input::Toggle, Value::Bool(true)) => Some(field.label.zh.clone()),
        (Input::Date, Value::String(text)) => {
            Some(text.trim().parse().map_or_else(|_| text.trim().to_owned(), date_text))
        }
        (Input::Text | Input::LongText, Value::String(text)) => Some(text.trim().to_owned()),
        _ => None,
    });
    let behind = field.then.as_deref().and_then(|then| text_of(then, answers));
    let texts: Vec<String> = own.into_iter().chain(behind).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// As one says it: 11月30日 周一.
fn date_text(date: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    format!("{}月{}日 周{weekday}", date.month(), date.day())
}

fn option_text(field: &FieldLayout, chosen: &str, answers: &Map<String, Value>) -> Option<String> {
    let option = field.options.iter().find(|option| option.value == chosen)?;
    let detail = option.detail.as_deref().and_then(|detail| text_of(detail, answers));
    Some(detail.map_or_else(|| option.label.zh.clone(), |detail| format!("{}（{detail}）", option.label.zh)))
}
