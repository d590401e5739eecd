//! Positions that are missing, impossible, or too coarse to be a shop's own.

use std::collections::BTreeMap;

use rounds_core::{
    Id,
    customer::{Customer, CustomerStatus},
    position::Spread,
};

/// Closer to 0, 0 than this is the sea off Africa, not a shop.
const ZERO_E7: i32 = 1_000_000;
/// So many customers of different addresses on one very point: the point is a village's or a street's, not theirs.
const SHARED_BY: usize = 3;

/// Why a position is doubted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    Missing,
    Zero,
    /// Kilometres from the middle of the territory.
    Far {
        km: u32,
    },
    /// So many customers lie on this very point.
    Shared {
        customers: u32,
    },
}

/// What speaks against a customer's position alone.
pub(crate) fn doubt_of(customer: &Customer, spread: Option<Spread>) -> Option<Doubt> {
    let Some(position) = customer.position else { return Some(Doubt::Missing) };
    if position.lat_e7.abs() < ZERO_E7 && position.lng_e7.abs() < ZERO_E7 {
        return Some(Doubt::Zero);
    }
    let spread = spread.filter(|spread| spread.is_far(&position))?;
    Some(Doubt::Far { km: (spread.centre.distance_m(&position) / 1_000.0) as u32 })
}

/// Every open customer whose position is doubted, in the order given.
pub fn doubts(customers: &[Customer]) -> Vec<(Id, Doubt)> {
    let positions: Vec<_> = customers.iter().filter_map(|customer| customer.position).collect();
    let spread = Spread::of(&positions);
    let mut at: BTreeMap<(i32, i32), Vec<&str>> = BTreeMap::new();
    for customer in customers {
        if let Some(position) = customer.position {
            at.entry((position.lat_e7, position.lng_e7)).or_default().push(customer.address.as_str());
        }
    }
    for addresses in at.values_mut() {
        addresses.sort_unstable();
        addresses.dedup();
    }
    let shared = |customer: &Customer| {
        let position = customer.position?;
        let count = at.get(&(position.lat_e7, position.lng_e7))?.len();
        (count >= SHARED_BY).then_some(Doubt::Shared { customers: count as u32 })
    };
    customers
        .iter()
        .filter(|customer| customer.status == CustomerStatus::Open)
        .filter_map(|customer| {
            Some((customer.meta.id, doubt_of(customer, spread).or_else(|| shared(customer))?))
        })
        .collect()
}
