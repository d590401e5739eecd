//! What was delivered in the last nine weeks.

use std::cmp::min;

use chrono::{Datelike, Days, NaiveDate};
use rounds_core::{
    calendar::{Calendar, DayKind},
    customer::{Customer, CustomerClass, CustomerStatus},
    sales::SalesFact,
};

use super::{
    Dice, Maker,
    words::{Product, Words},
};

const WEEKS: u64 = 9;

/// One row for each product and delivery, oldest delivery first within a customer.
pub(super) fn sales(
    maker: &Maker,
    words: &Words,
    customers: &[Customer],
    calendar: &Calendar,
    as_of: NaiveDate,
) -> Vec<SalesFact> {
    let dice = Dice::new(0x5A1E);
    let mut facts = Vec::new();
    for customer in customers {
        let chosen = assortment(&dice, &words.products, customer.class);
        let trend = dice.between(-25, 35);
        for (week, delivered_on) in deliveries(customer, calendar, as_of) {
            let skips = match customer.class {
                Some(CustomerClass::A | CustomerClass::B) => 20,
                Some(CustomerClass::C) => 100,
                _ => 300,
            };
            // A shop that has paused or ended buys nothing any more.
            let ended = match customer.status {
                CustomerStatus::Open => false,
                CustomerStatus::Suspended => week >= WEEKS - 3,
                CustomerStatus::Closed => week >= WEEKS - 6,
            };
            if ended || dice.chance(skips) {
                continue;
            }
            for (product, usual) in &chosen {
                let percent = 100 + trend * week as i32 / WEEKS as i32 + dice.between(-30, 30);
                let quantity = i64::from((usual * percent + 50) / 100);
                if quantity > 0 {
                    facts.push(SalesFact {
                        meta: maker.meta(),
                        customer_id: customer.meta.id,
                        delivered_on,
                        product: product.name.clone(),
                        quantity,
                        amount_fen: quantity * product.wholesale_fen,
                        profit_fen: quantity * (product.retail_fen - product.wholesale_fen),
                    });
                }
            }
        }
    }
    facts
}

/// Three to five products with the quantity of a usual week, dearer ones in the better classes.
fn assortment<'a>(
    dice: &Dice,
    products: &'a [Product],
    class: Option<CustomerClass>,
) -> Vec<(&'a Product, i32)> {
    let (count, least, most, dearest) = match class {
        Some(CustomerClass::A) => (5, 5, 14, products.len()),
        Some(CustomerClass::B) => (5, 3, 7, products.len() - 1),
        Some(CustomerClass::C) => (4, 1, 4, 9),
        _ => (3, 1, 2, 6),
    };
    let mut order: Vec<usize> = (0..min(dearest, products.len())).collect();
    dice.shuffle(&mut order);
    order.truncate(count);
    order.sort_unstable();
    order.into_iter().map(|n| (&products[n], dice.between(least, most))).collect()
}

/// The delivery of each of the weeks that end with `as_of`, the oldest first. One that falls on a public holiday is
/// brought forward, and left out where that would meet the one before.
fn deliveries(customer: &Customer, calendar: &Calendar, as_of: NaiveDate) -> Vec<(u64, NaiveDate)> {
    let Some(weekday) = customer.delivery_weekday else { return Vec::new() };
    let today = as_of.weekday().number_from_monday() as u8;
    let latest = as_of - Days::new(u64::from((today + 7 - weekday) % 7));
    let mut found: Vec<(u64, NaiveDate)> = Vec::new();
    for week in 0..WEEKS {
        let mut date = latest - Days::new(7 * (WEEKS - 1 - week));
        while calendar.day(date).kind == DayKind::Holiday {
            date = date - Days::new(1);
        }
        if found.last().is_none_or(|(_, before)| *before < date) {
            found.push((week, date));
        }
    }
    found
}
