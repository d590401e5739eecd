//! The chain's head: its last number and hash, signed by the device and kept in two places, so that a cut tail is not
//! hidden by rewriting one of them.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ChainRow, DeviceKey, Finding, FindingKind, KnownKey, is_signed_by};
use crate::{Id, canonical::canonical};

/// What the signature is over, beside its values: no other signature of the device can stand in for it.
const PURPOSE: &str = "rounds-chain-head/1";

/// Where a chain ended when its device said so. Without a signature where it was noted by a version that made none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// 0 = nothing signed yet.
    pub seq: i64,
    /// The last file's hash, lower-case hex.
    pub hash: String,
    #[serde(default)]
    pub install_id: Id,
    /// The public key, hex.
    #[serde(default)]
    pub key_id: String,
    #[serde(default)]
    pub sig: String,
}

impl SignedHead {
    pub fn sign(seq: i64, hash: &str, install_id: Id, key: &DeviceKey) -> Self {
        let mut head =
            Self { seq, hash: hash.to_owned(), install_id, key_id: key.key_id(), sig: String::new() };
        head.sig = key.sign(head.message().as_bytes());
        head
    }

    fn message(&self) -> String {
        let said = json!({ "for": PURPOSE, "seq": self.seq, "hash": self.hash, "install_id": self.install_id,
                           "key_id": self.key_id });
        // A number that has no canonical text has no signature either.
        canonical(&said).unwrap_or_default()
    }

    /// Whether the key that it names signed it.
    pub fn is_sound(&self) -> bool {
        is_signed_by(&self.key_id, self.message().as_bytes(), &self.sig)
    }
}

/// What lies beside the signing key: the head of now, and former ones that the chain no longer held when it went on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadNote {
    pub head: SignedHead,
    #[serde(default)]
    pub lost: Vec<SignedHead>,
}

/// The database's head and the one beside the key against the chain. `beside`: none = there is no such file.
pub fn verify_heads(
    rows: &[ChainRow],
    keys: &[KnownKey],
    kept: &SignedHead,
    beside: Option<&HeadNote>,
) -> Vec<Finding> {
    if rows.is_empty() && kept.seq == 0 && beside.is_none() {
        return Vec::new();
    }
    let is_ours = |head: &SignedHead| head.is_sound() && keys.iter().any(|key| key.key_id == head.key_id);
    let mut found = Vec::new();
    let mut find = |kind, field: &str, seq| found.push(Finding::new(kind).on(field).numbered(seq));
    if kept.seq > 0 && !is_ours(kept) {
        find(FindingKind::HeadForged, "head", kept.seq);
    }
    let Some(beside) = beside else {
        find(FindingKind::HeadFileMissing, "rounds.head", kept.seq);
        return found;
    };
    for head in std::iter::once(&beside.head).chain(&beside.lost) {
        if !is_ours(head) {
            find(FindingKind::HeadForged, "rounds.head", head.seq);
        } else if !rows.iter().any(|row| row.seq == head.seq && row.hash == head.hash) {
            // Said by the database's own head already, where that is the same one.
            let is_said = head.seq == kept.seq && head.hash == kept.hash;
            if !is_said {
                find(FindingKind::FilesLost, "rounds.head", head.seq);
            }
        }
    }
    found
}
