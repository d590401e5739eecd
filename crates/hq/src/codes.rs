//! Customer codes belong to one customer in the whole organisation; the territory is a matter of where that lies.
//!
//! A code is known by its half-width form without blanks around it. Deleted customers give theirs back.

use std::collections::BTreeMap;

use rounds_core::{Id, search::half_width, sync::HeldRow};

use crate::{
    HqError,
    base::{Cell, Row, Tx},
    cells,
    record::Slot,
};

/// What a code is known by.
pub fn known_by(code: &str) -> String {
    code.chars().map(half_width).collect::<String>().trim().to_owned()
}

/// The code that a customer holds; none while it is deleted.
pub fn held_by(row: &HeldRow) -> Option<String> {
    let code = known_by(row.field("code").as_str()?);
    (row.deleted_at.is_none() && !code.is_empty()).then_some(code)
}

/// Whose codes are whose, while a transaction works on them.
#[derive(Default)]
pub struct Codes {
    /// Code → its customer, as the transaction has it by now.
    now: BTreeMap<String, Option<Id>>,
    /// Code → its customer, as it was before. Another transaction may have changed that since.
    before: BTreeMap<String, Option<Id>>,
    /// Codes whose customer it has changed.
    changed: std::collections::BTreeSet<String>,
}

impl Codes {
    /// The customer that holds a code.
    pub fn owner(&mut self, tx: &mut dyn Tx, code: &str) -> Result<Option<Id>, HqError> {
        if let Some(owner) = self.now.get(code) {
            return Ok(*owner);
        }
        let row = tx.row("SELECT customer_id FROM customer_code WHERE code = $1", cells![code])?;
        let owner = row.map(|row| row[0].id());
        self.see(code, owner);
        Ok(owner)
    }

    /// Reads codes that the transaction is going to ask for.
    pub fn load(&mut self, tx: &mut dyn Tx, codes: &[String]) -> Result<(), HqError> {
        let missing: Vec<&String> = codes.iter().filter(|code| !self.now.contains_key(*code)).collect();
        for row in rows_of(tx, &missing)? {
            self.see(row[0].text(), Some(row[1].id()));
        }
        for code in missing {
            if !self.now.contains_key(code) {
                self.see(code, None);
            }
        }
        Ok(())
    }

    fn see(&mut self, code: &str, owner: Option<Id>) {
        self.now.insert(code.to_owned(), owner);
        self.before.insert(code.to_owned(), owner);
    }

    /// A customer's row becomes another. A row that leaves for another territory takes its code along.
    pub fn pass(&mut self, id: Id, from: &Slot, to: &Slot) {
        if to.moved_to.is_some() || from.moved_to.is_some() {
            return;
        }
        let of = |slot: &Slot| slot.held.as_ref().and_then(held_by);
        let (old, new) = (of(from), of(to));
        if old == new {
            return;
        }
        if let Some(old) = old
            && self.now.get(&old).is_none_or(|owner| *owner == Some(id))
        {
            self.before.entry(old.clone()).or_insert(Some(id));
            self.now.insert(old.clone(), None);
            self.changed.insert(old);
        }
        if let Some(new) = new {
            self.before.entry(new.clone()).or_default();
            self.now.insert(new.clone(), Some(id));
            self.changed.insert(new);
        }
    }

    /// Writes what has changed. A code that another transaction took meanwhile makes this one lose its race.
    pub fn save(&mut self, tx: &mut dyn Tx) -> Result<(), HqError> {
        let changed: Vec<String> = std::mem::take(&mut self.changed).into_iter().collect();
        let mut taken: Vec<Row> = Vec::new();
        let before: BTreeMap<String, Id> =
            rows_of(tx, &changed)?.iter().map(|row| (row[0].text().to_owned(), row[1].id())).collect();
        for code in &changed {
            let (was, is) = (before.get(code).copied(), self.now.get(code).copied().flatten());
            let is_as_seen = was == self.before.get(code).copied().flatten();
            // Giving back what another holds by now changes nothing; taking it would.
            if was == is || (is.is_none() && !is_as_seen) {
                continue;
            }
            if !is_as_seen {
                return Err(HqError::Race);
            }
            if was.is_some() {
                tx.run("DELETE FROM customer_code WHERE code = $1", cells![code.as_str()])?;
            }
            if let Some(is) = is {
                taken.push(vec![code.as_str().into(), is.into()]);
            }
        }
        tx.add("customer_code", "code, customer_id", &taken)
    }
}

fn rows_of(tx: &mut dyn Tx, codes: &[impl AsRef<str>]) -> Result<Vec<Row>, HqError> {
    let these: Vec<Cell> = codes.iter().map(|code| code.as_ref().into()).collect();
    if these.is_empty() {
        return Ok(Vec::new());
    }
    tx.among("code, customer_id", "customer_code", "code", &[], &these)
}

/// Fills the table from the rows that are there. Of several with one code the oldest holds it.
pub fn fill(tx: &mut dyn Tx) -> Result<(), HqError> {
    let rows = tx.rows(
        "SELECT id, body FROM record WHERE noun = 'customer' AND deleted = 0 AND moved_to IS NULL ORDER BY id",
        &[],
    )?;
    let mut first: BTreeMap<String, Id> = BTreeMap::new();
    for row in &rows {
        if let Some(code) =
            row[1].maybe_text().map(serde_json::from_str).transpose()?.as_ref().and_then(held_by)
        {
            first.entry(code).or_insert(row[0].id());
        }
    }
    let rows: Vec<Row> = first.into_iter().map(|(code, id)| vec![code.into(), id.into()]).collect();
    tx.run("DELETE FROM customer_code", &[])?;
    tx.insert("INSERT INTO customer_code (code, customer_id)", &rows, "")
}
