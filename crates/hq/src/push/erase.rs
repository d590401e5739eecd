//! What a device erased by law is erased here as well, on the word of the file in which it says so.

use rounds_core::{
    AppError, ErrorCode,
    evidence::{ERASE, erasures, verify},
    sync::Scope,
};

use super::judge::{Judge, Read};
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
}
