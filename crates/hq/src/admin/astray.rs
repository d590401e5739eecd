//! Evidence that did not go with its customer: older programs did not know whose it was, and left it behind when the
//! customer was reassigned.

use std::collections::BTreeMap;

use rounds_core::{Id, evidence, sync::Scope};

use super::ADMIN;
use crate::{
    Hq, HqError,
    base::Tx,
    cells,
    hq::{set, setting},
    record::{Desk, Place, Slot, kind, slot_of},
};

/// Set while it has to be looked for.
const ASTRAY: &str = "evidence_astray";

/// Where a visit lies, and its customer.
type Home = (Scope, Id);

/// What an older program kept is looked through when headquarters is opened next.
pub fn note(tx: &mut dyn Tx) -> Result<(), HqError> {
    set(tx, ASTRAY, "1")
}

impl Hq {
    /// Brings evidence to the territory where its visit is by now, and notes whose it is. Does nothing but once.
    pub(crate) fn bring_home(&self) -> Result<(), HqError> {
        if self.base.read(|tx| setting(tx, ASTRAY))?.is_none() {
            return Ok(());
        }
        self.base.write(|tx| {
            let scopes: Vec<Scope> = tx
                .rows("SELECT territory_id FROM territory_code ORDER BY territory_id", &[])?
                .iter()
                .map(|row| Scope::Territory(row[0].id()))
                .collect();
            let mut homes = BTreeMap::new();
            for scope in &scopes {
                homes_in(tx, *scope, &mut homes)?;
            }
            let mut desk = Desk::new(self);
            // Always in one order, as whoever else changes several.
            for scope in &scopes {
                desk.lock(tx, *scope)?;
            }
            let mut moved = 0;
            for scope in &scopes {
                moved += bring_from(tx, &mut desk, *scope, &homes)?;
            }
            desk.save(tx, self.now())?;
            tx.run("DELETE FROM hq_setting WHERE name = $1", cells![ASTRAY])?;
            if moved > 0 {
                self.audit(tx, ADMIN, "evidence_moved", &moved.to_string())?;
            }
            Ok(())
        })
    }
}

/// Of one territory. Gives back how much left it.
fn bring_from(
    tx: &mut dyn Tx,
    desk: &mut Desk,
    scope: Scope,
    homes: &BTreeMap<Id, Home>,
) -> Result<u64, HqError> {
    let mut moved = 0;
    for row in tx.rows(
        "SELECT id, body, customer_id, moved_to FROM record
         WHERE scope = $1 AND noun = 'evidence' AND customer_id IS NULL AND moved_to IS NULL ORDER BY seq",
        cells![scope],
    )? {
        let id = row[0].id();
        let slot = slot_of(&row, 1, 2, 3)?;
        // What tells of an erasure goes where that goes which it tells of.
        let of = || {
            let envelope = slot.held.as_ref()?.field("envelope").as_str()?;
            evidence::erased_evidence(envelope)
        };
        let Some((home, customer)) = homes.get(&id).or_else(|| homes.get(&of()?)).copied() else {
            continue;
        };
        let place = Place { scope, noun: kind("evidence")?.noun, id };
        if home == scope {
            // Nothing that anybody else sees.
            tx.run(
                "UPDATE record SET customer_id = $1 WHERE scope = $2 AND noun = 'evidence' AND id = $3",
                cells![customer, scope, id],
            )?;
            continue;
        }
        let there = Place { scope: home, ..place };
        if desk.get(tx, there)?.held.is_none() {
            desk.get(tx, place)?;
            desk.put(there, Slot { customer_id: Some(customer), ..slot });
            desk.put(place, Slot { held: None, customer_id: Some(customer), moved_to: Some(home) });
            moved += 1;
        }
    }
    Ok(moved)
}

/// Of the evidence that a territory's visits name.
fn homes_in(tx: &mut dyn Tx, scope: Scope, homes: &mut BTreeMap<Id, Home>) -> Result<(), HqError> {
    for row in tx.rows(
        "SELECT body, customer_id, moved_to FROM record
         WHERE scope = $1 AND noun = 'visit_record' AND moved_to IS NULL",
        cells![scope],
    )? {
        let slot = slot_of(&row, 0, 1, 2)?;
        let (Some(held), Some(customer)) = (slot.held, slot.customer_id) else { continue };
        let named = ["evidence_id", "paper_id"].map(|field| held.field(field).as_str()?.parse().ok());
        homes.extend(named.into_iter().flatten().map(|id: Id| (id, (scope, customer))));
    }
    Ok(())
}
