use rounds_core::{AppError, ErrorCode, Id, sync::Scope};
use serde_json::{Value, json};

use crate::{
    device::{Device, code_of, customer, read},
    ground::on_both,
};

/// Any body, and what it is answered with.
fn raw(device: &Device, path: &str, packed: bool, bytes: &[u8]) -> Result<Value, AppError> {
    let mut request = device
        .agent
        .post(format!("{}{path}", device.url))
        .header("authorization", format!("Bearer {}", device.token))
        .header("content-type", "application/json");
    if packed {
        request = request.header("content-encoding", "zstd");
    }
    read(request.send(bytes).unwrap())
}

#[test]
fn bodies_that_are_too_large_or_no_json_are_refused() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        let bomb = zstd::encode_all(&vec![b' '; 70 << 20][..], 3).unwrap();
        assert!(bomb.len() < 100_000);
        assert_eq!(code_of(raw(&device, "/v1/push", true, &bomb)), ErrorCode::TooLarge);
        assert_eq!(code_of(raw(&device, "/v1/push", false, &vec![b' '; 9 << 20])), ErrorCode::TooLarge);
        let deep = "[".repeat(100_000);
        for body in ["", "{", "null", "\u{0}", "{\"install_id\":1}", deep.as_str()] {
            assert_eq!(code_of(raw(&device, "/v1/push", false, body.as_bytes())), ErrorCode::BadArguments);
            assert_eq!(code_of(raw(&device, "/v1/enrol", false, body.as_bytes())), ErrorCode::BadArguments);
            assert_eq!(code_of(raw(&device, "/v1/push", true, body.as_bytes())), ErrorCode::BadArguments);
        }
        device.state();
    });
}

#[test]
fn forged_tokens_open_nothing() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let real = device.token.clone();
        let session = real.split('.').next().unwrap().to_owned();
        for forged in [
            String::new(),
            "x".to_owned(),
            format!("{session}."),
            format!("{session}.{}", "0".repeat(64)),
            format!("{}.{}", Id::nil(), "0".repeat(64)),
            format!("{real}0"),
            format!("' OR 1=1 --.{real}"),
            device.refresh.clone(),
        ] {
            device.token = forged;
            assert_eq!(code_of(device.get::<Value>("/v1/state")), ErrorCode::TokenExpired);
            assert_eq!(code_of(device.push(&[])), ErrorCode::TokenExpired);
        }
    });
}

/// Bob knows every id of Alice's and tries each where an id can stand. Nothing of hers changes, nothing of hers comes out.
#[test]
fn another_territorys_ids_open_nothing_wherever_they_stand() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (mut alice, mut bob) =
            (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let (shop, insert) = alice.customer(&ground, "1001");
        alice.send(&[insert]);
        let before = alice.hash();
        let hers = [shop, alice.territory, alice.person, alice.install];
        let mut tried = Vec::new();
        for id in hers {
            for noun in
                ["customer", "contact", "territory", "person", "device", "issue_step", "conflict", "evidence"]
            {
                tried.push(bob.put(noun, id, 0, &[("name", json!("偷"))]));
                tried.push(bob.put(noun, id, 1, &[("note", json!("偷"))]));
                let mut fields = customer("1001");
                fields.push(("owner_id", json!(id)));
                tried.push(bob.insert(noun, id, &fields));
                let mut elsewhere = bob.insert(noun, id, &customer("1001"));
                elsewhere["fields"]["territory_id"]["new"] = json!(alice.territory);
                tried.push(elsewhere);
                let mut as_her = bob.insert(noun, id, &customer("1001"));
                as_her["actor"] = json!(alice.person);
                tried.push(as_her);
            }
            let contact = [
                ("customer_id", json!(id)),
                ("name", json!("王")),
                ("layer", json!("decision")),
                ("is_primary", json!(true)),
            ];
            tried.push(bob.insert("contact", ground.new_id(), &contact));
        }
        bob.push(&tried).unwrap();
        let mut mine = bob.operation(
            ground.new_id(),
            rounds_core::operation::OperationKind::Delete,
            "customer",
            shop,
            1,
            &[],
        );
        mine["install_id"] = json!(alice.install);
        bob.push(&[mine]).unwrap();
        let body = json!({ "install_id": alice.install, "schema": 1, "operations": [] });
        assert_eq!(code_of(bob.post::<Value>("/v1/push", &body)), ErrorCode::NotAllowed);
        for scope in [alice.home(), Scope::Person(alice.person)] {
            assert_eq!(code_of(bob.page(scope, "after=0")), ErrorCode::NotAllowed);
        }
        assert_eq!(
            code_of(bob.post::<Value>("/v1/set-aside/1", &json!({ "choice": "explode" }))),
            ErrorCode::BadArguments
        );
        assert_eq!(alice.hash(), before);
        for entry in bob.baseline(bob.home()) {
            let row = entry.row.unwrap_or_default();
            assert_eq!(row.get("territory_id").unwrap_or(&json!(bob.territory)), &json!(bob.territory));
        }
    });
}

#[test]
fn paths_and_queries_of_any_kind_are_answered() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        let home = device.home();
        for path in [
            "/v1/feed/nowhere".to_owned(),
            "/v1/feed/territory-".to_owned(),
            format!("/v1/hash/{home}x"),
            "/v1/blobs/..%2f..%2fhq.sign".to_owned(),
            format!("/v1/blobs/{}", "A".repeat(64)),
        ] {
            assert!(device.get::<Value>(&path).is_err(), "{path}");
        }
        let epoch = device.state().epoch;
        for query in [
            "after=-5".to_owned(),
            format!("after={}&epoch={epoch}", i64::MAX),
            format!("after=1&epoch={}", Id::nil()),
            "after=1".to_owned(),
        ] {
            let answer = device.page(home, &query);
            assert!(answer.is_ok() || code_of(answer) == ErrorCode::BaselineNeeded, "{query}");
        }
        device.page(home, "limit=4294967295").unwrap();
    });
}
