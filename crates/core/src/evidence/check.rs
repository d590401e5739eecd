//! Looking at one evidence file: what it says, and everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    ALG, CHAIN, FIELDS, Finding, FindingKind, HEAD, SALT_BYTES,
    key::{is_signed_by, unhex},
    near::nearest_key,
    sign::digest,
};
use crate::canonical::{canonical, sha256_hex};

/// How far the key of a file that is otherwise intact can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// One of the keys that the checker knows.
    Confirmed,
    /// No keys are known: whoever holds this key signed it.
    Unconfirmed,
}

/// What an evidence file says of itself; as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub alg: String,
    /// The public key, hex.
    pub key_id: String,
    pub device_seq: i64,
    pub prev: Option<String>,
    /// The file's hash, as the next file and the QR name it.
    pub hash: String,
    /// Path → value of the fields that are as they were signed, without [`CHAIN`].
    pub record: BTreeMap<String, Value>,
    /// Fields that were erased by law.
    pub erased: Vec<String>,
}

/// What verification says of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// None when the file cannot be read as evidence at all.
    pub facts: Option<Facts>,
    pub trust: Trust,
    /// Empty = intact.
    pub findings: Vec<Finding>,
}

impl Verdict {
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Verifies a file on its own: whether it is as it was signed, by whatever key it names.
pub fn verify(bytes: &[u8]) -> Verdict {
    let mut findings = Vec::new();
    let facts = look(bytes, &mut findings);
    Verdict { facts, trust: Trust::Unconfirmed, findings }
}

/// Verifies a file that one of `keys` (hex) must have signed.
pub fn verify_with(bytes: &[u8], keys: &BTreeSet<String>) -> Verdict {
    let mut verdict = verify(bytes);
    if let Some(facts) = &verdict.facts {
        if keys.contains(&facts.key_id) {
            verdict.trust = Trust::Confirmed;
        } else {
            let finding = Finding::new(FindingKind::KeyUnknown).on("key_id").by(&facts.key_id);
            verdict.findings.push(finding);
        }
    }
    verdict
}

fn look(bytes: &[u8], findings: &mut Vec<Finding>) -> Option<Facts> {
    let envelope = match read(bytes) {
        Ok(Value::Object(envelope))
            if FIELDS.iter().filter(|name| envelope.contains_key(**name)).count() > 3 =>
        {
            envelope
        }
        Ok(_) => {
            findings.push(Finding::new(FindingKind::NotEvidence));
            return None;
        }
        Err(finding) => {
            findings.push(finding);
            return None;
        }
    };
    let envelope = Value::Object(envelope);
    check_text(bytes, &envelope, findings);
    check_shape(&envelope, findings);

    let mut facts = Facts {
        alg: text_of(&envelope, "alg"),
        key_id: text_of(&envelope, "key_id"),
        device_seq: envelope["device_seq"].as_i64().unwrap_or_default(),
        prev: envelope["prev"].as_str().map(str::to_owned),
        ..Facts::default()
    };
    let mut head = envelope.clone();
    if let Some(head) = head.as_object_mut() {
        head.remove("record");
        facts.hash = canonical(&Value::Object(head.clone())).map(|text| sha256_hex(text.as_bytes())).ok()?;
        head.remove("sig");
    }
    let signed = canonical(&head).ok()?;
    let sig = text_of(&envelope, "sig");
    let sig_fits = is_signed_by(&facts.key_id, signed.as_bytes(), &sig);
    check_fields(&envelope, sig_fits, &mut facts, findings);
    Some(facts)
}

/// The file as JSON, or where it stops being any. What shows no trace of an evidence file is none, and not an altered one.
fn read(bytes: &[u8]) -> Result<Value, Finding> {
    json(bytes)
        .map_err(|finding| if is_trace(bytes) { finding } else { Finding::new(FindingKind::NotEvidence) })
}

/// A broken file that was evidence once: it begins as every evidence file does, or names two of its fields.
fn is_trace(bytes: &[u8]) -> bool {
    let beginning = format!("{{\"alg\":\"{ALG}\",\"device_seq\":");
    let common = bytes.len().min(beginning.len());
    let begins = common > 0 && bytes[..common] == beginning.as_bytes()[..common];
    let names = |name: &&&str| {
        let quoted = format!("\"{name}\"");
        bytes.windows(quoted.len()).any(|text| text == quoted.as_bytes())
    };
    begins || FIELDS.iter().filter(names).count() >= 2
}

fn json(bytes: &[u8]) -> Result<Value, Finding> {
    let cut = || match nearest_key(bytes, bytes.len()) {
        Some(near) => Finding::new(FindingKind::CutOff).at(bytes.len()).on(&near),
        None => Finding::new(FindingKind::CutOff).at(bytes.len()),
    };
    let broken = |offset: usize| {
        let finding = Finding::new(FindingKind::Unreadable).at(offset);
        match nearest_key(bytes, offset) {
            Some(near) => finding.on(&near),
            None => finding,
        }
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => return Err(cut()),
        Err(error) => return Err(broken(error.valid_up_to())),
    };
    serde_json::from_str(text).map_err(|error| {
        if error.is_eof() {
            return cut();
        }
        let before: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        broken((before + error.column().saturating_sub(1)).min(bytes.len()))
    })
}

/// The bytes are those that the canonical writer makes.
fn check_text(bytes: &[u8], envelope: &Value, findings: &mut Vec<Finding>) {
    let text = match canonical(envelope) {
        Ok(text) => text,
        Err(refused) => {
            findings.push(Finding::new(FindingKind::FieldMalformed).on(&refused.path));
            return;
        }
    };
    if text.as_bytes() == bytes {
        return;
    }
    let same = text.bytes().zip(bytes).take_while(|(a, b)| a == *b).count();
    let finding = Finding::new(FindingKind::NotCanonical).at(same);
    findings.push(match nearest_key(bytes, same + 1) {
        Some(near) => finding.on(&near),
        None => finding,
    });
}

/// Every field is there, none beside them, each with a shape that it can have.
fn check_shape(envelope: &Value, findings: &mut Vec<Finding>) {
    let mut find = |kind, field: &str| findings.push(Finding::new(kind).on(field));
    for name in FIELDS {
        let Some(value) = envelope.get(name) else {
            find(FindingKind::FieldMissing, name);
            continue;
        };
        let fits = match name {
            "alg" => value.is_string(),
            "device_seq" => value.as_i64().is_some_and(|seq| seq >= 1),
            "key_id" => is_hex::<32>(value),
            "prev" => value.is_null() || is_hex::<32>(value),
            "sig" => is_hex::<64>(value),
            _ => value.is_object(),
        };
        if !fits {
            find(FindingKind::FieldMalformed, name);
        } else if name == "alg" && value != ALG {
            find(FindingKind::UnknownAlg, name);
        }
    }
    for name in envelope.as_object().into_iter().flat_map(Map::keys) {
        if !FIELDS.contains(&name.as_str()) {
            find(FindingKind::FieldUnknown, name);
        }
    }
}

/// The record against its digests, the digests and the head against the signature.
fn check_fields(envelope: &Value, sig_fits: bool, facts: &mut Facts, findings: &mut Vec<Finding>) {
    let nothing = Map::new();
    let map = |name: &str| envelope.get(name).and_then(Value::as_object).unwrap_or(&nothing);
    let (record, digests) = (map("record"), map("digests"));
    let mut find = |kind, field: &str| findings.push(Finding::new(kind).on(field));
    for path in digests.keys().filter(|path| !record.contains_key(*path)) {
        find(FindingKind::FieldMissing, path);
    }
    let mut chain = None;
    for (path, entry) in record {
        let Some(expected) = digests.get(path) else {
            find(FindingKind::FieldUnknown, path);
            continue;
        };
        if *entry == json!({ "erased": true }) && path != CHAIN {
            facts.erased.push(path.clone());
            if !is_hex::<32>(expected) {
                find(FindingKind::DigestAltered, path);
            }
            continue;
        }
        let salt = entry.get("s").and_then(Value::as_str).and_then(unhex::<SALT_BYTES>);
        let value = entry.get("v").filter(|_| entry.as_object().is_some_and(|entry| entry.len() == 2));
        let (Some(salt), Some(value)) = (salt, value) else {
            find(FindingKind::FieldMalformed, path);
            continue;
        };
        if digest(&salt, value).is_ok_and(|found| expected.as_str() == Some(found.as_str())) {
            match path.as_str() {
                CHAIN => chain = Some(value),
                _ => {
                    facts.record.insert(path.clone(), value.clone());
                }
            }
        } else {
            // With the signature over the digests intact it is the record that was changed.
            find(if sig_fits { FindingKind::FieldAltered } else { FindingKind::DigestAltered }, path);
        }
    }
    for name in HEAD {
        if chain.is_some_and(|chain| chain.get(name) != envelope.get(name)) {
            find(FindingKind::HeadAltered, name);
        }
    }
    if !record.contains_key(CHAIN) && !digests.contains_key(CHAIN) {
        find(FindingKind::FieldMissing, CHAIN);
    }
    if !sig_fits {
        // A field that is named above explains it: the signature comes second.
        findings.push(Finding::new(FindingKind::SignatureWrong).on("sig").by(&facts.key_id));
    }
}

fn text_of(envelope: &Value, name: &str) -> String {
    envelope.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn is_hex<const N: usize>(value: &Value) -> bool {
    value.as_str().is_some_and(|text| unhex::<N>(text).is_some())
}
