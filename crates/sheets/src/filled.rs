//! What fills a record sheet: the signed part of a visit, and nothing else.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use rounds_core::{
    Id,
    form::{Form, Repeat},
    visit::Strokes,
};
use serde_json::{Map, Value};

/// A visit that was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct FilledRecord {
    /// Of the record; names the attached evidence.
    pub record_id: Id,
    /// The definition under which it was answered.
    pub form: Arc<Form>,
    pub answers: SignedAnswers,
    pub signature: SignedBy,
    /// What sets the record apart from a usual one.
    pub marks: Vec<Mark>,
    /// Only what was signed on the screen has one.
    pub seal: Option<Seal>,
}

/// Answers of the form's signed sections: the only ones that a sheet can hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedAnswers(Map<String, Value>);

/// The customer's signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignedBy {
    /// Not asked for, as after a visit in vain.
    #[default]
    Nobody,
    /// On a paper sheet, which lies scanned beside the record.
    Paper,
    /// On the screen.
    Drawn { strokes: Strokes, on: NaiveDate },
    /// 拒签; the reason is among the answers.
    Refused { on: NaiveDate },
    /// Signed on this day; what was drawn was erased by law.
    Erased { on: NaiveDate },
}

/// What is said of a record above its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// 补录: typed in at this local time.
    EnteredLater { at: NaiveDateTime },
    /// 更正 of the record with this number and date.
    Corrects { number: String, date: NaiveDate },
    /// Replaced by the record with this number.
    CorrectedBy { number: String },
    /// The customer would not be visited.
    VisitRefused,
    /// 代访, in place of this colleague.
    Cover { name: String },
    /// The evidence no longer verifies: part of it was altered.
    Altered,
    /// Personal content was erased by law; everything else verifies.
    Erased,
    /// The device's clock stood before the latest record's time.
    ClockDoubt,
}

/// What the code of a signed sheet says, and the evidence that goes into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The evidence file, attached to the PDF byte for byte.
    pub evidence: Vec<u8>,
    /// By which the chain names it: SHA-256 of the file without its values.
    pub hash: [u8; 32],
    /// Ed25519, by the device.
    pub signature: [u8; 64],
    /// The public key.
    pub key: [u8; 32],
}

impl SignedAnswers {
    /// Keeps of `answers` what the signed sections of `form` ask; internal and unknown fields stay behind.
    pub fn of(form: &Form, answers: &Map<String, Value>) -> Self {
        let mut kept = Map::new();
        for section in form.printed_sections() {
            let fields: Vec<&str> = match &section.repeat {
                Some(Repeat { field, .. }) => vec![field],
                None => section.fields().into_iter().map(|layout| layout.field.as_str()).collect(),
            };
            for field in fields {
                if let Some(value) = answers.get(field) {
                    kept.insert(field.to_owned(), value.clone());
                }
            }
        }
        Self(kept)
    }

    pub(crate) fn map(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl Seal {
    /// From an evidence file and what is known of it in hexadecimal; none where that is damaged.
    pub fn new(evidence: Vec<u8>, hash: &str, signature: &str, key: &str) -> Option<Self> {
        let (mut seal_hash, mut seal_signature, mut seal_key) = ([0; 32], [0; 64], [0; 32]);
        hex::decode_to_slice(hash, &mut seal_hash).ok()?;
        hex::decode_to_slice(signature, &mut seal_signature).ok()?;
        hex::decode_to_slice(key, &mut seal_key).ok()?;
        Some(Self { evidence, hash: seal_hash, signature: seal_signature, key: seal_key })
    }
}

impl FilledRecord {
    /// The name of its evidence within the PDF.
    pub fn evidence_name(&self) -> String {
        format!("evidence-{}.json", self.record_id)
    }
}
