//! 客户档案: listed, opened, edited field by field.

use chrono::{Days, NaiveDate};
use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    contact::Contact,
    customer::Customer,
    frequency::{RuleBook, RuleSource as Source, Window},
    plan::PlannedVisit,
    position::{Datum, Position},
    row::Row,
    sales::SalesFact,
};
use rounds_store as store;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    owner,
    wire::{
        ById, CustomerFile, CustomerPage, CustomerQuery, CustomerVisit, NewCustomer, RuleSource,
        SalesSummary, SetField, TxDone,
    },
};

/// The most rows of one page.
const PAGE: u32 = 500;
const LICENCE_WARNING_DAYS: i64 = 60;

pub fn list(session: &Session, query: CustomerQuery, ctx: &Ctx) -> Result<CustomerPage, AppError> {
    let book = session.data(ctx)?.book(ctx)?;
    let mut found: Vec<usize> = book.matching(&query.filter).collect();
    book.sort(&mut found, query.sort);
    let rows = found
        .iter()
        .skip(query.offset as usize)
        .take(query.limit.min(PAGE) as usize)
        .map(|at| book.summary_at(*at))
        .collect();
    Ok(CustomerPage { total: found.len() as u32, rows, facets: book.facets(&query.filter.text) })
}

pub fn get(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    file(&*session.data(ctx)?, id, None, ctx)
}

/// The customer file as it stands.
pub fn file(open: &Open, id: Id, tx_id: Option<Id>, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    let book = open.book(ctx)?;
    let (customer, note) = book.at(id).ok_or_else(|| ErrorCode::NotFound.with("noun", "customer"))?;
    let today = book.today();
    let (visits, facts, owner) = open.store.read(|sql| {
        let visits = store::visits_of_customer(sql, id)?;
        let facts = store::sales_since(sql, Some(id), today - Days::new(56))?;
        let owner: Option<Contact> = match customer.owner_id {
            Some(owner) => store::find(sql, owner)?,
            None => None,
        };
        Ok::<_, store::StoreError>((visits, facts, owner))
    })?;
    let rule = RuleBook::new(&book.rules, &book.members).rule_for(customer);
    let same_owner = customer.owner_id.map_or_else(Vec::new, |owner| {
        let others = (0..book.customers.len())
            .filter(|at| book.customers[*at].owner_id == Some(owner) && book.customers[*at].meta.id != id);
        others.map(|at| book.summary_at(at)).collect()
    });
    Ok(CustomerFile {
        contacts: book.contacts.get(&id).cloned().unwrap_or_default(),
        owner: owner.filter(|owner| owner.customer_id != id),
        same_owner,
        last_visit_on: note.last_visit_on,
        last_visit_recorded: note.last_visit_on == note.recorded_on,
        next_planned_on: visits.iter().map(|visit| visit.date).filter(|date| *date > today).min(),
        overdue_days: note.overdue_days,
        rule: rule.map_or(Window::Free, |rule| rule.window),
        rule_times: rule.map_or(1, |rule| rule.times),
        rule_source: match rule.map(|rule| rule.source) {
            Some(Source::Exception) => RuleSource::Exception,
            Some(Source::Set(_)) => RuleSource::Set,
            Some(Source::Segment(_)) => RuleSource::Segment,
            Some(Source::Class(_)) => RuleSource::Class,
            None => RuleSource::None,
        },
        sales: sales(&facts, today),
        sets: book.members.iter().filter(|(_, ids)| ids.contains(&id)).map(|(set, _)| *set).collect(),
        warnings: warnings(&book, customer, today),
        visits: visits.iter().map(visit).collect(),
        customer: customer.clone(),
        tx_id,
    })
}

fn visit(visit: &PlannedVisit) -> CustomerVisit {
    CustomerVisit { id: visit.meta.id, date: visit.date, week: IsoWeek::of(visit.date), state: visit.state }
}

fn warnings(book: &Book, customer: &Customer, today: NaiveDate) -> Vec<AppError> {
    let mut warnings = customer.validate();
    if let (Some(position), Some(spread)) = (customer.position, book.spread)
        && spread.is_far(&position)
    {
        let km = spread.centre.distance_m(&position) / 1000.0;
        warnings.push(ErrorCode::PositionFar.on("position").with("km", km as i64));
    }
    if let Some(expires) = customer.licence_expires_on {
        let days = (expires - today).num_days();
        if days <= LICENCE_WARNING_DAYS {
            let code = if days < 0 { ErrorCode::LicenceExpired } else { ErrorCode::LicenceExpiring };
            let on = code.on("licence_expires_on").with("date", expires.to_string());
            warnings.push(on.with("days", days.abs()));
        }
    }
    warnings
}

/// Purchases of the last four weeks and of the four before; nothing known stays none.
pub fn sales(facts: &[SalesFact], today: NaiveDate) -> SalesSummary {
    let (recent, before) = (today - Days::new(28), today - Days::new(56));
    let of = |from: NaiveDate, until: NaiveDate, what: fn(&SalesFact) -> i64| {
        let mut found =
            facts.iter().filter(|fact| fact.delivered_on > from && fact.delivered_on <= until).peekable();
        found.peek().is_some().then(|| found.map(what).sum::<i64>())
    };
    let mut products: Vec<(String, i64)> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.delivered_on > recent) {
        match products.iter_mut().find(|(name, _)| *name == fact.product) {
            Some((_, quantity)) => *quantity += fact.quantity,
            None => products.push((fact.product.clone(), fact.quantity)),
        }
    }
    products.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    products.truncate(5);
    SalesSummary {
        quantity_4_weeks: of(recent, today, |fact| fact.quantity),
        quantity_4_weeks_before: of(before, recent, |fact| fact.quantity),
        amount_fen_4_weeks: of(recent, today, |fact| fact.amount_fen),
        profit_fen_4_weeks: of(recent, today, |fact| fact.profit_fen),
        data_until: facts.iter().map(|fact| fact.delivered_on).max(),
        products,
    }
}

pub fn create(session: &Session, new: NewCustomer, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    let open = session.data(ctx)?;
    let (code, name) = (new.code.trim().to_owned(), new.name.trim().to_owned());
    let book = open.book(ctx)?;
    if book.customers.iter().any(|customer| customer.code == code) {
        return Err(ErrorCode::DuplicateCode.on("code").with("value", code));
    }
    let written = open.write(ctx, |tx| {
        let territory = Open::home(tx)?;
        let customer = Customer::new(Open::meta(tx, &territory), &code, &name);
        match customer.validate().into_iter().next() {
            Some(error) => Err(error),
            None => {
                tx.insert(&customer)?;
                Ok(customer.meta.id)
            }
        }
    })?;
    file(&open, written.value, Some(written.tx_id), ctx)
}

/// A position as the screen gives it, in degrees.
#[derive(Deserialize)]
struct GivenPosition {
    lat: f64,
    lng: f64,
    datum: Datum,
}

pub fn set_field(session: &Session, set: SetField, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    let open = session.data(ctx)?;
    let SetField { id, field, value } = set;
    if !Customer::COLUMNS.iter().any(|(name, _)| *name == field) {
        return Err(ErrorCode::BadArguments.on(&field));
    }
    let bad = |_| ErrorCode::BadArguments.on(&field);
    let value = match value {
        Value::String(text) if text.trim().is_empty() && !matches!(&*field, "code" | "name" | "address") => {
            Value::Null
        }
        Value::String(text) => Value::String(text.trim().to_owned()),
        Value::Object(_) if field == "position" => {
            let given: GivenPosition = serde_json::from_value(value).map_err(bad)?;
            let position = Position::from_degrees(given.lat, given.lng, given.datum)
                .map_err(|code| code.on("position"))?;
            serde_json::to_value(position).map_err(bad)?
        }
        value => value,
    };
    if field == "code" {
        let book = open.book(ctx)?;
        let taken = |customer: &&Customer| Some(&*customer.code) == value.as_str() && customer.meta.id != id;
        if book.customers.iter().any(|customer| taken(&customer)) {
            return Err(ErrorCode::DuplicateCode.on("code").with("value", value));
        }
    }
    if field == "owner_id" {
        let other: Option<Id> = serde_json::from_value(value).map_err(bad)?;
        return set_owner(&open, id, other, ctx);
    }
    if field == "last_visit_on" {
        let date: Option<NaiveDate> = serde_json::from_value(value.clone()).unwrap_or_default();
        let today = open.local(ctx)?.date();
        if date.is_some_and(|date| date > today) {
            return Err(ErrorCode::DateInFuture.on(&field).with("today", today.to_string()));
        }
    }
    let written = open.write(ctx, |tx| {
        let customer: Customer = store::get(tx.sql(), id)?;
        let mut map = serde_json::to_value(&customer).map_err(bad)?;
        map[&field] = value;
        let changed: Customer = serde_json::from_value(map).map_err(bad)?;
        // Other fields may hold older faults: only what is being set must be right.
        if let Some(error) =
            changed.validate().into_iter().find(|error| error.field.as_deref() == Some(&field))
        {
            return Err(error);
        }
        tx.put(&changed)?;
        Ok(())
    })?;
    let tx_id = (!written.changes.is_empty()).then_some(written.tx_id);
    file(&open, id, tx_id, ctx)
}

/// `other`: another customer of the same owner; none = the owner has this shop only.
fn set_owner(open: &Open, id: Id, other: Option<Id>, ctx: &Ctx) -> Result<CustomerFile, AppError> {
    let book = open.book(ctx)?;
    let written = open.write(ctx, |tx| {
        let mut customer: Customer = store::get(tx.sql(), id)?;
        owner::share(tx, &book, &mut customer, other)
    })?;
    let tx_id = (!written.changes.is_empty()).then_some(written.tx_id);
    file(open, id, tx_id, ctx)
}

pub fn delete(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<TxDone, AppError> {
    let open = session.data(ctx)?;
    let written = open.write(ctx, |tx| {
        for contact in store::contacts_of(tx.sql(), id)? {
            tx.delete::<Contact>(contact.meta.id)?;
        }
        Ok(tx.delete::<Customer>(id)?)
    })?;
    Ok(TxDone { tx_id: written.tx_id })
}
