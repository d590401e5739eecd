//! What headquarters erased by law, and what was written before that and comes after it.

use rounds_core::{ErrorCode, Id, person::Role, position::Datum, sync::Outcome};
use rounds_hq::admin::{CustomerFile, Erasing};
use rounds_workbook::Mapping;
use serde_json::{Value, json};

use crate::{
    device::Device,
    ground::{Ground, PASSWORD, on_both},
};

const SECRETS: [&str; 4] = ["爱喝茶", "13811112222", "某老板", "13800000000"];

const PRIMARY: [(&str, Value); 1] = [("is_primary", Value::Bool(false))];

fn erase(ground: &Ground) {
    let asked =
        Erasing { code: "1001", by: "office", password: PASSWORD, reason: "客户书面要求", fields: &[] };
    ground.hq.erase_customer(&asked).unwrap();
}

/// A shop with a contact, at headquarters.
fn shop(ground: &Ground, device: &mut Device) -> (Id, Id) {
    ground.person("office", Role::Hq);
    let (shop, insert) = device.customer(ground, "1001");
    let contact = ground.new_id();
    let fields = [
        ("customer_id", json!(shop)),
        ("name", json!("某老板")),
        ("layer", json!("decision")),
        ("is_primary", json!(true)),
    ];
    let made = device.insert("contact", contact, &fields);
    device.send(&[insert, made]);
    (shop, contact)
}

/// Everything that headquarters keeps, as its backup has it.
fn kept(ground: &Ground, name: &str) -> String {
    let file = ground.file(name);
    ground.hq.backup(&file).unwrap();
    String::from_utf8(zstd::decode_all(std::fs::File::open(&file).unwrap()).unwrap()).unwrap()
}

#[test]
fn what_was_written_before_an_erasure_does_not_come_back_with_a_later_sync_and_is_told() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let (shop, contact) = shop(&ground, &mut alice);
        // Written and not yet sent, about fields that headquarters has empty as well.
        let noted =
            alice.put("customer", shop, 1, &[("note", json!("爱喝茶")), ("address", json!("新街 2 号"))]);
        let called = alice.put("customer", shop, 1, &[("phone", json!("13811112222"))]);
        let renamed =
            alice.put("contact", contact, 1, &[("name", json!("某老板")), ("phone", json!("13800000000"))]);
        erase(&ground);
        let verdicts = alice.push(&[noted, called, renamed]).unwrap().verdicts;
        let told: Vec<_> = verdicts.iter().map(|one| one.because.as_ref().map(|why| why.code)).collect();
        assert_eq!(
            told,
            [Some(ErrorCode::ErasedByLaw), Some(ErrorCode::DependsOnSetAside), Some(ErrorCode::ErasedByLaw)]
        );
        // A retry brings what else was changed, and nothing of what was erased.
        for verdict in &verdicts {
            let open = ground.hq.open_set_aside().unwrap();
            if open.iter().any(|one| one.op_seq == verdict.op_seq) {
                let path = format!("/v1/set-aside/{}", verdict.op_seq);
                alice.post::<Value>(&path, &json!({ "choice": "retry" })).unwrap();
            }
        }
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 0);
        let row = alice.row(shop).unwrap();
        assert_eq!(row["address"], json!("新街 2 号"));
        assert!(!alice.row(contact).unwrap()["deleted_at"].is_null());
        let all = kept(&ground, "all.backup");
        for secret in SECRETS {
            assert!(!all.contains(secret), "{secret}");
        }
        // Who has seen the erasure may write anew.
        let version = row["version"].as_i64().unwrap();
        let anew = alice.put("customer", shop, version, &[("note", json!("新店主同意记录"))]);
        assert_eq!(alice.send(&[anew]).verdicts[0].outcome, Outcome::Applied);
        assert_eq!(alice.row(shop).unwrap()["note"], json!("新店主同意记录"));
    });
}

#[test]
fn a_contact_from_before_an_erasure_that_is_sent_after_it_is_refused_and_kept_nowhere() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let (shop, _) = shop(&ground, &mut alice);
        let contact = |alice: &mut Device, name: &str, seen: Option<i64>| {
            let fields = [("customer_id", json!(shop)), ("name", json!(name)), ("layer", json!("decision"))];
            let mut made = alice.insert("contact", ground.new_id(), &[&fields[..], &PRIMARY].concat());
            made["customer_version"] = json!(seen);
            made
        };
        // Before and after as the writer knew it; of an older program nobody can tell.
        let before = contact(&mut alice, "某老板", Some(1));
        let unread = contact(&mut alice, "爱喝茶", Some(0));
        erase(&ground);
        let seen = alice.row(shop).unwrap()["version"].as_i64().unwrap();
        let after = contact(&mut alice, "李明", Some(seen));
        let unknown = contact(&mut alice, "张三", None);
        let sent = [before, unread, after, unknown];
        let verdicts = alice.push(&sent).unwrap().verdicts;
        let told: Vec<_> = verdicts.iter().map(|one| one.because.as_ref().map(|why| why.code)).collect();
        let why = Some(ErrorCode::ContactErased);
        assert_eq!(told, [why, why, None, None]);
        // The verdict is stored, and a retry comes to the same.
        assert_eq!(alice.push(&sent).unwrap().verdicts, verdicts);
        alice.post::<Value>("/v1/set-aside/3", &json!({ "choice": "retry" })).unwrap();
        assert_eq!(ground.hq.open_set_aside().unwrap().len(), 2);
        let all = kept(&ground, "all.backup");
        for secret in SECRETS {
            assert!(!all.contains(secret), "{secret}");
        }
        assert!(all.contains("李明") && all.contains("张三"));
    });
}

#[test]
fn a_customer_made_anew_under_an_erased_ones_code_brings_nothing_back() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        shop(&ground, &mut alice);
        erase(&ground);
        let (id, mut again) = alice.customer(&ground, "1001");
        again["fields"]["note"] = json!({ "old": null, "new": "爱喝茶" });
        // One customer of many: the others of the same transaction are taken.
        let (other, mut beside) = alice.customer(&ground, "1002");
        beside["tx_id"] = again["tx_id"].clone();
        let reply = alice.push(&[again, beside]).unwrap();
        assert_eq!(reply.verdicts[0].because.as_ref().unwrap().code, ErrorCode::ErasedByLaw, "{id}");
        assert!(alice.row(other).is_some());
        assert!(!kept(&ground, "all.backup").contains("爱喝茶"));
    });
}

#[test]
fn an_old_workbook_does_not_bring_back_what_was_erased_and_each_value_is_told() {
    on_both(|ground| {
        let mut alice = Device::enrol(&ground, "alice", "T1");
        let (shop, _) = shop(&ground, &mut alice);
        erase(&ground);
        let text = "客户编码,客户名称,联系人,联系人电话,电话,小心愿,备注,分级\n\
                    1001,中和路店,某老板,13800000000,13811112222,爱喝茶,赊账,A\n1002,新店,李明,,,,,B\n";
        let file = CustomerFile {
            file_name: "客户.csv",
            bytes: text.as_bytes(),
            mapping: Mapping::default(),
            territory_headings: Vec::new(),
            datum: Datum::Gcj02,
            territory: Some("T1"),
        };
        let dry = ground.hq.try_customers(&file).unwrap();
        let told: Vec<_> = dry
            .outcome
            .rejected
            .iter()
            .map(|one| (one.row, one.column.as_str(), one.value.as_str(), one.code))
            .collect();
        let why = ErrorCode::ErasedInFile;
        assert_eq!(
            told,
            [
                (2, "电话", "13811112222", why),
                (2, "小心愿", "爱喝茶", why),
                (2, "备注", "赊账", why),
                (2, "联系人", "某老板", why),
                (2, "联系人电话", "13800000000", why)
            ]
        );
        assert_eq!(ground.hq.import_customers(&file).unwrap(), dry);
        let row = alice.row(shop).unwrap();
        assert_eq!((&row["name"], &row["class"]), (&json!("中和路店"), &json!("A")));
        let all = kept(&ground, "all.backup");
        for secret in SECRETS {
            assert!(!all.contains(secret), "{secret}");
        }
        assert!(all.contains("李明"), "another customer's contact came");
    });
}
