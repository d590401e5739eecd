//! Becoming a device of HQ: ids that hold there, and a new installation that follows an earlier one.

use std::collections::BTreeMap;

use rounds_core::{
    Entropy, Id,
    sync::{Alias, Aliases, KINDS},
};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    answered::{self, WAITS},
    log,
};
use crate::{
    KeyPlace, Seed, Store, StoreError,
    open::held,
    record::{self, Table},
    setting,
};

const PREDECESSOR: &str = "sync_predecessor";
/// Of a person HQ knows everything better; of a territory everything but where its manager's days start and end.
const KEPT_OF_TERRITORY: &[&str] = &["start", "end"];

/// The installation that this one follows and HQ still knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predecessor {
    pub install_id: Id,
}

/// Notes, when a new installation id takes the place of `old`, whom it follows, and from where its operations are numbered.
pub(crate) fn succeed(connection: &Connection, old: Id) -> Result<(), StoreError> {
    let answered = answered::up_to(connection)?;
    // One that never came to HQ is not followed; the one before it is.
    let unknown = answered == log::offset(connection)?
        && setting::read::<Option<Predecessor>>(connection, PREDECESSOR)?.flatten().is_some();
    if !unknown {
        setting::write(connection, PREDECESSOR, &Some(Predecessor { install_id: old }))?;
    }
    setting::write(connection, log::OFFSET, &answered)
}

impl Store {
    /// Takes a new installation id, because another copy of this folder goes on under the present one.
    pub fn become_another(&self, now: i64, entropy: &dyn Entropy) -> Result<Id, StoreError> {
        let mut writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        let id = setting::install_id(&mut writer, true, now, entropy)?;
        drop(writer);
        *held(&self.install_id) = id;
        Ok(id)
    }

    /// The installation that this one follows, until it is enrolled itself.
    pub fn predecessor(&self) -> Result<Option<Predecessor>, StoreError> {
        Ok(self.setting::<Option<Predecessor>>(PREDECESSOR)?.flatten())
    }

    /// The signing seed of an earlier installation of this folder, if it is still there.
    pub fn earlier_seed(&self, place: &KeyPlace, install_id: Id) -> Result<Option<Seed>, StoreError> {
        place.seed(self.folder().path(), install_id)
    }

    /// Keeps a local value.
    pub fn keep_setting<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        self.take(|sql, _| setting::write(sql, name, value))?;
        Ok(())
    }

    /// HQ has enrolled this installation for a person: renames every row by the aliases, makes the person the writer of what
    /// nobody wrote yet, and keeps `value` under the setting `name`, together. Where the territory `has_rules` of its own, the
    /// frequencies that the program gave this folder yield to them.
    pub fn take_enrolment<T: Serialize>(
        &self,
        person_id: Id,
        aliases: &[Alias],
        has_rules: bool,
        name: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        self.take(|sql, changes| {
            changes.settings = true;
            let follows = setting::read::<Option<Predecessor>>(sql, PREDECESSOR)?.flatten();
            for alias in aliases {
                sql.execute(
                    "INSERT OR REPLACE INTO alias (old_id, noun, new_id) VALUES (?, ?, ?)",
                    params![alias.from.to_string(), alias.noun, alias.to.to_string()],
                )?;
            }
            let moved: BTreeMap<Id, Id> = aliases
                .iter()
                .filter(|alias| alias.from != alias.to)
                .map(|alias| (alias.from, alias.to))
                .collect();
            if !moved.is_empty() {
                let aliases = Aliases(moved);
                rename_rows(sql, &aliases)?;
                rename_operations(sql, &aliases)?;
                rename_texts(sql, &aliases)?;
            }
            // The transaction that made the first territory and its person had nobody to name.
            sql.execute(
                &format!("UPDATE outbox SET actor = ? WHERE {WAITS} AND actor = ?"),
                [person_id.to_string(), Id::nil().to_string()],
            )?;
            if follows.is_none() {
                if has_rules {
                    yield_rules(sql)?;
                }
                yield_to_hq(sql)?;
            }
            setting::write(sql, PREDECESSOR, &None::<Predecessor>)?;
            setting::write(sql, name, value)
        })?;
        Ok(())
    }

    /// The id that holds for one that was given here before enrolment, such as a printed sheet carries.
    pub fn resolve_id(&self, id: Id) -> Result<Id, StoreError> {
        self.read(|sql| {
            let found: Option<String> = rusqlite::OptionalExtension::optional(
                sql.prepare_cached("SELECT new_id FROM alias WHERE old_id = ?")?
                    .query_row([id.to_string()], |row| row.get(0)),
            )?;
            Ok(found.and_then(|id| id.parse().ok()).unwrap_or(id))
        })
    }
}

fn rename_rows(sql: &Connection, aliases: &Aliases) -> Result<(), StoreError> {
    for kind in KINDS.iter().filter(|kind| !kind.bare) {
        let Some(table) = Table::named(kind.noun) else { continue };
        let text = format!("SELECT {} FROM \"{}\"", table.select_list(), table.noun);
        let mut renamed: Vec<(Id, Map<String, Value>)> = Vec::new();
        let mut statement = sql.prepare(&text)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let old = record::read_map(table, row)?;
            let mut new = Value::Object(old.clone());
            aliases.resolve_value(&mut new);
            if let Value::Object(new) = new
                && new != old
            {
                let id = old.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
                renamed.push((id.unwrap_or_default(), new));
            }
        }
        for (id, row) in renamed {
            record::remove(sql, table, id)?;
            record::replace(sql, table, &row)?;
        }
    }
    Ok(())
}

fn rename_operations(sql: &Connection, aliases: &Aliases) -> Result<(), StoreError> {
    let mut statement =
        sql.prepare(&format!("SELECT op_seq, id, actor, fields FROM outbox WHERE {WAITS}"))?;
    let mut rows = statement.query([])?;
    let mut renamed = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, actor, text): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let mut fields: Value = serde_json::from_str(&text)?;
        let before = fields.clone();
        aliases.resolve_value(&mut fields);
        let of = |id: &str| id.parse().map_or_else(|_| id.to_owned(), |id| aliases.of(id).to_string());
        let (new_id, new_actor) = (of(&id), of(&actor));
        if fields != before || new_id != id || new_actor != actor {
            renamed.push((row.get::<_, i64>(0)?, new_id, new_actor, fields.to_string()));
        }
    }
    for (op_seq, id, actor, fields) in renamed {
        sql.prepare_cached("UPDATE outbox SET id = ?, actor = ?, fields = ? WHERE op_seq = ?")?
            .execute(params![id, actor, fields, op_seq])?;
    }
    Ok(())
}

/// Drafts and settings name rows in texts of their own.
fn rename_texts(sql: &Connection, aliases: &Aliases) -> Result<(), StoreError> {
    for (from, to) in &aliases.0 {
        let ids = [from.to_string(), to.to_string()];
        sql.execute(
            "UPDATE draft SET key = replace(key, ?1, ?2), body = replace(body, ?1, ?2)",
            ids.clone(),
        )?;
        sql.execute(
            "UPDATE setting SET value = replace(value, ?1, ?2) WHERE name <> 'install_id'",
            ids.clone(),
        )?;
        sql.execute("UPDATE scan SET code = replace(code, ?1, ?2) WHERE code IS NOT NULL", ids.clone())?;
    }
    Ok(())
}

/// The program's own frequencies, which nobody has changed, and those that were deleted again go before HQ hears of them.
/// Numbers have no gaps, so their operations stay and say no more than that such a row is not to be.
fn yield_rules(sql: &Connection) -> Result<(), StoreError> {
    let mut statement = sql.prepare(
        "SELECT id FROM frequency_rule WHERE version = 0 AND (deleted_at IS NOT NULL OR id IN (
           SELECT id FROM outbox WHERE noun = 'frequency_rule' GROUP BY id HAVING count(*) = 1 AND max(tx_id) IN (
             SELECT tx_id FROM outbox WHERE noun = 'territory' AND kind = 'put' AND base_version = 0)))",
    )?;
    let ids: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in ids {
        sql.execute(
            "UPDATE outbox SET kind = 'delete', fields = '{}' WHERE noun = 'frequency_rule' AND id = ?",
            [&id],
        )?;
        sql.execute("DELETE FROM frequency_rule WHERE id = ?", [&id])?;
    }
    Ok(())
}

/// What was made up here for a person and a territory that HQ knows is no change against HQ.
fn yield_to_hq(sql: &Connection) -> Result<(), StoreError> {
    sql.execute(&format!("UPDATE outbox SET fields = '{{}}' WHERE noun = 'person' AND {WAITS}"), [])?;
    let mut statement =
        sql.prepare(&format!("SELECT op_seq, fields FROM outbox WHERE noun = 'territory' AND {WAITS}"))?;
    let rows: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    for (op_seq, text) in rows {
        let mut fields: Map<String, Value> = serde_json::from_str(&text)?;
        fields.retain(|name, _| KEPT_OF_TERRITORY.contains(&name.as_str()));
        sql.execute(
            "UPDATE outbox SET fields = ? WHERE op_seq = ?",
            params![Value::Object(fields).to_string(), op_seq],
        )?;
    }
    Ok(())
}
