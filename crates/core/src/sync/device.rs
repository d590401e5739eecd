//! Devices that HQ knows, and HQ's word on what they signed.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use crate::{
    Id, Meta,
    canonical::{NotCanonical, canonical},
    row,
};

/// A device's certificate: HQ says whose key it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EnrolledDevice {
    #[serde(flatten)]
    pub meta: Meta,
    pub install_id: Id,
    /// The device's public key, lower-case hex.
    pub key_id: String,
    pub person_id: Id,
    pub name: String,
    /// UTC milliseconds of HQ's clock.
    pub enrolled_at: i64,
    pub removed_at: Option<i64>,
    /// HQ's public key, and its signature over [`certificate_text`].
    pub hq_key_id: String,
    pub sig: String,
}

row!(EnrolledDevice, "device", {
    install_id: Text, key_id: Text, person_id: Text, name: Text, enrolled_at: Int, removed_at: Int, hq_key_id: Text,
    sig: Text,
});

/// What HQ signs of a device.
pub fn certificate_text(
    territory_id: Id,
    install_id: Id,
    key_id: &str,
    person_id: Id,
    enrolled_at: i64,
) -> Result<String, NotCanonical> {
    canonical(&json!({
        "certificate": 1, "territory_id": territory_id, "install_id": install_id, "key_id": key_id,
        "person_id": person_id, "enrolled_at": enrolled_at,
    }))
}

/// HQ has received an evidence file: one chain for each territory, numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Countersign {
    #[serde(flatten)]
    pub meta: Meta,
    pub evidence_id: Id,
    /// The hash by which the device's chain names the file, lower-case hex.
    pub evidence_hash: String,
    /// The device's key and the file's number in the device's chain.
    pub key_id: String,
    pub device_seq: i64,
    /// Place in the territory's chain, from 1, and the hash of the link before.
    pub seq: i64,
    pub prev: Option<String>,
    /// SHA-256 of [`countersign_text`], lower-case hex.
    pub hash: String,
    /// UTC milliseconds of HQ's clock.
    pub received_at: i64,
    pub hq_key_id: String,
    pub sig: String,
}

row!(Countersign, "countersign", {
    evidence_id: Text, evidence_hash: Text, key_id: Text, device_seq: Int, seq: Int, prev: Text, hash: Text,
    received_at: Int, hq_key_id: Text, sig: Text,
});

/// What HQ signs of an evidence file.
pub fn countersign_text(link: &Countersign) -> Result<String, NotCanonical> {
    canonical(&json!({
        "countersign": 1, "territory_id": link.meta.territory_id, "evidence_id": link.evidence_id,
        "evidence_hash": link.evidence_hash, "key_id": link.key_id, "device_seq": link.device_seq,
        "seq": link.seq, "prev": link.prev, "received_at": link.received_at,
    }))
}
