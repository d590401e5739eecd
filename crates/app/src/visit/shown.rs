//! What the customer reads before signing, line by line: the same words are signed.

use rounds_core::{
    form::{FieldLayout, Form, Input, Section, Words},
    setting::Language,
};
use serde_json::{Map, Value};

use crate::wire::ShownLine;

/// Sections whose fields the signing screen shows in its head or asks for itself.
const NOT_SHOWN: &[&str] = &["signature"];

/// Every answer of the signed part in the form's order; what was not asked is not there.
pub fn shown(form: &Form, answers: &Map<String, Value>, language: Language) -> Vec<ShownLine> {
    let reader = Reader { language };
    let sections = form.printed_sections().filter(|section| !NOT_SHOWN.contains(&section.key.as_str()));
    sections.flat_map(|section| reader.section(section, answers)).collect()
}

struct Reader {
    language: Language,
}

impl Reader {
    fn word<'w>(&self, words: &'w Words) -> &'w str {
        match self.language {
            Language::Zh => &words.zh,
            Language::En => &words.en,
        }
    }

    fn between(&self) -> &'static str {
        match self.language {
            Language::Zh => "；",
            Language::En => "; ",
        }
    }

    fn section(&self, section: &Section, answers: &Map<String, Value>) -> Vec<ShownLine> {
        let title = self.word(&section.title);
        if let Some(repeat) = &section.repeat {
            let items = answers.get(&repeat.field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            return items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| {
                    let item = item.as_object()?;
                    let fields = section.rows.iter().flat_map(|row| &row.fields).enumerate();
                    // The first column counts the rows.
                    let parts = fields.filter_map(|(column, field)| {
                        let text = self.field(field, item)?;
                        let label = section.columns.get(column + 1).map(|column| self.word(&column.title));
                        Some(match label.filter(|_| column > 1) {
                            Some(label) => format!("{label} {text}"),
                            None => text,
                        })
                    });
                    let text = parts.collect::<Vec<_>>().join(self.between());
                    Some(ShownLine { label: format!("{title} {}", at + 1), text })
                })
                .collect();
        }
        section
            .rows
            .iter()
            .filter_map(|row| {
                let parts = row.fields.iter().filter_map(|field| {
                    let text = self.field(field, answers)?;
                    let label = self.word(&field.label);
                    let labelled = row.fields.len() > 1 && !label.is_empty();
                    Some(if labelled { format!("{label} {text}") } else { text })
                });
                let parts: Vec<String> = parts.collect();
                if parts.is_empty() {
                    return None;
                }
                let label = match self.word(&row.label) {
                    "" => title,
                    label => label,
                };
                Some(ShownLine { label: label.to_owned(), text: parts.join(self.between()) })
            })
            .collect()
    }

    /// A field in words, what belongs behind its tick and beside it included; none where nothing was answered.
    fn field(&self, field: &FieldLayout, answers: &Map<String, Value>) -> Option<String> {
        let own = answers.get(&field.field).and_then(|value| self.value(field, value, answers));
        let then = field.then.as_deref().and_then(|then| self.field(then, answers));
        let parts: Vec<String> = [own, then].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn value(&self, field: &FieldLayout, value: &Value, answers: &Map<String, Value>) -> Option<String> {
        let option = |value: &Value| -> Option<String> {
            let option = field.options.iter().find(|option| value == &Value::from(option.value.as_str()))?;
            let detail = option.detail.as_deref().and_then(|detail| self.field(detail, answers));
            let word = self.word(&option.label);
            Some(match detail {
                Some(detail) => format!("{word} {detail}"),
                None => word.to_owned(),
            })
        };
        let text = match (field.input, value) {
            (Input::Choice, value) => option(value)?,
            (Input::Choices, Value::Array(values)) => {
                values.iter().filter_map(option).collect::<Vec<_>>().join(match self.language {
                    Language::Zh => "、",
                    Language::En => ", ",
                })
            }
            (Input::Toggle, Value::Bool(true)) => self.word(&field.label).to_owned(),
            (Input::Time, value) => {
                let minute = value.as_i64()?;
                format!("{:02}:{:02}", minute / 60, minute % 60)
            }
            (Input::Number, value) => {
                let unit = field.unit.as_ref().map(|unit| self.word(unit)).unwrap_or_default();
                format!("{value} {unit}").trim_end().to_owned()
            }
            (_, Value::String(text)) => text.clone(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }
}
