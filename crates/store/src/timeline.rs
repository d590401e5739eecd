//! A customer's history beyond its records and issues: planned visits, pictures, changes of its file.

use rounds_core::{Id, attachment::Attachment, plan::PlannedVisit};
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::{StoreError, query::live};

/// A change of a customer's file or of one of its contacts, as the log of operations tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub tx_id: Id,
    pub actor: Id,
    /// `customer` or `contact`.
    pub noun: String,
    /// The names of the fields that changed; empty for a new row.
    pub fields: Vec<String>,
    pub made: bool,
    pub deleted: bool,
    /// UTC milliseconds.
    pub at: i64,
}

/// All changes of a customer's file and its contacts, oldest first.
pub fn changes_of_customer(connection: &Connection, customer: Id) -> Result<Vec<FileChange>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT tx_id, actor, noun, kind, fields, at FROM outbox
         WHERE (noun = 'customer' AND id = ?1)
            OR (noun = 'contact' AND id IN (SELECT id FROM contact WHERE customer_id = ?1))
         ORDER BY op_seq",
    )?;
    let mut rows = statement.query([customer.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = |index| Ok::<Id, rusqlite::Error>(row.get::<_, String>(index)?.parse().unwrap_or_default());
        let fields: Map<String, Value> = serde_json::from_str(row.get_ref(4)?.as_str().unwrap_or("{}"))?;
        // Only an operation that made the row names its territory.
        let made = fields.contains_key("territory_id");
        found.push(FileChange {
            tx_id: id(0)?,
            actor: id(1)?,
            noun: row.get(2)?,
            deleted: row.get_ref(3)?.as_str().unwrap_or_default() == "delete",
            fields: if made { Vec::new() } else { fields.into_iter().map(|(name, _)| name).collect() },
            made,
            at: row.get(5)?,
        });
    }
    Ok(found)
}

/// Every planned visit of a customer that was not taken out, newest first.
pub fn planned_of_customer(connection: &Connection, customer: Id) -> Result<Vec<PlannedVisit>, StoreError> {
    live(
        connection,
        "AND customer_id = ? AND state <> 'removed' ORDER BY date DESC, id DESC",
        [customer.to_string()],
    )
}

/// Pictures of a customer, of its visits and of its issues, newest first.
pub fn photos_of_customer(connection: &Connection, customer: Id) -> Result<Vec<Attachment>, StoreError> {
    live(
        connection,
        "AND (customer_id = ?1
              OR visit_record_id IN (SELECT id FROM visit_record WHERE customer_id = ?1)
              OR issue_id IN (SELECT id FROM issue WHERE customer_id = ?1))
         ORDER BY taken_at DESC, id DESC",
        [customer.to_string()],
    )
}
