//! How a command says what it did, in words or as JSON.

use std::{
    fmt::Display,
    io::{Write, stdout},
};

use rounds_core::{AppError, ErrorCode, setting::Language, words::Words};
use rounds_hq::{HqError, words};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Where and in which language a command speaks.
#[derive(Clone, Copy)]
pub struct Speaker {
    pub json: bool,
    pub language: Language,
}

/// Writes on stdout. Where nobody reads on, as behind `| head`, the rest is not said: what was asked for is done all the same.
pub fn out(text: &str) {
    let _ = stdout().write_all(text.as_bytes());
}

pub fn print<T: Serialize>(value: &T) -> Result<(), HqError> {
    out(&format!("{}\n", serde_json::to_string_pretty(value)?));
    Ok(())
}

fn map(values: &[(&str, &dyn Display)]) -> Map<String, Value> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.to_string().into())).collect()
}

impl Speaker {
    /// A sentence of the group `done`.
    pub fn words(self, name: &str, values: &[(&str, &dyn Display)]) -> String {
        words::fill("done", name, map(values), self.language)
    }

    /// What was done: a sentence, or an object that names it.
    pub fn done(self, name: &str, values: &[(&str, &dyn Display)]) {
        if self.json {
            let mut all = Map::from_iter([("done".to_owned(), json!(name))]);
            all.extend(map(values));
            out(&format!("{}\n", Value::Object(all)));
        } else {
            out(&format!("{}\n", self.words(name, values)));
        }
    }

    /// A line for people; programs get theirs otherwise.
    pub fn line(self, name: &str, values: &[(&str, &dyn Display)]) {
        out(&format!("{}\n", self.words(name, values)));
    }

    /// An id or a code: bare for people, quoted for programs.
    pub fn value(self, value: impl Display) {
        if self.json {
            out(&format!("{}\n", Value::from(value.to_string())));
        } else {
            out(&format!("{value}\n"));
        }
    }

    /// A refusal as the devices are told it.
    pub fn refusal(self, error: &AppError) -> String {
        Words::of(self.language).error(error)
    }

    /// One sentence for whoever runs the program.
    pub fn sentence(self, error: HqError) -> String {
        let told = |name: &str, values: &[(&str, &dyn Display)]| {
            words::fill("told", name, map(values), self.language)
        };
        match error {
            HqError::Told(saying) => saying.in_language(self.language),
            HqError::App(error) if error.field.as_deref() == Some("password") => match error.code {
                ErrorCode::TooLong => told("password_long", &[]),
                _ => told("password_short", &[]),
            },
            HqError::App(error) => match error.code {
                ErrorCode::SignInRefused => told("password_wrong", &[]),
                _ => self.refusal(&error),
            },
            HqError::PublicationEntry { number, error } => {
                told("publication_entry", &[("number", &number), ("cause", &self.refusal(&error))])
            }
            HqError::Busy | HqError::Race => told("busy", &[]),
            HqError::Base(cause) => told("base", &[("cause", &cause)]),
            HqError::Stored(cause) => told("stored", &[("cause", &cause)]),
            HqError::NotCanonical(cause) => told("stored", &[("cause", &cause)]),
            full if full.is_disk_full() => told("disk_full", &[]),
            HqError::File(cause) => told("base", &[("cause", &cause)]),
            HqError::Path { path, error } => {
                told("path", &[("path", &path.display()), ("cause", &words::io_cause(&error))])
            }
            HqError::DiskFull => told("disk_full", &[]),
        }
    }
}
