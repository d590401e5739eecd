//! Positions that would be doubtful after an import, before anybody plans by them.

use std::collections::{BTreeMap, HashMap, HashSet};

use rounds_core::{Entropy, Id, Meta, SeededEntropy, customer::Customer};
use rounds_planner::{Doubt, doubts};

use super::{merge::Known, rows::ReadCustomers, wire::PositionDoubts};

/// Counts the doubts of the customers that the workbook names, seen among everyone as they would be afterwards.
pub fn after(read: &ReadCustomers, known: &[Known<'_>], by_code: &HashMap<String, usize>) -> PositionDoubts {
    let mut everyone: Vec<Customer> = known.iter().map(|known| known.customer.clone()).collect();
    let mut named: HashSet<Id> = HashSet::new();
    // New customers need an id only to be told apart here.
    let ids = SeededEntropy::new(0);
    for imported in read.rows.iter().filter_map(|row| row.result.as_ref().ok()) {
        let at = by_code.get(&imported.code).copied().unwrap_or_else(|| {
            everyone.push(imported.customer(Meta::new(ids.id(0), Id::nil(), 0)));
            everyone.len() - 1
        });
        imported.apply_to(&mut everyone[at]);
        named.insert(everyone[at].meta.id);
    }
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, doubt) in doubts(&everyone).into_iter().filter(|(id, _)| named.contains(id)) {
        let kind = match doubt {
            Doubt::Missing => "missing",
            Doubt::Zero => "zero",
            Doubt::Far { .. } => "far",
            Doubt::Shared { .. } => "shared",
        };
        *count.entry(kind).or_default() += 1;
    }
    let of = |kind: &str| count.get(kind).copied().unwrap_or_default();
    PositionDoubts { missing: of("missing"), zero: of("zero"), far: of("far"), shared: of("shared") }
}
