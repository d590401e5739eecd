use std::collections::BTreeMap;

use rounds_core::{
    Id, SeededEntropy,
    evidence::sign,
    operation::OperationKind,
    sync::{EntryKind, ScopeHash},
};
use serde_json::{Value, json};

use crate::{
    device::Device,
    ground::{Ground, on_both},
};

/// What a device would hold after reading everything: the hash that HQ has to give as well.
fn hash_of(device: &Device) -> String {
    let mut rows = BTreeMap::new();
    for entry in device.baseline(device.home()) {
        match entry.kind {
            EntryKind::Upsert => rows.insert((entry.noun, entry.id), entry.row.unwrap()),
            EntryKind::Gone => rows.remove(&(entry.noun, entry.id)),
        };
    }
    let mut hash = ScopeHash::default();
    for ((noun, id), row) in &rows {
        hash.add(noun, *id, row).unwrap();
    }
    hash.finish()
}

fn two(ground: &Ground) -> (Device, Device, Id) {
    let (mut first, second) = (Device::enrol(ground, "alice", "T1"), Device::enrol(ground, "alice", "T1"));
    let (shop, insert) = first.customer(ground, "1001");
    first.send(&[insert]);
    (first, second, shop)
}

#[test]
fn two_devices_on_different_fields_lose_nothing() {
    on_both(|ground| {
        let (mut first, mut second, shop) = two(&ground);
        let one = first.put("customer", shop, 1, &[("note", json!("a"))]);
        let other = second.put("customer", shop, 1, &[("phone", json!("8612345"))]);
        first.send(&[one]);
        assert_eq!(second.send(&[other]).verdicts[0].conflicts, 0);
        let row = first.row(shop).unwrap();
        assert_eq!((&row["note"], &row["phone"]), (&json!("a"), &json!("8612345")));
        assert_eq!(hash_of(&first), second.hash().hash);
    });
}

#[test]
fn a_conflict_says_whose_device_each_value_was_written_on() {
    on_both(|ground| {
        ground.person("dave", rounds_core::person::Role::Manager);
        ground.hq.assign("T1", "dave", true).unwrap();
        let (mut alice, mut dave) =
            (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "dave", "T1"));
        let (shop, insert) = alice.customer(&ground, "1001");
        alice.send(&[insert]);
        let one = alice.put("customer", shop, 1, &[("note", json!("a"))]);
        let other = dave.put("customer", shop, 1, &[("note", json!("b"))]);
        alice.send(&[one]);
        dave.send(&[other]);
        let entries = alice.baseline(alice.home());
        let row = entries.iter().find(|entry| entry.noun == "conflict").unwrap().row.clone().unwrap();
        assert_eq!(row["kept_from"], json!({ "person": "dave", "device": "平板" }));
        assert_eq!(row["lost_from"], json!({ "person": "alice", "device": "平板" }));
    });
}

#[test]
fn two_devices_on_one_field_leave_a_conflict_that_both_can_see_and_settle() {
    on_both(|ground| {
        let (mut first, mut second, shop) = two(&ground);
        let one = first.put("customer", shop, 1, &[("note", json!("a"))]);
        let other = second.put("customer", shop, 1, &[("note", json!("b"))]);
        first.send(&[one]);
        assert_eq!(second.send(&[other]).verdicts[0].conflicts, 1);
        let entries = first.baseline(first.home());
        let conflict = entries.iter().find(|entry| entry.noun == "conflict").unwrap();
        let row = conflict.row.as_ref().unwrap();
        assert_eq!((&row["kept"], &row["lost"]), (&json!("b"), &json!("a")));
        assert_eq!((&row["row_id"], &row["field"]), (&json!(shop), &json!("note")));
        assert_eq!(row["lost_by"], json!(first.person));
        // Taking the loser back is an ordinary change, and so is closing the conflict.
        let tx = ground.new_id();
        let back = first.operation(tx, OperationKind::Put, "customer", shop, 3, &[("note", json!("a"))]);
        let closed =
            first.operation(tx, OperationKind::Put, "conflict", conflict.id, 1, &[("choice", json!("lost"))]);
        assert!(first.send(&[back, closed]).verdicts.iter().all(|verdict| verdict.conflicts == 0));
        assert_eq!(second.row(shop).unwrap()["note"], json!("a"));
        assert_eq!(hash_of(&second), first.hash().hash);
    });
}

#[test]
fn two_opposite_decisions_of_one_conflict_are_put_side_by_side_again() {
    on_both(|ground| {
        let (mut first, mut second, shop) = two(&ground);
        let one = first.put("customer", shop, 1, &[("note", json!("a"))]);
        let other = second.put("customer", shop, 1, &[("note", json!("b"))]);
        first.send(&[one]);
        second.send(&[other]);
        let conflicts = |device: &Device| {
            let entries = device.baseline(device.home());
            let found = entries.into_iter().filter(|entry| entry.noun == "conflict");
            found.map(|entry| (entry.id, entry.row.unwrap())).collect::<Vec<_>>()
        };
        let (id, _) = conflicts(&first).remove(0);
        // Apart: one takes back what had lost, the other is for what stayed.
        let tx = ground.new_id();
        let back = first.operation(tx, OperationKind::Put, "customer", shop, 3, &[("note", json!("a"))]);
        let took = first.operation(tx, OperationKind::Put, "conflict", id, 1, &[("choice", json!("lost"))]);
        let kept = second.put("conflict", id, 1, &[("choice", json!("kept"))]);
        first.send(&[back, took]);
        assert_eq!(second.send(&[kept]).verdicts[0].conflicts, 1);
        let all = conflicts(&second);
        let open: Vec<_> =
            all.iter().filter(|(_, row)| row.get("choice").is_none_or(Value::is_null)).collect();
        assert_eq!((all.len(), open.len()), (2, 1), "{all:?}");
        let row = &open[0].1;
        assert_eq!(
            (&row["kept"], &row["lost"]),
            (&json!("a"), &json!("b")),
            "the row has what was taken back"
        );
        assert_eq!((&row["kept_by"], &row["lost_by"]), (&json!(first.person), &json!(second.person)));
        assert_eq!(
            (&row["noun"], &row["row_id"], &row["field"]),
            (&json!("customer"), &json!(shop), &json!("note"))
        );
        assert_eq!(second.row(shop).unwrap()["note"], json!("a"));
        // The same decision twice asks nothing.
        let again = open[0].0;
        let one = first.put("conflict", again, 1, &[("choice", json!("kept"))]);
        let other = second.put("conflict", again, 1, &[("choice", json!("kept"))]);
        first.send(&[one]);
        assert_eq!(second.send(&[other]).verdicts[0].conflicts, 0);
        assert_eq!(conflicts(&second).len(), 2);
        assert_eq!(hash_of(&second), first.hash().hash);
    });
}

#[test]
fn a_change_beats_a_deletion_that_did_not_see_it() {
    on_both(|ground| {
        let (mut first, mut second, shop) = two(&ground);
        let contact = ground.new_id();
        let fields = [
            ("customer_id", json!(shop)),
            ("name", json!("王")),
            ("layer", json!("decision")),
            ("is_primary", json!(true)),
        ];
        let insert = first.insert("contact", contact, &fields);
        first.send(&[insert]);
        let edit = first.put("contact", contact, 1, &[("title", json!("店长"))]);
        let delete = second.operation(
            ground.new_id(),
            OperationKind::Delete,
            "contact",
            contact,
            1,
            &[("deleted_at", json!(5))],
        );
        first.send(&[edit]);
        assert_eq!(second.send(&[delete]).verdicts[0].conflicts, 1);
        let row = first.row(contact).unwrap();
        assert_eq!((&row["deleted_at"], &row["title"]), (&Value::Null, &json!("店长")));
    });
}

#[test]
fn evidence_is_countersigned_in_one_chain_and_altered_evidence_is_set_aside() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let entropy = SeededEntropy::new(3);
        let (mut prev, mut operations) = (None::<String>, Vec::new());
        for seq in 1..=3 {
            let record = BTreeMap::from([("answers.rating".to_owned(), json!(seq))]);
            let signed = sign(&record, &device.key, seq, prev.as_deref(), &entropy).unwrap();
            let fields = [
                ("envelope", json!(String::from_utf8(signed.bytes).unwrap())),
                ("hash", json!(signed.hash)),
                ("seq", json!(seq)),
            ];
            let tx = ground.new_id();
            operations.push(device.operation(
                tx,
                OperationKind::Put,
                "evidence",
                ground.new_id(),
                0,
                &fields,
            ));
            prev = Some(signed.hash);
        }
        let altered =
            operations[1]["fields"]["envelope"]["new"].as_str().unwrap().replace("\"v\":2", "\"v\":9");
        let mut forged = operations.pop().unwrap();
        forged["fields"]["envelope"]["new"] = json!(altered);
        device.send(&operations);
        let reply = device.push(&[forged]).unwrap();
        assert_eq!(
            reply.verdicts[0].because.as_ref().map(|error| error.code),
            Some(rounds_core::ErrorCode::EvidenceAltered)
        );
        let links = device.baseline(device.home());
        let links: Vec<_> = links.iter().filter(|entry| entry.noun == "countersign").collect();
        assert_eq!(links.len(), 2);
        let verdict = &ground.hq.verify().unwrap()[0];
        assert_eq!((verdict.certified_to, verdict.findings.len()), (2, 0));
    });
}

#[test]
fn the_restricted_note_is_not_served_to_a_colleague() {
    on_both(|ground| {
        ground.person("dave", rounds_core::person::Role::Manager);
        ground.hq.assign("T1", "dave", true).unwrap();
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let dave = Device::enrol(&ground, "dave", "T1");
        let (shop, insert) = alice.customer(&ground, "1001");
        let visit = ground.new_id();
        let fields = [
            ("customer_id", json!(shop)),
            ("person_id", json!(alice.person)),
            ("state", json!("finished")),
            ("date", json!("2026-11-27")),
            ("entered", json!("live")),
            ("form_id", json!("visit_record")),
            ("form_version", json!(1)),
            ("form_hash", json!("00")),
            ("answers", json!({})),
            ("internal", json!({})),
            ("restricted", json!({ "illegal_tobacco": "x" })),
            ("copied", json!([])),
        ];
        let made = alice.insert("visit_record", visit, &fields);
        alice.send(&[insert, made]);
        assert_eq!(alice.row(visit).unwrap()["restricted"], json!({ "illegal_tobacco": "x" }));
        assert_eq!(dave.row(visit).unwrap()["restricted"], json!({}));
        assert_eq!(hash_of(&dave), dave.hash().hash);
        assert_ne!(alice.hash().hash, dave.hash().hash);
    });
}
