//! A device becomes known: its key certified, its customers found again by their codes.

use std::collections::BTreeMap;

use rounds_core::{
    ErrorCode, Id, Meta,
    canonical::sha256_hex,
    evidence::is_signed_by,
    sync::{
        Alias, Enrol, Enrolled, EnrolledDevice, Follows, LocalTerritory, MOST_IN_TRANSACTION, Scope,
        certificate_text, enrol_text, follows_text,
    },
};

use super::{Asker, territories};
use crate::{
    Hq, HqError,
    base::{Row, Tx},
    cells,
    push::check_schema,
    record::{Desk, Place, fields_of},
};

const LONGEST_NAME: usize = 100;

impl Hq {
    /// Enrols an installation with a one-time code, or as the successor of one that is enrolled.
    ///
    /// # Errors
    /// `SignInRefused`, `SignInWait`, `CodeUnknown`, `DemoNotEnrolled`, `NotAllowed`, `HqNewerNeeded`, `DeviceTooOld`.
    pub fn enrol(&self, asker: &Asker, body: &Enrol) -> Result<Enrolled, HqError> {
        check_schema(body.schema)?;
        if body.local.as_ref().is_some_and(|local| local.is_demo) {
            return Err(ErrorCode::DemoNotEnrolled.into());
        }
        let customers = body.local.as_ref().map_or(0, |local| local.customers.len());
        if customers > MOST_IN_TRANSACTION || body.device_name.chars().count() > LONGEST_NAME {
            return Err(ErrorCode::TooLarge.with("most", MOST_IN_TRANSACTION).into());
        }
        let text = enrol_text(body.install_id, body.code.as_deref());
        if !is_signed_by(&body.key_id, text.as_bytes(), &body.key_sig) {
            return Err(ErrorCode::BadArguments.on("key_sig").into());
        }
        let account = self.prove(&asker.strangers(), &body.user, &body.password, true)?;
        let enrolled = self.base.write(|tx| {
            let territory_id = match (&body.code, &body.follows) {
                (Some(code), None) => self.redeem(tx, code, account.person_id, body.install_id)?,
                (None, Some(follows)) => succeed(tx, body, follows, account.person_id)?,
                _ => return Err(ErrorCode::BadArguments.on("code").into()),
            };
            if !territories(tx, account.person_id)?.contains(&territory_id) {
                return Err(ErrorCode::NotAllowed.on("territory_id").into());
            }
            let mut desk = Desk::new(self);
            self.certify(tx, &mut desk, body, account.person_id, territory_id)?;
            desk.save(tx, self.now())?;
            let aliases = match_local(tx, body, account.person_id, territory_id)?;
            let session = self.open_session(tx, account.person_id, &account.role, body.install_id)?;
            let code =
                tx.row("SELECT code FROM territory_code WHERE territory_id = $1", cells![territory_id])?;
            self.audit(tx, &account.person_id.to_string(), "enrolled", &body.install_id.to_string())?;
            Ok(Enrolled {
                session,
                territory_id,
                territory_code: code.map_or_else(String::new, |row| row[0].text().to_owned()),
                aliases,
                has_rules: has_rules(tx, territory_id)?,
                hq_key_id: self.keys.signing.key_id(),
                epoch: self.epoch.id,
            })
        });
        if let Err(HqError::App(error)) = &enrolled
            && error.code == ErrorCode::CodeUnknown
        {
            self.count_failure(&asker.strangers())?;
        }
        enrolled
    }

    /// A one-time code → the territory. The same installation may send the same code again: the reply may have been lost.
    fn redeem(&self, tx: &mut dyn Tx, code: &str, person: Id, install: Id) -> Result<Id, HqError> {
        let hash = code_hash(code);
        let row = tx.row(
            "SELECT person_id, territory_id, expires_at, used_by FROM enrol_code WHERE code_hash = $1",
            cells![hash.as_str()],
        )?;
        let row = row.ok_or(ErrorCode::CodeUnknown)?;
        let used = row[3].maybe_text().is_some_and(|by| by != install.to_string());
        if row[0].id() != person || row[2].int() <= self.now() || used {
            return Err(ErrorCode::CodeUnknown.into());
        }
        let taken = tx.run(
            "UPDATE enrol_code SET used_by = $1 WHERE code_hash = $2 AND (used_by IS NULL OR used_by = $1)",
            cells![install, hash],
        )?;
        if taken == 1 { Ok(row[1].id()) } else { Err(ErrorCode::CodeUnknown.into()) }
    }

    /// Registers the key and signs its certificate.
    fn certify(
        &self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        body: &Enrol,
        person: Id,
        territory_id: Id,
    ) -> Result<(), HqError> {
        let known = tx.row(
            "SELECT person_id, key_id, removed_at FROM install WHERE install_id = $1",
            cells![body.install_id],
        )?;
        if let Some(row) = known {
            // The same again: a reply was lost. Anything else is another's number.
            let same = row[0].id() == person && row[1].text() == body.key_id && row[2].maybe_int().is_none();
            return if same { Ok(()) } else { Err(ErrorCode::NotAllowed.on("install_id").into()) };
        }
        let enrolled_at = self.now();
        let text = certificate_text(territory_id, body.install_id, &body.key_id, person, enrolled_at)?;
        let device = EnrolledDevice {
            meta: Meta::new(self.new_id(), territory_id, enrolled_at),
            install_id: body.install_id,
            key_id: body.key_id.clone(),
            person_id: person,
            name: body.device_name.clone(),
            enrolled_at,
            removed_at: None,
            hq_key_id: self.keys.signing.key_id(),
            sig: self.keys.signing.sign(text.as_bytes()),
        };
        let place = Place { scope: Scope::Territory(territory_id), noun: "device", id: device.meta.id };
        desk.get(tx, place)?;
        desk.add(self, place, fields_of(&device)?, None);
        tx.run(
            "INSERT INTO install (install_id, person_id, territory_id, device_id, key_id, name, enrolled_at,
               last_op_seq, wrapped_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)",
            cells![
                body.install_id,
                person,
                territory_id,
                device.meta.id,
                body.key_id.as_str(),
                body.device_name.as_str(),
                enrolled_at,
                body.wrapped_key.clone(),
            ],
        )?;
        Ok(())
    }
}

/// The territory of the installation that this one follows; its key vouches, its sessions end, its aliases go on.
fn succeed(tx: &mut dyn Tx, body: &Enrol, follows: &Follows, person: Id) -> Result<Id, HqError> {
    let row = tx
        .row(
            "SELECT person_id, territory_id, key_id, removed_at FROM install WHERE install_id = $1",
            cells![follows.install_id],
        )?
        .ok_or(ErrorCode::DeviceUnknown)?;
    let text = follows_text(follows.install_id, body.install_id, &body.key_id);
    if row[0].id() != person || !is_signed_by(row[2].text(), text.as_bytes(), &follows.sig) {
        return Err(ErrorCode::NotAllowed.on("follows").into());
    }
    if row[3].maybe_int().is_some() {
        return Err(ErrorCode::DeviceRemoved.into());
    }
    tx.run(
        "INSERT INTO alias (install_id, from_id, to_id, noun)
         SELECT CAST($1 AS TEXT), from_id, to_id, noun FROM alias WHERE install_id = $2
         ON CONFLICT (install_id, from_id) DO NOTHING",
        cells![body.install_id, follows.install_id],
    )?;
    Ok(row[1].id())
}

/// Whether a class or a segment has a frequency.
fn has_rules(tx: &mut dyn Tx, territory_id: Id) -> Result<bool, HqError> {
    let rows = tx.rows(
        "SELECT body FROM record WHERE scope = $1 AND noun = 'frequency_rule' AND deleted = 0 AND moved_to IS NULL",
        cells![Scope::Territory(territory_id)],
    )?;
    for row in &rows {
        let body: serde_json::Value = serde_json::from_str(row[0].text())?;
        if body["fields"]["target"]["kind"] != "set" {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which of headquarters' ids stand for the device's.
fn match_local(tx: &mut dyn Tx, body: &Enrol, person: Id, territory_id: Id) -> Result<Vec<Alias>, HqError> {
    if let Some(local) = &body.local {
        let rows = matched(tx, local, body.install_id, person, territory_id)?;
        tx.insert(
            "INSERT INTO alias (install_id, from_id, to_id, noun)",
            &rows,
            "ON CONFLICT (install_id, from_id) DO NOTHING",
        )?;
    }
    let rows = tx.rows(
        "SELECT noun, from_id, to_id FROM alias WHERE install_id = $1 ORDER BY from_id",
        cells![body.install_id],
    )?;
    Ok(rows
        .iter()
        .map(|row| Alias { noun: row[0].text().to_owned(), from: row[1].id(), to: row[2].id() })
        .collect())
}

fn matched(
    tx: &mut dyn Tx,
    local: &LocalTerritory,
    install: Id,
    person: Id,
    territory_id: Id,
) -> Result<Vec<Row>, HqError> {
    let rows = tx.rows(
        "SELECT id, body FROM record WHERE scope = $1 AND noun = 'customer' AND deleted = 0 AND moved_to IS NULL
         ORDER BY id DESC",
        cells![Scope::Territory(territory_id)],
    )?;
    let mut by_code: BTreeMap<String, Id> = BTreeMap::new();
    for row in &rows {
        let body: serde_json::Value = serde_json::from_str(row[1].text())?;
        if let Some(code) = body["fields"]["code"].as_str() {
            // Of two with one code the older holds.
            by_code.insert(code.trim().to_owned(), row[0].id());
        }
    }
    let mut pairs: BTreeMap<Id, (&str, Id)> = local
        .customers
        .iter()
        .filter_map(|customer| Some((customer.id, ("customer", *by_code.get(customer.code.trim())?))))
        .collect();
    pairs.insert(local.person_id, ("person", person));
    pairs.insert(local.territory_id, ("territory", territory_id));
    Ok(pairs
        .into_iter()
        .filter(|(from, (_, to))| from != to)
        .map(|(from, (noun, to))| vec![install.into(), from.into(), to.into(), noun.into()])
        .collect())
}

/// Codes are typed by people: spaces, hyphens and case do not matter.
pub fn code_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    sha256_hex(format!("rounds code {}", plain.to_ascii_uppercase()).as_bytes())
}
