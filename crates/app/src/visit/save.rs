//! Keeping what is typed, and saying what it means.

use rounds_core::{
    AppError,
    form::Form,
    visit::{VisitDraft, shown_lines},
};

use super::{
    begun, form_of, planned_of,
    rules::{self, Given},
    start, zone,
};
use crate::{
    Ctx, Session,
    wire::{SaveVisit, VisitCheck},
};

/// What the answers of now mean.
pub fn check(form: &Form, given: &Given, draft: &VisitDraft) -> VisitCheck {
    let tidy = rules::tidied(form, draft);
    VisitCheck {
        sections: rules::stations(form, given, &tidy),
        problems: rules::problems(form, given, draft, false),
        missing: rules::missing(form, given, draft),
        shown: shown_lines(form, &rules::whole(given, &tidy)),
    }
}

/// Keeps a draft as it is typed, right or wrong.
pub fn save(session: &Session, args: SaveVisit, ctx: &Ctx) -> Result<VisitCheck, AppError> {
    let open = session.data(ctx)?;
    // In one transaction, so that a window in which the visit is ended meanwhile leaves no draft behind.
    let written = open.write(ctx, |tx| {
        let (record, _) = begun(tx.sql(), args.id)?;
        start::save_draft(tx, args.id, &args.draft)?;
        let planned = planned_of(tx.sql(), &record)?;
        Ok((record, planned))
    })?;
    let (record, planned) = written.value;
    let form = form_of(&open, &record)?;
    let given = Given { record: &record, planned: planned.as_ref(), zone: zone(&open)?, signature: None };
    Ok(check(&form, &given, &args.draft))
}
