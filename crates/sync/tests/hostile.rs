//! A headquarters that lies, babbles or never ends: refused with a typed error, and nothing of the outbox is lost.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use proptest::prelude::*;
use rounds_core::{
    AppError, Entropy, ErrorCode, Id, Meta, SeededEntropy,
    customer::Customer,
    sync::{SCHEMA, Scope},
    territory::Territory,
};
use rounds_store::{Access, Changes, Folder, KeyPlace, Store};
use rounds_sync::{
    Broken, Enrolment, Reply, Request, Secrets, Stage, SyncError, Transport, World, account, enrol, run,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const NOW: i64 = 1_795_305_600_000;
const SECRETS: Secrets =
    Secrets { password: Some("correct horse"), keys: &KeyPlace::File, device_name: "平板", server: None };

struct Calm(SeededEntropy, RefCell<u64>);

impl World for Calm {
    fn now(&self) -> i64 {
        NOW
    }
    fn entropy(&self) -> &dyn Entropy {
        &self.0
    }
    fn pause(&self, ms: u64) {
        *self.1.borrow_mut() += ms;
    }
    fn cancelled(&self) -> bool {
        false
    }
    fn progress(&self, _: Stage, _: u32, _: u32) {}
    fn changed(&self, _: &Changes) {}
}

fn calm() -> Calm {
    Calm(SeededEntropy::new(3), RefCell::new(0))
}

fn epoch() -> Id {
    Id::from_u128(77)
}

fn home() -> Id {
    Id::from_u128(42)
}

fn reply(status: u16, body: &Value) -> Reply {
    Reply {
        status,
        epoch: Some(epoch().to_string()),
        body: serde_json::to_vec(body).unwrap(),
        ..Reply::default()
    }
}

fn session() -> Value {
    json!({ "access_token": "a", "access_expires_s": 900, "refresh_token": "r", "person_id": Id::from_u128(5),
        "role": "manager" })
}

/// Answers as headquarters would, but for what a test says it does otherwise.
struct Liar<'l> {
    install: Id,
    /// It is of a build that answers a push with nothing but verdicts.
    is_old: bool,
    known: Cell<i64>,
    lie: &'l dyn Fn(&Request) -> Option<Result<Reply, Broken>>,
    asked: RefCell<Vec<String>>,
}

impl<'l> Liar<'l> {
    fn new(store: &Store, lie: &'l dyn Fn(&Request) -> Option<Result<Reply, Broken>>) -> Self {
        // It has lost nothing that it gave a verdict on.
        let known = Cell::new(store.last_answered().unwrap());
        Self { install: store.install_id(), is_old: false, known, lie, asked: RefCell::default() }
    }

    fn state(&self) -> Value {
        let scope = Scope::Territory(home());
        json!({ "epoch": epoch(), "schema": SCHEMA, "person_id": Id::from_u128(5), "role": "manager",
            "install_id": self.install, "last_op_seq": self.known.get(), "scopes": [{ "scope": scope, "seq": 3 }] })
    }
}

impl Transport for Liar<'_> {
    fn exchange(&self, request: &Request) -> Result<Reply, Broken> {
        let mut asked = self.asked.borrow_mut();
        asked.push(request.path.clone());
        assert!(asked.len() < 200, "asked for ever: {asked:?}");
        if let Some(lie) = (self.lie)(request) {
            return lie;
        }
        let scope = Scope::Territory(home());
        Ok(match request.path.split(['?', '/']).nth(2).unwrap() {
            "version" => reply(
                200,
                &json!({ "schema": SCHEMA, "oldest_schema": 1, "epoch": epoch(), "hq_key_id": "k", "rescue_key": "00".repeat(32) }),
            ),
            "enrol" => reply(
                200,
                &json!({ "session": session(), "territory_id": home(), "territory_code": "T1", "aliases": [],
                    "hq_key_id": "k", "epoch": epoch() }),
            ),
            "refresh" | "sign-in" => reply(200, &session()),
            "state" => reply(200, &self.state()),
            "push" => {
                let bytes = if request.packed {
                    zstd::decode_all(&request.body[..]).unwrap()
                } else {
                    request.body.clone()
                };
                let body: Value = serde_json::from_slice(&bytes).unwrap();
                let verdicts: Vec<Value> = body["operations"].as_array().unwrap().iter()
                    .map(|operation| json!({ "op_seq": operation["op_seq"], "outcome": "applied", "version": 1 }))
                    .collect();
                let last =
                    body["operations"].as_array().unwrap().last().and_then(|last| last["op_seq"].as_i64());
                self.known.set(last.unwrap_or(self.known.get()));
                let mut told =
                    json!({ "epoch": epoch(), "verdicts": verdicts, "last_op_seq": self.known.get() });
                if !self.is_old {
                    told["read"] = json!({ "state": self.state(), "pages": [] });
                }
                reply(200, &told)
            }
            "feed" => reply(
                200,
                &json!({ "epoch": epoch(), "scope": scope, "entries": [], "next": 3, "more": false }),
            ),
            "hash" => {
                reply(200, &json!({ "epoch": epoch(), "scope": scope, "seq": 3, "rows": 0, "hash": "other" }))
            }
            other => panic!("{other}"),
        })
    }
}

struct Place {
    store: Store,
    _dir: TempDir,
}

/// An enrolled folder with two operations that wait.
fn place() -> Place {
    let dir = tempfile::tempdir().unwrap();
    let entropy = SeededEntropy::new(1);
    let access = Access::Write { holder: "test".to_owned() };
    let folder = Folder::new(dir.path().join("data"));
    let store = Store::open(folder, access, &KeyPlace::File, NOW, &entropy).unwrap().store;
    let liar = Liar::new(&store, &|_| None);
    let enrolment = Enrolment {
        server: "https://hq.example.cn",
        user: "alice",
        password: "correct horse",
        code: Some("AAAA"),
        device_name: "平板",
        keys: &KeyPlace::File,
    };
    enrol(&store, &liar, &calm(), &enrolment).unwrap();
    for code in ["T1", "T2"] {
        let customer = Customer::new(Meta::new(entropy.id(NOW), home(), NOW), code, "店");
        store.write(Id::from_u128(5), NOW, &entropy, |tx| tx.insert(&customer)).unwrap();
    }
    Place { store, _dir: dir }
}

fn meet(
    place: &Place,
    lie: &dyn Fn(&Request) -> Option<Result<Reply, Broken>>,
) -> Result<rounds_sync::Report, SyncError> {
    let liar = Liar::new(&place.store, lie);
    run(&place.store, &liar, &calm(), SECRETS)
}

fn at<'r>(
    part: &'static str,
    answer: &'r dyn Fn() -> Result<Reply, Broken>,
) -> impl Fn(&Request) -> Option<Result<Reply, Broken>> + 'r {
    move |request| request.path.starts_with(part).then(answer)
}

#[test]
fn an_honest_one_is_believed() {
    let place = place();
    let report = meet(&place, &|_| None).unwrap();
    assert_eq!((report.sent, place.store.unsent().unwrap()), (2, 0));
}

#[test]
fn one_of_an_older_build_is_believed_as_well() {
    let place = place();
    let liar = Liar { is_old: true, ..Liar::new(&place.store, &|_| None) };
    let report = run(&place.store, &liar, &calm(), SECRETS).unwrap();
    assert_eq!((report.sent, place.store.unsent().unwrap()), (2, 0));
    assert!(liar.asked.borrow().iter().any(|path| path == "/v1/state"));
}

#[test]
fn a_lie_about_the_feeds_takes_the_verdicts_with_it() {
    let scope = Scope::Territory(home());
    let page = |next: i64, left_out: Value| {
        let page = json!({ "epoch": epoch(), "scope": scope, "entries": [], "next": next, "more": false });
        json!([{ "page": page, "left_out": left_out }])
    };
    let left_out = |op_seq: i64, seq: i64| json!({ "op_seq": op_seq, "seq": seq, "mark": "00" });
    let row = json!({ "id": Id::from_u128(9), "territory_id": home(), "version": 1 });
    let entry = json!({ "seq": 4, "noun": "customer", "id": Id::from_u128(8), "kind": "upsert", "row": row });
    let mut strange = page(4, json!([]));
    strange[0]["page"]["entries"] = json!([entry]);
    for (pages, is_taken) in [
        // Behind the cursor, twice the same place, beyond the page's end, a row under another's id.
        (page(3, json!([left_out(3, 3)])), false),
        (page(5, json!([left_out(3, 4), left_out(3, 4)])), false),
        (page(4, json!([left_out(3, 5)])), false),
        (strange, false),
        // A row that is not here as it says: the feed is asked, and what it brings is what counts.
        (page(4, json!([left_out(3, 4)])), true),
        (page(4, json!([left_out(77, 4)])), true),
    ] {
        let place = place();
        meet(&place, &|_| None).unwrap();
        let entropy = SeededEntropy::new(9);
        let customer = Customer::new(Meta::new(entropy.id(NOW), home(), NOW), "T3", "店");
        place.store.write(Id::from_u128(5), NOW, &entropy, |tx| tx.insert(&customer)).unwrap();
        let state = Liar { known: Cell::new(3), ..Liar::new(&place.store, &|_| None) }.state();
        let told = json!({ "epoch": epoch(), "last_op_seq": 3,
            "verdicts": [{ "op_seq": 3, "outcome": "applied", "version": 1 }],
            "read": { "state": state, "pages": pages } });
        let met = meet(&place, &at("/v1/push", &|| Ok(reply(200, &told))));
        let cursor = place.store.cursor(scope).unwrap().unwrap();
        assert_eq!(cursor.seq, 3, "{pages}");
        assert_eq!(
            (met.is_ok(), place.store.unsent().unwrap() == 0),
            (is_taken, is_taken),
            "{pages} {met:?}"
        );
    }
}

#[test]
fn a_lie_is_refused_and_nothing_leaves_the_outbox() {
    let scope = Scope::Territory(home());
    let page = |change: Value| {
        let mut page = json!({ "epoch": epoch(), "scope": scope, "entries": [], "next": 3, "more": false });
        page.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        page
    };
    let verdict = |seq: i64| json!({ "op_seq": seq, "outcome": "applied", "version": 1 });
    let push = |verdicts: Value| json!({ "epoch": epoch(), "verdicts": verdicts, "last_op_seq": 2 });
    let row = json!({ "id": Id::from_u128(9), "territory_id": Id::from_u128(1), "version": 1 });
    let lies: Vec<(&'static str, Value)> = vec![
        ("/v1/version", json!({ "schema": "one" })),
        (
            "/v1/push",
            json!({ "epoch": epoch(), "verdicts": [verdict(1), verdict(2)], "last_op_seq": 2, "read": [] }),
        ),
        ("/v1/push", push(json!([]))),
        ("/v1/push", push(json!([verdict(1)]))),
        ("/v1/push", push(json!([verdict(2), verdict(1)]))),
        ("/v1/push", push(json!([verdict(1), verdict(1)]))),
        ("/v1/feed", page(json!({ "more": true }))),
        ("/v1/feed", page(json!({ "next": -5 }))),
        ("/v1/feed", page(json!({ "scope": "organisation" }))),
        (
            "/v1/feed",
            page(
                json!({ "entries": [{ "seq": 1, "noun": "customer", "id": Id::from_u128(9), "kind": "upsert", "row": row }] }),
            ),
        ),
        ("/v1/hash", json!("no")),
    ];
    for (part, lie) in lies {
        let place = place();
        let told = meet(&place, &at(part, &|| Ok(reply(200, &lie)))).expect_err("a lie is no sync");
        assert_eq!(AppError::from(told).code, ErrorCode::HqReplyBad, "{part} {lie}");
        if part != "/v1/feed" && part != "/v1/hash" {
            assert_eq!(place.store.unsent().unwrap(), 2, "{part} {lie}");
        }
        assert!(meet(&place, &|_| None).is_ok(), "{part} {lie}: an honest one is believed afterwards");
    }
}

#[test]
fn another_headquarters_gets_nothing() {
    let place = place();
    let other = json!({ "schema": SCHEMA, "oldest_schema": 1, "epoch": epoch(), "hq_key_id": "another", "rescue_key": "" });
    let sent = RefCell::new(Vec::new());
    let told = meet(&place, &|request| {
        sent.borrow_mut().push(request.token.clone());
        (request.path == "/v1/version").then(|| Ok(reply(200, &other)))
    });
    assert_eq!(AppError::from(told.unwrap_err()).code, ErrorCode::HqReplyBad);
    assert_eq!(sent.into_inner(), [None], "no token was shown to it");
}

#[test]
fn an_expired_session_asks_for_the_password_and_touches_nothing() {
    let place = place();
    let expired = |request: &Request| {
        let ended = ["/v1/push", "/v1/refresh"].iter().any(|part| request.path.starts_with(part));
        ended.then(|| Ok(reply(401, &json!({ "code": "session_ended", "field": null, "detail": {} }))))
    };
    let liar = Liar::new(&place.store, &expired);
    let secrets = Secrets { password: None, ..SECRETS };
    let told = run(&place.store, &liar, &calm(), secrets).unwrap_err();
    assert_eq!(told.refusal(), Some(ErrorCode::SessionEnded));
    assert_eq!(place.store.unsent().unwrap(), 2);
    assert!(account(&place.store).unwrap().is_some());
}

#[test]
fn a_busy_one_is_waited_for_as_long_as_it_asks_and_then_left() {
    let place = place();
    let answers = RefCell::new(VecDeque::from([7_u32, 7]));
    let world = calm();
    let busy = |request: &Request| {
        let seconds =
            if request.path.starts_with("/v1/push") { answers.borrow_mut().pop_front() } else { None };
        seconds.map(|seconds| {
            let body = json!({ "code": "hq_busy", "field": null, "detail": { "seconds": seconds } });
            Ok(Reply { retry_after_s: Some(seconds), ..reply(503, &body) })
        })
    };
    let liar = Liar::new(&place.store, &busy);
    assert!(run(&place.store, &liar, &world, SECRETS).is_ok());
    let waited = *world.1.borrow();
    assert!((14_000..=21_000).contains(&waited), "{waited} ms");
    let always = |request: &Request| {
        request
            .path
            .starts_with("/v1/push")
            .then(|| Ok(Reply { retry_after_s: Some(3), ..reply(503, &json!("a proxy's page")) }))
    };
    let told = meet(&place, &always).unwrap_err();
    assert_eq!(told.refusal(), Some(ErrorCode::HqBusy));
}

#[test]
fn what_concerns_one_body_holds_up_no_download() {
    let place = place();
    let too_large = json!({ "code": "too_large", "field": null, "detail": { "most": 8 } });
    let report = meet(&place, &at("/v1/push", &|| Ok(reply(413, &too_large)))).unwrap();
    assert_eq!(report.push_refused.unwrap().code, ErrorCode::TooLarge);
    assert_eq!(report.scopes.len(), 1, "the feeds were read all the same");
    assert_eq!(place.store.unsent().unwrap(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes back at whichever call, under whatever status.
    #[test]
    fn any_bytes_are_refused_or_taken_without_harm(
        part in prop::sample::select(vec!["/v1/version", "/v1/state", "/v1/push", "/v1/feed", "/v1/hash", "/v1/refresh"]),
        status in prop::sample::select(vec![200_u16, 204, 301, 400, 401, 404, 409, 410, 413, 429, 500, 503]),
        packed in any::<bool>(),
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..60),
            Just(b"{}".to_vec()), Just(b"[]".to_vec()), Just(b"null".to_vec()),
            Just(b"{\"code\":\"operation_gap\",\"field\":null,\"detail\":{\"expected\":-1}}".to_vec()),
            Just(b"{\"code\":\"baseline_needed\",\"field\":null,\"detail\":{}}".to_vec()),
            Just(b"{\"code\":\"token_expired\",\"field\":null,\"detail\":{}}".to_vec()),
        ],
    ) {
        let place = place();
        let lie = Reply { packed, body, ..reply(status, &Value::Null) };
        let _ = meet(&place, &at(part, &|| Ok(lie.clone())));
        let written = place.store.read(rounds_store::customers).unwrap().len();
        // What it says to have taken and does not show goes; nothing else does.
        prop_assert!(written == 2 || place.store.unsent().unwrap() == 0);
        let territories = place.store.read(rounds_store::all::<Territory>).unwrap();
        prop_assert!(territories.is_empty());
    }
}
