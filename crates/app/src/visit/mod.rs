//! 拜访: begun at the door, typed into a draft, ended in one transaction, signed for good.
//!
//! Invariants: at most one visit is open; everything typed lies in the draft until the visit ends; what ends a visit is
//! all written or not at all; a signed record is never changed, only corrected by another.

mod correct;
mod early;
mod end;
mod erase;
mod export;
mod hand;
mod internal;
mod list;
mod next;
mod outcome;
mod paper;
mod promise;
mod proof;
mod put_off;
mod rules;
mod save;
mod screen;
mod sign;
mod start;
mod status;

pub use correct::correct;
pub use early::take_planned;
pub use end::{Ending, discard, finish};
pub use erase::{erase, erase_here};
pub use export::{evidence_file, export};
pub use hand::{handed_back, in_hand};
pub use internal::internal;
pub use list::{all_summaries, list, summaries};
pub use outcome::follow;
pub use paper::{Matched, is_paper, note_paper, paper_row, visit_of};
pub use promise::{issues, next_visit, promised, signed_promise};
pub use proof::{Author, TOLD, Witness, append as append_evidence, of_row, signature_of};
pub use put_off::put_off;
pub use rules::{Given, problems, tidied, whole};
pub use save::save;
pub use screen::get;
pub use sign::{device_key, sign};
pub use start::{arrived, present_form, start};
pub use status::follow as follow_status;

use rounds_core::{
    AppError, ErrorCode, Id,
    canonical::sha256_hex,
    form::Form,
    plan::{PlannedVisit, Purpose},
    visit::{RecordState, VisitDraft, VisitRecord},
    zone::Zone,
};
use rounds_store::{self as store, Connection};
use serde_json::{Map, Value};

use crate::open::{LocalTime, Open};

/// Where the unfinished input of a visit lies.
pub fn draft_key(id: Id) -> String {
    format!("visit:{id}")
}

/// The form that a record was begun with.
pub fn form_of(open: &Open, record: &VisitRecord) -> Result<Form, AppError> {
    let missing =
        || ErrorCode::FormMissing.with("form", record.form_id.as_str()).with("version", record.form_version);
    let mut bodies = open.store.forms(&record.form_id, record.form_version)?.into_iter();
    // The text itself counts, not what is noted beside it.
    let body = bodies.find(|body| sha256_hex(body.as_bytes()) == record.form_hash).ok_or_else(missing)?;
    Ok(Form::parse(&body)?)
}

/// A record that is begun and not ended.
pub fn begun(sql: &Connection, id: Id) -> Result<VisitRecord, AppError> {
    let record: VisitRecord = store::get(sql, id)?;
    if record.state != RecordState::Open {
        return Err(ErrorCode::VisitEnded.into());
    }
    Ok(record)
}

/// What was kept of an ended visit, in the shape of a draft.
pub fn kept(record: &VisitRecord) -> VisitDraft {
    VisitDraft {
        outcome: record.outcome,
        answers: record.answers.clone(),
        internal: record.internal.clone(),
        restricted: record.restricted.clone(),
        copied: record.copied.clone(),
        told: record.told.clone(),
        companion: record.companion.clone(),
        companion_rating: record.companion_rating.clone(),
        cover_for: record.cover_for.clone(),
        ..VisitDraft::default()
    }
}

/// The planned visit that a record was made at.
pub fn planned_of(sql: &Connection, record: &VisitRecord) -> Result<Option<PlannedVisit>, AppError> {
    Ok(match record.planned_visit_id {
        Some(id) => store::find(sql, id)?,
        None => None,
    })
}

/// The purposes as answered, else as planned.
pub fn purposes(answers: &Map<String, Value>, planned: Option<&PlannedVisit>) -> Vec<Purpose> {
    let answered = answers.get("purposes").cloned().and_then(|given| serde_json::from_value(given).ok());
    answered.or_else(|| planned.map(|planned| planned.purposes.clone())).unwrap_or_default()
}

/// The zone of the open territory.
pub fn zone(open: &Open) -> Result<Zone, AppError> {
    Ok(Zone::named(&open.territory()?.ok_or(ErrorCode::NoData)?.zone))
}

/// Local date and minute of a moment.
pub fn local(zone: Zone, at: i64) -> LocalTime {
    LocalTime(zone.local(at))
}
