//! Forms: a new version of one that the program brings, for the whole organisation.

use rounds_core::{
    Id, Meta,
    form::{Form, PublishedForm, VISIT_RECORD, check_successor},
    row::Row as _,
    sync::Scope,
};
use serde::Serialize;

use super::{ADMIN, live, without_mark};
use crate::{
    Hq, HqError,
    base::Tx,
    record::{Desk, Place, fields_of},
};

/// A version of a form that devices fill in, or once did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormLine {
    pub id: String,
    pub version: u32,
    /// In Chinese, as it heads the sheet.
    pub title: String,
    /// SHA-256 of the canonical definition, lower-case hex.
    pub hash: String,
    /// UTC milliseconds; none = the program brings it.
    pub published_at: Option<i64>,
}

impl FormLine {
    fn of(form: &Form, hash: String, published_at: Option<i64>) -> Self {
        Self { id: form.id.clone(), version: form.version, title: form.title.zh.clone(), hash, published_at }
    }
}

/// The published versions, the newest first.
fn published(tx: &mut dyn Tx) -> Result<Vec<(PublishedForm, Form)>, HqError> {
    let mut all = Vec::new();
    for (row, _) in live::<PublishedForm>(tx, Scope::Organisation)? {
        if let Some(form) = row.form() {
            all.push((row, form));
        }
    }
    all.sort_by_key(|(row, _)| std::cmp::Reverse(row.form_version));
    Ok(all)
}

impl Hq {
    /// Publishes a form's file. Devices fill in new visits by it; what was begun or recorded keeps its own version.
    ///
    /// # Errors
    /// `Told`: what is wrong with the file; nothing was published.
    pub fn publish_form(&self, bytes: &[u8]) -> Result<FormLine, HqError> {
        let text = str::from_utf8(without_mark(bytes)).map_err(|_| HqError::told("publication_utf8", &[]))?;
        let form = Form::parse(text)?;
        let shipped = Form::parse(VISIT_RECORD)?;
        let definition = form.definition()?;
        self.base.write(|tx| {
            let mut desk = Desk::new(self);
            desk.lock(tx, Scope::Organisation)?;
            let mut earlier = vec![shipped.clone()];
            earlier.extend(published(tx)?.into_iter().map(|(_, form)| form));
            check_successor(&form, &shipped, &earlier)?;
            let row = PublishedForm {
                meta: Meta::new(self.new_id(), Id::nil(), self.now()),
                form_id: definition.id.clone(),
                form_version: definition.version,
                hash: definition.hash.clone(),
                body: definition.body.clone(),
            };
            let place = Place { scope: Scope::Organisation, noun: PublishedForm::NOUN, id: row.meta.id };
            desk.add(self, place, fields_of(&row)?, None);
            desk.save(tx, self.now())?;
            let name = format!("{} {}", definition.id, definition.version);
            self.audit(tx, ADMIN, "form_published", &name)?;
            Ok(FormLine::of(&form, definition.hash.clone(), Some(row.meta.created_at)))
        })
    }

    /// The form of now as a file to begin the next version with, its version already the next one.
    pub fn next_form(&self) -> Result<String, HqError> {
        let shipped = Form::parse(VISIT_RECORD)?;
        let newest = self.base.read(|tx| Ok(published(tx)?.into_iter().next()))?;
        let mut form = newest.map_or(shipped, |(_, form)| form);
        form.version = form.version.saturating_add(1);
        Ok(serde_json::to_string_pretty(&form)?)
    }

    /// Every version of the forms, the newest first, that of the program last.
    pub fn forms(&self) -> Result<Vec<FormLine>, HqError> {
        let shipped = Form::parse(VISIT_RECORD)?;
        let own = FormLine::of(&shipped, shipped.definition()?.hash, None);
        self.base.read(|tx| {
            let published = published(tx)?;
            let lines = published
                .iter()
                .map(|(row, form)| FormLine::of(form, row.hash.clone(), Some(row.meta.created_at)));
            Ok(lines.chain([own.clone()]).collect())
        })
    }
}
