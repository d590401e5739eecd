//! Lists of people, devices and territories.

use std::fmt::Display;

use rounds_core::{words::word, zone::Zone};
use rounds_hq::{Hq, HqError};
use serde::Serialize;

use super::told::{Speaker, print};

/// One line for each, or all of it as JSON; where there is none, the sentence `none`.
fn list<T: Serialize>(speaker: Speaker, all: &[T], none: &str, line: impl Fn(&T)) -> Result<(), HqError> {
    if speaker.json {
        return print(&all);
    }
    if all.is_empty() {
        speaker.line(none, &[]);
    }
    all.iter().for_each(line);
    Ok(())
}

fn mark(speaker: Speaker, at: Option<i64>) -> String {
    at.map_or_else(String::new, |_| speaker.words("removed", &[]))
}

fn joined(codes: &[String]) -> String {
    if codes.is_empty() { "—".to_owned() } else { codes.join("、") }
}

/// The calendar date of a moment, where headquarters stands.
fn day(at: i64) -> String {
    Zone::named("").date(at).to_string()
}

/// The same with the time of day.
fn minute(at: i64) -> String {
    Zone::named("").local(at).format("%Y-%m-%d %H:%M").to_string()
}

pub fn persons(hq: &Hq, speaker: Speaker) -> Result<(), HqError> {
    list(speaker, &hq.persons()?, "no_persons", |one| {
        let (role, territories) = (word(one.role), joined(&one.territories));
        let removed = mark(speaker, one.disabled_at);
        let values: [(&str, &dyn Display); 5] = [
            ("code", &one.code),
            ("name", &one.name),
            ("role", &role),
            ("territories", &territories),
            ("removed", &removed),
        ];
        speaker.line("person", &values);
    })
}

pub fn devices(hq: &Hq, speaker: Speaker) -> Result<(), HqError> {
    list(speaker, &hq.devices()?, "no_devices", |one| {
        let removed = mark(speaker, one.removed_at);
        let (enrolled, seen) = (day(one.enrolled_at), one.seen_at.map_or_else(|| "—".to_owned(), minute));
        let pin = match one.says.as_ref().map(|says| says.has_pin) {
            Some(true) => speaker.words("pin_set", &[]),
            Some(false) => speaker.words("pin_none", &[]),
            None => speaker.words("pin_unknown", &[]),
        };
        let build = one.says.as_ref().map_or_else(|| "—".to_owned(), |says| says.build.clone());
        let values: [(&str, &dyn Display); 11] = [
            ("enrolled", &enrolled),
            ("pin", &pin),
            ("build", &build),
            ("seen", &seen),
            ("id", &one.install_id),
            ("device", &one.name),
            ("person", &one.person),
            ("name", &one.person_name),
            ("territory", &one.territory),
            ("op_seq", &one.last_op_seq),
            ("removed", &removed),
        ];
        speaker.line("device", &values);
    })
}

pub fn territories(hq: &Hq, speaker: Speaker) -> Result<(), HqError> {
    list(speaker, &hq.territories()?, "no_territories", |one| {
        let persons = joined(&one.persons);
        speaker.line("territory", &[("code", &one.code), ("name", &one.name), ("persons", &persons)]);
    })
}
