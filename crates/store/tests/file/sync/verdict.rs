//! Verdicts, what was set aside, and an HQ that has forgotten.

use rounds_core::{
    ErrorCode, Id, Meta,
    customer::Customer,
    sync::{Choice, Conflict},
};
use rounds_store::{StoreError, Tx, all, get};
use serde_json::json;

use super::hq::{Hq, note, set_note};
use crate::common::{NOW, Place};

#[test]
fn an_operation_waits_until_hq_has_spoken() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    let id = hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    set_note(&place, &store, id, "乙");
    hq.sync(&store, true);
    assert_eq!(store.unsent().unwrap(), 1, "the reply was lost");
    hq.sync(&store, false);
    assert_eq!(store.unsent().unwrap(), 0);
    assert_eq!(note(&store, id).as_deref(), Some("乙"));
    hq.pull(&store, 10);
    assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash());
    assert_eq!(hq.rows[&("customer".to_owned(), id)].version, 2, "applied once");
}

#[test]
fn a_value_that_lost_gives_way_to_hqs_even_when_no_feed_comes() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    let id = hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    super::hq::edit(&place, &store, id, |customer| customer.name = "我改的".to_owned());
    hq.write("customer", id, &[("name", json!("总部改的"))]);
    hq.pull(&store, 10);
    let name = || store.read(|sql| get::<Customer>(sql, id)).unwrap().name;
    assert_eq!(name(), "我改的", "not yet judged");
    hq.sync(&store, false);
    assert_eq!(name(), "总部改的");
    assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash());
}

#[test]
fn what_was_set_aside_stays_visible_and_blocks_nothing() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    let (id, other) = (hq.customer(&place, "T001", "甲"), hq.customer(&place, "T002", "甲"));
    hq.pull(&store, 10);
    set_note(&place, &store, id, "坏的");
    set_note(&place, &store, other, "好的");
    hq.poison = vec![1];
    hq.sync(&store, false);
    hq.pull(&store, 10);
    let aside = store.set_aside().unwrap();
    assert_eq!((aside.len(), aside[0].id, aside[0].op_seq), (1, id, 1));
    assert_eq!(aside[0].because.as_ref().unwrap().code, ErrorCode::BadOperation);
    assert_eq!(note(&store, id).as_deref(), Some("坏的"), "the user's own work is still shown");
    assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash(), "but it is not HQ's word");
    let standing = store.standing().unwrap();
    assert_eq!((standing.reported, standing.waiting, standing.set_aside), (1, 0, 1));
    store.give_up(1).unwrap();
    assert_eq!(note(&store, id).as_deref(), Some("甲"));
    assert!(store.set_aside().unwrap().is_empty());
}

#[test]
fn a_row_whose_making_was_given_up_goes() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    hq.pull(&store, 10);
    let insert = |tx: &mut Tx| -> Result<(), StoreError> {
        tx.insert(&Customer::new(Meta::new(tx.new_id(), hq.territory, NOW), "T001", "店"))
    };
    place.write(&store, insert);
    hq.poison = vec![1];
    hq.sync(&store, false);
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 1);
    store.give_up(1).unwrap();
    assert!(store.read(all::<Customer>).unwrap().is_empty());
}

#[test]
fn what_a_restored_hq_forgot_is_sent_again() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    let id = hq.customer(&place, "T001", "甲");
    hq.pull(&store, 10);
    set_note(&place, &store, id, "昨天");
    hq.sync(&store, false);
    hq.pull(&store, 10);
    let yesterday = (hq.rows.clone(), hq.verdicts.clone());
    set_note(&place, &store, id, "今天");
    let own = place.customer(&store, "T009", "今天的店");
    hq.sync(&store, false);
    hq.pull(&store, 10);
    (hq.rows, hq.verdicts) = yesterday;
    hq.epoch = Id::from_u128(77);
    assert_eq!(store.wait_again(1).unwrap(), 2);
    assert_eq!(store.wait_again(1).unwrap(), 0, "twice is once");
    assert_eq!(note(&store, id).as_deref(), Some("今天"), "shown all the while");
    let numbers: Vec<i64> = store.waiting().unwrap().operations.iter().map(|op| op.op_seq).collect();
    assert_eq!(numbers, [2, 3]);
    hq.sync(&store, false);
    assert_eq!(hq.rows[&("customer".to_owned(), id)].field("note"), "今天");
    assert!(hq.rows.contains_key(&("customer".to_owned(), own)));
}

#[test]
fn the_value_that_lost_is_taken_back_by_an_operation_of_its_own() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    let id = hq.customer(&place, "T001", "总部的");
    let conflict = Id::from_u128(5);
    let fields = [
        ("noun", json!("customer")),
        ("row_id", json!(id)),
        ("field", json!("note")),
        ("kept", json!("总部的")),
        ("lost", json!("我的")),
        ("kept_at", json!(1)),
        ("lost_at", json!(1)),
    ];
    hq.write("conflict", conflict, &fields);
    hq.pull(&store, 10);
    assert_eq!(store.standing().unwrap().conflicts, 1);
    place.write(&store, |tx| tx.choose(conflict, Choice::Lost));
    assert_eq!(note(&store, id).as_deref(), Some("我的"));
    assert_eq!(store.standing().unwrap().conflicts, 0);
    let chosen: Conflict = store.read(|sql| get(sql, conflict)).unwrap();
    assert_eq!(chosen.choice, Some(Choice::Lost));
    assert_eq!(store.waiting().unwrap().operations.len(), 2);
}

#[test]
fn the_log_is_shortened_by_what_hq_has_but_a_files_history_stays() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    hq.pull(&store, 10);
    place.customer(&store, "T001", "店");
    place.write(&store, |tx| {
        let set = rounds_core::customer_set::CustomerSet {
            meta: Meta::new(tx.new_id(), hq.territory, NOW),
            name: "集".to_owned(),
            customer_ids: Vec::new(),
            filter: None,
        };
        tx.insert(&set)
    });
    assert_eq!(store.compact_log(NOW + 1).unwrap(), 0, "nothing is acknowledged yet");
    hq.sync(&store, false);
    hq.pull(&store, 10);
    assert_eq!(store.compact_log(NOW + 1).unwrap(), 1);
    assert_eq!(store.last_written().unwrap(), 2, "numbers are not given again");
}
