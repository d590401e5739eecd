//! Who and what headquarters knows, as lists for whoever runs it.

use rounds_core::{Id, person::Role, sync::DeviceSays};
use serde::Serialize;

use crate::{
    Hq, HqError,
    base::Row,
    record::{name_in, slot_of},
    session::{ACCESS_MS, role_of},
};

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonLine {
    pub code: String,
    pub name: String,
    pub role: Role,
    /// UTC milliseconds; none = may sign in.
    pub disabled_at: Option<i64>,
    /// Codes of the territories that this person has now.
    pub territories: Vec<String>,
}

/// A device that was let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceLine {
    pub install_id: Id,
    /// What its user called it.
    pub name: String,
    pub person: String,
    pub person_name: String,
    pub territory: String,
    /// UTC milliseconds.
    pub enrolled_at: i64,
    /// UTC milliseconds; none = in use.
    pub removed_at: Option<i64>,
    /// The number of the last operation that arrived.
    pub last_op_seq: i64,
    /// When it last signed in, renewed its session or synced, to the minute. UTC milliseconds; none = not since it was let in
    /// by a rescue file alone.
    pub seen_at: Option<i64>,
    /// What it said of itself then; none = its program does not say.
    pub says: Option<DeviceSays>,
}

/// A territory and who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TerritoryLine {
    pub code: String,
    pub name: String,
    /// Codes of the persons.
    pub persons: Vec<String>,
}

impl Hq {
    /// Every person by code.
    pub fn persons(&self) -> Result<Vec<PersonLine>, HqError> {
        self.base.read(|tx| {
            let assigned = tx.rows(
                "SELECT a.person_id, t.code FROM assignment a JOIN territory_code t ON t.territory_id = a.territory_id
                 WHERE a.until IS NULL ORDER BY t.code",
                &[],
            )?;
            let rows = tx.rows("SELECT code, name, role, disabled_at, person_id FROM account ORDER BY code", &[])?;
            let line = |row: &Row| {
                let has = assigned.iter().filter(|one| one[0].id() == row[4].id());
                PersonLine {
                    code: row[0].text().to_owned(),
                    name: row[1].text().to_owned(),
                    role: role_of(row[2].text()),
                    disabled_at: row[3].maybe_int(),
                    territories: has.map(|one| one[1].text().to_owned()).collect(),
                }
            };
            Ok(rows.iter().map(line).collect())
        })
    }

    /// Every device by person, the latest first.
    pub fn devices(&self) -> Result<Vec<DeviceLine>, HqError> {
        self.base.read(|tx| {
            let rows = tx.rows(
                "SELECT i.install_id, i.name, a.code, a.name, t.code, i.enrolled_at, i.removed_at, i.last_op_seq,
                   (SELECT max(s.access_expires_at) FROM session s WHERE s.install_id = i.install_id), d.said, d.at
                 FROM install i JOIN account a ON a.person_id = i.person_id
                 LEFT JOIN device_says d ON d.install_id = i.install_id
                 JOIN territory_code t ON t.territory_id = i.territory_id
                 ORDER BY a.code, i.enrolled_at DESC, i.install_id",
                &[],
            )?;
            let line = |row: &Row| DeviceLine {
                install_id: row[0].id(),
                name: row[1].text().to_owned(),
                person: row[2].text().to_owned(),
                person_name: row[3].text().to_owned(),
                territory: row[4].text().to_owned(),
                enrolled_at: row[5].int(),
                removed_at: row[6].maybe_int(),
                last_op_seq: row[7].int(),
                seen_at: row[8].maybe_int().map(|expires| expires - ACCESS_MS).max(row[10].maybe_int()),
                says: row[9].maybe_text().and_then(|said| serde_json::from_str(said).ok()),
            };
            Ok(rows.iter().map(line).collect())
        })
    }

    /// Every territory by code.
    pub fn territories(&self) -> Result<Vec<TerritoryLine>, HqError> {
        let persons = self.persons()?;
        self.base.read(|tx| {
            let rows = tx.rows(
                "SELECT t.code, r.body, r.customer_id, r.moved_to FROM territory_code t
                 JOIN record r ON r.scope = 'territory-' || t.territory_id AND r.noun = 'territory' AND r.id = t.territory_id
                 ORDER BY t.code",
                &[],
            )?;
            let line = |row: &Row| {
                let code = row[0].text().to_owned();
                let has = persons.iter().filter(|person| person.territories.contains(&code));
                let persons = has.map(|person| person.code.clone()).collect();
                Ok(TerritoryLine { name: name_in(&slot_of(row, 1, 2, 3)?), persons, code })
            };
            rows.iter().map(line).collect()
        })
    }
}
