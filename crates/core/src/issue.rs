//! 客户问题: the promise ledger. A question, problem, suggestion or complaint with a promised reply time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Id, Meta, row};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IssueKind {
    /// 咨询: answered within five minutes, else recorded.
    Question,
    /// 问题.
    Problem,
    /// 建议.
    Suggestion,
    /// 投诉.
    Complaint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IssueCategory {
    /// 货源.
    Supply,
    /// 品牌.
    Brand,
    /// 价格.
    Price,
    /// 订货送货.
    Delivery,
    /// 服务.
    Service,
    /// 政策.
    Policy,
    /// 设备系统.
    System,
    /// 其他.
    Other,
}

/// How somebody was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Way {
    Visit,
    Phone,
    Wechat,
    Message,
}

/// A customer's request and what was promised. Synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Issue {
    #[serde(flatten)]
    pub meta: Meta,
    pub customer_id: Id,
    pub person_id: Id,
    /// The visit at which it was said, if any.
    pub visit_record_id: Option<Id>,
    pub kind: IssueKind,
    pub category: Option<IssueCategory>,
    /// 紧急: reported to the department head at once.
    pub urgent: bool,
    pub content: String,
    /// UTC milliseconds.
    pub asked_at: i64,
    /// What the customer was promised, UTC milliseconds; none = no time was named.
    pub promised_at: Option<i64>,
    /// The person or department that answers.
    pub owner: Option<String>,
    /// The first answer to the customer, even when not yet solved. UTC milliseconds.
    pub answered_at: Option<i64>,
    /// The result is known. UTC milliseconds.
    pub resolved_at: Option<i64>,
    pub outcome: Option<String>,
    /// The customer was told the result, and how. UTC milliseconds.
    pub told_at: Option<i64>,
    pub told_by: Option<Way>,
    /// 已电话汇报: to whom and when, UTC milliseconds.
    pub reported_to: Option<String>,
    pub reported_at: Option<i64>,
}

row!(Issue, "issue", {
    customer_id: Text, person_id: Text, visit_record_id: Text, kind: Text, category: Text, urgent: Bool, content: Text,
    asked_at: Int, promised_at: Int, owner: Text, answered_at: Int, resolved_at: Int, outcome: Text, told_at: Int,
    told_by: Text, reported_to: Text, reported_at: Int,
});

impl Issue {
    /// One that was asked at `asked_at` (UTC milliseconds), with nothing said or done yet.
    pub fn asked(meta: Meta, customer_id: Id, person_id: Id, kind: IssueKind, asked_at: i64) -> Self {
        Self {
            meta,
            customer_id,
            person_id,
            visit_record_id: None,
            kind,
            category: None,
            urgent: false,
            content: String::new(),
            asked_at,
            promised_at: None,
            owner: None,
            answered_at: None,
            resolved_at: None,
            outcome: None,
            told_at: None,
            told_by: None,
            reported_to: None,
            reported_at: None,
        }
    }

    /// Resolved, and the customer told so.
    pub fn is_closed(&self) -> bool {
        self.resolved_at.is_some() && self.told_at.is_some()
    }

    /// Urgent, and without a result so far.
    pub fn presses(&self) -> bool {
        self.urgent && self.resolved_at.is_none()
    }

    /// The one order in which open issues are taken up, on screens, sheets and lists; the smaller comes first: what
    /// presses, then what falls due first (`next_due`, UTC milliseconds; none = nothing runs), then who has waited
    /// longest.
    pub fn rank(&self, next_due: Option<i64>) -> (bool, i64, i64, Id) {
        (!self.presses(), next_due.unwrap_or(i64::MAX), self.asked_at, self.meta.id)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StepKind {
    /// 备注.
    Note,
    /// 首次答复.
    Answered,
    /// 转交.
    PassedOn,
    /// 电话汇报.
    Reported,
    /// 处理结果.
    Resolved,
    /// 已告知客户.
    Told,
    /// 重新打开: the customer is not content.
    Reopened,
    /// 已更正: the visit's correction says it in other words, or no longer; `to` is the issue that took its place.
    Superseded,
}

/// One step of an issue: append-only. Synced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IssueStep {
    #[serde(flatten)]
    pub meta: Meta,
    pub issue_id: Id,
    pub person_id: Id,
    pub kind: StepKind,
    /// UTC milliseconds; when it happened, which may be before it was typed.
    pub at: i64,
    pub text: Option<String>,
    /// To whom it was passed or reported; of a superseded issue the id of the one in its place.
    pub to: Option<String>,
    pub way: Option<Way>,
}

row!(IssueStep, "issue_step", {
    issue_id: Text, person_id: Text, kind: Text, at: Int, text: Text, to: Text, way: Text,
});

impl Issue {
    /// What a step means for the issue's head. Steps come in any order of `at`: the first answer and the first report
    /// count, the last result and the last telling.
    pub fn apply(&mut self, step: &IssueStep) {
        let first = |known: Option<i64>| Some(known.map_or(step.at, |known| known.min(step.at)));
        match step.kind {
            StepKind::Note => {}
            StepKind::Answered => self.answered_at = first(self.answered_at),
            StepKind::PassedOn => self.owner.clone_from(&step.to),
            StepKind::Reported => {
                if self.reported_at.is_none_or(|at| step.at < at) {
                    self.reported_to.clone_from(&step.to);
                }
                self.reported_at = first(self.reported_at);
            }
            StepKind::Resolved => {
                self.resolved_at = Some(step.at);
                self.outcome.clone_from(&step.text);
            }
            StepKind::Told => {
                self.answered_at = first(self.answered_at);
                // Told before there is a result, it was an answer only.
                if self.resolved_at.is_some() {
                    (self.told_at, self.told_by) = (Some(step.at), step.way);
                }
            }
            // Nothing is owed under it any more; nobody was told anything by it either.
            StepKind::Superseded => {
                self.resolved_at = self.resolved_at.or(Some(step.at));
                self.told_at = self.told_at.or(Some(step.at));
            }
            StepKind::Reopened => {
                (self.resolved_at, self.outcome) = (None, None);
                (self.told_at, self.told_by) = (None, None);
            }
        }
    }
}
