//! A sheet signed on paper: the link of the chain that says which picture it was, and who matched it to its visit.

use std::collections::BTreeMap;

use rounds_core::{
    AppError, Entropy, Id,
    attachment::Attachment,
    evidence::{DeviceKey, Facts},
    visit::VisitRecord,
};
use rounds_store::Tx;
use serde_json::{Value, json};

use super::proof::{Author, link};

/// A sheet that was given to its visit.
pub struct Matched<'a> {
    pub record: &'a VisitRecord,
    pub picture: &'a Attachment,
    /// The record counts as signed on paper by this sheet; false = the picture lies beside another signature.
    pub is_signature: bool,
    /// By its code, or by somebody who looked at it.
    pub by_code: bool,
    /// What its code says.
    pub code: Option<&'a str>,
    pub file_name: &'a str,
    pub page: u32,
}

/// Signs the match as the next link of the chain. Its id is the picture's.
pub fn note_paper(
    tx: &mut Tx,
    matched: &Matched,
    author: &Author,
    key: &DeviceKey,
    entropy: &dyn Entropy,
) -> Result<(), AppError> {
    let Matched { record, picture, .. } = matched;
    let fields = [
        ("paper.sha256", json!(picture.sha256)),
        ("paper.signature", json!(matched.is_signature)),
        ("paper.matched", json!(if matched.by_code { "code" } else { "hand" })),
        ("paper.code", json!(matched.code)),
        ("paper.file", json!(matched.file_name)),
        ("paper.page", json!(matched.page)),
        ("visit.id", json!(record.meta.id)),
        ("visit.customer_id", json!(record.customer_id)),
        ("visit.date", json!(record.date)),
    ];
    let fields: BTreeMap<String, Value> =
        fields.into_iter().map(|(path, value)| (path.to_owned(), value)).chain(author.fields()).collect();
    link(tx, picture.meta.id, &fields, key, author.install_id, entropy)
}

/// Whether a link tells of a sheet, and not of a visit's own signature.
pub fn is_paper(facts: &Facts) -> bool {
    facts.record.keys().chain(&facts.erased).any(|path| path.starts_with("paper."))
}

/// The row's fields that the link holds fast.
pub fn paper_row(record: &VisitRecord) -> [(&'static str, Value); 2] {
    [("visit.customer_id", json!(record.customer_id)), ("visit.date", json!(record.date))]
}

/// The visit that a link tells of.
pub fn visit_of(facts: &Facts) -> Option<Id> {
    facts.record.get("visit.id")?.as_str()?.parse().ok()
}
