//! Verification: the pages of the database, the chain of evidence, every signed row against its evidence, and single files from anywhere.

mod beside;
mod file;
mod known;
mod label;
mod pages;
mod paper;
mod received;
mod report;

pub use file::file;
pub use pages::of_unopened;
pub use received::received;
pub use report::{export, sentence, text};

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode, Id,
    customer::Customer,
    evidence::{self, ChainHead, ChainRow, Erasure, Finding, FindingKind, KnownKey, Verdict, verify_heads},
    visit::{RecordState, VisitRecord},
};
use rounds_store::{self as store, StoredEvidence};
use serde_json::Value;

use self::{beside::Signed, known::Known};
use crate::{
    Ctx, Session,
    open::Open,
    visit::{self, of_row},
    wire::{Nothing, VerifyFinding, VerifyReport},
};

/// No evidence file and no sheet is as large.
pub const MOST_BYTES: usize = 200 << 20;

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
    let known = Known::of(open)?;
    let (stored, copies, keys, kept_head, signed, links) = open.store.read(|sql| {
        Ok::<_, AppError>((
            store::all_evidence(sql)?,
            store::evidence_copies(sql)?,
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
    let verdicts = looked_at(&rows, |row| evidence::verify_with(row.bytes, &known.own), ctx)?;
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
    // An earlier installation's chain may end early: a backup was put back. That of the present one may not.
    if kept_head.install_id == open.store.install_id() {
        let here = stored.iter().map(|stored| stored.id).collect();
        let missing = known.missing(&kept_head.key_id, &here);
        findings.extend(missing.iter().map(|finding| told("evidence", finding)));
    }
    let by_law = erasures(&chain.verdicts, &links);
    let of_copies = looked_at(&copies, |copy| known.look_at_copy(copy), ctx)?;
    for (copy, verdict) in copies.iter().zip(&of_copies) {
        let subject = format!("evidence {}", copy.id);
        findings.extend(verdict.findings.iter().map(|finding| told(&subject, finding)));
    }
    for (stored, verdict) in stored.iter().zip(&chain.verdicts) {
        let other = verdict.facts.as_ref().and_then(|facts| known.differs(stored.id, facts));
        findings.extend(other.map(|finding| told(&format!("evidence {}", stored.id), &finding)));
    }
    let customers: BTreeSet<Id> =
        open.store.read(store::all::<Customer>)?.iter().map(|customer| customer.meta.id).collect();
    let own = stored.iter().zip(&chain.verdicts).map(|(stored, verdict)| {
        let facts = verdict.facts.as_ref().filter(|facts| known.has_received(stored.id, facts));
        let of = facts.and_then(|facts| facts.record.get("visit.customer_id")?.as_str()?.parse().ok());
        Kept { stored, verdict, is_own: true, has_left: of.is_some_and(|id| !customers.contains(&id)) }
    });
    let others = copies.iter().zip(&of_copies).map(|(stored, verdict)| Kept {
        stored,
        verdict,
        is_own: false,
        has_left: false,
    });
    let all: Vec<Kept> = own.chain(others).collect();
    let mut erased = Vec::new();
    for Kept { stored, verdict, .. } in &all {
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
    findings.extend(against_rows(&all, &signed));
    findings.extend(paper::findings(open, &all)?);
    let by_id: BTreeMap<Id, &Kept> = all.iter().map(|kept| (kept.stored.id, kept)).collect();
    let pairs: Vec<Signed> = signed
        .iter()
        .filter_map(|(_, record)| record.as_ref())
        .filter_map(|record| {
            let kept = by_id.get(&record.evidence_id?)?;
            Some(Signed { record, facts: kept.verdict.facts.as_ref()?, is_own: kept.is_own })
        })
        .collect();
    findings.extend(beside::findings(open, &pairs)?);
    let signers = of_copies.iter().filter_map(|verdict| Some(verdict.facts.as_ref()?.key_id.clone()));
    let mut signers: BTreeSet<String> = signers.collect();
    signers.extend(keys.iter().map(|key| key.key_id.clone()));
    let signers: Vec<String> = signers.into_iter().collect();
    Ok(VerifyReport {
        checked: all.len() as u32,
        intact: findings.is_empty(),
        findings,
        erased,
        last_seq: chain.last_seq,
        confirmed_seq: known.own.iter().map(|key| known.confirmed(key)).max().unwrap_or_default(),
        certified: known.certified(&signers),
        foreign: signers.iter().filter(|key| !known.knows(key)).cloned().collect(),
        keys: signers,
        keys_known: true,
        signed: Vec::new(),
    })
}

/// An evidence file that lies here, and what verification says of it.
struct Kept<'a> {
    stored: &'a StoredEvidence,
    verdict: &'a Verdict,
    /// In this device's chain; else another device signed it.
    is_own: bool,
    /// Headquarters has received it, and the customer is in another territory by now: its rows went there.
    has_left: bool,
}

/// The slow part: every file's digests and signature.
fn looked_at<T>(files: &[T], look: impl Fn(&T) -> Verdict, ctx: &Ctx) -> Result<Vec<Verdict>, AppError> {
    let mut verdicts = Vec::with_capacity(files.len());
    for (done, file) in files.iter().enumerate() {
        if done % STEP == 0 {
            if ctx.cancelled() {
                return Err(ErrorCode::Cancelled.into());
            }
            ctx.progress("verify", done as u32, files.len() as u32);
        }
        verdicts.push(look(file));
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

/// Signed rows against their evidence, and evidence of this device that no row names.
fn against_rows(all: &[Kept], signed: &[(Id, Option<VisitRecord>)]) -> Vec<VerifyFinding> {
    let by_id: BTreeMap<Id, &Kept> = all.iter().map(|kept| (kept.stored.id, kept)).collect();
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
        let Some(Kept { stored, verdict, is_own, .. }) = evidence else {
            find(Finding::new(FindingKind::RecordWithoutEvidence).on("evidence_id"));
            continue;
        };
        named.insert(stored.id);
        for field in differences(record, verdict, *is_own) {
            find(Finding::new(FindingKind::RowDiffers).on(&field).numbered(stored.seq));
        }
    }
    // A sheet and an erasure are told of elsewhere: they are no visit's own signature.
    let is_visit_s = |verdict: &Verdict| {
        verdict
            .facts
            .as_ref()
            .is_none_or(|facts| !visit::is_paper(facts) && !facts.record.contains_key(evidence::ERASE))
    };
    let left = all.iter().filter(|kept| {
        kept.is_own && !kept.has_left && !named.contains(&kept.stored.id) && is_visit_s(kept.verdict)
    });
    for Kept { stored, verdict, .. } in left {
        let finding = Finding::new(FindingKind::EvidenceWithoutRecord).numbered(stored.seq);
        // The record that it was made for is gone, or names it no more.
        let of = verdict.facts.as_ref().and_then(|facts| facts.record.get("visit.id")?.as_str());
        let of = of.map(|id| format!(" (visit_record {id})")).unwrap_or_default();
        findings.push(told(&format!("evidence {}{of}", stored.id), &finding));
    }
    findings
}

/// What headquarters may write anew in the row of another device: ids from before its enrolment, and the territory of a
/// customer that was reassigned.
const GIVEN_BY_HQ: [&str; 3] = ["visit.customer_id", "visit.person_id", "visit.territory_id"];

/// The fields in which a row is not what was signed. What is altered in the evidence itself is named there.
fn differences(record: &VisitRecord, verdict: &Verdict, is_own: bool) -> Vec<String> {
    let Some(facts) = &verdict.facts else { return Vec::new() };
    let row = of_row(record);
    let doubtful: BTreeSet<&str> =
        verdict.findings.iter().filter_map(|finding| finding.field.as_deref()).collect();
    let is_gone = |path: &str, value: &Value| value.is_null() && facts.erased.iter().any(|gone| gone == path);
    let is_out = |path: &str| doubtful.contains(path) || (!is_own && GIVEN_BY_HQ.contains(&path));
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
    let known = Known::of(open)?;
    let (record, stored, is_copy) = open.store.read(|sql| {
        let record: VisitRecord = store::get(sql, id)?;
        let (stored, is_copy) = match record.evidence_id.or(record.paper_id) {
            Some(evidence) => (store::evidence(sql, evidence)?, store::is_evidence_copy(sql, evidence)?),
            None => (None, false),
        };
        Ok::<_, AppError>((record, stored, is_copy))
    })?;
    let is_signed = record.state == RecordState::Signed || record.evidence_id.or(record.paper_id).is_some();
    let Some(stored) = stored else { return Ok(!is_signed) };
    let verdict = if is_copy {
        known.look_at_copy(&stored)
    } else {
        evidence::verify_with(&stored.envelope, &known.own)
    };
    let is_own = record.evidence_id.is_some();
    let sealed = verdict.facts.as_ref().is_some_and(|facts| facts.hash == stored.hash);
    Ok(verdict.is_intact() && sealed && (!is_own || differences(&record, &verdict, !is_copy).is_empty()))
}
