//! The support bundle: what helps to find a fault, without names, phones or addresses.

use std::{fs, io::Write};

use rounds_core::{AppError, ErrorCode};
use serde_json::json;

use crate::{
    Ctx, Session, output,
    wire::{FileWritten, Nothing},
};

/// The newest logs, at most so many bytes of each.
const LOGS: usize = 7;
const LOG_BYTES: usize = 1 << 20;

pub fn bundle(session: &Session, _: Nothing, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let settings = open.settings()?;
    let facts = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": rounds_store::SCHEMA_VERSION,
        "system": std::env::consts::OS,
        "machine": std::env::consts::ARCH,
        "at": ctx.now,
        "customers": book.customers.len(),
        "rules": book.rules.len(),
        "unsent": open.store.unsent()?,
        "backups": open.store.backups().len(),
        "set_aside": open.store.folder().has_damaged(),
        "working_time": settings.working_time,
        "language": settings.language,
    });
    let internal = |error: zip::result::ZipError| ErrorCode::Internal.with("kind", error.to_string());
    let io = |error: std::io::Error| ErrorCode::Internal.with("kind", error.to_string());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("facts.json", options).map_err(internal)?;
    zip.write_all(facts.to_string().as_bytes()).map_err(io)?;
    let folders = [open.store.folder().logs(), session.places.base().join("logs")];
    let mut logs: Vec<_> =
        folders.iter().flat_map(fs::read_dir).flatten().flatten().map(|file| file.path()).collect();
    logs.sort_by_key(|path| std::cmp::Reverse(path.file_name().map(ToOwned::to_owned)));
    logs.dedup();
    for path in logs.into_iter().take(LOGS) {
        let Ok(bytes) = fs::read(&path) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        zip.start_file(format!("logs/{name}"), options).map_err(internal)?;
        zip.write_all(&bytes[bytes.len().saturating_sub(LOG_BYTES)..]).map_err(io)?;
    }
    let bytes = zip.finish().map_err(internal)?.into_inner();
    let name = format!("诊断包_{}.zip", open.local(ctx)?.0.format("%Y%m%d_%H%M"));
    output::write(&output::folder(session, &open)?.join(name), &bytes, 0)
}
