//! Verification: the pages of the database, the chain of evidence, every signed row against its evidence, and single files from anywhere.

mod beside;
mod label;
mod pages;
mod paper;
mod received;
mod report;

pub use pages::of_unopened;
pub use received::received;
pub use report::{export, sentence, text};

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode, Id,
    evidence::{
        self, ChainHead, ChainRow, Erasure, Finding, FindingKind, KnownKey, Verdict, is_signed_by,
        verify_heads,
    },
    visit::{RecordState, VisitRecord},
};
use rounds_sheets::{Tail, evidence_of, read_tail};
use rounds_store::{self as store, StoredEvidence};
use serde_json::Value;

use self::beside::Signed;
use crate::{
    Ctx, Session,
    open::Open,
    visit::{self, of_row},
    wire::{Nothing, VerifyFinding, VerifyReport},
};

/// No evidence file and no sheet is as large.
pub const MOST_BYTES: u64 = 200 << 20;
/// Who made a PDF, as every sheet of ours says: see `rounds_sheets`.
const MAKER: &[u8] = b"Rounds";

/// Progress is told once for so many files.
const STEP: usize = 25;

pub fn all(session: &Session, _: Nothing, ctx: &Ctx) -> Result<VerifyReport, AppError> {
    folder(&*session.data(ctx)?, ctx)
}

fn told(subject: &str, finding: &Finding) -> VerifyFinding {
    VerifyFinding {
        subject: subject.to_owned(),
        label: finding.field.as_deref().and_then(|path| evidence::named(path, &[])),
        field: finding.field.clone(),
        kind: finding.kind.name(),
        detail: finding.detail(),
    }
}

/// The pages of the data folder's database, then everything that it has signed. Looks at one file after the other, and
/// stops when it is cancelled.
pub fn folder(open: &Open, ctx: &Ctx) -> Result<VerifyReport, AppError> {
    let faults = open.store.check_pages()?;
    if !faults.is_empty() {
        open.store.doubt();
    }
    let of_pages = pages::findings(open.store.folder(), &faults);
    let mut report = match signed(open, ctx) {
        // What cannot be read is named by its pages and tables.
        Err(error) if error.code == ErrorCode::DataDamaged && !faults.is_empty() => {
            VerifyReport { keys_known: true, ..VerifyReport::default() }
        }
        report => report?,
    };
    label::by_published(&mut report.findings, open)?;
    report.findings.splice(0..0, of_pages);
    report.intact = report.findings.is_empty();
    Ok(report)
}

fn signed(open: &Open, ctx: &Ctx) -> Result<VerifyReport, AppError> {
    let (stored, keys, kept_head, signed, links) = open.store.read(|sql| {
        Ok::<_, AppError>((
            store::all_evidence(sql)?,
            store::device_keys(sql)?,
            store::chain_head(sql)?,
            store::signed_records(sql)?,
            store::erasure_links(sql)?,
        ))
    })?;
    let rows: Vec<ChainRow> = stored
        .iter()
        .map(|stored| ChainRow { seq: stored.seq, hash: &stored.hash, bytes: &stored.envelope })
        .collect();
    let keys: Vec<KnownKey> =
        keys.into_iter().map(|key| KnownKey { key_id: key.key_id, first_seq: key.first_seq }).collect();
    let head = (kept_head.seq > 0).then(|| ChainHead { seq: kept_head.seq, hash: kept_head.hash.clone() });
    let verdicts = looked_at(&rows, &keys, ctx)?;
    let chain = evidence::verify_links(&rows, verdicts, &keys, head.as_ref());
    let mut findings: Vec<VerifyFinding> = chain
        .findings
        .iter()
        .map(|found| match found.row.map(|row| &stored[row]) {
            Some(stored) => told(&format!("evidence {}", stored.id), &found.finding),
            None => told("evidence", &found.finding),
        })
        .collect();
    let heads = verify_heads(&rows, &keys, &kept_head, open.store.head_note()?.as_ref());
    findings.extend(heads.iter().map(|finding| told("evidence", finding)));
    let by_law = erasures(&chain.verdicts, &links);
    let mut erased = Vec::new();
    for (stored, verdict) in stored.iter().zip(&chain.verdicts) {
        let subject = format!("evidence {}", stored.id);
        for path in verdict.facts.iter().flat_map(|facts| &facts.erased) {
            match by_law.get(&stored.id).and_then(|all| all.iter().find(|one| one.paths.contains(path))) {
                Some(one) => erased.push(told_erased(&subject, path, stored.seq, one)),
                None => findings.push(told(
                    &subject,
                    &Finding::new(FindingKind::FieldErased).on(path).numbered(stored.seq),
                )),
            }
        }
    }
    findings.extend(against_rows(&stored, &chain.verdicts, &signed));
    findings.extend(paper::findings(open, &stored, &chain.verdicts)?);
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
        erased,
        last_seq: chain.last_seq,
        confirmed_seq: 0,
        keys: keys.into_iter().map(|key| key.key_id).collect(),
        keys_known: true,
        signed: Vec::new(),
    })
}

/// The slow part: every file's digests and signature.
fn looked_at(rows: &[ChainRow], keys: &[KnownKey], ctx: &Ctx) -> Result<Vec<Verdict>, AppError> {
    let known: BTreeSet<String> = keys.iter().map(|key| key.key_id.clone()).collect();
    let mut verdicts = Vec::with_capacity(rows.len());
    for (done, row) in rows.iter().enumerate() {
        if done % STEP == 0 {
            if ctx.cancelled() {
                return Err(ErrorCode::Cancelled.into());
            }
            ctx.progress("verify", done as u32, rows.len() as u32);
        }
        verdicts.push(evidence::verify_with(row.bytes, &known));
    }
    Ok(verdicts)
}

/// What later links, and those that headquarters sent, say of the evidence that they erased, by its id. A link that is
/// itself in doubt says nothing.
fn erasures(verdicts: &[Verdict], sent: &[StoredEvidence]) -> BTreeMap<Id, Vec<Erasure>> {
    let mut found: BTreeMap<Id, Vec<Erasure>> = BTreeMap::new();
    let sent: Vec<Verdict> = sent.iter().map(|link| evidence::verify(&link.envelope)).collect();
    let intact = verdicts.iter().chain(&sent).filter(|verdict| verdict.is_intact());
    for facts in intact.filter_map(|verdict| verdict.facts.as_ref()) {
        if let Some((of, erasure)) = evidence::erasures(facts) {
            found.entry(of).or_default().push(erasure);
        }
    }
    found
}

fn told_erased(subject: &str, path: &str, seq: i64, erasure: &Erasure) -> VerifyFinding {
    let mut found = told(subject, &Finding::new(FindingKind::FieldErasedByLaw).on(path).numbered(seq));
    found.detail.insert("reason".to_owned(), erasure.reason.clone().into());
    found
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
    // A sheet and an erasure are told of elsewhere: they are no visit's own signature.
    let is_own = |verdict: &Verdict| {
        verdict
            .facts
            .as_ref()
            .is_none_or(|facts| !visit::is_paper(facts) && !facts.record.contains_key(evidence::ERASE))
    };
    let left = stored
        .iter()
        .zip(verdicts)
        .filter(|(stored, verdict)| !named.contains(&stored.id) && is_own(verdict));
    for (stored, verdict) in left {
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
    let is_gone = |path: &str, value: &Value| value.is_null() && facts.erased.iter().any(|gone| gone == path);
    let is_out = |path: &str| doubtful.contains(path);
    let mut differing: Vec<String> = row
        .iter()
        .filter(|(path, value)| {
            !is_out(path) && !is_gone(path, value) && facts.record.get(*path) != Some(*value)
        })
        .map(|(path, _)| path.clone())
        .collect();
    let is_of_row = |path: &str| path.starts_with("answers.") || path == visit::TOLD;
    let lost = facts.record.keys().filter(|path| is_of_row(path) && !row.contains_key(*path));
    differing.extend(lost.cloned());
    if record.state != RecordState::Signed {
        differing.push("state".to_owned());
    }
    if record.meta.deleted_at.is_some() {
        differing.push("deleted_at".to_owned());
    }
    differing
}

/// Whether a visit is as it was signed: its evidence by itself, and its row by the evidence. One without a signature is.
pub fn is_intact(open: &Open, id: Id) -> Result<bool, AppError> {
    let (record, stored, keys) = open.store.read(|sql| {
        let record: VisitRecord = store::get(sql, id)?;
        let stored = match record.evidence_id.or(record.paper_id) {
            Some(evidence) => store::evidence(sql, evidence)?,
            None => None,
        };
        Ok::<_, AppError>((record, stored, store::device_keys(sql)?))
    })?;
    let is_signed = record.state == RecordState::Signed || record.evidence_id.or(record.paper_id).is_some();
    let Some(stored) = stored else { return Ok(!is_signed) };
    let keys = keys.into_iter().map(|key| key.key_id).collect();
    let verdict = evidence::verify_with(&stored.envelope, &keys);
    let is_own = record.evidence_id.is_some();
    let sealed = verdict.facts.as_ref().is_some_and(|facts| facts.hash == stored.hash);
    Ok(verdict.is_intact() && sealed && (!is_own || differences(&record, &verdict).is_empty()))
}

/// A file from anywhere: evidence as JSON, or a filled sheet as PDF. `open`: its keys must have signed it, and it must
/// be one of those kept there.
pub fn file(name: &str, bytes: &[u8], open: Option<&Open>) -> Result<VerifyReport, AppError> {
    let mut sent = Vec::new();
    let kept = match open {
        Some(open) => {
            let (keys, stored, links) = open.store.read(|sql| {
                Ok::<_, AppError>((
                    store::device_keys(sql)?,
                    store::all_evidence(sql)?,
                    store::erasure_links(sql)?,
                ))
            })?;
            sent = links;
            Some((keys.into_iter().map(|key| key.key_id).collect::<BTreeSet<String>>(), stored))
        }
        None => None,
    };
    let by_law = match &kept {
        Some((_, stored)) => {
            let verdicts: Vec<Verdict> =
                stored.iter().map(|stored| evidence::verify(&stored.envelope)).collect();
            erasures(&verdicts, &sent)
        }
        None => BTreeMap::new(),
    };
    let mut report = VerifyReport::default();
    let mut signers = BTreeSet::new();
    let mut look = |subject: &str, bytes: &[u8]| {
        let verdict = match &kept {
            Some((keys, _)) => evidence::verify_with(bytes, keys),
            None => evidence::verify(bytes),
        };
        report.checked += 1;
        report.findings.extend(verdict.findings.iter().map(|finding| told(subject, finding)));
        let Some(facts) = verdict.facts else { return };
        for path in &facts.erased {
            let of = kept.as_ref().and_then(|(_, stored)| {
                let same = stored.iter().find(|stored| stored.hash == facts.hash)?;
                by_law.get(&same.id)?.iter().find(|one| one.paths.contains(path))
            });
            match of {
                Some(one) => report.erased.push(told_erased(subject, path, facts.device_seq, one)),
                None => report.findings.push(told(subject, &Finding::new(FindingKind::FieldErased).on(path))),
            }
        }
        signers.insert(facts.key_id.clone());
        let key_known = kept.as_ref().is_some_and(|(keys, _)| keys.contains(&facts.key_id));
        report.signed.push(received::signed(subject, &facts, key_known));
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
        // One that nothing of ours stands in is not an altered one.
        if attached.is_empty() && !bytes.windows(MAKER.len()).any(|text| text == MAKER) {
            return Err(ErrorCode::NotEvidence.with("file", name));
        }
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
    if let Some(open) = open {
        label::by_published(&mut report.findings, open)?;
    }
    report.intact = report.findings.is_empty();
    report.keys = signers.into_iter().collect();
    report.keys_known = kept.is_some();
    Ok(report)
}
