//! One way of counting: rows, whether they wait, were reported by a sync, or are reported.

use serde_json::json;

use crate::ground::{Headquarters, Manager};

#[test]
fn a_row_that_was_changed_several_times_counts_once_before_the_sync_in_it_and_after_it() {
    let hq = Headquarters::new();
    let alice = Manager::enrolled(&hq, "alice", "T1", 71);
    let before = alice.sync()["reported"].as_u64().unwrap();
    let shop = alice.ok("customer.create", json!({ "code": "1001", "name": "中和路便利店" }));
    for note in ["后门", "前门", "晚上来"] {
        let change = json!({ "id": shop["customer"]["id"], "field": "note", "value": note });
        alice.ok("customer.set_field", change);
    }
    let waiting = alice.ok("sync.status", json!({}))["waiting"].clone();
    let status = alice.sync();
    assert_eq!((&waiting, &status["last"]["sent"]), (&json!(1), &json!(1)), "{status}");
    assert_eq!(status["reported"].as_u64().unwrap(), before + 1);
    assert_eq!(alice.sync()["last"]["sent"], 0);
}
