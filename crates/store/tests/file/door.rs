//! The write door: all or nothing, and every change in the log.

use crate::common::{NOW, Place};
use proptest::prelude::*;
use rounds_core::{
    Id,
    customer::{Customer, CustomerClass},
    operation::OperationKind,
};
use rounds_store::{StoreError, all, get, operations, wrote};
use serde_json::{Value, json};

#[test]
fn a_change_and_its_operation_are_written_together() {
    let place = Place::new();
    let store = place.open();
    let id = place.customer(&store, "T001", "中和路便利店");
    place.write(&store, |tx| {
        let mut customer: Customer = get(tx.sql(), id)?;
        customer.class = Some(CustomerClass::A);
        tx.put(&customer)
    });
    let log = operations(&store, 0, 100).unwrap();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].op_seq, log[1].op_seq), (1, 2));
    assert_eq!(log[0].install_id, store.install_id());
    assert_ne!(log[0].tx_id, log[1].tx_id);
    assert_eq!((&*log[1].noun, log[1].id, log[1].kind), ("customer", id, OperationKind::Put));
    assert_eq!(serde_json::to_string(&log[1].fields).unwrap(), r#"{"class":{"new":"A","old":null}}"#);
}

#[test]
fn a_failed_transaction_leaves_neither_row_nor_operation() {
    let place = Place::new();
    let store = place.open();
    let failed = store.write(Id::nil(), NOW, &place.entropy, |tx| {
        let customer = Customer::new(rounds_core::Meta::new(tx.new_id(), Id::nil(), NOW), "T001", "店");
        tx.insert(&customer)?;
        Err::<(), _>(StoreError::NotFound { noun: "test" })
    });
    assert!(matches!(failed, Err(StoreError::NotFound { .. })));
    assert!(store.read(all::<Customer>).unwrap().is_empty());
    assert!(operations(&store, 0, 100).unwrap().is_empty());
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let place = Place::new();
    let store = place.open();
    place.customer(&store, "T001", "店");
    let full = store.write(Id::nil(), NOW, &place.entropy, |tx| {
        // SQLite meets the same end as on a full disk: no page can be added.
        tx.sql().execute_batch("PRAGMA max_page_count = 1").unwrap();
        for n in 0..2000 {
            let meta = rounds_core::Meta::new(tx.new_id(), Id::nil(), NOW);
            tx.insert(&Customer::new(meta, &n.to_string(), "写不下的店"))?;
        }
        Ok(())
    });
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    assert_eq!(store.read(all::<Customer>).unwrap().len(), 1);
    assert_eq!(operations(&store, 0, 10).unwrap().len(), 1);
}

#[test]
fn every_definition_that_went_by_a_number_is_kept_as_it_was_first_written() {
    let place = Place::new();
    let store = place.open();
    place.write(&store, |tx| tx.keep_form("visit_record", 1, "hash", "{}"));
    place.write(&store, |tx| tx.keep_form("visit_record", 1, "hash", "null"));
    place.write(&store, |tx| tx.keep_form("visit_record", 1, "another", "[]"));
    assert_eq!(store.forms("visit_record", 1).unwrap(), ["[]", "{}"]);
    assert_eq!(store.forms("visit_record", 2).unwrap(), Vec::<String>::new());
}

#[test]
fn writing_what_is_already_there_changes_nothing() {
    let place = Place::new();
    let store = place.open();
    let id = place.customer(&store, "T001", "店");
    let same = place.write(&store, |tx| {
        let customer: Customer = get(tx.sql(), id)?;
        tx.put(&customer)
    });
    assert!(!same);
    assert_eq!(operations(&store, 0, 100).unwrap().len(), 1);
}

#[test]
fn a_deleted_row_stays_as_a_tombstone_and_is_no_longer_listed() {
    let place = Place::new();
    let store = place.open();
    let id = place.customer(&store, "T001", "店");
    place.write(&store, |tx| tx.delete::<Customer>(id));
    assert!(store.read(all::<Customer>).unwrap().is_empty());
    assert!(matches!(store.read(|sql| get::<Customer>(sql, id)), Err(StoreError::NotFound { .. })));
    assert_eq!(operations(&store, 0, 100).unwrap()[1].kind, OperationKind::Delete);
}

#[test]
fn undo_is_a_forward_operation_and_redo_brings_it_back() {
    let place = Place::new();
    let store = place.open();
    let id = place.customer(&store, "T001", "店");
    place.write(&store, |tx| {
        let mut customer: Customer = get(tx.sql(), id)?;
        customer.note = Some("先付款".to_owned());
        tx.put(&customer)?;
        tx.remember("test")
    });
    let note = || store.read(|sql| get::<Customer>(sql, id)).unwrap().note;
    assert_eq!(store.undoable("test").unwrap(), (true, false));
    store.undo("test", None, Id::nil(), NOW, &place.entropy).unwrap();
    assert_eq!(note(), None);
    assert_eq!(store.undoable("test").unwrap(), (false, true));
    store.redo("test", Id::nil(), NOW, &place.entropy).unwrap();
    assert_eq!(note().as_deref(), Some("先付款"));
    assert_eq!(operations(&store, 0, 100).unwrap().len(), 4);
}

#[test]
fn what_was_changed_again_is_not_taken_back_unseen() {
    let place = Place::new();
    let store = place.open();
    let id = place.customer(&store, "T001", "店");
    let set = |note: &str, remember: bool| {
        place.write(&store, |tx| {
            let mut customer: Customer = get(tx.sql(), id)?;
            customer.note = Some(note.to_owned());
            tx.put(&customer)?;
            if remember { tx.remember("test") } else { Ok(()) }
        });
    };
    set("one", true);
    set("two", false);
    let refused = store.undo("test", None, Id::nil(), NOW, &place.entropy);
    assert!(matches!(refused, Err(StoreError::UndoConflict { .. })), "{refused:?}");
    assert_eq!(store.read(|sql| get::<Customer>(sql, id)).unwrap().note.as_deref(), Some("two"));
}

#[test]
fn a_draft_survives_without_leaving_an_operation() {
    let place = Place::new();
    let store = place.open();
    store.save_draft("visit", &serde_json::json!({ "note": "半句" }), NOW).unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.draft("visit").unwrap().unwrap()["note"], "半句");
    assert!(operations(&store, 0, 1).unwrap().is_empty());
    store.drop_draft("visit").unwrap();
    assert_eq!(store.draft("visit").unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Any run of edits, all taken back, gives the rows as they were; all done again, as they had become.
    #[test]
    fn undoing_everything_gives_back_the_beginning(edits in prop::collection::vec((0..3usize, "[a-z]{0,6}"), 1..12)) {
        let place = Place::new();
        let store = place.open();
        let ids: Vec<Id> = (0..3).map(|n| place.customer(&store, &n.to_string(), "店")).collect();
        let state = || -> Vec<(Option<String>, String)> {
            let read = |id: &Id| store.read(|sql| get::<Customer>(sql, *id)).unwrap();
            ids.iter().map(read).map(|customer| (customer.note, customer.address)).collect()
        };
        let before = state();
        let mut steps = 0;
        for (at, text) in &edits {
            let changed = place.write(&store, |tx| {
                let mut customer: Customer = get(tx.sql(), ids[*at])?;
                customer.note = Some(text.clone());
                customer.address.push_str(text);
                let changed = tx.put(&customer)?;
                if changed {
                    tx.remember("test")?;
                }
                Ok(changed)
            });
            steps += usize::from(changed);
        }
        let after = state();
        for _ in 0..steps {
            store.undo("test", None, Id::nil(), NOW, &place.entropy).unwrap();
        }
        prop_assert_eq!(state(), before);
        for _ in 0..steps {
            store.redo("test", Id::nil(), NOW, &place.entropy).unwrap();
        }
        prop_assert_eq!(state(), after);
    }
}

#[test]
fn what_was_written_here_is_told_from_what_came_from_elsewhere() {
    let place = Place::new();
    let store = place.open();
    let id = place.customer(&store, "T001", "中和路便利店");
    place.write(&store, |tx| {
        let mut customer: Customer = get(tx.sql(), id)?;
        customer.key_points = Some("新品陈列".to_owned());
        tx.put(&customer)
    });
    let at = |field: &str, value: Value, at: i64| {
        store.read(|sql| wrote(sql, "customer", id, field, &value, at)).unwrap()
    };
    let here = |field: &str, value: Value| at(field, value, NOW);
    assert!(here("key_points", json!("新品陈列")) && here("name", json!("中和路便利店")));
    assert!(!here("key_points", json!("明码标价")) && !here("note", json!("新品陈列")));
    // Changed here, deleted elsewhere.
    assert!(here("deleted_at", json!({ "key_points": "新品陈列" })));
    assert!(!here("deleted_at", json!({ "key_points": "明码标价" })) && !here("deleted_at", json!(NOW)));
    assert!(at("deleted_at", Value::Null, NOW), "it is here because it was changed here");
    assert!(!at("deleted_at", Value::Null, NOW + 1), "or because it was changed elsewhere");
    place.write(&store, |tx| tx.delete::<Customer>(id));
    assert!(here("deleted_at", json!(NOW)));
}
