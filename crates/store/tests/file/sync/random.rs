//! Whatever happens in whatever order, both sides are equal at the end, and nobody's unsent word was hidden meanwhile.

use proptest::prelude::*;
use rounds_core::{Id, customer::Customer};
use rounds_store::{Store, get};
use serde_json::json;

use super::hq::{Hq, edit};
use crate::common::Place;

#[derive(Clone, Debug)]
enum Event {
    Edit { at: usize, name: bool, text: String },
    Hq { at: usize, name: bool, text: String },
    New,
    Delete { at: usize },
    Push { lost: bool },
    Pull { limit: usize },
    Baseline,
    Poison,
    Reopen,
}

fn event() -> impl Strategy<Value = Event> {
    let text = "[a-c]";
    prop_oneof![
        4 => (0..3usize, any::<bool>(), text).prop_map(|(at, name, text)| Event::Edit { at, name, text }),
        3 => (0..3usize, any::<bool>(), text).prop_map(|(at, name, text)| Event::Hq { at, name, text }),
        1 => Just(Event::New),
        1 => (0..3usize).prop_map(|at| Event::Delete { at }),
        4 => any::<bool>().prop_map(|lost| Event::Push { lost }),
        4 => (1..4usize).prop_map(|limit| Event::Pull { limit }),
        1 => Just(Event::Baseline),
        1 => Just(Event::Poison),
        1 => Just(Event::Reopen),
    ]
}

fn shown(store: &Store, id: Id) -> Option<Customer> {
    store.read(|sql| get::<Customer>(sql, id)).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn both_sides_are_equal_in_the_end(events in prop::collection::vec(event(), 1..30)) {
        let place = Place::new();
        let mut store = place.open();
        let mut hq = Hq::new(&place);
        let mut ids: Vec<Id> = (0..3).map(|n| hq.customer(&place, &format!("T{n}"), "")).collect();
        hq.pull(&store, 10);
        for event in events {
            match event {
                Event::Edit { at, name, text } => {
                    let id = ids[at];
                    if shown(&store, id).is_none() {
                        continue;
                    }
                    edit(&place, &store, id, |customer| {
                        if name { customer.name.clone_from(&text) } else { customer.note = Some(text.clone()) }
                    });
                    let row = shown(&store, id).unwrap();
                    prop_assert_eq!(if name { row.name } else { row.note.unwrap_or_default() }, text);
                }
                Event::Hq { at, name, text } => {
                    if hq.rows.contains_key(&("customer".to_owned(), ids[at])) {
                        hq.write("customer", ids[at], &[(if name { "name" } else { "note" }, json!(text))]);
                    }
                }
                Event::New => ids.push(place.customer(&store, "N", "新店")),
                Event::Delete { at } => {
                    if shown(&store, ids[at]).is_some() {
                        place.write(&store, |tx| tx.delete::<Customer>(ids[at]));
                    }
                }
                Event::Push { lost } => hq.sync(&store, lost),
                Event::Pull { limit } => hq.pull(&store, limit),
                Event::Baseline => store.start_baseline(hq.scope(), hq.epoch).unwrap(),
                Event::Poison => hq.poison.push(store.last_written().unwrap() + 1),
                Event::Reopen => {
                    drop(store);
                    store = place.open();
                }
            }
            // What the hash comes to from what has changed is what it is by reading everything.
            let beside = place.read_only().unwrap().store;
            prop_assert_eq!(store.scope_hash(hq.scope()).unwrap(), beside.scope_hash(hq.scope()).unwrap());
            // What was written here and not judged yet is what is shown.
            for operation in store.waiting().unwrap().operations.iter().rev().take(1) {
                if let (Some(note), Some(row)) = (operation.fields.get("note"), shown(&store, operation.id)) {
                    prop_assert_eq!(json!(row.note), note["new"].clone());
                }
            }
        }
        hq.sync(&store, false);
        hq.pull(&store, 2);
        prop_assert_eq!(store.unsent().unwrap(), 0);
        prop_assert_eq!(store.scope_hash(hq.scope()).unwrap().hash, hq.hash());
        for aside in store.set_aside().unwrap() {
            store.give_up(aside.op_seq).unwrap();
        }
        for id in ids {
            let held = hq.rows.get(&("customer".to_owned(), id)).filter(|held| held.deleted_at.is_none());
            let row = shown(&store, id);
            prop_assert_eq!(row.as_ref().map(|row| json!(row.name)), held.map(|held| held.field("name").clone()));
            prop_assert_eq!(row.map(|row| row.meta.version), held.map(|held| held.version));
        }
    }
}
