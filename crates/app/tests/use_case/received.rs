//! A file received from somebody: whether it holds, who signed it, when and with which device's key.

use std::{ffi::OsString, fs, path::PathBuf};

use crate::common::{NOW, Office, options};
use rounds_app::cli::{CliEnv, run};
use rounds_core::{AppError, ErrorCode, SeededEntropy};
use serde_json::{Value, json};

const LIST: &str = "客户编码,客户名称,经营地址\nT001,中和路便利店,中和路1号\n";
/// 09:00 in Shanghai on Monday.
const MONDAY: i64 = NOW + 25 * 3_600_000;

/// A device with one visit signed by a clerk. Gives back the visit's screen.
fn signed() -> (Office, Value) {
    let office = Office::with(LIST);
    office.at(MONDAY);
    let shop = office.customers(json!({}))["rows"][0]["id"].clone();
    let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop }));
    let id = &visit["record"]["id"];
    let answers = json!({ "rating": "satisfied", "opinion": "挺好" });
    office.ok("visit.save", json!({ "id": id, "draft": { "outcome": "done", "answers": answers } }));
    let strokes =
        json!({ "width": 3000, "height": 1000, "strokes": [[{ "x": 0, "y": 0 }, { "x": 900, "y": 500 }]] });
    let signature = json!({ "kind": "drawn", "role": "clerk", "name": "小陈", "strokes": strokes });
    let visit = office.ok("visit.sign", json!({ "id": id, "signature": signature }));
    (office, visit)
}

fn exported(office: &Office, visit: &Value, format: &str) -> Vec<u8> {
    let written = office.ok("visit.export", json!({ "id": visit["record"]["id"], "format": format }));
    fs::read(written["path"].as_str().unwrap()).unwrap()
}

fn received(office: &Office, name: &str, bytes: &[u8]) -> Result<Value, AppError> {
    office.call("verify.file", json!({ "file_name": name }), Some(bytes.to_vec()))
}

fn kinds(report: &Value) -> Vec<(&str, &str)> {
    let found = report["findings"].as_array().unwrap().iter();
    found.map(|one| (one["kind"].as_str().unwrap(), one["field"].as_str().unwrap_or_default())).collect()
}

/// What `rounds verify FILE` says, without any data folder.
fn rounds_verify(office: &Office, name: &str, bytes: &[u8]) -> (i32, String) {
    let file: PathBuf = office.dir.path().join(name);
    fs::write(&file, bytes).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let options = rounds_app::SessionOptions { data: None, ..options(office.dir.path()) };
    let entropy = SeededEntropy::new(4);
    let env = CliEnv {
        now: MONDAY,
        entropy: &entropy,
        cpu: &|| 0.0,
        clock: &|| std::time::Duration::ZERO,
        options,
        out: &mut out,
        err: &mut err,
        watched: None,
    };
    let code = run(vec![OsString::from("verify"), file.into()], env);
    (code, String::from_utf8(out).unwrap())
}

#[test]
fn a_file_of_this_device_holds_and_says_who_signed_it_when_and_with_which_key() {
    let (office, visit) = signed();
    for (format, name) in [("json", "凭证.json"), ("pdf", "记录表.pdf")] {
        let report = received(&office, name, &exported(&office, &visit, format)).unwrap();
        assert_eq!((&report["intact"], kinds(&report)), (&json!(true), vec![]), "{name}");
        let signed = &report["signed"][0];
        assert_eq!(report["signed"].as_array().unwrap().len(), 1);
        let said = ["customer_name", "role", "name", "signed_at", "zone"].map(|field| signed[field].clone());
        let expected = ["中和路便利店", "clerk", "小陈"].map(Value::from);
        assert_eq!(said[..3], expected);
        assert_eq!(said[3..], [json!(MONDAY), json!("Asia/Shanghai")]);
        assert_eq!(signed["key_id"], visit["evidence"]["key_id"]);
        assert_eq!(signed["key_known"], true);
    }
}

#[test]
fn a_file_of_another_device_holds_by_itself_and_its_key_is_not_vouched_for() {
    let (theirs, visit) = signed();
    let ours = Office::new();
    ours.ok("start.own", json!({}));
    for (format, name) in [("json", "凭证.json"), ("pdf", "记录表.pdf")] {
        let bytes = exported(&theirs, &visit, format);
        let report = received(&ours, name, &bytes).unwrap();
        assert_eq!((&report["intact"], kinds(&report)), (&json!(true), vec![]), "{name}");
        assert_eq!(
            (&report["signed"][0]["key_known"], &report["keys_known"]),
            (&json!(false), &json!(false))
        );
        let (code, said) = rounds_verify(&ours, name, &bytes);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("中和路便利店的营业员 小陈于 2026-11-23 09:00 签字"), "{said}");
        assert!(said.contains(report["signed"][0]["key_id"].as_str().unwrap()), "{said}");
    }
}

#[test]
fn what_was_altered_in_a_received_file_is_named_on_the_device_and_away_from_it() {
    let (theirs, visit) = signed();
    let ours = Office::new();
    ours.ok("start.own", json!({}));
    let whole = String::from_utf8(exported(&theirs, &visit, "json")).unwrap();
    let altered = whole.replace("\"satisfied\"", "\"dissatisfied\"");
    for office in [&theirs, &ours] {
        let report = received(office, "凭证.json", altered.as_bytes()).unwrap();
        assert_eq!(report["intact"], false);
        assert!(kinds(&report).contains(&("field_altered", "answers.rating")), "{report}");
        assert_eq!(report["signed"][0]["name"], "小陈", "the rest still says who signed");
    }
    let mut sheet = exported(&theirs, &visit, "pdf");
    let at = sheet.len() / 2;
    sheet[at] ^= 1;
    let report = received(&ours, "记录表.pdf", &sheet).unwrap();
    assert!(kinds(&report).contains(&("pdf_altered", "")), "{report}");
}

#[test]
fn a_visit_kept_here_that_comes_back_under_another_key_is_not_taken_for_sound() {
    let (office, visit) = signed();
    let whole = String::from_utf8(exported(&office, &visit, "json")).unwrap();
    let envelope: Value = serde_json::from_str(&whole).unwrap();
    let fields = envelope["record"].as_object().unwrap().iter();
    let mut fields: std::collections::BTreeMap<String, Value> =
        fields.map(|(path, field)| (path.clone(), field["v"].clone())).collect();
    fields.remove(rounds_core::evidence::CHAIN);
    fields.insert("answers.rating".to_owned(), "very_satisfied".into());
    let key = rounds_core::evidence::DeviceKey::from_seed(&[7; 32]);
    let forged = rounds_core::evidence::sign(&fields, &key, 1, None, &SeededEntropy::new(9)).unwrap();
    let report = received(&office, "凭证.json", &forged.bytes).unwrap();
    let found: Vec<&str> = kinds(&report).iter().map(|(kind, _)| *kind).collect();
    assert!(found.contains(&"key_unknown") && found.contains(&"not_as_kept"), "{report}");
    assert_eq!(report["signed"][0]["key_known"], false);
}

#[test]
fn a_file_that_is_no_evidence_is_refused_by_name() {
    let (office, _) = signed();
    let refused = received(&office, "名单.json", b"{\"name\":\"x\"}").unwrap_err();
    assert_eq!((refused.code, &refused.detail["file"]), (ErrorCode::NotEvidence, &json!("名单.json")));
}
