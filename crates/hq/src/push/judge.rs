//! One transaction of the device after another: applied as a whole, or set aside as a whole.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use rounds_core::{
    AppError, ErrorCode, Id,
    operation::{Operation, OperationKind},
    sync::{Alias, Aliases, HeldRow, Outcome, Scope, Side, Verdict, Writer, kind_of, merge},
};
use serde_json::Value;

use super::{
    code::{check_code, new_code},
    conflict::{Loser, keep_lost},
    evidence::countersign,
    incoming::Incoming,
    set_aside::Blocked,
};
use crate::{
    Caller, Hq, HqError,
    base::Tx,
    record::{Desk, Place, Slot, territory_of},
};

/// A verdict, and what it is about.
#[derive(Clone, Debug)]
pub struct Judged {
    pub verdict: Verdict,
    pub row_id: Id,
    /// Where the row lies at headquarters, once the operation is applied.
    pub place: Option<Place>,
    /// The operation was to make the row.
    pub is_new: bool,
}

impl Judged {
    pub fn is_aside(&self) -> bool {
        self.verdict.outcome == Outcome::SetAside
    }
}

pub struct Judge<'j> {
    pub hq: &'j Hq,
    pub caller: &'j Caller,
    pub(super) aliases: Aliases,
    /// Those of them that came with what is judged.
    pub(super) new_aliases: Vec<Alias>,
    blocked: Blocked,
    /// Customers that are new with what is judged.
    pub(super) made: BTreeSet<Id>,
    /// Evidence → the visit that names it within one transaction, and that visit's customer where it is told as well.
    pub evidence_of: BTreeMap<Id, (Id, Option<Id>)>,
}

/// What one operation came to.
pub struct Done {
    pub place: Place,
    /// The row's version afterwards.
    version: i64,
    /// Values that lost.
    pub conflicts: u32,
}

type Tried = Result<Result<Done, AppError>, HqError>;

/// An operation with the ids that hold, or why it cannot be read.
pub type Read<'o> = Result<Cow<'o, Operation>, AppError>;

impl<'j> Judge<'j> {
    pub fn new(hq: &'j Hq, caller: &'j Caller, aliases: Aliases, blocked: Blocked) -> Self {
        Self {
            hq,
            caller,
            aliases,
            new_aliases: Vec::new(),
            blocked,
            made: BTreeSet::new(),
            evidence_of: BTreeMap::new(),
        }
    }

    /// Judges operations in order, transaction by transaction.
    pub fn all(
        &mut self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        incoming: &[Incoming],
    ) -> Result<Vec<Judged>, HqError> {
        let resolved: Vec<Read> = incoming
            .iter()
            .map(|next| {
                let operation = next.operation.as_ref().map_err(AppError::clone)?;
                if self.aliases.0.is_empty() {
                    return Ok(Cow::Borrowed(operation));
                }
                let mut operation = operation.clone();
                self.aliases.resolve(&mut operation);
                Ok(Cow::Owned(operation))
            })
            .collect();
        self.preload(tx, desk, &resolved)?;
        let mut judged = Vec::with_capacity(incoming.len());
        let mut start = 0;
        while start < incoming.len() {
            let tx_id = incoming[start].tx_id;
            let length = incoming[start..].iter().take_while(|next| next.tx_id == tx_id).count();
            let end = start + length;
            self.together(tx, desk, &incoming[start..end], &resolved[start..end], &mut judged)?;
            start = end;
        }
        self.keep_aliases(tx)?;
        Ok(judged)
    }

    /// Reads the rows that most operations are about, in few statements.
    fn preload(&self, tx: &mut dyn Tx, desk: &mut Desk, operations: &[Read]) -> Result<(), HqError> {
        let home = Scope::Territory(self.caller.territory_id);
        let mut wanted: BTreeMap<&'static str, BTreeSet<Id>> = BTreeMap::new();
        for operation in operations.iter().flatten() {
            let Some(kind) = kind_of(&operation.noun) else { continue };
            wanted.entry(kind.noun).or_default().insert(operation.id);
            if let Some(customer) = new_id(operation, "customer_id") {
                wanted.entry("customer").or_default().insert(customer);
            }
        }
        for (noun, ids) in wanted {
            desk.load(tx, home, noun, &ids)?;
        }
        let codes: Vec<String> =
            operations.iter().flatten().filter_map(|operation| new_code(operation)).collect();
        desk.codes.load(tx, &codes)
    }

    /// One transaction.
    fn together(
        &mut self,
        tx: &mut dyn Tx,
        desk: &mut Desk,
        incoming: &[Incoming],
        operations: &[Read],
        judged: &mut Vec<Judged>,
    ) -> Result<(), HqError> {
        self.evidence_of = operations
            .iter()
            .flatten()
            .filter(|operation| operation.noun == "visit_record")
            .flat_map(|operation| {
                let of = (operation.id, new_id(operation, "customer_id"));
                ["evidence_id", "paper_id"].map(|field| Some((new_id(operation, field)?, of)))
            })
            .flatten()
            .collect();
        let (mark, known) = (desk.mark(), self.new_aliases.len());
        let mut verdicts: Vec<Result<Done, AppError>> = Vec::with_capacity(incoming.len());
        let mut failed: Option<(usize, AppError)> = None;
        let erased = match self.erase_by_law(tx, desk, operations)? {
            Ok(erased) => erased,
            Err(refused) => {
                failed = Some(refused);
                Vec::new()
            }
        };
        for (index, (incoming, operation)) in incoming.iter().zip(operations).enumerate() {
            if failed.is_some() {
                break;
            }
            let tried = match operation {
                Ok(operation) => {
                    let operation = self.joined(tx, desk, operation)?;
                    self.one(tx, desk, &operation)?
                }
                Err(error) => Err(error.clone()),
            };
            match tried {
                Ok(done) => verdicts.push(Ok(done)),
                Err(error) if self.blocked.stays_alone(&error) => {
                    if let Ok(operation) = operation {
                        self.blocked.add(operation.id, incoming.op_seq, is_insert(operation), Some(&error));
                    }
                    verdicts.push(Err(error));
                }
                Err(error) => {
                    failed = Some((index, error));
                    break;
                }
            }
        }
        let Some((culprit, error)) = failed else {
            let late = self.erase_late(tx, desk, operations, &verdicts)?;
            self.keep_one_primary(tx, desk, operations, &mut verdicts)?;
            // Behind the file that says why, so that whoever reads the feed has that first.
            for place in erased {
                let slot = desk.get(tx, place)?;
                desk.put(place, slot);
            }
            judged.extend(incoming.iter().zip(operations).zip(verdicts).enumerate().map(
                |(index, ((incoming, operation), done))| {
                    let operation = operation.as_ref().ok();
                    let row_id = operation.map(|operation| operation.id).unwrap_or_default();
                    let is_new = done.is_err() && operation.is_some_and(|operation| is_insert(operation));
                    let place = done.as_ref().ok().map(|done| done.place);
                    let verdict = match done {
                        Ok(Done { version, conflicts, .. }) => Verdict {
                            op_seq: incoming.op_seq,
                            outcome: Outcome::Applied,
                            version,
                            conflicts,
                            because: late.contains(&index).then(|| ErrorCode::ErasedByLaw.into()),
                        },
                        Err(because) => set_aside(incoming.op_seq, because),
                    };
                    Judged { verdict, row_id, place, is_new }
                },
            ));
            return Ok(());
        };
        desk.back_to(mark);
        for alias in self.new_aliases.drain(known..) {
            self.aliases.0.remove(&alias.from);
        }
        let named = incoming[culprit].op_seq;
        for (index, (incoming, operation)) in incoming.iter().zip(operations).enumerate() {
            let because = if index == culprit {
                error.clone()
            } else {
                ErrorCode::WithTransaction.with("op_seq", named)
            };
            let (row_id, is_new) = match operation {
                Ok(operation) => (operation.id, is_insert(operation)),
                Err(_) => (raw_id(incoming.text), true),
            };
            self.blocked.add(row_id, incoming.op_seq, is_new, Some(&because));
            let verdict = set_aside(incoming.op_seq, because);
            judged.push(Judged { verdict, row_id, place: None, is_new });
        }
        Ok(())
    }

    /// One operation: the row's version afterwards and how many values lost.
    fn one(&self, tx: &mut dyn Tx, desk: &mut Desk, operation: &Operation) -> Tried {
        let Some(kind) = kind_of(&operation.noun) else {
            return Ok(Err(ErrorCode::NounUnknown.with("noun", operation.noun.clone())));
        };
        if operation.actor != self.caller.person_id {
            return Ok(Err(ErrorCode::NotAllowed.on("actor")));
        }
        if let Some(op_seq) = self.blocked.holds(operation) {
            return Ok(Err(ErrorCode::DependsOnSetAside.with("op_seq", op_seq)));
        }
        let (place, slot, customer_id) = match self.place(tx, desk, kind, operation)? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        if operation.noun == "contact"
            && is_insert(operation)
            && self.is_late(tx, desk, place.scope, customer_id, operation)?
        {
            return Ok(Err(ErrorCode::ContactErased.with("noun", kind.noun)));
        }
        let writer = Writer { install_id: self.caller.install_id, side: Side::Field };
        let held = slot.held.as_ref();
        let merged = match merge(kind, held, operation, writer, desk.next_version(held)) {
            Ok(merged) => merged,
            Err(refused) => return Ok(Err(refused)),
        };
        let version = merged.row.version;
        if merged.changed {
            let meta = merged.row.head(operation.id, territory_of(place.scope));
            if !(kind.readable)(&mut merged.row.fields.iter().chain(&meta)) {
                return Ok(Err(ErrorCode::BadOperation.on("row").with("noun", kind.noun)));
            }
            if kind.noun == "customer"
                && let Err(refused) = check_code(tx, desk, place, held, &merged.row)?
            {
                return Ok(Err(refused));
            }
            if kind.noun == "evidence"
                && let Err(refused) = countersign(self.hq, tx, desk, place, &merged.row)?
            {
                return Ok(Err(refused));
            }
            let slot = Slot { held: Some(merged.row), customer_id, moved_to: None };
            desk.put(place, slot);
            self.leave_mark(tx, desk, place, customer_id)?;
        }
        for lost in &merged.lost {
            let loser = Loser {
                place,
                row_id: operation.id,
                by: Some((operation.actor, self.caller.install_id)),
                at: operation.at,
                other_at: held.map(|row: &HeldRow| row.updated_at),
            };
            keep_lost(self.hq, tx, desk, loser, lost)?;
        }
        Ok(Ok(Done { place, version, conflicts: merged.lost.len() as u32 }))
    }
}

fn set_aside(op_seq: i64, because: AppError) -> Verdict {
    Verdict { op_seq, outcome: Outcome::SetAside, version: 0, conflicts: 0, because: Some(because) }
}

/// An id among an operation's new values.
pub fn new_id(operation: &Operation, field: &str) -> Option<Id> {
    operation.fields.get(field)?.get("new")?.as_str()?.parse().ok()
}

/// Whether the operation is to make its row.
pub fn is_insert(operation: &Operation) -> bool {
    operation.kind == OperationKind::Put
        && operation.base_version == 0
        && (operation.fields.contains_key("territory_id") || operation.noun == "evidence")
}

fn raw_id(text: &str) -> Id {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    value.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()).unwrap_or_default()
}
