//! A customer's whole history as one line of entries: visits, planned visits, issues, pictures, changes of the file.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode, Id, IsoWeek,
    attachment::Attachment,
    form::Form,
    issue::Issue,
    person::Person,
    plan::PlannedVisit,
    search,
    visit::{RecordState, VisitRecord, said},
    zone::Zone,
};
use rounds_store::{self as store, FileChange};
use serde_json::{Map, Value, json};

use crate::{
    Ctx, Session, bulletin,
    open::Open,
    visit,
    wire::{TimelineEntry, TimelineKind, TimelinePage, TimelineQuery},
    words::Words,
};

const MOST_ENTRIES: u32 = 200;
const KINDS: [TimelineKind; 5] = [
    TimelineKind::Visit,
    TimelineKind::Planned,
    TimelineKind::Issue,
    TimelineKind::Photo,
    TimelineKind::Change,
];

/// An entry, and the texts that a search looks through.
struct Found {
    entry: TimelineEntry,
    texts: Vec<String>,
}

pub fn get(session: &Session, query: TimelineQuery, ctx: &Ctx) -> Result<TimelinePage, AppError> {
    let open = session.data(ctx)?;
    if open.book(ctx)?.at(query.customer_id).is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    let mut found = everything(&open, query.customer_id)?;
    let counts = KINDS
        .into_iter()
        .map(|kind| (kind, found.iter().filter(|found| found.entry.kind == kind).count() as u32))
        .collect();
    found.retain(|found| query.kinds.is_empty() || query.kinds.contains(&found.entry.kind));
    if !query.text.trim().is_empty() {
        let is_meant = |found: &Found| {
            search::matches(&search::text_of_words(found.texts.iter().map(String::as_str)), &query.text)
        };
        found.retain(is_meant);
    }
    found.sort_by_key(|found| std::cmp::Reverse((found.entry.at, found.entry.id)));
    let limit = if query.limit == 0 { MOST_ENTRIES } else { query.limit.min(MOST_ENTRIES) };
    let total = found.len() as u32;
    let page = found.into_iter().skip(query.offset as usize).take(limit as usize);
    Ok(TimelinePage { total, entries: page.map(|found| found.entry).collect(), counts })
}

fn everything(open: &Open, customer: Id) -> Result<Vec<Found>, AppError> {
    let zone = open.zone()?;
    let words = Words::of(open.settings()?.language);
    let (records, planned, issues, photos, changes, people, superseded) = open.store.read(|sql| {
        Ok::<_, store::StoreError>((
            store::records_of_customer(sql, customer)?,
            store::planned_of_customer(sql, customer)?,
            store::issues_of_customer(sql, customer)?,
            store::photos_of_customer(sql, customer)?,
            store::changes_of_customer(sql, customer)?,
            store::all::<Person>(sql)?,
            store::superseded(sql)?,
        ))
    })?;
    // A planned visit that was made is told by its record.
    let made: BTreeSet<Id> = records.iter().filter_map(|record| record.planned_visit_id).collect();
    let corrected: BTreeMap<Id, Id> =
        records.iter().filter_map(|record| Some((record.corrects?, record.meta.id))).collect();
    let mut found: Vec<Found> = Vec::new();
    let forms = forms_of(open, &records);
    let titles = bulletin::titles(open, &records)?;
    found.extend(records.iter().map(|record| {
        let form = forms.get(&(record.form_id.clone(), record.form_version));
        let told: Vec<&String> = record.told.iter().filter_map(|id| titles.get(id)).collect();
        of_visit(record, form, &told, corrected.get(&record.meta.id), words, zone)
    }));
    let unmade = planned.iter().filter(|visit| !made.contains(&visit.meta.id));
    found.extend(unmade.map(|visit| of_planned(visit, words, zone)));
    found.extend(
        issues.iter().map(|issue| of_issue(issue, superseded.contains_key(&issue.meta.id), words, zone)),
    );
    found.extend(photos.iter().map(|photo| of_photo(photo, zone)));
    found.extend(by_transaction(changes).iter().map(|change| of_change(change, &people, words, zone)));
    Ok(found)
}

/// Without what is null: what is not known is absent.
fn detail(values: Value) -> Map<String, Value> {
    match values {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

/// The definitions that a customer's records were answered by, each read once.
fn forms_of(open: &Open, records: &[VisitRecord]) -> BTreeMap<(String, u32), Form> {
    let mut forms = BTreeMap::new();
    for record in records {
        let key = (record.form_id.clone(), record.form_version);
        if !forms.contains_key(&key)
            && let Ok(form) = visit::form_of(open, record)
        {
            forms.insert(key, form);
        }
    }
    forms
}

fn of_visit(
    record: &VisitRecord,
    form: Option<&Form>,
    told: &[&String],
    corrected_by: Option<&Id>,
    words: &Words,
    zone: Zone,
) -> Found {
    let at = record.arrived_at.unwrap_or_else(|| zone.instant(record.date, 0));
    let values = json!({
        "state": record.state, "outcome": record.outcome, "entered": record.entered,
        "signed": record.state == RecordState::Signed, "signed_on_paper": record.paper_id.is_some(),
        "corrects": record.corrects, "corrected_by": corrected_by, "rating": record.answers.get("rating"),
        "clock_doubt_ms": record.clock_doubt_ms, "told": (!told.is_empty()).then_some(told),
    });
    // The restricted part is nobody's to find by searching. In the words that are shown, where the form is at hand.
    let parts = [&record.answers, &record.internal];
    let mut texts: Vec<String> = match form {
        Some(form) => parts.into_iter().flat_map(|answers| said(form, answers)).collect(),
        None => {
            let mut texts = Vec::new();
            parts.into_iter().flat_map(Map::values).for_each(|value| collect_texts(value, &mut texts));
            texts
        }
    };
    texts.extend(told.iter().map(|title| (*title).clone()));
    texts.push(words.signed(record.state == RecordState::Signed, record.paper_id.is_some()));
    texts.extend(record.outcome.map(|outcome| words.outcome(outcome)));
    texts.extend([&record.companion, &record.cover_for].into_iter().flatten().cloned());
    let (kind, id, date) = (TimelineKind::Visit, record.meta.id, record.date);
    Found { entry: TimelineEntry { kind, id, at, date, detail: detail(values) }, texts }
}

fn collect_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Value::Object(map) => map.values().for_each(|item| collect_texts(item, texts)),
        _ => {}
    }
}

fn of_planned(visit: &PlannedVisit, words: &Words, zone: Zone) -> Found {
    let values = json!({
        "state": visit.state, "week": IsoWeek::of(visit.date), "put_off_reason": visit.put_off_reason,
    });
    let typed = [&visit.put_off_reason, &visit.key_points].into_iter().flatten().cloned();
    let texts = typed.chain([words.visit_state(visit.state)]).collect();
    let (kind, id, date) = (TimelineKind::Planned, visit.meta.id, visit.date);
    let at = zone.instant(date, visit.arrive_min);
    Found { entry: TimelineEntry { kind, id, at, date, detail: detail(values) }, texts }
}

fn of_issue(issue: &Issue, superseded: bool, words: &Words, zone: Zone) -> Found {
    let values = json!({
        "kind": issue.kind, "content": issue.content, "urgent": issue.urgent, "closed": issue.is_closed(),
        "promised_at": issue.promised_at, "superseded": superseded.then_some(true),
    });
    let more = [&issue.outcome, &issue.owner, &issue.reported_to].into_iter().flatten();
    let texts =
        std::iter::once(&issue.content).chain(more).cloned().chain([words.issue_kind(issue.kind)]).collect();
    let (kind, id, at) = (TimelineKind::Issue, issue.meta.id, issue.asked_at);
    Found { entry: TimelineEntry { kind, id, at, date: zone.date(at), detail: detail(values) }, texts }
}

fn of_photo(photo: &Attachment, zone: Zone) -> Found {
    let values = json!({ "kind": photo.kind, "note": photo.note });
    let (kind, id, at) = (TimelineKind::Photo, photo.meta.id, photo.taken_at);
    let entry = TimelineEntry { kind, id, at, date: zone.date(at), detail: detail(values) };
    Found { entry, texts: photo.note.iter().cloned().collect() }
}

/// What one transaction changed in the file and its contacts is one change, named by the file where it is among them.
fn by_transaction(changes: Vec<FileChange>) -> Vec<FileChange> {
    let mut merged: Vec<FileChange> = Vec::new();
    for change in changes {
        match merged.last_mut() {
            Some(last) if last.tx_id == change.tx_id => {
                if change.noun == "customer" {
                    last.noun = change.noun;
                    (last.made, last.deleted) = (change.made, change.deleted);
                }
                let known: BTreeSet<String> = last.fields.iter().cloned().collect();
                last.fields.extend(change.fields.into_iter().filter(|field| !known.contains(field)));
            }
            _ => merged.push(change),
        }
    }
    merged
}

fn of_change(change: &FileChange, people: &[Person], words: &Words, zone: Zone) -> Found {
    let by = people.iter().find(|person| person.meta.id == change.actor).map(|person| &person.name);
    let by = by.filter(|name| !name.is_empty());
    let values = json!({
        "noun": change.noun, "fields": change.fields, "by": by, "made": change.made, "deleted": change.deleted,
    });
    let mut texts: Vec<String> = change.fields.iter().map(|field| words.field(field)).collect();
    texts.extend(by.cloned());
    let (kind, id, at) = (TimelineKind::Change, change.tx_id, change.at);
    Found { entry: TimelineEntry { kind, id, at, date: zone.date(at), detail: detail(values) }, texts }
}
