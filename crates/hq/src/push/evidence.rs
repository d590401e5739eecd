//! Evidence is verified as it comes, and signed again by headquarters: one chain for each territory.

use rounds_core::{
    AppError, ErrorCode, Meta,
    canonical::sha256_hex,
    evidence::verify,
    sync::{Countersign, HeldRow, countersign_text},
};
use serde_json::Value;

use crate::{
    Hq, HqError,
    base::Tx,
    record::{Desk, Place, fields_of, territory_of},
};

/// Adds the territory's next link for a new evidence file, unless the file is not what it says.
pub(crate) fn countersign(
    hq: &Hq,
    tx: &mut dyn Tx,
    desk: &mut Desk,
    place: Place,
    row: &HeldRow,
) -> Result<Result<(), AppError>, HqError> {
    let refused = |field: &str| Ok(Err(ErrorCode::EvidenceAltered.on(field)));
    let verdict = verify(row.field("envelope").as_str().unwrap_or_default().as_bytes());
    let Some(facts) = verdict.facts.as_ref().filter(|_| verdict.findings.is_empty()) else {
        return refused("envelope");
    };
    if row.field("hash").as_str() != Some(facts.hash.as_str()) {
        return refused("hash");
    }
    if row.field("seq").as_i64() != Some(facts.device_seq) {
        return refused("seq");
    }
    desk.lock(tx, place.scope)?;
    let Some(counter) = desk.counters.get(&place.scope).cloned() else { return Err(HqError::Race) };
    let mut link = Countersign {
        meta: Meta::new(hq.new_id(), territory_of(place.scope), hq.now()),
        evidence_id: place.id,
        evidence_hash: facts.hash.clone(),
        key_id: facts.key_id.clone(),
        device_seq: facts.device_seq,
        seq: counter.chain_seq + 1,
        prev: counter.chain_hash,
        hash: String::new(),
        received_at: hq.now(),
        hq_key_id: hq.keys.signing.key_id(),
        sig: String::new(),
    };
    let text = countersign_text(&link)?;
    link.hash = sha256_hex(text.as_bytes());
    link.sig = hq.keys.signing.sign(text.as_bytes());
    // The link stays in its chain, whoever gets the customer later.
    let at = Place { scope: place.scope, noun: "countersign", id: link.meta.id };
    let fields: serde_json::Map<String, Value> = fields_of(&link)?;
    desk.add(hq, at, fields, None);
    if let Some(counter) = desk.counters.get_mut(&place.scope) {
        counter.chain_seq = link.seq;
        counter.chain_hash = Some(link.hash);
    }
    Ok(Ok(()))
}
