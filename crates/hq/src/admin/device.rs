//! Devices: the one-time code that lets one in, and its removal.

use rounds_core::{Id, sync::Scope};
use serde_json::{Map, json};

use super::{ADMIN, person_of, territory_by};
use crate::{
    Hq, HqError, cells,
    record::{Desk, Place},
    session::{enrol::code_hash, territories},
};

/// Milliseconds for which a code may be used.
const CODE_MS: i64 = 7 * 86_400_000;
/// No letters that are mistaken for digits.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

impl Hq {
    /// A one-time code of 60 bits for a person's device in a territory, to be typed or shown as QR.
    pub fn enrol_code(&self, person: &str, territory: &str) -> Result<String, HqError> {
        let mut bytes = [0; 12];
        self.entropy.fill(&mut bytes);
        let letters: Vec<char> =
            bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
        let code = letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-");
        self.base.write(|tx| {
            let (person_id, territory_id) = (person_of(tx, person)?, territory_by(tx, territory)?);
            let disabled = "SELECT 1 FROM account WHERE person_id = $1 AND disabled_at IS NOT NULL";
            if tx.row(disabled, cells![person_id])?.is_some() {
                return Err(HqError::told("person_disabled", &[("person", &person)]));
            }
            if !territories(tx, person_id)?.contains(&territory_id) {
                return Err(HqError::told("not_assigned", &[("person", &person), ("territory", &territory)]));
            }
            tx.run(
                "INSERT INTO enrol_code (code_hash, person_id, territory_id, expires_at) VALUES ($1, $2, $3, $4)",
                cells![code_hash(&code), person_id, territory_id, self.now() + CODE_MS],
            )?;
            self.audit(tx, ADMIN, "code_made", &format!("{person} {territory}"))
        })?;
        Ok(code)
    }

    /// Lets a device in no more. Its key stays certified for what it signed before.
    pub fn remove_device(&self, install: Id) -> Result<(), HqError> {
        self.base.write(|tx| {
            let row = tx
                .row("SELECT territory_id, device_id FROM install WHERE install_id = $1", cells![install])?
                .ok_or_else(|| HqError::told("no_device", &[("id", &install)]))?;
            let now = self.now();
            tx.run("UPDATE install SET removed_at = $1 WHERE install_id = $2", cells![now, install])?;
            let mut desk = Desk::new(self);
            let place = Place { scope: Scope::Territory(row[0].id()), noun: "device", id: row[1].id() };
            let fields = Map::from_iter([("removed_at".to_owned(), json!(now))]);
            desk.write(self, tx, place, &fields, None)?;
            desk.save(tx, now)?;
            self.audit(tx, ADMIN, "device_removed", &install.to_string())
        })
    }
}
