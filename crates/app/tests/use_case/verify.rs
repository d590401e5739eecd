//! What is altered behind the app's back is named: the row and the field.

use std::{fs, path::Path};

use crate::common::{NOW, Office};
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

/// A demo visit on Monday with a picture and two promises, signed. Gives back its screen.
fn one_with_picture_and_promises() -> (Office, Value) {
    let office = Office::demo();
    office.at(MONDAY);
    let rows = office.customers(json!({}))["rows"].as_array().unwrap().clone();
    let shop = rows.iter().find(|row| row["status"] == "open").unwrap();
    let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop["id"] }));
    let id = &visit["record"]["id"];
    let png = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/icons/128x128.png")).unwrap();
    let photo = json!({ "visit_record_id": id, "customer_id": null, "issue_id": null, "kind": "shelf", "note": null });
    office.call("photo.add", photo, Some(png)).unwrap();
    let answers = json!({ "feedback": [
        { "kind": "complaint", "content": "少送两条", "promised_on": "2026-11-25", "promised_min": 600 },
        { "kind": "suggestion", "content": "早点送货", "promised_on": "2026-11-26" },
    ] });
    let internal = json!({ "wishes": "想要礼盒", "lessons": "先看库存" });
    let draft = json!({ "outcome": "done", "answers": answers, "internal": internal,
                        "restricted": { "illegal_tobacco": "隔壁散烟" } });
    office.ok("visit.save", json!({ "id": id, "draft": draft }));
    let strokes =
        json!({ "width": 3000, "height": 1000, "strokes": [[{ "x": 0, "y": 0 }, { "x": 900, "y": 500 }]] });
    let signature = json!({ "kind": "drawn", "role": "owner", "name": null, "strokes": strokes });
    let signed = office.ok("visit.sign", json!({ "id": id, "signature": signature }));
    (office, signed)
}

#[test]
fn a_signed_picture_that_was_taken_away_or_exchanged_is_named() {
    let (office, visit) = one_with_picture_and_promises();
    assert_eq!(findings(&office), []);
    let id = visit["record"]["id"].as_str().unwrap();
    let sha256 = visit["photos"][0]["sha256"].as_str().unwrap().to_owned();
    for (alter, mend) in [
        (
            format!("deleted_at = 1 WHERE sha256 = '{sha256}'"),
            format!("deleted_at = NULL WHERE sha256 = '{sha256}'"),
        ),
        (
            format!("sha256 = 'other' WHERE visit_record_id = '{id}'"),
            format!("sha256 = '{sha256}' WHERE visit_record_id = '{id}'"),
        ),
    ] {
        let found = tamper(&office, &format!("UPDATE attachment SET {alter}"));
        assert_eq!(
            found,
            [(format!("visit_record {id}"), sha256.clone(), "photo_missing".to_owned())],
            "{alter}"
        );
        assert_eq!(tamper(&office, &format!("UPDATE attachment SET {mend}")), []);
    }
    let file = office.dir.path().join("data").join("demo").join("attachments").join(&sha256);
    let mut sealed = fs::read(&file).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    fs::write(&file, sealed).unwrap();
    assert!(has(&findings(&office), id, &sha256, "photo_altered"));
    fs::remove_file(&file).unwrap();
    assert!(has(&findings(&office), id, &sha256, "photo_missing"));
}

#[test]
fn a_promise_that_was_altered_in_the_ledger_is_named() {
    let (office, visit) = one_with_picture_and_promises();
    let id = visit["record"]["id"].as_str().unwrap();
    office.sql("CREATE TABLE kept AS SELECT * FROM issue");
    let issue = |content: &str| {
        let found = office
            .ok("issue.list", json!({ "scope": "open", "customer_id": visit["record"]["customer_id"] }));
        let found = found["issues"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["issue"]["content"] == content)
            .cloned();
        found.unwrap()["issue"]["id"].as_str().unwrap().to_owned()
    };
    let late = issue("少送两条");
    for (sql, subject, field) in [
        (
            format!("UPDATE issue SET promised_at = promised_at + 86400000 WHERE id = '{late}'"),
            late.as_str(),
            "promised_at",
        ),
        (format!("UPDATE issue SET promised_at = NULL WHERE id = '{late}'"), &late, "promised_at"),
        (format!("UPDATE issue SET content = '没事' WHERE id = '{late}'"), &late, "content"),
        (format!("DELETE FROM issue WHERE id = '{late}'"), id, "feedback.0"),
        (format!("UPDATE issue SET deleted_at = 1 WHERE id = '{late}'"), id, "feedback.0"),
        (
            "UPDATE form SET body = replace(body, '满意', '还行')".to_owned(),
            "form visit_record",
            "visit_record",
        ),
    ] {
        let found = tamper(&office, &sql);
        let kind = if subject.starts_with("form") { "form_altered" } else { "issue_differs" };
        assert!(found.len() == 1 && has(&found, subject, field, kind), "{sql}: {found:?}");
        office.sql("INSERT OR REPLACE INTO issue SELECT * FROM kept");
        assert!(subject.starts_with("form") || findings(&office).is_empty(), "{sql}");
    }
}

#[test]
fn what_a_customer_signed_is_not_written_over_in_the_ledger() {
    let (office, visit) = one_with_picture_and_promises();
    let of = json!({ "scope": "open", "customer_id": visit["record"]["customer_id"] });
    let list = office.ok("issue.list", of);
    let issue =
        list["issues"].as_array().unwrap().iter().find(|one| one["issue"]["content"] == "少送两条").unwrap();
    let put = |content: &str, promised_at: &Value| {
        let issue = &issue["issue"];
        json!({ "id": issue["id"], "customer_id": issue["customer_id"], "kind": issue["kind"], "category": "delivery",
                "urgent": true, "content": content, "promised_at": promised_at, "owner": "仓库" })
    };
    let promised = &issue["issue"]["promised_at"];
    let later = json!(promised.as_i64().unwrap() + 86_400_000);
    assert_eq!(office.refused("issue.put", put("没事", promised)).field.as_deref(), Some("content"));
    assert_eq!(office.refused("issue.put", put("少送两条", &later)).field.as_deref(), Some("promised_at"));
    assert_eq!(office.ok("issue.put", put("少送两条", promised))["issue"]["owner"], "仓库");
    assert_eq!(findings(&office), []);
}

#[test]
fn nothing_internal_is_in_the_evidence_or_on_the_sheet() {
    let (office, visit) = one_with_picture_and_promises();
    assert_eq!(visit["record"]["restricted"]["illegal_tobacco"], "隔壁散烟");
    let shown = visit["check"]["shown"].to_string();
    let mut texts = vec![shown];
    for format in ["json", "pdf_with_handbook"] {
        let args = json!({ "id": visit["record"]["id"], "format": format });
        let written = office.ok("visit.export", args);
        let path = written["path"].as_str().unwrap();
        texts.push(if format == "json" {
            fs::read_to_string(path).unwrap()
        } else {
            let out = std::process::Command::new("pdftotext").args(["-raw", path, "-"]).output().unwrap();
            String::from_utf8(out.stdout).unwrap().split_whitespace().collect()
        });
    }
    for text in &texts {
        assert!(text.contains("少送两条"), "{text}");
        for secret in ["隔壁散烟", "想要礼盒", "先看库存"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

#[test]
fn the_command_line_lists_exports_and_verifies() {
    let (office, visits) = three_signed();
    let data = office.dir.path().join("data").join("demo").display().to_string();
    let id = visits[0]["record"]["id"].as_str().unwrap();
    let (code, out, err) = office.rounds(&["--data", &data, "visit", "list", "--signed", "--json"]);
    assert_eq!(code, 0, "{err}");
    let list: Value = serde_json::from_str(&out).unwrap();
    assert!(list.as_array().unwrap().iter().any(|visit| visit["id"] == id));
    let file = office.dir.path().join("visit.json");
    let path = file.to_str().unwrap();
    let (code, _, err) = office.rounds(&["--data", &data, "visit", "export", id, "--out", path]);
    assert_eq!((code, err.as_str()), (0, ""));

    assert_eq!(office.rounds(&["verify", path]).0, 0, "without any data folder");
    assert_eq!(office.rounds(&["--data", &data, "verify", path]).0, 0);
    assert_eq!(office.rounds(&["--data", &data, "verify"]).0, 0);
    let whole = fs::read_to_string(&file).unwrap();
    let altered = whole.replace("\"satisfied\"", "\"dissatisfied\"");
    fs::write(&file, &altered).unwrap();
    let (code, out, _) = office.rounds(&["verify", path]);
    assert!(code == 1 && out.contains("answers.rating"), "{out}");
    fs::write(&file, &whole[..whole.len() - 9]).unwrap();
    assert_eq!(office.rounds(&["verify", path]).0, 1, "cut at its end");
    for foreign in ["{}", "", "客户编码,客户名称\nA1,甲店\n", "%PDF-1.4\n%%EOF\n", "PK\u{3}\u{4}"] {
        fs::write(&file, foreign).unwrap();
        let (code, out, err) = office.rounds(&["verify", path]);
        assert!(code == 1 && out.is_empty() && err.contains("不是巡访的签字凭证"), "{foreign}: {out}{err}");
    }

    office.sql(&format!("UPDATE visit_record SET date = '2026-01-01' WHERE id = '{id}'"));
    let (code, out, _) = office.rounds(&["--data", &data, "verify"]);
    assert_eq!(code, 1);
    assert!(out.contains(id) && out.contains("visit.date"), "{out}");
    assert_eq!(office.rounds(&["--data", &data, "visit", "export", "x", "--out", path]).0, 1);
}

#[test]
fn what_was_erased_is_named_and_never_passes_as_it_was_signed() {
    let (office, visits) = three_signed();
    let data = office.dir.path().join("data").join("demo").display().to_string();
    let id = visits[2]["record"]["id"].as_str().unwrap();
    let file = office.dir.path().join("visit.json");
    let path = file.to_str().unwrap();
    assert_eq!(office.rounds(&["--data", &data, "visit", "export", id, "--out", path]).0, 0);
    let (_, out, _) = office.rounds(&["verify", path]);
    assert!(out.contains("未经确认"), "a file alone does not say whose key it is: {out}");

    let erased = rounds_core::evidence::erase(&fs::read(&file).unwrap(), &["answers.rating"]).unwrap();
    fs::write(&file, &erased).unwrap();
    for folder in [&[][..], &["--data", &data]] {
        let (code, out, _) = office.rounds(&[folder, &["verify", path]].concat());
        assert!(code == 1 && out.contains("answers.rating") && out.contains("抹去"), "{out}");
    }
    let seq = visits[2]["evidence"]["seq"].as_i64().unwrap();
    let envelope: String = erased.iter().map(|byte| format!("{byte:02x}")).collect();
    let found =
        tamper(&office, &format!("{DROP} UPDATE evidence SET envelope = X'{envelope}' WHERE seq = {seq}"));
    assert!(has(&found, "evidence", "answers.rating", "field_erased"), "{found:?}");
    assert!(has(&found, id, "answers.rating", "row_differs"), "the row still says what is erased: {found:?}");
}
