//! Filled record sheets: what was signed, on paper, with its evidence inside the file and the device's line at its end.

use std::sync::Arc;

use chrono::NaiveDate;
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    evidence::{self, Facts as Evidence},
    plan::PlannedVisit,
    visit::{Entered, Outcome, RecordState, Signature, VisitRecord},
};
use rounds_sheets::{
    self as sheets, AuditCover, DayPart, FilledRecord, HandbookPage, Kind, Mark, PrintOptions, RecordSheet,
    RecordVisit, Rendered, Seal, SheetData, SignedAnswers, SignedBy,
};
use rounds_store::{self as store, StoredEvidence};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    Ctx, Session,
    open::Open,
    output,
    sheet::{self, Facts},
    visit::{self, Given},
    wire::{ExportVisit, FileWritten, PrintRecords, VisitFormat},
};

/// Which records go into a file, and how.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// In the order of the sheets.
    pub ids: &'a [Id],
    /// Each customer's handbook page behind the records.
    pub handbook: bool,
    /// A page for each record instead of half a page.
    pub full: bool,
    /// The file's title.
    pub title: &'a str,
}

/// The sheets of ended records as one PDF.
pub fn filled_pdf(session: &Session, open: &Open, asked: Asked, ctx: &Ctx) -> Result<Rendered, AppError> {
    with_cover(session, open, asked, None, ctx)
}

/// The same behind the cover of a sample.
pub fn with_cover(
    session: &Session,
    open: &Open,
    asked: Asked,
    cover: Option<&AuditCover>,
    ctx: &Ctx,
) -> Result<Rendered, AppError> {
    let facts = Facts::read(open, ctx)?;
    let filled = asked.ids.iter().map(|id| Filled::read(open, &facts, *id)).collect::<Result<Vec<_>, _>>()?;
    let first = filled.first().ok_or(ErrorCode::NothingToPrint)?;
    let settings = open.settings()?;
    let options = PrintOptions {
        printed_at: open.local(ctx)?.0,
        data_as_of: facts.until(),
        whole_phones: settings.print_phones,
        large_type: settings.print_large,
        full_records: asked.full,
        duplex: false,
        document_id: first.record.meta.id,
        title: Some(asked.title.to_owned()),
    };
    let handbook = if asked.handbook {
        filled.iter().map(|filled| filled.handbook(open, &facts)).collect::<Result<_, _>>()?
    } else {
        Vec::new()
    };
    let data = SheetData {
        head: sheet::head(open, IsoWeek::of(first.record.date))?,
        days: Vec::new(),
        form: visit::present_form(open)?.0,
        records: filled.into_iter().map(|filled| filled.sheet).collect(),
        handbook,
    };
    let fonts = session.fonts()?;
    let mut progress = |done: usize, total: usize| {
        ctx.progress("sheets", done as u32, total as u32);
        !ctx.cancelled()
    };
    let Rendered { bytes, pages } = match cover {
        Some(cover) => sheets::render_audit(cover, &data, &fonts, &options, &mut progress)?,
        None => sheets::render(Kind::All, &data, &fonts, &options, &mut progress)?,
    };
    let key = visit::device_key(session, open, ctx)?;
    let bytes = sheets::signed_tail(bytes, &key.key_id(), |digest| key.sign(digest));
    Ok(Rendered { bytes, pages })
}

/// `客户拜访记录表_2026-11-24_店名.pdf`, in the folder for files that leave.
pub fn export(session: &Session, args: &ExportVisit, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let (rendered, name) = exported(session, &open, args, ctx)?;
    written(session, &open, &rendered, &name)
}

/// The PDF of one record and its name.
pub fn exported(
    session: &Session,
    open: &Open,
    args: &ExportVisit,
    ctx: &Ctx,
) -> Result<(Rendered, String), AppError> {
    let record: VisitRecord = open.store.read(|sql| store::get(sql, args.id))?;
    let shop =
        open.book(ctx)?.at(record.customer_id).map(|(customer, _)| customer.name.clone()).unwrap_or_default();
    let title = titled("客户拜访记录表", &record.date.to_string(), &shop);
    let handbook = args.format == VisitFormat::PdfWithHandbook;
    let asked = Asked { ids: &[args.id], handbook, full: false, title: &title };
    Ok((filled_pdf(session, open, asked, ctx)?, format!("{title}.pdf")))
}

/// Signed records of a week or some of its days: `已签拜访记录_2026年第48周_姓名.pdf`.
pub fn print(session: &Session, args: PrintRecords, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let week = args.week;
    let mut records =
        open.store.read(|sql| store::records_between(sql, week.monday(), week.next().monday()))?;
    records
        .retain(|record| is_signed(record) && (args.dates.is_empty() || args.dates.contains(&record.date)));
    records.sort_by_key(|record| (record.date, record.arrived_at, record.meta.id));
    let ids: Vec<Id> = records.iter().map(|record| record.meta.id).collect();
    let days = match args.dates.as_slice() {
        [day] => day.to_string(),
        _ => format!("{}年第{:02}周", week.year(), week.week()),
    };
    let title = titled("已签拜访记录", &days, &sheet::head(&open, week)?.manager);
    let asked = Asked { ids: &ids, handbook: false, full: args.full, title: &title };
    let rendered = filled_pdf(session, &open, asked, ctx)?;
    written(session, &open, &rendered, &format!("{title}.pdf"))
}

fn written(session: &Session, open: &Open, file: &Rendered, name: &str) -> Result<FileWritten, AppError> {
    let path = output::folder(session, open)?.join(output::file_name(name));
    output::write(&path, &file.bytes, file.pages)
}

pub fn titled(what: &str, when: &str, whose: &str) -> String {
    let whose = if whose.is_empty() { String::new() } else { format!("_{whose}") };
    format!("{what}_{when}{whose}")
}

/// On the screen or on paper.
pub fn is_signed(record: &VisitRecord) -> bool {
    record.state == RecordState::Signed || record.paper_id.is_some()
}

/// A record and its sheet.
struct Filled {
    record: VisitRecord,
    sheet: RecordSheet,
}

impl Filled {
    fn read(open: &Open, facts: &Facts, id: Id) -> Result<Self, AppError> {
        let (record, stored, planned, corrected, corrects) = open.store.read(|sql| {
            let record: VisitRecord = store::get(sql, id)?;
            let stored = match record.evidence_id {
                Some(evidence) => store::evidence(sql, evidence)?,
                None => None,
            };
            let planned: Option<PlannedVisit> = match record.planned_visit_id {
                Some(planned) => store::find(sql, planned)?,
                None => None,
            };
            let corrects: Option<VisitRecord> = match record.corrects {
                Some(former) => store::find(sql, former)?,
                None => None,
            };
            let corrected: Option<VisitRecord> = match store::correction_of(sql, id)? {
                Some(later) => store::find(sql, later)?,
                None => None,
            };
            Ok::<_, store::StoreError>((record, stored, planned, corrected, corrects))
        })?;
        if record.state == RecordState::Open {
            return Err(ErrorCode::VisitOpen.with("id", id.to_string()));
        }
        let verdict = stored.as_ref().map(|stored| evidence::verify(&stored.envelope));
        let evidence = verdict.as_ref().and_then(|verdict| verdict.facts.as_ref());
        let record = evidence.map_or_else(|| record.clone(), |evidence| as_signed(&record, evidence));
        let signature: Option<Signature> = evidence.and_then(|evidence| signed(evidence, "signature"));
        let mut marks = marks(open, &record, corrects, corrected)?;
        if verdict.as_ref().is_some_and(|verdict| !verdict.is_intact()) {
            marks.push(Mark::Altered);
        }
        if evidence.is_some_and(|evidence| !evidence.erased.is_empty()) {
            marks.push(Mark::Erased);
        }
        let form = Arc::new(visit::form_of(open, &record)?);
        let answers = visit::whole(
            &Given {
                record: &record,
                planned: planned.as_ref(),
                zone: visit::zone(open)?,
                signature: signature.as_ref(),
            },
            &visit::kept(&record),
        );
        let filled = FilledRecord {
            record_id: id,
            answers: SignedAnswers::of(&form, &answers),
            form,
            signature: signed_by(open, &record, evidence, signature)?,
            marks,
            seal: stored.as_ref().and_then(seal),
        };
        let mut customer = sheet::customer(facts, record.customer_id);
        if let Some(evidence) = evidence {
            take(&mut customer.name, evidence, "visit.customer_name");
            take(&mut customer.code, evidence, "visit.customer_code");
        }
        let sheet = RecordSheet {
            visit_id: record.sheet_id.or(record.planned_visit_id).unwrap_or(id),
            number: number(open, &record)?,
            visit: Some(RecordVisit {
                customer,
                date: record.date,
                planned: record.planned_visit_id.is_some(),
                companion: record.companion.clone(),
                purposes: visit::purposes(&record.answers, planned.as_ref()),
            }),
            filled: Some(filled),
        };
        Ok(Self { record, sheet })
    }

    /// The page left behind: what was promised, and the next visit as agreed or as planned.
    fn handbook(&self, open: &Open, facts: &Facts) -> Result<HandbookPage, AppError> {
        let mut page = sheet::handbook(open, facts, self.record.customer_id, self.record.date)?;
        let answers = &self.record.answers;
        if let Some(agreed) = answers.get("next_visit_on").and_then(Value::as_str) {
            page.next_visit = agreed.parse().ok();
            page.next_part = match answers.get("next_visit_part").and_then(Value::as_str) {
                Some("morning") => Some(DayPart::Morning),
                Some("afternoon") => Some(DayPart::Afternoon),
                _ => None,
            };
        }
        Ok(page)
    }
}

fn signed<T: DeserializeOwned>(evidence: &Evidence, path: &str) -> Option<T> {
    serde_json::from_value(evidence.record.get(path)?.clone()).ok()
}

fn take<T: DeserializeOwned>(field: &mut T, evidence: &Evidence, path: &str) {
    if let Some(value) = signed(evidence, path) {
        *field = value;
    }
}

/// The record as the customer signed it: the sheet says what its evidence says, whatever became of the row.
fn as_signed(record: &VisitRecord, evidence: &Evidence) -> VisitRecord {
    let mut record = record.clone();
    let answers = evidence.record.iter();
    record.answers = answers
        .filter_map(|(path, value)| Some((path.strip_prefix("answers.")?.to_owned(), value.clone())))
        .collect::<Map<_, _>>();
    take(&mut record.date, evidence, "visit.date");
    take(&mut record.planned_visit_id, evidence, "visit.planned_visit_id");
    take(&mut record.entered, evidence, "visit.entered");
    take(&mut record.clock_doubt_ms, evidence, "visit.clock_doubt_ms");
    take(&mut record.outcome, evidence, "visit.outcome");
    take(&mut record.arrived_at, evidence, "visit.arrived_at");
    take(&mut record.left_at, evidence, "visit.left_at");
    take(&mut record.companion, evidence, "visit.companion");
    take(&mut record.cover_for, evidence, "visit.cover_for");
    record
}

fn marks(
    open: &Open,
    record: &VisitRecord,
    corrects: Option<VisitRecord>,
    corrected: Option<VisitRecord>,
) -> Result<Vec<Mark>, AppError> {
    let zone = visit::zone(open)?;
    let mut marks = Vec::new();
    if record.entered == Entered::Later {
        marks.push(Mark::EnteredLater { at: visit::local(zone, record.meta.created_at).0 });
    }
    if let Some(former) = corrects {
        marks.push(Mark::Corrects { number: number(open, &former)?, date: former.date });
    }
    if let Some(later) = corrected.filter(|later| later.state != RecordState::Open) {
        marks.push(Mark::CorrectedBy { number: number(open, &later)? });
    }
    if record.outcome == Some(Outcome::Refused) {
        marks.push(Mark::VisitRefused);
    }
    if let Some(name) = &record.cover_for {
        marks.push(Mark::Cover { name: name.clone() });
    }
    if record.clock_doubt_ms.is_some() {
        marks.push(Mark::ClockDoubt);
    }
    Ok(marks)
}

fn signed_by(
    open: &Open,
    record: &VisitRecord,
    evidence: Option<&Evidence>,
    signature: Option<Signature>,
) -> Result<SignedBy, AppError> {
    let time: Option<Value> = evidence.and_then(|evidence| signed(evidence, "time"));
    let at = time.and_then(|time| time["at"].as_i64());
    let zone = visit::zone(open)?;
    let on: NaiveDate = at.map_or(record.date, |at| visit::local(zone, at).date());
    Ok(match signature {
        Some(Signature::Drawn { strokes, .. }) => SignedBy::Drawn { strokes, on },
        Some(Signature::Refused { .. }) => SignedBy::Refused { on },
        None if evidence.is_some_and(|evidence| evidence.erased.iter().any(|field| field == "signature")) => {
            SignedBy::Erased { on }
        }
        None if record.paper_id.is_some() => SignedBy::Paper,
        None => SignedBy::Nobody,
    })
}

fn seal(stored: &StoredEvidence) -> Option<Seal> {
    let envelope: Value = serde_json::from_slice(&stored.envelope).ok()?;
    let text = |name: &str| envelope[name].as_str();
    Seal::new(stored.envelope.clone(), &stored.hash, text("sig")?, text("key_id")?)
}

/// 编号: that of the printed sheet which the visit used up; a correction has its own.
pub fn number(open: &Open, record: &VisitRecord) -> Result<String, AppError> {
    let week = IsoWeek::of(record.date);
    if record.corrects.is_some() {
        return Ok(sheet::number(week, record.meta.id));
    }
    if let Some(spare) = record.sheet_id
        && let Some(number) = sheet::spare_number(open, spare)?
    {
        return Ok(number);
    }
    Ok(sheet::number(week, record.planned_visit_id.unwrap_or(record.meta.id)))
}
