//! Local values of this device, by name.

use rounds_core::{Entropy, Id};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

use crate::{Store, StoreError, Tx, open::held, sync::enrol};

const INSTALL_ID: &str = "install_id";

fn get(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM setting WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

fn put(connection: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        )?
        .execute(params![name, value])?;
    Ok(())
}

/// A value that is no JSON.
pub(crate) fn read_text(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    get(connection, name)
}

pub(crate) fn read<T: DeserializeOwned>(
    connection: &Connection,
    name: &str,
) -> Result<Option<T>, StoreError> {
    Ok(get(connection, name)?.and_then(|text| serde_json::from_str(&text).ok()))
}

pub(crate) fn write<T: Serialize>(connection: &Connection, name: &str, value: &T) -> Result<(), StoreError> {
    put(connection, name, &serde_json::to_string(value)?)
}

/// The id of this installation; `fresh` mints a new one, which follows the present one.
pub(crate) fn install_id(
    connection: &mut Connection,
    fresh: bool,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<Id, StoreError> {
    let known: Option<Id> = get(connection, INSTALL_ID)?.and_then(|text| text.parse().ok());
    if let Some(id) = known
        && !fresh
    {
        return Ok(id);
    }
    let id = entropy.id(now);
    let sql = connection.transaction()?;
    if let Some(old) = known {
        enrol::succeed(&sql, old)?;
    }
    put(&sql, INSTALL_ID, &id.to_string())?;
    sql.commit()?;
    Ok(id)
}

/// Values that are not worth a wait for the disk of their own, by name.
pub(crate) type Noted = BTreeMap<String, String>;

/// Puts into a transaction what was only noted so far.
pub(crate) fn put_noted(connection: &Connection, noted: &Noted) -> Result<(), StoreError> {
    noted.iter().try_for_each(|(name, value)| put(connection, name, value))
}

impl Store {
    /// A local value; none where it was never set or no longer fits its type.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        if let Some(noted) = held(&self.noted).get(name) {
            return Ok(serde_json::from_str(noted).ok());
        }
        self.read(|connection| read(connection, name))
    }

    /// Notes a local value that may be lost with the power: it is written with the next transaction, or when the folder is
    /// closed.
    pub fn note_setting<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        held(&self.noted).insert(name.to_owned(), serde_json::to_string(value)?);
        Ok(())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let noted = std::mem::take(&mut *held(&self.noted));
        if let Some(writer) = self.writer.as_ref().filter(|_| !noted.is_empty())
            && let Err(error) = put_noted(&held(writer), &noted)
        {
            tracing::warn!(%error, "what was only noted is lost");
        }
    }
}

impl Tx<'_> {
    /// As [`Store::setting`], within the transaction.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        read(&self.sql, name)
    }

    /// Sets a local value. Settings are not synced and leave no operation.
    pub fn set<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), StoreError> {
        write(&self.sql, name, value)?;
        self.changes.settings = true;
        Ok(())
    }
}
