use std::thread;

use rounds_core::{
    ErrorCode, Id,
    operation::OperationKind,
    sync::{Outcome, PushReply, Verdict},
};
use serde_json::{Value, json};

use crate::{
    device::{Device, customer},
    ground::{Ground, on_both},
};

fn contact(shop: Id) -> Vec<(&'static str, Value)> {
    vec![
        ("customer_id", json!(shop)),
        ("name", json!("王")),
        ("layer", json!("decision")),
        ("is_primary", json!(true)),
    ]
}

/// Puts operations into one transaction, as an import does.
fn together(mut operations: Vec<Value>) -> Vec<Value> {
    let tx = operations[0]["tx_id"].clone();
    for operation in &mut operations {
        operation["tx_id"] = tx.clone();
    }
    operations
}

fn codes(verdicts: &[Verdict]) -> Vec<Option<ErrorCode>> {
    verdicts.iter().map(|verdict| verdict.because.as_ref().map(|because| because.code)).collect()
}

/// Alice's shop 1001 is Bob's by now; she has it made anew, in one transaction with another.
struct Imported {
    alice: Device,
    bob: Device,
    shop: Id,
    anew: Id,
    met: Id,
    reply: PushReply,
}

fn imported(ground: &Ground) -> Imported {
    ground.territory("T2", "bob");
    let (mut alice, bob) = (Device::enrol(ground, "alice", "T1"), Device::enrol(ground, "bob", "T2"));
    let (shop, insert) = alice.customer(ground, "1001");
    alice.send(&[insert]);
    ground.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
    // Full width and blanks are the same code.
    let (anew, other, met) = (ground.new_id(), ground.new_id(), ground.new_id());
    let import = together(vec![
        alice.insert("customer", anew, &customer(" １００１ ")),
        alice.insert("contact", met, &contact(anew)),
        alice.insert("customer", other, &customer("1003")),
        alice.insert("contact", ground.new_id(), &contact(other)),
    ]);
    let reply = alice.push(&import).unwrap();
    Imported { alice, bob, shop, anew, met, reply }
}

#[test]
fn a_shop_of_another_territory_that_is_made_anew_is_set_aside_with_what_builds_on_it_and_nothing_else() {
    on_both(|ground| {
        let Imported { mut alice, bob, anew, reply, .. } = imported(&ground);
        let elsewhere = Some(ErrorCode::CodeElsewhere);
        assert_eq!(codes(&reply.verdicts), [elsewhere, Some(ErrorCode::DependsOnSetAside), None, None]);
        // Where it is, and whose, is not said.
        let told = serde_json::to_string(&reply).unwrap();
        assert!(!told.contains(&bob.territory.to_string()) && !told.contains("T2"), "{told}");
        // The next day's import tries again: it is held back alone as well.
        let again = together(vec![
            alice.put("customer", anew, 0, &[("note", json!("后门"))]),
            alice.insert("customer", ground.new_id(), &customer("1004")),
        ]);
        let reply = alice.push(&again).unwrap();
        assert_eq!(codes(&reply.verdicts), [Some(ErrorCode::DependsOnSetAside), None]);
        let theirs: Vec<Value> = bob.baseline(bob.home()).iter().filter_map(code).collect();
        assert_eq!(theirs, [json!("1001")]);
    });
}

fn code(entry: &rounds_core::sync::Entry) -> Option<Value> {
    entry.row.as_ref().filter(|_| entry.noun == "customer").map(|row| row["code"].clone())
}

#[test]
fn a_shop_that_comes_back_takes_in_what_was_made_anew_meanwhile() {
    on_both(|ground| {
        let Imported { mut alice, shop, anew, met, .. } = imported(&ground);
        let later = alice.put("customer", anew, 0, &[("note", json!("后门"))]);
        alice.push(&[later]).unwrap();
        ground.hq.reassign("T2", "T1", &["1001".to_owned()]).unwrap();
        let reply: PushReply = alice.post("/v1/set-aside/2", &json!({ "choice": "retry" })).unwrap();
        assert!(reply.verdicts.iter().all(|verdict| verdict.outcome == Outcome::Applied), "{reply:?}");
        let rows = alice.baseline(alice.home());
        let shops: Vec<Id> =
            rows.iter().filter(|entry| code(entry) == Some(json!("1001"))).map(|entry| entry.id).collect();
        assert_eq!(shops, [shop]);
        assert_eq!(alice.row(shop).unwrap()["note"], json!("后门"));
        assert_eq!(alice.row(met).unwrap()["customer_id"], json!(shop));
        assert_eq!(ground.hq.open_set_aside().unwrap(), []);
        // The device's own id stands for it from now on.
        let visit = alice.insert("contact", ground.new_id(), &contact(anew));
        alice.send(&[visit]);
    });
}

#[test]
fn a_copy_that_is_given_up_stands_in_nobodys_way() {
    on_both(|ground| {
        let Imported { mut alice, anew, .. } = imported(&ground);
        let _: PushReply = alice.post("/v1/set-aside/2", &json!({ "choice": "drop" })).unwrap();
        assert_eq!(ground.hq.open_set_aside().unwrap(), []);
        let moved = ground.hq.reassign("T2", "T1", &["1001".to_owned()]).unwrap();
        assert_eq!(moved.customers, 1);
        assert!(alice.row(anew).is_none());
        let (_, insert) = alice.customer(&ground, "1005");
        alice.send(&[insert]);
    });
}

#[test]
fn two_devices_that_make_the_same_shop_have_one() {
    on_both(|ground| {
        let (mut first, mut second) =
            (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "alice", "T1"));
        let (shop, insert) = first.customer(&ground, "1001");
        first.send(&[insert]);
        let (own, mut insert) = second.customer(&ground, "1001");
        insert["fields"]["address"]["new"] = json!("中和路 2 号");
        let seen = second.insert("contact", ground.new_id(), &contact(own));
        let reply = second.send(&together(vec![insert, seen.clone()]));
        // The address that lost is kept beside the other.
        assert_eq!(reply.verdicts[0].conflicts, 1);
        let shops = first.baseline(first.home()).iter().filter_map(code).count();
        assert_eq!(shops, 1);
        let id: Id = serde_json::from_value(seen["id"].clone()).unwrap();
        assert_eq!(first.row(id).unwrap()["customer_id"], json!(shop));
    });
}

#[test]
fn a_contact_that_both_devices_make_is_one_although_its_shop_is_changed_in_the_same_push() {
    on_both(|ground| {
        let (mut first, mut second) =
            (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "alice", "T1"));
        let (shop, insert) = first.customer(&ground, "1001");
        let theirs = first.insert("contact", ground.new_id(), &contact(shop));
        first.send(&[insert, theirs]);
        let noted = second.put("customer", shop, 1, &[("note", json!("晚上八点后在"))]);
        let own = second.insert("contact", ground.new_id(), &contact(shop));
        second.send(&[noted, own]);
        let contacts = first.baseline(first.home()).iter().filter(|entry| entry.noun == "contact").count();
        assert_eq!(contacts, 1);
    });
}

#[test]
fn a_code_is_changed_to_a_free_one_only_and_a_deleted_shop_gives_its_own_back() {
    on_both(|ground| {
        let Imported { mut alice, .. } = imported(&ground);
        let (first, one) = alice.customer(&ground, "2001");
        let (second, two) = alice.customer(&ground, "2002");
        alice.send(&[one, two]);
        let (tx, change) = (ground.new_id(), |code: &str| [("code", json!(code))]);
        let taken = alice.operation(tx, OperationKind::Put, "customer", second, 1, &change("2001"));
        assert_eq!(codes(&alice.push(&[taken]).unwrap().verdicts), [Some(ErrorCode::DuplicateCode)]);
        let elsewhere = alice.put("customer", first, 1, &change("1001"));
        assert_eq!(codes(&alice.push(&[elsewhere]).unwrap().verdicts), [Some(ErrorCode::CodeElsewhere)]);
        let (third, three) = alice.customer(&ground, "2003");
        let delete = alice.operation(ground.new_id(), OperationKind::Delete, "customer", third, 1, &[]);
        let (fourth, four) = alice.customer(&ground, "2003");
        alice.send(&[three, delete, four]);
        assert!(alice.row(fourth).is_some());
        // The deleted one cannot come back under it.
        let back = alice.operation(
            ground.new_id(),
            OperationKind::Put,
            "customer",
            third,
            2,
            &[("deleted_at", Value::Null)],
        );
        assert_eq!(codes(&alice.push(&[back]).unwrap().verdicts), [Some(ErrorCode::DuplicateCode)]);
    });
}

#[test]
fn of_two_territories_that_make_one_code_at_once_one_has_it() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let mut devices = [Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2")];
        let pushes: Vec<Vec<Value>> = devices
            .iter_mut()
            .map(|device| (0..40).map(|n| device.customer(&ground, &format!("R{n}")).1).collect())
            .collect();
        let replies: Vec<PushReply> = thread::scope(|scope| {
            let runs: Vec<_> = devices
                .iter()
                .zip(&pushes)
                .map(|(device, operations)| scope.spawn(move || device.push(operations).unwrap()))
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        for n in 0..40 {
            let [one, other] = [0, 1].map(|at| replies[at].verdicts[n].outcome);
            assert_ne!(one, other, "R{n}");
        }
    });
}
