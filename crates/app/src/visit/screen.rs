//! Everything that the page of a visit shows.

use rounds_core::{
    AppError, ErrorCode, Id,
    form::{Form, fitting},
    plan::PlannedVisitState,
    position::Position,
    visit::{ArrivalPosition, Outcome, RecordState, VisitRecord},
};
use rounds_store as store;

use super::{
    form_of, hand, internal, kept, next, planned_of, proof, purposes,
    rules::Given,
    save::{self, Typed},
    zone,
};
use crate::{
    Ctx, Session, bulletin, issue,
    open::Open,
    plan::StoredWeek,
    wire::{ById, IssueQuery, LastVisit, VisitScreen},
};

pub fn get(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    of(&*session.data(ctx)?, id, ctx)
}

pub fn of(open: &Open, id: Id, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let book = open.book(ctx)?;
    let (record, typed) = open.store.read(|sql| {
        let record: VisitRecord = store::get(sql, id)?;
        let typed = match record.state {
            RecordState::Open => save::typed(sql, id)?,
            _ => Typed { revision: 0, draft: kept(&record) },
        };
        Ok::<_, AppError>((record, typed))
    })?;
    let form = form_of(open, &record)?;
    let (planned, others, photos, corrected_by, evidence) = open.store.read(|sql| {
        let evidence = match record.evidence_id {
            Some(id) => store::evidence(sql, id)?,
            None => None,
        };
        Ok::<_, AppError>((
            planned_of(sql, &record)?,
            store::records_of_customer(sql, record.customer_id)?,
            store::photos_of_visit(sql, id)?,
            store::correction_of(sql, id)?,
            evidence,
        ))
    })?;
    let (evidence, signature) = evidence.map(|stored| proof::facts_of(&stored)).unzip();
    let signature = signature.flatten();
    let zone = zone(open)?;
    let given = Given { record: &record, planned: planned.as_ref(), zone, signature: signature.as_ref() };
    let check = save::check(&form, &given, &typed);
    let draft = typed.draft;
    let (customer, note) =
        book.at(record.customer_id).ok_or_else(|| ErrorCode::NotFound.with("noun", "customer"))?;
    let last = last_of(&record, &form, &others);
    let first_visit = last.is_none()
        && customer.last_visit_on.is_none()
        && note.last_visit_on.is_none_or(|date| date >= record.date);
    let of_customer = IssueQuery { customer_id: Some(record.customer_id), ..IssueQuery::default() };
    let open_issues = issue::list_of(open, &of_customer, ctx)?.issues;
    let bulletins = bulletin::of_visit(open, &record, &draft, customer.meta.territory_id, &others)?;
    let next = match record.state {
        RecordState::Open => next::propose(open, &book, &record, zone)?,
        _ => None,
    };
    let again = (record.state == RecordState::Open).then(|| next::again(&book, &record)).flatten();
    Ok(VisitScreen {
        customer: book.summary(record.customer_id).ok_or(ErrorCode::Internal)?,
        layout: form.layout,
        check,
        purposes: purposes(&draft.answers, planned.as_ref()),
        key_points: planned
            .as_ref()
            .and_then(|planned| planned.key_points.clone())
            .or(customer.key_points.clone()),
        wishes: customer.wishes.clone(),
        last,
        first_visit,
        open_issues,
        bulletins,
        next,
        again,
        photos,
        evidence,
        signature,
        internal_open: internal::is_open(&record, zone, ctx.now),
        corrected_by,
        distance_m: record.position.and_then(|at| distance(at, customer.position)),
        next_stop: next_stop(open, &record, ctx)?,
        in_hand: hand::is_in_hand(open, id)?,
        status_change: None,
        draft,
        record,
    })
}

/// The last visit before this one that took place; of a corrected one its correction. Its answers as far as this
/// visit's form takes them.
fn last_of(record: &VisitRecord, form: &Form, newest_first: &[VisitRecord]) -> Option<LastVisit> {
    let corrected: Vec<Id> = newest_first.iter().filter_map(|other| other.corrects).collect();
    let mut others = newest_first.iter().filter(|other| {
        other.meta.id != record.meta.id
            && Some(other.meta.id) != record.corrects
            && other.state != RecordState::Open
            && other.date <= record.date
            && matches!(other.outcome, Some(Outcome::Done | Outcome::OwnerAbsent))
            && !corrected.contains(&other.meta.id)
    });
    let last = others.next()?;
    Some(LastVisit { id: last.meta.id, date: last.date, answers: fitting(form, &last.answers) })
}

fn distance(at: ArrivalPosition, shop: Option<Position>) -> Option<u32> {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let here = Position::from_degrees(degrees(at.lat_e7), degrees(at.lng_e7), at.datum).ok()?;
    Some(here.distance_m(&shop?).round() as u32)
}

/// The next stop of today that is still to come, after this one's place first.
fn next_stop(open: &Open, record: &VisitRecord, ctx: &Ctx) -> Result<Option<Id>, AppError> {
    let local = open.local(ctx)?;
    let week = StoredWeek::read(open, local.week())?;
    let here = week.on(local.date()).find(|visit| Some(visit.meta.id) == record.planned_visit_id);
    let here = here.map_or(0, |visit| visit.order);
    let left: Vec<_> = week
        .on(local.date())
        .filter(|visit| {
            visit.state == PlannedVisitState::Planned && Some(visit.meta.id) != record.planned_visit_id
        })
        .collect();
    let next = left.iter().find(|visit| visit.order > here).or(left.first());
    Ok(next.map(|visit| visit.meta.id))
}
