//! 打印: the week's sheets as one PDF, with the figures as they are now.

mod figures;
mod promised;

use std::sync::Arc;

use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode, Id, IsoWeek, bulletin::Bulletin, plan::PlannedVisitState};
use rounds_sheets::{
    self as sheets, CustomerFacts, HandbookPage, Head, Kind, PlanDay, PlanRow, PrintOptions, Profit,
    RecordSheet, RecordVisit, Rendered, SheetData,
};
use rounds_store as store;
use serde::{Deserialize, Serialize};

use figures::Figures;
use promised::{Promised, next_visit};

use crate::{
    Ctx, Session,
    book::Book,
    bulletin,
    open::Open,
    output, plan, visit,
    wire::{BoardDay, BoardVisit, FileWritten, PlanBoard, PrintSheets, SheetKind},
};

/// Reserved for spare sheets, so that a scan of one is known as ours.
const SPARES: &str = "spare_sheets";
pub const MOST_SPARES: u32 = 50;

/// A blank sheet with a number of its own, for a tablet that died.
#[derive(Serialize, Deserialize)]
pub struct Spare {
    pub id: Id,
    pub number: String,
    printed_at: i64,
}

/// Every spare sheet that was printed.
pub fn spare_sheets(store: &store::Store) -> Result<Vec<Spare>, AppError> {
    Ok(store.setting(SPARES)?.unwrap_or_default())
}

pub fn print(session: &Session, args: PrintSheets, ctx: &Ctx) -> Result<FileWritten, AppError> {
    let open = session.data(ctx)?;
    let (sheets, name) = render(session, &open, &args, ctx)?;
    let path = output::folder(session, &open)?.join(output::file_name(&name));
    let written = output::write(&path, &sheets.bytes, sheets.pages)?;
    tracing::info!(week = %args.week, kind = ?args.kind, pages = written.pages, "printed");
    Ok(written)
}

/// The PDF and the name it should go by, such as `客户拜访计划表_2026年第49周_姓名.pdf`.
pub fn render(
    session: &Session,
    open: &Open,
    args: &PrintSheets,
    ctx: &Ctx,
) -> Result<(Rendered, String), AppError> {
    if args.spare > MOST_SPARES {
        let error = ErrorCode::OutOfRange.on("spare").with("value", args.spare);
        return Err(error.with("least", 0).with("most", MOST_SPARES));
    }
    let board = plan::board(open, args.week, ctx)?;
    if board.plan.is_none() {
        return Err(ErrorCode::PlanMissing.with("week", args.week.to_string()));
    }
    let fonts = session.fonts()?;
    let settings = open.settings()?;
    let local = open.local(ctx)?;
    let facts = Facts::read(open, ctx)?;
    let head = head(open, args.week)?;
    let kind = match args.kind {
        SheetKind::Plan => Kind::Plan,
        SheetKind::Record => Kind::Record,
        SheetKind::Handbook => Kind::Handbook,
        SheetKind::All => Kind::All,
    };
    let wanted = |date: NaiveDate| args.dates.is_empty() || args.dates.contains(&date);
    let days: Vec<&BoardDay> = board.days.iter().filter(|day| wanted(day.date)).collect();
    let visits: Vec<&BoardVisit> = days.iter().flat_map(|day| &day.visits).collect();
    let mut records: Vec<RecordSheet> = visits.iter().map(|visit| record(&facts, args.week, visit)).collect();
    records.extend(spares(open, args, ctx)?);
    let data = SheetData {
        days: days.iter().map(|day| plan_day(&facts, day)).collect(),
        form: visit::present_form(open)?.0,
        records,
        handbook: visits
            .iter()
            .filter(|visit| visit.state != PlannedVisitState::Missed)
            .map(|visit| handbook(open, &facts, visit.customer.id, visit.date))
            .collect::<Result<_, _>>()?,
        head,
    };
    let options = PrintOptions {
        printed_at: local.0,
        data_as_of: facts.figures.until,
        whole_phones: settings.print_phones,
        large_type: settings.print_large,
        full_records: args.full,
        duplex: args.duplex,
        document_id: document_id(&board),
        title: None,
    };
    let mut progress = |done: usize, total: usize| {
        ctx.progress("sheets", done as u32, total as u32);
        !ctx.cancelled()
    };
    let rendered = sheets::render(kind, &data, &fonts, &options, &mut progress)?;
    Ok((rendered, file_name(kind.title(), args.week, &data.head.manager, "pdf")))
}

/// Such as `客户拜访计划表_2026年第49周_姓名.pdf`; without a manager's name it ends with the week.
pub fn file_name(title: &str, week: IsoWeek, manager: &str, ending: &str) -> String {
    let who = if manager.is_empty() { String::new() } else { format!("_{manager}") };
    format!("{title}_{}年第{:02}周{who}.{ending}", week.year(), week.week())
}

/// What heads the sheets of a week.
pub fn head(open: &Open, week: IsoWeek) -> Result<Head, AppError> {
    let territory = open.territory()?.ok_or(ErrorCode::NoData)?;
    let person = open.person()?;
    Ok(Head {
        organisation: territory.organisation,
        manager: person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
        manager_phone: person.and_then(|person| person.phone),
        supervision_phone: open.settings()?.supervision_phone,
        week,
    })
}

/// What is known of the customers, read once for a file.
pub struct Facts {
    book: Arc<Book>,
    figures: Figures,
    promised: Promised,
    bulletins: Vec<Bulletin>,
}

impl Facts {
    pub fn read(open: &Open, ctx: &Ctx) -> Result<Self, AppError> {
        Ok(Self {
            book: open.book(ctx)?,
            figures: Figures::read(open, open.local(ctx)?.date())?,
            promised: Promised::read(open, ctx)?,
            bulletins: bulletin::in_force(open, open.local(ctx)?.date())?,
        })
    }

    /// The last day that the figures cover.
    pub fn until(&self) -> Option<NaiveDate> {
        self.figures.until
    }
}

/// The plan's own id: the same plan printed at the same minute gives the same bytes.
fn document_id(board: &PlanBoard) -> Id {
    board.plan.as_ref().map_or(Id::nil(), |plan| plan.meta.id)
}

/// Reserves numbers for spare sheets.
fn spares(open: &Open, args: &PrintSheets, ctx: &Ctx) -> Result<Vec<RecordSheet>, AppError> {
    if args.spare == 0 || !matches!(args.kind, SheetKind::Record | SheetKind::All) {
        return Ok(Vec::new());
    }
    let mut known = spare_sheets(&open.store)?;
    let first = known.len() + 1;
    for n in 0..args.spare as usize {
        let id = ctx.entropy.id(ctx.now);
        known.push(Spare { id, number: format!("备{:04}", first + n), printed_at: ctx.now });
    }
    open.write(ctx, |tx| Ok(tx.set(SPARES, &known)?))?;
    let new = known.split_off(first - 1);
    Ok(new
        .into_iter()
        .map(|spare| RecordSheet { visit_id: spare.id, number: spare.number, visit: None, filled: None })
        .collect())
}

/// The reserved number of a spare sheet.
pub fn spare_number(open: &Open, id: Id) -> Result<Option<String>, AppError> {
    let known: Vec<Spare> = open.store.setting(SPARES)?.unwrap_or_default();
    Ok(known.into_iter().find(|spare| spare.id == id).map(|spare| spare.number))
}

/// Short enough to be read out on the telephone; the QR carries the whole id.
pub fn number(week: IsoWeek, id: Id) -> String {
    format!("{week}-{:05X}", id.as_u128() & 0xF_FFFF)
}

pub fn customer(facts: &Facts, id: Id) -> CustomerFacts {
    let book = &facts.book;
    let Some((customer, _)) = book.at(id) else { return CustomerFacts::default() };
    let contact = book.primary_contact(customer);
    CustomerFacts {
        code: customer.code.clone(),
        name: customer.name.clone(),
        class: customer.class,
        segment: customer.segment,
        address: customer.address.clone(),
        landmark: customer.landmark.clone(),
        office: customer.office.clone(),
        contact: contact.map(|contact| contact.name.clone()),
        phone: contact.and_then(|contact| contact.phone.clone()).or_else(|| customer.phone.clone()),
    }
}

fn record(facts: &Facts, week: IsoWeek, visit: &BoardVisit) -> RecordSheet {
    RecordSheet {
        visit_id: visit.id,
        number: number(week, visit.id),
        visit: Some(RecordVisit {
            customer: customer(facts, visit.customer.id),
            date: visit.date,
            planned: true,
            companion: None,
            purposes: visit.purposes.clone(),
        }),
        filled: None,
    }
}

fn plan_day(facts: &Facts, day: &BoardDay) -> PlanDay {
    let rows = day.visits.iter().map(|visit| {
        let recent = facts.figures.purchases_of_four_weeks(visit.customer.id);
        PlanRow {
            order: visit.order,
            arrive_min: Some(visit.arrive_min),
            customer: customer(facts, visit.customer.id),
            order_weekday: visit.customer.order_weekday,
            last_visit: visit.customer.last_visit_on.filter(|date| *date < visit.date),
            recent_quantity: recent.quantity,
            recent_change: recent.change,
            last_grade: None,
            purposes: visit.purposes.clone(),
            key_points: visit.key_points.clone(),
            pending: facts.promised.pending(visit.customer.id),
            changed: visit.change,
        }
    });
    PlanDay {
        date: day.date,
        rows: rows.collect(),
        totals: sheets::DayTotals {
            travel_m: day.travel_m,
            travel_min: day.travel_min,
            visit_min: day.visit_min,
        },
        note: sheets::day_note(&facts.book.calendar.day(day.date)),
    }
}

/// The handbook page that a customer keeps of the visit on `date`.
pub fn handbook(open: &Open, facts: &Facts, id: Id, date: NaiveDate) -> Result<HandbookPage, AppError> {
    let figures = &facts.figures;
    let next = next_visit(open, id, date)?;
    let territory = facts.book.at(id).map_or(Id::nil(), |(customer, _)| customer.meta.territory_id);
    let (business, promotions) = bulletin::on_paper(&facts.bulletins, territory);
    let last_month = figures.last_month(id);
    let rate = match (last_month.profit_fen, last_month.amount_fen) {
        (Some(profit), Some(amount)) if profit + amount > 0 => {
            Some((profit * 1000 / (profit + amount)) as i32)
        }
        _ => None,
    };
    Ok(HandbookPage {
        customer: customer(facts, id),
        date,
        page_no: None,
        recent: figures.purchases_of_four_weeks(id),
        this_month: figures.purchases_of_this_month(id),
        last_month: figures.purchases_of_last_month(id),
        products: figures.products(id),
        profit: Some(Profit { gross_fen: last_month.profit_fen, rate_permille: rate }),
        business,
        promotions,
        promises: facts.promised.promises(id),
        next_visit: next.map(|(date, _)| date),
        next_part: next.map(|(_, part)| part),
    })
}
