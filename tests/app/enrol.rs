//! A folder in which somebody has worked joins headquarters.

use rounds_core::{ErrorCode, position::Datum};
use rounds_hq::admin::{CustomerFile, Publication};
use rounds_workbook::Mapping;
use serde_json::{Value, json};

use crate::ground::{Headquarters, Manager};

/// Three shops of one owner, of whom one is called by a contact; a fourth with a contact of its own.
const BOOK: &str = "客户编码,客户名称,联系人,联系人电话,分级,同一经营者
1001,中和路店,,,A,
1002,人民路店,,,B,1001
1003,东门店,李明,13800000003,C,
1004,西门店,,,D,1003
";

fn imported(manager: &Manager) {
    manager.ok("start.own", json!({}));
    let args = json!({ "file_name": "客户.csv", "datum": "gcj02" });
    let preview = manager.call("import.preview", args, Some(BOOK.as_bytes().to_vec())).unwrap();
    let done = manager.ok("import.apply", json!({ "token": preview["token"] }));
    assert_eq!(done["new"], json!(4));
}

fn import_at(hq: &Headquarters) {
    let file = CustomerFile {
        file_name: "客户.csv",
        bytes: BOOK.as_bytes(),
        mapping: Mapping::default(),
        territory_headings: Vec::new(),
        datum: Datum::Gcj02,
        territory: Some("T1"),
    };
    assert_eq!(hq.hq.import_customers(&file).unwrap().outcome.rejected_rows, 0);
}

/// Name, contacts and owner of every shop, by code.
fn files(manager: &Manager) -> Vec<(String, Vec<String>, Value)> {
    let page = manager.ok("customer.list", json!({ "filter": {}, "sort": "code", "offset": 0, "limit": 50 }));
    let file = |row: &Value| {
        let file = manager.ok("customer.get", json!({ "id": row["id"] }));
        let contacts = file["contacts"].as_array().unwrap().iter();
        let names = contacts.map(|contact| contact["name"].as_str().unwrap().to_owned()).collect();
        (row["code"].as_str().unwrap().to_owned(), names, file["customer"]["owner_id"].clone())
    };
    page["rows"].as_array().unwrap().iter().map(file).collect()
}

fn assert_quiet(manager: &Manager) {
    let status = manager.sync();
    assert_eq!(manager.ok("sync.conflicts", json!({})), json!([]));
    let told = (&status["waiting"], &status["to_settle"], &status["last"]["equal"]);
    assert_eq!(told, (&json!(0), &json!(0), &json!(true)), "{status}");
}

#[test]
fn one_workbook_on_both_sides_leaves_nothing_to_settle_and_every_contact_once() {
    let hq = Headquarters::new();
    let (alice, second) = (Manager::alone(&hq, 61), Manager::alone(&hq, 62));
    imported(&alice);
    imported(&second);
    import_at(&hq);
    for manager in [&alice, &second] {
        manager.enrol(&hq, "alice", "T1").unwrap();
        assert_quiet(manager);
    }
    assert_quiet(&alice);
    let there = files(&alice);
    let names: Vec<_> = there.iter().map(|(_, names, _)| names.join(" ")).collect();
    assert_eq!(names, ["中和路店", "", "李明", ""]);
    assert!(there.iter().all(|(_, _, owner)| owner.is_string()), "{there:?}");
    assert_eq!((&there[0].2, &there[2].2), (&there[1].2, &there[3].2));
    assert_eq!(files(&second), there);
}

#[test]
fn a_workbook_that_headquarters_imports_after_a_device_sent_it_changes_nothing() {
    let hq = Headquarters::new();
    let alice = Manager::alone(&hq, 63);
    imported(&alice);
    alice.enrol(&hq, "alice", "T1").unwrap();
    let there = files(&alice);
    import_at(&hq);
    assert_quiet(&alice);
    assert_eq!(files(&alice), there);
}

const RULES: &str = r#"[{ "target": { "kind": "class", "class": "A" }, "window": { "kind": "week" }, "times": 1, "min_gap_days": 3 },
 { "target": { "kind": "class", "class": "B" }, "window": { "kind": "month" }, "times": 2, "min_gap_days": 7 }]"#;

/// Class and visits in a window of every rule.
fn rules(manager: &Manager) -> Vec<String> {
    let view = manager.ok("frequency.get", json!({}));
    let word = |rule: &Value| {
        let (class, times) = (&rule["target"]["class"], &rule["times"]);
        format!("{} {times} {}", class.as_str().unwrap_or("set"), rule["window"]["kind"].as_str().unwrap())
    };
    let mut all: Vec<String> = view["rules"].as_array().unwrap().iter().map(word).collect();
    all.sort();
    all
}

const PUBLISHED: [&str; 2] = ["A 1 week", "B 2 month"];

#[test]
fn the_frequencies_that_a_folder_begins_with_yield_to_those_that_headquarters_published() {
    let hq = Headquarters::new();
    let alice = Manager::alone(&hq, 64);
    imported(&alice);
    assert_eq!(rules(&alice).len(), 4);
    hq.hq.publish_to(Publication::Rules, RULES.as_bytes(), &[]).unwrap();
    alice.enrol(&hq, "alice", "T1").unwrap();
    assert_quiet(&alice);
    assert_eq!(rules(&alice), PUBLISHED);
    // Where nobody has published any they are the territory's, and a second device finds them there.
    let bob = Manager::alone(&hq, 65);
    imported(&bob);
    let other = Headquarters::new();
    bob.enrol(&other, "bob", "T2").unwrap();
    let again = Manager::alone(&other, 66);
    imported(&again);
    again.enrol(&other, "bob", "T2").unwrap();
    assert_quiet(&again);
    assert_quiet(&bob);
    assert_eq!((rules(&bob).len(), rules(&again)), (4, rules(&bob)));
}

#[test]
fn a_frequency_that_a_manager_chose_before_meets_headquarters_word_and_is_kept_beside_it() {
    let hq = Headquarters::new();
    let alice = Manager::alone(&hq, 67);
    imported(&alice);
    alice.ok("frequency.use_preset", json!({ "preset": "tobacco_graded" }));
    hq.hq.publish_to(Publication::Rules, RULES.as_bytes(), &[]).unwrap();
    alice.enrol(&hq, "alice", "T1").unwrap();
    alice.sync();
    // One rule for each class: headquarters' own where it has a word, hers for the others.
    assert_eq!(rules(&alice), ["A 1 week", "B 2 month", "C 1 every_weeks", "D 1 every_weeks"]);
    let conflicts = alice.ok("sync.conflicts", json!({}));
    let fields: Vec<&str> =
        conflicts.as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap_or_default()).collect();
    assert!(fields.contains(&"window") && fields.contains(&"times"), "{conflicts}");
}

#[test]
fn a_device_that_is_enrolled_is_refused_before_the_code_is_used() {
    let hq = Headquarters::new();
    let alice = Manager::enrolled(&hq, "alice", "T1", 68);
    let code = hq.hq.enrol_code("alice", "T1").unwrap();
    let refused = alice.enrol_with(&hq, "alice", &code).unwrap_err();
    assert_eq!(refused.code, ErrorCode::EnrolledAlready);
    assert_eq!((&refused.detail["server"], &refused.detail["territory"]), (&json!(hq.url), &json!("T1")));
    // Another one can still have it.
    Manager::alone(&hq, 69).enrol_with(&hq, "alice", &code).unwrap();
}
