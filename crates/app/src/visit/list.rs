//! Lists of visits.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, Id,
    visit::{RecordState, VisitRecord},
};
use rounds_store as store;

use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    wire::{VisitQuery, VisitSummary},
};

/// Records as lists show them, in the order given. `corrections`: the corrected record → the one that corrects it.
fn summarise(book: &Book, records: &[VisitRecord], corrections: &BTreeMap<Id, Id>) -> Vec<VisitSummary> {
    let summary = |record: &VisitRecord| {
        let (code, name) = book
            .at(record.customer_id)
            .map(|(customer, _)| (customer.code.clone(), customer.name.clone()))
            .unwrap_or_default();
        VisitSummary {
            id: record.meta.id,
            customer_id: record.customer_id,
            customer_code: code,
            customer_name: name,
            date: record.date,
            arrived_at: record.arrived_at,
            left_at: record.left_at,
            state: record.state,
            outcome: record.outcome,
            entered: record.entered,
            planned: record.planned_visit_id.is_some(),
            signed: record.state == RecordState::Signed,
            signed_on_paper: record.paper_id.is_some(),
            corrects: record.corrects,
            corrected_by: corrections.get(&record.meta.id).copied(),
        }
    };
    records.iter().map(summary).collect()
}

/// Summaries of some records, each with what corrects it.
pub fn summaries(open: &Open, records: &[VisitRecord], ctx: &Ctx) -> Result<Vec<VisitSummary>, AppError> {
    let book = open.book(ctx)?;
    let corrections = open.store.read(|sql| {
        let mut found = BTreeMap::new();
        for record in records {
            if let Some(by) = store::correction_of(sql, record.meta.id)? {
                found.insert(record.meta.id, by);
            }
        }
        Ok::<_, AppError>(found)
    })?;
    Ok(summarise(&book, records, &corrections))
}

/// Every visit, the earliest first.
pub fn all_summaries(open: &Open, ctx: &Ctx) -> Result<Vec<VisitSummary>, AppError> {
    let mut records: Vec<VisitRecord> = open.store.read(store::all)?;
    records.sort_by_key(|record| (record.date, record.meta.id));
    let corrections = records.iter().filter_map(|record| Some((record.corrects?, record.meta.id))).collect();
    Ok(summarise(&*open.book(ctx)?, &records, &corrections))
}

pub fn list(session: &Session, query: VisitQuery, ctx: &Ctx) -> Result<Vec<VisitSummary>, AppError> {
    let open = session.data(ctx)?;
    let days = match (query.date, query.week) {
        (Some(date), _) => Some((date, date.succ_opt().unwrap_or(date))),
        (None, Some(week)) => Some((week.monday(), week.next().monday())),
        (None, None) => None,
    };
    let in_days =
        |record: &VisitRecord| days.is_none_or(|(from, until)| record.date >= from && record.date < until);
    let found = match (query.customer_id, days) {
        (Some(customer), _) => {
            let mut records = open.store.read(|sql| store::records_of_customer(sql, customer))?;
            records.retain(in_days);
            summaries(&open, &records, ctx)?
        }
        (None, Some((from, until))) => {
            let records = open.store.read(|sql| store::records_between(sql, from, until))?;
            summaries(&open, &records, ctx)?
        }
        (None, None) => all_summaries(&open, ctx)?,
    };
    Ok(found.into_iter().filter(|visit| !query.signed || visit.signed || visit.signed_on_paper).collect())
}
