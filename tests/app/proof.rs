//! What one device signed, proved on another of the same territory, and on one that has nothing to do with it.

use std::{ffi::OsString, fs, time::Duration};

use rounds_app::{
    Assets, KeyPlace, SessionOptions,
    cli::{CliEnv, run},
};
use rounds_core::{
    SeededEntropy,
    evidence::{CHAIN, DeviceKey, sign},
    setting::Language,
};
use rounds_hq::{
    base::{Base, Sqlite},
    cells,
};
use serde_json::{Value, json};

use crate::{
    erase::{Visited, signed, visited},
    ground::{Headquarters, Manager},
};

/// What `rounds --data <the device's folder> …` says, and its exit code.
fn rounds(device: &Manager, args: &[&str]) -> (i32, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let entropy = SeededEntropy::new(4);
    let env = CliEnv {
        now: 1_795_737_700_000,
        entropy: &entropy,
        cpu: &|| 0.0,
        clock: &|| Duration::ZERO,
        options: SessionOptions {
            data: None,
            root: device.dir.path().join("root"),
            assets: Assets { fonts: "none".into() },
            keyring: KeyPlace::File,
            steady: || None,
        },
        out: &mut out,
        err: &mut err,
        watched: None,
    };
    let data = device.dir.path().join("data").into_os_string();
    let args = ["--data".into(), data].into_iter().chain(args.iter().map(OsString::from));
    let code = run(args.collect(), env);
    (code, String::from_utf8([out, err].concat()).unwrap())
}

fn exported(device: &Manager, visit: &Value) -> Vec<u8> {
    let written = device.ok("visit.export", json!({ "id": visit, "format": "json" }));
    fs::read(written["path"].as_str().unwrap()).unwrap()
}

fn received(device: &Manager, bytes: &[u8]) -> Value {
    device.call("verify.file", json!({ "file_name": "凭证.json" }), Some(bytes.to_vec())).unwrap()
}

fn key_of(device: &Manager, visit: &Value) -> Value {
    device.ok("visit.get", json!({ "id": visit }))["evidence"]["key_id"].clone()
}

/// A report that finds nothing, and names this key as certified and confirmed up to `seq`.
fn assert_certified(report: &Value, key: &Value, seq: i64) {
    assert_eq!((&report["intact"], &report["findings"]), (&json!(true), &json!([])), "{report}");
    assert_eq!(report["certified"], json!([{ "key_id": key, "confirmed_seq": seq }]), "{report}");
    assert_eq!((&report["foreign"], &report["keys_known"]), (&json!([]), &json!(true)), "{report}");
}

#[test]
fn what_another_device_signed_is_sound_here_and_its_key_certified_by_headquarters() {
    let Visited { alice, tablet, visit, hq: _hq } = visited();
    let key = key_of(&alice, &visit);
    let report = tablet.ok("verify.all", json!({}));
    assert_certified(&report, &key, 1);
    assert_eq!((&report["checked"], &report["confirmed_seq"]), (&json!(1), &json!(0)), "none is its own");
    let bytes = exported(&alice, &visit);
    let report = received(&tablet, &bytes);
    assert_certified(&report, &key, 1);
    assert_eq!(report["signed"][0]["key_known"], true);
    let file = tablet.dir.path().join("v.json").display().to_string();
    let (code, said) = rounds(&tablet, &["visit", "export", visit.as_str().unwrap(), "--out", &file]);
    assert!(code == 0 && !said.contains("校验未通过"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), bytes);
    for args in [&["verify"][..], &["verify", &file]] {
        let (code, said) = rounds(&tablet, args);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("总部已认证，已确认到第 1 号"), "{said}");
    }
}

#[test]
fn what_another_device_signed_and_was_altered_here_is_named() {
    let Visited { alice, tablet, visit, hq: _hq } = visited();
    let folder = tablet.dir.path().join("data");
    let key = fs::read_to_string(folder.join("rounds.key")).unwrap();
    let database = rounds_store::Connection::open(folder.join("rounds.db")).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    let altered = |sql: &str, kind: &str, field: &str| {
        database.execute_batch(sql).unwrap();
        let report = tablet.ok("verify.all", json!({}));
        let found = report["findings"].as_array().unwrap();
        assert!(found.iter().any(|one| one["kind"] == kind && one["field"] == field), "{kind}: {report}");
    };
    let answers = "UPDATE evidence_copy SET envelope = CAST(replace(CAST(envelope AS TEXT), '\"satisfied\"', '\"neutral\"') AS BLOB)";
    altered(answers, "field_altered", "answers.rating");
    let (code, _) = rounds(&tablet, &["verify"]);
    assert_eq!(code, 1);
    // Sound by itself, and not what headquarters received.
    let whole: Value = serde_json::from_slice(&exported(&alice, &visit)).unwrap();
    let fields = whole["record"].as_object().unwrap().iter().filter(|(path, _)| *path != CHAIN);
    let fields = fields.map(|(path, field)| (path.clone(), field["v"].clone())).collect();
    let forged = sign(&fields, &DeviceKey::from_seed(&[7; 32]), 1, None, &SeededEntropy::new(9)).unwrap();
    let sql = "UPDATE evidence_copy SET envelope = ?, hash = ?";
    database.execute(sql, (forged.bytes, forged.hash)).unwrap();
    let report = tablet.ok("verify.all", json!({}));
    assert_eq!(report["findings"][0]["kind"], "not_as_received", "{report}");
    altered("DELETE FROM evidence_copy", "record_without_evidence", "evidence_id");
}

#[test]
fn a_device_says_up_to_which_of_its_own_numbers_headquarters_confirms() {
    let Visited { alice, visit, hq, .. } = visited();
    let (key, shop) = (key_of(&alice, &visit), alice.ok("visit.get", json!({ "id": visit })));
    assert_certified(&alice.ok("verify.all", json!({})), &key, 1);
    signed(&alice, &shop["record"]["customer_id"]);
    let report = alice.ok("verify.all", json!({}));
    assert_certified(&report, &key, 1);
    assert_eq!((&report["last_seq"], &report["confirmed_seq"]), (&json!(2), &json!(1)));
    assert!(rounds(&alice, &["verify"]).1.contains("本机签到第 2 号；第 2 号起总部还没有确认"));
    let there = &hq.hq.verify().unwrap()[0].devices[0];
    assert_eq!((there.received, there.signed, there.to_come()), (1, Some(1), 0), "as it said last");
    alice.sync();
    let report = alice.ok("verify.all", json!({}));
    assert_certified(&report, &key, 2);
    assert_eq!(report["confirmed_seq"], 2);
    let said = rounds(&alice, &["verify"]).1;
    assert!(said.contains("总部已认证，已确认到第 2 号") && !said.contains("还没有确认"), "{said}");
}

/// Somebody at headquarters takes the last file out of the territory's chain, and leaves no gap.
fn cut_the_end(hq: &Headquarters) {
    let base: &dyn Base = &Sqlite::open(&hq.data.path().join("hq.db")).unwrap();
    base.write(|tx| {
        let links = tx.rows("SELECT scope, id, body FROM record WHERE noun = 'countersign'", &[])?;
        let mut links: Vec<(i64, _)> = links
            .iter()
            .map(|row| (serde_json::from_str::<Value>(row[2].text()).unwrap()["fields"].clone(), row))
            .map(|(fields, row)| (fields["seq"].as_i64().unwrap(), (fields, row)))
            .collect();
        links.sort_by_key(|(seq, _)| *seq);
        let (_, (last, row)) = links.pop().unwrap();
        tx.run("DELETE FROM record WHERE id = $1", cells![row[1].id()])?;
        tx.run("DELETE FROM record WHERE id = $1", cells![last["evidence_id"].as_str().unwrap()])?;
        let (seq, (before, _)) = links.pop().unwrap();
        tx.run(
            "UPDATE counter SET chain_seq = $1, chain_hash = $2 WHERE scope = $3",
            cells![seq, before["hash"].as_str().unwrap(), row[0].text()],
        )
    })
    .unwrap();
}

#[test]
fn an_end_that_is_cut_off_at_headquarters_shows_on_the_device_and_there() {
    let Visited { alice, visit, hq, .. } = visited();
    let shop = alice.ok("visit.get", json!({ "id": visit }))["record"]["customer_id"].clone();
    signed(&alice, &shop);
    alice.sync();
    alice.sync();
    let there = hq.hq.verify().unwrap().remove(0);
    assert_eq!((there.findings.len(), there.devices[0].confirmed), (0, Some(2)));
    cut_the_end(&hq);
    // Its own chain says nothing of it.
    let there = hq.hq.verify().unwrap().remove(0);
    let found: Vec<String> = there.findings.iter().map(|one| one.sentence(Language::Zh)).collect();
    let [said] = found.as_slice() else { panic!("{found:?}") };
    assert!(said.contains("有总部对它第 2 号签字凭证的回执，这里只有到第 1 号"), "{said}");
    // The device reads its feed anew, which does not bring the link any more.
    let folder = alice.dir.path().join("data");
    let key = fs::read_to_string(folder.join("rounds.key")).unwrap();
    let database = rounds_store::Connection::open(folder.join("rounds.db")).unwrap();
    database
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\"; DELETE FROM countersign WHERE seq = 2"))
        .unwrap();
    let report = alice.ok("verify.all", json!({}));
    let found = &report["findings"];
    assert_eq!(
        (&found[0]["kind"], &found[0]["detail"]["seq"]),
        (&json!("receipt_withdrawn"), &json!(2)),
        "{report}"
    );
    assert_eq!(report["confirmed_seq"], 2, "its receipt stays");
}

#[test]
fn a_confirmed_file_that_is_gone_from_the_device_is_named() {
    let Visited { alice, hq: _hq, .. } = visited();
    let folder = alice.dir.path().join("data");
    let key = fs::read_to_string(folder.join("rounds.key")).unwrap();
    let database = rounds_store::Connection::open(folder.join("rounds.db")).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    database.execute_batch("DROP TRIGGER evidence_is_not_deleted; DELETE FROM evidence").unwrap();
    let report = alice.ok("verify.all", json!({}));
    let found = report["findings"].as_array().unwrap();
    assert!(
        found.iter().any(|one| one["kind"] == "confirmed_missing" && one["detail"]["seq"] == 1),
        "{report}"
    );
}

#[test]
fn a_file_from_before_an_erasure_is_as_it_was_signed_and_says_what_left_this_folder_since() {
    let Visited { alice, visit, hq: _hq, .. } = visited();
    let bytes = exported(&alice, &visit);
    let fields = json!({ "id": visit, "fields": ["signature", "visit.companion"], "reason": "客户书面要求" });
    alice.ok("visit.erase", fields);
    let report = received(&alice, &bytes);
    assert_eq!((&report["intact"], &report["findings"]), (&json!(true), &json!([])), "{report}");
    let erased = report["erased"].as_array().unwrap().iter();
    let erased: Vec<_> = erased.map(|one| (&one["kind"], &one["field"], &one["detail"]["reason"])).collect();
    let since = |field| (json!("erased_here_since"), json!(field), json!("客户书面要求"));
    let expected = ["signature", "visit.companion"].map(since);
    assert!(expected.iter().map(|(kind, field, reason)| (kind, field, reason)).eq(erased), "{report}");
    let altered = String::from_utf8(bytes.clone()).unwrap().replace("陈主任", "李主任");
    assert_eq!(received(&alice, altered.as_bytes())["findings"][0]["field"], "visit.companion");
    let file = alice.dir.path().join("before.json");
    fs::write(&file, &bytes).unwrap();
    let (code, said) = rounds(&alice, &["verify", file.to_str().unwrap()]);
    assert!(code == 0 && said.contains("后来已依法抹去"), "{said}");
}

#[test]
fn a_file_of_a_device_that_is_none_of_this_folders_is_not_held_against_its_numbers() {
    let Visited { hq, alice, visit, .. } = visited();
    let bob = Manager::enrolled(&hq, "bob", "T2", 53);
    let shop = bob.ok("customer.create", json!({ "code": "2001", "name": "人民路便利店" }));
    let other = signed(&bob, &shop["customer"]["id"]);
    bob.sync();
    let numbers = [(&alice, &visit), (&bob, &other)]
        .map(|(device, id)| device.ok("visit.get", json!({ "id": id }))["evidence"]["seq"].clone());
    assert_eq!(numbers[0], numbers[1], "both have this number");
    let bytes = exported(&bob, &other);
    let report = received(&alice, &bytes);
    assert_eq!((&report["intact"], &report["findings"]), (&json!(true), &json!([])), "{report}");
    assert_eq!(report["foreign"], json!([key_of(&bob, &other)]));
    let file = alice.dir.path().join("theirs.json");
    fs::write(&file, &bytes).unwrap();
    let (code, said) = rounds(&alice, &["verify", file.to_str().unwrap()]);
    assert!(code == 0 && said.contains("不是这个数据文件夹的设备签的"), "{said}");
}

#[test]
fn a_visit_whose_customer_was_reassigned_is_no_fault_on_either_side() {
    let Visited { hq, alice, tablet, visit } = visited();
    let bob = Manager::enrolled(&hq, "bob", "T2", 53);
    hq.hq.reassign("T1", "T2", &["1001".to_owned()]).unwrap();
    for (name, device) in [("alice", &alice), ("tablet", &tablet), ("bob", &bob)] {
        let status = device.sync();
        let report = device.ok("verify.all", json!({}));
        assert_eq!(
            (&report["intact"], &report["findings"]),
            (&json!(true), &json!([])),
            "{name} {status} {report}"
        );
    }
    let key = bob.ok("verify.all", json!({}))["foreign"][0].clone();
    assert_eq!(key, key_of(&bob, &visit), "the other territory's device is not certified here");
    let (code, said) = rounds(&bob, &["verify"]);
    assert!(code == 0 && said.contains("不是这个数据文件夹的设备签的"), "{said}");
}
