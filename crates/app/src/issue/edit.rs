//! New issues, changed heads, steps.

use rounds_core::{
    AppError, ErrorCode, Id,
    customer::{Customer, check_text},
    issue::{Issue, IssueStep, StepKind},
    visit::VisitRecord,
    zone::Zone,
};
use rounds_store as store;

use super::list::file;
use crate::{
    Ctx, Session,
    open::Open,
    visit::signed_promise,
    wire::{AddStep, IssueFile, PutIssue},
};

const MOST_CONTENT: usize = 500;
const MOST_NAME: usize = 60;
/// A step typed while the minute turns is not of the future.
const AHEAD_MS: i64 = 60_000;

/// Makes an issue, asked now, or changes the head of one that is open.
pub fn put(session: &Session, put: PutIssue, ctx: &Ctx) -> Result<IssueFile, AppError> {
    let open = session.data(ctx)?;
    let content =
        clean(Some(put.content), "content", MOST_CONTENT)?.ok_or(ErrorCode::Required.on("content"))?;
    let owner = clean(put.owner, "owner", MOST_NAME)?;
    let actor = open.actor()?;
    let zone = open.zone()?;
    let written = open.write(ctx, |tx| {
        let mut issue = match put.id {
            Some(id) => {
                let issue: Issue = store::get(tx.sql(), id)?;
                if issue.is_closed() {
                    return Err(ErrorCode::IssueClosed.into());
                }
                issue
            }
            None => {
                let customer: Customer = store::get(tx.sql(), put.customer_id)?;
                let territory = Open::home(tx)?;
                Issue::asked(Open::meta(tx, &territory), customer.meta.id, actor, put.kind, tx.now())
            }
        };
        if let Some(record) = issue.visit_record_id.filter(|_| put.id.is_some())
            && let Some(record) = store::find::<VisitRecord>(tx.sql(), record)?
            && let Some(has_promise) = signed_promise(&record, &issue)
        {
            // What the customer signed is corrected at the visit, not written over here.
            if issue.content != content {
                return Err(ErrorCode::VisitEnded.on("content"));
            }
            if has_promise && issue.promised_at != put.promised_at {
                return Err(ErrorCode::VisitEnded.on("promised_at"));
            }
        }
        (issue.kind, issue.category, issue.urgent) = (put.kind, put.category, put.urgent);
        (issue.content, issue.owner) = (content, owner);
        if issue.promised_at != put.promised_at {
            not_before(&issue, put.promised_at, zone).map_err(|error| error.on("promised_at"))?;
            issue.promised_at = put.promised_at;
        }
        tx.put(&issue)?;
        Ok(issue.meta.id)
    })?;
    file(&open, written.value, ctx)
}

/// Adds a step and what it means for the issue's head.
pub fn step(session: &Session, given: AddStep, ctx: &Ctx) -> Result<IssueFile, AppError> {
    let open = session.data(ctx)?;
    let text = clean(given.text, "text", MOST_CONTENT)?;
    let to = clean(given.to, "to", MOST_NAME)?;
    let at = given.at.unwrap_or(ctx.now);
    match given.kind {
        StepKind::Note | StepKind::Resolved if text.is_none() => return Err(ErrorCode::Required.on("text")),
        StepKind::PassedOn | StepKind::Reported if to.is_none() => return Err(ErrorCode::Required.on("to")),
        // A correction of the visit does that, with both issues at hand.
        StepKind::Superseded => return Err(ErrorCode::BadArguments.on("kind")),
        StepKind::Told if given.way.is_none() => return Err(ErrorCode::Required.on("way")),
        _ if at > ctx.now + AHEAD_MS => return Err(ErrorCode::BadTime.on("at")),
        _ => {}
    }
    let actor = open.actor()?;
    let zone = open.zone()?;
    let issue_id: Id = given.issue_id;
    open.write(ctx, |tx| {
        let mut issue: Issue = store::get(tx.sql(), issue_id)?;
        if issue.is_closed() && !matches!(given.kind, StepKind::Note | StepKind::Reopened) {
            return Err(ErrorCode::IssueClosed.into());
        }
        if given.kind == StepKind::Reopened && store::superseded(tx.sql())?.contains_key(&issue_id) {
            return Err(ErrorCode::IssueClosed.into());
        }
        if given.kind == StepKind::Reopened && issue.resolved_at.is_none() {
            return Err(ErrorCode::BadArguments.on("kind"));
        }
        not_before(&issue, Some(at), zone).map_err(|error| error.on("at"))?;
        let territory = Open::home(tx)?;
        let meta = Open::meta(tx, &territory);
        let (kind, way) = (given.kind, given.way);
        let step = IssueStep { meta, issue_id, person_id: actor, kind, at, text, to, way };
        issue.apply(&step);
        tx.insert(&step)?;
        tx.put(&issue)?;
        Ok(())
    })?;
    file(&open, issue_id, ctx)
}

/// Trimmed; blank is none. No longer than `most` characters and without control characters.
fn clean(text: Option<String>, field: &str, most: usize) -> Result<Option<String>, AppError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if let Some(text) = &text {
        check_text(text, most, true).map_err(|error| error.on(field))?;
    }
    Ok(text)
}

/// Nothing about an issue happens before it was asked.
fn not_before(issue: &Issue, at: Option<i64>, zone: Zone) -> Result<(), AppError> {
    if at.is_some_and(|at| at < issue.asked_at) {
        let asked = zone.local(issue.asked_at).format("%Y-%m-%d %H:%M").to_string();
        return Err(ErrorCode::StepTooEarly.with("asked", asked));
    }
    Ok(())
}
