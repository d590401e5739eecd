//! What was scanned, and taking it out again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rounds_core::{AppError, ErrorCode, Id, attachment::Attachment, plan::PlannedVisit, visit::VisitRecord};
use rounds_store::{self as store, Scan};

use super::state;
use crate::{
    Ctx, Session,
    open::Open,
    sheet, visit,
    wire::{ById, Nothing, ScanItem, ScanState},
};

pub fn list(session: &Session, _: Nothing, ctx: &Ctx) -> Result<Vec<ScanItem>, AppError> {
    all(&*session.data(ctx)?, ctx)
}

/// Every scanned sheet: those that wait for somebody first, then the latest.
pub fn all(open: &Open, ctx: &Ctx) -> Result<Vec<ScanItem>, AppError> {
    let mut items = items(open, open.store.read(store::scans)?, ctx)?;
    items.sort_by_key(|item| item.state == ScanState::Matched);
    Ok(items)
}

/// Sheets of one day's visits, and those that wait for somebody.
pub fn of_day(open: &Open, date: NaiveDate, ctx: &Ctx) -> Result<Vec<ScanItem>, AppError> {
    let mut items = all(open, ctx)?;
    items.retain(|item| item.visit.as_ref().is_none_or(|visit| visit.date == date));
    Ok(items)
}

fn items(open: &Open, scans: Vec<Scan>, ctx: &Ctx) -> Result<Vec<ScanItem>, AppError> {
    let spares = sheet::spare_sheets(&open.store)?;
    let records = open.store.read(|sql| {
        let ids = scans.iter().filter_map(|scan| scan.visit_record_id);
        ids.filter_map(|id| store::find::<VisitRecord>(sql, id).transpose()).collect::<Result<Vec<_>, _>>()
    })?;
    let visits: BTreeMap<Id, _> =
        visit::summaries(open, &records, ctx)?.into_iter().map(|visit| (visit.id, visit)).collect();
    let book = open.book(ctx)?;
    let id_of = |scan: &Scan| scan.code.as_deref().and_then(|code| code.parse::<Id>().ok());
    let early = scans.iter().filter(|scan| state(&scan.state) == ScanState::Early).filter_map(id_of);
    let early: Vec<Id> = early.collect();
    let planned = open.store.read(|sql| {
        let found = early.iter().filter_map(|id| store::find::<PlannedVisit>(sql, *id).transpose());
        found.collect::<Result<Vec<_>, _>>()
    })?;
    let item = |scan: Scan| {
        let state = state(&scan.state);
        let id = id_of(&scan);
        let planned = planned.iter().find(|planned| state == ScanState::Early && id == Some(planned.meta.id));
        let number = id.and_then(|id| spares.iter().find(|spare| spare.id == id));
        ScanItem {
            id: scan.id,
            state,
            file_name: scan.file_name,
            page: scan.page,
            attachment_id: scan.attachment_id,
            number: number.map(|spare| spare.number.clone()),
            visit: scan.visit_record_id.and_then(|id| visits.get(&id).cloned()),
            planned_name: planned
                .and_then(|planned| book.at(planned.customer_id))
                .map(|(customer, _)| customer.name.clone()),
            planned_date: planned.map(|planned| planned.date),
            at: scan.at,
            code: scan.code.filter(|_| matches!(state, ScanState::Foreign | ScanState::Stranger)),
        }
    };
    Ok(scans.into_iter().map(item).collect())
}

/// Takes a sheet out that has no visit. One that has is part of its visit's file.
pub fn remove(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<Vec<ScanItem>, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    open.write(ctx, |tx| {
        let scan = store::scan(tx.sql(), id)?;
        if let Some(record) = scan.visit_record_id
            && let Some(record) = store::find::<VisitRecord>(tx.sql(), record)?
        {
            let name = book.at(record.customer_id).map(|(customer, _)| customer.name.clone());
            return Err(ErrorCode::SheetMatched
                .with("name", name.unwrap_or_default())
                .with("date", record.date.to_string()));
        }
        if store::find::<Attachment>(tx.sql(), scan.attachment_id)?.is_some() {
            tx.delete::<Attachment>(scan.attachment_id)?;
        }
        Ok(tx.drop_scan(id)?)
    })?;
    all(&open, ctx)
}
