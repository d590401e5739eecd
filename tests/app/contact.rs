//! Two devices that each make somebody a shop's primary contact, not knowing of each other.

use serde_json::{Value, json};

use crate::ground::{Headquarters, Manager};

fn put(device: &Manager, shop: &Value, name: &str) {
    let contact = json!({ "id": null, "customer_id": shop, "name": name, "layer": "decision",
        "title": null, "phone": null, "is_primary": true, "note": null });
    device.ok("contact.put", contact);
}

/// Names of a shop's contacts, and who of them has the mark.
fn marked(device: &Manager, shop: &Value) -> Vec<(String, bool)> {
    let file = device.ok("customer.get", json!({ "id": shop }));
    let mut all: Vec<_> = file["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap().to_owned(), one["is_primary"] == true))
        .collect();
    all.sort();
    all
}

fn of(name: [(&str, bool); 2]) -> Vec<(String, bool)> {
    name.map(|(name, marked)| (name.to_owned(), marked)).to_vec()
}

#[test]
fn of_two_primary_contacts_one_stays_and_whoever_made_the_other_is_told_and_may_choose() {
    let hq = Headquarters::new();
    let alice = Manager::enrolled(&hq, "alice", "T1", 61);
    let shop = alice.ok("customer.create", json!({ "code": "1001", "name": "中和路便利店" }));
    let shop = shop["customer"]["id"].clone();
    alice.sync();
    let tablet = Manager::enrolled(&hq, "alice", "T1", 62);
    put(&alice, &shop, "李明");
    put(&tablet, &shop, "王芳");
    alice.sync();
    let status = tablet.sync();
    assert_eq!((&status["last"]["conflicts"], &status["conflicts"]), (&json!(1), &json!(1)), "{status}");
    alice.sync();
    for device in [&alice, &tablet] {
        assert_eq!(marked(device, &shop), of([("李明", false), ("王芳", true)]));
        let conflicts = device.ok("sync.conflicts", json!({}));
        let told = ["noun", "row_name", "customer_name", "field", "kept", "lost"]
            .map(|name| conflicts[0][name].clone());
        let expected = [
            json!("contact"),
            json!("李明"),
            json!("中和路便利店"),
            json!("is_primary"),
            json!(false),
            json!(true),
        ];
        assert_eq!(told, expected, "{conflicts}");
    }
    // The other one is wanted: the shop still has one.
    let id = alice.ok("sync.conflicts", json!({}))[0]["id"].clone();
    alice.ok("sync.decide", json!({ "id": id, "choice": "lost" }));
    assert_eq!(marked(&alice, &shop), of([("李明", true), ("王芳", false)]));
    alice.sync();
    for device in [&tablet, &alice] {
        let status = device.sync();
        assert_eq!((&status["to_settle"], &status["last"]["equal"]), (&json!(0), &json!(true)), "{status}");
        assert_eq!(marked(device, &shop), of([("李明", true), ("王芳", false)]));
    }
}
