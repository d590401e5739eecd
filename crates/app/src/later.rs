//! 补录: a paper day typed in afterwards, one row for each visit.
//!
//! Invariants: what was recorded in the shop or signed on the screen is shown and never changed here; a row is a draft
//! until it is saved whole; what a saved row tells the plan and the promises it tells once.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek, Meta,
    customer::Customer,
    form::{Form, FormDefinition},
    plan::PlannedVisit,
    visit::{Entered, Outcome, RecordState, VisitDraft, VisitRecord},
    zone::Zone,
};
use rounds_store::{self as store, Connection, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Ctx, Session,
    book::Book,
    bulletin,
    open::Open,
    plan::StoredWeek,
    scan,
    visit::{self, Ending, Given},
    wire::{ByDate, LaterDay, LaterEntry, LaterRow, LaterState, PutLaterRow},
};

/// Stands in the answers of a record that was signed on paper (the form's own field).
const SIGNER: &str = "signer_role";
const LAST_MINUTE: u32 = 24 * 60 - 1;

/// A row that is typed and not yet saved, by customer.
type Drafts = BTreeMap<Id, DraftRow>;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct DraftRow {
    planned_visit_id: Option<Id>,
    visit_record_id: Option<Id>,
    entry: LaterEntry,
    /// The form that it was begun with; none in drafts of an earlier program: then that of now.
    #[serde(default)]
    form: Option<DraftForm>,
}

/// A definition by what a record names it by.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct DraftForm {
    version: u32,
    hash: String,
}

impl DraftForm {
    fn of(form: &FormDefinition) -> Self {
        Self { version: form.version, hash: form.hash.clone() }
    }
}

fn key(date: NaiveDate) -> String {
    format!("later:{date}")
}

fn drafts(sql: &Connection, date: NaiveDate) -> Result<Drafts, AppError> {
    let body = store::draft(sql, &key(date))?;
    Ok(body.and_then(|body| serde_json::from_value(body).ok()).unwrap_or_default())
}

fn keep_drafts(tx: &mut Tx, date: NaiveDate, drafts: &Drafts) -> Result<(), AppError> {
    if drafts.is_empty() {
        return Ok(tx.drop_draft(&key(date))?);
    }
    let body = serde_json::to_value(drafts).map_err(|_| ErrorCode::Internal)?;
    Ok(tx.save_draft(&key(date), &body)?)
}

/// A record that is typed in afterwards, with nothing typed yet.
pub fn blank(
    meta: Meta,
    person_id: Id,
    customer_id: Id,
    planned: Option<&PlannedVisit>,
    date: NaiveDate,
    form: &FormDefinition,
) -> VisitRecord {
    VisitRecord {
        planned_visit_id: planned.map(|planned| planned.meta.id),
        state: RecordState::Finished,
        ..VisitRecord::blank(meta, customer_id, person_id, date, Entered::Later, form)
    }
}

/// The same as a row of its own, in a transaction that is about to write it.
pub fn new_record(
    tx: &mut Tx,
    open: &Open,
    customer_id: Id,
    planned: Option<&PlannedVisit>,
    date: NaiveDate,
) -> Result<VisitRecord, AppError> {
    let (_, form) = visit::present_form(open)?;
    begun_with(tx, open, customer_id, planned, date, &form)
}

fn begun_with(
    tx: &mut Tx,
    open: &Open,
    customer_id: Id,
    planned: Option<&PlannedVisit>,
    date: NaiveDate,
    form: &FormDefinition,
) -> Result<VisitRecord, AppError> {
    let territory = Open::home(tx)?;
    tx.keep_form(&form.id, form.version, &form.hash, &form.body)?;
    Ok(blank(Open::meta(tx, &territory), open.actor()?, customer_id, planned, date, form))
}

/// The form of a row that has no record yet: the one that its draft was begun with, while that is here.
fn form_of_draft(open: &Open, draft: Option<&DraftForm>) -> Result<(Form, FormDefinition), AppError> {
    let (present, definition) = visit::present_form(open)?;
    let Some(draft) = draft.filter(|draft| draft.hash != definition.hash) else {
        return Ok((present, definition));
    };
    let bodies = open.store.forms(&definition.id, draft.version)?;
    let kept = bodies.iter().filter_map(|body| Form::parse(body).ok()).find_map(|form| {
        let kept = form.definition().ok()?;
        (kept.hash == draft.hash).then_some((form, kept))
    });
    Ok(kept.unwrap_or((present, definition)))
}

/// Records of a day, without those that another corrects.
fn records_of(sql: &Connection, date: NaiveDate) -> Result<Vec<VisitRecord>, AppError> {
    let all = store::records_between(sql, date, date + Days::new(1))?;
    let mut latest = Vec::new();
    for record in all {
        if store::correction_of(sql, record.meta.id)?.is_none() {
            latest.push(record);
        }
    }
    Ok(latest)
}

/// One row before it is shown.
struct Found {
    customer_id: Id,
    planned: Option<PlannedVisit>,
    record: Option<VisitRecord>,
    draft: Option<DraftRow>,
}

impl Found {
    /// The form that the row is answered by: its record's, else its draft's, else that of now.
    fn form(&self, open: &Open) -> Result<(Form, FormDefinition), AppError> {
        match &self.record {
            Some(record) => {
                let form = visit::form_of(open, record)?;
                let definition = form.definition()?;
                Ok((form, definition))
            }
            None => form_of_draft(open, self.draft.as_ref().and_then(|draft| draft.form.as_ref())),
        }
    }
}

/// The day's rows: as planned, then as recorded, then as added.
fn found(sql: &Connection, date: NaiveDate) -> Result<Vec<Found>, AppError> {
    let stored = StoredWeek::of(sql, IsoWeek::of(date))?;
    let mut records = records_of(sql, date)?;
    let mut drafts = drafts(sql, date)?;
    let mut rows: Vec<Found> = Vec::new();
    for planned in stored.on(date) {
        let at = records.iter().position(|record| record.planned_visit_id == Some(planned.meta.id));
        rows.push(Found {
            customer_id: planned.customer_id,
            planned: Some(planned.clone()),
            record: at.map(|at| records.remove(at)),
            draft: None,
        });
    }
    for record in records {
        let planned = visit::planned_of(sql, &record)?;
        rows.push(Found { customer_id: record.customer_id, planned, record: Some(record), draft: None });
    }
    for row in &mut rows {
        row.draft = drafts.remove(&row.customer_id);
    }
    let added = drafts.into_iter().map(|(customer_id, draft)| Found {
        customer_id,
        planned: None,
        record: None,
        draft: Some(draft),
    });
    rows.extend(added);
    Ok(rows)
}

fn entry_of(record: &VisitRecord, zone: Zone) -> LaterEntry {
    let minute = |at: Option<i64>| at.map(|at| visit::local(zone, at).minute());
    let mut answers = record.answers.clone();
    let signed = answers.remove(SIGNER).is_some();
    LaterEntry {
        arrived_min: minute(record.arrived_at),
        left_min: minute(record.left_at),
        outcome: record.outcome,
        answers,
        told: record.told.clone(),
        signed_on_paper: signed || record.paper_id.is_some(),
    }
}

/// Whether a record is not for this grid to change.
fn is_shown_only(record: &VisitRecord) -> bool {
    record.state == RecordState::Signed || record.entered == Entered::Live
}

fn state_of(found: &Found) -> LaterState {
    match &found.record {
        Some(record) if record.state == RecordState::Signed => LaterState::Signed,
        Some(record) if record.entered == Entered::Live => LaterState::Live,
        _ if found.draft.is_some() => LaterState::Draft,
        Some(record) if record.outcome.is_some() => LaterState::Saved,
        _ => LaterState::Empty,
    }
}

fn draft_of(entry: &LaterEntry) -> VisitDraft {
    VisitDraft {
        outcome: entry.outcome,
        answers: entry.answers.clone(),
        told: entry.told.clone(),
        ..VisitDraft::default()
    }
}

/// The record as the entry tells it.
fn told(mut record: VisitRecord, form: &Form, entry: &LaterEntry, zone: Zone) -> VisitRecord {
    let moment = |minute: Option<u32>| minute.map(|minute| zone.instant(record.date, minute));
    (record.arrived_at, record.left_at) = (moment(entry.arrived_min), moment(entry.left_min));
    record.outcome = entry.outcome;
    record.answers = visit::tidied(form, &draft_of(entry)).answers;
    if entry.signed_on_paper {
        record.answers.insert(SIGNER.to_owned(), json!("owner"));
    }
    record
}

/// Everything wrong with an entry, each with its cell.
fn problems(form: &Form, given: &Given, entry: &LaterEntry) -> Vec<AppError> {
    let mut wrong = Vec::new();
    for (field, minute) in [("arrived_min", entry.arrived_min), ("left_min", entry.left_min)] {
        if let Some(minute) = minute.filter(|minute| *minute > LAST_MINUTE) {
            wrong.push(ErrorCode::BadTime.on(field).with("value", minute));
        }
    }
    if let (Some(arrived), Some(left)) = (entry.arrived_min, entry.left_min)
        && left < arrived
    {
        wrong.push(
            ErrorCode::BadTime.on("left_min").with("value", format!("{:02}:{:02}", left / 60, left % 60)),
        );
    }
    if entry.outcome.is_none() {
        wrong.push(ErrorCode::OutcomeMissing.on("outcome"));
    }
    let of_answers = visit::problems(form, given, &draft_of(entry), true);
    let is_told =
        |error: &AppError| matches!(error.field.as_deref(), Some("arrival" | "arrived_min" | "left_min"));
    wrong.extend(of_answers.into_iter().filter(|error| !is_told(error)));
    wrong
}

pub fn get(session: &Session, ByDate { date }: ByDate, ctx: &Ctx) -> Result<LaterDay, AppError> {
    let open = session.data(ctx)?;
    day(&open, date, ctx)
}

fn day(open: &Open, date: NaiveDate, ctx: &Ctx) -> Result<LaterDay, AppError> {
    not_ahead(open, date, ctx)?;
    let (book, zone) = (open.book(ctx)?, visit::zone(open)?);
    let (present, _) = visit::present_form(open)?;
    let found = open.store.read(|sql| found(sql, date))?;
    let in_force = bulletin::in_force(open, date)?;
    let mut rows = Vec::new();
    for one in found {
        let Some(customer) = book.summary(one.customer_id) else { continue };
        let territory = book.at(one.customer_id).map(|(customer, _)| customer.meta.territory_id);
        let territory = territory.unwrap_or_default();
        let state = state_of(&one);
        let kept = one.record.as_ref().map(|record| entry_of(record, zone));
        let typed = one.draft.as_ref().filter(|_| state == LaterState::Draft);
        let entry = typed.map(|draft| draft.entry.clone()).or(kept).unwrap_or_default();
        let problems = if state == LaterState::Draft {
            let planned = one.planned.as_ref();
            let (form, definition) = one.form(open)?;
            let record = one.record.clone().unwrap_or_else(|| {
                let meta = Meta::new(Id::nil(), Id::nil(), ctx.now);
                blank(meta, Id::nil(), one.customer_id, planned, date, &definition)
            });
            problems(&form, &Given { record: &record, planned, zone, signature: None }, &entry)
        } else {
            Vec::new()
        };
        let pictures = match &one.record {
            Some(record) => open.store.read(|sql| store::photos_of_visit(sql, record.meta.id))?,
            None => Vec::new(),
        };
        rows.push(LaterRow {
            state,
            planned_visit_id: one.planned.as_ref().map(|planned| planned.meta.id),
            visit_record_id: one.record.as_ref().map(|record| record.meta.id),
            customer,
            bulletins: bulletin::to_tell(open, &in_force, territory, &entry.told)?,
            entry,
            pictures: pictures.iter().map(|picture| picture.meta.id).collect(),
            problems,
        });
    }
    Ok(LaterDay { date, layout: present.layout, rows, scans: scan::of_day(open, date, ctx)? })
}

fn not_ahead(open: &Open, date: NaiveDate, ctx: &Ctx) -> Result<(), AppError> {
    if date > open.local(ctx)?.date() {
        return Err(ErrorCode::BadDate.on("date").with("value", date.to_string()));
    }
    Ok(())
}

/// Keeps a row as it is typed, or saves it. A row with something wrong stays a draft, and the day says what.
pub fn put(session: &Session, args: PutLaterRow, ctx: &Ctx) -> Result<LaterDay, AppError> {
    let open = session.data(ctx)?;
    not_ahead(&open, args.date, ctx)?;
    let book = open.book(ctx)?;
    let today = open.local(ctx)?.date();
    let written = open.write(ctx, |tx| {
        store::get::<Customer>(tx.sql(), args.customer_id)?;
        let row = found(tx.sql(), args.date)?.into_iter().find(|row| is_meant(row, &args));
        if row.as_ref().and_then(|row| row.record.as_ref()).is_some_and(is_shown_only) {
            return Err(ErrorCode::VisitEnded.into());
        }
        let mut drafts = drafts(tx.sql(), args.date)?;
        let form = match drafts.remove(&args.customer_id).and_then(|draft| draft.form) {
            Some(form) => form,
            None => DraftForm::of(&visit::present_form(&open)?.1),
        };
        let is_empty = args.entry == LaterEntry::default();
        let saved =
            if args.save && !is_empty { save(tx, &open, &book, &args, row, today)? } else { Saved::No };
        if !is_empty && saved == Saved::No {
            let draft = DraftRow {
                planned_visit_id: args.planned_visit_id,
                visit_record_id: args.visit_record_id,
                entry: args.entry.clone(),
                form: Some(form),
            };
            drafts.insert(args.customer_id, draft);
        }
        keep_drafts(tx, args.date, &drafts)?;
        Ok(saved)
    })?;
    if let Saved::Outcome(id) = written.value {
        visit::follow_status(&open, id, ctx)?;
    }
    day(&open, args.date, ctx)
}

/// What became of a row that was to be saved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saved {
    /// Something is wrong with it and nothing was written.
    No,
    /// It says of the shop what it said before.
    Again,
    /// It says for the first time how the shop was found.
    Outcome(Id),
}

fn is_meant(row: &Found, args: &PutLaterRow) -> bool {
    let record = row.record.as_ref().map(|record| record.meta.id);
    let planned = row.planned.as_ref().map(|planned| planned.meta.id);
    row.customer_id == args.customer_id
        && (args.visit_record_id.is_none() || args.visit_record_id == record)
        && (args.planned_visit_id.is_none() || args.planned_visit_id == planned)
}

/// Saves the entry as a record with all that follows.
fn save(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    args: &PutLaterRow,
    row: Option<Found>,
    today: NaiveDate,
) -> Result<Saved, AppError> {
    let zone = visit::zone(open)?;
    let (form, definition) = match &row {
        Some(row) => row.form(open)?,
        None => visit::present_form(open)?,
    };
    let (mut planned, former) = row.map_or((None, None), |row| (row.planned, row.record));
    let record = match &former {
        Some(record) => record.clone(),
        None => begun_with(tx, open, args.customer_id, planned.as_ref(), args.date, &definition)?,
    };
    let mut record = told(record, &form, &args.entry, zone);
    record.told = bulletin::told(tx.sql(), &draft_of(&args.entry))?;
    let given = Given { record: &record, planned: planned.as_ref(), zone, signature: None };
    if !problems(&form, &given, &args.entry).is_empty() {
        return Ok(Saved::No);
    }
    let is_new = former.as_ref().is_none_or(|former| former.outcome != record.outcome);
    let saved = if is_new { Saved::Outcome(record.meta.id) } else { Saved::Again };
    if is_received(&record)
        && let Some(taken) = visit::take_planned(tx, open, book, &mut record, zone)?
    {
        planned = Some(taken);
    }
    tx.put(&record)?;
    follow(
        tx,
        open,
        book,
        Ending { draft: draft_of(&args.entry), record, planned, zone },
        former.as_ref(),
        today,
    )?;
    Ok(saved)
}

/// Somebody of the shop received the manager, as far as the row tells.
fn is_received(record: &VisitRecord) -> bool {
    match record.outcome {
        Some(Outcome::Done) => true,
        Some(Outcome::OwnerAbsent) => record.answers.contains_key(SIGNER),
        _ => false,
    }
}

/// What the row tells beyond itself, as far as it was not told before.
fn follow(
    tx: &mut Tx,
    open: &Open,
    book: &Book,
    mut ending: Ending,
    former: Option<&VisitRecord>,
    today: NaiveDate,
) -> Result<(), AppError> {
    let answer = |record: &VisitRecord, name: &str| record.answers.get(name).cloned().unwrap_or_default();
    let next = answer(&ending.record, "next_visit_on");
    let is_next_new = former.is_none_or(|former| answer(former, "next_visit_on") != next);
    let is_next_ahead = next.as_str().and_then(|on| on.parse().ok()).is_some_and(|on: NaiveDate| on >= today);
    let is_received = is_received(&ending.record);
    ending.draft.plan_next = is_next_new && is_next_ahead;
    if former.is_none_or(|former| former.outcome != ending.record.outcome) {
        visit::follow(tx, open, book, &ending, is_received)?;
    }
    visit::next_visit(tx, open, book, &ending)?;
    visit::issues(tx, open, &ending, former)
}
