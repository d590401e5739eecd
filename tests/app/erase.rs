//! Erased by law: wherever it begins, headquarters and every device follow, and verification says by which right.

use rounds_core::person::Role;
use rounds_hq::admin::{Erasing, NewPerson};
use serde_json::{Value, json};

use crate::ground::{Headquarters, Manager, PASSWORD};

const OPINION: &str = "老板觉得送货太晚";

/// A visit that its customer signed, and its id.
pub fn signed(manager: &Manager, customer: &Value) -> Value {
    let visit = manager.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": customer }));
    let id = visit["record"]["id"].clone();
    let answers = json!({ "rating": "satisfied", "opinion": OPINION });
    let draft = json!({ "outcome": "done", "answers": answers, "companion": "陈主任" });
    manager.ok("visit.save", json!({ "id": id, "draft": draft }));
    let strokes =
        json!({ "width": 3000, "height": 1000, "strokes": [[{ "x": 0, "y": 0 }, { "x": 900, "y": 500 }]] });
    let signature = json!({ "kind": "drawn", "role": "owner", "name": null, "strokes": strokes });
    manager.ok("visit.sign", json!({ "id": id, "signature": signature }));
    id
}

/// Tables of a device that still say `text`.
fn left(manager: &Manager, text: &str) -> Vec<&'static str> {
    let folder = manager.dir.path().join("data");
    let key = std::fs::read_to_string(folder.join("rounds.key")).unwrap();
    let database = rounds_store::Connection::open(folder.join("rounds.db")).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    let places = [
        ("customer", "coalesce(note, '') || coalesce(phone, '')"),
        ("contact", "name"),
        ("visit_record", "answers || coalesce(companion, '')"),
        ("evidence", "envelope"),
        ("evidence_copy", "envelope"),
        ("outbox", "fields"),
        ("base", "row"),
    ];
    let says = |(table, column): &(&str, &str)| {
        let query = format!("SELECT count(*) FROM {table} WHERE instr(CAST({column} AS TEXT), ?) > 0");
        database.query_row(&query, [text], |row| row.get::<_, i64>(0)).unwrap() > 0
    };
    places.into_iter().filter(says).map(|(table, _)| table).collect()
}

/// Fields that verification lists as erased by law; it finds nothing else.
fn erased(manager: &Manager) -> Vec<String> {
    let report = manager.ok("verify.all", json!({}));
    assert_eq!((&report["intact"], &report["findings"]), (&json!(true), &json!([])), "{report}");
    let erased = report["erased"].as_array().unwrap();
    erased.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect()
}

pub struct Visited {
    pub hq: Headquarters,
    pub alice: Manager,
    /// Her second device.
    pub tablet: Manager,
    pub visit: Value,
}

pub fn visited() -> Visited {
    let hq = Headquarters::new();
    let alice = Manager::enrolled(&hq, "alice", "T1", 51);
    let shop = alice.ok("customer.create", json!({ "code": "1001", "name": "中和路便利店" }));
    let visit = signed(&alice, &shop["customer"]["id"]);
    let status = alice.sync();
    assert_eq!((&status["waiting"], &status["set_aside"]), (&json!(0), &json!(0)), "{status}");
    let tablet = Manager::enrolled(&hq, "alice", "T1", 52);
    Visited { hq, alice, tablet, visit }
}

/// Headquarters erases what is personal of the customer, or these fields of its visits. Gives back of how many visits.
fn erase(hq: &Headquarters, fields: &[String]) -> u32 {
    let office = NewPerson {
        code: "office".to_owned(),
        name: "办公室".to_owned(),
        role: Role::Hq,
        phone: None,
        password: PASSWORD.to_owned(),
    };
    hq.hq.add_person(&office).unwrap();
    let asked =
        Erasing { code: "1001", by: "office", password: PASSWORD, reason: "客户书面要求", fields };
    hq.hq.erase_customer(&asked).unwrap().visits
}

fn findings(hq: &Headquarters) -> usize {
    hq.hq.verify().unwrap().iter().map(|one| one.findings.len()).sum()
}

#[test]
fn what_a_manager_erases_goes_at_headquarters_and_on_every_device_and_is_not_set_aside() {
    let Visited { hq, alice, tablet, visit } = visited();
    assert!(!left(&tablet, "陈主任").is_empty());
    let fields = json!({ "id": visit, "fields": ["signature", "visit.companion"], "reason": "客户书面要求" });
    alice.ok("visit.erase", fields);
    let status = alice.sync();
    let settled = (&status["waiting"], &status["set_aside"], &status["last"]["equal"]);
    assert_eq!(settled, (&json!(0), &json!(0), &json!(true)), "{status}");
    assert_eq!(findings(&hq), 0);
    tablet.sync();
    for device in [&alice, &tablet] {
        assert_eq!(left(device, "陈主任"), Vec::<&str>::new());
        assert!(!left(device, OPINION).is_empty(), "what was not to be erased stays");
    }
    for device in [&alice, &tablet] {
        assert_eq!(erased(device), ["signature", "visit.companion"]);
    }
    let screen = tablet.ok("visit.get", json!({ "id": visit }));
    assert_eq!((&screen["signature"], &screen["record"]["companion"]), (&Value::Null, &Value::Null));
}

#[test]
fn what_headquarters_erases_goes_on_the_device_that_signed_it_and_its_chain_still_verifies() {
    let Visited { hq, alice, tablet, visit } = visited();
    assert!(left(&alice, OPINION).contains(&"evidence"));
    assert_eq!(erase(&hq, &[]), 1);
    for device in [&alice, &tablet] {
        let status = device.sync();
        assert_eq!((&status["to_settle"], &status["last"]["equal"]), (&json!(0), &json!(true)), "{status}");
        assert_eq!(left(device, OPINION), Vec::<&str>::new());
    }
    let gone = erased(&alice);
    assert!(
        ["signature", "answers.opinion", "shown"].iter().all(|path| gone.iter().any(|one| one == path)),
        "{gone:?}"
    );
    let report = alice.ok("verify.all", json!({}));
    assert_eq!(report["erased"][0]["detail"]["reason"], "客户书面要求");
    let screen = alice.ok("visit.get", json!({ "id": visit }));
    assert_eq!((&screen["signature"], &screen["record"]["answers"]["opinion"]), (&Value::Null, &Value::Null));
    // What comes later still follows in the same chain.
    signed(&alice, &screen["record"]["customer_id"]);
    alice.sync();
    assert_eq!((erased(&alice).len(), findings(&hq)), (gone.len(), 0));
}

#[test]
fn a_visit_from_before_an_erasure_that_is_sent_after_it_is_taken_without_what_is_personal() {
    let Visited { hq, alice, tablet, visit } = visited();
    let customer = tablet.ok("visit.get", json!({ "id": visit }))["record"]["customer_id"].clone();
    // Signed on the tablet, far from any network.
    let late = signed(&tablet, &customer);
    assert_eq!(erase(&hq, &[]), 1);
    let status = tablet.sync();
    let settled = (&status["to_settle"], &status["waiting"], &status["last"]["equal"]);
    assert_eq!(settled, (&json!(0), &json!(0), &json!(true)), "{status}");
    assert_eq!(status["last"]["without_personal"], 1, "its user is told");
    alice.sync();
    for device in [&alice, &tablet] {
        assert_eq!(left(device, OPINION), Vec::<&str>::new());
        let screen = device.ok("visit.get", json!({ "id": late }));
        assert_eq!(
            (&screen["signature"], &screen["record"]["answers"]["opinion"]),
            (&Value::Null, &Value::Null)
        );
        // What is not personal is all there.
        assert_eq!(screen["record"]["answers"]["rating"], "satisfied");
        assert!(erased(device).iter().any(|path| path == "answers.opinion"));
    }
    assert_eq!(findings(&hq), 0);
    // Whoever has read the erasure signs anew, and nothing of it is taken away.
    signed(&tablet, &customer);
    let status = tablet.sync();
    assert_eq!(status["last"]["without_personal"], 0, "{status}");
    assert!(left(&tablet, OPINION).contains(&"evidence"));
}

#[test]
fn a_single_field_that_was_erased_goes_from_a_later_visit_alone() {
    let Visited { hq, tablet, visit, .. } = visited();
    let customer = tablet.ok("visit.get", json!({ "id": visit }))["record"]["customer_id"].clone();
    let late = signed(&tablet, &customer);
    assert_eq!(erase(&hq, &["answers.opinion".to_owned()]), 1);
    assert_eq!(tablet.sync()["last"]["without_personal"], 1);
    assert_eq!(left(&tablet, OPINION), Vec::<&str>::new());
    let screen = tablet.ok("visit.get", json!({ "id": late }));
    assert_ne!(screen["signature"], Value::Null, "what nobody asked to erase stays");
}

#[test]
fn what_headquarters_erased_of_a_file_leaves_the_log_of_the_device_that_wrote_it() {
    let Visited { hq, alice, tablet, visit } = visited();
    let shop = alice.ok("visit.get", json!({ "id": visit }))["record"]["customer_id"].clone();
    let note = |device: &Manager, text: &str| {
        device.ok("customer.set_field", json!({ "id": shop, "field": "note", "value": text }));
    };
    note(&alice, "老板爱喝茶");
    let contact = json!({ "id": null, "customer_id": shop, "name": "某老板", "layer": "decision",
        "title": null, "phone": null, "is_primary": true, "note": null });
    alice.ok("contact.put", contact);
    alice.sync();
    tablet.sync();
    note(&tablet, "老板爱喝酒");
    assert!(left(&alice, "爱喝茶").contains(&"outbox") && left(&alice, "某老板").contains(&"outbox"));
    assert_eq!(erase(&hq, &[]), 1);
    for device in [&alice, &tablet] {
        device.sync();
        for text in ["爱喝茶", "某老板"] {
            assert_eq!(left(device, text), Vec::<&str>::new(), "{text}");
        }
    }
    // What was not sent before stays until its user has read why it was not taken.
    assert!(left(&tablet, "爱喝酒").contains(&"outbox"));
    let items = tablet.ok("sync.set_aside", json!({}));
    assert_eq!(items[0]["because"]["code"], "erased_by_law", "{items}");
    let drop = json!({ "op_seq": items[0]["op_seq"], "choice": "drop", "password": PASSWORD });
    tablet.ok("sync.settle", drop);
    assert_eq!(left(&tablet, "爱喝酒"), Vec::<&str>::new());
    // The log still says what headquarters knows each operation by.
    let status = tablet.sync();
    assert_eq!((&status["to_settle"], &status["last"]["equal"]), (&json!(0), &json!(true)), "{status}");
}
