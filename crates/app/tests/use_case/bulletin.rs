//! 服务信息 on the device: read, told at visits, proved, never assumed.

use std::process::Command;

use rounds_core::ErrorCode;
use serde_json::{Value, json};

use crate::common::{
    Office,
    visit::{DAY, MONDAY, WEEK, begin, drawn, monday, save, sign},
};

const HOME: &str = "(SELECT id FROM territory)";
const EVERYBODY: &str = "'00000000-0000-0000-0000-000000000000'";

fn id(number: u32) -> String {
    format!("0190a000-0000-7000-8000-0000000001{number:02}")
}

/// A bulletin as a page of headquarters' feed leaves it; those of the demo are gone.
fn publish(office: &Office, number: u32, territory: &str, more: &str) {
    office.sql(&format!(
        "DELETE FROM bulletin WHERE id NOT LIKE '0190a000-0000-7000-8000-0000000001%';
         INSERT INTO bulletin (id, territory_id, version, created_at, updated_at, number, kind, title, text, to_tell, \"from\")
         VALUES ('{}', {territory}, 1, 1, 1, '2026-1{number:02}', 'supply', '货源 {number}', '正文', 1, '2026-11-20');
         UPDATE bulletin SET {more} WHERE id = '{}'",
        id(number),
        id(number)
    ));
}

fn offered(screen: &Value) -> Vec<&str> {
    let all = screen["bulletins"].as_array().unwrap().iter();
    all.map(|one| one["bulletin"]["title"].as_str().unwrap()).collect()
}

fn told(ids: &[u32]) -> Value {
    let ids: Vec<String> = ids.iter().map(|number| id(*number)).collect();
    json!({ "outcome": "done", "told": ids, "answers": {} })
}

/// The first row of Monday's paper.
fn on_paper(office: &Office) -> Value {
    office.ok("later.get", json!({ "date": "2026-11-23" }))["rows"][0].clone()
}

fn put_paper(office: &Office, entry: Value, save: bool) {
    let row = on_paper(office);
    let args = json!({
        "date": "2026-11-23", "customer_id": row["customer"]["id"], "planned_visit_id": row["planned_visit_id"],
        "visit_record_id": row["visit_record_id"], "entry": entry, "save": save,
    });
    office.ok("later.put", args);
}

#[test]
fn what_was_told_on_a_paper_day_is_ticked_afterwards_and_kept() {
    let office = monday();
    publish(&office, 1, EVERYBODY, "to_tell = 1");
    publish(&office, 2, EVERYBODY, "to_tell = 0");
    publish(&office, 3, "'0190a000-0000-7000-8000-000000000099'", "to_tell = 1");
    let titles = |row: &Value| -> Vec<Value> {
        row["bulletins"].as_array().unwrap().iter().map(|bulletin| bulletin["title"].clone()).collect()
    };
    let row = on_paper(&office);
    assert_eq!((titles(&row), &row["entry"]["told"]), (vec![json!("货源 1")], &json!([])));
    let entry = |told: &[u32], outcome: &str| {
        let told: Vec<String> = told.iter().map(|number| id(*number)).collect();
        json!({ "arrived_min": 510, "left_min": 530, "outcome": outcome, "told": told, "answers": {} })
    };
    put_paper(&office, entry(&[1], "done"), false);
    assert_eq!(on_paper(&office)["entry"]["told"], json!([id(1)]));
    put_paper(&office, entry(&[1], "done"), true);
    let row = on_paper(&office);
    assert_eq!((&row["state"], &row["entry"]["told"]), (&json!("saved"), &json!([id(1)])));
    let planned = row["planned_visit_id"].clone();
    let stop = |view: &Value| {
        let stops = view["stops"].as_array().unwrap();
        stops.iter().find(|stop| stop["visit"]["id"] == planned).unwrap()["to_tell"].clone()
    };
    assert_eq!(stop(&today(&office)), json!([]), "it was told");
    // Withdrawn since, it was told all the same; taken back, it was not. Nobody tells anything at a closed door.
    publish_again(&office, "withdrawn_at = 5");
    assert_eq!(titles(&on_paper(&office)), [json!("货源 1")]);
    put_paper(&office, entry(&[], "done"), true);
    assert_eq!(on_paper(&office)["entry"]["told"], json!([]));
    put_paper(&office, entry(&[1], "closed"), true);
    assert_eq!(on_paper(&office)["entry"]["told"], json!([]));
}

fn publish_again(office: &Office, change: &str) {
    office.sql(&format!("UPDATE bulletin SET {change} WHERE id = '{}'", id(1)));
}

fn today(office: &Office) -> Value {
    office.ok("today.get", json!({}))
}

#[test]
fn what_is_in_force_here_is_shown_the_unread_first_and_a_receipt_is_written_once() {
    let office = monday();
    publish(&office, 1, HOME, "to_tell = 1");
    publish(&office, 2, EVERYBODY, "to_tell = 0");
    publish(&office, 3, EVERYBODY, "\"from\" = '2026-11-24'");
    publish(&office, 4, EVERYBODY, "until = '2026-11-22'");
    publish(&office, 5, EVERYBODY, "withdrawn_at = 5");
    let shown = |view: &Value| -> Vec<(String, bool)> {
        let all = view["bulletins"].as_array().unwrap().iter();
        all.map(|one| (one["bulletin"]["title"].as_str().unwrap().to_owned(), !one["read_at"].is_null()))
            .collect()
    };
    let both = |first: (&str, bool), second: (&str, bool)| {
        vec![(first.0.to_owned(), first.1), (second.0.to_owned(), second.1)]
    };
    assert_eq!(shown(&today(&office)), both(("货源 2", false), ("货源 1", false)));
    let view = office.ok("bulletin.read", json!({ "id": id(2) }));
    assert_eq!(shown(&view), both(("货源 1", false), ("货源 2", true)));
    office.ok("bulletin.read", json!({ "id": id(2) }));
    assert_eq!(office.refused("bulletin.read", json!({ "id": id(9) })).code, ErrorCode::NotFound);
    // One for the managers alone is nothing to tell.
    assert_eq!(view["stops"][0]["to_tell"], json!(["货源 1"]));
    let screen = begin(&office, 0);
    assert_eq!(offered(&screen), ["货源 1"]);
}

#[test]
fn a_bulletin_is_told_only_where_it_was_ticked_and_stays_told_after_it_was_withdrawn() {
    let office = monday();
    publish(&office, 1, EVERYBODY, "to_tell = 1");
    publish(&office, 2, EVERYBODY, "to_tell = 1");
    let screen = begin(&office, 0);
    assert_eq!((&screen["draft"]["told"], &screen["bulletins"][0]["told_on"]), (&json!([]), &Value::Null));
    // What is no bulletin is not told.
    let mut draft = told(&[1]);
    draft["told"].as_array_mut().unwrap().push(json!(id(77)));
    let check = save(&office, &screen, draft);
    let publicity =
        check["sections"].as_array().unwrap().iter().find(|one| one["key"] == "publicity").unwrap();
    assert_eq!(publicity["fill"], json!("done"));
    publish(&office, 3, EVERYBODY, "withdrawn_at = 5");
    office.sql(&format!("UPDATE bulletin SET withdrawn_at = 5 WHERE id = '{}'", id(1)));
    let signed = sign(&office, &screen, drawn());
    assert_eq!(signed["record"]["told"], json!([id(1)]));
    assert_eq!(offered(&signed), ["货源 1"]);
    let entry = &office
        .ok("timeline.get", json!({ "customer_id": signed["customer"]["id"], "text": "货源 1" }))["entries"]
        [0];
    assert_eq!(entry["detail"]["told"], json!(["货源 1"]));
    // The next visit knows what is left; another shop was told nothing.
    assert_eq!(today(&office)["stops"][0]["to_tell"], json!(["货源 2"]));
    assert_eq!(today(&office)["bulletins"][0]["told"], json!(0));
    office.at(MONDAY + DAY);
    let shop = signed["customer"]["id"].clone();
    let again = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop }));
    assert_eq!(offered(&again), ["货源 2"]);
}

#[test]
fn whoever_was_told_before_is_told_last_and_with_the_day() {
    let office = monday();
    publish(&office, 1, EVERYBODY, "to_tell = 1");
    publish(&office, 2, EVERYBODY, "to_tell = 1");
    let screen = begin(&office, 0);
    save(&office, &screen, told(&[2]));
    sign(&office, &screen, drawn());
    assert_eq!(today(&office)["bulletins"][0]["told"], json!(1));
    office.at(MONDAY + DAY);
    let shop = screen["customer"]["id"].clone();
    let again = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop }));
    assert_eq!(offered(&again), ["货源 1", "货源 2"]);
    assert_eq!(
        (&again["bulletins"][0]["told_on"], &again["bulletins"][1]["told_on"]),
        (&Value::Null, &json!("2026-11-23"))
    );
}

#[test]
fn nobody_is_told_where_nobody_was_met_and_a_correction_takes_the_place_of_what_it_corrects() {
    let office = monday();
    publish(&office, 1, EVERYBODY, "to_tell = 1");
    let screen = begin(&office, 0);
    let mut draft = told(&[1]);
    draft["outcome"] = json!("closed");
    save(&office, &screen, draft);
    assert_eq!(
        office.ok("visit.finish", json!({ "id": screen["record"]["id"] }))["record"]["told"],
        json!([])
    );

    let screen = begin(&office, 1);
    save(&office, &screen, told(&[1]));
    sign(&office, &screen, drawn());
    assert_eq!(today(&office)["stops"][1]["to_tell"], json!([]));
    let correction = office.ok("visit.correct", json!({ "id": screen["record"]["id"] }));
    assert_eq!(
        (&correction["draft"]["told"], &correction["bulletins"][0]["told_on"]),
        (&json!([id(1)]), &Value::Null)
    );
    save(&office, &correction, told(&[]));
    sign(&office, &correction, drawn());
    assert_eq!(today(&office)["stops"][1]["to_tell"], json!(["货源 1"]));
}

#[test]
fn what_was_told_is_signed_with_the_visit_and_its_alteration_is_named() {
    let office = monday();
    publish(&office, 1, EVERYBODY, "to_tell = 1");
    let findings = |office: &Office| -> Vec<Value> {
        let report = office.ok("verify.all", json!({}));
        report["findings"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect()
    };
    let with = begin(&office, 0);
    save(&office, &with, told(&[1]));
    sign(&office, &with, drawn());
    let silent = begin(&office, 1);
    save(&office, &silent, told(&[]));
    sign(&office, &silent, drawn());
    assert_eq!(findings(&office), Vec::<Value>::new());
    office.sql(&format!(
        "UPDATE visit_record SET told = '[]' WHERE id = {}",
        with["record"]["id"].to_string().replace('"', "'")
    ));
    office.sql(&format!(
        "UPDATE visit_record SET told = '[\"{}\"]' WHERE id = {}",
        id(1),
        silent["record"]["id"].to_string().replace('"', "'")
    ));
    assert_eq!(findings(&office), [json!("visit.told"), json!("visit.told")]);
}

#[test]
fn the_page_that_a_customer_keeps_names_news_and_promotions_for_licensees_only() {
    let office = monday();
    publish(&office, 1, EVERYBODY, "title = '元旦前货源安排'");
    publish(&office, 2, EVERYBODY, "title = '元旦陈列有礼', kind = 'promotion', report_number = '沪烟备12'");
    publish(&office, 3, EVERYBODY, "title = '只给经理看', to_tell = 0");
    let written =
        office.ok("sheets.print", json!({ "week": WEEK, "dates": ["2026-11-23"], "kind": "handbook" }));
    let output =
        Command::new("pdftotext").args(["-raw", written["path"].as_str().unwrap(), "-"]).output().unwrap();
    let text: String =
        String::from_utf8(output.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect();
    assert!(text.contains("元旦前货源安排（仅供持证零售户）"), "{text}");
    assert!(text.contains("元旦陈列有礼（备案号沪烟备12）（仅供持证零售户）"));
    assert!(!text.contains("只给经理看"));
}
