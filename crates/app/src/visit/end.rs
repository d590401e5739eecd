//! Ending a visit: the draft moves into the row, the plan and the promises follow, all in one transaction.

use rounds_core::{
    AppError, ErrorCode,
    attachment::Attachment,
    form::Form,
    plan::PlannedVisit,
    visit::{RecordState, Signature, VisitDraft, VisitRecord},
    zone::Zone,
};
use rounds_store::{self as store, Tx};
use serde_json::json;

use super::{
    begun, draft_key, early, form_of, internal, outcome, planned_of, promise, purposes,
    rules::{self, Given},
    save, screen, status, zone,
};
use crate::{
    Ctx, Session,
    book::Book,
    bulletin,
    open::Open,
    today,
    wire::{ById, Nothing, TodayView, VisitScreen},
};

/// What ends together.
pub struct Ending {
    pub record: VisitRecord,
    /// As it will be kept.
    pub draft: VisitDraft,
    pub planned: Option<PlannedVisit>,
    pub zone: Zone,
}

impl Ending {
    pub fn given<'a>(&'a self, signature: Option<&'a Signature>) -> Given<'a> {
        Given { record: &self.record, planned: self.planned.as_ref(), zone: self.zone, signature }
    }

    /// The draft goes into the row. A wrong answer stops it and is named.
    pub fn read(tx: &Tx, open: &Open, form: &Form, id: rounds_core::Id) -> Result<Self, AppError> {
        let mut record = begun(tx.sql(), id)?;
        let planned = planned_of(tx.sql(), &record)?;
        let mut draft = rules::tidied(form, &save::typed(tx.sql(), id)?.draft);
        let purposes = purposes(&draft.answers, planned.as_ref());
        if !purposes.is_empty() {
            draft.answers.insert("purposes".to_owned(), json!(purposes));
        }
        record.outcome = draft.outcome;
        record.answers.clone_from(&draft.answers);
        record.internal.clone_from(&draft.internal);
        record.restricted.clone_from(&draft.restricted);
        record.copied.clone_from(&draft.copied);
        record.told = bulletin::told(tx.sql(), &draft)?;
        record.companion.clone_from(&draft.companion);
        record.companion_rating.clone_from(&draft.companion_rating);
        record.cover_for.clone_from(&draft.cover_for);
        // A correction tells of the same hours.
        record.left_at = record.left_at.or(Some(tx.now()));
        Ok(Self { record, draft, planned, zone: zone(open)? })
    }

    /// A visit that was made without a plan takes the place of the one that its week still held.
    pub fn take_planned(&mut self, tx: &mut Tx, open: &Open, book: &Book) -> Result<(), AppError> {
        if let Some(planned) = early::take_planned(tx, open, book, &mut self.record, self.zone)? {
            self.planned = Some(planned);
        }
        Ok(())
    }

    /// Writes the record and everything that follows from it.
    pub fn settle(&self, tx: &mut Tx, open: &Open, book: &Book, is_received: bool) -> Result<(), AppError> {
        tx.put(&self.record)?;
        tx.drop_draft(&draft_key(self.record.meta.id))?;
        internal::remember_wishes(tx, &self.record)?;
        let former = promise::former(tx, self)?;
        promise::issues(tx, open, self, former.as_ref())?;
        outcome::follow(tx, open, book, self, is_received)?;
        promise::next_visit(tx, open, book, self)
    }
}

/// Ends a visit without a signature on the screen: in vain, or unsigned.
pub fn finish(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let book = open.book(ctx)?;
    let form = form_of(&open, &open.store.read(|sql| store::get::<VisitRecord>(sql, id))?)?;
    open.write(ctx, |tx| {
        let mut ending = Ending::read(tx, &open, &form, id)?;
        let outcome = ending.draft.outcome.ok_or_else(|| ErrorCode::OutcomeMissing.on("outcome"))?;
        if let Some(error) =
            rules::problems(&form, &ending.given(None), &ending.draft, true).into_iter().next()
        {
            return Err(error);
        }
        ending.record.state = RecordState::Finished;
        // Nobody signed: an absent owner's shop was visited in vain.
        let is_made = outcome.is_visit_made(false);
        if is_made {
            ending.take_planned(tx, &open, &book)?;
        }
        ending.settle(tx, &open, &book, is_made)
    })?;
    let status_change = status::follow(&open, id, ctx)?;
    Ok(VisitScreen { status_change, ..screen::of(&open, id, ctx)? })
}

/// Drops a visit that was begun by mistake, with its draft and its pictures.
pub fn discard(session: &Session, ById { id }: ById, ctx: &Ctx) -> Result<TodayView, AppError> {
    let open = session.data(ctx)?;
    open.write(ctx, |tx| {
        begun(tx.sql(), id)?;
        for photo in store::photos_of_visit(tx.sql(), id)? {
            tx.delete::<Attachment>(photo.meta.id)?;
        }
        tx.delete::<VisitRecord>(id)?;
        Ok(tx.drop_draft(&draft_key(id))?)
    })?;
    today::get(session, Nothing {}, ctx)
}
