//! One operation onto one row, as HQ does it. Pure: same row, same operation, same answer.
//!
//! A field conflicts only where another installation changed it, after the version that the writer had seen, to a
//! different value. Then its owner's value stays, else the later to arrive; the loser is given back to be kept and shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    kinds::{NounKind, Owner},
    row::{HeldRow, Stamp, Stamps},
};
use crate::{
    AppError, ErrorCode, Id,
    canonical::is_canonical,
    operation::{Operation, OperationKind},
    row::Kind,
};

/// Which side of the wire a value was written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Hq,
    Field,
}

/// Who sends the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer {
    pub install_id: Id,
    pub side: Side,
}

/// A value that did not stay.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// `deleted_at` where one side deleted and the other changed: then the changes are an object of their fields.
    pub field: String,
    pub kept: Value,
    pub lost: Value,
    /// Whether the operation's value is the one that stayed.
    pub kept_is_new: bool,
    /// Who wrote the other value.
    pub other: Stamp,
}

/// The row afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub row: HeldRow,
    /// Whether anything differs from before; if not, the row keeps its version.
    pub changed: bool,
    pub lost: Vec<Lost>,
}

/// Why an operation cannot be applied; it is kept at HQ as it came. The error's code says why.
pub type SetAside = AppError;

const DELETED: &str = "deleted_at";
const HOME: &str = "territory_id";
/// What may still be written in a visit record that is signed (domain: tidied until the day's end).
const OPEN_WHEN_SIGNED: &[&str] = &["internal", "restricted", "companion_rating", "paper_id"];

/// Applies `operation` to `held`. `next_version` is the row's version if anything changes.
pub fn merge(
    kind: &NounKind,
    held: Option<&HeldRow>,
    operation: &Operation,
    writer: Writer,
    next_version: i64,
) -> Result<Merged, SetAside> {
    let mut news = news(kind, operation)?;
    let stamp = Stamp { version: next_version, install_id: writer.install_id, side: writer.side };
    let Some(held) = held else {
        return create(kind, operation, news, writer, stamp);
    };
    if kind.append_only {
        let same = operation.kind == OperationKind::Put
            && news.iter().all(|(name, new)| name == HOME || same(held.field(name), new));
        let unchanged = Merged { row: held.clone(), changed: false, lost: Vec::new() };
        return if same { Ok(unchanged) } else { Err(ErrorCode::AppendOnly.with("noun", kind.noun)) };
    }
    if operation.kind == OperationKind::Command {
        check_preconditions(held, operation)?;
    }
    news.remove(HOME);
    check_seal(kind, held, operation, &news)?;
    if let Some((name, _)) = news.iter().find(|(name, new)| held.restores(name, new, operation.base_version))
    {
        return Err(ErrorCode::ErasedByLaw.on(name).with("noun", kind.noun));
    }

    let mut merging = Merging {
        kind,
        held,
        writer,
        base: operation.base_version,
        stamp,
        out: Merged { row: held.clone(), changed: false, lost: Vec::new() },
    };
    if operation.kind == OperationKind::Delete {
        merging.delete(operation.at);
    } else {
        let revived = news.remove(DELETED);
        if merging.stands_deleted(&news) {
            return Ok(merging.finish(operation.at));
        }
        if let Some(revived) = revived {
            merging.revive(&revived);
        }
        for (name, new) in news {
            merging.set(&name, new);
        }
    }
    Ok(merging.finish(operation.at))
}

/// The new values by field, each of the type of its column.
fn news(kind: &NounKind, operation: &Operation) -> Result<Map<String, Value>, SetAside> {
    let bad = |name: &str| ErrorCode::BadOperation.on(name).with("noun", kind.noun);
    let mut news = Map::new();
    for (name, change) in &operation.fields {
        // What `FieldChange` is made of; the old value is for the log.
        let (Some(_), Some(new)) = (change.get("old"), change.get("new")) else { return Err(bad(name)) };
        let column = if name == DELETED { Some(Kind::Int) } else { kind.column(name) };
        let fits = match (column, new) {
            (None, value) => name == HOME && value.as_str().is_some_and(|text| text.parse::<Id>().is_ok()),
            (Some(_), Value::Null) | (Some(Kind::Json), _) => true,
            (Some(Kind::Text), value) => value.is_string(),
            (Some(Kind::Int), value) => value.is_i64(),
            (Some(Kind::Bool), value) => value.is_boolean(),
        };
        // What has no certain text could not be hashed or compared.
        if !fits || !is_canonical(new) {
            return Err(bad(name));
        }
        news.insert(name.clone(), new.clone());
    }
    Ok(news)
}

fn create(
    kind: &NounKind,
    operation: &Operation,
    mut news: Map<String, Value>,
    writer: Writer,
    stamp: Stamp,
) -> Result<Merged, SetAside> {
    if kind.hq_only && writer.side == Side::Field {
        return Err(ErrorCode::NotAllowed.with("noun", kind.noun));
    }
    let mut row = HeldRow {
        version: stamp.version,
        created_at: operation.at,
        updated_at: operation.at,
        deleted_at: None,
        fields: Map::new(),
        stamps: Stamps { first: stamp, later: BTreeMap::new() },
        erased: BTreeMap::new(),
        erased_by: None,
    };
    match operation.kind {
        OperationKind::Put if operation.base_version == 0 => {
            news.remove(HOME);
            news.remove(DELETED);
            news.retain(|_, value| !value.is_null());
            row.fields = news;
            Ok(Merged { row, changed: true, lost: Vec::new() })
        }
        // What is to go is gone already.
        OperationKind::Delete => {
            row.version = 0;
            row.deleted_at = Some(operation.at);
            Ok(Merged { row, changed: false, lost: Vec::new() })
        }
        _ => Err(ErrorCode::RowGone.with("noun", kind.noun)),
    }
}

/// Commands are never merged: each field must still be what the writer saw.
fn check_preconditions(held: &HeldRow, operation: &Operation) -> Result<(), SetAside> {
    let moved = |name: &str| ErrorCode::PreconditionFailed.on(name);
    if held.deleted_at.is_some() {
        return Err(moved(DELETED));
    }
    for (name, change) in &operation.fields {
        if !same(held.field(name), change.get("old").unwrap_or(&Value::Null)) {
            return Err(moved(name));
        }
    }
    Ok(())
}

/// A signed record cannot be changed; a correction is a new record.
fn check_seal(
    kind: &NounKind,
    held: &HeldRow,
    operation: &Operation,
    news: &Map<String, Value>,
) -> Result<(), SetAside> {
    if kind.noun != "visit_record" || held.field("evidence_id").is_null() {
        return Ok(());
    }
    let changed = news.iter().find(|(name, new)| {
        !OPEN_WHEN_SIGNED.contains(&name.as_str()) && name.as_str() != DELETED && !same(held.field(name), new)
    });
    match changed {
        Some((name, _)) => Err(ErrorCode::SignedFast.on(name)),
        None if operation.kind == OperationKind::Delete => Err(ErrorCode::SignedFast.on(DELETED)),
        None => Ok(()),
    }
}

/// Absent and null are one.
fn same(left: &Value, right: &Value) -> bool {
    left == right
}

struct Merging<'m> {
    kind: &'m NounKind,
    held: &'m HeldRow,
    writer: Writer,
    base: i64,
    stamp: Stamp,
    out: Merged,
}

impl Merging<'_> {
    /// Whether another installation wrote `stamp` after what the writer had seen.
    fn unseen(&self, stamp: Stamp) -> bool {
        stamp.install_id != self.writer.install_id && stamp.version > self.base
    }

    /// Whether the value that is there stays against the operation's.
    fn stays(&self, owner: Owner, there: Stamp) -> bool {
        let side = match owner {
            Owner::Hq => Side::Hq,
            Owner::Manager => Side::Field,
            Owner::Arrival => return false,
        };
        there.side == side && self.writer.side != side
    }

    fn lose(&mut self, field: &str, kept: Value, lost: Value, kept_is_new: bool, other: Stamp) {
        self.out.lost.push(Lost { field: field.to_owned(), kept, lost, kept_is_new, other });
    }

    fn write(&mut self, field: &str, new: Value) {
        if new.is_null() {
            self.out.row.fields.remove(field);
        } else {
            self.out.row.fields.insert(field.to_owned(), new);
        }
        self.out.row.stamps.later.insert(field.to_owned(), self.stamp);
        self.out.changed = true;
    }

    fn write_deleted(&mut self, at: Option<i64>) {
        self.out.row.deleted_at = at;
        self.out.row.stamps.later.insert(DELETED.to_owned(), self.stamp);
        self.out.changed = true;
    }

    fn set(&mut self, field: &str, new: Value) {
        let there = self.held.field(field).clone();
        if same(&there, &new) {
            return;
        }
        let stamp = self.held.stamps.of(field);
        // A device's word about what HQ alone writes never counts, but it is not swallowed either.
        let silenced = self.kind.hq_only && self.writer.side == Side::Field;
        // A field that was empty from the start was changed by nobody.
        let untouched = there.is_null() && !self.held.stamps.later.contains_key(field);
        let unseen = self.unseen(stamp) && !untouched;
        if silenced || (unseen && self.stays(self.kind.owner_of(field), stamp)) {
            self.lose(field, there, new, false, stamp);
            return;
        }
        if unseen {
            self.lose(field, new.clone(), there, true, stamp);
        }
        self.write(field, new);
    }

    fn revive(&mut self, revived: &Value) {
        let there = self.held.deleted_at;
        if there == revived.as_i64() || (self.kind.hq_only && self.writer.side == Side::Field) {
            return;
        }
        self.write_deleted(revived.as_i64());
    }

    /// Whether a row that another installation deleted unseen stays deleted against these changes. A change is worth more
    /// than a deletion, unless the deletion is the owner's: then the changes are kept as what was lost.
    fn stands_deleted(&mut self, news: &Map<String, Value>) -> bool {
        let Some(at) = self.held.deleted_at else { return false };
        let stamp = self.held.stamps.of(DELETED);
        let changes: Map<String, Value> = news
            .iter()
            .filter(|(name, new)| !same(self.held.field(name), new))
            .map(|(name, new)| (name.clone(), new.clone()))
            .collect();
        if changes.is_empty() || !self.unseen(stamp) {
            return false;
        }
        if self.stays(self.kind.owner, stamp) {
            self.lose(DELETED, at.into(), changes.into(), false, stamp);
            return true;
        }
        self.lose(DELETED, Value::Null, at.into(), true, stamp);
        self.write_deleted(None);
        false
    }

    fn delete(&mut self, at: i64) {
        if self.held.deleted_at.is_some() {
            return;
        }
        let changed: Vec<(String, Stamp)> = self
            .kind
            .columns
            .iter()
            .map(|(name, _)| ((*name).to_owned(), self.held.stamps.of(name)))
            .filter(|(_, stamp)| self.unseen(*stamp))
            .collect();
        let silenced = self.kind.hq_only && self.writer.side == Side::Field;
        let Some((_, newest)) = changed.iter().max_by_key(|(_, stamp)| stamp.version).cloned() else {
            if silenced {
                self.lose(DELETED, Value::Null, at.into(), false, self.held.stamps.first);
            } else {
                self.write_deleted(Some(at));
            }
            return;
        };
        let owner = match self.kind.owner {
            Owner::Hq => Some(Side::Hq),
            Owner::Manager => Some(Side::Field),
            Owner::Arrival => None,
        };
        let outweighs = owner == Some(self.writer.side) && newest.side != self.writer.side;
        if outweighs && !silenced {
            let values = changed.iter().map(|(name, _)| (name.clone(), self.held.field(name).clone()));
            let values: Map<String, Value> = values.filter(|(_, value)| !value.is_null()).collect();
            self.lose(DELETED, at.into(), values.into(), true, newest);
            self.write_deleted(Some(at));
        } else {
            self.lose(DELETED, Value::Null, at.into(), false, newest);
        }
    }

    fn finish(mut self, at: i64) -> Merged {
        if self.out.changed {
            self.out.row.version = self.stamp.version;
            self.out.row.updated_at = at;
        }
        self.out
    }
}
