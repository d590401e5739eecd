//! Operations as they come: one that cannot be read still has its number, and does not stand in the others' way.

use rounds_core::{
    AppError, ErrorCode, Id,
    canonical::{canonical, is_canonical_text, sha256_hex},
    operation::Operation,
    sync::Push,
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// Bytes of one operation. What is larger is read, told and set aside.
const MOST_BYTES: usize = 1 << 20;

/// One operation with what HQ knows it by.
#[derive(Clone, Debug)]
pub struct Incoming<'v> {
    pub op_seq: i64,
    pub tx_id: Id,
    /// Of the payload: the same number must come with the same again.
    pub hash: String,
    /// As it came.
    pub text: &'v str,
    pub operation: Result<Operation, AppError>,
}

impl Incoming<'_> {
    /// Whether it is the operation that was known by `hash` before values were erased from it.
    pub fn was(&self, hash: &str) -> bool {
        self.operation.as_ref().is_ok_and(|operation| operation.erased.iter().any(|before| before == hash))
    }
}

/// Reads a body. Numbers have to ascend by one; everything else is a matter of the single operation.
pub fn read(body: &Push<Box<RawValue>>) -> Result<Vec<Incoming<'_>>, AppError> {
    let mut all: Vec<Incoming> = Vec::with_capacity(body.operations.len());
    for text in &body.operations {
        let next = one(text.get(), body.install_id)?;
        if all.last().is_some_and(|last| last.op_seq.checked_add(1) != Some(next.op_seq)) {
            return Err(ErrorCode::BadArguments.on("op_seq"));
        }
        all.push(next);
    }
    Ok(all)
}

/// One operation of an installation.
pub fn one(text: &str, install: Id) -> Result<Incoming<'_>, AppError> {
    let is_small = text.len() <= MOST_BYTES;
    if is_small
        && is_canonical_text(text)
        && let Ok(operation) = serde_json::from_str::<Operation>(text)
        && operation.op_seq > 0
    {
        let (op_seq, tx_id) = (operation.op_seq, operation.tx_id);
        return Ok(Incoming {
            op_seq,
            tx_id,
            hash: sha256_hex(text.as_bytes()),
            text,
            operation: own(operation, install),
        });
    }
    let bad = |because: String| ErrorCode::BadOperation.on("operation").with("because", because);
    let value: Value = serde_json::from_str(text)
        .map_err(|error| ErrorCode::BadArguments.with("because", error.to_string()))?;
    let op_seq = value.get("op_seq").and_then(Value::as_i64).filter(|seq| *seq > 0);
    let op_seq = op_seq.ok_or_else(|| ErrorCode::BadArguments.on("op_seq"))?;
    let tx_id = value.get("tx_id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default();
    let known_by = canonical(&value).unwrap_or_else(|_| value.to_string());
    let operation = if known_by.len() > MOST_BYTES {
        Err(ErrorCode::TooLarge.with("most", MOST_BYTES))
    } else {
        Operation::deserialize(&value)
            .map_err(|error| bad(error.to_string()))
            .and_then(|operation| own(operation, install))
    };
    Ok(Incoming { op_seq, tx_id, hash: sha256_hex(known_by.as_bytes()), text, operation })
}

fn own(operation: Operation, install: Id) -> Result<Operation, AppError> {
    if operation.install_id == install {
        Ok(operation)
    } else {
        Err(ErrorCode::BadOperation.on("install_id"))
    }
}
