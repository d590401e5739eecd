//! Territories, and who has them.

use rounds_core::{Id, Meta, sync::Scope, territory::Territory, zone::Zone};

use super::{ADMIN, check_name, person_of, territory_by};
use crate::{
    Hq, HqError, cells,
    record::{Desk, Place, fields_of},
};

/// A territory to be added.
#[derive(Clone, Debug)]
pub struct NewTerritory {
    pub code: String,
    pub name: String,
    pub organisation: String,
    /// IANA zone.
    pub zone: String,
}

impl Hq {
    /// Adds a territory. A code belongs to one territory.
    pub fn add_territory(&self, new: &NewTerritory) -> Result<Id, HqError> {
        check_name("code", &new.code)?;
        check_name("name", &new.name)?;
        if Zone::find(&new.zone).is_none() {
            return Err(HqError::told("no_zone", &[("zone", &new.zone)]));
        }
        let id = self.new_id();
        let territory = Territory {
            meta: Meta::new(id, id, self.now()),
            code: new.code.clone(),
            name: new.name.clone(),
            organisation: new.organisation.clone(),
            zone: new.zone.clone(),
            start: None,
            end: None,
            is_demo: false,
        };
        self.base.write(|tx| {
            if tx.row("SELECT 1 FROM territory_code WHERE code = $1", cells![new.code.as_str()])?.is_some() {
                return Err(HqError::told("territory_twice", &[("code", &new.code)]));
            }
            tx.run(
                "INSERT INTO territory_code (territory_id, code) VALUES ($1, $2)",
                cells![id, new.code.as_str()],
            )?;
            let mut desk = Desk::new(self);
            let place = Place { scope: Scope::Territory(id), noun: "territory", id };
            desk.write(self, tx, place, &fields_of(&territory)?, None)?;
            desk.save(tx, self.now())?;
            self.audit(tx, ADMIN, "territory_added", &new.code)?;
            Ok(id)
        })
    }

    /// Gives a territory to a person, or takes it away. Several may have one: a supervisor, a cover.
    pub fn assign(&self, territory: &str, person: &str, has: bool) -> Result<(), HqError> {
        self.base.write(|tx| {
            let (territory_id, person_id) = (territory_by(tx, territory)?, person_of(tx, person)?);
            let until = (!has).then(|| self.now());
            tx.run(
                "INSERT INTO assignment (person_id, territory_id, since, until) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (person_id, territory_id) DO UPDATE SET until = excluded.until",
                cells![person_id, territory_id, self.now(), until],
            )?;
            let what = if has { "territory_given" } else { "territory_taken" };
            self.audit(tx, ADMIN, what, &format!("{territory} {person}"))
        })
    }
}
