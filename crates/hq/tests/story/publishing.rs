use rounds_core::sync::Entry;
use rounds_hq::admin::Publication;
use serde_json::{Value, json};

use crate::{
    device::Device,
    ground::{Ground, on_both},
};

fn rows(device: &Device, noun: &str) -> Vec<serde_json::Map<String, Value>> {
    let live = |entry: Entry| entry.row.filter(|row| entry.noun == noun && row["deleted_at"].is_null());
    device.baseline(device.home()).into_iter().filter_map(live).collect()
}

fn fields(device: &Device, noun: &str, field: &str) -> Vec<Value> {
    let mut all: Vec<Value> =
        rows(device, noun).into_iter().map(|mut row| row.remove(field).unwrap()).collect();
    all.sort_by_key(Value::to_string);
    all
}

fn rule(class: &str, times: u32) -> Value {
    json!({ "target": { "kind": "class", "class": class }, "window": { "kind": "month" }, "times": times, "min_gap_days": 7 })
}

fn publish(ground: &Ground, what: Publication, file: &Value, codes: &[&str]) -> Result<(u32, u32), String> {
    let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
    let done = ground.hq.publish_to(what, file.to_string().as_bytes(), &codes);
    done.map(|done| (done.changed, done.withdrawn)).map_err(|error| error.to_string())
}

#[test]
fn published_rules_reach_every_territory_and_take_the_place_of_those_before() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (mut alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        // Alice has a rule of her own for A, and one for a set.
        let own = ground.new_id();
        let mine = |target: Value| {
            [
                ("target", target),
                ("window", json!({ "kind": "week" })),
                ("times", json!(1)),
                ("min_gap_days", json!(3)),
            ]
        };
        let set = json!({ "kind": "set", "set_id": ground.new_id() });
        let a = alice.insert("frequency_rule", own, &mine(json!({ "kind": "class", "class": "A" })));
        let of_set = alice.insert("frequency_rule", ground.new_id(), &mine(set));
        alice.send(&[a, of_set]);
        let file = json!([rule("A", 2), rule("B", 1)]);
        assert_eq!(publish(&ground, Publication::Rules, &file, &[]), Ok((4, 0)));
        assert_eq!(fields(&bob, "frequency_rule", "times"), [json!(1), json!(2)]);
        // Her rule became headquarters', her word is kept beside it; the set's is hers.
        assert_eq!(alice.row(own).unwrap()["times"], json!(2));
        assert_eq!(rows(&alice, "frequency_rule").len(), 3);
        assert!(fields(&alice, "conflict", "field").contains(&json!("times")));
        assert_eq!(publish(&ground, Publication::Rules, &file, &[]), Ok((0, 0)));
        // The next one names A only, and Bob's territory only.
        assert_eq!(publish(&ground, Publication::Rules, &json!([rule("A", 3)]), &["T2"]), Ok((1, 1)));
        assert_eq!(fields(&bob, "frequency_rule", "times"), [json!(3)]);
        assert_eq!(alice.row(own).unwrap()["times"], json!(2));
    });
}

#[test]
fn a_published_year_of_the_calendar_takes_the_place_of_the_one_before_and_leaves_leave_alone() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let leave = [
            ("from", json!("2026-12-01")),
            ("to", json!("2026-12-02")),
            ("kind", json!("leave")),
            ("part", json!("whole")),
        ];
        let insert = alice.insert("calendar", ground.new_id(), &leave);
        alice.send(&[insert]);
        let day = |from: &str, kind: &str| json!({ "from": from, "kind": kind, "note": "厂庆" });
        let last = json!([day("2025-12-18", "holiday")]);
        assert_eq!(publish(&ground, Publication::Calendar, &last, &[]), Ok((1, 0)));
        let first = json!([day("2026-12-18", "holiday"), day("2026-12-19", "working")]);
        assert_eq!(publish(&ground, Publication::Calendar, &first, &[]), Ok((2, 0)));
        let second = json!([day("2026-12-18", "holiday"), day("2026-12-20", "working")]);
        assert_eq!(publish(&ground, Publication::Calendar, &second, &[]), Ok((1, 1)));
        assert_eq!(
            fields(&alice, "calendar", "from"),
            [json!("2025-12-18"), json!("2026-12-01"), json!("2026-12-18"), json!("2026-12-20")]
        );
    });
}

#[test]
fn calendars_that_contradict_each_other_are_refused_by_entry_and_day_within_a_file_and_across_years() {
    on_both(|ground| {
        let alice = Device::enrol(&ground, "alice", "T1");
        let days = |from: &str, to: &str, kind: &str| json!({ "from": from, "to": to, "kind": kind });
        let publish = |file: Value| publish(&ground, Publication::Calendar, &file, &[]);
        let told = publish(json!([
            days("2026-10-01", "2026-10-07", "holiday"),
            days("2026-11-11", "2026-11-11", "office"),
            days("2026-10-05", "2026-10-10", "working"),
        ]))
        .unwrap_err();
        assert!(told.contains("Entries 1 and 3") && told.contains("2026-10-05"), "{told}");
        // New Year's days off that begin in the old year stay when the new one is published.
        assert_eq!(publish(json!([days("2026-12-31", "2027-01-02", "holiday")])), Ok((1, 0)));
        let before = alice.hash();
        let told = publish(json!([
            days("2027-05-01", "2027-05-03", "holiday"),
            days("2027-01-02", "2027-01-02", "working"),
        ]))
        .unwrap_err();
        assert!(told.contains("Entry 2") && told.contains("2027-01-02") && told.contains("T1"), "{told}");
        assert!(told.contains("2026-12-31"), "{told}");
        assert_eq!(alice.hash(), before);
        assert_eq!(publish(json!([days("2027-01-03", "2027-01-03", "working")])), Ok((1, 0)));
    });
}

#[test]
fn a_wrong_file_is_told_by_its_entry_and_nothing_of_it_is_published() {
    on_both(|ground| {
        let alice = Device::enrol(&ground, "alice", "T1");
        let before = alice.hash();
        let refused = |what, file: Value, words: &str| {
            let told = publish(&ground, what, &file, &[]).unwrap_err();
            assert!(told.contains(words), "{told}");
        };
        refused(Publication::Rules, json!({ "rules": [] }), "has to be a list");
        refused(Publication::Rules, json!([]), "no entry");
        refused(Publication::Rules, json!([rule("A", 1), rule("E", 1)]), "Entry 2");
        refused(Publication::Rules, json!([rule("A", 1), rule("A", 2)]), "as entry 1");
        refused(Publication::Rules, json!([rule("A", 0)]), "entry 1");
        let mut odd = rule("A", 1);
        odd["tmes"] = json!(1);
        refused(Publication::Rules, json!([odd]), "tmes");
        let set = json!({ "target": { "kind": "set", "set_id": ground.new_id() }, "window": { "kind": "week" }, "times": 1 });
        refused(Publication::Rules, json!([set]), "customer set");
        refused(Publication::Calendar, json!([{ "from": "2026-02-30", "kind": "holiday" }]), "Entry 1");
        let backwards = json!([{ "from": "2026-03-02", "to": "2026-03-01", "kind": "holiday" }]);
        refused(Publication::Calendar, backwards, "entry 1");
        refused(Publication::Calendar, json!([{ "from": "2026-03-02", "kind": "leave" }]), "leave");
        let both = json!([
            { "from": "2026-03-02", "to": "2026-03-04", "kind": "holiday" },
            { "from": "2026-03-04", "kind": "working" },
        ]);
        refused(Publication::Calendar, both.clone(), "Entries 1 and 2");
        refused(Publication::Calendar, both, "2026-03-04");
        let mut never = rule("A", 4);
        never["min_gap_days"] = json!(8);
        refused(Publication::Rules, json!([rule("B", 4), never]), "entry 2");
        assert!(publish(&ground, Publication::Rules, &json!([rule("A", 1)]), &["T1", "T9"]).is_err());
        assert!(ground.hq.publish_to(Publication::Rules, b"[", &[]).is_err());
        assert_eq!(alice.hash(), before);
    });
}
