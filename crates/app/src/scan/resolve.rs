//! Whose a code is.

use chrono::NaiveDate;
use rounds_core::{
    AppError, Id,
    plan::PlannedVisit,
    visit::{RecordState, VisitRecord},
};
use rounds_scan::{Code, Filled};
use rounds_store::{self as store, Connection};
use serde_json::Value;

use crate::{sheet, wire::ScanState};

/// What a code leads to.
pub enum Owner {
    Record(Box<VisitRecord>),
    /// A planned visit without a record.
    Planned(Box<PlannedVisit>),
    /// Nobody yet.
    Nobody(ScanState),
}

/// The words of a code as the table keeps them.
pub fn text(code: &Code) -> String {
    match code {
        Code::Visit(id) => id.to_string(),
        Code::Filled(filled) => filled.id.to_string(),
        // Whatever a stranger's code says, a line of it is enough to know it by.
        Code::Foreign(text) => text.chars().filter(|ch| !ch.is_control()).take(120).collect(),
    }
}

/// Whose the code is. A sheet whose day is still to come is nobody's yet: no visit can have been made.
pub fn owner(
    sql: &Connection,
    code: Option<&Code>,
    spares: &[sheet::Spare],
    today: NaiveDate,
) -> Result<Owner, AppError> {
    let owner = at_any_day(sql, code, spares)?;
    let is_early = match &owner {
        Owner::Planned(planned) => planned.date > today,
        _ => false,
    };
    Ok(if is_early { Owner::Nobody(ScanState::Early) } else { owner })
}

fn at_any_day(sql: &Connection, code: Option<&Code>, spares: &[sheet::Spare]) -> Result<Owner, AppError> {
    match code {
        None => Ok(Owner::Nobody(ScanState::Unreadable)),
        // A code that begins like ours and says nothing of ours is worth a look at the original.
        Some(Code::Foreign(text)) if text.starts_with("ROUNDS:") => Ok(Owner::Nobody(ScanState::Foreign)),
        Some(Code::Foreign(_)) => Ok(Owner::Nobody(ScanState::Stranger)),
        Some(Code::Visit(id)) => visit(sql, *id, spares),
        Some(Code::Filled(filled)) => signed(sql, filled),
    }
}

fn visit(sql: &Connection, id: Id, spares: &[sheet::Spare]) -> Result<Owner, AppError> {
    if let Some(planned) = store::find::<PlannedVisit>(sql, id)? {
        return of_planned(sql, planned);
    }
    if let Some(record) = store::find::<VisitRecord>(sql, id)? {
        return Ok(Owner::Record(Box::new(record)));
    }
    if spares.iter().any(|spare| spare.id == id) {
        // A spare sheet that was told of once is known from then on.
        return Ok(match store::record_of_sheet(sql, id)? {
            Some(record) => Owner::Record(Box::new(record)),
            None => Owner::Nobody(ScanState::Spare),
        });
    }
    Ok(Owner::Nobody(ScanState::Foreign))
}

/// The planned visit, or its record: the one that corrects all others.
pub fn of_planned(sql: &Connection, planned: PlannedVisit) -> Result<Owner, AppError> {
    let records = store::records_of_planned(sql, planned.meta.id)?;
    let is_corrected =
        |record: &VisitRecord| records.iter().any(|other| other.corrects == Some(record.meta.id));
    Ok(match records.iter().rev().find(|record| !is_corrected(record)) {
        Some(record) => Owner::Record(Box::new(record.clone())),
        None => Owner::Planned(Box::new(planned)),
    })
}

/// A filled sheet says what was signed: every part of it must agree with the evidence.
fn signed(sql: &Connection, filled: &Filled) -> Result<Owner, AppError> {
    let Some(record) = store::find::<VisitRecord>(sql, filled.id)? else {
        return Ok(Owner::Nobody(ScanState::Foreign));
    };
    let evidence = match record.evidence_id.filter(|_| record.state == RecordState::Signed) {
        Some(id) => store::evidence(sql, id)?,
        None => None,
    };
    let agrees = evidence.is_some_and(|evidence| {
        let envelope: Value = serde_json::from_slice(&evidence.envelope).unwrap_or_default();
        let says = |name: &str| envelope[name].as_str().unwrap_or_default().to_ascii_lowercase();
        evidence.hash.eq_ignore_ascii_case(&hex(&filled.hash))
            && says("sig") == hex(&filled.sig)
            && says("key_id").starts_with(&hex(&filled.key))
    });
    Ok(if agrees { Owner::Record(Box::new(record)) } else { Owner::Nobody(ScanState::Forged) })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
