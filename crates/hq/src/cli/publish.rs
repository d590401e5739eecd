//! `rounds-hq publish`.

use std::{fmt::Display, fs, path::Path};

use rounds_core::zone::Zone;
use rounds_hq::{
    Hq, HqError,
    admin::{FormLine, Publication},
};
use serde_json::json;

use super::{
    arguments::PublishCommand,
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
    let forms = hq.forms()?;
    if speaker.json {
        return print(&json!({ "forms": forms }));
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
