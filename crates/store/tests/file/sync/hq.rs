//! Headquarters as far as the store can see it: the real merge, one feed, verdicts that are given again.

use std::collections::BTreeMap;

use rounds_core::{
    Entropy, ErrorCode, Id,
    customer::Customer,
    operation::{OP_SCHEMA, Operation, OperationKind},
    sync::{Entry, EntryKind, FeedPage, HeldRow, Outcome, Scope, Side, Verdict, Writer, kind_of, merge},
};
use rounds_store::{Store, get};
use serde_json::{Value, json};

use crate::common::{NOW, Place};

pub struct Hq {
    pub epoch: Id,
    pub territory: Id,
    pub rows: BTreeMap<(String, Id), HeldRow>,
    seqs: BTreeMap<(String, Id), i64>,
    pub gone: BTreeMap<(String, Id), i64>,
    seq: i64,
    pub verdicts: BTreeMap<i64, Verdict>,
    /// Operations that are refused, by number.
    pub poison: Vec<i64>,
}

impl Hq {
    pub fn new(place: &Place) -> Self {
        Self {
            epoch: place.entropy.id(NOW),
            territory: place.entropy.id(NOW),
            rows: BTreeMap::new(),
            seqs: BTreeMap::new(),
            gone: BTreeMap::new(),
            seq: 0,
            verdicts: BTreeMap::new(),
            poison: Vec::new(),
        }
    }

    pub fn scope(&self) -> Scope {
        Scope::Territory(self.territory)
    }

    fn apply(&mut self, operation: &Operation, writer: Writer) -> Verdict {
        let key = (operation.noun.clone(), operation.id);
        let held = self.rows.get(&key);
        let next = held.map_or(0, |held| held.version) + 1;
        let kind = kind_of(&operation.noun).unwrap();
        match merge(kind, held, operation, writer, next) {
            Ok(merged) => {
                let version = merged.row.version;
                if merged.changed {
                    self.seq += 1;
                    self.seqs.insert(key.clone(), self.seq);
                    self.rows.insert(key, merged.row);
                }
                let conflicts = merged.lost.len() as u32;
                Verdict {
                    op_seq: operation.op_seq,
                    outcome: Outcome::Applied,
                    version,
                    conflicts,
                    because: None,
                }
            }
            Err(because) => refusal(operation.op_seq, because),
        }
    }

    /// Applies each operation once; what was judged before gets the same verdict.
    pub fn push(&mut self, operations: &[Operation]) -> Vec<Verdict> {
        let judge = |operation: &Operation| {
            if let Some(verdict) = self.verdicts.get(&operation.op_seq) {
                return verdict.clone();
            }
            let verdict = if self.poison.contains(&operation.op_seq) {
                refusal(operation.op_seq, ErrorCode::BadOperation.into())
            } else {
                self.apply(operation, Writer { install_id: operation.install_id, side: Side::Field })
            };
            self.verdicts.insert(operation.op_seq, verdict.clone());
            verdict
        };
        operations.iter().map(judge).collect()
    }

    /// A change by HQ itself, which saw everything that was there.
    pub fn write(&mut self, noun: &str, id: Id, fields: &[(&str, Value)]) {
        let base = self.rows.get(&(noun.to_owned(), id)).map_or(0, |held| held.version);
        let fields =
            fields.iter().map(|(name, new)| ((*name).to_owned(), json!({ "old": null, "new": new })));
        let operation = Operation {
            install_id: Id::from_u128(9),
            op_seq: 1,
            tx_id: Id::nil(),
            op_schema: OP_SCHEMA,
            actor: Id::nil(),
            noun: noun.to_owned(),
            id,
            kind: OperationKind::Put,
            base_version: base,
            fields: fields.collect(),
            at: NOW + 1,
            customer_version: None,
            erased: Vec::new(),
        };
        self.apply(&operation, Writer { install_id: Id::from_u128(9), side: Side::Hq });
    }

    /// A customer that HQ made.
    pub fn customer(&mut self, place: &Place, code: &str, note: &str) -> Id {
        let id = place.entropy.id(NOW);
        let new = Customer::new(rounds_core::Meta::new(id, self.territory, NOW), code, "店");
        let Value::Object(row) = serde_json::to_value(&new).unwrap() else { unreachable!() };
        let head = ["id", "territory_id", "version", "created_at", "updated_at", "deleted_at", "note"];
        let mut fields: Vec<(&str, Value)> = row
            .iter()
            .filter(|(name, value)| !head.contains(&name.as_str()) && !value.is_null())
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        fields.push(("note", note.into()));
        self.write("customer", id, &fields);
        id
    }

    /// The row leaves for a territory of others.
    pub fn move_away(&mut self, noun: &str, id: Id) {
        let key = (noun.to_owned(), id);
        self.rows.remove(&key);
        self.seqs.remove(&key);
        self.seq += 1;
        self.gone.insert(key, self.seq);
    }

    pub fn page(&self, after: i64, limit: usize) -> FeedPage {
        let mut all: Vec<Entry> = self
            .seqs
            .iter()
            .map(|((noun, id), seq)| Entry {
                seq: *seq,
                noun: noun.clone(),
                id: *id,
                kind: EntryKind::Upsert,
                erased: self.rows[&(noun.clone(), *id)].erased.clone(),
                row: Some(self.rows[&(noun.clone(), *id)].whole(*id, self.territory)),
            })
            .chain(self.gone.iter().map(|((noun, id), seq)| Entry {
                seq: *seq,
                noun: noun.clone(),
                id: *id,
                kind: EntryKind::Gone,
                erased: BTreeMap::new(),
                row: None,
            }))
            .filter(|entry| entry.seq > after)
            .collect();
        all.sort_by_key(|entry| entry.seq);
        let more = all.len() > limit;
        all.truncate(limit);
        let next = if more { all.last().unwrap().seq } else { self.seq.max(after) };
        FeedPage { epoch: self.epoch, scope: self.scope(), entries: all, next, more }
    }

    pub fn hash(&self) -> String {
        let mut sum = rounds_core::sync::ScopeHash::default();
        for ((noun, id), held) in &self.rows {
            sum.add(noun, *id, &held.whole(*id, self.territory)).unwrap();
        }
        sum.finish()
    }

    /// Takes pages of `limit` until there are no more.
    pub fn pull(&self, store: &Store, limit: usize) {
        let scope = self.scope();
        if store.cursor(scope).unwrap().is_none() {
            store.start_baseline(scope, self.epoch).unwrap();
        }
        loop {
            let after = store.cursor(scope).unwrap().unwrap().seq;
            let (taken, _) = store.take_page(scope, after, &self.page(after, limit)).unwrap();
            if !taken.more {
                break;
            }
        }
        store.purge().unwrap();
    }

    /// Sends what waits; with `lost`, the reply does not arrive.
    pub fn sync(&mut self, store: &Store, lost: bool) {
        let batch = store.waiting().unwrap();
        let verdicts = self.push(&batch.operations);
        if !lost {
            store.take_verdicts(&verdicts, NOW).unwrap();
        }
    }
}

fn refusal(op_seq: i64, because: rounds_core::AppError) -> Verdict {
    Verdict { op_seq, outcome: Outcome::SetAside, version: 0, conflicts: 0, because: Some(because) }
}

pub fn note(store: &Store, id: Id) -> Option<String> {
    store.read(|sql| get::<Customer>(sql, id)).unwrap().note
}

/// Changes fields of a customer here.
pub fn edit(place: &Place, store: &Store, id: Id, change: impl FnOnce(&mut Customer)) {
    place.write(store, |tx| {
        let mut customer: Customer = get(tx.sql(), id)?;
        change(&mut customer);
        tx.put(&customer)
    });
}

pub fn set_note(place: &Place, store: &Store, id: Id, note: &str) {
    edit(place, store, id, |customer| customer.note = Some(note.to_owned()));
}
