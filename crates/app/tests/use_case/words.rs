//! Every failure has a sentence in both languages, and every name of a sentence is one that it is given.

use std::{collections::BTreeSet, fs, path::Path};

use rounds_core::ErrorCode;
use serde_json::Value;
use ts_rs::TS;

fn words(language: &str) -> Value {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../ui/src/text/shared.{language}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The codes as their TypeScript union lists them.
fn codes() -> BTreeSet<String> {
    let union = ErrorCode::inline(&ts_rs::Config::from_env());
    union.split('|').map(|word| word.trim().trim_matches('"').to_owned()).collect()
}

#[test]
fn every_error_has_a_sentence_in_both_languages() {
    let codes = codes();
    assert!(codes.len() > 60);
    for language in ["zh", "en"] {
        let words = words(language);
        let known: BTreeSet<String> = words["errors"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(known, codes, "{language}");
    }
}

#[test]
fn both_languages_say_the_same_things() {
    fn keys(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(key, value)| keys(value, &format!("{path}.{key}"), found));
            }
            _ => {
                found.insert(path.to_owned());
            }
        }
    }
    let all = |language: &str| {
        let mut found = BTreeSet::new();
        keys(&words(language), "", &mut found);
        found
    };
    assert_eq!(all("zh"), all("en"));
}
