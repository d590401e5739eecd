//! A file received from somebody, and what it says of its own signatures.

use rounds_core::{AppError, ErrorCode, evidence::Facts, visit::Signature};
use serde_json::Value;

use super::{MOST_BYTES, file};
use crate::{
    Ctx, Session, visit,
    wire::{VerifyFile, VerifyReport, VerifySigned},
};

/// Verifies a file as `rounds verify FILE --data` does.
pub fn received(
    session: &Session,
    VerifyFile { file_name }: VerifyFile,
    bytes: &[u8],
    ctx: &Ctx,
) -> Result<VerifyReport, AppError> {
    let open = session.data(ctx)?;
    if bytes.len() > MOST_BYTES {
        return Err(ErrorCode::NotEvidence.with("file", file_name));
    }
    file(&file_name, bytes, Some(&open))
}

/// What an evidence file says of its signature.
pub fn signed(subject: &str, facts: &Facts, key_known: bool) -> VerifySigned {
    let text = |path: &str| facts.record.get(path).and_then(Value::as_str).map(str::to_owned);
    let (role, name, refusal) = match visit::signature_of(facts) {
        Some(Signature::Drawn { role, name, .. }) => (Some(role), name, None),
        Some(Signature::Refused { reason }) => (None, None, Some(reason)),
        None => (None, None, None),
    };
    let time = facts.record.get("time");
    VerifySigned {
        subject: subject.to_owned(),
        visit_id: visit::visit_of(facts),
        customer_name: text("visit.customer_name"),
        manager_name: text("visit.manager_name").or_else(|| text("by.name")),
        role,
        name,
        refusal,
        signed_at: time.and_then(|time| time["at"].as_i64()),
        zone: time.and_then(|time| time["zone"].as_str()).map(str::to_owned),
        seq: facts.device_seq,
        key_id: facts.key_id.clone(),
        key_known,
    }
}
