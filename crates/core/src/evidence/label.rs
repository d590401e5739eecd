//! What a field's path is called: the form's own label, where it has one.

use std::sync::OnceLock;

use crate::{
    form::{FieldLayout, Form, VISIT_RECORD, Words},
    setting::Language,
    words,
};

/// The words of a path such as `answers.rating` or `visit.date`, in both languages: those of the form that the program
/// brings, of `evidence_fields`, or of other `forms`; none where it is no field of a visit.
pub fn named(path: &str, forms: &[Form]) -> Option<Words> {
    static FORM: OnceLock<Option<Form>> = OnceLock::new();
    let path = field_of(path);
    let form = FORM.get_or_init(|| Form::parse(VISIT_RECORD).ok());
    let of_shipped = form.as_ref().and_then(|form| label(form, path));
    let of_words = || {
        let word = |language| words::Words::of(language).evidence_field(path);
        Some(Words { zh: word(Language::Zh)?, en: word(Language::En)? })
    };
    of_shipped.or_else(of_words).or_else(|| forms.iter().find_map(|form| label(form, path)))
}

/// A place in a broken file → the field that it lies in: `record.answers.rating.v` → `answers.rating`.
fn field_of(path: &str) -> &str {
    let path = ["record.", "digests."].iter().find_map(|head| path.strip_prefix(head)).unwrap_or(path);
    [".v", ".s"].iter().find_map(|tail| path.strip_suffix(tail)).unwrap_or(path)
}

/// The words of `answers.…`, by the form: those of its row and its own, else its section's. Other paths have theirs
/// among the shared words of screen and command line (`evidence_fields`).
fn label(form: &Form, path: &str) -> Option<Words> {
    let name = path.strip_prefix("answers.")?;
    form.layout.sections.iter().find_map(|section| {
        if section.repeat.as_ref().is_some_and(|repeat| repeat.field == name) {
            return Some(bare(&section.title));
        }
        section.rows.iter().find_map(|row| {
            let own = row.fields.iter().find_map(|field| found(field, name))?;
            let words = joined(&row.label, &own.label);
            Some(if words.zh.is_empty() { bare(&section.title) } else { words })
        })
    })
}

fn found<'a>(field: &'a FieldLayout, name: &str) -> Option<&'a FieldLayout> {
    if field.field == name {
        return Some(field);
    }
    let behind = field.options.iter().filter_map(|option| option.detail.as_deref());
    behind.chain(field.then.as_deref()).find_map(|inner| found(inner, name))
}

/// 卷烟销售 and 说明 → 卷烟销售 说明; the same word is said once.
fn joined(row: &Words, own: &Words) -> Words {
    let of = |row: &str, own: &str| match (row, own) {
        (row, "") => row.to_owned(),
        (row, own) if row.is_empty() || row == own => own.to_owned(),
        (row, own) => format!("{row} {own}"),
    };
    Words { zh: of(&row.zh, &own.zh), en: of(&row.en, &own.en) }
}

/// 五、服务评价 → 服务评价; 5. Evaluation → Evaluation.
fn bare(words: &Words) -> Words {
    let zh = words.zh.split_once('、').filter(|(number, _)| number.chars().count() <= 2);
    let en = words.en.split_once(". ").filter(|(number, _)| number.len() <= 2);
    Words {
        zh: zh.map_or(words.zh.as_str(), |(_, title)| title).to_owned(),
        en: en.map_or(words.en.as_str(), |(_, title)| title).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_called_as_the_form_calls_it() {
        let form = Form::parse(VISIT_RECORD).unwrap();
        let zh = |path: &str| label(&form, path).map(|words| words.zh);
        assert_eq!(zh("answers.rating").as_deref(), Some("服务评价"));
        assert_eq!(zh("answers.opinion").as_deref(), Some("意见"));
        assert_eq!(zh("answers.sales_note").as_deref(), Some("卷烟销售 说明"));
        assert_eq!(zh("answers.feedback").as_deref(), Some("客户反映"));
        assert_eq!(label(&form, "answers.rating").unwrap().en, "Evaluation of our service");
        assert_eq!((zh("visit.date"), zh("answers.nothing")), (None, None));
        let schema = form.schema["properties"].as_object().unwrap();
        for name in schema.keys() {
            assert!(!zh(&format!("answers.{name}")).unwrap().is_empty(), "{name}");
        }
    }
}
