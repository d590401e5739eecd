//! A sheet's picture goes to its visit, which counts as signed on paper.

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id,
    attachment::Attachment,
    customer::Customer,
    evidence::DeviceKey,
    person::Person,
    plan::{PlannedVisit, PlannedVisitState},
    visit::{Outcome, RecordState, VisitRecord},
};
use rounds_store::{self as store, Scan, Tx};

use super::{
    list,
    resolve::{self, Owner},
    word,
};
use crate::{
    Ctx, Session, later,
    open::Open,
    visit::{self, Author, Matched},
    wire::{MatchScan, ScanItem, ScanState},
};

/// The record of `owner`; one is made where there is none. `sheet` is the reserved number of a spare sheet.
pub fn record_of(
    tx: &mut Tx,
    open: &Open,
    owner: Owner,
    sheet: Option<Id>,
) -> Result<Option<VisitRecord>, AppError> {
    let (mut record, is_new) = match owner {
        Owner::Nobody(_) => return Ok(None),
        Owner::Record(record) => (*record, false),
        Owner::Planned(planned) => {
            (later::new_record(tx, open, planned.customer_id, Some(&planned), planned.date)?, true)
        }
    };
    // What was signed stays as it was signed.
    if record.state == RecordState::Signed {
        return Ok(Some(record));
    }
    record.sheet_id = record.sheet_id.or(sheet);
    if is_new {
        tx.insert(&record)?;
    } else {
        tx.put(&record)?;
    }
    Ok(Some(record))
}

/// Who signs for the matches of a file.
pub struct Matcher<'a> {
    key: DeviceKey,
    /// None in a folder that holds no customer yet: there is no visit to match either.
    person: Option<Person>,
    install_id: Id,
    zone: Option<String>,
    ctx: &'a Ctx<'a>,
}

impl<'a> Matcher<'a> {
    /// Before the transaction that attaches: a key that is made for it has to be kept first.
    pub fn of(session: &Session, open: &Open, ctx: &'a Ctx<'a>) -> Result<Self, AppError> {
        Ok(Self {
            key: visit::device_key(session, open, ctx)?,
            person: open.person()?,
            install_id: open.store.install_id(),
            zone: open.territory()?.map(|territory| territory.zone),
            ctx,
        })
    }
}

/// The picture is the record's; a sheet signed on paper tells that the visit was made. A link of the chain says so.
pub fn attach(
    tx: &mut Tx,
    mut record: VisitRecord,
    scan: &Scan,
    by_code: bool,
    matcher: &Matcher,
) -> Result<(), AppError> {
    let picture = scan.attachment_id;
    let mut attachment: Attachment = store::get(tx.sql(), picture)?;
    attachment.visit_record_id = Some(record.meta.id);
    attachment.customer_id = Some(record.customer_id);
    tx.put(&attachment)?;
    // The first sheet stays; further ones lie beside it. A record signed on the screen does not come to be signed on
    // paper by a picture beside it.
    let is_first = match record.paper_id {
        Some(known) => store::find::<Attachment>(tx.sql(), known)?.is_none(),
        None => true,
    };
    let is_signature = is_first && record.state != RecordState::Signed;
    if is_signature {
        record.paper_id = Some(picture);
        tx.put(&record)?;
    }
    let given = Matched {
        record: &record,
        picture: &attachment,
        is_signature,
        by_code,
        code: scan.code.as_deref(),
        file_name: &scan.file_name,
        page: scan.page,
    };
    let Matcher { person, install_id, zone, ctx, .. } = matcher;
    let (Some(person), Some(zone)) = (person, zone) else { return Err(ErrorCode::NoData.into()) };
    let author = Author { person, install_id: *install_id, zone, at: ctx.now };
    visit::note_paper(tx, &given, &author, &matcher.key, ctx.entropy)?;
    if record.state == RecordState::Signed {
        return Ok(());
    }
    let is_made = matches!(record.outcome, None | Some(Outcome::Done | Outcome::OwnerAbsent));
    if let Some(planned) = record.planned_visit_id.filter(|_| is_made)
        && let Some(mut planned) = store::find::<PlannedVisit>(tx.sql(), planned)?
        && matches!(planned.state, PlannedVisitState::Planned | PlannedVisitState::Missed)
    {
        planned.state = PlannedVisitState::Done;
        tx.put(&planned)?;
    }
    Ok(())
}

fn not_yet(date: NaiveDate) -> AppError {
    ErrorCode::BadDate.on("date").with("value", date.to_string())
}

/// Says by hand whose a sheet was. One that has its visit already is refused.
pub fn by_hand(session: &Session, args: MatchScan, ctx: &Ctx) -> Result<Vec<ScanItem>, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let today = open.local(ctx)?.date();
    let matcher = Matcher::of(session, &open, ctx)?;
    open.write(ctx, |tx| {
        let mut scan = store::scan(tx.sql(), args.scan_id)?;
        if let Some(record) = scan.visit_record_id {
            let record: VisitRecord = store::get(tx.sql(), record)?;
            let name = book.at(record.customer_id).map(|(customer, _)| customer.name.clone());
            return Err(ErrorCode::SheetMatched
                .with("name", name.unwrap_or_default())
                .with("date", record.date.to_string()));
        }
        let is_spare = scan.state == word(ScanState::Spare);
        let sheet = scan.code.as_deref().filter(|_| is_spare).and_then(|code| code.parse().ok());
        let owner = match (args.visit_record_id, args.planned_visit_id, args.customer_id) {
            (Some(id), ..) => Owner::Record(Box::new(store::get(tx.sql(), id)?)),
            (None, Some(id), _) => {
                let planned: PlannedVisit = store::get(tx.sql(), id)?;
                let date = planned.date;
                match resolve::of_planned(tx.sql(), planned)? {
                    Owner::Planned(_) if date > today => return Err(not_yet(date)),
                    owner => owner,
                }
            }
            (None, None, Some(id)) => {
                let date = args.date.ok_or_else(|| ErrorCode::Required.on("date"))?;
                if date > today {
                    return Err(not_yet(date));
                }
                store::get::<Customer>(tx.sql(), id)?;
                let mut record = later::new_record(tx, &open, id, None, date)?;
                visit::take_planned(tx, &open, &book, &mut record, open.zone()?)?;
                tx.insert(&record)?;
                Owner::Record(Box::new(record))
            }
            (None, None, None) => return Err(ErrorCode::BadArguments.on("customer_id")),
        };
        let record = record_of(tx, &open, owner, sheet)?.ok_or(ErrorCode::Internal)?;
        scan.visit_record_id = Some(record.meta.id);
        word(ScanState::Matched).clone_into(&mut scan.state);
        attach(tx, record, &scan, false, &matcher)?;
        Ok(tx.put_scan(&scan)?)
    })?;
    list::all(&open, ctx)
}
