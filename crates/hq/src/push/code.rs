//! What comes anew and is there already under another id: a customer, known by its code, a contact, known by the name in its
//! shop, and a frequency, known by whom it is for.

use std::borrow::Cow;

use rounds_core::{
    AppError, ErrorCode, Id,
    operation::Operation,
    sync::{Alias, HeldRow, Scope},
};

use super::judge::{Judge, is_insert, new_id};
use crate::{
    HqError,
    base::{Cell, Row, Tx},
    cells,
    codes::{held_by, known_by},
    record::{Desk, Place, kind},
};

/// The code that an operation gives its customer.
pub fn new_code(operation: &Operation) -> Option<String> {
    let new = operation.fields.get("code").filter(|_| operation.noun == "customer")?;
    Some(known_by(new.get("new")?.as_str()?)).filter(|code| !code.is_empty())
}

impl Judge<'_> {
    /// Where an operation makes a customer whose code its territory has already, or a contact or a frequency that is there,
    /// both are one: from now on the device's id stands for headquarters'. The device drops its own row when the feeds have
    /// brought the other.
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
                self.stands_for("customer", operation.id, owner);
            }
        }
        if operation.noun == "customer" && owner.is_none() && is_insert(operation) {
            self.made.insert(operation.id);
        }
        if let Some((noun, there)) = self.same(tx, desk, operation)? {
            self.stands_for(noun, operation.id, there);
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

    fn stands_for(&mut self, noun: &str, from: Id, to: Id) {
        self.aliases.0.insert(from, to);
        self.new_aliases.push(Alias { noun: noun.to_owned(), from, to });
    }

    /// The row that a new contact or frequency is another one of: somebody else made it, perhaps from the same workbook.
    fn same(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        operation: &Operation,
    ) -> Result<Option<(&'static str, Id)>, HqError> {
        let field = match operation.noun.as_str() {
            "contact" => "name",
            "frequency_rule" => "target",
            _ => return Ok(None),
        };
        let home = new_id(operation, "territory_id").unwrap_or(self.caller.territory_id);
        let customer = new_id(operation, "customer_id").map(|id| self.aliases.of(id));
        let new = operation.fields.get(field).and_then(|change| change.get("new"));
        let (Some(new), true) = (new, is_insert(operation) && self.caller.territories.contains(&home)) else {
            return Ok(None);
        };
        // Of a customer that nobody had before, nobody else made contacts. A set of customers has frequencies of its own.
        if customer.is_some_and(|customer| self.made.contains(&customer)) || new["kind"] == "set" {
            return Ok(None);
        }
        let noun = kind(&operation.noun)?.noun;
        let at = |id| Place { scope: Scope::Territory(home), noun, id };
        let mut cells = cells![Scope::Territory(home), noun].to_vec();
        cells.extend(customer.map(Cell::from));
        let whose = if customer.is_some() { "= $3" } else { "IS NULL" };
        let sql = format!(
            "SELECT id FROM record WHERE scope = $1 AND noun = $2 AND customer_id {whose} AND deleted = 0
               AND moved_to IS NULL ORDER BY id"
        );
        let rows = tx.rows(&sql, &cells)?;
        for id in rows.iter().map(|row| row[0].id()) {
            let Some(held) = desk.get(tx, at(id))?.held else { continue };
            let is_anothers = held.stamps.first.install_id != self.caller.install_id;
            if is_anothers && held.deleted_at.is_none() && held.field(field) == new {
                let is_known = desk.follow(tx, at(operation.id))?.1.held.is_some();
                return Ok((!is_known).then_some((noun, id)));
            }
        }
        Ok(None)
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
