//! The house rules that no compiler holds: who may name what, and under which licences.

mod boundaries;
mod licences;
mod package;

use serde_json::Value;
use std::process::Command;

/// Every package that any part of the workspace can pull in, on any platform.
fn metadata() -> Value {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(rounds_tests::root())
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("cargo writes JSON")
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}
