//! Rows while a transaction works on them: loaded once, changed in memory, written together.
//!
//! A scope's counter is locked before the first of its rows is read, and until the transaction ends: so numbers are given in
//! the order in which changes become visible, and no reader's cursor can pass over one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rounds_core::{
    Id,
    operation::{OP_SCHEMA, Operation, OperationKind},
    row::Row as Noun,
    sync::{HeldRow, Merged, NounKind, Scope, Stamp, Stamps, kind_of, merge},
};
use serde_json::{Map, Value, json};

use crate::{
    Hq, HqError,
    base::{Cell, Row, Tx},
    blob, cells,
    codes::Codes,
    push::{Loser, keep_lost},
};

/// Where a row lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub scope: Scope,
    pub noun: &'static str,
    pub id: Id,
}

/// What lies there; nothing at all = it never did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    pub held: Option<HeldRow>,
    /// The customer that it goes with when that is reassigned.
    pub customer_id: Option<Id>,
    /// The row has left for this scope.
    pub moved_to: Option<Scope>,
}

/// A row as a transaction leaves it, at its place in its feed.
#[derive(Clone, Debug)]
pub struct Saved {
    pub place: Place,
    pub seq: i64,
    pub held: Option<HeldRow>,
}

#[derive(Clone, Debug)]
pub struct Counter {
    pub seq: i64,
    pub chain_seq: i64,
    pub chain_hash: Option<String>,
}

/// What a row is written by.
const COLUMNS: &str = "scope, noun, id, seq, customer_id, deleted, changed_at, moved_to, body";

/// A transaction's working set.
pub struct Desk {
    floor: i64,
    slots: HashMap<Place, Slot>,
    /// Where nothing was when it was looked, and nobody can have put anything since: the scope is locked.
    absent: HashSet<Place>,
    pub counters: BTreeMap<Scope, Counter>,
    pub codes: Codes,
    changed: Vec<Place>,
    /// What was there before, for taking back what belongs together; with the head of its chain, where that goes on.
    before: Vec<(Place, Slot, Option<Counter>)>,
}

pub fn slot_of(row: &Row, body: usize, customer: usize, moved: usize) -> Result<Slot, HqError> {
    Ok(Slot {
        held: row[body].maybe_text().map(serde_json::from_str).transpose()?,
        customer_id: row[customer].maybe_text().and_then(|id| id.parse().ok()),
        moved_to: row[moved].maybe_text().and_then(|scope| scope.parse().ok()),
    })
}

/// What the row is called; nothing where it has no name.
pub fn name_in(slot: &Slot) -> String {
    let name = slot.held.as_ref().and_then(|held| held.fields.get("name")?.as_str());
    name.unwrap_or_default().to_owned()
}

impl Desk {
    pub fn new(hq: &Hq) -> Self {
        Self {
            floor: hq.epoch.floor(),
            slots: HashMap::new(),
            absent: HashSet::new(),
            counters: BTreeMap::new(),
            codes: Codes::default(),
            changed: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Locks a scope until the transaction ends.
    pub fn lock(&mut self, tx: &mut dyn Tx, scope: Scope) -> Result<(), HqError> {
        if self.counters.contains_key(&scope) {
            return Ok(());
        }
        let lock = "UPDATE counter SET seq = seq WHERE scope = $1 RETURNING seq, chain_seq, chain_hash";
        let mut row = tx.row(lock, cells![scope])?;
        if row.is_none() {
            tx.run(
                "INSERT INTO counter (scope, seq, floor, chain_seq) VALUES ($1, 0, 0, 0)
                 ON CONFLICT (scope) DO NOTHING",
                cells![scope],
            )?;
            row = tx.row(lock, cells![scope])?;
        }
        let row = row.ok_or(HqError::Race)?;
        let counter = Counter {
            seq: row[0].int().max(self.floor),
            chain_seq: row[1].int(),
            chain_hash: row[2].maybe_text().map(str::to_owned),
        };
        self.counters.insert(scope, counter);
        Ok(())
    }

    /// Reads rows of one noun that the transaction is going to ask for.
    pub fn load(
        &mut self,
        tx: &mut dyn Tx,
        scope: Scope,
        noun: &'static str,
        ids: &BTreeSet<Id>,
    ) -> Result<(), HqError> {
        self.lock(tx, scope)?;
        let missing: Vec<Id> = ids
            .iter()
            .copied()
            .filter(|id| !self.slots.contains_key(&Place { scope, noun, id: *id }))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let these: Vec<Cell> = missing.iter().map(|id| Cell::from(*id)).collect();
        for id in missing {
            self.slots.insert(Place { scope, noun, id }, Slot::default());
            self.absent.insert(Place { scope, noun, id });
        }
        let (what, key) = ("id, body, customer_id, moved_to", "scope = $1 AND noun = $2 AND id");
        for row in tx.among(what, "record", key, cells![scope, noun], &these)? {
            let place = Place { scope, noun, id: row[0].id() };
            self.absent.remove(&place);
            self.slots.insert(place, slot_of(&row, 1, 2, 3)?);
        }
        Ok(())
    }

    pub fn get(&mut self, tx: &mut dyn Tx, place: Place) -> Result<Slot, HqError> {
        if !self.slots.contains_key(&place) {
            self.load(tx, place.scope, place.noun, &[place.id].into())?;
        }
        Ok(self.slots.get(&place).cloned().unwrap_or_default())
    }

    /// The place where the row is now, following moves.
    pub fn follow(&mut self, tx: &mut dyn Tx, mut place: Place) -> Result<(Place, Slot), HqError> {
        // A customer that has been passed around more often than this since the device was last here is not looked for.
        for _ in 0..8 {
            let slot = self.get(tx, place)?;
            match slot.moved_to {
                Some(scope) => place.scope = scope,
                None => return Ok((place, slot)),
            }
        }
        Ok((place, Slot::default()))
    }

    pub fn put(&mut self, place: Place, slot: Slot) {
        let is_link = place.noun == "countersign";
        let counter = self.counters.get(&place.scope).filter(|_| is_link).cloned();
        let before = self.slots.insert(place, slot).unwrap_or_default();
        if place.noun == "customer" {
            self.codes.pass(place.id, &before, &self.slots[&place]);
        }
        self.before.push((place, before, counter));
        self.changed.push(place);
    }

    pub fn mark(&self) -> usize {
        self.before.len()
    }

    /// Takes back everything since `mark`.
    pub fn back_to(&mut self, mark: usize) {
        while self.before.len() > mark {
            if let Some((place, slot, counter)) = self.before.pop() {
                let undone = self.slots.insert(place, slot).unwrap_or_default();
                if place.noun == "customer" {
                    self.codes.pass(place.id, &undone, &self.slots[&place]);
                }
                // A link is added before its chain goes on from it.
                if let Some(counter) = counter {
                    self.counters.insert(place.scope, counter);
                }
            }
        }
        self.changed.truncate(mark);
    }

    /// The version that a change of the row makes.
    pub fn next_version(&self, held: Option<&HeldRow>) -> i64 {
        held.map_or(1, |row| row.version + 1).max(self.floor + 1)
    }

    /// Writes what has changed, in the order of the feeds' numbers; a row that changed more than once takes one place in its
    /// feed.
    pub fn save(&mut self, tx: &mut dyn Tx, now: i64) -> Result<Vec<Saved>, HqError> {
        let mut seen = HashSet::with_capacity(self.changed.len());
        let mut order: Vec<Place> =
            self.changed.iter().rev().filter(|place| seen.insert(**place)).copied().collect();
        order.reverse();
        let (mut new, mut rows): (Vec<Row>, Vec<Row>) = Default::default();
        let mut saved = Vec::with_capacity(order.len());
        for place in order {
            let slot = self.slots.remove(&place).unwrap_or_default();
            let counter = self.counters.get_mut(&place.scope).ok_or(HqError::Race)?;
            counter.seq += 1;
            let deleted = slot.held.as_ref().is_some_and(|row| row.deleted_at.is_some());
            if let (Scope::Territory(territory), "attachment", Some(row)) =
                (place.scope, place.noun, &slot.held)
            {
                blob::announce(tx, territory, row)?;
            }
            let to = if self.absent.contains(&place) { &mut new } else { &mut rows };
            to.push(vec![
                place.scope.into(),
                place.noun.into(),
                place.id.into(),
                counter.seq.into(),
                slot.customer_id.into(),
                i64::from(deleted).into(),
                now.into(),
                slot.moved_to.into(),
                slot.held.as_ref().map(serde_json::to_string).transpose()?.into(),
            ]);
            let held = slot.held.filter(|_| slot.moved_to.is_none());
            saved.push(Saved { place, seq: counter.seq, held });
        }
        tx.add("record", COLUMNS, &new)?;
        tx.insert(
            &format!("INSERT INTO record ({COLUMNS})"),
            &rows,
            "ON CONFLICT (scope, noun, id) DO UPDATE SET seq = excluded.seq, customer_id = excluded.customer_id,
             deleted = excluded.deleted, changed_at = excluded.changed_at, moved_to = excluded.moved_to,
             body = excluded.body",
        )?;
        self.codes.save(tx)?;
        for (scope, counter) in &self.counters {
            tx.run(
                "UPDATE counter SET seq = $1, chain_seq = $2, chain_hash = $3 WHERE scope = $4",
                cells![counter.seq, counter.chain_seq, counter.chain_hash.clone(), *scope],
            )?;
        }
        self.changed.clear();
        self.before.clear();
        // What was read is as it was before.
        self.slots.clear();
        self.absent.clear();
        Ok(saved)
    }

    /// A change by headquarters itself, merged like any other. Gives back what it lost to.
    pub fn write(
        &mut self,
        hq: &Hq,
        tx: &mut dyn Tx,
        place: Place,
        fields: &Map<String, Value>,
        customer_id: Option<Id>,
    ) -> Result<Merged, HqError> {
        let version = self.get(tx, place)?.held.map_or(0, |row| row.version);
        self.write_onto(hq, tx, place, fields, customer_id, version)
    }

    /// The same by somebody who has not seen what devices wrote: where that differs, its owner's value stays, and the other
    /// is kept as a conflict. Whether anything changed.
    pub fn write_unseen(
        &mut self,
        hq: &Hq,
        tx: &mut dyn Tx,
        place: Place,
        fields: &Map<String, Value>,
        customer_id: Option<Id>,
    ) -> Result<bool, HqError> {
        let other_at = self.get(tx, place)?.held.map(|row| row.updated_at);
        let merged = self.write_onto(hq, tx, place, fields, customer_id, 0)?;
        let loser = Loser { place, row_id: place.id, by: None, at: hq.now(), other_at };
        for lost in &merged.lost {
            keep_lost(hq, tx, self, loser, lost)?;
        }
        Ok(merged.changed)
    }

    fn write_onto(
        &mut self,
        hq: &Hq,
        tx: &mut dyn Tx,
        place: Place,
        fields: &Map<String, Value>,
        customer_id: Option<Id>,
        base_version: i64,
    ) -> Result<Merged, HqError> {
        let slot = self.get(tx, place)?;
        let kind = kind(place.noun)?;
        let held = slot.held.as_ref();
        let operation = Operation {
            install_id: hq.install_id,
            op_seq: 0,
            tx_id: Id::nil(),
            op_schema: OP_SCHEMA,
            actor: Id::nil(),
            noun: place.noun.to_owned(),
            id: place.id,
            kind: OperationKind::Put,
            base_version,
            fields: fields
                .iter()
                .map(|(name, new)| (name.clone(), json!({ "old": null, "new": new })))
                .collect(),
            at: hq.now(),
            customer_version: None,
            erased: Vec::new(),
        };
        let merged = merge(kind, held, &operation, hq.writer(), self.next_version(held))?;
        if merged.changed {
            let slot = Slot {
                held: Some(merged.row.clone()),
                customer_id: customer_id.or(slot.customer_id),
                moved_to: None,
            };
            self.put(place, slot);
        }
        Ok(merged)
    }

    /// A row that headquarters adds and nobody has yet.
    pub fn add(&mut self, hq: &Hq, place: Place, fields: Map<String, Value>, customer_id: Option<Id>) {
        let version = self.next_version(None);
        let writer = hq.writer();
        let first = Stamp { version, install_id: writer.install_id, side: writer.side };
        let row = HeldRow {
            version,
            created_at: hq.now(),
            updated_at: hq.now(),
            deleted_at: None,
            fields,
            stamps: Stamps { first, later: BTreeMap::new() },
            erased: BTreeMap::new(),
            erased_by: None,
        };
        self.put(place, Slot { held: Some(row), customer_id, moved_to: None });
    }
}

pub fn kind(noun: &str) -> Result<&'static NounKind, HqError> {
    kind_of(noun).ok_or_else(|| rounds_core::ErrorCode::NounUnknown.with("noun", noun).into())
}

/// A row's fields without its head and without what is empty.
pub fn fields_of<R: Noun>(row: &R) -> Result<Map<String, Value>, HqError> {
    let Value::Object(mut map) = serde_json::to_value(row)? else { return Ok(Map::new()) };
    map.retain(|name, value| {
        !value.is_null() && R::COLUMNS.iter().any(|(column, _)| *column == name.as_str())
    });
    Ok(map)
}

/// The territory that a row of a scope names as its own.
pub fn territory_of(scope: Scope) -> Id {
    match scope {
        Scope::Territory(id) => id,
        Scope::Organisation | Scope::Person(_) => Id::nil(),
    }
}
