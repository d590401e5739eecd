//! What stands beside the signed rows: the pictures that were signed with them, the issues that came of them, and the
//! forms that they were filled in with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id,
    canonical::sha256_hex,
    evidence::{Facts, Finding, FindingKind},
    issue::Issue,
    visit::VisitRecord,
    zone::Zone,
};
use rounds_store as store;
use serde_json::Value;

use super::told;
use crate::{open::Open, visit::promised, wire::VerifyFinding};

/// A signed row and what its evidence says.
pub struct Signed<'a> {
    pub record: &'a VisitRecord,
    pub facts: &'a Facts,
    /// This device signed it.
    pub is_own: bool,
}

pub fn findings(open: &Open, signed: &[Signed]) -> Result<Vec<VerifyFinding>, AppError> {
    let mut found = forms(open, signed)?;
    found.extend(pictures(open, signed)?);
    found.extend(issues(open, signed)?);
    Ok(found)
}

/// The text of each form against the hash that was signed.
fn forms(open: &Open, signed: &[Signed]) -> Result<Vec<VerifyFinding>, AppError> {
    let asked: BTreeSet<(String, u32, String)> = signed
        .iter()
        .filter_map(|Signed { facts, .. }| {
            let form = facts.record.get("form")?;
            let text = |name: &str| form[name].as_str().map(str::to_owned);
            Some((text("id")?, form["version"].as_u64()? as u32, text("hash")?))
        })
        .collect();
    let mut found = Vec::new();
    for (id, version, hash) in asked {
        let kept = open.store.forms(&id, version)?;
        // A form that is not here has nothing that could be altered.
        if !kept.is_empty() && kept.iter().all(|body| sha256_hex(body.as_bytes()) != hash) {
            let subject = format!("form {id} {version}");
            found.push(told(&subject, &Finding::new(FindingKind::FormAltered).on(&id)));
        }
    }
    Ok(found)
}

/// Each signed picture: it is still the visit's, and its file holds what was signed.
fn pictures(open: &Open, signed: &[Signed]) -> Result<Vec<VerifyFinding>, AppError> {
    let mut found = Vec::new();
    for Signed { record, facts, is_own } in signed {
        let hashes = facts.record.get("photos").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if hashes.is_empty() {
            continue;
        }
        let rows = open.store.read(|sql| store::photos_of_visit(sql, record.meta.id))?;
        for hash in hashes.iter().filter_map(Value::as_str) {
            let subject = format!("visit_record {}", record.meta.id);
            let mut find = |kind| found.push(told(&subject, &Finding::new(kind).on(hash)));
            if !rows.iter().any(|row| row.sha256 == hash) {
                find(FindingKind::PhotoMissing);
            }
            match open.store.read_file(hash) {
                Ok(bytes) if sha256_hex(&bytes) == hash => {}
                // Another device's picture comes when somebody looks at it.
                Err(store::StoreError::NotFound { .. }) if !is_own => {}
                Err(store::StoreError::NotFound { .. }) => find(FindingKind::PhotoMissing),
                _ => find(FindingKind::PhotoAltered),
            }
        }
    }
    found.dedup();
    Ok(found)
}

/// What a row of 客户反映 promised: its words, and the day and minute as far as they were named.
type Said = (String, Option<(NaiveDate, Option<u32>)>);

fn said(rows: Option<&Value>, date: NaiveDate) -> Vec<(usize, Said)> {
    let rows = rows.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text = |row: &Value| row["content"].as_str().unwrap_or_default().to_owned();
    rows.iter().enumerate().map(|(at, row)| (at, (text(row), promised(row, date)))).collect()
}

/// Each signed row of 客户反映 against the issue that was made of it. A promise that was not signed may come later.
fn issues(open: &Open, signed: &[Signed]) -> Result<Vec<VerifyFinding>, AppError> {
    let mut of_record: BTreeMap<Id, Vec<Issue>> = BTreeMap::new();
    for issue in open.store.read(store::all::<Issue>)? {
        if let Some(record) = issue.visit_record_id {
            of_record.entry(record).or_default().push(issue);
        }
    }
    let mut found = Vec::new();
    for Signed { record, facts, .. } in signed {
        let Some(feedback) = facts.record.get("answers.feedback") else { continue };
        let text = |path: &str| facts.record.get(path).and_then(Value::as_str);
        let date = text("visit.date").and_then(|date| date.parse().ok()).unwrap_or(record.date);
        let zone = facts.record.get("time").and_then(|time| time["zone"].as_str()).unwrap_or_default();
        let former: Option<VisitRecord> = match text("visit.corrects").and_then(|id| id.parse().ok()) {
            Some(id) => open.store.read(|sql| store::find(sql, id))?,
            None => None,
        };
        // A row that a correction left as it was has the former record's issue.
        let known = former.map(|former| said(former.answers.get("feedback"), date)).unwrap_or_default();
        let mut left: Vec<&Issue> = of_record.get(&record.meta.id).into_iter().flatten().collect();
        let mut open_rows = Vec::new();
        for (at, row) in said(Some(feedback), date) {
            match left.iter().position(|issue| differs(issue, &row, Zone::named(zone)).is_none()) {
                Some(place) => drop(left.remove(place)),
                None if known.iter().any(|(_, known)| *known == row) => {}
                None => open_rows.push((at, row)),
            }
        }
        for (at, row) in open_rows {
            // The issue that is nearest to the row: the same words, else the same promise.
            let near = left.iter().position(|issue| issue.content == row.0).or_else(|| {
                left.iter().position(|issue| differs(issue, &row, Zone::named(zone)) == Some("content"))
            });
            let (subject, field) = match near.map(|place| left.remove(place)) {
                Some(issue) => {
                    let field = differs(issue, &row, Zone::named(zone)).unwrap_or("content");
                    (format!("issue {}", issue.meta.id), field.to_owned())
                }
                None => (format!("visit_record {}", record.meta.id), format!("feedback.{at}")),
            };
            found.push(told(&subject, &Finding::new(FindingKind::IssueDiffers).on(&field)));
        }
    }
    Ok(found)
}

/// The field in which an issue is not what was signed.
fn differs(issue: &Issue, (content, promise): &Said, zone: Zone) -> Option<&'static str> {
    let is_kept = promise.is_none_or(|(on, min)| match (issue.promised_at, min) {
        (Some(at), Some(min)) => at == zone.instant(on, min),
        // Without an hour it is that of the unit's sunset, as it was set then.
        (Some(at), None) => zone.date(at) == on,
        (None, _) => false,
    });
    match (is_kept, issue.content == *content) {
        (true, true) => None,
        (true, false) => Some("content"),
        (false, _) => Some("promised_at"),
    }
}
