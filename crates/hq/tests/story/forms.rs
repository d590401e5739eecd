//! Forms that headquarters publishes.

use rounds_core::{
    ErrorCode,
    form::VISIT_RECORD,
    sync::{Outcome, Scope},
};
use serde_json::{Map, Value, json};

use crate::{
    device::Device,
    ground::{Ground, on_both},
};

/// The visit record as a version of its own, with more done to it.
fn version(version: u32, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut form: Value = serde_json::from_str(VISIT_RECORD).unwrap();
    form["version"] = json!(version);
    change(&mut form);
    form.to_string().into_bytes()
}

fn titled(title: &str) -> impl FnOnce(&mut Value) {
    let title = title.to_owned();
    move |form| form["title"]["zh"] = json!(title)
}

fn received(device: &Device) -> Vec<Map<String, Value>> {
    let feed = device.baseline(Scope::Organisation);
    feed.into_iter().filter(|entry| entry.noun == "published_form").filter_map(|entry| entry.row).collect()
}

fn refused(ground: &Ground, file: &[u8], words: &str) {
    let told = ground.hq.publish_form(file).unwrap_err().to_string();
    assert!(told.contains(words), "{told}");
}

#[test]
fn a_published_form_reaches_every_territory_once_and_every_version_stays() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        assert_eq!(received(&alice).len(), 0);
        let second = ground.hq.publish_form(&version(2, titled("第二版"))).unwrap();
        assert_eq!((second.version, second.title.as_str()), (2, "第二版"));
        ground.hq.publish_form(&version(5, titled("第五版"))).unwrap();
        for device in [&alice, &bob] {
            let rows = received(device);
            let versions: Vec<&Value> = rows.iter().map(|row| &row["form_version"]).collect();
            assert_eq!(versions, [&json!(2), &json!(5)]);
            assert_eq!(rows[0]["hash"], json!(second.hash));
        }
        let lines = ground.hq.forms().unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.version, line.published_at.is_some())).collect();
        assert_eq!(told, [(5, true), (2, true), (1, false)]);
        // The next one begins with the newest.
        let next = ground.hq.next_form().unwrap();
        let next: Value = serde_json::from_str(&next).unwrap();
        assert_eq!((&next["version"], &next["title"]["zh"]), (&json!(6), &json!("第五版")));
        ground.hq.publish_form(next.to_string().as_bytes()).unwrap();
    });
}

#[test]
fn a_wrong_form_is_told_by_its_place_and_nothing_is_published() {
    on_both(|ground| {
        let alice = Device::enrol(&ground, "alice", "T1");
        refused(&ground, b"\xff", "is no UTF-8");
        refused(&ground, b"[", "is no JSON");
        refused(&ground, b"{}", "is not a form");
        refused(&ground, VISIT_RECORD.as_bytes(), "not newer than version 1");
        refused(&ground, &version(2, |form| form["id"] = json!("other")), "no form “other”");
        let odd = String::from_utf8(version(2, |_| {})).unwrap();
        refused(
            &ground,
            odd.replacen("\"input\":\"choice\"", "\"input\":\"slider\"", 1).as_bytes(),
            "“slider”",
        );
        refused(&ground, odd.replacen("\"id\":", "\"id\":\"a\",\"id\":", 1).as_bytes(), "“id” stands twice");
        let required =
            version(2, |form| form["schema"]["required"] = json!(["visited_on", "arrival", "sales"]));
        refused(&ground, &required, "“sales” cannot be required");
        ground.hq.publish_form(&version(2, |_| {})).unwrap();
        refused(&ground, &version(2, titled("又一个")), "Make it version 3");
        assert_eq!(received(&alice).len(), 1);
    });
}

#[test]
fn a_device_publishes_no_form() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let row = [
            ("form_id", json!("visit_record")),
            ("form_version", json!(9)),
            ("hash", json!("")),
            ("body", json!("{}")),
        ];
        let forged = alice.insert("published_form", ground.new_id(), &row);
        let reply = alice.push(&[forged]).unwrap();
        assert_eq!(reply.verdicts[0].outcome, Outcome::SetAside);
        assert_eq!(reply.verdicts[0].because.as_ref().unwrap().code, ErrorCode::NotAllowed);
        // Nor does it change one that is there.
        ground.hq.publish_form(&version(2, |_| {})).unwrap();
        let id = received(&alice)[0]["id"].as_str().unwrap().parse().unwrap();
        let changed = alice.put("published_form", id, 1, &[("body", json!("{}"))]);
        assert_eq!(alice.push(&[changed]).unwrap().verdicts[0].outcome, Outcome::SetAside);
        assert_eq!(received(&alice)[0]["form_version"], json!(2));
        assert_ne!(received(&alice)[0]["body"], json!("{}"));
    });
}
