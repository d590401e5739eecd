//! Customers. A customer stays where it is: a row that names another territory is rejected, not moved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rounds_core::{
    ErrorCode, Id, Meta,
    contact::{self, Contact, ContactLayer},
    customer::Customer,
    sync::{NounKind, Owner, Scope, Side},
    zone::Zone,
};
use rounds_workbook::{
    Change, CustomerField, ImportOutcome, ImportRow, ImportedCustomer, Known, ReadCustomers, Rejection, code,
    dry_run, names_territory, read_customers_of_territories, read_customers_of_territory, shared_owners,
};
use serde_json::{Map, Value};

use super::{CustomerFile, Imported, homes_of, noun_of, place, rows_of, territories};
use crate::{
    Hq, HqError,
    admin::{ADMIN, CONTACTS, territory_by},
    base::Tx,
    codes::known_by,
    record::{Desk, Slot, fields_of, kind},
};

/// Columns of a customer → the workbook's fields that fill them. What is not named here is headquarters'.
const OF_MANAGER: &[(&str, &[CustomerField])] = &[
    ("address", &[CustomerField::Address]),
    ("office", &[CustomerField::Office]),
    ("landmark", &[CustomerField::Landmark]),
    ("phone", &[CustomerField::Phone]),
    ("opening_hours", &[CustomerField::OpeningHours]),
    ("visit_weekdays", &[CustomerField::VisitWeekdays]),
    ("market_days", &[CustomerField::MarketDays]),
    ("service_min", &[CustomerField::ServiceMin]),
    ("frequency", &[CustomerField::Frequency, CustomerField::MinGapDays, CustomerField::FrequencyReason]),
    ("last_visit_on", &[CustomerField::LastVisitOn]),
    ("key_points", &[CustomerField::KeyPoints]),
    ("wishes", &[CustomerField::Wishes]),
    ("position", &[CustomerField::Latitude]),
    ("note", &[CustomerField::Note]),
];
const OF_CONTACT: &[(&str, &[CustomerField])] = &[
    ("name", &[CustomerField::ContactName]),
    ("title", &[CustomerField::ContactTitle]),
    ("phone", &[CustomerField::ContactPhone]),
];

/// A territory's customers and contacts, as the comparison wants them.
struct Shelf {
    customers: Vec<(Customer, Slot)>,
    contacts: HashMap<Id, Vec<(Contact, Slot)>>,
}

impl Shelf {
    fn read(tx: &mut dyn Tx, territory: Id) -> Result<Self, HqError> {
        let customers = rows_of(tx, territory, "customer")?
            .into_iter()
            .filter_map(|(id, slot)| Some((noun_of(id, territory, &slot)?, slot)))
            .collect();
        let mut contacts: HashMap<Id, Vec<(Contact, Slot)>> = HashMap::new();
        for (id, slot) in rows_of(tx, territory, "contact")? {
            if let Some(contact) = noun_of::<Contact>(id, territory, &slot) {
                contacts.entry(contact.customer_id).or_default().push((contact, slot));
            }
        }
        Ok(Self { customers, contacts })
    }

    fn contact(&self, customer: Id) -> Option<&(Contact, Slot)> {
        let contacts = self.contacts.get(&customer)?;
        let primary = contact::primary(contacts.iter().map(|(contact, _)| contact))?.meta.id;
        contacts.iter().find(|(contact, _)| contact.meta.id == primary)
    }

    fn known(&self) -> Vec<Known<'_>> {
        let mut known: Vec<Known> = self
            .customers
            .iter()
            .map(|(customer, _)| Known {
                customer,
                contact: self.contact(customer.meta.id).map(|(contact, _)| contact),
                shared_owner: None,
            })
            .collect();
        let owners = shared_owners(&known);
        for (known, owner) in known.iter_mut().zip(owners) {
            known.shared_owner = owner;
        }
        known
    }

    /// Takes out of the rows what was erased by law, and tells each value. The rest of such a row is imported.
    fn without_erased(&self, part: &mut ReadCustomers) -> Result<Vec<Rejection>, HqError> {
        const OF_FILE: [(&str, CustomerField); 3] = [
            ("phone", CustomerField::Phone),
            ("wishes", CustomerField::Wishes),
            ("note", CustomerField::Note),
        ];
        let by_code: HashMap<String, &(Customer, Slot)> =
            self.customers.iter().map(|one| (code(&one.0.code), one)).collect();
        let mut told = Vec::new();
        for at in 0..part.rows.len() {
            let Ok(imported) = &part.rows[at].result else { continue };
            let Some((customer, slot)) = by_code.get(&imported.code) else { continue };
            let Some(held) = slot.held.as_ref().filter(|held| !held.erased.is_empty()) else { continue };
            let mut after = customer.clone();
            imported.apply_to(&mut after);
            let after = fields_of(&after)?;
            let mut gone: Vec<(CustomerField, Value)> = Vec::new();
            for (column, field) in OF_FILE {
                let new = after.get(column).unwrap_or(&Value::Null);
                if held.restores(column, new, 0) {
                    gone.push((field, new.clone()));
                }
            }
            if held.erased.contains_key(CONTACTS) {
                let there = self.contact(customer.meta.id).map(|(contact, _)| contact);
                let of_contact = [
                    (CustomerField::ContactName, &imported.contact_name, there.map(|one| one.name.clone())),
                    (
                        CustomerField::ContactTitle,
                        &imported.contact_title,
                        there.and_then(|one| one.title.clone()),
                    ),
                    (
                        CustomerField::ContactPhone,
                        &imported.contact_phone,
                        there.and_then(|one| one.phone.clone()),
                    ),
                ];
                for (field, new, there) in of_contact {
                    if let Some(new) = new.as_ref().filter(|new| there.as_ref() != Some(*new)) {
                        gone.push((field, new.as_str().into()));
                    }
                }
            }
            told.extend(gone.into_iter().map(|(field, value)| erased(part, at, field, &value)));
        }
        Ok(told)
    }

    /// Takes out of the rows what the manager has written otherwise, and counts it.
    fn keep_managers(&self, rows: &mut [ImportRow]) -> Result<u32, HqError> {
        let by_code: HashMap<String, usize> =
            self.customers.iter().enumerate().map(|(at, (known, _))| (code(&known.code), at)).collect();
        let mut kept = 0;
        for imported in rows.iter_mut().filter_map(|row| row.result.as_mut().ok()) {
            let Some((customer, slot)) = by_code.get(&imported.code).map(|at| &self.customers[*at]) else {
                continue;
            };
            let mut after = customer.clone();
            imported.apply_to(&mut after);
            kept += keep(imported, kind("customer")?, slot, &fields_of(&after)?, OF_MANAGER);
            if let Some((contact, slot)) = self.contact(customer.meta.id)
                && let Some(after) = imported.contact(Some(contact), customer, || contact.meta.clone())
            {
                kept += keep(imported, kind("contact")?, slot, &fields_of(&after)?, OF_CONTACT);
            }
        }
        Ok(kept)
    }
}

/// Takes one erased field out of a row of the file.
fn erased(part: &mut ReadCustomers, at: usize, field: CustomerField, value: &Value) -> Rejection {
    let column = part.heading(field);
    let row = &mut part.rows[at];
    if let Ok(imported) = &mut row.result {
        imported.leave(field);
    }
    let value = value.as_str().unwrap_or_default().to_owned();
    Rejection { row: row.row, column, value, code: ErrorCode::ErasedInFile, detail: Map::new() }
}

fn keep(
    imported: &mut ImportedCustomer,
    kind: &NounKind,
    slot: &Slot,
    after: &Map<String, Value>,
    columns: &[(&str, &[CustomerField])],
) -> u32 {
    let Some(held) = &slot.held else { return 0 };
    let mut kept = 0;
    for (column, fields) in columns {
        let there = held.field(column);
        let is_managers = kind.owner_of(column) == Owner::Manager
            && !there.is_null()
            && held.stamps.of(column).side == Side::Field;
        if is_managers && after.get(*column).unwrap_or(&Value::Null) != there && !is_blank(there) {
            fields.iter().for_each(|field| imported.leave(*field));
            kept += 1;
        }
    }
    kept
}

/// An empty text or list: nobody wrote that.
fn is_blank(value: &Value) -> bool {
    value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
}

impl Hq {
    /// What a workbook of customers would change. Nothing is written.
    ///
    /// # Errors
    /// Of the file as a whole; a row's own faults are in the outcome.
    pub fn try_customers(&self, file: &CustomerFile) -> Result<Imported, HqError> {
        let read = read_file(file)?;
        self.base.read(|tx| Ok(self.compare(tx, file, read.clone())?.imported))
    }

    /// Writes a workbook of customers into headquarters' feeds, all of its good rows or none.
    ///
    /// # Errors
    /// As [`Hq::try_customers`].
    pub fn import_customers(&self, file: &CustomerFile) -> Result<Imported, HqError> {
        let read = read_file(file)?;
        self.base.write(|tx| {
            let Compared { imported, territories } = self.compare(tx, file, read.clone())?;
            let mut desk = Desk::new(self);
            let scopes: BTreeSet<Scope> =
                territories.iter().map(|one| Scope::Territory(one.territory)).collect();
            for scope in scopes {
                desk.lock(tx, scope)?;
            }
            for one in &territories {
                Writing { hq: self, desk: &mut desk, of: one }.all(tx)?;
            }
            desk.save(tx, self.now())?;
            let told = &imported.outcome;
            for one in territories.iter().filter(|one| !one.changes.is_empty()) {
                let detail = format!("{} {} rows", one.code, one.changes.len());
                self.audit(tx, ADMIN, "customers_imported", &detail)?;
            }
            if told.new + told.changed == 0 {
                self.audit(tx, ADMIN, "customers_imported", "nothing new")?;
            }
            Ok(imported)
        })
    }

    fn compare(
        &self,
        tx: &mut dyn Tx,
        file: &CustomerFile,
        read: ReadCustomers,
    ) -> Result<Compared, HqError> {
        let all = territories(tx)?;
        if let Some(code) = file.territory {
            territory_by(tx, code)?;
        }
        let codes: Vec<String> = read.rows.iter().map(|row| known_by(&row.code)).collect();
        let homes = homes_of(tx, &codes)?;
        let (columns, heading) = (read.columns.clone(), read.territory.clone().unwrap_or_default());
        let code_heading = read.heading(CustomerField::Code);
        let mut of: BTreeMap<String, Vec<ImportRow>> = BTreeMap::new();
        let mut nowhere = Vec::new();
        for mut row in read.rows {
            if let (Some(here), Some(said)) = (file.territory, row.territory.clone())
                && here != said
            {
                reject(&mut row, &heading, &said, ErrorCode::TerritoryDiffers, &[("here", here)]);
            }
            let named = file.territory.map(str::to_owned).or_else(|| row.territory.clone());
            let territory = named.as_ref().and_then(|code| all.get(code));
            match (named.clone(), territory) {
                (None, _) => {
                    if !is_told(&row, &heading) {
                        reject(&mut row, &heading, "", ErrorCode::Required, &[]);
                    }
                }
                (Some(named), None) => {
                    let known = all.keys().cloned().collect::<Vec<_>>().join("、");
                    reject(&mut row, &heading, &named, ErrorCode::TerritoryUnknown, &[("known", &known)]);
                }
                (Some(named), Some(territory)) => {
                    let home = homes.get(&known_by(&row.code)).filter(|(_, home)| home != territory);
                    if let Some((_, home)) = home {
                        let there = all.iter().find(|(_, id)| *id == home).map_or("", |(code, _)| code);
                        let detail = [("territory", there), ("here", named.as_str())];
                        let value = row.code.clone();
                        reject(&mut row, &code_heading, &value, ErrorCode::CodeAssigned, &detail);
                    }
                }
            }
            match named.filter(|_| territory.is_some()) {
                Some(named) => of.entry(named).or_default().push(row),
                None => nowhere.push(row),
            }
        }
        let mut compared = Compared::default();
        let parts = of.into_iter().map(|(code, rows)| (all.get(&code).copied(), code, rows));
        for (territory, code, rows) in parts.chain([(None, String::new(), nowhere)]) {
            let here = match territory {
                Some(territory) => Shelf::read(tx, territory)?,
                None => Shelf { customers: Vec::new(), contacts: HashMap::new() },
            };
            let mut part = ReadCustomers { columns: columns.clone(), rows, territory: None };
            compared.imported.outcome.rejected.extend(here.without_erased(&mut part)?);
            compared.imported.kept += here.keep_managers(&mut part.rows)?;
            let zone = territory.map(|id| zone_of(tx, id)).transpose()?.flatten();
            let today = Zone::named(zone.as_deref().unwrap_or_default()).date(self.now());
            let merge = dry_run(&part, &here.known(), today);
            add(&mut compared.imported.outcome, merge.outcome);
            if let Some(territory) = territory {
                compared.territories.push(OfTerritory {
                    territory,
                    code,
                    shelf: here,
                    changes: merge.changes,
                });
            }
        }
        let outcome = &mut compared.imported.outcome;
        outcome.rows.sort_by_key(|row| row.row);
        outcome.rejected.sort_by_key(|rejection| rejection.row);
        outcome.columns = columns;
        Ok(compared)
    }
}

/// Whether something is wrong with a row in a column already.
fn is_told(row: &ImportRow, heading: &str) -> bool {
    row.result.as_ref().err().is_some_and(|told| told.iter().any(|rejection| rejection.column == heading))
}

fn reject(row: &mut ImportRow, column: &str, value: &str, code: ErrorCode, detail: &[(&str, &str)]) {
    let detail = detail.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let rejection =
        Rejection { row: row.row, column: column.to_owned(), value: value.to_owned(), code, detail };
    match &mut row.result {
        Ok(_) => row.result = Err(vec![rejection]),
        Err(others) => others.push(rejection),
    }
}

fn read_file(file: &CustomerFile) -> Result<ReadCustomers, HqError> {
    let by_hand = |heading: &str| file.territory_headings.iter().any(|chosen| chosen == heading);
    let names =
        |heading: &str| by_hand(heading) || (file.territory_headings.is_empty() && names_territory(heading));
    let CustomerFile { file_name, bytes, mapping, datum, .. } = file;
    Ok(match file.territory {
        Some(_) => read_customers_of_territory(file_name, bytes, mapping, *datum, &names)?,
        None => read_customers_of_territories(file_name, bytes, mapping, *datum, &names)?,
    })
}

fn zone_of(tx: &mut dyn Tx, territory: Id) -> Result<Option<String>, HqError> {
    let rows = rows_of(tx, territory, "territory")?;
    let row = rows.into_iter().find(|(id, _)| *id == territory).and_then(|(_, slot)| slot.held);
    Ok(row.and_then(|row| row.field("zone").as_str().map(str::to_owned)))
}

fn add(into: &mut ImportOutcome, from: ImportOutcome) {
    into.new += from.new;
    into.changed += from.changed;
    into.same += from.same;
    into.rejected_rows += from.rejected_rows;
    into.far += from.far;
    into.doubts.missing += from.doubts.missing;
    into.doubts.zero += from.doubts.zero;
    into.doubts.far += from.doubts.far;
    into.doubts.shared += from.doubts.shared;
    into.rejected.extend(from.rejected);
    into.rows.extend(from.rows);
}

#[derive(Default)]
struct Compared {
    imported: Imported,
    territories: Vec<OfTerritory>,
}

struct OfTerritory {
    territory: Id,
    code: String,
    shelf: Shelf,
    changes: Vec<Change>,
}

/// Writes the changes of one territory.
struct Writing<'w> {
    hq: &'w Hq,
    desk: &'w mut Desk,
    of: &'w OfTerritory,
}

impl Writing<'_> {
    fn all(mut self, tx: &mut dyn Tx) -> Result<(), HqError> {
        // By code: what stands there now, for owners.
        let mut now: HashMap<String, (Customer, Option<Contact>)> = self
            .of
            .shelf
            .customers
            .iter()
            .map(|(customer, _)| {
                let contact = self.of.shelf.contact(customer.meta.id).map(|(contact, _)| contact.clone());
                (code(&customer.code), (customer.clone(), contact))
            })
            .collect();
        let scope = Scope::Territory(self.of.territory);
        let formers: Vec<&Customer> = self
            .of
            .changes
            .iter()
            .filter_map(|change| Some(&self.of.shelf.customers[change.known?].0))
            .collect();
        let contacts =
            formers.iter().filter_map(|former| Some(self.of.shelf.contact(former.meta.id)?.0.meta.id));
        self.desk.load(tx, scope, "contact", &contacts.collect())?;
        self.desk.load(tx, scope, "customer", &formers.iter().map(|former| former.meta.id).collect())?;
        for change in &self.of.changes {
            let former = change.known.map(|at| &self.of.shelf.customers[at].0);
            let customer = match former {
                Some(former) => {
                    let mut customer = former.clone();
                    change.imported.apply_to(&mut customer);
                    customer
                }
                None => change.imported.customer(self.meta()),
            };
            self.customer(tx, &customer)?;
            let known = self.of.shelf.contact(customer.meta.id).map(|(contact, _)| contact);
            let contact = change.imported.contact(known, &customer, || self.meta());
            if let Some(contact) = &contact {
                self.contact(tx, contact)?;
            }
            now.insert(change.imported.code.clone(), (customer, contact.or(known.cloned())));
        }
        for change in &self.of.changes {
            let Some(first) = change.owner_of.as_ref() else { continue };
            let Some((mut shop, contact)) = now.get(first).cloned() else { continue };
            let owner = match (shop.owner_id, contact) {
                (Some(owner), _) => owner,
                (None, Some(contact)) => contact.meta.id,
                (None, None) => {
                    let contact = Contact {
                        meta: self.meta(),
                        customer_id: shop.meta.id,
                        name: shop.name.clone(),
                        layer: ContactLayer::Decision,
                        title: None,
                        phone: None,
                        is_primary: true,
                        note: None,
                    };
                    self.contact(tx, &contact)?;
                    contact.meta.id
                }
            };
            if shop.owner_id != Some(owner) {
                shop.owner_id = Some(owner);
                self.customer(tx, &shop)?;
                now.entry(first.clone()).and_modify(|(known, _)| known.owner_id = Some(owner));
            }
            if let Some((customer, _)) = now.get_mut(&change.imported.code) {
                customer.owner_id = Some(owner);
                let customer = customer.clone();
                self.customer(tx, &customer)?;
            }
        }
        Ok(())
    }

    fn meta(&self) -> Meta {
        Meta::new(self.hq.new_id(), self.of.territory, self.hq.now())
    }

    fn customer(&mut self, tx: &mut dyn Tx, customer: &Customer) -> Result<(), HqError> {
        let id = customer.meta.id;
        let at = place(self.of.territory, "customer", id);
        self.desk.write_unseen(self.hq, tx, at, &fields_of(customer)?, Some(id)).map(|_| ())
    }

    fn contact(&mut self, tx: &mut dyn Tx, contact: &Contact) -> Result<(), HqError> {
        let at = place(self.of.territory, "contact", contact.meta.id);
        self.desk.write_unseen(self.hq, tx, at, &fields_of(contact)?, Some(contact.customer_id)).map(|_| ())
    }
}
