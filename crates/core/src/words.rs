//! Sentences for the command lines, workbooks and sheets, from the same files as the screens'.

use std::{fmt::Display, sync::OnceLock};

use serde_json::{Map, Value};

use crate::{AppError, setting::Language};

/// One language's shared words.
pub struct Words(Value);

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => Self::zh(),
            Language::En => {
                static EN: OnceLock<Words> = OnceLock::new();
                EN.get_or_init(|| Self::parse(include_str!("../../../ui/src/text/shared.en.json")))
            }
        }
    }

    pub fn zh() -> &'static Self {
        static ZH: OnceLock<Words> = OnceLock::new();
        ZH.get_or_init(|| Self::parse(include_str!("../../../ui/src/text/shared.zh.json")))
    }

    /// A file that is no JSON leaves codes instead of sentences; a test holds that it is one.
    pub fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// What stands in the file, its values still to be put in.
    pub fn template(&self, group: &str, name: &str) -> Option<&str> {
        self.0.get(group)?.get(name)?.as_str()
    }

    /// The sentence `name` of a group that is for the command line (`usage`, `findings`, `warnings`, `done`) or for damage.
    pub fn say(&self, group: &str, name: &str, values: &[(&str, &dyn Display)]) -> String {
        let values =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string().into())).collect();
        self.fill(group, name, &values)
    }

    /// A word of a list, from 0.
    pub fn listed(&self, group: &str, place: usize) -> Option<&str> {
        self.0.get(group)?.get(place)?.as_str()
    }

    /// A sentence with its values; names of fields among them become their words.
    pub fn fill(&self, group: &str, name: &str, values: &Map<String, Value>) -> String {
        let Some(template) = self.template(group, name) else { return format!("{group}.{name}") };
        let (mut text, mut rest) = (String::new(), template);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let named = after.split_once('}').filter(|(name, _)| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            });
            rest = match named {
                Some((name, tail)) => {
                    text.push_str(&self.shown(values.get(name)));
                    tail
                }
                // A brace that is meant.
                None => {
                    text.push('{');
                    after
                }
            };
        }
        text + rest
    }

    /// What is not known becomes —, as on screen.
    fn shown(&self, value: Option<&Value>) -> String {
        match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) => String::new(),
            Some(Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str).map(|name| self.field(name));
                names.collect::<Vec<_>>().join("、")
            }
            Some(other) => other.to_string(),
            None => "—".to_owned(),
        }
    }

    /// What a field is called.
    pub fn field(&self, name: &str) -> String {
        self.template("fields", name).unwrap_or(name).to_owned()
    }

    /// What a table holds, such as `customer` → 客户; none for tables that no user knows.
    pub fn noun(&self, table: &str) -> Option<String> {
        self.template("nouns", table).map(str::to_owned)
    }

    /// What verification found, or that it found nothing.
    ///
    /// `label`: what the field is called, said before its path.
    pub fn verify(&self, kind: &str, values: &Map<String, Value>, label: Option<&str>) -> String {
        let mut values = values.clone();
        if let (Some(label), Some(path)) = (label, values.get("field").and_then(Value::as_str)) {
            let both = self.say("verify_places", "named", &[("label", &label), ("path", &path)]);
            values.insert("field".to_owned(), both.into());
        }
        if kind == "table_unreadable"
            && let Some(noun) = values.get("field").and_then(Value::as_str).and_then(|table| self.noun(table))
        {
            values.insert("field".to_owned(), noun.into());
        }
        let near =
            values.get("field").map(|_| self.fill("verify_places", "near", &values)).unwrap_or_default();
        values.insert("near".to_owned(), near.into());
        self.fill("verify", kind, &values)
    }

    /// What a field of the evidence is called that no form names, such as `visit.date`.
    pub fn evidence_field(&self, path: &str) -> Option<String> {
        self.template("evidence_fields", path).map(str::to_owned)
    }

    /// A failure in one sentence: what happened and what to do, where there is no window.
    pub fn error(&self, error: &AppError) -> String {
        let has_own = self.template("command_line", &word(error.code)).is_some();
        self.sentence(if has_own { "command_line" } else { "errors" }, error)
    }

    fn sentence(&self, group: &str, error: &AppError) -> String {
        let mut values = error.detail.clone();
        let field = error.field.as_deref().or(values.get("field").and_then(Value::as_str));
        if let Some(field) = field.map(|field| self.field(field)) {
            values.insert("field".to_owned(), field.into());
        }
        let noun = values.get("noun").and_then(Value::as_str).and_then(|noun| self.template("nouns", noun));
        if let Some(noun) = noun.map(str::to_owned) {
            values.insert("noun".to_owned(), noun.into());
        }
        let content = values.get("content").and_then(Value::as_str);
        if let Some(content) = content.and_then(|content| self.template("contents", content)) {
            values.insert("content".to_owned(), content.into());
        }
        // What a library says of itself is English: its word is put in ours.
        if let Some(cause) = values.get("cause").and_then(Value::as_str) {
            let known = self.template("causes", cause).or_else(|| self.template("causes", "other"));
            let known = known.unwrap_or_default().to_owned();
            values.insert("cause".to_owned(), known.into());
        }
        if let Some(because) = values.get("because").and_then(Value::as_str)
            && self.template("mapping", because).is_some()
        {
            let because = self.fill("mapping", because, &values);
            values.insert("because".to_owned(), because.into());
        }
        self.fill(group, &word(error.code), &values)
    }
}

/// A hostile file may name its fields with line ends and escape codes: they are shown, not obeyed.
pub fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_unicode().collect() } else { vec![c] }).collect()
}

/// A code or a kind as JSON writes it.
pub fn word(code: impl serde::Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}
