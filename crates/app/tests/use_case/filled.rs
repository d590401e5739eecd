//! Filled sheets: from the signature on the screen to the PDF in the folder.

use std::{fs, path::Path, process::Command};

use crate::common::{NOW, Office};
use rounds_core::{ErrorCode, evidence};
use rounds_sheets::{Tail, evidence_of, read_tail};
use serde_json::{Value, json};

const WEEK: &str = "2026-W48";
const MINUTE: i64 = 60_000;
/// Monday, 23 November 2026, 09:00 in Shanghai.
const MONDAY: i64 = NOW + 1500 * MINUTE;

fn monday() -> Office {
    let office = Office::demo();
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": WEEK }));
    office.at(MONDAY);
    office
}

/// A visit at the day's `at`th stop, signed unless it was in vain.
fn visited(office: &Office, at: usize, outcome: &str) -> Value {
    let stop = office.ok("today.get", json!({}))["stops"][at]["visit"].clone();
    let visit = office.ok("visit.start", json!({ "planned_visit_id": stop["id"], "customer_id": null }));
    let id = &visit["record"]["id"];
    let draft = json!({
        "outcome": outcome,
        "answers": {
            "sales": "up", "sales_note": "年底备货早", "rating": "satisfied",
            "next_visit_on": "2026-12-07", "next_visit_part": "afternoon",
            "feedback": [{ "kind": "complaint", "urgent": true, "content": "少送两条", "answer": "已联系仓库",
                           "promised_on": "2026-11-24", "promised_min": 600 }],
        },
        "internal": { "wishes": "爱喝普洱" }, "restricted": { "illegal_tobacco": "有人上门兜售" },
        "companion": "王主任", "cover_for": "李强", "plan_next": true,
    });
    office.ok("visit.save", json!({ "id": id, "draft": draft }));
    if outcome != "done" {
        return office.ok("visit.finish", json!({ "id": id }));
    }
    let signature = json!({ "kind": "drawn", "role": "clerk", "name": "小陈", "strokes": {
        "width": 6000, "height": 2000,
        "strokes": [[{ "x": 100, "y": 100 }, { "x": 900, "y": 700 }], [{ "x": 900, "y": 100 }, { "x": 100, "y": 700 }]],
    } });
    office.ok("visit.sign", json!({ "id": id, "signature": signature }))
}

fn text(path: &str) -> String {
    let output = Command::new("pdftotext").args(["-raw", path, "-"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect()
}

fn export(office: &Office, visit: &Value, format: &str) -> (String, Vec<u8>) {
    let written = office.ok("visit.export", json!({ "id": visit["record"]["id"], "format": format }));
    let path = written["path"].as_str().unwrap().to_owned();
    let bytes = fs::read(&path).unwrap();
    (path, bytes)
}

#[test]
fn a_signed_visit_is_printed_with_its_evidence_and_the_devices_line() {
    let office = monday();
    let visit = visited(&office, 0, "done");
    let (path, bytes) = export(&office, &visit, "pdf");
    let name = Path::new(&path).file_name().unwrap().to_str().unwrap();
    let shop = visit["customer"]["name"].as_str().unwrap();
    assert_eq!(name, format!("客户拜访记录表_2026-11-23_{shop}.pdf"));

    let found = text(&path);
    let told = [
        "年底备货早",
        "少送两条",
        "已联系仓库",
        "11月24日周二10:00",
        "12月7日周一",
        "小陈",
        "代访（代李强）",
        "王主任",
        "2026年11月23日周一到店09:00",
    ];
    for told in told {
        assert!(found.contains(told), "{told} is not in {found}");
    }
    for secret in ["普洱", "兜售"] {
        assert!(!found.contains(secret), "{secret}");
    }

    let (_, envelope) = export(&office, &visit, "json");
    let attached = evidence_of(&bytes);
    assert_eq!(attached.len(), 1);
    assert_eq!(attached[0].bytes, envelope);
    let Tail::Signed { key_id, signature, digest } = read_tail(&bytes) else { panic!("not signed") };
    assert_eq!(key_id, visit["evidence"]["key_id"]);
    assert!(evidence::is_signed_by(&key_id, &digest, &signature));
    let checked = Command::new("qpdf").args(["--check", &path]).output().unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn the_handbook_page_behind_it_names_what_was_promised_and_the_next_visit() {
    let office = monday();
    let visit = visited(&office, 0, "done");
    let (path, _) = export(&office, &visit, "pdf_with_handbook");
    let found = text(&path);
    let handbook = found.split("客户服务手册").nth(1).unwrap();
    assert!(handbook.contains("少送两条11月24日周二10:00"), "{handbook}");
    assert!(handbook.contains("下次拜访12月7日周一下午"), "{handbook}");
}

#[test]
fn the_next_plan_sheet_names_what_is_open() {
    let office = monday();
    let visit = visited(&office, 0, "done");
    let next = "2026-W50";
    office.ok("plan.make", json!({ "week": next, "iterations": 500 }));
    let printed = office.ok(
        "sheets.print",
        json!({ "week": next, "dates": [], "kind": "plan", "full": false,
        "duplex": false, "spare": 0 }),
    );
    let found = text(printed["path"].as_str().unwrap());
    assert!(found.contains(visit["customer"]["name"].as_str().unwrap()));
    assert!(found.contains("待解决（紧急）：少送两条，11月24日10:00前"), "{found}");
}

#[test]
fn the_signed_records_of_a_day_are_one_file() {
    let office = monday();
    let none = office.refused("visit.print", json!({ "week": WEEK }));
    assert_eq!(none.code, ErrorCode::NothingToPrint);
    visited(&office, 0, "done");
    visited(&office, 1, "closed");
    visited(&office, 2, "done");
    let written = office.ok("visit.print", json!({ "week": WEEK, "dates": ["2026-11-23"] }));
    let path = written["path"].as_str().unwrap();
    assert!(path.contains("已签拜访记录_2026-11-23"), "{path}");
    assert_eq!(written["pages"], 1);
    assert_eq!(evidence_of(&fs::read(path).unwrap()).len(), 2);
    let week = office.ok("visit.print", json!({ "week": WEEK, "full": true }));
    assert!(week["path"].as_str().unwrap().contains("已签拜访记录_2026年第48周"));
    assert_eq!(week["pages"], 2);
}

#[test]
fn a_visit_in_vain_is_printed_without_a_signature() {
    let office = monday();
    let visit = visited(&office, 0, "closed");
    let (path, bytes) = export(&office, &visit, "pdf");
    assert!(text(&path).contains("未签字"));
    assert!(evidence_of(&bytes).is_empty());
}

#[test]
fn what_was_altered_in_the_database_is_printed_as_it_was_signed() {
    let mut office = monday();
    let visit = visited(&office, 0, "done");
    let id = visit["record"]["id"].as_str().unwrap();
    office.restart();
    office.sql(&format!(
        "UPDATE visit_record SET answers = json_set(answers, '$.sales_note', '改过的话') WHERE id = '{id}'"
    ));
    let (path, _) = export(&office, &visit, "pdf");
    let found = text(&path);
    assert!(found.contains("年底备货早") && !found.contains("改过的话"), "{found}");
}
