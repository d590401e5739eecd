//! What verification found, in words: for the command line, and as a file to hand on.

use rounds_core::AppError;
use serde_json::Map;

use super::folder;
use crate::{
    Ctx, Session, output,
    wire::{FileWritten, Nothing, VerifyReport},
    words::Words,
};

/// A hostile file may name its fields with line ends and escape codes: they are shown, not obeyed.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_unicode().collect() } else { vec![c] }).collect()
}

/// One line for each alteration, naming the row and the field, else that all is intact; then whose keys signed.
pub fn text(report: &VerifyReport, words: &Words) -> String {
    let with = |kind: &str, name: &str, value: serde_json::Value| {
        format!("{}\n", plain(&words.verify(kind, &Map::from_iter([(name.to_owned(), value)]))))
    };
    let mut text: String = report
        .findings
        .iter()
        .map(|finding| {
            format!("{}: {}\n", plain(&finding.subject), plain(&words.verify(&finding.kind, &finding.detail)))
        })
        .collect();
    if report.intact {
        text = with("intact", "count", report.checked.into());
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
    let words = Words::of(open.settings()?.language);
    let local = open.local(ctx)?.0;
    // The mark at the front tells older editors that this is UTF-8.
    let text = format!("\u{feff}{}\n{}", local.format("%Y-%m-%d %H:%M"), text(&folder(&open)?, &words));
    let name = output::file_name(&format!("{}_{}.txt", words.verify_report(), local.format("%Y-%m-%d_%H%M")));
    output::write(&output::folder(session, &open)?.join(name), text.as_bytes(), 0)
}
