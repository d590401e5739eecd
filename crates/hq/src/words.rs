//! What headquarters says to whoever runs it, from `ui/src/text/headquarters.*.json`.

use std::{fmt, io, sync::OnceLock};

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

/// A sentence with its values. What stands under `what`, `role`, `topic` and `cause` may have a name of its own.
pub fn fill(group: &str, name: &str, mut values: Map<String, Value>, language: Language) -> String {
    let words = words(language);
    for named in ["what", "role", "topic", "cause"] {
        let name = values.get(named).and_then(Value::as_str).and_then(|word| words.template("names", word));
        if let Some(name) = name.map(str::to_owned) {
            values.insert(named.to_owned(), name.into());
        }
    }
    words.fill(group, name, &values)
}

/// What a file or a network said, by a name that [`fill`] knows; what is rare as the system says it.
pub fn io_cause(error: &io::Error) -> String {
    let named = match error.kind() {
        io::ErrorKind::AddrInUse => "addr_in_use",
        io::ErrorKind::AddrNotAvailable => "addr_not_available",
        io::ErrorKind::IsADirectory => "is_a_directory",
        io::ErrorKind::NotADirectory => "not_a_directory",
        io::ErrorKind::NotFound => "not_found",
        io::ErrorKind::PermissionDenied => "permission_denied",
        io::ErrorKind::ReadOnlyFilesystem => "read_only_filesystem",
        _ => return error.to_string(),
    };
    named.to_owned()
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn names(text: &str) -> BTreeSet<String> {
        let all: Map<String, Value> = serde_json::from_str(text).unwrap();
        let group = |(group, words): (String, Value)| {
            let words = words.as_object().cloned().unwrap_or_default();
            words.into_iter().map(move |(name, _)| format!("{group}.{name}")).collect::<Vec<_>>()
        };
        all.into_iter().flat_map(group).collect()
    }

    fn sources(folder: &Path, into: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_sentence_is_there_in_both_languages_and_said_somewhere() {
        let zh = names(include_str!("../../../ui/src/text/headquarters.zh.json"));
        let en = names(include_str!("../../../ui/src/text/headquarters.en.json"));
        assert_eq!(zh, en);
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        for name in zh.iter().filter(|name| !name.starts_with("names.")) {
            let (_, word) = name.split_once('.').unwrap();
            assert!(text.contains(&format!("\"{word}\"")), "{name} is said nowhere");
        }
        // What is asked for in one place is there.
        for call in text.split("HqError::told(").skip(1) {
            let name = call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
            let name = name
                .map(|(name, _)| name)
                .filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            assert!(name.is_none_or(|name| zh.contains(&format!("told.{name}"))), "{name:?}");
        }
    }
}
