//! `rounds demo`: an empty data folder with the demo territory in it.

use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode};
use serde_json::json;

use super::Report;
use crate::{
    Ctx, Session,
    open::{LocalTime, ZONE},
    territory,
    wire::Folder,
};

/// Fills the demo's folder as it would stand on `as_of`, today where that is not said.
pub(super) fn demo(session: &Session, as_of: Option<&str>, ctx: &Ctx) -> Result<Report, AppError> {
    let as_of: NaiveDate = match as_of {
        Some(text) => text.parse().map_err(|_| ErrorCode::BadDate.on("as_of").with("value", text))?,
        None => LocalTime::of(ctx.now, ZONE).date(),
    };
    let folder = session.places.path(Folder::Demo);
    let foreign = std::fs::read_dir(folder).into_iter().flatten().flatten().any(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        // A log of an earlier refusal, and the lock, are no data.
        !(name == "logs" || name.starts_with("rounds."))
    });
    if foreign || session.places.has_data(Folder::Demo) {
        return Err(ErrorCode::DataFolderNotEmpty.with("path", folder.display().to_string()));
    }
    let open = session.switch(Folder::Demo, ctx)?;
    territory::fill_demo(&open, as_of, ctx)?;
    session.places.mark_demo();
    let count = open.book(ctx)?.customers.len();
    let path = open.store.folder().path().display().to_string();
    let json = json!({ "path": path, "customers": count });
    Ok(Report::said("demo", &[("path", &path), ("count", &count), ("date", &as_of)], json))
}
