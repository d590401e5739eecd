//! Signed paper: scanned sheets find their visits, and a paper day is typed in afterwards.

use std::{fs, path::Path, process::Command};

use crate::common::{NOW, Office};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const WEEK: &str = "2026-W48";
const MONDAY: &str = "2026-11-23";
/// Monday evening in Shanghai.
const EVENING: i64 = NOW + 34 * 3_600_000;

fn evening() -> Office {
    let office = Office::demo();
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": WEEK }));
    office.at(EVENING);
    office
}

/// Monday's record sheets as they come off a scanner, a picture for each page.
fn printed(office: &Office, spare: u32) -> Vec<Vec<u8>> {
    let print = json!({ "week": WEEK, "kind": "record", "dates": [MONDAY], "spare": spare });
    let path = office.ok("sheets.print", print)["path"].as_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new("pdftoppm")
        .args(["-r", "150", "-gray", "-jpeg"])
        .arg(&path)
        .arg(folder.path().join("page"))
        .status()
        .unwrap_or_else(|error| panic!("pdftoppm: {error}. Run `make setup` first."));
    assert!(done.success());
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path: &std::path::PathBuf| fs::read(Path::new(path)).unwrap()).collect()
}

fn scan(office: &Office, bytes: &[u8]) -> Value {
    office.call("scan.add", json!({ "file_name": "扫描.jpg" }), Some(bytes.to_vec())).unwrap()
}

fn states(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["state"].as_str().unwrap()).collect()
}

fn day(office: &Office) -> Value {
    office.ok("later.get", json!({ "date": MONDAY }))
}

fn row(office: &Office, at: usize) -> Value {
    day(office)["rows"][at].clone()
}

fn put(office: &Office, row: &Value, entry: Value, save: bool) -> Value {
    let args = json!({
        "date": MONDAY, "customer_id": row["customer"]["id"], "planned_visit_id": row["planned_visit_id"],
        "visit_record_id": row["visit_record_id"], "entry": entry, "save": save,
    });
    office.ok("later.put", args)
}

#[test]
fn a_scanned_page_gives_each_half_to_its_visit_once() {
    let office = evening();
    let pages = printed(&office, 0);
    let first = scan(&office, &pages[0]);
    assert_eq!(states(&first["items"]), ["matched", "matched"]);
    assert_eq!(first["known"], 0);
    let today = office.ok("today.get", json!({}));
    let done: Vec<&Value> =
        today["stops"].as_array().unwrap().iter().filter(|stop| stop["visit"]["state"] == "done").collect();
    assert_eq!(done.len(), 2);
    let signed = office.ok("visit.list", json!({ "signed": true }));
    let on_paper = signed.as_array().unwrap().iter().filter(|visit| visit["signed_on_paper"] == true);
    assert!(on_paper.clone().all(|visit| visit["entered"] == "later"));
    assert_eq!(on_paper.filter(|visit| visit["date"] == MONDAY).count(), 2);

    let again = scan(&office, &pages[0]);
    assert_eq!(again["known"], 2);
    assert_eq!(again["items"], first["items"]);
    assert_eq!(office.ok("scan.list", json!({})).as_array().unwrap().len(), 2);

    let picture = first["items"][0]["attachment_id"].clone();
    let small = office.ok("photo.get", json!({ "id": picture, "side": 200 }));
    let whole = office.ok("photo.get", json!({ "id": picture }));
    assert!(small["url"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    assert!(small["url"].as_str().unwrap().len() < whole["url"].as_str().unwrap().len());
    // A signed sheet is not thrown away as a picture.
    assert_eq!(office.refused("photo.delete", json!({ "id": picture })).code, ErrorCode::VisitEnded);
    let id = first["items"][0]["id"].clone();
    assert_eq!(office.refused("scan.remove", json!({ "id": id })).code, ErrorCode::SheetMatched);
}

#[test]
fn a_spare_sheet_asks_whose_it_was_and_is_known_from_then_on() {
    let office = evening();
    let pages = printed(&office, 2);
    let found = scan(&office, pages.last().unwrap());
    let spare = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["state"] == "spare")
        .unwrap_or_else(|| panic!("{found}"));
    assert!(spare["number"].as_str().unwrap().starts_with('备'));
    let customer = office.customers(json!({}))["rows"][5]["id"].clone();
    let whose = json!({ "scan_id": spare["id"], "customer_id": customer, "date": MONDAY });
    let listed = office.ok("scan.match", whose.clone());
    let matched = listed.as_array().unwrap().iter().find(|item| item["id"] == spare["id"]).unwrap();
    assert_eq!(matched["state"], "matched");
    assert_eq!(matched["visit"]["customer_id"], customer);
    assert_eq!(office.refused("scan.match", whose).code, ErrorCode::SheetMatched);
    let ahead = json!({ "scan_id": spare["id"], "customer_id": customer, "date": "2026-12-24" });
    assert_eq!(office.refused("scan.match", ahead).code, ErrorCode::SheetMatched);
}

#[test]
fn a_sheet_of_another_territory_is_listed_as_foreign_and_can_be_removed() {
    let office = evening();
    let other = Office::with("编码,名称,地址\nA1,甲店,中和路1号\n");
    let pages = printed(&office, 0);
    let found = scan(&other, &pages[0]);
    assert_eq!(states(&found["items"]), ["foreign", "foreign"]);
    for item in found["items"].as_array().unwrap() {
        other.ok("scan.remove", json!({ "id": item["id"] }));
    }
    assert_eq!(other.ok("scan.list", json!({})), json!([]));
    // Removed is forgotten: the file can come again.
    assert_eq!(scan(&other, &pages[0])["known"], 0);
}

#[test]
fn a_sheet_of_a_day_to_come_notes_nothing_until_its_day_is_here() {
    let office = Office::demo();
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": WEEK }));
    let pages = printed(&office, 0);
    let before = office.ok("visit.list", json!({}));
    let found = scan(&office, &pages[0]);
    assert_eq!(states(&found["items"]), ["early", "early"]);
    assert_eq!(found["items"][0]["planned_date"], MONDAY);
    assert!(found["items"][0]["planned_name"].is_string() && found["items"][0]["visit"].is_null());
    assert_eq!(office.ok("visit.list", json!({})), before);

    office.at(EVENING);
    let again = scan(&office, &pages[0]);
    assert_eq!((states(&again["items"]), &again["known"]), (vec!["matched", "matched"], &json!(2)));
}

#[test]
fn a_picture_beside_a_visit_signed_on_the_screen_leaves_its_record_alone() {
    let office = evening();
    let visits = office.ok("visit.list", json!({ "signed": true }));
    let signed = visits.as_array().unwrap().iter().find(|visit| visit["signed"] == true).unwrap();
    let page = printed(&office, 2).pop().unwrap();
    let found = scan(&office, &page);
    let spare = found["items"].as_array().unwrap().iter().find(|item| item["state"] == "spare").unwrap();
    let before = office.ok("visit.get", json!({ "id": signed["id"] }))["record"].clone();
    let listed = office.ok("scan.match", json!({ "scan_id": spare["id"], "visit_record_id": signed["id"] }));
    let item = listed.as_array().unwrap().iter().find(|item| item["id"] == spare["id"]).unwrap();
    assert_eq!(item["state"], "matched");
    assert_eq!((&item["visit"]["signed"], &item["visit"]["signed_on_paper"]), (&json!(true), &json!(false)));
    assert_eq!(office.ok("visit.get", json!({ "id": signed["id"] }))["record"], before);
}

#[test]
fn a_sheet_that_comes_again_in_another_file_is_named_by_that_file() {
    let office = evening();
    let page = printed(&office, 2).pop().unwrap();
    let first = scan(&office, &page);
    let again = office.call("scan.add", json!({ "file_name": "再扫.jpg" }), Some(page)).unwrap();
    assert_eq!(again["known"], first["items"].as_array().unwrap().len());
    assert!(again["items"].as_array().unwrap().iter().all(|item| item["file_name"] == "再扫.jpg"));
}

#[test]
fn a_file_that_is_no_picture_is_named() {
    let office = evening();
    let error =
        office.call("scan.add", json!({ "file_name": "表.docx" }), Some(b"PK\x03\x04".to_vec())).unwrap_err();
    assert_eq!((error.code, &error.detail["file"]), (ErrorCode::NotAPicture, &json!("表.docx")));
    let customer = office.customers(json!({}))["rows"][0]["id"].clone();
    let args = json!({
        "visit_record_id": null, "customer_id": customer, "issue_id": null, "kind": "shelf", "note": null,
        "file_name": "货架.jpg",
    });
    let cut = printed(&office, 0).swap_remove(0);
    let error = office.call("photo.add", args.clone(), Some(cut[..cut.len() / 2].to_vec())).unwrap_err();
    assert_eq!((error.code, &error.detail["file"]), (ErrorCode::PictureBroken, &json!("货架.jpg")));
    let kept = office.call("photo.add", args, Some(cut)).unwrap();
    assert_eq!(kept["customer_id"], customer);
    office.ok("photo.delete", json!({ "id": kept["id"] }));
    assert_eq!(office.refused("photo.get", json!({ "id": kept["id"] })).code, ErrorCode::NotFound);
}

#[test]
fn a_paper_day_is_typed_in_row_by_row_and_tells_its_promises_once() {
    let office = evening();
    let first = row(&office, 0);
    assert_eq!(first["state"], "empty");
    let half = json!({ "arrived_min": 560, "answers": { "sales": "up" } });
    assert_eq!(put(&office, &first, half.clone(), false)["rows"][0]["state"], "draft");
    assert_eq!(row(&office, 0)["entry"]["arrived_min"], 560);

    let refused = put(&office, &first, half, true);
    assert_eq!(refused["rows"][0]["state"], "draft");
    assert!(
        refused["rows"][0]["problems"].as_array().unwrap().iter().any(|error| error["field"] == "outcome")
    );

    let feedback = json!([{ "kind": "question", "content": "缺货", "promised_on": "2026-11-25" }]);
    let entry = json!({
        "arrived_min": 560, "left_min": 585, "outcome": "done", "signed_on_paper": true,
        "answers": { "sales": "up", "rating": "satisfied", "feedback": feedback },
    });
    let saved = put(&office, &first, entry.clone(), true)["rows"][0].clone();
    assert_eq!(saved["state"], "saved");
    assert_eq!(saved["entry"]["left_min"], 585);
    assert_eq!(saved["entry"]["signed_on_paper"], true);
    let record = office.ok("visit.get", json!({ "id": saved["visit_record_id"] }))["record"].clone();
    assert_eq!((&record["entered"], &record["state"]), (&json!("later"), &json!("finished")));

    put(&office, &saved, entry, true);
    let issues = office.ok("issue.list", json!({ "scope": "open", "customer_id": first["customer"]["id"] }));
    let of_visit = issues["issues"].as_array().unwrap().iter();
    let of_visit = of_visit.filter(|issue| issue["issue"]["visit_record_id"] == saved["visit_record_id"]);
    assert_eq!(of_visit.count(), 1);
}

#[test]
fn what_was_recorded_in_the_shop_is_shown_and_not_changed() {
    let office = evening();
    let first = row(&office, 0);
    let planned = first["planned_visit_id"].clone();
    let visit = office.ok("visit.start", json!({ "planned_visit_id": planned, "customer_id": null }));
    let id = visit["record"]["id"].clone();
    office.ok("visit.save", json!({ "id": id, "draft": { "outcome": "closed" } }));
    office.ok("visit.finish", json!({ "id": id }));
    let live = row(&office, 0);
    assert_eq!(live["state"], "live");
    let args = json!({
        "date": MONDAY, "customer_id": live["customer"]["id"], "visit_record_id": id,
        "entry": { "outcome": "done" }, "save": true,
    });
    assert_eq!(office.refused("later.put", args).code, ErrorCode::VisitEnded);
}

#[test]
fn a_shop_that_was_not_planned_is_added_and_a_day_to_come_is_refused() {
    let office = evening();
    let rows = day(&office)["rows"].as_array().unwrap().clone();
    let all = office.customers(json!({}));
    let customer = all["rows"].as_array().unwrap().iter().map(|customer| customer["id"].clone());
    let added = customer.into_iter().find(|id| !rows.iter().any(|row| row["customer"]["id"] == *id)).unwrap();
    let args = json!({
        "date": MONDAY, "customer_id": added, "save": true,
        "entry": { "outcome": "done", "arrived_min": 600, "left_min": 590 },
    });
    let day = office.ok("later.put", args);
    let row = day["rows"].as_array().unwrap().iter().find(|row| row["customer"]["id"] == added).unwrap();
    assert_eq!(row["state"], "draft");
    assert_eq!(row["problems"][0]["field"], "left_min");
    assert_eq!(office.refused("later.get", json!({ "date": "2026-12-24" })).code, ErrorCode::BadDate);
}
