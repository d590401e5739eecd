//! What the customer was promised becomes issues and a planned visit.

use std::collections::VecDeque;

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id, IsoWeek, Meta,
    issue::{Issue, IssueKind, IssueStep, StepKind, Way},
    plan::{Purpose, Reason},
    visit::{RecordState, VisitRecord},
};
use rounds_store::{self as store, Tx};
use serde_json::Value;

use super::{end::Ending, outcome::rescheduled_to, purposes, rules::feedback};
use crate::{
    book::Book,
    open::Open,
    plan::{Again, come_on},
};

/// The record that this one corrects.
pub fn former(tx: &Tx, ending: &Ending) -> Result<Option<VisitRecord>, AppError> {
    Ok(match ending.record.corrects {
        Some(id) => store::find(tx.sql(), id)?,
        None => None,
    })
}

/// The day and the minute for which a row promises its answer; a time without a day is of the visit's own `date`.
pub fn promised(row: &Value, date: NaiveDate) -> Option<(NaiveDate, Option<u32>)> {
    let on = row.get("promised_on").and_then(Value::as_str).and_then(|on| on.parse().ok());
    let min = row.get("promised_min").and_then(Value::as_u64).map(|min| min as u32);
    if on.is_none() && min.is_none() { None } else { Some((on.unwrap_or(date), min)) }
}

/// What the customer signed of an issue: its words, and whether a time was promised.
pub fn signed_promise(record: &VisitRecord, issue: &Issue) -> Option<bool> {
    let row = feedback(&record.answers).iter().find(|row| row["content"] == issue.content.as_str())?;
    (record.state == RecordState::Signed).then(|| promised(row, record.date).is_some())
}

/// Each row of 客户反映 becomes an issue: settled on the spot where it was answered without a promise, else open. A
/// row that is as `former` had it has its issue already; one that is reworded or dropped gives its issue up.
///
/// `former`: the record that this one corrects, or itself as it was saved before.
pub fn issues(
    tx: &mut Tx,
    open: &Open,
    ending: &Ending,
    former: Option<&VisitRecord>,
) -> Result<(), AppError> {
    let known = former.map_or(&[][..], |former| feedback(&former.answers));
    let mut given_up = match former {
        Some(former) => given_up(tx, former, feedback(&ending.record.answers))?,
        None => VecDeque::new(),
    };
    for row in feedback(&ending.record.answers).iter().filter(|row| !known.contains(row)) {
        let before = given_up.pop_front();
        let issue = make(tx, open, ending, row, before.as_ref())?;
        if let Some(before) = before {
            supersede(tx, &before, Some(issue))?;
        }
    }
    given_up.into_iter().try_for_each(|before| supersede(tx, &before, None))
}

/// The issues of rows that the correction says in other words, or no longer; in the order they were said.
fn given_up(tx: &Tx, former: &VisitRecord, now: &[Value]) -> Result<VecDeque<Issue>, AppError> {
    let mut left = store::issues_of_record(tx.sql(), former.meta.id)?;
    let gone = store::superseded(tx.sql())?;
    left.retain(|issue| !gone.contains_key(&issue.meta.id));
    let mut found = VecDeque::new();
    for row in feedback(&former.answers) {
        let at = left.iter().position(|issue| row["content"] == issue.content.as_str());
        if let Some(issue) = at.map(|at| left.remove(at))
            && !now.contains(row)
        {
            found.push_back(issue);
        }
    }
    Ok(found)
}

/// The former issue stays as it was signed, closed, with the one that stands in its place.
fn supersede(tx: &mut Tx, before: &Issue, now: Option<Id>) -> Result<(), AppError> {
    let mut issue = before.clone();
    let step = IssueStep {
        meta: Meta::new(tx.new_id(), issue.meta.territory_id, tx.now()),
        issue_id: issue.meta.id,
        person_id: issue.person_id,
        kind: StepKind::Superseded,
        at: tx.now(),
        text: None,
        to: now.map(|id| id.to_string()),
        way: None,
    };
    issue.apply(&step);
    tx.insert(&step)?;
    tx.put(&issue)?;
    Ok(())
}

/// Makes the issue of a row. What was done for the one in whose place it comes is done: who answers for it, what was
/// reported, answered and told.
fn make(
    tx: &mut Tx,
    open: &Open,
    ending: &Ending,
    row: &Value,
    before: Option<&Issue>,
) -> Result<Id, AppError> {
    let record = &ending.record;
    let sunset_min = open.settings()?.sunset_min;
    // When it was said: at the visit, whenever it was typed.
    let asked_at = record.left_at.unwrap_or(tx.now()).min(tx.now());
    let territory = Open::home(tx)?;
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let promised_at =
        promised(row, record.date).map(|(on, min)| ending.zone.instant(on, min.unwrap_or(sunset_min)));
    let answer = text("answer");
    let is_settled = answer.is_some() && promised_at.is_none();
    let settled = is_settled.then_some(asked_at);
    let before_of = |of: fn(&Issue) -> Option<i64>| before.and_then(of);
    let issue = Issue {
        meta: Open::meta(tx, &territory),
        customer_id: record.customer_id,
        person_id: record.person_id,
        visit_record_id: Some(record.meta.id),
        kind: match text("kind").as_deref() {
            Some("suggestion") => IssueKind::Suggestion,
            Some("complaint") => IssueKind::Complaint,
            _ => IssueKind::Problem,
        },
        category: before.and_then(|before| before.category),
        urgent: row.get("urgent") == Some(&Value::Bool(true)),
        content: text("content").unwrap_or_default(),
        asked_at,
        promised_at,
        owner: before.and_then(|before| before.owner.clone()),
        answered_at: answer.as_ref().map(|_| asked_at).or(before_of(|before| before.answered_at)),
        resolved_at: settled.or(before_of(|before| before.resolved_at)),
        outcome: answer
            .clone()
            .filter(|_| is_settled)
            .or_else(|| before.and_then(|before| before.outcome.clone())),
        told_at: settled.or(before_of(|before| before.told_at)),
        told_by: settled.map(|_| Way::Visit).or(before.and_then(|before| before.told_by)),
        reported_to: before.and_then(|before| before.reported_to.clone()),
        reported_at: before_of(|before| before.reported_at),
    };
    tx.insert(&issue)?;
    let kinds = [
        (StepKind::Answered, answer.is_some()),
        (StepKind::Resolved, is_settled),
        (StepKind::Told, is_settled),
    ];
    for (kind, _) in kinds.into_iter().filter(|(_, taken)| *taken) {
        let step = IssueStep {
            meta: Open::meta(tx, &territory),
            issue_id: issue.meta.id,
            person_id: record.person_id,
            kind,
            at: asked_at,
            text: answer.clone().filter(|_| kind != StepKind::Told),
            to: None,
            way: (kind != StepKind::Resolved).then_some(Way::Visit),
        };
        tx.insert(&step)?;
    }
    Ok(issue.meta.id)
}

/// The day of the next visit that the customer was told.
pub fn next_day(record: &VisitRecord) -> Option<NaiveDate> {
    record.answers.get("next_visit_on")?.as_str()?.parse().ok()
}

/// The day of the next visit, as far as it is to be planned.
pub fn agreed(ending: &Ending) -> Option<NaiveDate> {
    next_day(&ending.record).filter(|_| ending.draft.plan_next)
}

/// The next visit that was agreed on becomes a locked visit of its week's plan.
pub fn next_visit(tx: &mut Tx, open: &Open, book: &Book, ending: &Ending) -> Result<(), AppError> {
    let Some(date) = agreed(ending) else { return Ok(()) };
    if former(tx, ending)?.as_ref().and_then(next_day) == Some(date) {
        return Ok(());
    }
    // One that was put to a day of that week is planned there already.
    if rescheduled_to(&ending.record).is_some_and(|on| IsoWeek::of(on) == IsoWeek::of(date)) {
        return Ok(());
    }
    let customer_id = ending.record.customer_id;
    let key_points = book.at(customer_id).and_then(|(customer, _)| customer.key_points.clone());
    let mut purposes = purposes(&ending.record.answers, ending.planned.as_ref());
    if purposes.is_empty() {
        purposes.push(Purpose::Routine);
    }
    let again = Again { customer_id, purposes, key_points, reason: Reason::Promised { date } };
    come_on(tx, open, book, date, again)
}
