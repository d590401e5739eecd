//! The people in the shops, and the owners of two licences.

use rounds_core::{
    contact::{Contact, ContactLayer},
    customer::{Customer, CustomerStatus},
};

use super::{
    Dice, Maker,
    words::{Words, phone},
};

/// Owners with two licences.
const OWNERS_OF_TWO: usize = 5;
/// Where the telephones of contacts begin; those of shops lie below.
const FIRST_PHONE: usize = 1_001;

/// One or two contacts each. Sets the owner where two neighbouring licences are one person's.
pub(super) fn contacts(maker: &Maker, words: &Words, customers: &mut [Customer]) -> Vec<Contact> {
    let dice = Dice::new(0xC017);
    let seconds = second_licences(customers);
    let mut contacts: Vec<Contact> = Vec::new();
    for (n, customer) in customers.iter().enumerate() {
        let add = |contacts: &mut Vec<Contact>, layer, titles: &[String], is_primary| {
            let made = contacts.len();
            contacts.push(Contact {
                meta: maker.meta(),
                customer_id: customer.meta.id,
                name: person_name(&dice, words, made),
                layer,
                title: Some(dice.pick(titles).clone()),
                phone: Some(phone(FIRST_PHONE + made)),
                is_primary,
                note: None,
            });
        };
        let texts = &words.texts;
        if seconds.contains(&n) {
            // The owner is known at the first shop; here a clerk receives.
            add(&mut contacts, ContactLayer::Operating, &texts.operating_titles, true);
        } else if customer.office.is_some() {
            add(&mut contacts, ContactLayer::Management, &texts.management_titles, true);
            add(&mut contacts, ContactLayer::Decision, &texts.decision_titles, false);
        } else {
            add(&mut contacts, ContactLayer::Decision, &texts.decision_titles, true);
            if dice.chance(280) {
                add(&mut contacts, ContactLayer::Operating, &texts.operating_titles, false);
            } else if dice.chance(120) {
                add(&mut contacts, ContactLayer::Influencer, &texts.influencer_titles, false);
            }
        }
    }
    for second in seconds {
        let first = customers[second - 1].meta.id;
        let owner =
            contacts.iter().find(|contact| contact.customer_id == first).map(|contact| contact.meta.id);
        customers[second - 1].owner_id = owner;
        customers[second].owner_id = owner;
    }
    contacts
}

/// Indices of shops whose owner also has the shop before: ordinary neighbours, spread over the county.
fn second_licences(customers: &[Customer]) -> Vec<usize> {
    let is_usual = |customer: &Customer| {
        customer.status == CustomerStatus::Open && customer.office.is_none() && customer.market_days.is_none()
    };
    let near = |a: &Customer, b: &Customer| {
        a.position.zip(b.position).is_some_and(|(a, b)| a.distance_m(&b) < 700.0)
    };
    let step = customers.len() / OWNERS_OF_TWO;
    (0..OWNERS_OF_TWO)
        .filter_map(|part| {
            (part * step + 1..(part + 1) * step).find(|n| {
                let (first, second) = (&customers[n - 1], &customers[*n]);
                is_usual(first) && is_usual(second) && near(first, second)
            })
        })
        .collect()
}

/// Every 29th bears characters that few fonts have.
fn person_name(dice: &Dice, words: &Words, made: usize) -> String {
    let surname = dice.pick(&words.names.surnames);
    let rare = &words.names.rare;
    let given = if made % 29 == 7 { &rare[made / 29 % rare.len()] } else { dice.pick(&words.names.given) };
    format!("{surname}{given}")
}
