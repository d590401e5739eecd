//! Operations as they come: one that cannot be read still has its number, and does not stand in the others' way.

use rounds_core::{
    AppError, ErrorCode, Id,
    canonical::{canonical, sha256_hex},
    operation::Operation,
    sync::Push,
};
use serde::Deserialize;
use serde_json::Value;

/// Bytes of one operation. What is larger is read, told and set aside.
const MOST_BYTES: usize = 1 << 20;

/// One operation with what HQ knows it by.
#[derive(Clone, Debug)]
pub struct Incoming<'v> {
    pub op_seq: i64,
    pub tx_id: Id,
    /// Of the payload: the same number must come with the same again.
    pub hash: String,
    pub value: &'v Value,
    pub operation: Result<Operation, AppError>,
}

impl Incoming<'_> {
    /// Whether it is the operation that was known by `hash` before values were erased from it.
    pub fn was(&self, hash: &str) -> bool {
        self.operation.as_ref().is_ok_and(|operation| operation.erased.iter().any(|before| before == hash))
    }
}

/// Reads a body. Numbers have to ascend by one; everything else is a matter of the single operation.
pub fn read(body: &Push<Value>) -> Result<Vec<Incoming<'_>>, AppError> {
    let mut all: Vec<Incoming> = Vec::with_capacity(body.operations.len());
    for value in &body.operations {
        let op_seq = value.get("op_seq").and_then(Value::as_i64).filter(|seq| *seq > 0);
        let op_seq = op_seq.ok_or_else(|| ErrorCode::BadArguments.on("op_seq"))?;
        if all.last().is_some_and(|last| last.op_seq.checked_add(1) != Some(op_seq)) {
            return Err(ErrorCode::BadArguments.on("op_seq"));
        }
        all.push(one(op_seq, value, body.install_id));
    }
    Ok(all)
}

/// One operation of an installation.
pub fn one(op_seq: i64, value: &Value, install: Id) -> Incoming<'_> {
    let text = canonical(value).unwrap_or_else(|_| value.to_string());
    let bad = |field: &str| ErrorCode::BadOperation.on(field);
    let operation =
        if text.len() > MOST_BYTES {
            Err(ErrorCode::TooLarge.with("most", MOST_BYTES))
        } else {
            Operation::deserialize(value)
                .map_err(|error| bad("operation").with("because", error.to_string()))
                .and_then(|operation| {
                    if operation.install_id == install { Ok(operation) } else { Err(bad("install_id")) }
                })
        };
    let tx_id = value.get("tx_id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default();
    Incoming { op_seq, tx_id, hash: sha256_hex(text.as_bytes()), value, operation }
}
