use rounds_core::{
    ErrorCode, Id,
    evidence::is_signed_by,
    person::Role,
    sync::{
        Enrolled, EnrolledDevice, Follows, LocalCustomer, LocalTerritory, Scope, SignIn, certificate_text,
        enrol_text, follows_text,
    },
};
use serde_json::{Value, json};

use crate::{
    device::{Device, agent, code_of, customer, enrolment, read},
    ground::{NOW, on_both},
};

fn enrol(url: &str, body: &rounds_core::sync::Enrol) -> Result<Enrolled, rounds_core::AppError> {
    read(agent().post(format!("{url}/v1/enrol")).send_json(body).unwrap())
}

#[test]
fn an_enrolled_device_reads_its_own_territory_and_its_key_is_certified() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        let state = device.state();
        assert_eq!(state.install_id, device.install);
        let scopes: Vec<Scope> = state.scopes.iter().map(|state| state.scope).collect();
        assert_eq!(scopes, [Scope::Organisation, Scope::Person(device.person), device.home()]);
        let entry = device.baseline(device.home()).into_iter().find(|entry| entry.noun == "device").unwrap();
        let known: EnrolledDevice = serde_json::from_value(Value::Object(entry.row.unwrap())).unwrap();
        let text = certificate_text(
            known.meta.territory_id,
            known.install_id,
            &known.key_id,
            known.person_id,
            known.enrolled_at,
        );
        assert!(is_signed_by(&known.hq_key_id, text.unwrap().as_bytes(), &known.sig));
        assert_eq!(known.key_id, device.key.key_id());
    });
}

#[test]
fn a_code_lets_in_one_installation_and_only_its_person() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (_, body) = enrolment(&ground, "alice", "T1", None);
        let again = |change: &dyn Fn(&mut rounds_core::sync::Enrol)| {
            let mut body = body.clone();
            change(&mut body);
            enrol(&ground.url, &body)
        };
        assert_eq!(code_of(again(&|body| body.user = "bob".to_owned())), ErrorCode::CodeUnknown);
        assert_eq!(
            code_of(again(&|body| body.password = "wrong password".to_owned())),
            ErrorCode::SignInRefused
        );
        assert_eq!(code_of(again(&|body| body.key_id = "00".repeat(32))), ErrorCode::BadArguments);
        let first = again(&|_| {}).unwrap();
        // The reply was lost: the same request is answered again.
        assert_eq!(again(&|_| {}).unwrap().territory_id, first.territory_id);
        let (key, mut other) = enrolment(&ground, "alice", "T1", None);
        other.code = body.code.clone();
        other.key_sig = key.sign(enrol_text(other.install_id, other.code.as_deref()).as_bytes());
        assert_eq!(code_of(enrol(&ground.url, &other)), ErrorCode::CodeUnknown);
        let (_, late) = enrolment(&ground, "alice", "T1", None);
        ground.pass(8 * 86_400_000);
        assert_eq!(code_of(enrol(&ground.url, &late)), ErrorCode::CodeUnknown);
    });
}

#[test]
fn a_demo_is_not_enrolled() {
    on_both(|ground| {
        let local = LocalTerritory {
            territory_id: ground.new_id(),
            person_id: ground.new_id(),
            is_demo: true,
            customers: Vec::new(),
        };
        let (_, body) = enrolment(&ground, "alice", "T1", Some(local));
        assert_eq!(code_of(enrol(&ground.url, &body)), ErrorCode::DemoNotEnrolled);
    });
}

#[test]
fn customers_are_found_again_by_their_codes_and_old_ids_are_taken_for_ever() {
    on_both(|ground| {
        let mut first = Device::enrol(&ground, "alice", "T1");
        let (known, operation) = first.customer(&ground, "1001");
        first.send(&[operation]);
        let (old, old_person, old_territory) = (ground.new_id(), ground.new_id(), ground.new_id());
        let local = LocalTerritory {
            territory_id: old_territory,
            person_id: old_person,
            is_demo: false,
            customers: vec![LocalCustomer { id: old, code: " 1001".to_owned() }],
        };
        let (key, body) = enrolment(&ground, "alice", "T1", Some(local));
        let (mut second, enrolled) = Device::of(&ground, key, &body);
        let to = |from: Id| enrolled.aliases.iter().find(|alias| alias.from == from).map(|alias| alias.to);
        assert_eq!((to(old), to(old_territory)), (Some(known), Some(second.territory)));
        // What was written before the enrolment still names the old ids.
        let mut fields = customer("1001");
        fields.push(("note", json!("后门")));
        second.territory = old_territory;
        let mut operation = second.insert("customer", old, &fields);
        operation["actor"] = json!(old_person);
        second.send(&[operation]);
        assert_eq!(first.row(known).unwrap()["note"], json!("后门"));
        assert!(first.row(old).is_none());
    });
}

#[test]
fn an_installation_that_follows_another_needs_its_key_and_no_code() {
    on_both(|ground| {
        let old = Device::enrol(&ground, "alice", "T1");
        let (key, mut body) = enrolment(&ground, "alice", "T1", None);
        body.code = None;
        body.key_sig = key.sign(enrol_text(body.install_id, None).as_bytes());
        let text = follows_text(old.install, body.install_id, &body.key_id);
        let follows = |sig: String| Some(Follows { install_id: old.install, sig });
        body.follows = follows(key.sign(text.as_bytes()));
        assert_eq!(code_of(enrol(&ground.url, &body)), ErrorCode::NotAllowed);
        body.follows = follows(old.key.sign(text.as_bytes()));
        let (new, _) = Device::of(&ground, key, &body);
        assert_eq!(new.territory, old.territory);
    });
}

#[test]
fn a_refresh_token_serves_once_but_a_lost_reply_signs_nobody_out() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let first = device.refresh.clone();
        device.refresh(&first).unwrap();
        // That reply was lost: the old token still serves.
        let second = device.refresh(&first).unwrap();
        device.token = second.access_token;
        device.state();
        // Now the new one has been used, and whoever comes with the old one has a copy: both are out.
        assert_eq!(code_of(device.refresh(&first)), ErrorCode::SessionEnded);
        assert_eq!(code_of(device.refresh(&second.refresh_token)), ErrorCode::SessionEnded);
        assert_eq!(code_of(device.get::<Value>("/v1/state")), ErrorCode::SessionEnded);
        device.sign_in().unwrap();
    });
}

#[test]
fn whoever_knows_a_sessions_id_cannot_end_it() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        let (session, secret) = device.refresh.split_once('.').unwrap();
        let half = &secret[..64];
        let guesses = [
            format!("{session}."),
            format!("{session}.{}", "0".repeat(64)),
            format!("{session}.{}", "0".repeat(128)),
            format!("{session}.{half}"),
            format!("{session}.{half}{}", "0".repeat(64)),
            format!("{session}.号{secret}"),
        ];
        for guess in guesses {
            assert_eq!(code_of(device.refresh(&guess)), ErrorCode::SessionEnded, "{guess}");
            device.state();
        }
        // A token of another session does not end this one either.
        let other = Device::enrol(&ground, "alice", "T1");
        let (_, others) = other.refresh.split_once('.').unwrap();
        assert_eq!(code_of(device.refresh(&format!("{session}.{others}"))), ErrorCode::SessionEnded);
        device.token = device.refresh(&device.refresh.clone()).unwrap().access_token;
        device.state();
        other.state();
    });
}

#[test]
fn an_access_token_runs_out_and_a_sign_out_ends_it() {
    on_both(|ground| {
        let mut device = Device::enrol(&ground, "alice", "T1");
        ground.pass(16 * 60_000);
        assert_eq!(code_of(device.get::<Value>("/v1/state")), ErrorCode::TokenExpired);
        device.token = device.refresh(&device.refresh.clone()).unwrap().access_token;
        device.state();
        let request = device.agent.post(format!("{}/v1/sign-out", device.url));
        let ended = request.header("authorization", format!("Bearer {}", device.token)).send_empty().unwrap();
        assert_eq!(ended.status(), 204);
        assert_eq!(code_of(device.get::<Value>("/v1/state")), ErrorCode::SessionEnded);
    });
}

#[test]
fn wrong_passwords_slow_down_their_sender_and_nobody_else() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        let wrong = |install: Id| -> ErrorCode {
            let body = json!({ "user": "alice", "password": "wrong password", "install_id": install });
            let sent = device.agent.post(format!("{}/v1/sign-in", device.url)).send_json(&body).unwrap();
            code_of(read::<Value>(sent))
        };
        // A stranger guesses at her account from another device.
        let stranger = ground.new_id();
        let guesses: Vec<ErrorCode> = (0..32).map(|_| wrong(stranger)).collect();
        assert_eq!(guesses[0], ErrorCode::SignInRefused);
        assert_eq!(guesses[31], ErrorCode::SignInWait);
        // She signs in on hers all the same.
        device.sign_in().unwrap();
        let own: Vec<ErrorCode> = (0..7).map(|_| wrong(device.install)).collect();
        assert_eq!(own.last(), Some(&ErrorCode::SignInWait));
        assert_eq!(code_of(device.sign_in()), ErrorCode::SignInWait);
        ground.pass(10_000);
        device.sign_in().unwrap();
        assert!(NOW < ground.hq.now());
    });
}

#[test]
fn who_is_put_out_is_out_with_the_next_request() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        ground.hq.remove_device(device.install).unwrap();
        assert_eq!(code_of(device.get::<Value>("/v1/state")), ErrorCode::DeviceRemoved);
        assert_eq!(code_of(device.refresh(&device.refresh)), ErrorCode::DeviceRemoved);
        assert_eq!(code_of(device.sign_in()), ErrorCode::DeviceRemoved);
        let second = Device::enrol(&ground, "alice", "T1");
        ground.hq.disable_person("alice", true).unwrap();
        assert_eq!(code_of(second.get::<Value>("/v1/state")), ErrorCode::SessionEnded);
        assert_eq!(code_of(second.sign_in()), ErrorCode::PersonDisabled);
        // Who does not know the password does not learn of it.
        let guess = SignIn {
            user: "alice".to_owned(),
            password: "wrong password".to_owned(),
            install_id: second.install,
        };
        let answer = second.agent.post(format!("{}/v1/sign-in", ground.url)).send_json(&guess).unwrap();
        assert_eq!(code_of(read::<Value>(answer)), ErrorCode::SignInRefused);
        ground.hq.disable_person("alice", false).unwrap();
        second.sign_in().unwrap();
    });
}

#[test]
fn a_supervisor_reads_several_territories_and_a_manager_one() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        ground.person("carol", Role::Supervisor);
        for territory in ["T1", "T2"] {
            ground.hq.assign(territory, "carol", true).unwrap();
        }
        let (alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let carol = Device::enrol(&ground, "carol", "T1");
        assert_eq!(carol.state().scopes.len(), 4);
        carol.page(bob.home(), "after=0").unwrap();
        for scope in [bob.home(), Scope::Person(bob.person), Scope::Territory(Id::nil())] {
            assert_eq!(code_of(alice.page(scope, "after=0")), ErrorCode::NotAllowed);
            assert_eq!(code_of(alice.get::<Value>(&format!("/v1/hash/{scope}"))), ErrorCode::NotAllowed);
        }
    });
}
