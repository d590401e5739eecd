//! Keeping what is typed, and saying what it means.

use rounds_core::{
    AppError, ErrorCode, Id,
    form::Form,
    visit::{VisitDraft, VisitRecord, shown_lines},
};
use rounds_store::{self as store, Connection, Tx};
use serde::{Deserialize, Serialize};

use super::{
    begun, draft_key, form_of, planned_of,
    rules::{self, Given},
    zone,
};
use crate::{
    Ctx, Session,
    wire::{SaveVisit, VisitCheck},
};

/// What is typed so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// How often it was kept: two windows on one visit tell by it which of them knows the latest.
    #[serde(default)]
    pub revision: u32,
    #[serde(flatten)]
    pub draft: VisitDraft,
}

pub fn typed(sql: &Connection, id: Id) -> Result<Typed, AppError> {
    let body = store::draft(sql, &draft_key(id))?;
    // A draft that no longer reads as one would lock the visit for good: what is typed anew takes its place.
    Ok(body.and_then(|body| serde_json::from_value(body).ok()).unwrap_or_default())
}

/// Refuses when the draft was kept again since the revision `of`; none = nobody asks.
pub fn is_latest(sql: &Connection, id: Id, of: Option<u32>) -> Result<(), AppError> {
    match of {
        Some(of) if of != typed(sql, id)?.revision => Err(ErrorCode::VisitElsewhere.into()),
        _ => Ok(()),
    }
}

/// Keeps the draft in the place of the former one; gives back its revision.
pub fn keep(tx: &mut Tx, id: Id, draft: &VisitDraft) -> Result<u32, AppError> {
    let revision = typed(tx.sql(), id)?.revision.saturating_add(1);
    let body = serde_json::to_value(Typed { revision, draft: draft.clone() });
    tx.save_draft(&draft_key(id), &body.map_err(|_| ErrorCode::Internal)?)?;
    Ok(revision)
}

/// What the answers of now mean.
pub fn check(form: &Form, given: &Given, Typed { revision, draft }: &Typed) -> VisitCheck {
    let tidy = rules::tidied(form, draft);
    VisitCheck {
        sections: rules::stations(form, given, &tidy),
        problems: rules::problems(form, given, draft, false),
        missing: rules::missing(form, given, draft),
        shown: shown_lines(form, &rules::whole(given, &tidy)),
        revision: *revision,
    }
}

/// Keeps a draft as it is typed, right or wrong, unless another window has kept a newer one.
pub fn save(session: &Session, args: SaveVisit, ctx: &Ctx) -> Result<VisitCheck, AppError> {
    let open = session.data(ctx)?;
    // Read first: what is kept is also answered, or its window would take its own draft for another's.
    let (form, zone) = {
        let record: VisitRecord = open.store.read(|sql| store::get(sql, args.id))?;
        (form_of(&open, &record)?, zone(&open)?)
    };
    // In one transaction, so that a window in which the visit is ended meanwhile leaves no draft behind.
    let written = open.write(ctx, |tx| {
        let record = begun(tx.sql(), args.id)?;
        is_latest(tx.sql(), args.id, args.revision)?;
        let revision = keep(tx, args.id, &args.draft)?;
        let planned = planned_of(tx.sql(), &record)?;
        Ok((record, planned, revision))
    })?;
    let (record, planned, revision) = written.value;
    let given = Given { record: &record, planned: planned.as_ref(), zone, signature: None };
    Ok(check(&form, &given, &Typed { revision, draft: args.draft }))
}
