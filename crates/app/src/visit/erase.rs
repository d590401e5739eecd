//! Erasing by law: values of a signed visit go, their digests stay, and a link of the chain says who erased what and why.

use std::collections::{BTreeMap, BTreeSet};

use rounds_core::{
    AppError, ErrorCode,
    customer::check_text,
    evidence::{self, ERASE, EraseError, SHOWN, may_erase, repeats_in_shown},
    visit::{RecordState, VisitRecord},
};
use rounds_store as store;
use serde_json::{Value, json};

use super::{
    device_key, form_of,
    proof::{Author, link},
    screen,
};
use crate::{
    Ctx, Session,
    open::Open,
    wire::{EraseVisit, VisitScreen},
};

const MOST_REASON: usize = 200;

pub fn erase(session: &Session, args: EraseVisit, ctx: &Ctx) -> Result<VisitScreen, AppError> {
    let open = session.data(ctx)?;
    let id = args.id;
    erase_here(session, &open, args, ctx)?;
    screen::of(&open, id, ctx)
}

/// Erases `fields` of a visit that was signed on the screen. Gives back those that were not erased before; where there is
/// none, nothing is written.
///
/// `OutOfRange` names a field that is no personal one, `RoleTooLow` one that is for the supervisor.
pub fn erase_here(
    session: &Session,
    open: &Open,
    args: EraseVisit,
    ctx: &Ctx,
) -> Result<Vec<String>, AppError> {
    let person = open.person()?.ok_or(ErrorCode::NoData)?;
    let territory = open.territory()?.ok_or(ErrorCode::NoData)?;
    let reason = args.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(ErrorCode::Required.on("reason"));
    }
    check_text(&reason, MOST_REASON, false).map_err(|error| error.on("reason"))?;
    let record: VisitRecord = open.store.read(|sql| store::get(sql, args.id))?;
    let form = form_of(open, &record)?;
    let asked: BTreeSet<String> = args.fields.into_iter().collect();
    let mut paths = asked.clone();
    if paths.is_empty() {
        return Err(ErrorCode::Required.on("field"));
    }
    for path in &paths {
        match may_erase(&form, path, person.role) {
            Some(true) => {}
            Some(false) => return Err(ErrorCode::RoleTooLow.with("path", path.as_str())),
            None => return Err(ErrorCode::NotErasable.with("path", path.as_str())),
        }
    }
    if paths.iter().any(|path| repeats_in_shown(path)) {
        paths.insert(SHOWN.to_owned());
    }
    let key = device_key(session, open, ctx)?;
    let written = open.write(ctx, |tx| {
        let record: VisitRecord = store::get(tx.sql(), args.id)?;
        let evidence_id = record.evidence_id.filter(|_| record.state == RecordState::Signed);
        let evidence_id = evidence_id.ok_or(ErrorCode::NotSigned)?;
        let kept = store::evidence(tx.sql(), evidence_id)?.ok_or(ErrorCode::NotSigned)?;
        let known = evidence::verify(&kept.envelope).facts.unwrap_or_default();
        // What is erased already needs no second link.
        let left: Vec<&str> = paths
            .iter()
            .map(String::as_str)
            .filter(|path| !known.erased.iter().any(|gone| gone == path))
            .collect();
        let fresh =
            left.iter().filter(|path| asked.contains(**path)).map(|path| (*path).to_owned()).collect();
        if left.is_empty() {
            return Ok(fresh);
        }
        let erased = evidence::erase(&kept.envelope, &left).map_err(|error| match error {
            EraseError::NotIntact => ErrorCode::EvidenceAltered.with("what", args.id.to_string()),
            EraseError::Field(path) => ErrorCode::NotErasable.with("path", path),
        })?;
        tx.replace_erased(evidence_id, &erased)?;
        tx.put(&less(&record, &left)?)?;
        tx.forget_in_log(record.meta.id, &left)?;
        let author = Author {
            person: &person,
            install_id: open.store.install_id(),
            zone: &territory.zone,
            at: ctx.now,
        };
        let fields = [
            (ERASE, json!(evidence_id)),
            ("erase.record_id", json!(record.meta.id)),
            ("erase.fields", json!(left)),
            ("erase.reason", json!(reason)),
        ];
        let fields: BTreeMap<String, Value> =
            fields.into_iter().map(|(path, value)| (path.to_owned(), value)).chain(author.fields()).collect();
        link(tx, tx.new_id(), &fields, &key, author.install_id, ctx.entropy)?;
        Ok(fresh)
    })?;
    Ok(written.value)
}

/// The row without the values, so that it says no more than its evidence.
fn less(record: &VisitRecord, paths: &[&str]) -> Result<VisitRecord, AppError> {
    let unreadable = |_| ErrorCode::Internal.with("kind", "erase");
    let Value::Object(mut row) = serde_json::to_value(record).map_err(unreadable)? else {
        return Err(ErrorCode::Internal.with("kind", "erase"));
    };
    evidence::forget(&mut row, paths);
    serde_json::from_value(row.into()).map_err(unreadable)
}
