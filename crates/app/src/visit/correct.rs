//! A correction: a new record that names the old. Both stay.

use rounds_core::{
    AppError, ErrorCode, Meta,
    visit::{RecordState, VisitRecord},
};
use rounds_store as store;
use serde_json::Map;

use super::{form_of, kept, save, screen, start};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{ById, VisitScreen},
};

/// Begins the correction of an ended record, filled with what that says. Only the latest of a chain is corrected.
pub fn correct(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let former: VisitRecord = open.store.read(|sql| store::get(sql, id))?;
    // A form that is gone cannot be filled again.
    form_of(&open, &former)?;
    let written = open.write(ctx, |tx| {
        if let Some(by) = store::correction_of(tx.sql(), id)? {
            return Err(ErrorCode::CorrectedAlready.with("id", by.to_string()));
        }
        start::none_open(tx, &open, ctx)?;
        let former: VisitRecord = store::get(tx.sql(), id)?;
        let territory = Open::home(tx)?;
        let record = VisitRecord {
            meta: Meta::new(tx.new_id(), territory.meta.id, tx.now()),
            state: RecordState::Open,
            outcome: None,
            companion: None,
            companion_rating: None,
            cover_for: None,
            answers: Map::new(),
            internal: Map::new(),
            restricted: Map::new(),
            copied: Vec::new(),
            told: Vec::new(),
            corrects: Some(id),
            evidence_id: None,
            paper_id: None,
            clock_doubt_ms: start::clock_doubt(tx)?,
            ..former.clone()
        };
        tx.insert(&record)?;
        save::keep(tx, record.meta.id, &kept(&former))?;
        Ok(record.meta.id)
    })?;
    screen::of(&open, written.value, ctx)
}
