//! A file dropped on the app.

use rounds_core::{AppError, ErrorCode, Id, attachment::AttachmentKind};
use rounds_store::{self as store, Scan, Tx};

use super::{
    attach, list,
    resolve::{self, Owner},
    word,
};
use crate::{
    Ctx, Session,
    open::Open,
    photo::{self, Subject},
    sheet,
    wire::{AddScan, ScanResult, ScanState},
};

const LONGEST_NAME: usize = 200;

pub fn add(session: &Session, args: AddScan, bytes: &[u8], ctx: &Ctx) -> Result<ScanResult, AppError> {
    let open = session.data(ctx)?;
    of_file(&open, &args.file_name, bytes, ctx)
}

/// Takes a picture or scanned PDF apart and gives each sheet to its visit.
pub fn of_file(open: &Open, file_name: &str, bytes: &[u8], ctx: &Ctx) -> Result<ScanResult, AppError> {
    let name: String = file_name.chars().filter(|ch| !ch.is_control()).take(LONGEST_NAME).collect();
    let mut progress = |done: usize, all: usize| {
        ctx.progress("scan", done as u32, all as u32);
        !ctx.cancelled()
    };
    let sheets = rounds_scan::sheets(bytes, &mut progress).map_err(|error| error.of_file(&name))?;
    if sheets.is_empty() {
        return Err(ErrorCode::NotAPicture.with("file", name));
    }
    let spares = sheet::spare_sheets(&open.store)?;
    let written = open.write(ctx, |tx| {
        let (mut ids, mut known) = (Vec::new(), 0);
        for sheet in &sheets {
            // Sealed first: its name is the picture's own hash, by which the same file twice is noticed.
            let sha256 = open.store.put_file(&sheet.picture.jpeg, ctx.entropy)?;
            if let Some(scan) = store::scan_of_picture(tx.sql(), &sha256)? {
                known += 1;
                ids.push(scan.id);
                continue;
            }
            ids.push(one(tx, open, &name, sheet, &spares, ctx)?);
        }
        Ok((ids, known))
    })?;
    let (ids, known) = written.value;
    let mut items = list::all(open, ctx)?;
    items.retain(|item| ids.contains(&item.id));
    items.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
    tracing::info!(sheets = items.len(), known, "scanned");
    Ok(ScanResult { items, known })
}

fn one(
    tx: &mut Tx,
    open: &Open,
    file_name: &str,
    sheet: &rounds_scan::Sheet,
    spares: &[sheet::Spare],
    ctx: &Ctx,
) -> Result<Id, AppError> {
    let subject = Subject {
        customer_id: None,
        visit_record_id: None,
        issue_id: None,
        kind: AttachmentKind::Sheet,
        note: None,
    };
    let picture = photo::keep(tx, open, &sheet.picture, subject, ctx)?.meta.id;
    let owner = resolve::owner(tx.sql(), sheet.code.as_ref(), spares)?;
    let state = match &owner {
        Owner::Nobody(state) => *state,
        Owner::Record(_) | Owner::Planned(_) => ScanState::Matched,
    };
    let record = attach::record_of(tx, open, owner, None)?;
    let scan = Scan {
        id: tx.new_id(),
        attachment_id: picture,
        file_name: file_name.to_owned(),
        page: sheet.page,
        code: sheet.code.as_ref().map(resolve::text),
        state: word(state).to_owned(),
        visit_record_id: record.as_ref().map(|record| record.meta.id),
        at: tx.now(),
    };
    if let Some(record) = record {
        attach::attach(tx, record, picture)?;
    }
    tx.put_scan(&scan)?;
    Ok(scan.id)
}
