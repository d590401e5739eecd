//! 同一经营者: which shop a row names as another one of its owner's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rounds_core::ErrorCode;

use super::{
    CustomerField, Known, imported::ImportedCustomer, rows::ReadCustomers, value::text, wire::Rejection,
};

/// The shops that a workbook's rows name, followed to the one that stands for them all.
pub struct Owners<'a> {
    known: &'a [Known<'a>],
    by_code: &'a HashMap<String, usize>,
    /// Code → the code that its row names.
    named: BTreeMap<&'a str, &'a str>,
    /// Codes of the good rows.
    good: BTreeSet<&'a str>,
    heading: String,
}

impl<'a> Owners<'a> {
    /// `is_good`: whether a row that was read will be taken, as far as its other fields go.
    pub fn new(
        read: &'a ReadCustomers,
        known: &'a [Known<'a>],
        by_code: &'a HashMap<String, usize>,
        is_good: impl Fn(&ImportedCustomer) -> bool,
    ) -> Self {
        let rows = || read.rows.iter().filter_map(|row| row.result.as_ref().ok()).filter(|row| is_good(row));
        let named = rows().filter_map(|row| {
            // Its own code says nothing about another.
            let named = row.shared_owner.as_deref().filter(|named| *named != row.code)?;
            Some((row.code.as_str(), named))
        });
        let mut owners = Self {
            known,
            by_code,
            named: named.collect(),
            good: rows().map(|row| row.code.as_str()).collect(),
            heading: read.heading(CustomerField::SharedOwner),
        };
        // Who names a customer that will not be there stays out, and so does who names that one.
        loop {
            let names_nobody = |(code, named): (&&'a str, &&'a str)| {
                (owners.good.contains(code) && !owners.exists(named)).then_some(*code)
            };
            let bad: Vec<&str> = owners.named.iter().filter_map(names_nobody).collect();
            if bad.is_empty() {
                return owners;
            }
            owners.good.retain(|code| !bad.contains(code));
        }
    }

    fn exists(&self, code: &str) -> bool {
        self.good.contains(code) || self.by_code.contains_key(code)
    }

    /// The code of the shop whose owner a row's customer gets; none where the row says nothing new.
    ///
    /// # Errors
    /// `OwnerUnknown` where no customer, and no good row, has the code that is named. Its row is for the caller to add.
    pub fn of(&self, row: &ImportedCustomer) -> Result<Option<String>, Rejection> {
        let Some(named) = self.named.get(row.code.as_str()) else { return Ok(None) };
        if !self.exists(named) {
            return Err(Rejection {
                row: 0,
                column: self.heading.clone(),
                value: (*named).to_owned(),
                code: ErrorCode::OwnerUnknown,
                detail: serde_json::Map::new(),
            });
        }
        let first = self.first(row.code.as_str());
        let shares = |code: &str| self.known[*self.by_code.get(code)?].shared_owner;
        let is_known = shares(&row.code).is_some() && shares(&row.code) == shares(first);
        Ok((first != row.code && !is_known).then(|| first.to_owned()))
    }

    /// The end of a chain of names; in a circle the least code of it.
    fn first<'s>(&'s self, code: &'s str) -> &'s str {
        let mut seen = vec![code];
        let mut here = code;
        while let Some(next) = self.named.get(here).filter(|_| self.good.contains(here)) {
            if let Some(at) = seen.iter().position(|code| code == next) {
                return seen[at..].iter().copied().min().unwrap_or(here);
            }
            seen.push(next);
            here = next;
        }
        here
    }
}

/// Codes of customers that share an owner, by their place in the list: the owner's own shop where it is one of them,
/// else the first by code.
pub fn shared_owners<'a>(known: &[Known<'a>]) -> Vec<Option<&'a str>> {
    let mut shops: BTreeMap<rounds_core::Id, Vec<&Known<'a>>> = BTreeMap::new();
    for known in known {
        if let Some(owner) = known.customer.owner_id {
            shops.entry(owner).or_default().push(known);
        }
    }
    let stands_for_all = |owner| {
        let shops = shops.get(&owner).filter(|shops| shops.len() > 1)?;
        let own = shops.iter().find(|shop| shop.contact.is_some_and(|contact| contact.meta.id == owner));
        let first = shops.iter().min_by_key(|shop| text::code(&shop.customer.code));
        own.or(first).map(|shop| shop.customer.code.as_str())
    };
    known.iter().map(|known| known.customer.owner_id.and_then(stands_for_all)).collect()
}
