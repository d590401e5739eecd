use std::sync::Arc;

use rounds_core::{ErrorCode, Id, sync::EntryKind};
use rounds_hq::Hq;
use serde_json::json;

use crate::{
    device::{Device, code_of},
    ground::{Ground, on_both},
    proof::{Chain, link, signed},
};

fn contact(shop: Id) -> Vec<(&'static str, serde_json::Value)> {
    vec![
        ("customer_id", json!(shop)),
        ("name", json!("王")),
        ("layer", json!("decision")),
        ("is_primary", json!(true)),
    ]
}

/// Alice has a shop with a contact, and another shop; Bob has another territory.
fn moved(ground: &Ground) -> (Device, Device, Id, Id) {
    ground.territory("T2", "bob");
    let mut alice = Device::enrol(ground, "alice", "T1");
    let bob = Device::enrol(ground, "bob", "T2");
    let (shop, insert) = alice.customer(ground, "1001");
    let (_, other) = alice.customer(ground, "1002");
    let person = ground.new_id();
    let made = alice.insert("contact", person, &contact(shop));
    alice.send(&[insert, other, made]);
    (alice, bob, shop, person)
}

#[test]
fn a_reassigned_customer_leaves_one_feed_and_appears_in_the_other_with_all_its_rows() {
    on_both(|ground| {
        let (alice, bob, shop, person) = moved(&ground);
        let before = alice.state().scopes[2].seq;
        let moved = ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        assert_eq!((moved.customers, moved.rows), (1, 2));
        let epoch = alice.state().epoch;
        let page = alice.page(alice.home(), &format!("after={before}&epoch={epoch}")).unwrap();
        let gone: Vec<_> = page.entries.iter().map(|entry| (entry.id, entry.kind)).collect();
        assert_eq!(gone, [(shop, EntryKind::Gone), (person, EntryKind::Gone)]);
        for id in [shop, person] {
            assert_eq!(bob.row(id).unwrap()["territory_id"], json!(bob.territory));
        }
        let refused = ground.hq.reassign("T1", "T2", &["1002".to_owned(), "nope".to_owned()]);
        assert!(refused.is_err());
        assert_eq!(ground.hq.status().unwrap()[0].code, "T1");
    });
}

#[test]
fn what_was_written_offline_for_a_reassigned_customer_goes_where_it_is_now() {
    on_both(|ground| {
        let (mut alice, bob, shop, person) = moved(&ground);
        ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        let edit = alice.put("customer", shop, 1, &[("note", json!("后门"))]);
        let new_contact = ground.new_id();
        let insert = alice.insert("contact", new_contact, &contact(shop));
        alice.send(&[edit, insert]);
        assert_eq!(bob.row(shop).unwrap()["note"], json!("后门"));
        assert!(bob.row(new_contact).is_some() && bob.row(person).is_some());
        let marks: Vec<_> = alice
            .baseline(alice.home())
            .into_iter()
            .filter(|entry| [shop, person, new_contact].contains(&entry.id))
            .map(|entry| entry.kind)
            .collect();
        assert_eq!(marks, [EntryKind::Gone; 3]);
    });
}

#[test]
fn a_customer_that_comes_back_is_whole_again() {
    on_both(|ground| {
        let (mut alice, mut bob, shop, person) = moved(&ground);
        ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        let edit = bob.put("customer", shop, 1, &[("note", json!("bob"))]);
        bob.send(&[edit]);
        ground.hq.reassign("T2", "T1", &["1001".to_owned()]).unwrap();
        let row = alice.row(shop).unwrap();
        assert_eq!((&row["note"], &row["territory_id"]), (&json!("bob"), &json!(alice.territory)));
        assert!(alice.row(person).is_some() && bob.row(person).is_none());
        let edit = alice.put("customer", shop, 2, &[("note", json!("alice"))]);
        assert_eq!(alice.send(&[edit]).verdicts[0].conflicts, 0);
    });
}

#[test]
fn whoever_lost_a_territory_reads_it_no_more_and_their_work_is_kept() {
    on_both(|ground| {
        let (mut alice, _, shop, _) = moved(&ground);
        ground.hq.assign("T1", "alice", false).unwrap();
        assert_eq!(code_of(alice.page(alice.home(), "after=0")), ErrorCode::NotAllowed);
        assert_eq!(alice.state().scopes.len(), 2);
        let edit = alice.put("customer", shop, 1, &[("note", json!("x"))]);
        let reply = alice.push(&[edit]).unwrap();
        assert_eq!(reply.verdicts[0].because.as_ref().unwrap().code, ErrorCode::NotAllowed);
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 1);
    });
}

#[test]
fn evidence_that_an_older_program_left_behind_is_brought_to_where_its_customer_is() {
    on_both(|ground| {
        let bob = {
            ground.territory("T2", "bob");
            Device::enrol(&ground, "bob", "T2")
        };
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let chain = Chain::new();
        let first = signed(&ground, &mut alice, &chain, "1001");
        let stays = signed(&ground, &mut alice, &chain, "1002");
        let erased = ground.new_id();
        let file = chain.next(&alice.key, &link(&first, &["visit.companion"]));
        let told = alice.put("evidence", erased, 0, &file);
        alice.send(&[told]);
        // As it was: nobody knew whose evidence was.
        let base = ground.beneath.open(ground.data.path());
        base.write(|tx| {
            tx.run("UPDATE record SET customer_id = NULL WHERE noun = 'evidence'", &[])?;
            tx.run("UPDATE hq_setting SET value = '3' WHERE name = 'schema'", &[])?;
            tx.run("DROP TABLE device_says", &[])
        })
        .unwrap();
        ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
        assert!(bob.row(first.visit).is_some() && bob.row(first.evidence).is_none(), "left behind");
        let base = ground.beneath.open(ground.data.path());
        let (clock, random) = (ground.clock.clone(), ground.entropy.clone());
        let now = move || clock.load(std::sync::atomic::Ordering::Relaxed);
        let again = Hq::open(base, ground.data.path(), Arc::new(now), random).unwrap();
        for id in [first.evidence, erased] {
            assert!(bob.row(id).is_some() && alice.row(id).is_none(), "{id}");
        }
        assert!(alice.row(stays.evidence).is_some());
        assert!(again.verify().unwrap().iter().all(|one| one.findings.is_empty()));
        // From now on it goes with its customer.
        again.reassign("T1", "T2", &["1002".to_owned()]).unwrap();
        assert!(bob.row(stays.evidence).is_some());
    });
}
