//! Issues by what presses most, and one with its steps.

use rounds_core::{AppError, ErrorCode, issue::Issue, search};
use rounds_store as store;

use super::Clocks;
use crate::{
    Ctx, Session,
    book::Book,
    open::Open,
    wire::{ById, IssueFile, IssueList, IssueQuery, IssueScope, IssueSummary},
};

pub fn list(session: &Session, query: IssueQuery, ctx: &Ctx) -> Result<IssueList, AppError> {
    let open = session.data(ctx)?;
    list_of(&open, &query, ctx)
}

/// The issues that a query names: open ones in the order of [`Issue::rank`], then closed ones, the last told first.
pub fn list_of(open: &Open, query: &IssueQuery, ctx: &Ctx) -> Result<IssueList, AppError> {
    let (book, clocks) = (open.book(ctx)?, Clocks::of(open, ctx)?);
    let wants_closed = matches!(query.scope, IssueScope::Closed | IssueScope::All);
    let (begun, ended, closed) = open.store.read(|sql| {
        let ended = if wants_closed { store::closed_issues(sql)? } else { Vec::new() };
        Ok::<_, store::StoreError>((
            store::open_issues(sql)?,
            ended,
            store::closed_count(sql, query.customer_id)?,
        ))
    })?;
    let of_customer = |issue: &Issue| query.customer_id.is_none_or(|id| id == issue.customer_id);
    let mut begun: Vec<IssueSummary> =
        begun.into_iter().filter(of_customer).map(|issue| summary(issue, &book, &clocks)).collect();
    begun.sort_by_key(|summary| summary.issue.rank(next_due(summary)));
    let open_count = begun.len() as u32;
    let overdue = begun.iter().filter(|summary| is_due_by(summary, clocks.now)).count() as u32;
    match query.scope {
        IssueScope::Open | IssueScope::All => {}
        IssueScope::Due => begun.retain(|summary| is_due_by(summary, clocks.end_of_today)),
        IssueScope::Closed => begun.clear(),
    }
    let ended = ended.into_iter().filter(of_customer).map(|issue| summary(issue, &book, &clocks));
    let mut issues: Vec<IssueSummary> = begun.into_iter().chain(ended).collect();
    issues.retain(|summary| query.kind.is_none_or(|kind| kind == summary.issue.kind));
    if !query.text.trim().is_empty() {
        issues.retain(|summary| search::matches(&found_by(summary), &query.text));
    }
    Ok(IssueList { issues, open: open_count, overdue, closed, now: clocks.now })
}

pub fn get(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<IssueFile, AppError> {
    let open = session.data(ctx)?;
    file(&open, id, ctx)
}

pub(super) fn file(open: &Open, id: rounds_core::Id, ctx: &Ctx) -> Result<IssueFile, AppError> {
    let (issue, steps): (Issue, _) = open
        .store
        .read(|sql| Ok::<_, store::StoreError>((store::get(sql, id)?, store::steps_of_issue(sql, id)?)))?;
    let customer = open.book(ctx)?.summary(issue.customer_id).ok_or(ErrorCode::NotFound)?;
    let clocks = Clocks::of(open, ctx)?;
    let by = clocks.superseded.get(&id).copied();
    let before = clocks.superseded.iter().find(|(_, now)| **now == Some(id)).map(|(before, _)| *before);
    Ok(IssueFile {
        deadlines: clocks.all(&issue),
        superseded: by.is_some(),
        superseded_by: by.flatten(),
        supersedes: before,
        issue,
        customer,
        steps,
        now: clocks.now,
    })
}

/// The next deadline, if any still runs.
fn next_due(summary: &IssueSummary) -> Option<i64> {
    summary.deadlines.first().map(|deadline| deadline.due_at)
}

/// Whether the next deadline runs out before `at`.
fn is_due_by(summary: &IssueSummary, at: i64) -> bool {
    next_due(summary).is_some_and(|due_at| due_at < at)
}

/// A deleted customer's issue keeps its content; its name is gone with the file.
fn summary(issue: Issue, book: &Book, clocks: &Clocks) -> IssueSummary {
    let deadlines = clocks.open_ones(&issue);
    let customer = book.at(issue.customer_id).map(|(customer, _)| customer);
    let name =
        |of: fn(&rounds_core::customer::Customer) -> &String| customer.map(of).cloned().unwrap_or_default();
    let (customer_name, customer_code) = (name(|customer| &customer.name), name(|customer| &customer.code));
    let by = clocks.superseded.get(&issue.meta.id).copied();
    let (superseded, superseded_by) = (by.is_some(), by.flatten());
    IssueSummary { issue, customer_name, customer_code, deadlines, superseded, superseded_by }
}

fn found_by(summary: &IssueSummary) -> String {
    let IssueSummary { issue, customer_name, customer_code, .. } = summary;
    let more = [&issue.outcome, &issue.owner].into_iter().flatten().map(String::as_str);
    let texts = [issue.content.as_str(), customer_name.as_str(), customer_code.as_str()];
    search::text_of_words(texts.into_iter().chain(more))
}
