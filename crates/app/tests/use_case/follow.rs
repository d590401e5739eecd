//! What a visit's end does beyond itself: the customer's status, the week's plan, the ledger; and what the office waits
//! for.

use crate::common::{NOW, Office, visits};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const LIST: &str = "客户编码,客户名称,经营地址,拜访频次
T001,中和路便利店,中和路1号,每周一次
T002,李记烟酒,重庆路2号,每周一次
";
const WEEK: &str = "2026-W48";
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// 09:00 in Shanghai on Monday.
const MONDAY: i64 = NOW + 25 * HOUR;

fn shop(office: &Office, code: &str) -> Value {
    office.customers(json!({ "text": code }))["rows"][0]["id"].clone()
}

fn begun(office: &Office, code: &str) -> Value {
    office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop(office, code) }))
}

fn ended(office: &Office, visit: &Value, outcome: &str, answers: Value) -> Value {
    let id = &visit["record"]["id"];
    office.ok("visit.save", json!({ "id": id, "draft": { "outcome": outcome, "answers": answers } }));
    office.ok("visit.finish", json!({ "id": id }))
}

fn signed(office: &Office, visit: &Value, answers: Value) -> Value {
    let id = &visit["record"]["id"];
    office.ok("visit.save", json!({ "id": id, "draft": { "outcome": "done", "answers": answers } }));
    let strokes =
        json!({ "width": 3000, "height": 1000, "strokes": [[{ "x": 0, "y": 0 }, { "x": 900, "y": 500 }]] });
    let signature = json!({ "kind": "drawn", "role": "owner", "name": null, "strokes": strokes });
    office.ok("visit.sign", json!({ "id": id, "signature": signature }))
}

fn status(office: &Office, code: &str) -> Value {
    office.ok("customer.get", json!({ "id": shop(office, code) }))["customer"]["status"].clone()
}

fn codes(board: &Value) -> Vec<String> {
    visits(board).iter().map(|visit| visit["customer"]["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_shop_out_of_business_is_not_planned_again_and_the_change_can_be_taken_back() {
    let office = Office::with(LIST);
    office.at(MONDAY);
    let visit = ended(&office, &begun(&office, "T001"), "out_of_business", json!({}));
    let change = &visit["status_change"];
    assert_eq!((&change["from"], &change["to"]), (&json!("open"), &json!("suspended")));
    assert_eq!(status(&office, "T001"), "suspended");
    let board = office.ok("plan.make", json!({ "week": "2026-W49", "iterations": 500 }));
    assert_eq!(codes(&board), ["T002"], "停业 suspends the rule");
    office.ok("change.undo", json!({ "tx_id": change["tx_id"] }));
    assert_eq!(status(&office, "T001"), "open");
    assert_eq!(codes(&office.ok("plan.make", json!({ "week": "2026-W49", "iterations": 500 }))).len(), 2);
    // A correction that finds the shop closed down once more changes nothing that was taken back.
    let id = &visit["record"]["id"];
    assert_eq!(
        ended(&office, &office.ok("visit.correct", json!({ "id": id })), "out_of_business", json!({}))["status_change"],
        Value::Null
    );
    assert_eq!(status(&office, "T001"), "open");
}

#[test]
fn a_correction_that_finds_the_shop_open_after_all_opens_its_file_again() {
    let office = Office::with(LIST);
    office.at(MONDAY);
    let visit = ended(&office, &begun(&office, "T001"), "out_of_business", json!({}));
    let correction = office.ok("visit.correct", json!({ "id": visit["record"]["id"] }));
    let corrected = ended(&office, &correction, "done", json!({}));
    assert_eq!(corrected["status_change"]["to"], "open");
    assert_eq!(status(&office, "T001"), "open");
}

#[test]
fn a_visit_put_off_again_and_again_comes_back_step_by_step() {
    let office = Office::with(LIST);
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.at(MONDAY);
    let week = || {
        let board = office.ok("plan.get", json!({ "week": WEEK }));
        (board["days"].clone(), board["unplanned"].clone())
    };
    let mut seen = vec![week()];
    let mut steps = Vec::new();
    let mut visit = visits(&office.ok("plan.get", json!({ "week": WEEK })))[0].clone();
    let shop = visit["customer"]["id"].clone();
    loop {
        let put_off = json!({ "planned_visit_id": visit["id"], "reason": "客户改约" });
        let done = office.ok("visit.put_off", put_off);
        steps.push(done["tx_id"].clone());
        if done["next_on"].is_null() {
            break;
        }
        assert!(done["next_on"].as_str() > visit["date"].as_str(), "{done}");
        seen.push(week());
        let board = visits(&office.ok("plan.get", json!({ "week": WEEK })));
        let stands = |one: &&Value| one["customer"]["id"] == shop && one["date"] == done["next_on"];
        visit = board.iter().find(stands).unwrap().clone();
    }
    assert!(steps.len() > 1, "the week has later days");
    let left = week().1[0].clone();
    assert_eq!((&left["customer"]["id"], &left["reason"]["kind"]), (&shop, &json!("put_off")));
    for tx_id in steps.into_iter().rev() {
        office.ok("change.undo", json!({ "tx_id": tx_id }));
        assert_eq!(week(), seen.pop().unwrap());
    }
    assert!(seen.is_empty());
}

#[test]
fn an_unplanned_visit_takes_the_place_of_the_one_that_its_week_still_held() {
    let office = Office::with(LIST);
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": WEEK }));
    let stood = visits(&office.ok("plan.get", json!({ "week": WEEK })));
    let stood = stood.iter().find(|visit| visit["customer"]["code"] == "T001").unwrap().clone();
    // On a day on which it does not stand.
    let today = if stood["date"] == "2026-11-23" { MONDAY + DAY } else { MONDAY };
    office.at(today);
    let visit = signed(&office, &begun(&office, "T001"), json!({ "rating": "satisfied" }));
    assert_eq!(visit["record"]["planned_visit_id"], stood["id"]);
    let board = visits(&office.ok("plan.get", json!({ "week": WEEK })));
    let now: Vec<&Value> = board.iter().filter(|visit| visit["customer"]["code"] == "T001").collect();
    assert_eq!(now.len(), 1, "nobody is visited twice in the week");
    assert_eq!((&now[0]["state"], &now[0]["change"]), (&json!("done"), &json!("moved")));
    assert_eq!(now[0]["reasons"][0], json!({ "kind": "seen_unplanned", "date": stood["date"] }));
    let view = office.ok("today.get", json!({}));
    let stop =
        view["stops"].as_array().unwrap().iter().find(|stop| stop["visit"]["id"] == stood["id"]).unwrap();
    assert_eq!(stop["record"]["signed"], true);
    assert_eq!(view["unplanned"], json!([]));
    assert_eq!(office.ok("verify.all", json!({}))["intact"], true);
}

#[test]
fn an_unplanned_visit_in_vain_leaves_the_weeks_visit_where_it_stands() {
    let office = Office::with(LIST);
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    let stood = visits(&office.ok("plan.get", json!({ "week": WEEK })));
    let stood = stood.iter().find(|visit| visit["customer"]["code"] == "T001").unwrap().clone();
    office.at(if stood["date"] == "2026-11-23" { MONDAY + DAY } else { MONDAY });
    let visit = ended(&office, &begun(&office, "T001"), "closed", json!({}));
    assert_eq!(visit["record"]["planned_visit_id"], Value::Null);
    let board = visits(&office.ok("plan.get", json!({ "week": WEEK })));
    let now = board.iter().find(|visit| visit["id"] == stood["id"]).unwrap();
    assert_eq!((&now["state"], &now["date"]), (&json!("planned"), &stood["date"]));
}

#[test]
fn a_correction_that_rewords_a_request_takes_its_issue_over() {
    let office = Office::with(LIST);
    office.at(MONDAY);
    let row = |content: &str| json!({ "kind": "complaint", "content": content, "promised_on": "2026-11-25" });
    let first =
        signed(&office, &begun(&office, "T001"), json!({ "feedback": [row("少送两条"), row("价签不够")] }));
    let list = |scope: &str| {
        let list = office.ok("issue.list", json!({ "scope": scope, "customer_id": shop(&office, "T001") }));
        list["issues"].as_array().unwrap().clone()
    };
    let of = |all: &[Value], content: &str| {
        all.iter()
            .find(|one| one["issue"]["content"] == content)
            .unwrap_or_else(|| panic!("{content}"))
            .clone()
    };
    let before = of(&list("open"), "少送两条");
    let passed = json!({ "issue_id": before["issue"]["id"], "kind": "passed_on", "at": null, "text": null,
                         "to": "配送科", "way": null });
    office.ok("issue.step", passed);
    let correction = office.ok("visit.correct", json!({ "id": first["record"]["id"] }));
    signed(&office, &correction, json!({ "feedback": [row("少送三条")] }));

    let open = list("open");
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(
        (&open[0]["issue"]["content"], &open[0]["issue"]["owner"]),
        (&json!("少送三条"), &json!("配送科"))
    );
    let all = list("all");
    let (former, dropped) = (of(&all, "少送两条"), of(&all, "价签不够"));
    assert_eq!((&former["superseded"], &former["superseded_by"]), (&json!(true), &open[0]["issue"]["id"]));
    assert_eq!((&dropped["superseded"], &dropped["superseded_by"]), (&json!(true), &Value::Null));
    assert_eq!(former["deadlines"], json!([]), "nothing is owed under it");
    let file = office.ok("issue.get", json!({ "id": open[0]["issue"]["id"] }));
    assert_eq!(file["supersedes"], former["issue"]["id"]);
    let reopen = json!({ "issue_id": former["issue"]["id"], "kind": "reopened", "at": null, "text": null, "to": null, "way": null });
    assert_eq!(office.refused("issue.step", reopen).code, ErrorCode::IssueClosed);
    assert_eq!(office.ok("verify.all", json!({}))["intact"], true);
}

#[test]
fn the_timeline_is_searched_by_the_words_that_are_shown() {
    let office = Office::with(LIST);
    office.at(MONDAY);
    signed(&office, &begun(&office, "T001"), json!({ "rating": "satisfied" }));
    let hits = |text: &str| {
        let query = json!({ "customer_id": shop(&office, "T001"), "kinds": ["visit"], "text": text });
        office.ok("timeline.get", query)["total"].clone()
    };
    for (text, count) in [("满意", 1), ("manyi", 1), ("已签字", 1), ("satisfied", 1), ("不满意", 0)] {
        assert_eq!(hits(text), count, "{text}");
    }
}

#[test]
fn what_the_office_waits_for_stands_in_today_until_it_is_done() {
    let office = Office::with(LIST);
    // Friday, 27 November, 09:00: the week's report is due at 17:00, the month's by Monday.
    office.at(MONDAY + 4 * DAY);
    let duties = |view: &Value| -> Vec<(String, String, bool)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let one = |duty: &Value| {
            (text(&duty["kind"]), text(&duty["period"]), !duty["deadline"]["met_at"].is_null())
        };
        view["duties"].as_array().unwrap().iter().map(one).collect()
    };
    let of = |kind: &str, period: &str, done| (kind.to_owned(), period.to_owned(), done);
    let view = office.ok("today.get", json!({}));
    assert_eq!(
        duties(&view),
        [
            of("weekly_report", WEEK, false),
            of("evaluation", "2026-11", false),
            of("monthly_report", "2026-11", false)
        ]
    );
    let mark = |done: bool| json!({ "kind": "weekly_report", "period": WEEK, "done": done });
    assert_eq!(duties(&office.ok("today.duty", mark(true)))[0], of("weekly_report", WEEK, true));
    assert_eq!(duties(&office.ok("today.duty", mark(false)))[0], of("weekly_report", WEEK, false));
    office.ok("today.duty", mark(true));
    office.at(MONDAY + 4 * DAY + 9 * HOUR);
    assert_eq!(duties(&office.ok("today.get", json!({})))[0].0, "evaluation", "done and over: it is gone");
    let wrong = json!({ "kind": "weekly_report", "period": "2026-W02", "done": true });
    assert_eq!(office.refused("today.duty", wrong).code, ErrorCode::BadArguments);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["duties"] = json!({ "weekly_report": false, "evaluation": false, "monthly_report": false, "expense_working_day": null });
    office.ok("settings.save", settings);
    assert_eq!(office.ok("today.get", json!({}))["duties"], json!([]));
}
