//! Sheets signed on paper: each link that tells of one against its visit, its picture's row and the sealed file, and
//! every record that counts as signed on paper against the link that has to say so.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, Id,
    attachment::Attachment,
    canonical::sha256_hex,
    evidence::{Facts, Finding, FindingKind},
    visit::VisitRecord,
};
use rounds_store as store;
use serde_json::Value;

use super::{Kept, told};
use crate::{open::Open, visit, wire::VerifyFinding};

pub fn findings(open: &Open, all: &[Kept]) -> Result<Vec<VerifyFinding>, AppError> {
    let links: BTreeMap<Id, (&Kept, &Facts)> = all
        .iter()
        .filter_map(|kept| Some((kept.stored.id, (kept, kept.verdict.facts.as_ref()?))))
        .filter(|(_, (_, facts))| visit::is_paper(facts))
        .collect();
    let records = open.store.read(store::paper_records)?;
    let mut found = Vec::new();
    for (id, record) in &records {
        let is_proved = record.as_ref().and_then(|record| record.paper_id).is_some_and(|paper| {
            links.get(&paper).is_some_and(|(_, facts)| {
                visit::visit_of(facts) == Some(*id)
                    && facts.record.get("paper.signature") == Some(&true.into())
            })
        });
        if !is_proved {
            let finding = Finding::new(FindingKind::PaperUnproved).on("paper_id");
            found.push(told(&format!("visit_record {id}"), &finding));
        }
    }
    for (picture, (kept, facts)) in links {
        link(open, picture, kept, facts, &mut found)?;
    }
    Ok(found)
}

fn link(
    open: &Open,
    picture: Id,
    Kept { stored, is_own, has_left, .. }: &Kept,
    facts: &Facts,
    found: &mut Vec<VerifyFinding>,
) -> Result<(), AppError> {
    let seq = stored.seq;
    let of = visit::visit_of(facts);
    let (record, row) = open.store.read(|sql| {
        let record = match of {
            Some(id) => store::find::<VisitRecord>(sql, id),
            None => Ok(None),
        };
        // A row that no longer reads as a picture is none.
        Ok::<_, store::StoreError>((record, store::find::<Attachment>(sql, picture).unwrap_or_default()))
    })?;
    let named = of.map(|id| format!("visit_record {id}")).unwrap_or_default();
    let record = match record {
        Ok(Some(record)) => record,
        Ok(None) if !is_own || *has_left => return Ok(()),
        Ok(None) => {
            let subject = format!("evidence {} ({named})", stored.id);
            found.push(told(&subject, &Finding::new(FindingKind::EvidenceWithoutRecord).numbered(seq)));
            return Ok(());
        }
        Err(store::StoreError::Row(_)) => {
            // Its columns no longer read as a visit at all.
            let finding = Finding::new(FindingKind::RowDiffers).on("visit_record").numbered(seq);
            found.push(told(&named, &finding));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let subject = format!("visit_record {}", record.meta.id);
    let mut find = |finding: Finding| found.push(told(&subject, &finding.numbered(seq)));
    for (path, value) in visit::paper_row(&record) {
        if facts.record.get(path).is_some_and(|signed| *signed != value) {
            find(Finding::new(FindingKind::RowDiffers).on(path));
        }
    }
    if facts.record.get("paper.signature") == Some(&true.into()) && record.paper_id != Some(picture) {
        find(Finding::new(FindingKind::RowDiffers).on("paper_id"));
    }
    // Altered in the link itself, it is named there.
    let Some(sha256) = facts.record.get("paper.sha256").and_then(Value::as_str) else { return Ok(()) };
    let is_kept = row.is_some_and(|row| row.sha256 == sha256 && row.visit_record_id == Some(record.meta.id));
    match open.store.read_file(sha256) {
        _ if !is_kept => find(Finding::new(FindingKind::PaperMissing).on(sha256)),
        Ok(bytes) if sha256_hex(&bytes) == sha256 => {}
        // Another device's picture comes when somebody looks at it.
        Err(store::StoreError::NotFound { .. }) if !is_own => {}
        Err(store::StoreError::NotFound { .. }) => find(Finding::new(FindingKind::PaperMissing).on(sha256)),
        _ => find(Finding::new(FindingKind::PaperAltered).on(sha256)),
    }
    Ok(())
}
