//! What is altered behind the app's back is named: the row and the field.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod common;

use std::{ffi::OsString, fs};

use common::{NOW, Office, options};
use rounds_app::cli::{CliEnv, run};
use rounds_core::SeededEntropy;
use serde_json::{Value, json};

const MONDAY: i64 = NOW + 86_400_000 + 3_600_000;
const DROP: &str =
    "DROP TRIGGER IF EXISTS evidence_is_not_updated; DROP TRIGGER IF EXISTS evidence_is_not_deleted;
                    DROP TRIGGER IF EXISTS evidence_is_not_replaced;";

/// A territory of its own with three signed visits. Gives back their screens.
fn three_signed() -> (Office, Vec<Value>) {
    let office = Office::demo();
    office.at(MONDAY);
    let rows = office.customers(json!({}))["rows"].as_array().unwrap().clone();
    let open = rows.iter().filter(|row| row["status"] == "open").take(3);
    let visits = open.map(|row| {
        let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": row["id"] }));
        let id = &visit["record"]["id"];
        let answers = json!({ "rating": "satisfied", "opinion": "挺好" });
        office.ok("visit.save", json!({ "id": id, "draft": { "outcome": "done", "answers": answers } }));
        let strokes = json!({ "width": 3000, "height": 1000,
                              "strokes": [[{ "x": 0, "y": 0 }, { "x": 900, "y": 500 }]] });
        let signature = json!({ "kind": "drawn", "role": "owner", "name": null, "strokes": strokes });
        office.ok("visit.sign", json!({ "id": id, "signature": signature }))
    });
    let visits: Vec<Value> = visits.collect();
    (office, visits)
}

/// What verification finds: subject, field, kind.
fn findings(office: &Office) -> Vec<(String, String, String)> {
    let report = office.ok("verify.all", json!({}));
    let found = report["findings"].as_array().unwrap().clone();
    assert_eq!(report["intact"], found.is_empty());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    found.iter().map(|found| (text(&found["subject"]), text(&found["field"]), text(&found["kind"]))).collect()
}

fn tamper(office: &Office, sql: &str) -> Vec<(String, String, String)> {
    office.sql(sql);
    findings(office)
}

fn has(found: &[(String, String, String)], subject: &str, field: &str, kind: &str) -> bool {
    found.iter().any(|(at, of, what)| at.contains(subject) && of == field && what == kind)
}

#[test]
fn what_was_signed_is_intact_and_counted_with_the_demos_own_past() {
    let (office, visits) = three_signed();
    assert_eq!(findings(&office), []);
    let report = office.ok("verify.all", json!({}));
    assert_eq!(report["last_seq"], visits[2]["evidence"]["seq"]);
    assert!(report["checked"].as_i64().unwrap() > 450, "{report}");
}

#[test]
fn an_altered_answer_of_a_row_is_named_with_its_row_and_field() {
    let (office, visits) = three_signed();
    let id = visits[1]["record"]["id"].as_str().unwrap();
    let other = json!({ "rating": "very_satisfied", "opinion": "挺好" });
    let found = tamper(&office, &format!("UPDATE visit_record SET answers = '{other}' WHERE id = '{id}'"));
    assert_eq!(
        found,
        [(format!("visit_record {id}"), "answers.rating".to_owned(), "row_differs".to_owned())]
    );
}

#[test]
fn every_signed_column_and_a_row_put_in_anothers_place_are_named() {
    let (office, visits) = three_signed();
    let id = visits[0]["record"]["id"].as_str().unwrap();
    for (sql, field) in [
        ("date = '2026-11-20'", "visit.date"),
        ("arrived_at = 1", "visit.arrived_at"),
        ("outcome = 'closed'", "visit.outcome"),
        ("companion = '某人'", "visit.companion"),
        ("state = 'finished'", "state"),
        ("deleted_at = 1", "deleted_at"),
        ("answers = '{\"rating\":\"satisfied\"}'", "answers.opinion"),
        ("answers = 'no json'", "visit_record"),
    ] {
        let column = sql.split(' ').next().unwrap();
        office.sql("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM visit_record");
        let found = tamper(&office, &format!("UPDATE visit_record SET {sql} WHERE id = '{id}'"));
        assert!(has(&found, id, field, "row_differs"), "{column}: {found:?}");
        office.sql("INSERT OR REPLACE INTO visit_record SELECT * FROM kept");
        assert_eq!(findings(&office), [], "{column}");
    }
    let other = visits[1]["record"]["id"].as_str().unwrap();
    let copy = format!(
        "CREATE TABLE copy AS SELECT * FROM visit_record WHERE id = '{other}'; UPDATE copy SET id = '{id}';
         INSERT OR REPLACE INTO visit_record SELECT * FROM copy"
    );
    let found = tamper(&office, &copy);
    assert!(has(&found, id, "visit.id", "row_differs"), "{found:?}");
}

#[test]
fn evidence_that_was_replaced_cut_out_or_lost_at_the_end_is_named() {
    let (office, visits) = three_signed();
    let evidence = |at: usize| visits[at]["evidence"]["id"].as_str().unwrap().to_owned();
    office.sql("CREATE TABLE kept AS SELECT * FROM evidence");
    let reset = || {
        office.sql(&format!("{DROP} DELETE FROM evidence; INSERT INTO evidence SELECT * FROM kept"));
        assert_eq!(findings(&office), []);
    };
    let alter = |id: &str| {
        format!(
        "{DROP} INSERT OR REPLACE INTO evidence SELECT id,
           CAST(replace(CAST(envelope AS TEXT), '\"v\":\"satisfied\"', '\"v\":\"very_satisfied\"') AS BLOB), hash, seq
         FROM evidence WHERE id = '{id}'"
    )
    };
    let found = tamper(&office, &alter(&evidence(1)));
    assert!(has(&found, &evidence(1), "answers.rating", "field_altered"), "{found:?}");
    reset();
    let found = tamper(&office, &format!("{DROP} DELETE FROM evidence WHERE id = '{}'", evidence(1)));
    assert!(has(&found, "evidence", "seq", "number_missing"), "{found:?}");
    assert!(has(
        &found,
        visits[1]["record"]["id"].as_str().unwrap(),
        "evidence_id",
        "record_without_evidence"
    ));
    reset();
    let found = tamper(&office, &format!("{DROP} DELETE FROM evidence WHERE id = '{}'", evidence(2)));
    assert!(has(&found, "evidence", "head", "tail_cut"), "{found:?}");
    reset();
    let id = visits[0]["record"]["id"].as_str().unwrap();
    let found = tamper(&office, &format!("DELETE FROM visit_record WHERE id = '{id}'"));
    assert!(has(&found, &evidence(0), "", "evidence_without_record"), "{found:?}");
    let found = tamper(&office, "DELETE FROM device_key");
    assert!(has(&found, &evidence(0), "key_id", "key_unknown"), "{found:?}");
}

/// Runs a command; exit code, stdout and stderr.
fn rounds(office: &Office, args: &[&str]) -> (i32, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut options = options(office.dir.path());
    options.data = None;
    let entropy = SeededEntropy::new(4);
    let env = CliEnv { now: MONDAY, entropy: &entropy, options, out: &mut out, err: &mut err };
    let code = run(args.iter().map(OsString::from).collect(), env);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn the_command_line_lists_exports_and_verifies() {
    let (office, visits) = three_signed();
    let data = office.dir.path().join("data").join("demo").display().to_string();
    let id = visits[0]["record"]["id"].as_str().unwrap();
    let (code, out, err) = rounds(&office, &["--data", &data, "visit", "list", "--signed", "--json"]);
    assert_eq!(code, 0, "{err}");
    let list: Value = serde_json::from_str(&out).unwrap();
    assert!(list.as_array().unwrap().iter().any(|visit| visit["id"] == id));
    let file = office.dir.path().join("visit.json");
    let path = file.to_str().unwrap();
    let (code, _, err) = rounds(&office, &["--data", &data, "visit", "export", id, "--out", path]);
    assert_eq!((code, err.as_str()), (0, ""));

    assert_eq!(rounds(&office, &["verify", path]).0, 0, "without any data folder");
    assert_eq!(rounds(&office, &["--data", &data, "verify", path]).0, 0);
    assert_eq!(rounds(&office, &["--data", &data, "verify"]).0, 0);
    let whole = fs::read_to_string(&file).unwrap();
    let altered = whole.replace("\"satisfied\"", "\"dissatisfied\"");
    fs::write(&file, &altered).unwrap();
    let (code, out, _) = rounds(&office, &["verify", path]);
    assert!(code == 1 && out.contains("answers.rating"), "{out}");
    fs::write(&file, &whole[..whole.len() - 9]).unwrap();
    assert_eq!(rounds(&office, &["verify", path]).0, 1, "cut at its end");
    fs::write(&file, "{}").unwrap();
    assert_eq!(rounds(&office, &["verify", path]).0, 1);

    office.sql(&format!("UPDATE visit_record SET date = '2026-01-01' WHERE id = '{id}'"));
    let (code, out, _) = rounds(&office, &["--data", &data, "verify"]);
    assert_eq!(code, 1);
    assert!(out.contains(id) && out.contains("visit.date"), "{out}");
    assert_eq!(rounds(&office, &["--data", &data, "visit", "export", "x", "--out", path]).0, 1);
}
