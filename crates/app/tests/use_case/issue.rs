//! The promise ledger: from the customer's words to the promise kept.

use std::process::Command;

use crate::common::{NOW, Office};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const LIST: &str = "客户编码,客户名称,经营地址
T001,中和路便利店,中和路1号
T002,李记烟酒,重庆路2号
";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn shop(office: &Office, code: &str) -> Value {
    office.customers(json!({ "text": code }))["rows"][0]["id"].clone()
}

fn asked(office: &Office, code: &str, kind: &str, content: &str) -> Value {
    let put = json!({
        "id": null, "customer_id": shop(office, code), "kind": kind, "category": null, "urgent": false,
        "content": content, "promised_at": null, "owner": null,
    });
    office.ok("issue.put", put)
}

fn step(file: &Value, kind: &str, more: Value) -> Value {
    let mut step = json!({
        "issue_id": file["issue"]["id"], "kind": kind, "at": null, "text": null, "to": null, "way": null,
    });
    step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    step
}

fn kinds(file: &Value, open: bool) -> Vec<&str> {
    let deadlines = file["deadlines"].as_array().unwrap().iter();
    deadlines
        .filter(|deadline| deadline["met_at"].is_null() == open)
        .map(|deadline| deadline["kind"].as_str().unwrap())
        .collect()
}

fn contents(list: &Value) -> Vec<&str> {
    list["issues"].as_array().unwrap().iter().map(|one| one["issue"]["content"].as_str().unwrap()).collect()
}

#[test]
fn an_issue_runs_its_clocks_until_the_customer_is_told() {
    let office = Office::with(LIST);
    let file = asked(&office, "T001", "complaint", " 少送两条 ");
    assert_eq!((&file["issue"]["content"], &file["issue"]["asked_at"]), (&json!("少送两条"), &json!(NOW)));
    assert_eq!(kinds(&file, true), ["sunset", "first_answer", "result"]);
    office.at(NOW + HOUR);
    let file = office.ok("issue.step", step(&file, "answered", json!({ "text": "明天补" })));
    assert_eq!((kinds(&file, true), kinds(&file, false)), (vec!["result"], vec!["sunset", "first_answer"]));
    let file = office.ok("issue.step", step(&file, "passed_on", json!({ "to": "配送科" })));
    assert_eq!(file["issue"]["owner"], "配送科");
    office.at(NOW + 2 * HOUR);
    let file = office.ok("issue.step", step(&file, "resolved", json!({ "text": "已补送" })));
    assert_eq!((kinds(&file, true), &file["issue"]["outcome"]), (vec!["tell"], &json!("已补送")));
    let file = office.ok("issue.step", step(&file, "told", json!({ "way": "phone" })));
    assert_eq!((kinds(&file, true), &file["issue"]["told_by"]), (vec![], &json!("phone")));
    assert_eq!(file["steps"].as_array().unwrap().len(), 4);
    let list = office.ok("issue.list", json!({ "scope": "closed" }));
    assert_eq!((&list["open"], &list["closed"], contents(&list)), (&json!(0), &json!(1), vec!["少送两条"]));
}

#[test]
fn a_closed_issue_takes_only_notes_until_it_is_opened_again() {
    let office = Office::with(LIST);
    let file = asked(&office, "T001", "problem", "扫码枪坏了");
    assert_eq!(
        office.refused("issue.step", step(&file, "reopened", json!({}))).code,
        ErrorCode::BadArguments
    );
    office.ok("issue.step", step(&file, "resolved", json!({ "text": "换新" })));
    office.ok("issue.step", step(&file, "told", json!({ "way": "visit" })));
    let late = office.refused("issue.step", step(&file, "answered", json!({ "text": "好" })));
    assert_eq!(late.code, ErrorCode::IssueClosed);
    let put = json!({
        "id": file["issue"]["id"], "customer_id": file["issue"]["customer_id"], "kind": "problem",
        "category": null, "urgent": true, "content": "改", "promised_at": null, "owner": null,
    });
    assert_eq!(office.refused("issue.put", put.clone()).code, ErrorCode::IssueClosed);
    office.ok("issue.step", step(&file, "note", json!({ "text": "回访满意" })));
    office.at(NOW + 72 * HOUR);
    let again = office.ok("issue.step", step(&file, "reopened", json!({ "text": "又坏了" })));
    assert_eq!((&again["issue"]["resolved_at"], &again["issue"]["told_at"]), (&json!(null), &json!(null)));
    let result = again["deadlines"].as_array().unwrap().iter().find(|one| one["kind"] == "result").unwrap();
    assert_eq!(result["due_at"], NOW + 120 * HOUR);
    assert_eq!(office.ok("issue.put", put)["issue"]["urgent"], true);
}

#[test]
fn nothing_happens_to_an_issue_before_it_was_asked_or_after_now() {
    let office = Office::with(LIST);
    let file = asked(&office, "T001", "question", "何时到货");
    let early = office.refused("issue.step", step(&file, "answered", json!({ "at": NOW - 1 })));
    assert_eq!(
        (early.code, early.detail["asked"].as_str()),
        (ErrorCode::StepTooEarly, Some("2026-11-22 08:00"))
    );
    let ahead = office.refused("issue.step", step(&file, "answered", json!({ "at": NOW + HOUR })));
    assert_eq!((ahead.code, ahead.field.as_deref()), (ErrorCode::BadTime, Some("at")));
    let put = json!({
        "id": file["issue"]["id"], "customer_id": file["issue"]["customer_id"], "kind": "question",
        "category": "supply", "urgent": false, "content": "何时到货", "promised_at": NOW - HOUR, "owner": null,
    });
    assert_eq!(office.refused("issue.put", put).code, ErrorCode::StepTooEarly);
    for (kind, field) in
        [("note", "text"), ("resolved", "text"), ("passed_on", "to"), ("reported", "to"), ("told", "way")]
    {
        let refused = office.refused("issue.step", step(&file, kind, json!({ "text": " " })));
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Required, Some(field)), "{kind}");
    }
}

#[test]
fn the_list_has_the_most_pressing_on_top_and_counts_what_is_overdue() {
    let office = Office::with(LIST);
    let first = asked(&office, "T001", "suggestion", "早点送货");
    office.at(NOW + 20 * HOUR);
    let urgent = json!({
        "id": null, "customer_id": shop(&office, "T002"), "kind": "complaint", "category": "delivery",
        "urgent": true, "content": "货损严重", "promised_at": NOW + 21 * HOUR, "owner": "王主管",
    });
    let urgent = office.ok("issue.put", urgent);
    office.at(NOW + 20 * HOUR + MINUTE);
    let list = office.ok("issue.list", json!({}));
    // The first one's sunset passed at 20:00 of its own day, and still what is urgent goes before it.
    assert_eq!(contents(&list), ["货损严重", "早点送货"]);
    assert_eq!((&list["open"], &list["overdue"]), (&json!(2), &json!(2)));
    assert_eq!(list["issues"][0]["deadlines"][0]["kind"], "report_at_once");
    let data = office.dir.path().join("data").display().to_string();
    let (_, told, err) = office.rounds(&["--data", &data, "issues"]);
    let lines: Vec<_> = told.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].contains("逾期") && lines[0].contains("\t紧急 投诉\t"),
        "{told}{err}"
    );
    assert!(lines[1].contains("\t建议\t"), "{told}");
    office.ok("issue.step", step(&first, "answered", json!({ "text": "已转告" })));
    office.ok("issue.step", step(&urgent, "reported", json!({ "to": "李科长 13800000009" })));
    let list = office.ok("issue.list", json!({ "scope": "due" }));
    assert_eq!((contents(&list), &list["overdue"]), (vec!["货损严重"], &json!(0)));
    assert_eq!((&list["issues"][0]["customer_name"], &list["open"]), (&json!("李记烟酒"), &json!(2)));
}

#[test]
fn the_ledger_the_day_and_the_printed_plan_name_issues_in_one_order() {
    let office = Office::with("客户编码,客户名称,经营地址,拜访频次\nT001,中和路便利店,中和路1号,每周一次\n");
    let told = |content: &str, urgent: bool, promised_at: Option<i64>| {
        let put = json!({
            "id": null, "customer_id": shop(&office, "T001"), "kind": "complaint", "category": null,
            "urgent": urgent, "content": content, "promised_at": promised_at, "owner": null,
        });
        office.ok("issue.put", put)
    };
    let settled = told("甲已处理", true, None);
    told("乙先约定", false, Some(NOW + HOUR));
    office.at(NOW + MINUTE);
    told("丙紧急", true, Some(NOW + 9 * HOUR));
    told("丁后约定", false, Some(NOW + 2 * HOUR));
    office.ok("issue.step", step(&settled, "reported", json!({ "to": "李科长" })));
    office.ok("issue.step", step(&settled, "resolved", json!({ "text": "已补送" })));
    // What is urgent and has no result, then by what falls due first; a result still has to be told by sunset.
    let order = ["丙紧急", "乙先约定", "丁后约定", "甲已处理"];
    assert_eq!(contents(&office.ok("issue.list", json!({}))), order);
    assert_eq!(contents(&json!({ "issues": office.ok("today.get", json!({}))["due"] })), order);

    office.ok("plan.make", json!({ "week": "2026-W48", "iterations": 500 }));
    let print = json!({
        "week": "2026-W48", "dates": [], "kind": "plan", "full": false, "duplex": false, "spare": 0,
    });
    let file = office.ok("sheets.print", print)["path"].as_str().unwrap().to_owned();
    let text = Command::new("pdftotext").args(["-raw", &file, "-"]).output().unwrap();
    let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
    let places: Vec<_> = order.iter().map(|content| text.find(content)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {text}");
}

#[test]
fn issues_are_found_by_pinyin_initials_customer_and_outcome() {
    let office = Office::with(LIST);
    asked(&office, "T001", "problem", "扫码枪坏了");
    asked(&office, "T002", "suggestion", "早点送货");
    let find = |text: &str| {
        let list = office.ok("issue.list", json!({ "text": text }));
        contents(&list).join(" ")
    };
    assert_eq!(find("smq"), "扫码枪坏了");
    assert_eq!(find("songhuo"), "早点送货");
    assert_eq!(find("李记"), "早点送货");
    assert_eq!(find("t001 坏"), "扫码枪坏了");
    assert_eq!(find("无此"), "");
    let of_kind = office.ok("issue.list", json!({ "kind": "suggestion" }));
    assert_eq!(contents(&of_kind), ["早点送货"]);
    let of_shop = office.ok("issue.list", json!({ "customer_id": shop(&office, "T001") }));
    assert_eq!((contents(&of_shop), &of_shop["open"]), (vec!["扫码枪坏了"], &json!(1)));
}
