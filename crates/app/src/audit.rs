//! A sample of signed records for inspectors: drawn by a seed, with a cover that says how, and what verification says.

use std::collections::BTreeSet;

use rounds_core::{
    AppError, ErrorCode, Id,
    canonical::sha256_hex,
    setting::Language,
    visit::{RecordState, VisitRecord},
};
use rounds_sheets::{AuditCover, AuditRow, Rendered};
use rounds_store as store;

use crate::{
    Ctx, Session,
    filled::{self, Asked, is_signed, titled},
    open::Open,
    sheet, verify,
    wire::{VerifyFinding, VerifyReport},
};

/// A drawn sample.
pub struct Sample {
    pub file: Rendered,
    /// How many alterations verification found in the whole folder.
    pub findings: usize,
}

/// `count` of the signed records, by date. The same seed over the same records draws the same ones: each record has its
/// own lot.
pub fn audit(session: &Session, open: &Open, count: usize, seed: u64, ctx: &Ctx) -> Result<Sample, AppError> {
    let mut signed: Vec<VisitRecord> = open.store.read(store::all)?;
    // A sheet that came before its visit was ended shows nothing yet.
    signed.retain(|record| is_signed(record) && record.state != RecordState::Open);
    let dates = || signed.iter().map(|record| record.date);
    let (Some(from), Some(until)) = (dates().min(), dates().max()) else {
        return Err(ErrorCode::NothingToPrint.into());
    };
    let drawn = drawn(&signed, count, seed);
    let report = verify::folder(open, ctx)?;
    let concerned = concerned(&report.findings);
    let book = open.book(ctx)?;
    let rows = drawn.iter().map(|record| {
        let (customer_code, customer_name) = book
            .at(record.customer_id)
            .map(|(customer, _)| (customer.code.clone(), customer.name.clone()))
            .unwrap_or_default();
        let ids = [Some(record.meta.id), record.evidence_id, record.paper_id];
        Ok(AuditRow {
            number: filled::number(open, record)?,
            date: record.date,
            customer_code,
            customer_name,
            on_paper: record.evidence_id.is_none(),
            altered: ids.into_iter().flatten().any(|id| concerned.contains(&id)),
        })
    });
    let cover = AuditCover {
        seed,
        population: signed.len() as u32,
        from,
        until,
        sample: rows.collect::<Result<_, AppError>>()?,
        checked: report.checked,
        findings: sentences(&report.findings),
        erased: sentences(&report.erased),
    };
    let ids: Vec<Id> = drawn.iter().map(|record| record.meta.id).collect();
    let week = open.local(ctx)?.week();
    let title = titled("拜访记录抽查", &format!("种子{seed}"), &sheet::head(open, week)?.manager);
    let asked = Asked { ids: &ids, handbook: false, full: false, title: &title };
    let file = filled::with_cover(session, open, asked, Some(&cover), ctx)?;
    let VerifyReport { findings, .. } = report;
    Ok(Sample { file, findings: findings.len() })
}

fn drawn(signed: &[VisitRecord], count: usize, seed: u64) -> Vec<&VisitRecord> {
    let mut lots: Vec<(String, &VisitRecord)> = signed
        .iter()
        .map(|record| (sha256_hex(format!("{seed}:{}", record.meta.id).as_bytes()), record))
        .collect();
    lots.sort_by(|a, b| a.0.cmp(&b.0));
    lots.truncate(count);
    let mut drawn: Vec<&VisitRecord> = lots.into_iter().map(|(_, record)| record).collect();
    drawn.sort_by_key(|record| (record.date, record.meta.id));
    drawn
}

/// The rows and evidence that findings name.
fn concerned(findings: &[VerifyFinding]) -> BTreeSet<Id> {
    let words = findings.iter().flat_map(|found| found.subject.split([' ', '(', ')']));
    words.filter_map(|word| word.parse().ok()).collect()
}

/// Paper is in Chinese.
fn sentences(findings: &[VerifyFinding]) -> Vec<String> {
    findings.iter().map(|found| verify::sentence(found, Language::Zh)).collect()
}
