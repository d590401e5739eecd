//! 问题, their deadlines, and the customer's timeline.

use chrono::NaiveDate;
use rounds_core::{
    Id,
    deadline::Deadline,
    issue::{Issue, IssueCategory, IssueKind, IssueStep, StepKind, Way},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use super::CustomerSummary;

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct IssueSummary {
    pub issue: Issue,
    pub customer_name: String,
    pub customer_code: String,
    /// Those that are open, the most pressing first.
    pub deadlines: Vec<Deadline>,
    /// A correction of its visit says it in other words, or no longer: nothing is owed under it.
    pub superseded: bool,
    /// The issue that stands in its place.
    pub superseded_by: Option<Id>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IssueScope {
    #[default]
    Open,
    /// Open, and due today or overdue.
    Due,
    Closed,
    All,
}

#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct IssueQuery {
    pub scope: IssueScope,
    pub customer_id: Option<Id>,
    pub kind: Option<IssueKind>,
    pub text: String,
}

/// By due time, overdue on top.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct IssueList {
    pub issues: Vec<IssueSummary>,
    pub open: u32,
    pub overdue: u32,
    pub closed: u32,
    /// UTC milliseconds at which the deadlines were told.
    pub now: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct IssueFile {
    pub issue: Issue,
    pub customer: CustomerSummary,
    pub steps: Vec<IssueStep>,
    /// Met ones included.
    pub deadlines: Vec<Deadline>,
    /// A correction of its visit says it in other words, or no longer: nothing is owed under it.
    pub superseded: bool,
    /// The issue that stands in its place.
    pub superseded_by: Option<Id>,
    /// The one in whose place it stands.
    pub supersedes: Option<Id>,
    pub now: i64,
}

/// A new issue, or the changed head of one.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct PutIssue {
    pub id: Option<Id>,
    pub customer_id: Id,
    pub kind: IssueKind,
    pub category: Option<IssueCategory>,
    pub urgent: bool,
    pub content: String,
    /// UTC milliseconds.
    pub promised_at: Option<i64>,
    pub owner: Option<String>,
}

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(export)]
pub struct AddStep {
    pub issue_id: Id,
    pub kind: StepKind,
    /// UTC milliseconds; none = now.
    pub at: Option<i64>,
    pub text: Option<String>,
    pub to: Option<String>,
    pub way: Option<Way>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TimelineKind {
    Visit,
    Planned,
    Issue,
    Photo,
    Change,
}

#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct TimelineQuery {
    pub customer_id: Id,
    /// Empty = all kinds.
    pub kinds: Vec<TimelineKind>,
    pub text: String,
    pub offset: u32,
    /// At most 200 are given.
    pub limit: u32,
}

/// One entry of a customer's history, newest first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TimelineEntry {
    pub kind: TimelineKind,
    /// The visit record, planned visit, issue or attachment.
    pub id: Id,
    /// UTC milliseconds.
    pub at: i64,
    /// Local date.
    pub date: NaiveDate,
    /// What the words of the screen need; what is not known is absent.
    /// visit: `state`, `outcome`, `entered`, `signed`, `signed_on_paper`, `corrects`, `rating`, `clock_doubt_ms`;
    /// planned: `state`, `week`, `put_off_reason`; issue: `kind`, `content`, `urgent`, `closed`, `promised_at`,
    /// `superseded`;
    /// photo: `kind`, `note`; change: `noun`, `fields` (names), `by` (the person's name).
    #[ts(type = "Record<string, unknown>")]
    pub detail: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TimelinePage {
    pub total: u32,
    pub entries: Vec<TimelineEntry>,
    /// Entries of each kind without the filter.
    pub counts: Vec<(TimelineKind, u32)>,
}
