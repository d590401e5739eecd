//! Verification: the chain of evidence, every signed row against its evidence, and single files from anywhere.

mod beside;
mod report;

pub use report::{export, text};

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::{self, ChainHead, ChainRow, Finding, FindingKind, KnownKey, Verdict, is_signed_by},
    visit::{RecordState, VisitRecord},
};
use rounds_sheets::{Tail, evidence_of, read_tail};
use rounds_store::{self as store, StoredEvidence};

use self::beside::Signed;
use crate::{
    Ctx, Session,
    open::Open,
    visit::of_row,
    wire::{Nothing, VerifyFinding, VerifyReport},
};

pub fn all(session: &Session, _: Nothing, ctx: &Ctx) -> Result<VerifyReport, AppError> {
    folder(&*session.data(ctx)?)
}

fn told(subject: &str, finding: &Finding) -> VerifyFinding {
    VerifyFinding {
        subject: subject.to_owned(),
        field: finding.field.clone(),
        kind: finding.kind.name(),
        detail: finding.detail(),
    }
}

/// Everything that a data folder has signed.
pub fn folder(open: &Open) -> Result<VerifyReport, AppError> {
    let (stored, keys, head, signed) = open.store.read(|sql| {
        Ok::<_, AppError>((
            store::all_evidence(sql)?,
            store::device_keys(sql)?,
            store::chain_head(sql)?,
            store::signed_records(sql)?,
        ))
    })?;
    let rows: Vec<ChainRow> = stored
        .iter()
        .map(|stored| ChainRow { seq: stored.seq, hash: &stored.hash, bytes: &stored.envelope })
        .collect();
    let keys: Vec<KnownKey> =
        keys.into_iter().map(|key| KnownKey { key_id: key.key_id, first_seq: key.first_seq }).collect();
    let head = (head.seq > 0).then_some(ChainHead { seq: head.seq, hash: head.hash });
    let chain = evidence::verify_chain(&rows, &keys, head.as_ref());
    let mut findings: Vec<VerifyFinding> = chain
        .findings
        .iter()
        .map(|found| match found.row.map(|row| &stored[row]) {
            Some(stored) => told(&format!("evidence {}", stored.id), &found.finding),
            None => told("evidence", &found.finding),
        })
        .collect();
    for (stored, verdict) in stored.iter().zip(&chain.verdicts) {
        let subject = format!("evidence {}", stored.id);
        findings.extend(
            verdict
                .facts
                .iter()
                .flat_map(erased)
                .map(|finding| told(&subject, &finding.numbered(stored.seq))),
        );
    }
    findings.extend(against_rows(&stored, &chain.verdicts, &signed));
    let by_id: BTreeMap<Id, &Verdict> =
        stored.iter().zip(&chain.verdicts).map(|(stored, verdict)| (stored.id, verdict)).collect();
    let pairs: Vec<Signed> = signed
        .iter()
        .filter_map(|(_, record)| record.as_ref())
        .filter_map(|record| {
            let facts = by_id.get(&record.evidence_id?)?.facts.as_ref()?;
            Some(Signed { record, facts })
        })
        .collect();
    findings.extend(beside::findings(open, &pairs)?);
    Ok(VerifyReport {
        checked: stored.len() as u32,
        intact: findings.is_empty(),
        findings,
        last_seq: chain.last_seq,
        confirmed_seq: 0,
        keys: keys.into_iter().map(|key| key.key_id).collect(),
        keys_known: true,
    })
}

/// Signed rows against their evidence, and evidence that no row names.
fn against_rows(
    stored: &[StoredEvidence],
    verdicts: &[Verdict],
    signed: &[(Id, Option<VisitRecord>)],
) -> Vec<VerifyFinding> {
    let by_id: BTreeMap<Id, (&StoredEvidence, &Verdict)> =
        stored.iter().zip(verdicts).map(|(stored, verdict)| (stored.id, (stored, verdict))).collect();
    let mut named = BTreeSet::new();
    let mut findings = Vec::new();
    for (id, record) in signed {
        let subject = format!("visit_record {id}");
        let mut find = |finding: Finding| findings.push(told(&subject, &finding));
        let Some(record) = record else {
            // Its columns no longer read as a visit at all.
            find(Finding::new(FindingKind::RowDiffers).on("visit_record"));
            continue;
        };
        let evidence = record.evidence_id.and_then(|evidence| by_id.get(&evidence));
        let Some((stored, verdict)) = evidence else {
            find(Finding::new(FindingKind::RecordWithoutEvidence).on("evidence_id"));
            continue;
        };
        named.insert(stored.id);
        for field in differences(record, verdict) {
            find(Finding::new(FindingKind::RowDiffers).on(&field).numbered(stored.seq));
        }
    }
    for (stored, verdict) in stored.iter().zip(verdicts).filter(|(stored, _)| !named.contains(&stored.id)) {
        let finding = Finding::new(FindingKind::EvidenceWithoutRecord).numbered(stored.seq);
        // The record that it was made for is gone, or names it no more.
        let of = verdict.facts.as_ref().and_then(|facts| facts.record.get("visit.id")?.as_str());
        let of = of.map(|id| format!(" (visit_record {id})")).unwrap_or_default();
        findings.push(told(&format!("evidence {}{of}", stored.id), &finding));
    }
    findings
}

/// The fields in which a row is not what was signed. What is altered in the evidence itself is named there.
fn differences(record: &VisitRecord, verdict: &Verdict) -> Vec<String> {
    let Some(facts) = &verdict.facts else { return Vec::new() };
    let row = of_row(record);
    let doubtful: BTreeSet<&str> =
        verdict.findings.iter().filter_map(|finding| finding.field.as_deref()).collect();
    let is_out = |path: &str| doubtful.contains(path);
    let mut differing: Vec<String> = row
        .iter()
        .filter(|(path, value)| !is_out(path) && facts.record.get(*path) != Some(*value))
        .map(|(path, _)| path.clone())
        .collect();
    let lost = facts.record.keys().filter(|path| path.starts_with("answers.") && !row.contains_key(*path));
    differing.extend(lost.cloned());
    if record.state != RecordState::Signed {
        differing.push("state".to_owned());
    }
    if record.meta.deleted_at.is_some() {
        differing.push("deleted_at".to_owned());
    }
    differing
}

/// A file from anywhere: evidence as JSON, or a filled sheet as PDF. `open`: its keys must have signed it, and it must
/// be one of those kept there.
pub fn file(name: &str, bytes: &[u8], open: Option<&Open>) -> Result<VerifyReport, AppError> {
    let kept = match open {
        Some(open) => {
            let (keys, stored) = open
                .store
                .read(|sql| Ok::<_, AppError>((store::device_keys(sql)?, store::all_evidence(sql)?)))?;
            Some((keys.into_iter().map(|key| key.key_id).collect::<BTreeSet<String>>(), stored))
        }
        None => None,
    };
    let mut report = VerifyReport { findings: Vec::new(), ..VerifyReport::default() };
    let mut signers = BTreeSet::new();
    let mut look = |subject: &str, bytes: &[u8]| {
        let verdict = match &kept {
            Some((keys, _)) => evidence::verify_with(bytes, keys),
            None => evidence::verify(bytes),
        };
        report.checked += 1;
        report.findings.extend(verdict.findings.iter().map(|finding| told(subject, finding)));
        let Some(facts) = verdict.facts else { return };
        report.findings.extend(erased(&facts).map(|finding| told(subject, &finding)));
        signers.insert(facts.key_id.clone());
        report.last_seq = report.last_seq.max(facts.device_seq);
        if let Some((_, stored)) = &kept {
            let is_kept = |stored: &StoredEvidence| {
                stored.envelope == bytes || (!facts.erased.is_empty() && stored.hash == facts.hash)
            };
            if !stored.iter().any(is_kept) {
                let is_numbered = stored.iter().any(|stored| stored.seq == facts.device_seq);
                let kind =
                    if is_numbered { FindingKind::NotAsKept } else { FindingKind::EvidenceWithoutRecord };
                let finding = Finding::new(kind).numbered(facts.device_seq);
                report.findings.push(told(subject, &finding));
            }
        }
    };
    if bytes.starts_with(b"%PDF-") {
        let attached = evidence_of(bytes);
        for file in &attached {
            look(&format!("{name}: {}", file.name), &file.bytes);
        }
        let known = |key: &str| kept.as_ref().is_none_or(|(keys, _)| keys.contains(key));
        let wrong = match read_tail(bytes) {
            Tail::Missing => Some(Finding::new(FindingKind::PdfUnsigned)),
            Tail::Broken => Some(Finding::new(FindingKind::PdfAltered)),
            Tail::Signed { key_id, signature, digest } if !is_signed_by(&key_id, &digest, &signature) => {
                Some(Finding::new(FindingKind::PdfAltered).by(&key_id))
            }
            Tail::Signed { key_id, .. } if !known(&key_id) => {
                Some(Finding::new(FindingKind::KeyUnknown).on("key_id").by(&key_id))
            }
            Tail::Signed { key_id, .. }
                if kept.is_none() && !signers.is_empty() && !signers.contains(&key_id) =>
            {
                Some(Finding::new(FindingKind::PdfKeyDiffers).by(&key_id))
            }
            Tail::Signed { .. } => None,
        };
        report.findings.extend(wrong.map(|finding| told(name, &finding)));
        if attached.is_empty() {
            report.findings.push(told(name, &Finding::new(FindingKind::PdfWithoutEvidence)));
        }
    } else {
        look(name, bytes);
        if report.findings.iter().any(|finding| finding.kind == FindingKind::NotEvidence.name()) {
            return Err(ErrorCode::NotEvidence.with("file", name));
        }
    }
    report.intact = report.findings.is_empty();
    report.keys = signers.into_iter().collect();
    report.keys_known = kept.is_some();
    Ok(report)
}

/// What a file no longer says. The law may have asked for it, but it must never pass unseen.
fn erased(facts: &evidence::Facts) -> impl Iterator<Item = Finding> {
    facts.erased.iter().map(|path| Finding::new(FindingKind::FieldErased).on(path))
}
