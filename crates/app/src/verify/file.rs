//! A single file from anywhere: by itself, and against what a data folder keeps of it.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::{self, Erasure, Facts, Finding, FindingKind, Verdict, is_signed_by},
    visit::VisitRecord,
};
use rounds_sheets::{Tail, evidence_of, read_tail};
use rounds_store::{self as store, StoredEvidence};

use super::{erasures, known::Known, label, received, told, told_erased};
use crate::{
    open::Open,
    visit,
    wire::{VerifyFinding, VerifyReport},
};

/// Who made a PDF, as every sheet of ours says: see `rounds_sheets`.
const MAKER: &[u8] = b"Rounds";

/// Verifies evidence as JSON, or a filled sheet as PDF. With `open` it is also held against what that folder keeps, as
/// far as one of its own devices or one that headquarters certified signed it, or it tells of a visit that is kept there.
///
/// # Errors
/// `NotEvidence`, and what reading the folder can end in.
pub fn file(name: &str, bytes: &[u8], open: Option<&Open>) -> Result<VerifyReport, AppError> {
    let kept = open.map(Folder::of).transpose()?;
    let mut report = VerifyReport::default();
    if bytes.starts_with(b"%PDF-") {
        let attached = evidence_of(bytes);
        // One that nothing of ours stands in is not an altered one.
        if attached.is_empty() && !bytes.windows(MAKER.len()).any(|text| text == MAKER) {
            return Err(ErrorCode::NotEvidence.with("file", name));
        }
        for file in &attached {
            look(&format!("{name}: {}", file.name), &file.bytes, kept.as_ref(), &mut report)?;
        }
        let wrong = pages(bytes, kept.as_ref(), &report.keys);
        report.findings.extend(wrong.map(|finding| told(name, &finding)));
        if attached.is_empty() {
            report.findings.push(told(name, &Finding::new(FindingKind::PdfWithoutEvidence)));
        }
    } else {
        look(name, bytes, kept.as_ref(), &mut report)?;
        if report.findings.iter().any(|finding| finding.kind == FindingKind::NotEvidence.name()) {
            return Err(ErrorCode::NotEvidence.with("file", name));
        }
    }
    if let Some(open) = open {
        label::by_published(&mut report.findings, open)?;
    }
    report.intact = report.findings.is_empty();
    if let Some(Folder { known, .. }) = &kept {
        report.certified = known.certified(&report.keys);
        report.foreign = report.keys.iter().filter(|key| !known.knows(key)).cloned().collect();
        report.keys_known = report.foreign.iter().all(|key| is_named(&report.findings, key));
    }
    Ok(report)
}

/// Whether a key was already found to be none of the folder's.
fn is_named(findings: &[VerifyFinding], key: &str) -> bool {
    findings.iter().any(|found| {
        found.kind == FindingKind::KeyUnknown.name() && found.detail.get("key") == Some(&key.into())
    })
}

/// What a folder keeps that a file can be held against.
struct Folder<'a> {
    open: &'a Open,
    known: Known,
    chain: Vec<StoredEvidence>,
    copies: Vec<StoredEvidence>,
    by_law: BTreeMap<Id, Vec<Erasure>>,
}

impl<'a> Folder<'a> {
    fn of(open: &'a Open) -> Result<Self, AppError> {
        let known = Known::of(open)?;
        let (chain, copies, links) = open.store.read(|sql| {
            Ok::<_, AppError>((
                store::all_evidence(sql)?,
                store::evidence_copies(sql)?,
                store::erasure_links(sql)?,
            ))
        })?;
        let verdicts: Vec<Verdict> = chain.iter().map(|stored| evidence::verify(&stored.envelope)).collect();
        let by_law = erasures(&verdicts, &links);
        Ok(Self { open, known, chain, copies, by_law })
    }

    /// The same file, of which either may have lost values since.
    fn same(&self, facts: &Facts) -> Option<&StoredEvidence> {
        self.chain.iter().chain(&self.copies).find(|stored| stored.hash == facts.hash)
    }

    fn reason(&self, id: Id, path: &str) -> Option<&Erasure> {
        self.by_law.get(&id)?.iter().find(|one| one.paths.contains(path))
    }

    /// What speaks against a file of which this folder keeps none that is the same.
    fn against(&self, facts: &Facts) -> Result<Vec<Finding>, AppError> {
        let seq = facts.device_seq;
        if self.known.own.contains(&facts.key_id) {
            let is_numbered = self.chain.iter().any(|stored| stored.seq == seq);
            let kind = if is_numbered { FindingKind::NotAsKept } else { FindingKind::EvidenceWithoutRecord };
            return Ok(vec![Finding::new(kind).numbered(seq)]);
        }
        if self.known.knows(&facts.key_id) {
            return Ok(self.known.differs_by_number(facts).into_iter().collect());
        }
        let Some(id) = visit::visit_of(facts) else { return Ok(Vec::new()) };
        let kept = self.open.store.read(|sql| {
            let record: Option<VisitRecord> = store::find(sql, id)?;
            match record.and_then(|record| record.evidence_id.or(record.paper_id)) {
                Some(evidence) => store::evidence(sql, evidence),
                None => Ok(None),
            }
        })?;
        // A visit that is kept here has one signature, and not this one.
        let Some(kept) = kept else { return Ok(Vec::new()) };
        Ok(vec![
            Finding::new(FindingKind::KeyUnknown).on("key_id").by(&facts.key_id),
            Finding::new(FindingKind::NotAsKept).numbered(kept.seq),
        ])
    }
}

fn look(
    subject: &str,
    bytes: &[u8],
    kept: Option<&Folder>,
    report: &mut VerifyReport,
) -> Result<(), AppError> {
    let verdict = evidence::verify(bytes);
    let is_intact = verdict.is_intact();
    report.checked += 1;
    report.findings.extend(verdict.findings.iter().map(|finding| told(subject, finding)));
    let Some(facts) = verdict.facts else { return Ok(()) };
    let same = kept.and_then(|kept| Some((kept, kept.same(&facts)?)));
    for path in &facts.erased {
        match same.and_then(|(kept, same)| kept.reason(same.id, path)) {
            Some(one) => report.erased.push(told_erased(subject, path, facts.device_seq, one)),
            None => report.findings.push(told(subject, &Finding::new(FindingKind::FieldErased).on(path))),
        }
    }
    match (kept, same) {
        (None, _) => {}
        (Some(_), Some((kept, same))) if is_intact => {
            let ours = evidence::verify(&same.envelope).facts.unwrap_or_default().erased;
            for path in ours.iter().filter(|path| !facts.erased.contains(path)) {
                let finding = Finding::new(FindingKind::ErasedHereSince).on(path).numbered(same.seq);
                let mut found = told(subject, &finding);
                let reason = kept.reason(same.id, path).map_or("—", |one| one.reason.as_str());
                found.detail.insert("reason".to_owned(), reason.into());
                report.erased.push(found);
            }
        }
        (Some(_), Some((_, same))) => {
            report.findings.push(told(subject, &Finding::new(FindingKind::NotAsKept).numbered(same.seq)));
        }
        (Some(kept), None) => {
            let against = kept.against(&facts)?;
            report.findings.extend(against.iter().map(|finding| told(subject, finding)));
        }
    }
    let key_known = kept.is_some_and(|kept| kept.known.knows(&facts.key_id));
    report.signed.push(received::signed(subject, &facts, key_known));
    report.last_seq = report.last_seq.max(facts.device_seq);
    let keys: BTreeSet<String> = report.keys.drain(..).chain([facts.key_id]).collect();
    report.keys = keys.into_iter().collect();
    Ok(())
}

/// What is wrong with a sheet's pages, whose evidence was signed by `signers`.
fn pages(bytes: &[u8], kept: Option<&Folder>, signers: &[String]) -> Option<Finding> {
    let known = |key: &String| kept.is_some_and(|kept| kept.known.knows(key));
    match read_tail(bytes) {
        Tail::Missing => Some(Finding::new(FindingKind::PdfUnsigned)),
        Tail::Broken => Some(Finding::new(FindingKind::PdfAltered)),
        Tail::Signed { key_id, signature, digest } if !is_signed_by(&key_id, &digest, &signature) => {
            Some(Finding::new(FindingKind::PdfAltered).by(&key_id))
        }
        Tail::Signed { key_id, .. } if known(&key_id) => None,
        // Pages around a file of this folder are this folder's.
        Tail::Signed { key_id, .. }
            if kept.is_some() && (signers.is_empty() || signers.iter().any(known)) =>
        {
            Some(Finding::new(FindingKind::KeyUnknown).on("key_id").by(&key_id))
        }
        Tail::Signed { key_id, .. } if !signers.is_empty() && !signers.contains(&key_id) => {
            Some(Finding::new(FindingKind::PdfKeyDiffers).by(&key_id))
        }
        Tail::Signed { .. } => None,
    }
}
