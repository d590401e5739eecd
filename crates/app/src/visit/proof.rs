//! What of a visit is signed, path by path. The same paths are read from the row again when it is verified.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, Entropy, ErrorCode, Id,
    evidence::{self, DeviceKey, Facts, SignError, SignedHead},
    person::Person,
    visit::{Signature, VisitRecord},
};
use rounds_store::{self as store, StoredEvidence, Tx};
use serde_json::{Value, json};

use crate::wire::{EvidenceFacts, ShownLine};

/// The path of the bulletins that the customer was told of.
pub const TOLD: &str = "visit.told";

/// The fields of a record's row that were signed: path → value. What may still change afterwards is not among them:
/// the internal notes, the companion's rating, the scanned sheet.
pub fn of_row(record: &VisitRecord) -> BTreeMap<String, Value> {
    let mut fields: BTreeMap<String, Value> =
        record.answers.iter().map(|(name, value)| (format!("answers.{name}"), value.clone())).collect();
    let form = json!({ "id": record.form_id, "version": record.form_version, "hash": record.form_hash });
    fields.insert("form".to_owned(), form);
    let columns = [
        ("id", json!(record.meta.id)),
        ("territory_id", json!(record.meta.territory_id)),
        ("customer_id", json!(record.customer_id)),
        ("person_id", json!(record.person_id)),
        ("planned_visit_id", json!(record.planned_visit_id)),
        ("sheet_id", json!(record.sheet_id)),
        ("outcome", json!(record.outcome)),
        ("date", json!(record.date)),
        ("arrived_at", json!(record.arrived_at)),
        ("left_at", json!(record.left_at)),
        ("position", json!(record.position)),
        ("entered", json!(record.entered)),
        ("clock_doubt_ms", json!(record.clock_doubt_ms)),
        ("companion", json!(record.companion)),
        ("cover_for", json!(record.cover_for)),
        ("copied", json!(record.copied)),
        ("corrects", json!(record.corrects)),
    ];
    fields.extend(columns.map(|(name, value)| (format!("visit.{name}"), value)));
    // What was signed before visits said so has no such path.
    if !record.told.is_empty() {
        fields.insert(TOLD.to_owned(), json!(record.told));
    }
    fields
}

/// What surrounds the record when it is signed.
pub struct Witness<'a> {
    pub customer_code: &'a str,
    pub customer_name: &'a str,
    pub manager_code: &'a str,
    pub manager_name: &'a str,
    pub shown: &'a [ShownLine],
    pub signature: &'a Signature,
    /// SHA-256 of the visit's pictures, hex.
    pub photos: &'a [String],
    pub install_id: Id,
    pub zone: &'a str,
    /// When it was signed, UTC milliseconds.
    pub at: i64,
    /// Whether pressure and timing of the strokes were consented to and kept.
    pub dynamics: bool,
}

fn record_of(record: &VisitRecord, witness: &Witness) -> BTreeMap<String, Value> {
    let mut fields = of_row(record);
    let beside = [
        ("visit.customer_code", json!(witness.customer_code)),
        ("visit.customer_name", json!(witness.customer_name)),
        ("visit.manager_code", json!(witness.manager_code)),
        ("visit.manager_name", json!(witness.manager_name)),
        ("shown", json!(witness.shown)),
        ("signature", json!(witness.signature)),
        ("consent", json!({ "shown_part_is_signed": true, "stroke_dynamics": witness.dynamics })),
        ("photos", json!(witness.photos)),
        ("device", device(witness.install_id)),
        ("time", json!({ "at": witness.at, "zone": witness.zone, "doubt_ms": record.clock_doubt_ms })),
    ];
    fields.extend(beside.map(|(path, value)| (path.to_owned(), value)));
    fields
}

/// Signs a record as the next link of the chain. Gives back the id of its evidence, which the record has to name.
pub fn append(
    tx: &mut Tx,
    record: &VisitRecord,
    witness: &Witness,
    key: &DeviceKey,
    entropy: &dyn Entropy,
) -> Result<Id, AppError> {
    let fields = record_of(record, witness);
    let id = entropy.id(witness.at);
    link(tx, id, &fields, key, witness.install_id, entropy)?;
    Ok(id)
}

/// Signs `fields` as the next link of the chain, under `id`.
pub fn link(
    tx: &mut Tx,
    id: Id,
    fields: &BTreeMap<String, Value>,
    key: &DeviceKey,
    install_id: Id,
    entropy: &dyn Entropy,
) -> Result<(), AppError> {
    let head = store::chain_head(tx.sql())?;
    let seq = head.seq.saturating_add(1);
    let prev = (head.seq > 0).then_some(head.hash.as_str());
    let signed = evidence::sign(fields, key, seq, prev, entropy).map_err(|error| match error {
        SignError::Number(refused) => ErrorCode::BadNumber.with("value", refused.number).on(&refused.path),
        SignError::Path(path) => ErrorCode::BadAnswer.on(&path),
        SignError::Seq(_) => ErrorCode::Internal.with("kind", "chain"),
    })?;
    let head = SignedHead::sign(seq, &signed.hash, install_id, key);
    let stored = StoredEvidence { id, envelope: signed.bytes, hash: signed.hash, seq };
    Ok(tx.append_evidence(&stored, head)?)
}

/// Who wrote a link beside a visit's own, with what, when.
pub struct Author<'a> {
    pub person: &'a Person,
    pub install_id: Id,
    pub zone: &'a str,
    /// UTC milliseconds.
    pub at: i64,
}

impl Author<'_> {
    /// The paths that say so.
    pub fn fields(&self) -> [(String, Value); 5] {
        [
            ("by.person_id".to_owned(), json!(self.person.meta.id)),
            ("by.code".to_owned(), json!(self.person.code)),
            ("by.name".to_owned(), json!(self.person.name)),
            ("device".to_owned(), device(self.install_id)),
            ("time".to_owned(), json!({ "at": self.at, "zone": self.zone })),
        ]
    }
}

fn device(install_id: Id) -> Value {
    json!({ "install_id": install_id, "app": env!("CARGO_PKG_VERSION") })
}

/// The signature that an evidence file holds, unless it was erased.
pub fn signature_of(facts: &Facts) -> Option<Signature> {
    serde_json::from_value(facts.record.get("signature")?.clone()).ok()
}

/// What screens and sheets say of an evidence file.
pub fn facts_of(stored: &StoredEvidence) -> (EvidenceFacts, Option<Signature>) {
    let facts = evidence::verify(&stored.envelope).facts.unwrap_or_default();
    let signature = signature_of(&facts);
    let at = facts.record.get("time").and_then(|time| time["at"].as_i64()).unwrap_or_default();
    let (role, name, refusal) = match &signature {
        Some(Signature::Drawn { role, name, .. }) => (Some(*role), name.clone(), None),
        Some(Signature::Refused { reason }) => (None, None, Some(reason.clone())),
        None => (None, None, None),
    };
    let facts = EvidenceFacts {
        id: stored.id,
        seq: stored.seq,
        hash: stored.hash.clone(),
        key_id: facts.key_id,
        signed_at: at,
        role,
        name,
        refusal,
    };
    (facts, signature)
}
