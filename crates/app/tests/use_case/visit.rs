//! A visit from the door to the signature, as the window drives it.

use crate::common::{
    NOW,
    visit::{
        DAY, MINUTE, MONDAY, WEEK, begin, draft, drawn, monday, planned, save, sign, signed, stop, strokes,
    },
    visits,
};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

#[test]
fn a_plain_visit_is_begun_answered_and_signed() {
    let office = monday();
    let visit = begin(&office, 0);
    assert_eq!((&visit["record"]["state"], &visit["record"]["outcome"]), (&json!("open"), &json!(null)));
    let answers = json!({
        "sales": "up", "supply": "partly", "supply_note": "软云缺货", "rating": "satisfied",
        "next_visit_on": "2026-12-07", "next_visit_part": "morning",
        "feedback": [{ "kind": "complaint", "urgent": true, "content": "少送两条", "answer": "已联系仓库",
                       "promised_on": "2026-11-24", "promised_min": 600 },
                     { "kind": "question", "content": "网上怎么订货", "answer": "当场演示" }],
    });
    let typed = json!({ "outcome": "done", "answers": answers, "internal": { "wishes": "想要中秋礼盒" },
                        "restricted": { "illegal_tobacco": "隔壁有散烟" }, "plan_next": true });
    let check = save(&office, &visit, typed);
    assert_eq!((&check["problems"], &check["missing"]), (&json!([]), &json!([])));
    let fill = |key: &str| {
        let all = check["sections"].as_array().unwrap();
        all.iter().find(|section| section["key"] == key).unwrap()["fill"].clone()
    };
    assert_eq!(
        ["arrival", "information", "guidance", "feedback", "evaluation", "next_visit", "signature"].map(fill),
        ["done", "partly", "empty", "done", "done", "done", "empty"].map(|word| json!(word))
    );
    let shown = check["shown"].to_string();
    assert!(shown.contains("少送两条") && shown.contains("11月24日 周二 10:00"), "{shown}");
    assert!(
        !shown.contains("散烟") && !shown.contains("礼盒"),
        "the customer never sees the internal part: {shown}"
    );

    let visit = sign(&office, &visit, drawn());
    assert_eq!(visit["record"]["state"], "signed");
    assert_eq!(visit["record"]["answers"]["supply"], "partly");
    assert_eq!(visit["record"]["restricted"]["illegal_tobacco"], "隔壁有散烟");
    assert_eq!(
        (&visit["evidence"]["seq"], &visit["evidence"]["role"]),
        (&json!(visit["evidence"]["seq"].as_i64().unwrap()), &json!("owner"))
    );
    let point = &visit["signature"]["strokes"]["strokes"][0][0];
    assert_eq!(point, &json!({ "x": 100, "y": 100 }), "the shape only, while the switch is off");
    assert_eq!(visit["wishes"].as_str().unwrap().lines().last(), Some("想要中秋礼盒"));

    let customer = &visit["record"]["customer_id"];
    assert_eq!(planned(&office, customer)[0]["state"], "done");
    let next = office.ok("plan.get", json!({ "week": "2026-W50" }));
    let agreed = visits(&next);
    assert_eq!(
        (agreed.len(), &agreed[0]["date"], &agreed[0]["locked"]),
        (1, &json!("2026-12-07"), &json!(true))
    );
    assert_eq!(agreed[0]["reasons"][0], json!({ "kind": "promised", "date": "2026-12-07" }));

    let again = office.refused("visit.save", json!({ "id": visit["record"]["id"], "draft": {} }));
    assert_eq!(again.code, ErrorCode::VisitEnded, "the other window is told");
    let signed_list = office.ok("visit.list", json!({ "date": "2026-11-23", "signed": true }));
    assert_eq!(signed_list.as_array().unwrap().len(), 1);
    let today = office.ok("today.get", json!({}));
    assert_eq!(today["stops"][0]["record"]["signed"], true);
    assert_eq!(today["notes_to_tidy"], json!([]));
}

#[test]
fn what_is_missing_before_a_signature_is_named() {
    let office = monday();
    let visit = begin(&office, 0);
    let id = &visit["record"]["id"];
    let ask = |signature: Value| office.refused("visit.sign", json!({ "id": id, "signature": signature }));
    assert_eq!(ask(drawn()).code, ErrorCode::OutcomeMissing);
    save(&office, &visit, draft("closed", json!({})));
    assert_eq!(ask(drawn()).code, ErrorCode::OutcomeMissing, "nobody signs before a closed door");
    save(&office, &visit, draft("done", json!({ "feedback": [{ "kind": "question" }] })));
    let wrong = ask(drawn());
    assert_eq!((wrong.code, wrong.field.as_deref()), (ErrorCode::Required, Some("feedback[0].content")));
    save(&office, &visit, draft("done", json!({})));
    let dot = json!({ "width": 1, "height": 1, "strokes": [[{ "x": 1, "y": 1 }, { "x": 9, "y": 9 }]] });
    let draw = |role: &str, strokes: &Value| json!({ "kind": "drawn", "role": role, "name": " ", "strokes": strokes });
    assert_eq!(ask(draw("owner", &dot)).code, ErrorCode::SignatureEmpty);
    assert_eq!(
        ask(draw("owner", &json!({ "width": 1, "height": 1, "strokes": [] }))).code,
        ErrorCode::SignatureEmpty
    );
    assert_eq!(ask(draw("clerk", &strokes())).code, ErrorCode::SignerNameMissing);
    assert_eq!(ask(json!({ "kind": "refused", "reason": " " })).code, ErrorCode::RefusalReasonMissing);
    let visit = office.ok("visit.get", json!({ "id": id }));
    assert_eq!(visit["record"]["state"], "open");
    assert!(visit["evidence"].is_null());
}

#[test]
fn an_unplanned_visit_takes_two_calls_and_counts_as_the_last_visit() {
    let office = monday();
    let all = office.customers(json!({}));
    let today = office.ok("plan.get", json!({ "week": WEEK }));
    let of_week = visits(&today);
    let customer = all["rows"].as_array().unwrap().iter().find(|customer| {
        customer["status"] == "open" && of_week.iter().all(|visit| visit["customer"]["id"] != customer["id"])
    });
    let customer = customer.unwrap()["id"].clone();
    let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": customer }));
    assert!(visit["record"]["planned_visit_id"].is_null());
    save(&office, &visit, draft("done", json!({})));
    let visit = office.ok("visit.finish", json!({ "id": visit["record"]["id"] }));
    assert_eq!(visit["record"]["state"], "finished");
    let today = office.ok("today.get", json!({}));
    assert_eq!(today["unplanned"].as_array().unwrap().len(), 1);
    let all = office.customers(json!({}));
    let seen = all["rows"].as_array().unwrap().iter().find(|row| row["id"] == customer).unwrap().clone();
    assert_eq!(seen["last_visit_on"], "2026-11-23");
}

#[test]
fn only_one_visit_is_open_and_starting_again_leads_back_to_it() {
    let office = monday();
    let first = begin(&office, 0);
    let other = stop(&office, 1);
    let refused =
        office.refused("visit.start", json!({ "planned_visit_id": other["id"], "customer_id": null }));
    assert_eq!((refused.code, &refused.detail["name"]), (ErrorCode::VisitOpen, &first["customer"]["name"]));
    assert_eq!(begin(&office, 0)["record"]["id"], first["record"]["id"]);
    assert_eq!(office.ok("app.status", json!({}))["open_visit"], first["record"]["id"]);
    let today = office.ok("visit.discard", json!({ "id": first["record"]["id"] }));
    assert!(today["open_visit"].is_null());
    assert_eq!(today["stops"][0]["visit"]["state"], "planned");
    assert_eq!(office.refused("visit.get", json!({ "id": first["record"]["id"] })).code, ErrorCode::NotFound);
}

#[test]
fn of_two_windows_on_one_visit_the_one_that_is_behind_writes_and_signs_nothing() {
    let office = monday();
    let screen = begin(&office, 0);
    let id = &screen["record"]["id"];
    let keep = |text: &str, revision: &Value| {
        let draft = draft("done", json!({ "opinion": text }));
        json!({ "id": id, "draft": draft, "revision": revision })
    };
    let seen = &screen["check"]["revision"];
    let first = office.ok("visit.save", keep("甲窗", seen));
    let behind = office.refused("visit.save", keep("乙窗", seen));
    assert_eq!(behind.code, ErrorCode::VisitElsewhere);
    let now = office.ok("visit.get", json!({ "id": id }));
    assert_eq!(
        (&now["draft"]["answers"]["opinion"], &now["check"]["revision"]),
        (&json!("甲窗"), &first["revision"])
    );
    let second = office.ok("visit.save", keep("甲窗又写", &first["revision"]));
    let signature = |revision: &Value| json!({ "id": id, "signature": drawn(), "revision": revision });
    assert_eq!(office.refused("visit.sign", signature(&first["revision"])).code, ErrorCode::VisitElsewhere);
    let signed = office.ok("visit.sign", signature(&second["revision"]));
    assert_eq!(signed["record"]["answers"]["opinion"], "甲窗又写");
}

#[test]
fn what_was_typed_survives_the_end_of_the_program() {
    let mut office = monday();
    let visit = begin(&office, 0);
    let typed = json!({ "outcome": "done", "answers": { "opinion": "写到一半" }, "signing": true, "strokes": strokes() });
    save(&office, &visit, typed);
    office.restart();
    let again = office.ok("visit.get", json!({ "id": visit["record"]["id"] }));
    assert_eq!(again["draft"]["answers"]["opinion"], "写到一半");
    assert_eq!((&again["draft"]["signing"], &again["draft"]["strokes"]), (&json!(true), &strokes()));
}

#[test]
fn a_correction_is_a_new_record_and_both_are_shown() {
    let office = monday();
    let rows = json!([{ "kind": "suggestion", "content": "早点送货", "promised_on": "2026-11-25" }]);
    let first = signed(&office, 0, json!({ "rating": "satisfied", "feedback": rows }));
    let first_id = &first["record"]["id"];
    let second = office.ok("visit.correct", json!({ "id": first_id }));
    assert_eq!(second["record"]["corrects"], *first_id);
    assert_eq!(second["draft"]["answers"]["rating"], "satisfied");
    save(&office, &second, draft("done", json!({ "rating": "dissatisfied", "feedback": rows })));
    let second = sign(&office, &second, drawn());
    let old = office.ok("visit.get", json!({ "id": first_id }));
    assert_eq!(
        (&old["record"]["answers"]["rating"], &old["corrected_by"]),
        (&json!("satisfied"), &second["record"]["id"])
    );
    assert_eq!(second["evidence"]["seq"].as_i64().unwrap(), first["evidence"]["seq"].as_i64().unwrap() + 1);
    assert_eq!(office.refused("visit.correct", json!({ "id": first_id })).code, ErrorCode::CorrectedAlready);
    let of_customer = office
        .ok("visit.list", json!({ "customer_id": first["record"]["customer_id"], "date": "2026-11-23" }));
    assert_eq!(of_customer.as_array().unwrap().len(), 2);
}

#[test]
fn internal_notes_are_tidied_until_midnight_and_then_locked() {
    let office = monday();
    let visit = signed(&office, 0, json!({}));
    let id = &visit["record"]["id"];
    assert_eq!(office.ok("today.get", json!({}))["notes_to_tidy"].as_array().unwrap().len(), 1);
    let notes = |text: &str| {
        json!({ "id": id, "internal": { "lessons": text, "goal": "reached", "illegal_tobacco": "甲" },
                                      "restricted": {}, "companion_rating": "好" })
    };
    // 23:59 in Shanghai.
    office.at(NOW + 2 * DAY - 8 * 60 * MINUTE - MINUTE);
    let tidied = office.ok("visit.internal", notes("先看库存"));
    assert_eq!(tidied["record"]["internal"], json!({ "lessons": "先看库存", "goal": "reached" }));
    assert_eq!(
        tidied["record"]["restricted"],
        json!({ "illegal_tobacco": "甲" }),
        "kept apart wherever it was typed"
    );
    assert_eq!(tidied["internal_open"], true);
    office.at(NOW + 2 * DAY - 8 * 60 * MINUTE);
    assert_eq!(office.refused("visit.internal", notes("太晚")).code, ErrorCode::InternalLocked);
    assert_eq!(office.ok("visit.get", json!({ "id": id }))["internal_open"], false);
}

#[test]
fn a_clock_that_was_set_back_is_marked() {
    let office = monday();
    let first = signed(&office, 0, json!({}));
    assert!(first["record"]["clock_doubt_ms"].is_null());
    office.at(MONDAY - 90 * MINUTE);
    let second = begin(&office, 1);
    assert_eq!(second["record"]["clock_doubt_ms"], 90 * MINUTE);
}

#[test]
fn a_form_version_that_is_gone_is_said_and_the_draft_stays() {
    let office = monday();
    let visit = begin(&office, 0);
    let get = json!({ "id": visit["record"]["id"] });
    // The program's own comes with the program.
    drop(office.session.dispatch("start.leave", json!({}), None, &office.ctx()));
    office.sql("DELETE FROM form");
    office.sql("INSERT INTO form (id, version, hash, body) VALUES ('visit_record', 1, 'other', '{}')");
    office.ok("start.demo", json!({}));
    office.ok("visit.get", get.clone());
    office.sql("UPDATE visit_record SET form_version = 7, form_hash = '00' WHERE state = 'open'");
    let refused = office.refused("visit.get", get);
    assert_eq!((refused.code, &refused.detail["version"]), (ErrorCode::FormMissing, &json!(7)));
}

#[test]
fn the_tools_are_checked_once_at_departure() {
    let office = monday();
    let today = office.ok("today.get", json!({}));
    assert_eq!(today["departure"], json!({ "date": "2026-11-23", "ticked": [], "departed_at": null }));
    let ticked = json!({ "date": "2026-11-23", "ticked": ["phone", "pen"], "departed_at": 1 });
    let left = office.ok("today.depart", ticked);
    assert_eq!(left["departure"]["departed_at"], MONDAY, "by the core's clock");
    office.at(MONDAY + DAY);
    assert_eq!(office.ok("today.get", json!({}))["departure"]["departed_at"], json!(null));
}

#[test]
fn a_device_in_the_customers_hands_is_known_over_a_restart_until_it_is_handed_back() {
    let office = monday();
    let in_hand = || office.ok("app.status", json!({}))["in_hand"].clone();
    let visit = begin(&office, 0);
    let id = visit["record"]["id"].clone();
    assert_eq!(in_hand(), json!(null));
    let answers = json!({ "sales": "up" });
    let mut typed = draft("done", answers);
    typed["signing"] = json!(true);
    save(&office, &visit, typed);
    assert_eq!(in_hand(), id, "while it is signed");

    let signed = sign(&office, &visit, drawn());
    assert_eq!(signed["in_hand"], true);
    assert_eq!(in_hand(), id, "signed, and still with the customer");
    assert_eq!(office.ok("visit.get", json!({ "id": id }))["in_hand"], true);

    let back = office.ok("visit.handed_back", json!({ "id": id }));
    assert_eq!((&back["in_hand"], in_hand()), (&json!(false), json!(null)));
}

#[test]
fn a_device_that_knows_a_colleague_too_works_as_whoever_enrolled_it() {
    let office = monday();
    let own = office.ok("app.status", json!({}));
    let (person, territory) = (own["person"]["id"].clone(), own["territory"]["id"].clone());
    let account = json!({
        "server": "https://hq.example.cn", "user": "1001", "install_id": person, "person_id": person, "role": "manager",
        "territory_id": territory, "territory_code": "T1", "hq_key_id": "", "epoch": person, "tokens": null,
    });
    // The colleague's rows are the first by their ids.
    let first = "00000000-0000-7000-8000-000000000001";
    office.sql(&format!(
        "INSERT INTO setting (name, value) VALUES ('sync_account', '{account}');
         INSERT INTO territory (id, territory_id, created_at, updated_at, code, name, organisation, zone)
         VALUES ('{first}', '{first}', 0, 0, 'T0', '别的片区', '', 'Asia/Shanghai');
         INSERT INTO person (id, territory_id, created_at, updated_at, code, name, role)
         VALUES ('{first}', '{first}', 0, 0, '1000', '同事', 'supervisor');"
    ));
    let status = office.ok("app.status", json!({}));
    assert_eq!((&status["person"]["id"], &status["territory"]["id"]), (&person, &territory));
    let visit = begin(&office, 0);
    let record = &visit["record"];
    assert_eq!((&record["person_id"], &record["territory_id"]), (&person, &territory));
}
