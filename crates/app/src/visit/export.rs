//! A visit as a file: its evidence, or the filled sheet.

use rounds_core::{AppError, ErrorCode, Id, visit::VisitRecord};
use rounds_store as store;

use crate::{
    Ctx, Session, filled,
    open::Open,
    output,
    wire::{ExportVisit, FileWritten, VisitFormat},
};

/// The evidence file of a visit, byte for byte: of its signature, else of the sheet that was signed on paper.
pub fn evidence_file(open: &Open, id: Id) -> Result<Vec<u8>, AppError> {
    open.store.read(|sql| {
        let record: VisitRecord = store::get(sql, id)?;
        let evidence = record.evidence_id.or(record.paper_id).ok_or(ErrorCode::NotSigned)?;
        let stored = store::evidence(sql, evidence)?.ok_or(ErrorCode::NotSigned)?;
        Ok(stored.envelope)
    })
}

pub fn export(session: &Session, args: ExportVisit, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let folder = output::folder(session, &open)?;
    match args.format {
        VisitFormat::Json => {
            let bytes = evidence_file(&open, args.id)?;
            output::write(&folder.join(format!("evidence-{}.json", args.id)), &bytes, 0)
        }
        VisitFormat::Pdf | VisitFormat::PdfWithHandbook => filled::export(session, &args, ctx),
    }
}
