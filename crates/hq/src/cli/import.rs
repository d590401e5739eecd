//! `rounds-hq import`: what a workbook would change, and then does.

use std::path::Path;

use rounds_core::{AppError, position::Datum, setting::Settings, words::Words};
use rounds_hq::{
    Hq, HqError,
    admin::{CustomerFile, Imported, SalesFile},
};
use rounds_workbook::{ImportReport, MOST_BYTES, Mapping, SalesMapping, too_large};
use serde_json::Value;

use super::{arguments::ImportCommand, told::Speaker};

/// The word for the column of territories in a mapping.
const TERRITORY: &str = "territory";

/// Whether the command did what it was asked for: a workbook without a good row is no success.
pub fn import(hq: &Hq, command: ImportCommand, speaker: Speaker) -> Result<bool, HqError> {
    let (imported, mapping, dry_run) = match command {
        ImportCommand::Customers { file, territory, dry_run, map, datum } => {
            let (territory_headings, mapping) = map.as_deref().map(mapping).transpose()?.unwrap_or_default();
            let bytes = read(&file)?;
            let customers = CustomerFile {
                file_name: &file.display().to_string(),
                bytes: &bytes,
                mapping: mapping.clone(),
                territory_headings,
                datum: datum.map_or(Settings::default().import_datum, Datum::from),
                territory: territory.as_deref(),
            };
            let done = if dry_run { hq.try_customers(&customers)? } else { hq.import_customers(&customers)? };
            (done, mapping, dry_run)
        }
        ImportCommand::Sales { file, dry_run, map } => {
            let mapping = map.as_deref().map(|map| SalesMapping::from_json(&read(map)?)).transpose()?;
            let bytes = read(&file)?;
            let sales = SalesFile {
                file_name: &file.display().to_string(),
                bytes: &bytes,
                mapping: mapping.unwrap_or_default(),
            };
            let done = if dry_run { hq.try_sales(&sales)? } else { hq.import_sales(&sales)? };
            (done, Mapping::default(), dry_run)
        }
    };
    Ok(tell(&imported, &mapping, dry_run, speaker))
}

fn tell(imported: &Imported, mapping: &Mapping, dry_run: bool, speaker: Speaker) -> bool {
    let mut report = ImportReport::of(&imported.outcome, mapping, Words::of(speaker.language));
    if speaker.json {
        report.json["kept"] = imported.kept.into();
        super::told::out(&format!("{}\n", report.json));
    } else {
        super::told::out(&report.text);
        if imported.kept > 0 {
            speaker.line("kept", &[("count", &imported.kept)]);
        }
        if dry_run {
            speaker.line("dry", &[]);
        }
    }
    !report.failed
}

/// The headings that mean the territory, and what is left for the customer's own fields.
fn mapping(path: &Path) -> Result<(Vec<String>, Mapping), HqError> {
    let bytes = read(path)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let Ok(Value::Object(mut all)) = serde_json::from_slice(text) else {
        return Ok((Vec::new(), Mapping::from_json(text)?));
    };
    let headings: Vec<String> = all
        .iter()
        .filter(|(_, field)| field.as_str() == Some(TERRITORY))
        .map(|(heading, _)| heading.clone())
        .collect();
    all.retain(|heading, _| !headings.contains(heading));
    Ok((headings, Mapping::from_json(Value::Object(all).to_string().as_bytes())?))
}

fn read(path: &Path) -> Result<Vec<u8>, AppError> {
    rounds_terminal::read(path, MOST_BYTES, too_large)
}
