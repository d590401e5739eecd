//! Verdicts, what was set aside, and an HQ that has forgotten.

use rounds_core::{
    ErrorCode, Id, Meta,
    customer::Customer,
    sync::{Choice, Conflict, FeedCursor, FeedPage, LeftOut, PushPage, row_digest, row_mark},
};
use rounds_store::{Answered, StoreError, Tx, all, get};
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

#[test]
fn a_reply_that_makes_all_rows_hqs_writes_into_no_operation_and_means_the_same() {
    let place = Place::new();
    let store = place.open();
    let mut hq = Hq::new(&place);
    hq.pull(&store, 10);
    place.write(&store, |tx| {
        ["甲", "乙", "丙"].iter().try_for_each(|name| {
            tx.insert(&Customer::new(Meta::new(tx.new_id(), hq.territory, NOW), name, name))
        })
    });
    let after = store.cursor(hq.scope()).unwrap().unwrap().seq;
    let verdicts = hq.push(&store.waiting().unwrap().operations);
    let page = hq.page(after, 10);
    let left_out = page.entries.iter().zip(&verdicts).map(|(entry, verdict)| LeftOut {
        op_seq: verdict.op_seq,
        seq: entry.seq,
        mark: row_mark(&row_digest(entry.row.as_ref().unwrap()).unwrap()),
    });
    let left_out = left_out.collect();
    let pages = [PushPage { page: FeedPage { entries: Vec::new(), ..page }, left_out }];
    let asked = [FeedCursor { scope: hq.scope(), epoch: hq.epoch, after }];
    let answered = Answered { verdicts: &verdicts, asked: &asked, pages: &pages };
    assert_eq!(store.take_reply(answered, NOW).unwrap().0.new, 3);
    let untouched = "SELECT count(*) FROM outbox WHERE state = 'pending' AND version = 0";
    let untouched = store.read(|sql| Ok::<u32, StoreError>(sql.query_row(untouched, [], |row| row.get(0))?));
    assert_eq!(untouched.unwrap(), 3, "nothing is written there");
    assert!(store.waiting().unwrap().operations.is_empty());
    assert_eq!((store.unsent().unwrap(), store.last_answered().unwrap()), (0, 3));
    assert_eq!((store.standing().unwrap().reported, store.standing().unwrap().waiting), (3, 0));
    assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash());
    // Said once more, it is the same; an HQ that has lost the last two is sent these two.
    assert_eq!(store.take_reply(answered, NOW).unwrap().0.new, 0);
    assert_eq!(store.standing().unwrap().reported, 3);
    assert_eq!(store.wait_again(1).unwrap(), 2);
    assert_eq!(store.wait_again(1).unwrap(), 0, "twice is once");
    let numbers: Vec<i64> = store.waiting().unwrap().operations.iter().map(|op| op.op_seq).collect();
    assert_eq!(numbers, [2, 3]);
    assert_eq!((store.standing().unwrap().reported, store.standing().unwrap().waiting), (1, 2));
}
