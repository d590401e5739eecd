//! What a user decided: of an operation that was set aside, of two values for one field.

use rounds_core::{
    AppError, ErrorCode, Id,
    sync::{Choice, Conflict},
};
use rusqlite::params;

use super::{base, log};
use crate::{Changes, Store, StoreError, Tx, erase, query, record, record::Table};

impl Store {
    /// The operations of the transaction that `op_seq` (as HQ counts) belongs to are given up: their rows show what HQ has.
    pub fn give_up(&self, op_seq: i64) -> Result<Changes, StoreError> {
        let ((), changes) = self.take(|sql, changes| {
            let own = op_seq.saturating_add(log::offset(sql)?);
            let mut statement = sql.prepare_cached(
                "SELECT DISTINCT noun, id FROM outbox WHERE state = 'set_aside'
                 AND tx_id = (SELECT tx_id FROM outbox WHERE op_seq = ?)",
            )?;
            let rows: Vec<(String, String)> = statement
                .query_map([own], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut statement = sql.prepare_cached(
                "SELECT op_seq, noun, id, because FROM outbox WHERE state = 'set_aside'
                 AND tx_id = (SELECT tx_id FROM outbox WHERE op_seq = ?)",
            )?;
            let mut aside = statement.query([own])?;
            let mut erased: Vec<(i64, String, String)> = Vec::new();
            while let Some(row) = aside.next()? {
                let because = row.get_ref(3)?.as_str().unwrap_or_default();
                let because: Option<AppError> = serde_json::from_str(because).ok();
                let by_law = [ErrorCode::ErasedByLaw, ErrorCode::ContactErased];
                if because.is_some_and(|because| by_law.contains(&because.code)) {
                    erased.push((row.get(0)?, row.get(1)?, row.get(2)?));
                }
            }
            sql.execute(
                "UPDATE outbox SET state = 'dropped' WHERE state = 'set_aside'
                 AND tx_id = (SELECT tx_id FROM outbox WHERE op_seq = ?)",
                params![own],
            )?;
            for (op_seq, noun, id) in erased {
                erase::forget_given_up(sql, &noun, id.parse().unwrap_or_default(), op_seq)?;
            }
            for (noun, id) in rows {
                if let (Some(table), Ok(id)) = (Table::named(&noun), id.parse()) {
                    erase::forget_again(sql, table.noun, id)?;
                    base::settle(sql, table, id, changes)?;
                }
            }
            Ok(())
        })?;
        Ok(changes)
    }
}

impl Tx<'_> {
    /// Closes a conflict. Choosing the value that lost writes it by an operation of its own.
    pub fn choose(&mut self, conflict: Id, choice: Choice) -> Result<(), StoreError> {
        let mut row: Conflict = query::get(&self.sql, conflict)?;
        if choice == Choice::Lost {
            let table = Table::named(&row.noun).ok_or(StoreError::NotFound { noun: "noun" })?;
            let mut target = record::load(&self.sql, table, row.row_id)?
                .ok_or(StoreError::NotFound { noun: table.noun })?;
            match (row.field.as_str(), &row.lost) {
                // Deleted on one side, changed on the other: the changes are wanted, so the row comes back with them.
                ("deleted_at", serde_json::Value::Object(fields)) => {
                    target.insert("deleted_at".to_owned(), serde_json::Value::Null);
                    target.extend(fields.clone());
                }
                (field, lost) => {
                    target.insert(field.to_owned(), lost.clone());
                }
            }
            self.put_map(table, row.row_id, &target)?;
        }
        row.choice = Some(choice);
        self.put(&row)?;
        Ok(())
    }
}
