//! What headquarters says to whoever runs it, from `ui/src/text/headquarters.*.json`.

use std::{fmt, sync::OnceLock};

use rounds_core::{setting::Language, words::Words};
use serde_json::{Map, Value};

/// Headquarters' own words in a language.
pub fn words(language: Language) -> &'static Words {
    static ZH: OnceLock<Words> = OnceLock::new();
    static EN: OnceLock<Words> = OnceLock::new();
    match language {
        Language::Zh => {
            ZH.get_or_init(|| Words::parse(include_str!("../../../ui/src/text/headquarters.zh.json")))
        }
        Language::En => {
            EN.get_or_init(|| Words::parse(include_str!("../../../ui/src/text/headquarters.en.json")))
        }
    }
}

/// A sentence with its values. What stands under `what` and `role` has a name of its own.
pub fn fill(group: &str, name: &str, mut values: Map<String, Value>, language: Language) -> String {
    let words = words(language);
    for named in ["what", "role"] {
        let name = values.get(named).and_then(Value::as_str).and_then(|word| words.template("names", word));
        if let Some(name) = name.map(str::to_owned) {
            values.insert(named.to_owned(), name.into());
        }
    }
    words.fill(group, name, &values)
}

/// A sentence before its language is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    name: &'static str,
    values: Map<String, Value>,
}

impl Saying {
    pub fn new(name: &'static str, values: &[(&'static str, &dyn fmt::Display)]) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string().into()));
        Self { name, values: values.collect() }
    }

    pub fn in_language(&self, language: Language) -> String {
        fill("told", self.name, self.values.clone(), language)
    }
}

/// As the log has it.
impl fmt::Display for Saying {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.in_language(Language::En))
    }
}
