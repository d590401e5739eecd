//! Whose keys count here: this folder's own, and those that headquarters certified, with the files that it has received.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, Id, Meta,
    evidence::{self, Facts, Finding, FindingKind, Verdict, is_signed_by},
    sync::{Countersign, EnrolledDevice, Scope, certificate_text, countersign_text},
};
use rounds_store::{self as store, StoredEvidence};

use crate::{open::Open, wire::CertifiedKey};

/// Keys (hex), and headquarters' word on what they signed. A word that headquarters' key did not sign counts for nothing.
#[derive(Default)]
pub struct Known {
    pub own: BTreeSet<String>,
    certified: BTreeSet<String>,
    /// By the id of the evidence.
    received: BTreeMap<Id, Countersign>,
    /// Its last receipts for what this folder signed, whatever the feeds say now.
    receipts: Vec<Countersign>,
    /// Territories of which the countersignatures are read here to their end.
    read: BTreeSet<Id>,
}

impl Known {
    pub fn of(open: &Open) -> Result<Self, AppError> {
        let own = open.store.read(store::device_keys)?.into_iter().map(|key| key.key_id).collect();
        let Some(account) = rounds_sync::account(&open.store)? else {
            return Ok(Self { own, ..Self::default() });
        };
        let (devices, links): (Vec<EnrolledDevice>, Vec<Countersign>) =
            open.store.read(|sql| Ok::<_, AppError>((store::all(sql)?, store::all(sql)?)))?;
        let hq = account.hq_key_id;
        let is_hq_s = |text: Result<String, _>, sig: &str| {
            text.is_ok_and(|text: String| is_signed_by(&hq, text.as_bytes(), sig))
        };
        let mut certified: BTreeSet<String> = devices
            .into_iter()
            .filter(|of| {
                let Meta { territory_id, .. } = of.meta;
                let text =
                    certificate_text(territory_id, of.install_id, &of.key_id, of.person_id, of.enrolled_at);
                is_hq_s(text, &of.sig)
            })
            .map(|device| device.key_id)
            .collect();
        let received = links
            .into_iter()
            .filter(|link| is_hq_s(countersign_text(link), &link.sig))
            .map(|link| (link.evidence_id, link))
            .collect();
        let receipts = open.store.read(store::receipts)?.into_values();
        let receipts = receipts.filter(|link| is_hq_s(countersign_text(link), &link.sig)).collect();
        let mut read = BTreeSet::new();
        for scope in open.store.feeds()? {
            if let Scope::Territory(id) = scope
                && open.store.cursor(scope)?.is_some_and(|cursor| !cursor.baseline)
            {
                read.insert(id);
            }
        }
        // Headquarters signs what it erases itself.
        certified.insert(hq);
        Ok(Self { own, certified, received, receipts, read })
    }

    pub fn knows(&self, key: &str) -> bool {
        self.own.contains(key) || self.certified.contains(key)
    }

    /// What headquarters says of those of `keys` that it certified.
    pub fn certified(&self, keys: &[String]) -> Vec<CertifiedKey> {
        let certified = keys.iter().filter(|key| self.certified.contains(*key));
        certified
            .map(|key| CertifiedKey { key_id: key.clone(), confirmed_seq: self.confirmed(key) })
            .collect()
    }

    /// The last number of a key that headquarters has received; 0 = none.
    pub fn confirmed(&self, key: &str) -> i64 {
        let of_key = self.received.values().chain(&self.receipts).filter(|link| link.key_id == key);
        of_key.map(|link| link.device_seq).max().unwrap_or_default()
    }

    /// What headquarters has confirmed of the files that `key` signed and that are not among `here`, and what it confirmed
    /// once and says nothing of any more.
    pub fn missing(&self, key: &str, here: &BTreeSet<Id>) -> Vec<Finding> {
        let of_key = |link: &&Countersign| link.key_id == key;
        let known = self.received.values().chain(&self.receipts).filter(of_key);
        let missing: BTreeSet<i64> =
            known.filter(|link| !here.contains(&link.evidence_id)).map(|link| link.device_seq).collect();
        let withdrawn = self.receipts.iter().filter(of_key).filter(|link| {
            self.read.contains(&link.meta.territory_id) && !self.received.contains_key(&link.evidence_id)
        });
        let numbered = |kind, seq| Finding::new(kind).numbered(seq);
        let missing = missing.into_iter().map(|seq| numbered(FindingKind::ConfirmedMissing, seq));
        missing
            .chain(withdrawn.map(|link| numbered(FindingKind::ReceiptWithdrawn, link.device_seq)))
            .collect()
    }

    /// Whether headquarters received this file.
    pub fn has_received(&self, id: Id, facts: &Facts) -> bool {
        self.received.get(&id).is_some_and(|link| link.evidence_hash == facts.hash)
    }

    /// Whether headquarters received another file under this one's id.
    pub fn differs(&self, id: Id, facts: &Facts) -> Option<Finding> {
        let link = self.received.get(&id).filter(|link| link.evidence_hash != facts.hash)?;
        Some(Finding::new(FindingKind::NotAsReceived).numbered(link.device_seq))
    }

    /// Whether headquarters received another file under this one's key and number.
    pub fn differs_by_number(&self, facts: &Facts) -> Option<Finding> {
        let same = |link: &&Countersign| link.key_id == facts.key_id && link.device_seq == facts.device_seq;
        let other = self.received.values().find(same).filter(|link| link.evidence_hash != facts.hash)?;
        Some(Finding::new(FindingKind::NotAsReceived).numbered(other.device_seq))
    }

    /// Looks at a file that another device signed, as headquarters handed it on. A customer that was reassigned brings
    /// files of devices that only the former territory's feed certifies: those prove themselves alone.
    pub fn look_at_copy(&self, copy: &StoredEvidence) -> Verdict {
        let mut verdict = evidence::verify(&copy.envelope);
        if let Some(facts) = &verdict.facts {
            let number = |kind| Finding::new(kind).numbered(copy.seq);
            if facts.hash != copy.hash {
                verdict.findings.push(number(FindingKind::HashDiffers).on("hash"));
            }
            verdict.findings.extend(self.differs(copy.id, facts));
        }
        verdict
    }
}
