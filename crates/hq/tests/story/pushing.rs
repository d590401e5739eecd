use rounds_core::{
    ErrorCode, Id,
    canonical::{canonical, sha256_hex},
    operation::OperationKind,
    sync::{Outcome, PushReply, SCHEMA},
};
use serde_json::{Value, json};

use crate::{
    device::{Device, code_of, customer},
    ground::on_both,
};

fn outcomes(reply: &PushReply) -> Vec<Option<ErrorCode>> {
    reply.verdicts.iter().map(|verdict| verdict.because.as_ref().map(|error| error.code)).collect()
}

#[test]
fn an_operation_is_applied_once_and_its_verdict_given_again() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (id, insert) = device.customer(&ground, "1001");
        let edit = device.put("customer", id, 0, &[("note", json!("a"))]);
        let first = device.send(&[insert.clone(), edit.clone()]);
        // The reply was lost; the device sends again, and one more.
        let more = device.put("customer", id, 0, &[("note", json!("b"))]);
        let again = device.send(&[insert, edit, more]);
        assert_eq!(again.verdicts[..2], first.verdicts[..]);
        assert_eq!((again.last_op_seq, again.verdicts[2].version), (3, 3));
        assert_eq!(device.row(id).unwrap()["note"], json!("b"));
        assert_eq!(device.state().last_op_seq, 3);
    });
}

#[test]
fn the_same_number_with_another_payload_is_refused_and_nothing_changes() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (id, insert) = device.customer(&ground, "1001");
        device.send(std::slice::from_ref(&insert));
        let mut changed = insert;
        changed["fields"]["name"]["new"] = json!("别的店");
        let next = device.put("customer", id, 0, &[("note", json!("a"))]);
        assert_eq!(code_of(device.push(&[changed, next])), ErrorCode::ReplayDiffers);
        assert_eq!(device.row(id).unwrap().get("note"), None);
        assert_eq!(device.state().last_op_seq, 1);
    });
}

#[test]
fn a_gap_is_named_and_numbers_out_of_order_are_refused() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let operations: Vec<Value> =
            (0..4).map(|number| device.customer(&ground, &format!("100{number}")).1).collect();
        device.send(&operations[..1]);
        let refused = device.push(&operations[2..]).unwrap_err();
        assert_eq!((refused.code, &refused.detail["expected"]), (ErrorCode::OperationGap, &json!(2)));
        let turned = [operations[2].clone(), operations[1].clone()];
        assert_eq!(code_of(device.push(&turned)), ErrorCode::BadArguments);
        device.send(&operations);
    });
}

#[test]
fn what_belongs_together_is_applied_or_set_aside_together_and_holds_up_nothing_else() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let tx = ground.new_id();
        let (shop, contact) = (ground.new_id(), ground.new_id());
        let mut fields = customer("1001");
        fields.push(("territory_id", json!(device.territory)));
        let good = device.operation(tx, OperationKind::Put, "customer", shop, 0, &fields);
        let poison = device.operation(
            tx,
            OperationKind::Put,
            "contact",
            contact,
            0,
            &[("territory_id", json!(device.territory)), ("name", json!(7))],
        );
        let (other, unrelated) = device.customer(&ground, "1002");
        let builds_on = device.put("customer", shop, 0, &[("note", json!("x"))]);
        let names =
            device.insert("contact", ground.new_id(), &[("customer_id", json!(shop)), ("name", json!("王"))]);
        let reply = device.push(&[good, poison, unrelated, builds_on, names]).unwrap();
        assert_eq!(
            outcomes(&reply),
            [
                Some(ErrorCode::WithTransaction),
                Some(ErrorCode::BadOperation),
                None,
                Some(ErrorCode::DependsOnSetAside),
                Some(ErrorCode::DependsOnSetAside),
            ]
        );
        assert!(device.row(shop).is_none() && device.row(other).is_some());
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 4);
        // Later pushes are held back in the same way, until it is dropped.
        let later = device.put("customer", shop, 0, &[("note", json!("y"))]);
        assert_eq!(outcomes(&device.push(&[later]).unwrap()), [Some(ErrorCode::DependsOnSetAside)]);
        let _: PushReply = device.post("/v1/set-aside/2", &json!({ "choice": "drop" })).unwrap();
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 3);
    });
}

#[test]
fn what_was_set_aside_is_applied_when_its_reason_is_gone() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (known, insert) = device.customer(&ground, "1000");
        device.send(&[insert]);
        ground.hq.assign("T1", "alice", false).unwrap();
        let (shop, insert) = device.customer(&ground, "1001");
        let edit = device.put("customer", shop, 0, &[("note", json!("x"))]);
        let old = device.put("customer", known, 1, &[("note", json!("z"))]);
        let reply = device.push(&[insert, edit, old]).unwrap();
        let expected = [ErrorCode::NotAllowed, ErrorCode::DependsOnSetAside, ErrorCode::NotAllowed].map(Some);
        assert_eq!(outcomes(&reply), expected);
        ground.hq.assign("T1", "alice", true).unwrap();
        let reply: PushReply = device.post("/v1/set-aside/2", &json!({ "choice": "retry" })).unwrap();
        assert!(reply.verdicts.iter().all(|verdict| verdict.outcome == Outcome::Applied), "{reply:?}");
        assert_eq!(device.row(shop).unwrap()["note"], json!("x"));
        assert_eq!(device.row(known).unwrap()["note"], json!("z"));
        assert!(ground.hq.open_set_aside().unwrap().is_empty());
    });
}

#[test]
fn an_operation_that_cannot_be_read_is_set_aside_by_its_number() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (_, mut unknown_kind) = device.customer(&ground, "1001");
        unknown_kind["kind"] = json!("explode");
        let (_, mut unknown_noun) = device.customer(&ground, "1002");
        unknown_noun["noun"] = json!("rocket");
        let (_, mut other_actor) = device.customer(&ground, "1003");
        other_actor["actor"] = json!(Id::from_u128(4));
        let (_, mut other_install) = device.customer(&ground, "1004");
        other_install["install_id"] = json!(Id::from_u128(4));
        let (_, mut unreadable) = device.customer(&ground, "1005");
        unreadable["fields"]["status"]["new"] = json!("on_fire");
        let (good, fine) = device.customer(&ground, "1006");
        let reply =
            device.push(&[unknown_kind, unknown_noun, other_actor, other_install, unreadable, fine]).unwrap();
        let codes = [
            ErrorCode::BadOperation,
            ErrorCode::NounUnknown,
            ErrorCode::NotAllowed,
            ErrorCode::BadOperation,
            ErrorCode::BadOperation,
        ];
        assert_eq!(outcomes(&reply)[..5], codes.map(Some));
        assert!(device.row(good).is_some());
    });
}

#[test]
fn a_device_newer_than_headquarters_waits_and_one_too_old_is_told() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        let push = |schema: u32| {
            let body = json!({ "install_id": device.install, "schema": schema, "operations": [] });
            code_of(device.post::<Value>("/v1/push", &body))
        };
        assert_eq!(push(SCHEMA + 1), ErrorCode::HqNewerNeeded);
        assert_eq!(push(0), ErrorCode::DeviceTooOld);
    });
}

#[test]
fn too_many_operations_are_refused_unless_they_are_one_transaction() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let many: Vec<Value> =
            (0..2_001).map(|number| device.customer(&ground, &format!("{number}")).1).collect();
        assert_eq!(code_of(device.push(&many)), ErrorCode::TooLarge);
        let tx = json!(ground.new_id());
        let one: Vec<Value> = many
            .into_iter()
            .map(|mut operation| {
                operation["tx_id"] = tx.clone();
                operation
            })
            .collect();
        device.send(&one);
        assert_eq!(
            device.baseline(device.home()).iter().filter(|entry| entry.noun == "customer").count(),
            2_001
        );
    });
}

/// The reply was lost, and before the device asked again a value was erased there by law.
#[test]
fn an_operation_whose_values_were_erased_by_law_is_still_the_same() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let hash = |operation: &Value| sha256_hex(canonical(operation).unwrap().as_bytes());
        let erased = |operation: &Value, field: &str| {
            let mut less = operation.clone();
            less["fields"][field]["new"] = Value::Null;
            less["erased"] = json!([hash(operation)]);
            less
        };
        let (_, insert) = device.customer(&ground, "1001");
        let given = device.send(std::slice::from_ref(&insert));
        let less = erased(&insert, "address");
        assert_eq!(device.send(std::slice::from_ref(&less)), given);
        // It is known by what it is now, and by nothing else.
        assert_eq!(device.send(std::slice::from_ref(&less)), given);
        assert_eq!(code_of(device.push(std::slice::from_ref(&insert))), ErrorCode::ReplayDiffers);
        let mut forged = less.clone();
        forged["fields"]["name"]["new"] = json!("别的");
        assert_eq!(code_of(device.push(&[forged])), ErrorCode::ReplayDiffers);
        // One that was set aside is tried again without them.
        let row = ground.new_id();
        let poison = device.put("customer", row, 3, &[("name", json!("甲")), ("note", json!("手机"))]);
        device.push(std::slice::from_ref(&poison)).unwrap();
        device.push(&[erased(&poison, "note")]).unwrap();
        let file = ground.file("hq.backup");
        ground.hq.backup(&file).unwrap();
        let text = zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("甲") && !text.contains("手机"));
    });
}

#[test]
fn a_long_push_that_comes_again_is_known_operation_by_operation() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let mut all: Vec<Value> =
            (0..20).map(|number| device.customer(&ground, &format!("1{number:03}")).1).collect();
        let given = device.send(&all).verdicts;
        assert_eq!(device.send(&all).verdicts, given);
        assert_eq!(device.send(&all[5..12]).verdicts, given[5..12]);
        let mut forged = all.clone();
        forged[11]["fields"]["name"]["new"] = json!("别的店");
        let refused = device.push(&forged).unwrap_err();
        assert_eq!((refused.code, &refused.detail["op_seq"]), (ErrorCode::ReplayDiffers, &json!(12)));
        // One of them lost a value by law: it is known by what it is now, and the others as before.
        let before = all[7].clone();
        all[7]["fields"]["address"]["new"] = Value::Null;
        all[7]["erased"] = json!([sha256_hex(canonical(&before).unwrap().as_bytes())]);
        assert_eq!(device.send(&all).verdicts, given);
        assert_eq!(device.send(&all).verdicts, given);
        assert_eq!(code_of(device.push(&[before])), ErrorCode::ReplayDiffers);
    });
}
