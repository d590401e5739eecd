//! What a finding's field is called, in both languages.

use std::sync::OnceLock;

use rounds_core::{
    AppError, evidence,
    form::{Form, PublishedForm, VISIT_RECORD, Words as Label},
    setting::Language,
};
use rounds_store as store;

use crate::{open::Open, wire::VerifyFinding, words::Words};

/// The words of a path such as `answers.rating` or `visit.date`; none where it is no field of a visit.
pub fn of(path: &str) -> Option<Label> {
    static FORM: OnceLock<Option<Form>> = OnceLock::new();
    let path = bare(path);
    let form = FORM.get_or_init(|| Form::parse(VISIT_RECORD).ok());
    let of_form = form.as_ref().and_then(|form| evidence::label(form, path));
    of_form.or_else(|| {
        let word = |language| Words::of(language).evidence_field(path);
        Some(Label { zh: word(Language::Zh)?, en: word(Language::En)? })
    })
}

/// Names the fields that only a form of the organisation's own has.
pub fn by_published(findings: &mut [VerifyFinding], open: &Open) -> Result<(), AppError> {
    let nameless = |finding: &VerifyFinding| finding.label.is_none() && finding.field.is_some();
    if !findings.iter().any(nameless) {
        return Ok(());
    }
    let published = open.store.read(store::all::<PublishedForm>)?;
    let forms: Vec<Form> = published.iter().rev().filter_map(PublishedForm::form).collect();
    for finding in findings.iter_mut().filter(|finding| nameless(finding)) {
        let path = bare(finding.field.as_deref().unwrap_or_default()).to_owned();
        finding.label = forms.iter().find_map(|form| evidence::label(form, &path));
    }
    Ok(())
}

/// A place in a broken file → the field that it lies in: `record.answers.rating.v` → `answers.rating`.
fn bare(path: &str) -> &str {
    let path = ["record.", "digests."].iter().find_map(|head| path.strip_prefix(head)).unwrap_or(path);
    [".v", ".s"].iter().find_map(|tail| path.strip_suffix(tail)).unwrap_or(path)
}
