use std::{io::Write, net::TcpStream, time::Duration};

use rounds_core::{AppError, ErrorCode, Id, sync::Scope};
use rounds_hq::http::AT_ONCE;
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

/// What asks for nothing more than to be worked on is turned away at once with a time to come back, and nobody who got in is
/// put out for it.
#[test]
fn more_requests_than_can_be_worked_on_are_told_when_to_come_back() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        // Each sends the head of a push and a part of its body, and waits.
        let address = ground.url.trim_start_matches("http://").to_owned();
        let head = format!(
            "POST /v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: 100\r\n\r\n{{",
            device.token
        );
        let wait = || {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        };
        let mut waiting: Vec<TcpStream> = (0..AT_ONCE).map(|_| wait()).collect();
        let ask = || {
            let request = device.agent.get(format!("{}/v1/state", device.url));
            request.header("authorization", format!("Bearer {}", device.token)).call().unwrap()
        };
        // They have to have arrived.
        let turned_away = (0..100).find_map(|_| {
            let answer = ask();
            // One that found the database busy has been answered, and gave its place away.
            waiting.push(wait());
            std::thread::sleep(Duration::from_millis(50));
            (answer.status() == 503).then_some(answer)
        });
        let turned_away = turned_away.expect("a refusal");
        let seconds: u32 = turned_away.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert!(turned_away.headers().contains_key("rounds-epoch"));
        assert_eq!(code_of(read::<Value>(turned_away)), ErrorCode::HqBusy);
        // Health and figures are answered whatever the load.
        assert!(device.agent.get(format!("{}/healthz", device.url)).call().unwrap().status().is_success());
        drop(waiting);
        let served = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            ask().status().is_success()
        });
        assert!(served);
    });
}

#[test]
fn a_number_that_comes_again_with_another_payload_is_refused_by_its_status() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (_, insert) = device.customer(&ground, "1001");
        device.send(std::slice::from_ref(&insert));
        let before = device.hash();
        for (place, value) in [
            ("fields", json!({ "name": { "old": null, "new": "别的" } })),
            ("actor", json!(Id::nil())),
            ("noun", json!("contact")),
            ("id", json!(Id::nil())),
            ("tx_id", json!(Id::nil())),
            ("kind", json!("delete")),
            ("base_version", json!(7)),
            ("at", json!(5)),
            ("more", json!(1)),
        ] {
            let mut other = insert.clone();
            other[place] = value;
            let body = json!({ "install_id": device.install, "schema": 1, "operations": [other] });
            let request = device.agent.post(format!("{}/v1/push", device.url));
            let answer =
                request.header("authorization", format!("Bearer {}", device.token)).send_json(&body).unwrap();
            assert_eq!(answer.status(), 409, "{place}");
            assert_eq!(code_of(read::<Value>(answer)), ErrorCode::ReplayDiffers);
        }
        assert_eq!(device.hash(), before);
        // The same payload in another order is the same.
        device.send(&[insert]);
    });
}

/// Bob asks for Alice's pictures, decides of her set-aside operations, follows her installation and renews her session.
#[test]
fn another_territorys_ids_open_nothing_in_any_other_request() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (mut alice, mut bob) =
            (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let (shop, insert) = alice.customer(&ground, "1001");
        let poison = alice.put("customer", ground.new_id(), 7, &[("name", json!("x"))]);
        let picture = "ab".repeat(32);
        let attachment = |customer: Id| {
            vec![
                ("customer_id", json!(customer)),
                ("kind", json!("other")),
                ("sha256", json!(picture)),
                ("bytes", json!(4)),
                ("media_type", json!("image/png")),
                ("width", json!(1)),
                ("height", json!(1)),
                ("taken_at", json!(1)),
            ]
        };
        let seen = alice.insert("attachment", ground.new_id(), &attachment(shop));
        alice.push(&[insert, poison, seen]).unwrap();
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 1);
        let (before, aside) = (alice.hash(), ground.hq.open_set_aside().unwrap());
        for choice in ["drop", "retry"] {
            let answer = bob.post::<Value>("/v1/set-aside/2", &json!({ "choice": choice }));
            assert_eq!(code_of(answer), ErrorCode::NotFound);
        }
        assert_eq!(code_of(bob.get::<Value>(&format!("/v1/blobs/{picture}"))), ErrorCode::NotFound);
        // A row of his own about her shop lies with him and gives him nothing of hers.
        let about = bob.insert("attachment", ground.new_id(), &attachment(shop));
        bob.push(&[about]).unwrap();
        let answer = bob.get::<Value>(&format!("/v1/blobs/{picture}"));
        assert_eq!(code_of(answer), ErrorCode::NotFound);
        let (key, mut body) = crate::device::enrolment(&ground, "bob", "T2", None);
        body.code = None;
        body.follows = Some(rounds_core::sync::Follows {
            install_id: alice.install,
            sig: key.sign(
                rounds_core::sync::follows_text(alice.install, body.install_id, &body.key_id).as_bytes(),
            ),
        });
        let answer = bob.agent.post(format!("{}/v1/enrol", bob.url)).send_json(&body).unwrap();
        assert!(read::<Value>(answer).is_err());
        let session = Id::nil();
        let secret = bob.refresh.split('.').nth(1).unwrap().to_owned();
        assert_eq!(code_of(bob.refresh(&format!("{session}.{secret}"))), ErrorCode::SessionEnded);
        let signing =
            json!({ "user": "bob", "password": crate::ground::PASSWORD, "install_id": alice.install });
        let answer = bob.agent.post(format!("{}/v1/sign-in", bob.url)).send_json(&signing).unwrap();
        assert_eq!(code_of(read::<Value>(answer)), ErrorCode::SignInRefused);
        assert_eq!(alice.hash(), before);
        assert_eq!(ground.hq.open_set_aside().unwrap()[..1], aside[..1]);
    });
}
