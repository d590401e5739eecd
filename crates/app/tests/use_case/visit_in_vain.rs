//! Visits that were in vain, put off or moved, and how they come back to the plan.

use crate::common::{
    visit::{DAY, MONDAY, WEEK, begin, draft, drawn, monday, planned, save, sign, stop, strokes},
    visits,
};
use rounds_core::ErrorCode;
use serde_json::json;

#[test]
fn a_visit_in_vain_returns_to_the_same_week() {
    let office = monday();
    let visit = begin(&office, 0);
    let id = visit["record"]["id"].clone();
    assert_eq!(office.refused("visit.finish", json!({ "id": id })).code, ErrorCode::OutcomeMissing);
    save(&office, &visit, draft("closed", json!({})));
    let visit = office.ok("visit.finish", json!({ "id": id }));
    assert_eq!(
        (&visit["record"]["state"], &visit["record"]["outcome"]),
        (&json!("finished"), &json!("closed"))
    );
    let customer = &visit["record"]["customer_id"];
    let mut of_week = planned(&office, customer);
    let board = office.ok("plan.get", json!({ "week": WEEK }));
    let left = board["unplanned"]
        .as_array()
        .unwrap()
        .iter()
        .find(|left| left["customer"]["id"] == *customer)
        .cloned();
    assert_eq!(of_week[0]["state"], "missed");
    let back = match left {
        Some(left) => left["reason"].clone(),
        None => of_week.pop().unwrap()["reasons"][0].clone(),
    };
    assert_eq!(back, json!({ "kind": "in_vain", "date": "2026-11-23", "outcome": "closed" }));
}

#[test]
fn what_was_in_vain_is_offered_for_the_days_that_follow_and_not_for_the_next_cycle() {
    let office = monday();
    let visit = begin(&office, 0);
    let again = &visit["again"];
    let days: Vec<&str> = std::iter::once(&again["date"])
        .chain(again["others"].as_array().unwrap())
        .map(|day| day.as_str().unwrap())
        .collect();
    assert!(days.iter().all(|day| ("2026-11-24"..="2026-12-03").contains(day)), "{days:?}");
    assert!(days.is_sorted() && !days.is_empty(), "{days:?}");
}

#[test]
fn a_visit_in_vain_with_a_day_agreed_in_its_week_comes_back_once() {
    let office = monday();
    for (at, outcome, answers) in [
        (0, "closed", json!({ "next_visit_on": "2026-11-27", "next_visit_part": "morning" })),
        (1, "refused", json!({ "next_visit_on": "2026-11-27" })),
        (2, "rescheduled", json!({ "rescheduled_to": "2026-11-26", "next_visit_on": "2026-11-27" })),
    ] {
        let visit = begin(&office, at);
        save(&office, &visit, json!({ "outcome": outcome, "answers": answers, "plan_next": true }));
        let visit = office.ok("visit.finish", json!({ "id": visit["record"]["id"] }));
        let of_week = planned(&office, &visit["record"]["customer_id"]);
        let dates: Vec<_> =
            of_week.iter().map(|visit| (visit["state"].as_str().unwrap(), &visit["date"])).collect();
        let back = if outcome == "rescheduled" { "2026-11-26" } else { "2026-11-27" };
        assert_eq!(dates, [("missed", &json!("2026-11-23")), ("planned", &json!(back))], "{outcome}");
        let board = office.ok("plan.get", json!({ "week": WEEK }));
        let mut left = board["unplanned"].as_array().unwrap().iter();
        assert!(left.all(|left| left["customer"]["id"] != visit["record"]["customer_id"]), "{outcome}");
    }
}

#[test]
fn a_visit_of_the_same_week_moves_to_the_day_that_was_agreed_on() {
    let office = monday();
    let board = office.ok("plan.get", json!({ "week": WEEK }));
    let thursday = visits(&board).into_iter().find(|visit| visit["date"] == "2026-11-26").unwrap();
    let customer = &thursday["customer"]["id"];
    let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": customer }));
    let answers = json!({ "next_visit_on": "2026-11-27", "next_visit_part": "morning" });
    save(&office, &visit, json!({ "outcome": "done", "answers": answers, "plan_next": true }));
    sign(&office, &visit, drawn());
    let of_week = planned(&office, customer);
    assert_eq!(of_week.len(), 1);
    let moved = json!([thursday["id"], "2026-11-27", true, "moved"]);
    let found = &of_week[0];
    assert_eq!(json!([found["id"], found["date"], found["locked"], found["change"]]), moved);
    assert_eq!(found["reasons"][0], json!({ "kind": "promised", "date": "2026-11-27" }));
}

#[test]
fn the_correction_of_a_visit_in_vain_brings_nobody_back_a_second_time() {
    let office = monday();
    let visit = begin(&office, 0);
    save(&office, &visit, draft("closed", json!({})));
    let visit = office.ok("visit.finish", json!({ "id": visit["record"]["id"] }));
    let customer = &visit["record"]["customer_id"];
    let back = planned(&office, customer).pop().unwrap();
    office.at(MONDAY + 4 * DAY);
    let again = office.ok("visit.start", json!({ "planned_visit_id": back["id"], "customer_id": null }));
    save(&office, &again, draft("done", json!({})));
    sign(&office, &again, drawn());
    let correction = office.ok("visit.correct", json!({ "id": visit["record"]["id"] }));
    office.ok("visit.finish", json!({ "id": correction["record"]["id"] }));
    let states: Vec<_> = planned(&office, customer).iter().map(|visit| visit["state"].clone()).collect();
    assert!(states.last().unwrap() == "done" && states.iter().all(|state| state != "planned"), "{states:?}");
    let board = office.ok("plan.get", json!({ "week": WEEK }));
    assert!(!board["unplanned"].to_string().contains(customer.as_str().unwrap()));
}

#[test]
fn a_promise_for_a_day_out_of_reach_is_a_slip_of_the_pen() {
    let office = monday();
    let visit = begin(&office, 0);
    for day in ["2026-11-22", "2028-11-23", "9999-12-31"] {
        let feedback = json!([{ "kind": "complaint", "content": "少送", "promised_on": day }]);
        let check =
            save(&office, &visit, draft("done", json!({ "next_visit_on": day, "feedback": feedback })));
        let fields: Vec<_> = check["problems"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
        assert_eq!(fields, ["next_visit_on", "feedback[0].promised_on"], "{day}");
    }
    save(&office, &visit, draft("rescheduled", json!({ "rescheduled_to": "+262142-12-31" })));
    let visit = office.ok("visit.finish", json!({ "id": visit["record"]["id"] }));
    assert_eq!(visit["record"]["state"], "finished", "no day that anything is planned on");
}

#[test]
fn a_rescheduled_visit_is_planned_on_the_day_that_was_named() {
    let office = monday();
    let visit = begin(&office, 0);
    save(&office, &visit, draft("rescheduled", json!({ "rescheduled_to": "2026-11-26" })));
    let visit = office.ok("visit.finish", json!({ "id": visit["record"]["id"] }));
    let of_week = planned(&office, &visit["record"]["customer_id"]);
    assert_eq!(of_week.len(), 2);
    assert_eq!((&of_week[1]["date"], &of_week[1]["locked"]), (&json!("2026-11-26"), &json!(true)));
}

#[test]
fn an_absent_owners_visit_counts_when_somebody_signed() {
    let office = monday();
    let clerk = json!({ "kind": "drawn", "role": "clerk", "name": "小周", "strokes": strokes() });
    let first = begin(&office, 0);
    save(&office, &first, draft("owner_absent", json!({ "receptionist": "小周" })));
    let first = sign(&office, &first, clerk);
    assert_eq!(planned(&office, &first["record"]["customer_id"])[0]["state"], "done");
    assert_eq!(first["evidence"]["name"], "小周");
    let second = begin(&office, 1);
    save(&office, &second, draft("owner_absent", json!({})));
    let second = office.ok("visit.finish", json!({ "id": second["record"]["id"] }));
    assert_eq!(planned(&office, &second["record"]["customer_id"])[0]["state"], "missed");
}

#[test]
fn a_refused_signature_is_kept_with_its_reason() {
    let office = monday();
    let visit = begin(&office, 0);
    save(&office, &visit, draft("done", json!({ "rating": "dissatisfied" })));
    let visit = sign(&office, &visit, json!({ "kind": "refused", "reason": "正忙，不愿签" }));
    assert_eq!(visit["record"]["state"], "signed");
    assert_eq!(
        (&visit["evidence"]["refusal"], &visit["evidence"]["role"]),
        (&json!("正忙，不愿签"), &json!(null))
    );
    assert_eq!(planned(&office, &visit["record"]["customer_id"])[0]["state"], "done", "the visit took place");
}

#[test]
fn a_visit_that_is_put_off_goes_back_to_the_planner_with_its_reason() {
    let office = monday();
    let planned_visit = stop(&office, 0);
    let id = &planned_visit["id"];
    let nothing = office.refused("visit.put_off", json!({ "planned_visit_id": id, "reason": " " }));
    assert_eq!((nothing.code, nothing.field.as_deref()), (ErrorCode::Required, Some("reason")));
    let done = office.ok("visit.put_off", json!({ "planned_visit_id": id, "reason": "道路施工" }));
    assert_eq!(done["today"]["stops"][0]["visit"]["state"], "missed");
    let customer = &planned_visit["customer"]["id"];
    let board = office.ok("plan.get", json!({ "week": WEEK }));
    let left = board["unplanned"].as_array().unwrap().iter().any(|left| left["reason"]["kind"] == "put_off");
    assert!(left || planned(&office, customer).len() == 2);
    let twice = office.refused("visit.put_off", json!({ "planned_visit_id": id, "reason": "又" }));
    assert_eq!(twice.code, ErrorCode::VisitEnded);
}
