//! 服务信息 that headquarters publishes, and what comes back of it.

use rounds_core::{
    bulletin::BulletinKind,
    sync::{Outcome, Scope},
};
use rounds_hq::admin::NewBulletin;
use serde_json::{Map, Value, json};

use crate::{
    device::Device,
    ground::{Ground, on_both},
};

fn news(title: &str, territories: &[&str]) -> NewBulletin {
    NewBulletin {
        kind: BulletinKind::Supply,
        title: title.to_owned(),
        text: "按需订货".to_owned(),
        to_tell: None,
        from: None,
        until: None,
        report_number: None,
        territories: territories.iter().map(|code| (*code).to_owned()).collect(),
    }
}

fn in_feed(device: &Device, scope: Scope) -> Vec<Map<String, Value>> {
    let feed = device.baseline(scope).into_iter();
    feed.filter(|entry| entry.noun == "bulletin").filter_map(|entry| entry.row).collect()
}

fn titles(device: &Device, scope: Scope) -> Vec<Value> {
    in_feed(device, scope).into_iter().map(|row| row["title"].clone()).collect()
}

fn refused(ground: &Ground, new: &NewBulletin, words: &str) {
    let told = ground.hq.publish_bulletin(new).unwrap_err().to_string();
    assert!(told.contains(words), "{told}");
}

/// A visit of a shop at which bulletins were told.
fn visit(
    device: &mut Device,
    ground: &Ground,
    shop: rounds_core::Id,
    more: &[(&'static str, Value)],
) -> (rounds_core::Id, Value) {
    let mut fields = vec![
        ("customer_id", json!(shop)),
        ("person_id", json!(device.person)),
        ("state", json!("finished")),
        ("outcome", json!("done")),
        ("date", json!("2026-11-27")),
        ("entered", json!("live")),
        ("form_id", json!("visit_record")),
        ("form_version", json!(1)),
        ("form_hash", json!("")),
        ("answers", json!({})),
        ("internal", json!({})),
        ("restricted", json!({})),
        ("copied", json!([])),
    ];
    fields.extend(more.iter().cloned());
    let id = ground.new_id();
    (id, device.insert("visit_record", id, &fields))
}

#[test]
fn a_bulletin_reaches_everybody_or_its_territories_alone_and_numbers_go_on() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let first = ground.hq.publish_bulletin(&news("给大家", &[])).unwrap();
        let second = ground.hq.publish_bulletin(&news("给一片", &["T1"])).unwrap();
        assert_eq!((first.number.as_str(), second.number.as_str()), ("2026-001", "2026-002"));
        for device in [&alice, &bob] {
            assert_eq!(titles(device, Scope::Organisation), [json!("给大家")]);
        }
        assert_eq!(titles(&alice, alice.home()), [json!("给一片")]);
        assert_eq!(titles(&bob, bob.home()), Vec::<Value>::new());
        // Nor can Bob ask for it.
        assert!(bob.page(alice.home(), "after=0").is_err());
        let lines = ground.hq.bulletins().unwrap();
        let told: Vec<_> =
            lines.iter().map(|line| (line.number.as_str(), line.territories.clone())).collect();
        assert_eq!(told, [("2026-002", vec!["T1".to_owned()]), ("2026-001", vec![])]);
        assert_eq!(in_feed(&alice, alice.home())[0]["from"], json!("2026-11-27"));
    });
}

#[test]
fn a_withdrawn_bulletin_says_so_in_every_territory_and_once() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let (alice, bob) = (Device::enrol(&ground, "alice", "T1"), Device::enrol(&ground, "bob", "T2"));
        let number = ground.hq.publish_bulletin(&news("给两片", &["T1", "T2"])).unwrap().number;
        assert!(ground.hq.withdraw_bulletin(&number).unwrap().withdrawn_at.is_some());
        for device in [&alice, &bob] {
            assert!(!in_feed(device, device.home())[0]["withdrawn_at"].is_null());
        }
        assert!(
            ground.hq.withdraw_bulletin(&number).unwrap_err().to_string().contains("withdrawn on 2026-11-27")
        );
        assert!(
            ground.hq.withdraw_bulletin("2026-009").unwrap_err().to_string().contains("no bulletin 2026-009")
        );
    });
}

#[test]
fn what_cannot_be_published_is_told_in_a_sentence() {
    on_both(|ground| {
        refused(&ground, &news(" ", &[]), "title");
        refused(&ground, &NewBulletin { text: String::new(), ..news("空", &[]) }, "text");
        refused(
            &ground,
            &NewBulletin { kind: BulletinKind::Promotion, ..news("促销", &[]) },
            "--report-number",
        );
        let backwards = NewBulletin { until: "2026-11-01".parse().ok(), ..news("倒", &[]) };
        refused(&ground, &backwards, "end on 2026-11-01, before it begins on 2026-11-27");
        refused(&ground, &news("哪里", &["T1", "T9"]), "T9");
        assert_eq!(ground.hq.bulletins().unwrap(), []);
        // Nothing that was refused took a number.
        assert_eq!(ground.hq.publish_bulletin(&news("一", &[])).unwrap().number, "2026-001");
    });
}

#[test]
fn who_has_read_it_and_which_customers_were_told_is_known_by_territory() {
    on_both(|ground| {
        ground.territory("T2", "bob");
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let number = ground.hq.publish_bulletin(&news("货源", &[])).unwrap().number;
        let id = in_feed(&alice, Scope::Organisation)[0]["id"].clone();
        let (one, first) = alice.customer(&ground, "1001");
        let (other, second) = alice.customer(&ground, "1002");
        let read = [("bulletin_id", id.clone()), ("person_id", json!(alice.person)), ("read_at", json!(1))];
        let receipt = alice.insert("bulletin_read", ground.new_id(), &read);
        let told = [("told", json!([id]))];
        let (_, kept) = visit(&mut alice, &ground, one, &told);
        let (wrong, mistaken) = visit(&mut alice, &ground, other, &told);
        // An older program says nothing of what was told.
        let (_, silent) = visit(&mut alice, &ground, other, &[]);
        alice.send(&[first, second, receipt, kept, mistaken, silent]);
        let of = |code: &str| {
            let (_, reach) = ground.hq.bulletin_reach(&number).unwrap();
            let reach = reach.into_iter().find(|reach| reach.territory == code).unwrap();
            (reach.read, reach.told, reach.customers)
        };
        assert_eq!((of("T1"), of("T2")), ((1, 2, 2), (0, 0, 0)));
        // A correction says that the second was not.
        let (_, correction) =
            visit(&mut alice, &ground, other, &[("corrects", json!(wrong)), ("told", json!([]))]);
        alice.send(&[correction]);
        assert_eq!(of("T1"), (1, 1, 2));
    });
}

#[test]
fn a_device_neither_publishes_nor_withdraws() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        ground.hq.publish_bulletin(&news("给一片", &["T1"])).unwrap();
        let row = in_feed(&alice, alice.home()).remove(0);
        let id = row["id"].as_str().unwrap().parse().unwrap();
        let withdrawn = alice.put("bulletin", id, 1, &[("withdrawn_at", json!(1))]);
        let forged = alice.insert(
            "bulletin",
            ground.new_id(),
            &[("number", json!("2026-099")), ("title", json!("假"))],
        );
        let reply = alice.push(&[withdrawn, forged]).unwrap();
        // The first is kept as what was lost, the second set aside; the feed says what headquarters said.
        assert_eq!(reply.verdicts[1].outcome, Outcome::SetAside);
        assert_eq!(titles(&alice, alice.home()), [json!("给一片")]);
        assert_eq!(
            in_feed(&alice, alice.home())[0].get("withdrawn_at").cloned().unwrap_or_default(),
            Value::Null
        );
    });
}
