//! The dry run: what an import would do with every row, and the changes to write if it is wanted.

use std::collections::HashMap;

use chrono::NaiveDate;
use rounds_core::{
    ErrorCode,
    contact::Contact,
    customer::Customer,
    position::{Position, Spread},
};

use super::{
    CustomerField, doubt,
    field::FIELDS,
    imported::ImportedCustomer,
    owner::Owners,
    rows::ReadCustomers,
    show::text_of,
    value::text,
    wire::{FieldDifference, ImportOutcome, ImportRowState, Rejection, RowOutcome},
};

/// A customer of the territory with the contact that sheets name.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub customer: &'a Customer,
    pub contact: Option<&'a Contact>,
    /// Code of the shop that stands for all of its owner's, itself included; none where the owner has only this one.
    pub shared_owner: Option<&'a str>,
}

/// A row to write: onto `known[index]`, or as a new customer.
#[derive(Clone, Debug)]
pub struct Change {
    pub row: u32,
    pub known: Option<usize>,
    pub imported: ImportedCustomer,
    /// Code of the shop whose owner this customer gets, where that is new.
    pub owner_of: Option<String>,
}

/// What an import would do and what to write for it.
#[derive(Clone, Debug)]
pub struct Merge {
    pub outcome: ImportOutcome,
    pub changes: Vec<Change>,
}

/// Compares a workbook with the customers of the territory, by code. Customers that it does not name stay. `today` is
/// the last day on which a visit can have been made.
pub fn dry_run(read: &ReadCustomers, known: &[Known<'_>], today: NaiveDate) -> Merge {
    let by_code: HashMap<String, usize> =
        known.iter().enumerate().map(|(index, known)| (text::code(&known.customer.code), index)).collect();
    let former = |imported: &ImportedCustomer| by_code.get(&imported.code).map(|index| known[*index]);
    let owners = Owners::new(read, known, &by_code, |imported| {
        in_future(imported, 0, former(imported), today, read).is_none()
    });
    let spread = Spread::of(&all_positions(read, known, &by_code));
    let mut outcome = ImportOutcome {
        columns: read.columns.clone(),
        doubts: doubt::after(read, known, &by_code),
        ..ImportOutcome::default()
    };
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
                let former = former(imported);
                told.rejections.extend(in_future(imported, row.row, former, today, read));
                let owner_of = owners.of(imported).unwrap_or_else(|rejection| {
                    told.rejections.push(Rejection { row: row.row, ..rejection });
                    None
                });
                if !told.rejections.is_empty() {
                    count(&mut outcome, told);
                    continue;
                }
                (told.state, told.differences) = match former {
                    None => (ImportRowState::New, Vec::new()),
                    Some(former) => compare(imported, former, owner_of.as_deref()),
                };
                told.position_far =
                    imported.position.zip(spread).is_some_and(|(position, spread)| spread.is_far(&position));
                if told.state != ImportRowState::Same {
                    let imported = imported.clone();
                    let known = by_code.get(&imported.code).copied();
                    changes.push(Change { row: row.row, known, imported, owner_of });
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

/// A last visit that is still to come, unless that is what is known already.
fn in_future(
    imported: &ImportedCustomer,
    row: u32,
    former: Option<Known<'_>>,
    today: NaiveDate,
    read: &ReadCustomers,
) -> Option<Rejection> {
    let date = imported.last_visit_on.filter(|date| *date > today)?;
    let is_known = former.is_some_and(|former| former.customer.last_visit_on == Some(date));
    let detail = [("today".to_owned(), today.to_string().into())].into_iter().collect();
    (!is_known).then(|| Rejection {
        row,
        column: read.heading(CustomerField::LastVisitOn),
        value: date.to_string(),
        code: ErrorCode::DateInFuture,
        detail,
    })
}

fn compare(
    imported: &ImportedCustomer,
    known: Known<'_>,
    owner_of: Option<&str>,
) -> (ImportRowState, Vec<FieldDifference>) {
    let mut customer = known.customer.clone();
    imported.apply_to(&mut customer);
    let changed_contact = imported.contact(known.contact, &customer, || known.customer.meta.clone());
    if customer == *known.customer && changed_contact.is_none() && owner_of.is_none() {
        return (ImportRowState::Same, Vec::new());
    }
    let contact = changed_contact.as_ref().or(known.contact);
    let after = Known { customer: &customer, contact, shared_owner: owner_of.or(known.shared_owner) };
    let differences = FIELDS
        .iter()
        .filter_map(|(field, ..)| {
            let (old, new) = (text_of(&known, *field), text_of(&after, *field));
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
