//! Customer sets, by hand and as saved filters.

use rounds_core::{
    customer::{Customer, CustomerClass, CustomerStatus, Segment},
    customer_set::{CustomerFilter, CustomerSet},
};

use super::{Dice, Maker, words::Words};

/// Shops in which a new product is placed.
const NEW_PRODUCT_SHOPS: usize = 24;

pub(super) fn sets(maker: &Maker, words: &Words, customers: &[Customer]) -> Vec<CustomerSet> {
    let dice = Dice::new(0x5E75);
    let mut fit: Vec<_> = customers
        .iter()
        .filter(|customer| customer.status == CustomerStatus::Open)
        .filter(|customer| matches!(customer.class, Some(CustomerClass::A | CustomerClass::B)))
        .map(|customer| customer.meta.id)
        .collect();
    dice.shuffle(&mut fit);
    fit.truncate(NEW_PRODUCT_SHOPS);
    let saved = |name: &str, filter| CustomerSet {
        meta: maker.meta(),
        name: name.to_owned(),
        customer_ids: Vec::new(),
        filter: Some(filter),
    };
    let mountains = words.places.lines.last().map(|line| line.name.clone()).into_iter().collect();
    vec![
        CustomerSet { meta: maker.meta(), name: "新品铺货".to_owned(), customer_ids: fit, filter: None },
        saved(
            "A 类核心店",
            CustomerFilter {
                classes: vec![CustomerClass::A],
                segments: vec![Segment::Core],
                ..CustomerFilter::default()
            },
        ),
        saved(
            "一个月未访",
            CustomerFilter {
                statuses: vec![CustomerStatus::Open],
                not_seen_days: Some(30),
                ..CustomerFilter::default()
            },
        ),
        saved("山区店", CustomerFilter { lines: mountains, ..CustomerFilter::default() }),
    ]
}
