//! `rounds-hq publish`.

use std::{fmt::Display, fs, path::Path};

use rounds_core::{words::word, zone::Zone};
use rounds_hq::{
    Hq, HqError,
    admin::{BulletinLine, FormLine, NewBulletin, Publication},
    words::Saying,
};
use serde_json::json;

use super::{
    arguments::{BulletinArguments, PublishCommand},
    at,
    told::{Speaker, print},
};

/// Characters of a hash that people compare.
const SHORT: usize = 12;

pub fn publish(hq: &Hq, command: PublishCommand, speaker: Speaker) -> Result<(), HqError> {
    match command {
        PublishCommand::Rules { file, territory } => {
            everywhere(hq, Publication::Rules, &file, &territory, speaker)
        }
        PublishCommand::Calendar { file, territory } => {
            everywhere(hq, Publication::Calendar, &file, &territory, speaker)
        }
        PublishCommand::Form { file } => {
            let form = hq.publish_form(&fs::read(&file).map_err(at(&file))?)?;
            let values: [(&str, &dyn Display); 4] =
                [("id", &form.id), ("title", &form.title), ("version", &form.version), ("hash", &form.hash)];
            speaker.done("form_published", &values);
            Ok(())
        }
        PublishCommand::Draft { file } => {
            fs::write(&file, hq.next_form()?).map_err(at(&file))?;
            speaker.done("form_drafted", &[("path", &file.display())]);
            Ok(())
        }
        PublishCommand::Bulletin(arguments) => {
            let published = hq.publish_bulletin(&new_bulletin(arguments)?)?;
            speak("bulletin_published", &published, speaker);
            Ok(())
        }
        PublishCommand::Withdraw { number } => {
            speak("bulletin_taken_back", &hq.withdraw_bulletin(&number)?, speaker);
            Ok(())
        }
        PublishCommand::Show { number } => show(hq, &number, speaker),
        PublishCommand::List => list(hq, speaker),
    }
}

fn everywhere(
    hq: &Hq,
    what: Publication,
    file: &Path,
    territories: &[String],
    speaker: Speaker,
) -> Result<(), HqError> {
    let published = hq.publish_to(what, &fs::read(file).map_err(at(file))?, territories)?;
    let values: [(&str, &dyn Display); 4] = [
        ("count", &published.territories.len()),
        ("territories", &published.territories.join("、")),
        ("changed", &published.changed),
        ("withdrawn", &published.withdrawn),
    ];
    speaker.done("published", &values);
    Ok(())
}

fn list(hq: &Hq, speaker: Speaker) -> Result<(), HqError> {
    let (forms, bulletins) = (hq.forms()?, hq.bulletins()?);
    if speaker.json {
        return print(&json!({ "forms": forms, "bulletins": bulletins }));
    }
    for one in &bulletins {
        bulletin(speaker, one);
    }
    for one in &forms {
        form(speaker, one);
    }
    Ok(())
}

fn form(speaker: Speaker, one: &FormLine) {
    let published = match one.published_at {
        Some(at) => speaker.words("published_on", &[("date", &Zone::named("").date(at))]),
        None => speaker.words("form_of_program", &[]),
    };
    let values: [(&str, &dyn Display); 5] = [
        ("id", &one.id),
        ("version", &one.version),
        ("title", &one.title),
        ("published", &published),
        ("hash", &&one.hash[..SHORT.min(one.hash.len())]),
    ];
    speaker.line("form", &values);
}

fn told(name: &'static str, values: &[(&'static str, &dyn Display)]) -> HqError {
    HqError::Told(Saying::new(name, values))
}

fn new_bulletin(arguments: BulletinArguments) -> Result<NewBulletin, HqError> {
    let text = match (arguments.text, &arguments.file) {
        (Some(text), _) => text,
        (None, Some(file)) => {
            let bytes = fs::read(file).map_err(at(file))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| told("bulletin_not_text", &[("path", &file.display())]))?;
            text.trim_start_matches('\u{feff}').to_owned()
        }
        (None, None) => return Err(told("bulletin_no_text", &[])),
    };
    Ok(NewBulletin {
        kind: arguments.kind.into(),
        title: arguments.title,
        text,
        to_tell: (arguments.managers_only || arguments.tell).then_some(arguments.tell),
        from: arguments.from,
        until: arguments.until,
        report_number: arguments.report_number,
        territories: arguments.territory,
    })
}

fn whereabouts(speaker: Speaker, one: &BulletinLine) -> String {
    if one.territories.is_empty() {
        return speaker.words("everybody", &[]);
    }
    speaker.words("some_territories", &[("territories", &one.territories.join("、"))])
}

fn speak(name: &str, one: &BulletinLine, speaker: Speaker) {
    let place = whereabouts(speaker, one);
    let values: [(&str, &dyn Display); 3] =
        [("number", &one.number), ("title", &one.title), ("where", &place)];
    speaker.done(name, &values);
}

fn bulletin(speaker: Speaker, one: &BulletinLine) {
    let dates = match one.until {
        Some(until) => speaker.words("dates", &[("from", &one.from), ("until", &until)]),
        None => speaker.words("dates_open", &[("from", &one.from)]),
    };
    let told = if one.to_tell { String::new() } else { speaker.words("managers_only", &[]) };
    let withdrawn = one
        .withdrawn_at
        .map_or_else(String::new, |at| speaker.words("is_withdrawn", &[("date", &Zone::named("").date(at))]));
    let (topic, place) = (word(one.kind), whereabouts(speaker, one));
    let report = one
        .report_number
        .as_ref()
        .map_or_else(String::new, |number| speaker.words("report_number", &[("number", number)]));
    let values: [(&str, &dyn Display); 8] = [
        ("number", &one.number),
        ("report", &report),
        ("topic", &topic),
        ("title", &one.title),
        ("where", &place),
        ("dates", &dates),
        ("told", &told),
        ("withdrawn", &withdrawn),
    ];
    speaker.line("bulletin", &values);
}

fn show(hq: &Hq, number: &str, speaker: Speaker) -> Result<(), HqError> {
    let (one, reach) = hq.bulletin_reach(number)?;
    if speaker.json {
        return print(&json!({ "bulletin": one, "territories": reach }));
    }
    bulletin(speaker, &one);
    speaker.line("bulletin_text", &[("text", &one.text)]);
    for place in &reach {
        let name = if one.to_tell { "bulletin_reach" } else { "bulletin_reach_read" };
        let values: [(&str, &dyn Display); 4] = [
            ("territory", &place.territory),
            ("read", &place.read),
            ("told", &place.told),
            ("customers", &place.customers),
        ];
        speaker.line(name, &values);
    }
    Ok(())
}
