//! What verification found, in words: for the command line, and as a file to hand on.

use rounds_core::{AppError, setting::Language};
use serde_json::Map;

use super::folder;
use crate::{
    Ctx, Session, output,
    wire::{FileWritten, Nothing, VerifyFinding, VerifyReport},
    words::Words,
};

/// A hostile file may name its fields with line ends and escape codes: they are shown, not obeyed.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_unicode().collect() } else { vec![c] }).collect()
}

/// What a finding says, its field named as the form names it.
pub fn sentence(found: &VerifyFinding, language: Language) -> String {
    let label = found.label.as_ref().map(|label| match language {
        Language::Zh => label.zh.as_str(),
        Language::En => label.en.as_str(),
    });
    format!(
        "{}: {}",
        plain(&found.subject),
        plain(&Words::of(language).verify(&found.kind, &found.detail, label))
    )
}

/// That all is intact, else one line for each alteration, naming the row and the field; then what was erased by law,
/// and whose keys signed.
pub fn text(report: &VerifyReport, language: Language) -> String {
    let with = |kind: &str, name: &str, value: serde_json::Value| {
        let values = Map::from_iter([(name.to_owned(), value)]);
        format!("{}\n", plain(&Words::of(language).verify(kind, &values, None)))
    };
    let mut text = String::new();
    if report.intact {
        text.push_str(&with("intact", "count", report.checked.into()));
    }
    for found in report.findings.iter().chain(&report.erased) {
        text.push_str(&format!("{}\n", sentence(found, language)));
    }
    let trust = if report.keys_known { "confirmed" } else { "unconfirmed" };
    for key in &report.keys {
        text.push_str(&with(trust, "key", key.clone().into()));
    }
    text
}

/// Verifies the folder and writes what was found where files go.
pub fn export(session: &Session, _: Nothing, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let language = open.settings()?.language;
    let local = open.local(ctx)?.0;
    // The mark at the front tells older editors that this is UTF-8.
    let text =
        format!("\u{feff}{}\n{}", local.format("%Y-%m-%d %H:%M"), text(&folder(&open, ctx)?, language));
    let name = output::file_name(&format!(
        "{}_{}.txt",
        Words::of(language).verify_report(),
        local.format("%Y-%m-%d_%H%M")
    ));
    output::write(&output::folder(session, &open)?.join(name), text.as_bytes(), 0)
}
