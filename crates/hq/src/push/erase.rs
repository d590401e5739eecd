//! What a device erased by law is erased here as well, on the word of the file in which it says so.

use rounds_core::{
    AppError, ErrorCode,
    evidence::{ERASE, erasures, verify},
    sync::{Scope, kind_of},
};
use serde_json::Value;

use super::{
    incoming::Incoming,
    judge::{Judge, Read},
};
use crate::{
    HqError,
    base::Tx,
    cells,
    erase::{check_paths, erase_signed, forms},
    record::{Desk, Place},
};

/// Evidence that lost values, or the number in its transaction of the operation that may not say so, and why.
type Erased = Result<Vec<Place>, (usize, AppError)>;

impl Judge<'_> {
    /// Carries out the erasures that a transaction tells of, before it is judged: its own change of the signed row then finds
    /// nothing left to change. The file has to be signed by the installation that sends it, and its person may erase what
    /// it names.
    pub fn erase_by_law(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        operations: &[Read],
    ) -> Result<Erased, HqError> {
        let mut erased = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            let Ok(operation) = operation else { continue };
            let new = operation.fields.get("envelope").and_then(|change| change.get("new")?.as_str());
            // Most files tell of no erasure, and are verified once, when they are countersigned.
            let tells = |envelope: &&str| operation.noun == "evidence" && envelope.contains(ERASE);
            let Some(envelope) = new.filter(tells) else { continue };
            let verdict = verify(envelope.as_bytes());
            let Some(facts) = verdict.facts.filter(|_| verdict.findings.is_empty()) else { continue };
            let Some((of, erasure)) = erasures(&facts) else { continue };
            let key =
                tx.row("SELECT key_id FROM install WHERE install_id = $1", cells![self.caller.install_id])?;
            if key.is_none_or(|row| row[0].text() != facts.key_id) {
                return Ok(Err((index, ErrorCode::NotAllowed.on("key_id"))));
            }
            let paths: Vec<&str> = erasure.paths.iter().map(String::as_str).collect();
            if let Err(refused) = check_paths(&forms(tx)?, &paths, self.caller.role) {
                return Ok(Err((index, refused)));
            }
            for territory in &self.caller.territories {
                let place = Place { scope: Scope::Territory(*territory), noun: "evidence", id: of };
                match erase_signed(self.hq, tx, desk, place, &paths)? {
                    Ok(gone) if gone.is_empty() => {}
                    Ok(_) => {
                        erased.push(desk.follow(tx, place)?.0);
                        break;
                    }
                    Err(refused) => return Ok(Err((index, refused))),
                }
            }
        }
        Ok(Ok(erased))
    }

    /// An operation as it is kept when it is set aside: without what was erased by law before its writer saw that, so that
    /// headquarters does not keep it after all, and a retry applies the rest.
    pub fn cleared(&self, tx: &mut dyn Tx, desk: &mut Desk, incoming: &Incoming) -> Result<Value, HqError> {
        let mut value: Value = serde_json::from_str(incoming.text)?;
        let Ok(mut operation) = incoming.operation.clone() else { return Ok(value) };
        self.aliases.resolve(&mut operation);
        let Some(kind) = kind_of(&operation.noun) else { return Ok(value) };
        let Ok((_, slot, _)) = self.place(tx, desk, kind, &operation)? else { return Ok(value) };
        let base = operation.base_version;
        if let (Some(held), Some(fields)) =
            (slot.held, value.get_mut("fields").and_then(Value::as_object_mut))
        {
            fields.retain(|name, change| {
                let erased = held.erased.get(name).is_some_and(|version| *version > base);
                !erased && !held.restores(name, change.get("new").unwrap_or(&Value::Null), base)
            });
        }
        Ok(value)
    }
}
