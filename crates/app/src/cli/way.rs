//! `rounds import matrix` and `rounds export day`: the ways in and out of a day's travel.

use std::{fmt::Display, path::Path};

use rounds_core::{AppError, ErrorCode};
use serde_json::json;

use super::{Report, kind_unknown, ready};
use crate::{
    Ctx, Session, import, open, plan, travel,
    wire::{DayFormat, ExportDay},
    words::Words,
};

/// Road distances or times, in the place of the former ones; a dry run reads and judges the file alone.
pub(super) fn matrix(
    session: &Session,
    file: &Path,
    dry_run: bool,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let bytes = import::read_file(file)?;
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let view = if dry_run {
        let open = session.read_only(ctx)?;
        open::check_manager(&open, manager)?;
        travel::try_matrix(&open, &name, &bytes, ctx)?
    } else {
        let open = session.data(ctx)?;
        ready(session, &open, manager, ctx)?;
        travel::take_matrix(&open, &name, &bytes, ctx)?
    };
    let (places, without, gaps) = (view.places, view.without.len(), view.gaps);
    let json = json!({ "places": places, "without": without, "gaps": gaps, "taken": !dry_run });
    let file = file.display();
    let name = if dry_run { "matrix_tried" } else { "matrix" };
    Ok(Report::said(name, &[("file", &file), ("places", &places), ("without", &without)], json))
}

/// A planned day, in the format of the file's name.
pub(super) fn day(
    session: &Session,
    date: &str,
    out: &Path,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let date = date.parse().map_err(|_| ErrorCode::BadDate.on("date").with("value", date))?;
    let extension = out.extension().map(|end| end.to_string_lossy().to_lowercase());
    let format = match extension.as_deref() {
        Some("gpx") => DayFormat::Gpx,
        Some("ics") => DayFormat::Ics,
        _ => return Err(kind_unknown(out, ".gpx / .ics")),
    };
    let open = session.read_only(ctx)?;
    open::check_manager(&open, manager)?;
    let written = plan::write_day(&open, ExportDay { date, format }, out, ctx)?;
    let json = json!({ "path": written.path, "bytes": written.bytes, "left_out": written.left_out });
    let mut report = Report::new(format!("{}\n", written.path), json);
    if !written.left_out.is_empty() {
        let (count, names) = (written.left_out.len(), written.left_out.join("、"));
        let values: [(&str, &dyn Display); 2] = [("count", &count), ("names", &names)];
        report.warnings.push(Words::zh().say("warnings", "route_without", &values));
    }
    Ok(report)
}
