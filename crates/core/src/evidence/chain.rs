//! A device's chain of evidence files: numbered from 1, each naming the hash of the one before.

use std::collections::BTreeSet;

use super::{Finding, FindingKind, Verdict, verify_with};

/// A stored evidence file with the columns beside it.
#[derive(Clone, Copy, Debug)]
pub struct ChainRow<'a> {
    pub seq: i64,
    pub hash: &'a str,
    pub bytes: &'a [u8],
}

/// A public key (hex) and the first number that it may sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    pub key_id: String,
    pub first_seq: i64,
}

/// The last file, as it was noted when it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainHead {
    pub seq: i64,
    pub hash: String,
}

/// A finding at a row (its index), or at the chain as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFinding {
    pub row: Option<usize>,
    pub finding: Finding,
}

/// What verification says of a chain.
#[derive(Clone, Debug)]
pub struct ChainReport {
    /// One for each row, in the order of `rows`.
    pub verdicts: Vec<Verdict>,
    /// Those of the files included; empty = intact. In the order of the chain.
    pub findings: Vec<RowFinding>,
    /// The last number present; 0 = none.
    pub last_seq: i64,
}

impl ChainReport {
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Verifies every file, its columns, and that the chain is whole from 1 to `head`. Rows come in any order.
pub fn verify_chain(rows: &[ChainRow], keys: &[KnownKey], head: Option<&ChainHead>) -> ChainReport {
    let known: BTreeSet<String> = keys.iter().map(|key| key.key_id.clone()).collect();
    let verdicts = rows.iter().map(|row| verify_with(row.bytes, &known)).collect();
    verify_links(rows, verdicts, keys, head)
}

/// The same over files that were looked at one by one: `verdicts` are those of [`verify_with`], in the order of `rows`.
pub fn verify_links(
    rows: &[ChainRow],
    verdicts: Vec<Verdict>,
    keys: &[KnownKey],
    head: Option<&ChainHead>,
) -> ChainReport {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|index| rows[*index].seq);

    let mut findings = Vec::new();
    // The number and the hash of the file before; the file's own hash, so that a changed column misleads nobody.
    let mut before: Option<(i64, Option<String>)> = None;
    for index in order {
        let (row, verdict) = (&rows[index], &verdicts[index]);
        let last = before.as_ref().map_or(0, |(seq, _)| *seq);
        for missing in last.saturating_add(1)..row.seq.min(last.saturating_add(MISSING_NAMED)) {
            let finding = Finding::new(FindingKind::NumberMissing).on("seq").numbered(missing);
            findings.push(RowFinding { row: None, finding });
        }
        let mut find = |finding: Finding| {
            findings.push(RowFinding { row: Some(index), finding: finding.numbered(row.seq) });
        };
        verdict.findings.iter().cloned().for_each(&mut find);
        if row.seq == last || row.seq < 1 {
            find(Finding::new(FindingKind::NumberTwice).on("seq"));
        }
        if let Some(facts) = &verdict.facts {
            if facts.hash != row.hash {
                find(Finding::new(FindingKind::HashDiffers).on("hash"));
            }
            if facts.device_seq != row.seq {
                find(Finding::new(FindingKind::NumberDiffers).on("seq"));
            }
            let linked = match &before {
                None => row.seq != 1 || facts.prev.is_none(),
                // The link of a file that follows a gap or an unreadable one cannot be told.
                Some((seq, Some(hash))) => {
                    seq.checked_add(1) != Some(row.seq) || facts.prev.as_ref() == Some(hash)
                }
                Some((_, None)) => true,
            };
            if !linked {
                find(Finding::new(FindingKind::LinkBroken).on("prev"));
            }
            if keys.iter().any(|key| key.key_id == facts.key_id && key.first_seq > row.seq) {
                find(Finding::new(FindingKind::KeyTooEarly).on("key_id").by(&facts.key_id));
            }
        }
        before = Some((row.seq, verdict.facts.as_ref().map(|facts| facts.hash.clone())));
    }
    let last_seq = before.as_ref().map_or(0, |(seq, _)| *seq);
    // A key is noted with the first file that it signs: one that begins after the end had files that are gone.
    let begun = keys.iter().map(|key| key.first_seq).max().filter(|seq| head.is_none() && *seq > last_seq);
    if let Some(seq) = begun {
        let finding = Finding::new(FindingKind::TailCut).on("key_id").numbered(seq);
        findings.push(RowFinding { row: None, finding });
    }
    if let Some(finding) = check_head(before.as_ref(), head) {
        findings.push(RowFinding { row: None, finding });
    }
    ChainReport { verdicts, findings, last_seq }
}

/// A gap longer than this is named by its first numbers: a changed column must not fill the report.
const MISSING_NAMED: i64 = 20;

fn check_head(last: Option<&(i64, Option<String>)>, head: Option<&ChainHead>) -> Option<Finding> {
    let find = |kind, seq| Some(Finding::new(kind).on("head").numbered(seq));
    match (last, head) {
        (None, None) => None,
        (None, Some(head)) => find(FindingKind::TailCut, head.seq),
        (Some((seq, _)), None) => find(FindingKind::HeadMissing, *seq),
        (Some((seq, _)), Some(head)) if *seq < head.seq => find(FindingKind::TailCut, head.seq),
        (Some((seq, _)), Some(head)) if *seq > head.seq => find(FindingKind::TailAdded, *seq),
        (Some((seq, hash)), Some(head)) => {
            let differs = hash.as_ref().is_some_and(|hash| *hash != head.hash);
            differs.then(|| Finding::new(FindingKind::HeadDiffers).on("head").numbered(*seq))
        }
    }
}
