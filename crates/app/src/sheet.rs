//! 打印: the week's sheets as one PDF, with the figures as they are now.

mod promised;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, Days, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    form::{Form, VISIT_RECORD},
    plan::PlannedVisitState,
    sales::SalesFact,
};
use rounds_sheets::{
    self as sheets, CustomerFacts, HandbookPage, Head, Kind, Percent, PlanDay, PlanRow, PrintOptions,
    Product, Profit, Purchases, RecordSheet, RecordVisit, Rendered, SheetData,
};
use rounds_store as store;
use serde::{Deserialize, Serialize};

use promised::{Promised, next_visit};

use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    output, plan,
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
        form: Form::parse(VISIT_RECORD)?,
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
    Ok((rendered, file_name(kind, args.week, &data.head.manager)))
}

fn file_name(kind: Kind, week: IsoWeek, manager: &str) -> String {
    let who = if manager.is_empty() { String::new() } else { format!("_{manager}") };
    format!("{}_{}年第{:02}周{who}.pdf", kind.title(), week.year(), week.week())
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
}

impl Facts {
    pub fn read(open: &Open, ctx: &Ctx) -> Result<Self, AppError> {
        Ok(Self {
            book: open.book(ctx)?,
            figures: Figures::read(open, open.local(ctx)?.date())?,
            promised: Promised::read(open, ctx)?,
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
        let (recent, before) = facts.figures.four_weeks(visit.customer.id);
        PlanRow {
            order: visit.order,
            arrive_min: Some(visit.arrive_min),
            customer: customer(facts, visit.customer.id),
            order_weekday: visit.customer.order_weekday,
            last_visit: visit.customer.last_visit_on.filter(|date| *date < visit.date),
            recent_quantity: recent.quantity,
            recent_change: percent(recent.quantity, before.quantity),
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
        note: day.name.clone(),
    }
}

/// Sales of the last months, by customer.
struct Figures {
    today: NaiveDate,
    until: Option<NaiveDate>,
    by_customer: BTreeMap<Id, Vec<SalesFact>>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    quantity: Option<i64>,
    amount_fen: Option<i64>,
    profit_fen: Option<i64>,
}

fn percent(now: Option<i64>, before: Option<i64>) -> Option<Percent> {
    let (now, before) = (now?, before.filter(|before| *before > 0)?);
    Some(Percent(((now - before) as f64 * 100.0 / before as f64).round() as i32))
}

impl Figures {
    fn read(open: &Open, today: NaiveDate) -> Result<Self, AppError> {
        let from = today - Days::new(100);
        let mut by_customer: BTreeMap<Id, Vec<SalesFact>> = BTreeMap::new();
        let mut until = None;
        for fact in open.store.read(|sql| store::sales_since(sql, None, from))? {
            until = until.max(Some(fact.delivered_on));
            by_customer.entry(fact.customer_id).or_default().push(fact);
        }
        Ok(Self { today, until, by_customer })
    }

    /// Facts after `from` and up to `until`; none known stays none.
    fn sum(&self, customer: Id, from: NaiveDate, until: NaiveDate) -> Sum {
        let facts = self.by_customer.get(&customer).map_or(&[][..], Vec::as_slice);
        let mut sum = Sum::default();
        for fact in facts.iter().filter(|fact| fact.delivered_on > from && fact.delivered_on <= until) {
            *sum.quantity.get_or_insert(0) += fact.quantity;
            *sum.amount_fen.get_or_insert(0) += fact.amount_fen;
            *sum.profit_fen.get_or_insert(0) += fact.profit_fen;
        }
        sum
    }

    fn four_weeks(&self, customer: Id) -> (Sum, Sum) {
        let (recent, before) = (self.today - Days::new(28), self.today - Days::new(56));
        (self.sum(customer, recent, self.today), self.sum(customer, before, recent))
    }

    fn products(&self, customer: Id) -> Vec<Product> {
        let (recent, before) = (self.today - Days::new(28), self.today - Days::new(56));
        let facts = self.by_customer.get(&customer).map_or(&[][..], Vec::as_slice);
        // Quantity and amount of the last four weeks, quantity of the four before.
        let mut sums: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.delivered_on > before) {
            let sum = sums.entry(&fact.product).or_default();
            if fact.delivered_on > recent {
                sum.0 += fact.quantity;
                sum.1 += fact.amount_fen;
            } else {
                sum.2 += fact.quantity;
            }
        }
        let mut products: Vec<Product> = sums
            .into_iter()
            .filter(|(_, (quantity, ..))| *quantity > 0)
            .map(|(name, (quantity, amount, former))| Product {
                name: name.to_owned(),
                quantity: Some(quantity),
                amount_fen: Some(amount),
                change: percent(Some(quantity), Some(former)),
            })
            .collect();
        products.sort_by(|a, b| b.quantity.cmp(&a.quantity).then_with(|| a.name.cmp(&b.name)));
        products.truncate(5);
        products
    }
}

fn purchases(now: Sum, before: Sum) -> Purchases {
    Purchases {
        quantity: now.quantity,
        amount_fen: now.amount_fen,
        change: percent(now.quantity, before.quantity),
    }
}

/// The handbook page that a customer keeps of the visit on `date`.
pub fn handbook(open: &Open, facts: &Facts, id: Id, date: NaiveDate) -> Result<HandbookPage, AppError> {
    let (figures, today) = (&facts.figures, facts.figures.today);
    let next = next_visit(open, id, date)?;
    let (recent, before) = figures.four_weeks(id);
    // The days before the first of this month, of the last, and of the one before.
    let before_month = |date: NaiveDate| date - Days::new(u64::from(date.day()));
    let last_end = before_month(today);
    let former_end = before_month(last_end);
    let this_month = figures.sum(id, last_end, today);
    let last_month = figures.sum(id, former_end, last_end);
    let former_month = figures.sum(id, before_month(former_end), former_end);
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
        recent: purchases(recent, before),
        this_month: purchases(this_month, last_month),
        last_month: purchases(last_month, former_month),
        products: figures.products(id),
        profit: Some(Profit { gross_fen: last_month.profit_fen, rate_permille: rate }),
        business: None,
        promotions: Vec::new(),
        promises: facts.promised.promises(id),
        next_visit: next.map(|(date, _)| date),
        next_part: next.map(|(_, part)| part),
    })
}
