//! Whether every territory's chain of countersignatures is whole, and every file that it names is what it says.

use std::collections::BTreeMap;

use rounds_core::{
    canonical::sha256_hex,
    evidence::{is_signed_by, verify},
    sync::{Countersign, Scope, countersign_text},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    record::{slot_of, territory_of},
};

/// What was found in a territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainVerdict {
    pub code: String,
    /// The last link up to which everything holds.
    pub certified_to: i64,
    /// In words; empty = intact.
    pub findings: Vec<String>,
}

impl Hq {
    /// Verifies every chain, by the code of its territory.
    pub fn verify(&self) -> Result<Vec<ChainVerdict>, HqError> {
        self.base.read(|tx| {
            let territories = tx.rows("SELECT code, territory_id FROM territory_code ORDER BY code", &[])?;
            territories
                .iter()
                .map(|row| self.verify_chain(tx, row[0].text(), Scope::Territory(row[1].id())))
                .collect()
        })
    }

    fn verify_chain(&self, tx: &mut dyn Tx, code: &str, scope: Scope) -> Result<ChainVerdict, HqError> {
        let mut links: BTreeMap<i64, Countersign> = BTreeMap::new();
        let mut findings = Vec::new();
        for row in tx.rows(
            "SELECT id, body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'countersign'",
            cells![scope],
        )? {
            let Some(held) = slot_of(&row, 1, 2, 3)?.held else { continue };
            let whole = Value::Object(held.whole(row[0].id(), territory_of(scope)));
            match serde_json::from_value::<Countersign>(whole) {
                Ok(link) => {
                    if let Some(other) = links.insert(link.seq, link) {
                        findings.push(format!("link {} is there twice", other.seq));
                    }
                }
                Err(error) => findings.push(format!("a link cannot be read: {error}")),
            }
        }
        let (mut certified_to, mut prev) = (0, None);
        for (seq, link) in &links {
            let before = findings.len();
            if *seq != certified_to + 1 || link.prev != prev {
                findings.push(format!("link {seq} does not follow the one before"));
            }
            let text = countersign_text(link)?;
            if sha256_hex(text.as_bytes()) != link.hash {
                findings.push(format!("link {seq} was altered"));
            }
            let ours = link.hq_key_id == self.keys.signing.key_id();
            if !ours || !is_signed_by(&link.hq_key_id, text.as_bytes(), &link.sig) {
                findings.push(format!("link {seq} is not signed by this headquarters"));
            }
            if let Some(finding) = evidence_finding(tx, link)? {
                findings.push(finding);
            }
            if findings.len() == before && *seq == certified_to + 1 {
                certified_to = *seq;
            }
            prev = Some(link.hash.clone());
        }
        let head = tx.row("SELECT chain_seq, chain_hash FROM counter WHERE scope = $1", cells![scope])?;
        if let Some(head) = head
            && (head[0].int() != links.keys().last().copied().unwrap_or_default()
                || head[1].maybe_text() != prev.as_deref())
        {
            findings.push(format!("the chain does not end at link {}", head[0].int()));
        }
        Ok(ChainVerdict { code: code.to_owned(), certified_to, findings })
    }
}

/// What is wrong with the file that a link names, wherever it lies by now.
fn evidence_finding(tx: &mut dyn Tx, link: &Countersign) -> Result<Option<String>, HqError> {
    let mut scope = Scope::Territory(link.meta.territory_id);
    let told = |what: &str| Ok(Some(format!("evidence {} {what}", link.evidence_id)));
    for _ in 0..8 {
        let row = tx.row(
            "SELECT body, customer_id, moved_to FROM record WHERE scope = $1 AND noun = 'evidence' AND id = $2",
            cells![scope, link.evidence_id],
        )?;
        let Some(row) = row else { return told("is missing") };
        let slot = slot_of(&row, 0, 1, 2)?;
        if let Some(next) = slot.moved_to {
            scope = next;
            continue;
        }
        let Some(held) = slot.held else { return told("is missing") };
        let verdict = verify(held.field("envelope").as_str().unwrap_or_default().as_bytes());
        let same = verdict.facts.as_ref().is_some_and(|facts| {
            facts.hash == link.evidence_hash
                && facts.key_id == link.key_id
                && facts.device_seq == link.device_seq
        });
        return if same && verdict.findings.is_empty() { Ok(None) } else { told("was altered") };
    }
    told("is missing")
}
