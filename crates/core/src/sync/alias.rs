//! Ids that a device gave before it was enrolled → the ids that hold.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Id, operation::Operation};

/// Old id → the id that holds. Never forgotten: an operation may come weeks later, a printed sheet years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases(pub BTreeMap<Id, Id>);

impl Aliases {
    pub fn of(&self, id: Id) -> Id {
        self.0.get(&id).copied().unwrap_or(id)
    }

    /// The operation with the ids that hold: its row, its actor, and every text in its fields that is an old id. What was
    /// signed stays as it is, byte for byte.
    pub fn resolve(&self, operation: &mut Operation) {
        if self.0.is_empty() {
            return;
        }
        operation.id = self.of(operation.id);
        operation.actor = self.of(operation.actor);
        for change in operation.fields.values_mut() {
            self.resolve_value(change);
        }
    }

    /// The same for one value.
    pub fn resolve_value(&self, value: &mut Value) {
        match value {
            Value::String(text) if text.len() == 36 => {
                if let Some(id) = text.parse().ok().and_then(|id: Id| self.0.get(&id)) {
                    *text = id.to_string();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.resolve_value(item)),
            Value::Object(map) => map.values_mut().for_each(|item| self.resolve_value(item)),
            _ => {}
        }
    }
}
