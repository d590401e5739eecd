//! A file dropped on the app.

use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode, Id, attachment::AttachmentKind};
use rounds_store::{self as store, Scan, Tx};

use super::{
    attach::{self, Matcher},
    list,
    resolve::{self, Owner},
    word,
};
use crate::{
    Ctx, Session,
    open::Open,
    photo::{self, Subject},
    sheet,
    wire::{AddScan, ScanItem, ScanResult, ScanState},
};

const LONGEST_NAME: usize = 200;

/// What a file held, as it was given now.
pub struct Taken {
    /// In the order of the file; true = the sheet had been scanned before.
    pub sheets: Vec<(ScanItem, bool)>,
    /// A page that could not be read, each.
    pub unread: Vec<AppError>,
}

pub fn add(session: &Session, args: AddScan, bytes: &[u8], ctx: &Ctx) -> Result<ScanResult, AppError> {
    let open = session.data(ctx)?;
    let Taken { sheets, unread } = of_file(session, &open, &args.file_name, bytes, ctx)?;
    let known = sheets.iter().filter(|(_, is_known)| *is_known).count() as u32;
    Ok(ScanResult { items: sheets.into_iter().map(|(item, _)| item).collect(), known, unread })
}

/// Takes a picture or scanned PDF apart and gives each sheet to its visit.
pub fn of_file(
    session: &Session,
    open: &Open,
    file_name: &str,
    bytes: &[u8],
    ctx: &Ctx,
) -> Result<Taken, AppError> {
    let name: String = file_name.chars().filter(|ch| !ch.is_control()).take(LONGEST_NAME).collect();
    let mut progress = |done: usize, all: usize| {
        ctx.progress("scan", done as u32, all as u32);
        !ctx.cancelled()
    };
    let found = rounds_scan::sheets(bytes, &mut progress).map_err(|error| error.of_file(&name))?;
    let unread = found.unread.iter().map(|(page, error)| {
        tracing::info!(page, %error, "page not read");
        ErrorCode::PageUnread.with("file", name.as_str()).with("page", *page)
    });
    let unread: Vec<AppError> = unread.collect();
    if found.sheets.is_empty() && unread.is_empty() {
        return Err(ErrorCode::NotAPicture.with("file", name));
    }
    let spares = sheet::spare_sheets(&open.store)?;
    let today = open.local(ctx)?.date();
    let matcher = Matcher::of(session, open, ctx)?;
    let file = File { open, name: &name, spares: &spares, today, matcher };
    let taken = open.write(ctx, |tx| {
        let mut taken = Vec::new();
        for sheet in &found.sheets {
            // Sealed first: its name is the picture's own hash, by which the same file twice is noticed.
            let sha256 = open.store.put_file(&sheet.picture.jpeg, ctx.entropy)?;
            match store::scan_of_picture(tx.sql(), &sha256)? {
                Some(scan) => {
                    let id = scan.id;
                    // A sheet that came before its day finds its visit once the day has come.
                    if scan.visit_record_id.is_none() && scan.state == word(ScanState::Early) {
                        file.settle(tx, scan, sheet)?;
                    }
                    taken.push((id, sheet.page, true));
                }
                None => taken.push((file.keep(tx, sheet, ctx)?, sheet.page, false)),
            }
        }
        Ok(taken)
    })?;
    let items = list::all(open, ctx)?;
    let as_given = |(id, page, is_known): (Id, u32, bool)| {
        let item = items.iter().find(|item| item.id == id)?.clone();
        Some((ScanItem { file_name: name.clone(), page, ..item }, is_known))
    };
    let sheets: Vec<_> = taken.value.into_iter().filter_map(as_given).collect();
    tracing::info!(sheets = sheets.len(), unread = unread.len(), "scanned");
    Ok(Taken { sheets, unread })
}

/// The file whose sheets are kept.
struct File<'a> {
    open: &'a Open,
    name: &'a str,
    spares: &'a [sheet::Spare],
    today: NaiveDate,
    matcher: Matcher<'a>,
}

impl File<'_> {
    fn keep(&self, tx: &mut Tx, sheet: &rounds_scan::Sheet, ctx: &Ctx) -> Result<Id, AppError> {
        let subject = Subject {
            customer_id: None,
            visit_record_id: None,
            issue_id: None,
            kind: AttachmentKind::Sheet,
            note: None,
        };
        let scan = Scan {
            id: tx.new_id(),
            attachment_id: photo::keep(tx, self.open, &sheet.picture, subject, ctx)?.meta.id,
            file_name: self.name.to_owned(),
            page: sheet.page,
            code: sheet.code.as_ref().map(resolve::text),
            state: word(ScanState::Unreadable).to_owned(),
            visit_record_id: None,
            at: tx.now(),
        };
        let id = scan.id;
        self.settle(tx, scan, sheet)?;
        Ok(id)
    }

    /// Gives the sheet to its visit, or notes why it has none.
    fn settle(&self, tx: &mut Tx, mut scan: Scan, sheet: &rounds_scan::Sheet) -> Result<(), AppError> {
        let owner = resolve::owner(tx.sql(), sheet.code.as_ref(), self.spares, self.today)?;
        let state = match &owner {
            Owner::Nobody(state) => *state,
            Owner::Record(_) | Owner::Planned(_) => ScanState::Matched,
        };
        word(state).clone_into(&mut scan.state);
        let record = attach::record_of(tx, self.open, owner, None)?;
        scan.visit_record_id = record.as_ref().map(|record| record.meta.id);
        if let Some(record) = record {
            attach::attach(tx, record, &scan, true, &self.matcher)?;
        }
        Ok(tx.put_scan(&scan)?)
    }
}
