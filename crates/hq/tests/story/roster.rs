//! Who and what headquarters knows, as whoever runs it reads it.

use rounds_core::{
    person::Role,
    sync::{PushReply, SCHEMA},
};
use rounds_hq::admin::NewPerson;
use serde_json::{Value, json};

use crate::{
    device::Device,
    ground::{NOW, PASSWORD, on_both},
};

#[test]
fn a_device_is_told_with_its_day_and_when_it_was_last_seen() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        ground.pass(3 * 86_400_000);
        device.sign_in().unwrap();
        let devices = ground.hq.devices().unwrap();
        let [line] = devices.as_slice() else { panic!("{devices:?}") };
        assert_eq!(line.install_id, device.install);
        assert!(
            line.enrolled_at >= NOW && line.seen_at.unwrap() - line.enrolled_at >= 3 * 86_400_000,
            "{line:?}"
        );
    });
}

#[test]
fn a_device_is_told_with_its_program_and_whether_it_has_a_pin_and_one_that_says_nothing_is_not_guessed() {
    on_both(|ground| {
        let device = Device::enrol(&ground, "alice", "T1");
        device.push(&[]).unwrap();
        assert_eq!(ground.hq.devices().unwrap()[0].says, None);
        let push = |has_pin: bool| {
            let says = json!({ "build": "0.1.0 linux\n\u{1b}[31m", "has_pin": has_pin, "signed": 0, "confirmed": 0 });
            let (none, feeds): (&[Value], &[Value]) = (&[], &[]);
            let body = json!({ "install_id": device.install, "schema": SCHEMA, "operations": none, "feeds": feeds, "device": says });
            device.post::<PushReply>("/v1/push", &body).unwrap();
            ground.hq.devices().unwrap().remove(0)
        };
        let before = push(false);
        let says = before.says.unwrap();
        assert_eq!(
            (says.has_pin, says.build.as_str()),
            (false, "0.1.0 linux[31m"),
            "nothing that a terminal obeys"
        );
        ground.pass(700_000);
        let after = push(true);
        assert!(after.says.unwrap().has_pin);
        assert!(after.seen_at.unwrap() >= before.seen_at.unwrap() + 700_000, "a sync is a contact");
        ground.pass(60_000);
        assert!(
            push(true).seen_at.unwrap() >= after.seen_at.unwrap() + 60_000,
            "and one a minute later is too, with nothing new in it"
        );
    });
}

#[test]
fn a_territory_is_told_with_its_name_and_persons() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let lines = ground.hq.territories().unwrap();
        let told: Vec<_> = lines
            .iter()
            .map(|line| (line.code.as_str(), line.name.as_str(), line.persons.join(",")))
            .collect();
        assert_eq!(told[1], ("T2", "片区 T2", "bob".to_owned()));
    });
}

#[test]
fn what_was_set_aside_is_told_with_whose_device_it_came_from_and_which_customer_it_is_about() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let mut bob = Device::enrol(&ground, "bob", "T2");
        let (_, theirs) = bob.customer(&ground, "1001");
        bob.send(&[theirs]);
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let (id, anew) = alice.customer(&ground, "1001");
        alice.push(&[anew]).unwrap();
        let aside = ground.hq.open_set_aside().unwrap();
        let [one] = aside.as_slice() else { panic!("{aside:?}") };
        assert_eq!((one.person.as_str(), one.noun.as_str(), one.row_id), ("alice", "customer", id));
        assert_eq!(one.customer.as_deref(), Some("店 1001"));
    });
}

#[test]
fn nobody_who_is_disabled_gets_a_code_for_a_device() {
    on_both(|ground| {
        ground.hq.disable_person("alice", true).unwrap();
        let refused = ground.hq.enrol_code("alice", "T1").unwrap_err().to_string();
        assert!(refused.contains("alice is disabled"), "{refused}");
        ground.hq.disable_person("alice", false).unwrap();
        ground.hq.enrol_code("alice", "T1").unwrap();
    });
}

#[test]
fn a_telephone_that_is_none_is_refused_and_nobody_is_added() {
    on_both(|ground| {
        let new = |phone: &str| NewPerson {
            code: "dora".to_owned(),
            name: "朵拉".to_owned(),
            role: Role::Manager,
            phone: Some(phone.to_owned()),
            password: PASSWORD.to_owned(),
        };
        assert!(ground.hq.add_person(&new("abc")).unwrap_err().to_string().contains("abc"));
        assert!(ground.hq.persons().unwrap().iter().all(|line| line.code != "dora"));
        ground.hq.add_person(&new("0712-5551234")).unwrap();
    });
}
