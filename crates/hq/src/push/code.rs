//! A customer that is known by its code: one that comes anew is the one that is there, or somebody else's.

use std::borrow::Cow;

use rounds_core::{
    AppError, ErrorCode,
    operation::Operation,
    sync::{Alias, HeldRow, Scope},
};

use super::judge::{Judge, is_insert, new_id};
use crate::{
    HqError,
    base::{Row, Tx},
    codes::{held_by, known_by},
    record::{Desk, Place},
};

/// The code that an operation gives its customer.
pub fn new_code(operation: &Operation) -> Option<String> {
    let new = operation.fields.get("code").filter(|_| operation.noun == "customer")?;
    Some(known_by(new.get("new")?.as_str()?)).filter(|code| !code.is_empty())
}

impl Judge<'_> {
    /// Where an operation makes a customer whose code its territory has already, both are one: from now on the device's id
    /// stands for headquarters'. The device drops its own row when the feeds have brought the other.
    pub(super) fn joined<'o>(
        &mut self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        operation: &'o Operation,
    ) -> Result<Cow<'o, Operation>, HqError> {
        let code = if is_insert(operation) { new_code(operation) } else { None };
        let owner = code.map(|code| desk.codes.owner(tx, &code)).transpose()?.flatten();
        if let Some(owner) = owner.filter(|owner| *owner != operation.id) {
            let home = new_id(operation, "territory_id").unwrap_or(self.caller.territory_id);
            let place = |id| Place { scope: Scope::Territory(home), noun: "customer", id };
            let is_here = self.caller.territories.contains(&home)
                && desk.get(tx, place(owner))?.held.is_some_and(|row| row.deleted_at.is_none());
            // A row that headquarters has by this id was never another.
            if is_here && desk.follow(tx, place(operation.id))?.1.held.is_none() {
                self.aliases.0.insert(operation.id, owner);
                let alias = Alias { noun: "customer".to_owned(), from: operation.id, to: owner };
                self.new_aliases.push(alias);
            }
        }
        if self.new_aliases.is_empty() && owner.is_none() {
            return Ok(Cow::Borrowed(operation));
        }
        let mut joined = operation.clone();
        self.aliases.resolve(&mut joined);
        if owner == Some(joined.id) {
            // The same code, however it is written.
            joined.fields.remove("code");
        }
        Ok(Cow::Owned(joined))
    }

    pub(super) fn keep_aliases(&mut self, tx: &mut dyn Tx) -> Result<(), HqError> {
        let install = self.caller.install_id;
        let rows: Vec<Row> = std::mem::take(&mut self.new_aliases)
            .into_iter()
            .map(|alias| vec![install.into(), alias.from.into(), alias.to.into(), alias.noun.into()])
            .collect();
        tx.insert(
            "INSERT INTO alias (install_id, from_id, to_id, noun)",
            &rows,
            "ON CONFLICT (install_id, from_id) DO NOTHING",
        )
    }
}

/// # Errors
/// `CodeElsewhere`, without saying where; `DuplicateCode` in the row's own territory.
pub fn check_code(
    tx: &mut dyn Tx,
    desk: &mut Desk,
    place: Place,
    held: Option<&HeldRow>,
    row: &HeldRow,
) -> Result<Result<(), AppError>, HqError> {
    let Some(code) = held_by(row).filter(|code| held.and_then(held_by).as_ref() != Some(code)) else {
        return Ok(Ok(()));
    };
    let Some(owner) = desk.codes.owner(tx, &code)?.filter(|owner| *owner != place.id) else {
        return Ok(Ok(()));
    };
    let is_here = desk.get(tx, Place { id: owner, ..place })?.held.is_some();
    let refused = if is_here { ErrorCode::DuplicateCode } else { ErrorCode::CodeElsewhere };
    Ok(Err(refused.on("code").with("value", code)))
}
