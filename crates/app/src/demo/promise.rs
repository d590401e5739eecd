//! What became of what customers said: settled on the spot, answered and told, still open, or overdue.

use chrono::{Days, NaiveDate};
use rounds_core::{
    Meta,
    issue::{Issue, IssueCategory, IssueKind, IssueStep, StepKind, Way},
    zone::Zone,
};
use serde_json::Value;

use super::{Dice, Maker, visit::MadeVisit, words::Texts};

const HOUR: i64 = 3_600_000;
/// What was said within so many days before the demo's day may still be open.
const RECENT_DAYS: u64 = 12;

/// How far an issue has come.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Told,
    Answered,
    Open,
}

/// An issue for each row of 客户反映, with its steps.
pub(super) fn issues(
    maker: &Maker,
    visits: &[MadeVisit],
    texts: &Texts,
    zone: Zone,
    as_of: NaiveDate,
) -> (Vec<Issue>, Vec<IssueStep>) {
    let dice = Dice::new(0x1550);
    let (mut issues, mut steps) = (Vec::new(), Vec::new());
    let mut recent = 0;
    for visit in visits {
        let rows = visit.record.answers.get("feedback").and_then(Value::as_array);
        for row in rows.into_iter().flatten() {
            let fate = if visit.record.date + Days::new(RECENT_DAYS) < as_of {
                Fate::Told
            } else {
                recent += 1;
                let is_ahead = row["promised_on"].as_str().is_some_and(|on| on >= as_of.to_string().as_str());
                match recent % 4 {
                    0 => Fate::Open,
                    1 => Fate::Answered,
                    // What is promised for a day to come is not settled yet.
                    _ if is_ahead => Fate::Answered,
                    _ => Fate::Told,
                }
            };
            let (issue, mut taken) = issue(maker, visit, row, fate, texts, (zone, as_of), &dice);
            issues.push(issue);
            steps.append(&mut taken);
        }
    }
    (issues, steps)
}

fn issue(
    maker: &Maker,
    visit: &MadeVisit,
    row: &Value,
    fate: Fate,
    texts: &Texts,
    (zone, as_of): (Zone, NaiveDate),
    dice: &Dice,
) -> (Issue, Vec<IssueStep>) {
    let record = &visit.record;
    let asked_at = record.left_at.unwrap_or_default();
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let promised_on = row["promised_on"].as_str().and_then(|on| on.parse::<NaiveDate>().ok());
    let promised_at =
        promised_on.map(|on| zone.instant(on, row["promised_min"].as_u64().unwrap_or_default() as u32));
    let meta = |at: i64| Meta::new(maker.ids.id(at), maker.territory_id, at);
    let (kind, category) = match row["kind"].as_str() {
        Some("complaint") => (IssueKind::Complaint, IssueCategory::Delivery),
        Some("suggestion") => (IssueKind::Suggestion, IssueCategory::Service),
        _ => (IssueKind::Problem, IssueCategory::Supply),
    };
    let mut issue = Issue {
        visit_record_id: Some(record.meta.id),
        category: Some(category),
        urgent: row["urgent"] == Value::Bool(true),
        content: text("content"),
        promised_at,
        ..Issue::asked(meta(asked_at), record.customer_id, record.person_id, kind, asked_at)
    };
    // Without a promise it was settled at the counter.
    let fate = if promised_at.is_none() { Fate::Told } else { fate };
    // Kept some hours early, and before the demo's own day.
    let kept_at = |at: i64| (at - i64::from(dice.between(2, 8)) * HOUR).min(zone.instant(as_of, 0) - HOUR);
    let later = promised_at.map_or(asked_at, |at| asked_at.max(kept_at(at)));
    let mut taken = Vec::new();
    let mut take = |kind, at: i64, text: Option<String>, to: Option<&str>, way| {
        let to = to.map(str::to_owned);
        let step = IssueStep {
            meta: meta(at),
            issue_id: issue.meta.id,
            person_id: record.person_id,
            kind,
            at,
            text,
            to,
            way,
        };
        issue.apply(&step);
        taken.push(step);
    };
    if row["urgent"] == Value::Bool(true) {
        take(StepKind::Reported, asked_at + HOUR / 6, None, Some("部门负责人"), Some(Way::Phone));
    }
    if fate != Fate::Open {
        take(StepKind::Answered, asked_at, Some(text("answer")), None, Some(Way::Visit));
    }
    if promised_at.is_some() {
        take(StepKind::PassedOn, asked_at + HOUR / 2, None, Some("营销部综合岗"), None);
    }
    if fate == Fate::Told {
        let told_by = if promised_at.is_none() {
            Way::Visit
        } else {
            *dice.pick(&[Way::Phone, Way::Wechat, Way::Phone])
        };
        take(StepKind::Resolved, later, Some(dice.pick(&texts.outcomes).clone()), None, None);
        take(StepKind::Told, later + HOUR / 4, None, None, Some(told_by));
    }
    (issue, taken)
}
