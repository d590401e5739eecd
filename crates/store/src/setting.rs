//! Local values of this device, by name.

use rounds_core::{Entropy, Id};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Store, StoreError, Tx, sync::enrol};

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

impl Store {
    /// A local value; none where it was never set or no longer fits its type.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        self.read(|connection| read(connection, name))
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
