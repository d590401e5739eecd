//! The dry run: what an import would do with every row, and the changes to write if it is wanted.

use std::collections::HashMap;

use rounds_core::{
    contact::Contact,
    customer::Customer,
    position::{Position, Spread},
};

use super::{
    field::FIELDS,
    rows::{ImportedCustomer, ReadCustomers},
    show::text_of,
    value::text,
    wire::{FieldDifference, ImportOutcome, ImportRowState, RowOutcome},
};

/// A customer of the territory with the contact that sheets name.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub customer: &'a Customer,
    pub contact: Option<&'a Contact>,
}

/// A row to write: onto `known[index]`, or as a new customer.
#[derive(Clone, Debug)]
pub struct Change {
    pub row: u32,
    pub known: Option<usize>,
    pub imported: ImportedCustomer,
}

/// What an import would do and what to write for it.
#[derive(Clone, Debug)]
pub struct Merge {
    pub outcome: ImportOutcome,
    pub changes: Vec<Change>,
}

/// Compares a workbook with the customers of the territory, by code. Customers that it does not name stay.
pub fn dry_run(read: &ReadCustomers, known: &[Known<'_>]) -> Merge {
    let by_code: HashMap<String, usize> =
        known.iter().enumerate().map(|(index, known)| (text::code(&known.customer.code), index)).collect();
    let spread = Spread::of(&all_positions(read, known, &by_code));
    let mut outcome = ImportOutcome { columns: read.columns.clone(), ..ImportOutcome::default() };
    let mut changes = Vec::new();
    for row in &read.rows {
        let mut told = RowOutcome {
            row: row.row,
            state: ImportRowState::Rejected,
            code: row.code.clone(),
            name: row.name.clone(),
            differences: Vec::new(),
            rejections: Vec::new(),
            position_far: false,
        };
        match &row.result {
            Err(rejections) => told.rejections.clone_from(rejections),
            Ok(imported) => {
                let index = by_code.get(&imported.code).copied();
                (told.state, told.differences) = match index {
                    None => (ImportRowState::New, Vec::new()),
                    Some(index) => compare(imported, known[index]),
                };
                told.position_far =
                    imported.position.zip(spread).is_some_and(|(position, spread)| spread.is_far(&position));
                if told.state != ImportRowState::Same {
                    changes.push(Change { row: row.row, known: index, imported: imported.clone() });
                }
            }
        }
        count(&mut outcome, told);
    }
    Merge { outcome, changes }
}

fn count(outcome: &mut ImportOutcome, told: RowOutcome) {
    let state = match told.state {
        ImportRowState::New => &mut outcome.new,
        ImportRowState::Changed => &mut outcome.changed,
        ImportRowState::Same => &mut outcome.same,
        ImportRowState::Rejected => &mut outcome.rejected_rows,
    };
    *state += 1;
    outcome.far += u32::from(told.position_far);
    outcome.rejected.extend_from_slice(&told.rejections);
    outcome.rows.push(told);
}

fn compare(imported: &ImportedCustomer, known: Known<'_>) -> (ImportRowState, Vec<FieldDifference>) {
    let mut customer = known.customer.clone();
    imported.apply_to(&mut customer);
    let changed_contact = imported.contact(known.contact, &customer, || known.customer.meta.clone());
    if customer == *known.customer && changed_contact.is_none() {
        return (ImportRowState::Same, Vec::new());
    }
    let contact = changed_contact.as_ref().or(known.contact);
    let differences = FIELDS
        .iter()
        .filter_map(|(field, ..)| {
            let old = text_of(known.customer, known.contact, *field);
            let new = text_of(&customer, contact, *field);
            (old != new).then_some(FieldDifference { field: *field, old, new })
        })
        .collect();
    (ImportRowState::Changed, differences)
}

/// Where everyone would be after the import.
fn all_positions(
    read: &ReadCustomers,
    known: &[Known<'_>],
    by_code: &HashMap<String, usize>,
) -> Vec<Position> {
    let mut after: Vec<Option<Position>> = known.iter().map(|known| known.customer.position).collect();
    for imported in read.rows.iter().filter_map(|row| row.result.as_ref().ok()) {
        match by_code.get(&imported.code) {
            Some(index) => after[*index] = imported.position.or(after[*index]),
            None => after.push(imported.position),
        }
    }
    after.into_iter().flatten().collect()
}
