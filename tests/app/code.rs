//! A customer's code that lies in another territory by now: given up here, or joined after a reassignment.

use rounds_core::ErrorCode;
use serde_json::{Value, json};

use crate::ground::{Headquarters, Manager, PASSWORD};

/// Bob has shop 1001; Alice makes it anew, with a contact, and her sync is told.
fn met(hq: &Headquarters) -> (Manager, Manager, Value, Value) {
    let bob = Manager::enrolled(hq, "bob", "T2", 41);
    let theirs = bob.ok("customer.create", json!({ "code": "1001", "name": "中和路便利店" }));
    bob.sync();
    let alice = Manager::enrolled(hq, "alice", "T1", 42);
    let mine = alice.ok("customer.create", json!({ "code": " １００１ ", "name": "中和路便利" }));
    let contact = json!({ "id": null, "customer_id": mine["customer"]["id"], "name": "王", "layer": "decision",
        "title": null, "phone": null, "is_primary": true, "note": null });
    alice.ok("contact.put", contact);
    let other = alice.ok("customer.create", json!({ "code": "1003", "name": "李记烟酒" }));
    let status = alice.sync();
    assert_eq!((&status["waiting"], &status["set_aside"]), (&json!(0), &json!(2)), "{status}");
    assert!(other["customer"]["id"].is_string());
    (alice, bob, mine["customer"]["id"].clone(), theirs["customer"]["id"].clone())
}

fn codes(manager: &Manager) -> Vec<String> {
    let page = manager.ok("customer.list", json!({ "filter": {}, "sort": "code", "offset": 0, "limit": 50 }));
    let rows = page["rows"].as_array().unwrap();
    let mut codes: Vec<String> = rows.iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

/// What is set aside, and why: the first item is the shop's own.
fn aside(manager: &Manager) -> Vec<Value> {
    manager.ok("sync.set_aside", json!({})).as_array().unwrap().clone()
}

fn settle(manager: &Manager, item: &Value, choice: &str) -> Result<Value, rounds_core::AppError> {
    let args = json!({ "op_seq": item["op_seq"], "choice": choice, "password": PASSWORD });
    manager.call("sync.settle", args, None)
}

#[test]
fn a_shop_that_is_a_colleagues_is_told_of_and_given_up() {
    let hq = Headquarters::new();
    let (alice, bob, mine, _) = met(&hq);
    let items = aside(&alice);
    assert_eq!(items[0]["because"]["code"], json!(ErrorCode::CodeElsewhere), "{items:?}");
    // It does not say where, and what waits for nobody goes on: her other shop is at headquarters.
    assert!(!items[0]["because"].to_string().contains("T2"));
    assert_eq!(codes(&alice).len(), 2);
    // A retry changes nothing while it lies there.
    settle(&alice, &items[0], "retry").unwrap();
    assert_eq!(aside(&alice).len(), 2);
    for item in items {
        settle(&alice, &item, "drop").unwrap();
    }
    assert_eq!(aside(&alice), Vec::<Value>::new());
    let status = alice.sync();
    assert_eq!((&status["to_settle"], &status["last"]["equal"]), (&json!(0), &json!(true)), "{status}");
    assert_eq!(codes(&alice), ["1003"]);
    let gone = alice.call("customer.get", json!({ "id": mine }), None);
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound);
    bob.sync();
    assert_eq!(codes(&bob), ["1001"]);
}

#[test]
fn a_shop_that_is_reassigned_is_joined_with_the_one_that_was_made_anew() {
    let hq = Headquarters::new();
    let (alice, bob, mine, theirs) = met(&hq);
    hq.hq.reassign("T2", "T1", &["1001".to_owned()]).unwrap();
    let items = aside(&alice);
    settle(&alice, &items[0], "retry").unwrap();
    assert_eq!(aside(&alice), Vec::<Value>::new(), "the contact came along");
    let status = alice.sync();
    assert_eq!((&status["waiting"], &status["last"]["equal"]), (&json!(0), &json!(true)), "{status}");
    // One shop under the id that holds, with her contact; the old id leads there.
    assert_eq!(codes(&alice), ["1001", "1003"]);
    let file = alice.ok("customer.get", json!({ "id": theirs }));
    assert_eq!(file["contacts"].as_array().unwrap().len(), 1, "{file}");
    let _ = mine;
    bob.sync();
    assert_eq!(codes(&bob), Vec::<String>::new());
}
