//! The chain beyond a visit's own signature: sheets signed on paper, its head beside the key, what was erased by law.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use crate::common::{Office, options};
use rounds_app::Ctx;
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const LIST: &str = "客户编码,客户名称,经营地址
T001,中和路便利店,中和路1号
T002,李记烟酒,重庆路2号
";
const TODAY: &str = "2026-11-22";
const OPINION: &str = "老板觉得送货太晚";

fn folder(office: &Office) -> PathBuf {
    let own = office.dir.path().join("data");
    assert!(own.join("rounds.db").exists(), "the office's own folder");
    own
}

fn sql(office: &Office, sql: &str) {
    let folder = folder(office);
    let key = fs::read_to_string(folder.join("rounds.key")).unwrap();
    let database = rounds_store::Connection::open(folder.join("rounds.db")).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {sql}")).unwrap();
}

fn shop(office: &Office, code: &str) -> Value {
    office.customers(json!({ "text": code }))["rows"][0]["id"].clone()
}

/// What verification finds: subject, field, kind.
fn found(office: &Office) -> Vec<(String, String, String)> {
    let report = office.ok("verify.all", json!({}));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |found: &Value| (text(&found["subject"]), text(&found["field"]), text(&found["kind"]));
    let all: Vec<_> = report["findings"].as_array().unwrap().iter().map(one).collect();
    assert_eq!(report["intact"], all.is_empty());
    all
}

fn sign(office: &Office, code: &str) -> Value {
    let visit =
        office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop(office, code) }));
    let id = &visit["record"]["id"];
    let answers = json!({ "rating": "satisfied", "opinion": OPINION });
    let draft = json!({ "outcome": "done", "answers": answers, "companion": "陈主任" });
    office.ok("visit.save", json!({ "id": id, "draft": draft }));
    let strokes =
        json!({ "width": 3000, "height": 1000, "strokes": [[{ "x": 0, "y": 0 }, { "x": 900, "y": 500 }]] });
    let signature = json!({ "kind": "drawn", "role": "owner", "name": null, "strokes": strokes });
    office.ok("visit.sign", json!({ "id": id, "signature": signature }))
}

/// A picture without a code, matched by hand to a shop's visit of today.
fn matched(office: &Office, code: &str) -> Value {
    let png = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/icons/128x128.png")).unwrap();
    let scanned = office.call("scan.add", json!({ "file_name": "签字表.png" }), Some(png)).unwrap();
    let item = &scanned["items"][0];
    assert_eq!(item["state"], "unreadable");
    let whose = json!({ "scan_id": item["id"], "customer_id": shop(office, code), "date": TODAY });
    office.ok("scan.match", whose)[0].clone()
}

#[test]
fn a_sheet_signed_on_paper_is_held_by_the_chain() {
    let office = Office::with(LIST);
    let item = matched(&office, "T001");
    let (visit, picture) = (item["visit"]["id"].as_str().unwrap(), item["attachment_id"].as_str().unwrap());
    assert_eq!(item["visit"]["signed_on_paper"], true);
    assert_eq!(found(&office), []);
    let written = office.ok("visit.export", json!({ "id": visit, "format": "json" }));
    let evidence = fs::read_to_string(written["path"].as_str().unwrap()).unwrap();
    for said in ["\"paper.matched\":", "\"hand\"", "\"by.name\":", "签字表.png"] {
        assert!(evidence.contains(said), "{said}");
    }
    let subject = format!("visit_record {visit}");
    sql(
        &office,
        "CREATE TABLE rows AS SELECT * FROM visit_record; CREATE TABLE pictures AS SELECT * FROM attachment",
    );
    for (altered, subject, field, kind) in [
        ("UPDATE attachment SET sha256 = 'other'", subject.as_str(), "", "paper_missing"),
        ("UPDATE attachment SET deleted_at = 1", &subject, "", "paper_missing"),
        ("UPDATE visit_record SET date = '2026-11-01'", &subject, "visit.date", "row_differs"),
        ("UPDATE visit_record SET paper_id = NULL", &subject, "paper_id", "row_differs"),
        ("UPDATE visit_record SET paper_id = 'other'", &subject, "paper_id", "paper_unproved"),
        (
            "DELETE FROM visit_record",
            &format!("evidence {picture} (visit_record {visit})"),
            "",
            "evidence_without_record",
        ),
    ] {
        sql(&office, altered);
        let all = found(&office);
        let is_named = |(at, of, what): &(String, String, String)| {
            at == subject && (field.is_empty() || of == field) && what == kind
        };
        assert!(all.iter().any(is_named), "{altered}: {all:?}");
        sql(
            &office,
            "INSERT OR REPLACE INTO visit_record SELECT * FROM rows;
                      INSERT OR REPLACE INTO attachment SELECT * FROM pictures",
        );
        assert_eq!(found(&office), [], "{altered}");
    }
    let sealed = fs::read_dir(folder(&office).join("attachments")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&sealed).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&sealed, bytes).unwrap();
    assert_eq!(found(&office)[0].2, "paper_altered");
}

#[test]
fn a_mark_that_nobody_matched_is_named() {
    let office = Office::with(LIST);
    let item = matched(&office, "T001");
    let other = sign(&office, "T002");
    let (other, picture) = (other["record"]["id"].as_str().unwrap(), item["attachment_id"].as_str().unwrap());
    // The mark of one visit lent to another, whose own signature stays whole.
    sql(&office, &format!("UPDATE visit_record SET paper_id = '{picture}' WHERE id = '{other}'"));
    let expected = (format!("visit_record {other}"), "paper_id".to_owned(), "paper_unproved".to_owned());
    assert_eq!(found(&office), [expected]);
}

#[test]
fn a_cut_tail_is_named_though_the_databases_head_was_set_back() {
    let office = Office::with(LIST);
    sign(&office, "T001");
    let head = folder(&office).join("rounds.head");
    let before: Value = serde_json::from_str(&fs::read_to_string(&head).unwrap()).unwrap();
    let second = sign(&office, "T002");
    assert_eq!(found(&office), []);
    let cut = format!(
        "DROP TRIGGER evidence_is_not_deleted; DELETE FROM evidence WHERE seq = 2;
         DELETE FROM visit_record WHERE id = '{}';
         UPDATE setting SET value = '{}' WHERE name = 'evidence_head'",
        second["record"]["id"].as_str().unwrap(),
        before["head"]
    );
    sql(&office, &cut);
    let lost = || ("evidence".to_owned(), "rounds.head".to_owned(), "files_lost".to_owned());
    assert_eq!(found(&office), [lost()], "only the note beside the key still knows of it");
    // The chain goes on, and what was lost is still named.
    sign(&office, "T002");
    assert_eq!(found(&office), [lost()]);
    fs::remove_file(&head).unwrap();
    assert_eq!(found(&office)[0].2, "head_file_missing");
    let mut forged: Value = before.clone();
    forged["head"]["seq"] = 2.into();
    fs::write(&head, forged.to_string()).unwrap();
    assert_eq!(found(&office)[0].2, "head_forged");
}

#[test]
fn what_the_law_erases_is_gone_named_and_everything_else_verifies() {
    let mut office = Office::with(LIST);
    let visit = sign(&office, "T001");
    let id = visit["record"]["id"].as_str().unwrap();
    let erase = |fields: &[&str]| json!({ "id": id, "fields": fields, "reason": "客户 11-20 书面要求" });
    let refused = |office: &Office, fields: &[&str]| office.refused("visit.erase", erase(fields)).code;
    assert_eq!(refused(&office, &["answers.opinion"]), ErrorCode::RoleTooLow);
    assert_eq!(refused(&office, &["signature", "answers.rating"]), ErrorCode::NotErasable);
    assert_eq!(refused(&office, &[]), ErrorCode::Required);
    let screen = office.ok("visit.erase", erase(&["signature", "visit.companion"]));
    assert_eq!((&screen["signature"], &screen["record"]["companion"]), (&Value::Null, &Value::Null));
    let report = office.ok("verify.all", json!({}));
    assert_eq!((&report["intact"], &report["findings"]), (&json!(true), &json!([])));
    let erased: Vec<&str> =
        report["erased"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(erased, ["signature", "visit.companion"]);
    assert_eq!(report["erased"][0]["detail"]["reason"], "客户 11-20 书面要求");
    let written = office.ok("visit.export", json!({ "id": id, "format": "pdf" }));
    let page = std::process::Command::new("pdftotext")
        .args(["-raw", written["path"].as_str().unwrap(), "-"])
        .output()
        .unwrap();
    let page: String = String::from_utf8(page.stdout).unwrap().split_whitespace().collect();
    assert!(page.contains("签字已依法抹去") && !page.contains("未签字"), "{page}");

    sql(&office, "UPDATE person SET role = 'supervisor'");
    office.restart();
    let name = office.dir.path().join("visit.json");
    let file = name.to_str().unwrap();
    drop(std::mem::replace(
        &mut office.session,
        rounds_app::Session::new(options(&office.dir.path().join("x"))).unwrap(),
    ));
    let done = office.rounds(&["visit", "erase", id, "--field", "answers.opinion", "--reason", "保存期满"]);
    assert_eq!(done.0, 0, "{}", done.2);
    let (code, out, _) = office.rounds(&["verify"]);
    assert!(code == 0 && out.contains("意见（answers.opinion）") && out.contains("保存期满"), "{out}");
    assert_eq!(office.rounds(&["visit", "export", id, "--out", file]).0, 0);
    let (code, out, _) = office.rounds(&["verify", file, "--data", folder(&office).to_str().unwrap()]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(office.rounds(&["verify", file]).0, 1, "a file alone does not say by which right");
    office.restart();
    // Nothing of it is left in any table.
    let database = rounds_store::Connection::open(folder(&office).join("rounds.db")).unwrap();
    let key = fs::read_to_string(folder(&office).join("rounds.key")).unwrap();
    database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).unwrap();
    for (table, column) in
        [("visit_record", "answers"), ("evidence", "envelope"), ("outbox", "fields"), ("draft", "body")]
    {
        for gone in [OPINION, "陈主任"] {
            let query = format!("SELECT count(*) FROM {table} WHERE instr(CAST({column} AS TEXT), ?) > 0");
            let left: i64 = database.query_row(&query, [gone], |row| row.get(0)).unwrap();
            assert_eq!(left, 0, "{gone} in {table}");
        }
    }
}

#[test]
fn verification_tells_how_far_it_is_names_fields_in_words_and_can_be_stopped() {
    let office = Office::with(LIST);
    let visit = sign(&office, "T001");
    office.ok("verify.all", json!({}));
    assert!(office.told.jobs.lock().unwrap().iter().any(|job| job == "verify"));
    let id = visit["record"]["id"].as_str().unwrap();
    let answers = json!({ "rating": "very_satisfied", "opinion": OPINION });
    sql(
        &office,
        &format!("UPDATE visit_record SET answers = '{answers}', date = '2026-11-01' WHERE id = '{id}'"),
    );
    let report = office.ok("verify.all", json!({}));
    let labels: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["label"]["zh"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["服务评价", "拜访日期"]);
    let stop = AtomicBool::new(true);
    let ctx = Ctx { cancel: &stop, ..office.ctx() };
    let stopped = office.session.dispatch("verify.all", json!({}), None, &ctx);
    assert_eq!(stopped.unwrap_err().code, ErrorCode::Cancelled);
}

#[test]
fn an_altered_visit_is_written_with_its_mark_and_the_exit_code_says_so() {
    let office = Office::with(LIST);
    let visit = sign(&office, "T001");
    let id = visit["record"]["id"].as_str().unwrap().to_owned();
    let file = |name: &str| office.dir.path().join(name).display().to_string();
    let (json_file, pdf, sample) = (file("visit.json"), file("visit.pdf"), file("sample.pdf"));
    let drawn = |to: &str| office.rounds(&["audit", "--sample", "5", "--seed", "7", "--out", to]);
    assert_eq!(office.rounds(&["visit", "export", &id, "--out", &pdf]).0, 0);
    assert_eq!(drawn(&sample).0, 0);
    let again = file("again.pdf");
    assert_eq!(drawn(&again).0, 0);
    assert_eq!(fs::read(&sample).unwrap(), fs::read(&again).unwrap(), "the same sample, byte for byte");
    let text = |path: &str| {
        let out = std::process::Command::new("pdftotext").args(["-raw", path, "-"]).output().unwrap();
        String::from_utf8(out.stdout).unwrap().split_whitespace().collect::<String>()
    };
    let cover = text(&sample);
    for said in ["拜访记录抽查", "种子7", "已签字的拜访记录1份", "完好", "抽查人签字", "T001中和路便利店"]
    {
        assert!(cover.contains(said), "{said}: {cover}");
    }
    sql(&office, &format!("UPDATE visit_record SET date = '2026-11-20' WHERE id = '{id}'"));
    for (path, run) in [
        (&json_file, office.rounds(&["visit", "export", &id, "--out", &json_file])),
        (&pdf, office.rounds(&["visit", "export", &id, "--out", &pdf])),
        (&sample, drawn(&sample)),
    ] {
        assert_eq!((run.0, run.2.trim().lines().count()), (1, 1), "{path}: {}", run.2);
        assert!(run.2.contains("rounds verify") && Path::new(path).exists(), "{}", run.2);
    }
    assert!(text(&sample).contains("发现1处改动"), "{}", text(&sample));
}
