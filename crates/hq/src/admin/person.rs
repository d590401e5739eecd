//! People with their roles and passwords.

use rounds_core::{
    Id, Meta,
    person::{Person, Role},
    sync::Scope,
};

use super::{ADMIN, check_name, person_of};
use crate::{
    Hq, HqError, cells,
    record::{Desk, Place, fields_of},
    session::{password, word_of},
};

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub code: String,
    pub name: String,
    pub role: Role,
    pub phone: Option<String>,
    pub password: String,
}

impl Hq {
    /// Adds a person. A code belongs to one person.
    pub fn add_person(&self, new: &NewPerson) -> Result<Id, HqError> {
        check_name("person_code", &new.code)?;
        check_name("person_name", &new.name)?;
        if let Some(phone) = &new.phone {
            rounds_core::customer::check_phone(phone)
                .map_err(|_| HqError::told("phone", &[("phone", phone)]))?;
        }
        let hash = password::hashed(&new.password, self.entropy.as_ref())?;
        let person = Person {
            meta: Meta::new(self.new_id(), Id::nil(), self.now()),
            code: new.code.clone(),
            name: new.name.clone(),
            role: new.role,
            phone: new.phone.clone(),
        };
        let id = person.meta.id;
        self.base.write(|tx| {
            if tx.row("SELECT 1 FROM account WHERE code = $1", cells![new.code.as_str()])?.is_some() {
                return Err(HqError::told("person_twice", &[("code", &new.code)]));
            }
            tx.run(
                "INSERT INTO account (person_id, code, name, role, password) VALUES ($1, $2, $3, $4, $5)",
                cells![id, new.code.as_str(), new.name.as_str(), word_of(new.role), hash.as_str()],
            )?;
            let mut desk = Desk::new(self);
            let place = Place { scope: Scope::Person(id), noun: "person", id };
            desk.write(self, tx, place, &fields_of(&person)?, None)?;
            desk.save(tx, self.now())?;
            self.audit(tx, ADMIN, "person_added", &new.code)?;
            Ok(id)
        })
    }

    /// Sets a password and ends the person's sessions.
    pub fn set_password(&self, code: &str, password: &str) -> Result<(), HqError> {
        let hash = password::hashed(password, self.entropy.as_ref())?;
        self.base.write(|tx| {
            let person = person_of(tx, code)?;
            tx.run("UPDATE account SET password = $1 WHERE person_id = $2", cells![hash.as_str(), person])?;
            self.end_sessions(tx, person)?;
            self.audit(tx, ADMIN, "password_set", code)
        })
    }

    /// Lets a person in no more, or again. What their devices have not sent yet is taken when they are let in again.
    pub fn disable_person(&self, code: &str, disabled: bool) -> Result<(), HqError> {
        self.base.write(|tx| {
            let person = person_of(tx, code)?;
            let at = disabled.then(|| self.now());
            tx.run("UPDATE account SET disabled_at = $1 WHERE person_id = $2", cells![at, person])?;
            if disabled {
                self.end_sessions(tx, person)?;
            }
            self.audit(tx, ADMIN, if disabled { "person_disabled" } else { "person_enabled" }, code)
        })
    }

    fn end_sessions(&self, tx: &mut dyn crate::base::Tx, person: Id) -> Result<(), HqError> {
        tx.run(
            "UPDATE session SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL",
            cells![self.now(), person],
        )?;
        Ok(())
    }
}
