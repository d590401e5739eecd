//! A week from 生成 to 定稿, as the window drives it.

use crate::common::{Office, visits};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const WEEK: &str = "2026-W48";

fn made() -> (Office, Value) {
    let office = Office::demo();
    let board = office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    (office, board)
}

/// A free visit of Tuesday.
fn tuesday(board: &Value) -> Value {
    board["days"][1]["visits"].as_array().unwrap().last().unwrap().clone()
}

#[test]
fn the_demo_week_is_full_and_every_visit_says_why() {
    let (_, board) = made();
    let planned = visits(&board);
    assert!((48..=54).contains(&planned.len()), "{} visits", planned.len());
    for visit in &planned {
        assert!(!visit["reasons"].as_array().unwrap().is_empty(), "{visit}");
        assert_eq!(visit["warnings"].as_array().unwrap().len(), 0, "{visit}");
    }
    assert_eq!(board["plan"]["status"], "draft");
}

#[test]
fn the_group_preset_asks_for_more_than_a_week_holds_and_says_so() {
    let office = Office::demo();
    let view = office.ok("frequency.use_preset", json!({ "preset": "group_customers" }));
    assert_eq!((&view["demand_per_week"], &view["capacity_per_week"]), (&json!(169), &json!(54)));
    assert_eq!(view["preset"], "group_customers");
    let board = office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    assert_eq!((&board["demand_per_week"], &board["capacity_per_week"]), (&json!(169), &json!(54)));
    assert!(board["unplanned"].as_array().unwrap().len() > 50);
}

#[test]
fn a_day_of_training_is_taken_off_what_the_week_holds() {
    let office = Office::demo();
    let week = json!({ "week": WEEK });
    assert_eq!(office.ok("plan.get", week.clone())["capacity_per_week"], 54);
    let tuesday = "2026-11-24";
    let training = json!({ "id": null, "from": tuesday, "to": tuesday, "kind": "training", "part": "whole", "note": null });
    office.ok("calendar.put", training);
    assert_eq!(office.ok("plan.get", week)["capacity_per_week"], 42);
}

#[test]
fn a_day_that_the_manager_gives_up_stays_closed_until_that_is_undone() {
    let (office, board) = made();
    let week = json!({ "week": WEEK });
    let (date, before) = (board["days"][3]["date"].clone(), board["days"][3]["visits"].clone());
    assert!(!before.as_array().unwrap().is_empty());
    let proposal = office.ok("plan.repair", json!({ "week": WEEK, "lost": [date] }));
    // Looked at only, it closes nothing.
    assert_eq!(office.ok("plan.get", week.clone())["days"][3]["kind"], "working");
    let taken = office.ok("plan.take", json!({ "token": proposal["token"] }));
    assert_eq!(
        (&taken["days"][3]["kind"], &taken["days"][3]["capacity"]),
        (&json!("away"), &json!(0)),
        "the column says why"
    );
    let again = office.ok("plan.propose", json!({ "week": WEEK, "iterations": 500 }));
    let visits = |sums: &Value| sums["days"][3]["visits"].clone();
    assert_eq!(visits(&again["after"]), 0, "planned again, nobody comes back to it");
    let undone = office.ok("plan.undo", json!({ "week": WEEK, "step": taken["last_step"] }));
    assert_eq!(undone["days"][3]["kind"], "working");
    assert_eq!(undone["days"][3]["visits"].as_array().unwrap().len(), before.as_array().unwrap().len());
}

#[test]
fn the_sums_of_a_proposal_are_those_of_what_is_chosen() {
    let (office, board) = made();
    let date = board["days"][3]["date"].clone();
    let proposal = office.ok("plan.repair", json!({ "week": WEEK, "lost": [date] }));
    let token = &proposal["token"];
    let weigh = |chosen: Value| office.ok("plan.weigh", json!({ "token": token, "chosen": chosen }));
    assert_eq!(weigh(Value::Null), proposal["after"]);
    let none = weigh(json!([]));
    let visits = |sums: &Value| sums["days"][3]["visits"].clone();
    assert_eq!(visits(&none), visits(&proposal["before"]), "all refused, the day keeps its visits");
    assert_ne!(none["travel_m"], proposal["after"]["travel_m"]);
    // It was only weighed.
    let calendar = office.ok("calendar.list", json!({}));
    let left = office.ok("plan.take", json!({ "token": token, "chosen": [] }));
    assert_eq!(office.ok("calendar.list", json!({})), calendar, "a day whose visits stay is not closed");
    assert_eq!(json!(left["days"][3]["visits"].as_array().unwrap().len()), visits(&none));
}

#[test]
fn a_moved_visit_is_timed_anew_and_undo_puts_it_back() {
    let (office, before) = made();
    let visit = tuesday(&before);
    let after = office.ok("plan.move", json!({ "id": visit["id"], "date": "2026-11-25", "order": 1 }));
    let moved = &after["days"][2]["visits"][0];
    assert_eq!(moved["id"], visit["id"]);
    assert!(moved["reasons"].as_array().unwrap().contains(&json!({ "kind": "by_hand" })), "{moved}");
    let times: Vec<u64> = after["days"][2]["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|visit| visit["arrive_min"].as_u64().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(
        after["days"][1]["visits"].as_array().unwrap().len() + 1,
        before["days"][1]["visits"].as_array().unwrap().len()
    );
    let back = office.ok("plan.undo", json!({ "week": WEEK }));
    assert_eq!(back["days"], before["days"]);
    assert_eq!((&back["can_undo"], &back["can_redo"]), (&json!(true), &json!(true)));
    let again = office.ok("plan.redo", json!({ "week": WEEK }));
    assert_eq!(again["days"], after["days"]);
}

#[test]
fn the_undo_of_a_named_step_takes_back_no_other() {
    let (office, before) = made();
    let visit = tuesday(&before);
    let moved = office.ok("plan.move", json!({ "id": visit["id"], "date": "2026-11-25", "order": 1 }));
    let step = &moved["last_step"];
    assert!(step.is_string() && *step != before["last_step"], "{step}");
    let locked = office.ok("plan.lock", json!({ "id": visit["id"], "locked": true }));
    let refused = office.refused("plan.undo", json!({ "week": WEEK, "step": step }));
    assert_eq!(refused.code, ErrorCode::UndoBehind);
    assert_eq!(office.ok("plan.get", json!({ "week": WEEK }))["days"], locked["days"]);
    let back = office.ok("plan.undo", json!({ "week": WEEK, "step": locked["last_step"] }));
    assert_eq!(&back["last_step"], step);
    let back = office.ok("plan.undo", json!({ "week": WEEK, "step": step }));
    assert_eq!(back["days"], before["days"]);
    // It is undone already.
    let refused = office.refused("plan.undo", json!({ "week": WEEK, "step": step }));
    assert_eq!(refused.code, ErrorCode::UndoBehind);
}

#[test]
fn a_locked_visit_is_neither_moved_nor_removed_nor_replanned() {
    let (office, board) = made();
    let visit = tuesday(&board);
    office.ok("plan.lock", json!({ "id": visit["id"], "locked": true }));
    let to = json!({ "id": visit["id"], "date": "2026-11-26", "order": null });
    assert_eq!(office.refused("plan.move", to).code, ErrorCode::VisitLocked);
    assert_eq!(office.refused("plan.remove", json!({ "id": visit["id"] })).code, ErrorCode::VisitLocked);
    let board = office.ok("plan.make", json!({ "week": WEEK, "seed": 9 }));
    let kept = visits(&board).into_iter().find(|other| other["id"] == visit["id"]).unwrap();
    assert_eq!((&kept["date"], &kept["locked"]), (&visit["date"], &json!(true)));
}

#[test]
fn a_removed_customer_stays_out_until_it_is_put_in_again() {
    let (office, board) = made();
    let visit = tuesday(&board);
    let customer = &visit["customer"]["id"];
    let after = office.ok("plan.remove", json!({ "id": visit["id"] }));
    let left = |board: &Value| {
        let all = board["unplanned"].as_array().unwrap().clone();
        all.into_iter().find(|left| left["customer"]["id"] == *customer)
    };
    assert_eq!(left(&after).unwrap()["reason"]["kind"], "removed_by_hand");
    let replanned = office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    assert!(visits(&replanned).iter().all(|other| other["customer"]["id"] != *customer));
    let added = office.ok("plan.add", json!({ "week": WEEK, "customer_id": customer, "date": null }));
    let back = visits(&added).into_iter().find(|other| other["customer"]["id"] == *customer).unwrap();
    assert_eq!(back["id"], visit["id"], "its printed sheet still leads to it");
    assert_eq!(left(&added), None);
}

#[test]
fn nobody_is_visited_twice_on_a_day() {
    let (office, board) = made();
    let visit = tuesday(&board);
    let add = json!({ "week": WEEK, "customer_id": visit["customer"]["id"], "date": visit["date"] });
    assert_eq!(office.refused("plan.add", add).code, ErrorCode::VisitTwiceInDay);
}

#[test]
fn changes_after_the_final_plan_are_marked() {
    let (office, board) = made();
    let visit = tuesday(&board);
    let board = office.ok("plan.finalise", json!({ "week": WEEK }));
    assert_eq!(board["plan"]["status"], "final");
    assert_eq!(office.refused("plan.finalise", json!({ "week": WEEK })).code, ErrorCode::PlanFinal);
    assert_eq!(
        office.refused("plan.make", json!({ "week": WEEK, "iterations": 500 })).code,
        ErrorCode::PlanFinal
    );
    let moved = office.ok("plan.move", json!({ "id": visit["id"], "date": "2026-11-26", "order": null }));
    let marked = visits(&moved).into_iter().find(|other| other["id"] == visit["id"]).unwrap();
    assert_eq!(marked["change"], "moved");
    let removed = office.ok("plan.remove", json!({ "id": visit["id"] }));
    assert_eq!(removed["removed"][0]["change"], "removed");
}

#[test]
fn a_proposal_changes_nothing_until_it_is_taken() {
    let (office, before) = made();
    office.ok("plan.remove", json!({ "id": tuesday(&before)["id"] }));
    let present = office.ok("plan.get", json!({ "week": WEEK }));
    let proposal = office.ok("plan.propose", json!({ "week": WEEK, "iterations": 500 }));
    assert_eq!(office.ok("plan.get", json!({ "week": WEEK }))["days"], present["days"]);
    let taken = office.ok("plan.take", json!({ "token": proposal["token"], "chosen": null }));
    assert_eq!(visits(&taken).len() as u64, proposal["after"]["visits"].as_u64().unwrap());
    let again = office.refused("plan.take", json!({ "token": proposal["token"], "chosen": null }));
    assert_eq!(again.code, ErrorCode::NotFound);
}

#[test]
fn a_missed_visit_carries_over_into_the_next_week() {
    let (office, board) = made();
    let visit = tuesday(&board);
    let edit = json!({ "id": visit["id"], "purposes": ["routine"], "key_points": null, "missed": true });
    office.ok("plan.edit", edit);
    let next = office.ok("plan.make", json!({ "week": "2026-W49", "iterations": 500 }));
    let again = visits(&next).into_iter().find(|other| other["customer"]["id"] == visit["customer"]["id"]);
    let reasons = again.expect("what was missed comes back")["reasons"].clone();
    assert!(reasons.as_array().unwrap().iter().any(|reason| reason["kind"] == "carry_over"), "{reasons}");
}

#[test]
fn closing_and_reopening_finds_the_week_as_it_was() {
    let (mut office, board) = made();
    let visit = tuesday(&board);
    office.ok("plan.lock", json!({ "id": visit["id"], "locked": true }));
    let before = office.ok("plan.get", json!({ "week": WEEK }));
    office.restart();
    assert_eq!(office.ok("plan.get", json!({ "week": WEEK })), before);
    // Undo reaches over the restart.
    let back = office.ok("plan.undo", json!({ "week": WEEK }));
    assert_eq!(back["days"][1], board["days"][1]);
}

#[test]
fn a_holiday_gets_no_visits_and_shows_its_name() {
    let office = Office::demo();
    let board = office.ok("plan.get", json!({ "week": "2026-W40" }));
    let free = &board["days"][3];
    assert_eq!(
        (&free["date"], &free["kind"], &free["name"]),
        (&json!("2026-10-01"), &json!("holiday"), &json!("国庆节"))
    );
    assert_eq!(free["capacity"], 0);
}

#[test]
fn the_plan_goes_out_as_a_workbook_and_the_sheets_as_pdf() {
    let (office, board) = made();
    let written = office.ok("plan.export", json!({ "week": WEEK }));
    let path = written["path"].as_str().unwrap();
    assert!(path.ends_with("客户拜访计划表_2026年第48周_黎见山.xlsx"), "{path}");
    let records = |duplex: bool| json!({ "week": WEEK, "kind": "record", "duplex": duplex });
    let single = office.ok("sheets.print", records(false))["pages"].as_u64().unwrap();
    assert_eq!(single, visits(&board).len().div_ceil(2) as u64, "two records to a page");
    assert!(office.ok("sheets.print", records(true))["pages"].as_u64().unwrap() > single, "blank backs");
    let printed = office.ok("sheets.print", json!({ "week": WEEK, "kind": "all", "spare": 2 }));
    let path = printed["path"].as_str().unwrap();
    assert!(path.ends_with("_2026年第48周_黎见山.pdf"), "{path}");
    assert!(std::fs::read(path).unwrap().starts_with(b"%PDF-"));
    assert!(printed["pages"].as_u64().unwrap() > visits(&board).len() as u64 / 2);
    assert!(office.told.jobs.lock().unwrap().iter().any(|job| job == "sheets"));
    office.ok("file.open", json!({ "path": path }));
    assert_eq!(office.told.opened.lock().unwrap().len(), 1);
    assert_eq!(
        office.refused("sheets.print", json!({ "week": "2027-W20", "kind": "all" })).code,
        ErrorCode::PlanMissing
    );
}
