//! `rounds issues`: the promise ledger on the command line.

use rounds_core::{AppError, deadline::Deadline};
use serde_json::{Value, json};

use super::Report;
use crate::{
    Ctx, Session, issue,
    open::{self, Open},
    wire::{IssueQuery, IssueScope, IssueSummary},
    words::Words,
};

/// Open issues, or with `due` those that fall due today or are overdue; the most pressing first.
pub(super) fn issues(
    session: &Session,
    due: bool,
    manager: Option<&str>,
    ctx: &Ctx,
) -> Result<Report, AppError> {
    let open = session.read_only(ctx)?;
    open::check_manager(&open, manager)?;
    let scope = if due { IssueScope::Due } else { IssueScope::Open };
    let list = issue::list_of(&open, &IssueQuery { scope, ..IssueQuery::default() }, ctx)?;
    let words = words_of(&open)?;
    let text = list.issues.iter().map(|summary| line(summary, words, list.now)).collect();
    let json = list.issues.iter().map(|summary| object(summary, list.now)).collect();
    Ok(Report::new(text, json))
}

fn words_of(open: &Open) -> Result<&'static Words, AppError> {
    Ok(Words::of(open.settings()?.language))
}

fn line(summary: &IssueSummary, words: &Words, now: i64) -> String {
    let IssueSummary { issue, customer_name, customer_code, deadlines, .. } = summary;
    let next = deadlines.first().map(|deadline| words.deadline(deadline, now)).unwrap_or_default();
    let kind = words.issue_kind(issue.kind);
    let urgent = if issue.urgent { format!("{} ", words.urgent()) } else { String::new() };
    let content = issue.content.replace('\n', " ");
    format!("{next}\t{urgent}{kind}\t{customer_code} {customer_name}\t{content}\t{}\n", issue.meta.id)
}

fn object(summary: &IssueSummary, now: i64) -> Value {
    let IssueSummary { issue, customer_name, customer_code, deadlines, .. } = summary;
    let told = |deadline: &Deadline| json!({ "kind": deadline.kind, "due_at": deadline.due_at, "standing": deadline.standing(now) });
    json!({
        "id": issue.meta.id, "customer_code": customer_code, "customer_name": customer_name, "kind": issue.kind,
        "category": issue.category, "urgent": issue.urgent, "content": issue.content, "asked_at": issue.asked_at,
        "promised_at": issue.promised_at, "owner": issue.owner,
        "deadlines": deadlines.iter().map(told).collect::<Vec<_>>(),
    })
}
