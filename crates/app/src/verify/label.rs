//! What a finding's field is called where only a form of the organisation's own has it.

use rounds_core::{
    AppError, evidence,
    form::{Form, PublishedForm},
};
use rounds_store as store;

use crate::{open::Open, wire::VerifyFinding};

/// Names the fields that only a form of the organisation's own has.
pub fn by_published(findings: &mut [VerifyFinding], open: &Open) -> Result<(), AppError> {
    let nameless = |finding: &VerifyFinding| finding.label.is_none() && finding.field.is_some();
    if !findings.iter().any(nameless) {
        return Ok(());
    }
    let published = open.store.read(store::all::<PublishedForm>)?;
    let forms: Vec<Form> = published.iter().rev().filter_map(PublishedForm::form).collect();
    for finding in findings.iter_mut().filter(|finding| nameless(finding)) {
        finding.label = evidence::named(finding.field.as_deref().unwrap_or_default(), &forms);
    }
    Ok(())
}
