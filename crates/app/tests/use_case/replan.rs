//! A week that is planned again or mended loses nobody, and says what it costs.

use crate::common::{NOW, Office, visits};
use serde_json::{Value, json};

const WEEK: &str = "2026-W48";
const HOUR: i64 = 3_600_000;
/// Monday, 23 November 2026, 09:00 in Shanghai.
const MONDAY: i64 = NOW + 25 * HOUR;

/// The demo's week is final and under way.
fn monday() -> Office {
    let office = Office::demo();
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": WEEK }));
    office.at(MONDAY);
    office
}

fn board(office: &Office) -> Value {
    office.ok("plan.get", json!({ "week": WEEK }))
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Whether a customer still comes, in the week's rest.
fn comes(board: &Value, customer: &Value) -> bool {
    visits(board).iter().any(|visit| visit["customer"]["id"] == *customer && visit["state"] == "planned")
}

fn listed<'a>(board: &'a Value, customer: &Value) -> Option<&'a Value> {
    rows(&board["unplanned"]).iter().find(|left| left["customer"]["id"] == *customer)
}

fn miss(office: &Office, visit: &Value) {
    let edit = json!({ "id": visit["id"], "purposes": ["routine"], "key_points": null, "missed": true });
    office.ok("plan.edit", edit);
}

fn replanned(office: &Office) -> Value {
    let proposal = office.ok("plan.propose", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.take", json!({ "token": proposal["token"], "chosen": null }))
}

#[test]
fn who_was_put_off_or_missed_stands_again_in_a_week_planned_again_or_is_listed() {
    let office = monday();
    let stops = office.ok("today.get", json!({}))["stops"].clone();
    let stops = rows(&stops);
    assert!(stops.len() >= 6);
    for stop in &stops[..3] {
        let id = &stop["visit"]["id"];
        office.ok("visit.put_off", json!({ "planned_visit_id": id, "reason": "道路施工" }));
    }
    for stop in &stops[3..6] {
        miss(&office, &stop["visit"]);
    }
    let board = replanned(&office);
    for stop in &stops[..6] {
        let customer = &stop["visit"]["customer"]["id"];
        let left = listed(&board, customer);
        assert!(comes(&board, customer) || left.is_some(), "{} is lost", stop["visit"]["customer"]["name"]);
        assert!(!comes(&board, customer) || left.is_none(), "planned and listed at once");
    }
    // What was put off keeps saying so.
    for stop in &stops[..3] {
        let customer = &stop["visit"]["customer"]["id"];
        let again = visits(&board)
            .into_iter()
            .find(|visit| visit["customer"]["id"] == *customer && visit["state"] == "planned");
        let told = match (&again, listed(&board, customer)) {
            (Some(visit), _) => rows(&visit["reasons"])
                .iter()
                .any(|reason| reason["kind"] == "put_off" || reason["kind"] == "carry_over"),
            (None, left) => left.unwrap()["reason"]["kind"] == "put_off",
        };
        assert!(told, "{again:?}");
    }
}

/// Three shops seen every week, by a manager who sees one on Monday and one on Tuesday.
fn two_days() -> Office {
    let list = "客户编码,客户名称,经营地址,拜访频次
T001,中和路便利店,中和路1号,每周一次
T002,李记烟酒,重庆路2号,每周一次
T003,平安超市,平安路3号,每周一次
";
    let office = Office::with(list);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    let hours = settings["working_time"]["weekdays"][0].clone();
    let none = json!({ "from_min": 0, "to_min": 0 });
    settings["working_time"]["weekdays"] = json!([hours, hours, none, none, none, none, none]);
    settings["working_time"]["visits_per_day"] = json!(1);
    office.ok("settings.save", settings);
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 100 }));
    office.at(MONDAY);
    office
}

/// Signed there without a plan for it.
fn see_unplanned(office: &Office, customer: &Value) {
    let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": customer }));
    let id = &visit["record"]["id"];
    office.ok("visit.save", json!({ "id": id, "draft": { "outcome": "done", "answers": {} } }));
    let refused = json!({ "kind": "refused", "reason": "正忙，不愿签" });
    office.ok("visit.sign", json!({ "id": id, "signature": refused }));
}

#[test]
fn who_is_seen_without_a_plan_is_owed_nothing_more_in_the_week() {
    let office = two_days();
    let before = board(&office);
    let missed = visits(&before)[0].clone();
    let left = rows(&before["unplanned"])[0]["customer"]["id"].clone();
    miss(&office, &missed);
    assert_eq!(board(&office)["to_repair"][0]["kind"], "missed");
    see_unplanned(&office, &missed["customer"]["id"]);
    see_unplanned(&office, &left);
    let after = board(&office);
    assert_eq!((&after["to_repair"], &after["unplanned"]), (&json!([]), &json!([])));
    let again = replanned(&office);
    for customer in [&missed["customer"]["id"], &left] {
        assert!(
            !comes(&again, customer) && listed(&again, customer).is_none(),
            "{customer} is asked for again"
        );
    }
    assert_eq!(visits(&again).len(), 2, "what was missed stands as missed, and Tuesday's visit stays");
}

#[test]
fn a_week_that_is_planned_already_shows_its_own_figures_ahead() {
    let office = Office::demo();
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 200 }));
    let next = office.ok("plan.make", json!({ "week": "2026-W49", "iterations": 200 }));
    // Planned once more, beside the week that is planned after it.
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 200 }));
    let outlook = office.ok("plan.outlook", json!({ "week": WEEK }));
    let ahead = rows(&outlook["weeks"]).iter().find(|week| week["week"] == "2026-W49").unwrap();
    let of_days =
        |field: &str| -> u64 { rows(&next["days"]).iter().map(|day| day[field].as_u64().unwrap()).sum() };
    for field in ["travel_m", "travel_min", "visit_min"] {
        assert_eq!(ahead[field], json!(of_days(field)), "{field}");
    }
    assert!(of_days("travel_m") > 0);
    let stops = rows(&outlook["stops"]).iter();
    let named = stops.filter(|stop| stop["date"].as_str() < Some("2026-12-07")).count();
    assert_eq!((ahead["visits"].clone(), named), (json!(visits(&next).len()), visits(&next).len()));
}

#[test]
fn a_missed_visit_goes_before_one_that_stands_and_nobody_is_lost() {
    let office = two_days();
    let stood = visits(&board(&office));
    assert_eq!(stood.len(), 2);
    miss(&office, &stood[0]);
    let board = replanned(&office);
    assert!(comes(&board, &stood[0]["customer"]["id"]), "what was missed comes again");
    let left = listed(&board, &stood[1]["customer"]["id"]).expect("who gave way is listed");
    assert_eq!(left["reason"]["kind"], "day_full");
    assert_eq!(rows(&board["unplanned"]).len(), 2);
}

#[test]
fn a_replan_that_only_changes_who_is_left_out_says_so_and_can_be_taken() {
    let office = two_days();
    let stood = visits(&board(&office));
    office.ok("plan.lock", json!({ "id": stood[1]["id"], "locked": true }));
    miss(&office, &stood[0]);
    let proposal = office.ok("plan.propose", json!({ "week": WEEK, "iterations": 100 }));
    assert_eq!(proposal["differences"], json!([]));
    assert_eq!(proposal["list_changes"], true);
    let left = rows(&proposal["left"]);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["customer"]["id"], stood[0]["customer"]["id"]);
    let board = office.ok("plan.take", json!({ "token": proposal["token"], "chosen": null }));
    let left = listed(&board, &stood[0]["customer"]["id"]).expect("it is listed");
    assert_ne!(left["remedy"], Value::Null, "with what would help");
    // Nothing has changed since: nothing is to be taken.
    let again = office.ok("plan.propose", json!({ "week": WEEK, "iterations": 100 }));
    assert_eq!((&again["left"], &again["list_changes"]), (&json!([]), &json!(false)));
}

/// Twenty-four shops seen every week and as many seen once a month, by a manager who sees seven a day; at Monday
/// morning of a final week in which the monthly ones can wait.
fn half_can_wait() -> Office {
    let mut list = "客户编码,客户名称,经营地址,拜访频次,上次拜访,经度,纬度,坐标系\n".to_owned();
    for n in 0..48 {
        let often = if n % 2 == 0 { "每周一次" } else { "每月一次" };
        let (lng, lat) = (121.40 + f64::from(n * 7 % 24) / 200.0, 31.20 + f64::from(n * 5 % 24) / 200.0);
        list += &format!("T{n:03},店{n},中和路{n}号,{often},2026-11-{},{lng},{lat},wgs84\n", 12 + n % 5);
    }
    let office = Office::with(&list);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["working_time"]["visits_per_day"] = json!(7);
    office.ok("settings.save", settings);
    office.ok("plan.make", json!({ "week": NEXT, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": NEXT }));
    office.at(MONDAY + 7 * 24 * HOUR);
    office
}

const NEXT: &str = "2026-W49";
const LOST: &str = "2026-12-03";

#[test]
fn after_a_lost_day_the_cost_of_a_move_is_what_its_reason_says() {
    let office = half_can_wait();
    let proposal = office.ok("plan.repair", json!({ "week": NEXT, "lost": [LOST] }));
    let mut compared = 0;
    for difference in rows(&proposal["differences"]) {
        let from_lost = difference["from"]["date"] == LOST;
        let detour = rows(&difference["reasons"]).iter().find(|reason| reason["kind"] == "detour").cloned();
        if let (true, Some(detour)) = (from_lost, detour) {
            assert_eq!(difference["travel_m"], detour["metres"], "{difference}");
            assert_eq!(difference["travel_min"], detour["minutes"], "{difference}");
            compared += 1;
        } else if from_lost && difference["to"].is_null() {
            assert_eq!((&difference["travel_m"], &difference["travel_min"]), (&json!(0), &json!(0)));
        }
    }
    assert!(compared > 0);
}

#[test]
fn after_a_lost_day_who_can_wait_makes_room_and_the_outlook_knows_the_later_day() {
    let office = half_can_wait();
    let stood = visits(&office.ok("plan.get", json!({ "week": NEXT })));
    let weekly = |visit: &Value| {
        let code = visit["customer"]["code"].as_str().unwrap();
        code[1..].parse::<u32>().unwrap() % 2 == 0
    };
    assert!(stood.iter().any(weekly) && !stood.iter().all(weekly));
    let proposal = office.ok("plan.repair", json!({ "week": NEXT, "lost": [LOST] }));
    let board = office.ok("plan.take", json!({ "token": proposal["token"], "chosen": null }));
    let outlook = office.ok("plan.outlook", json!({ "week": NEXT }));
    let (mut later, mut due_left) = (0, 0);
    for visit in &stood {
        let customer = &visit["customer"]["id"];
        if comes(&board, customer) {
            continue;
        }
        let left =
            listed(&board, customer).unwrap_or_else(|| panic!("{} is lost", visit["customer"]["name"]));
        if weekly(visit) {
            due_left += 1;
            assert_ne!(left["reason"]["kind"], "postponed", "{left}");
            continue;
        }
        assert_eq!(left["reason"]["kind"], "postponed", "{left}");
        assert_eq!(left["remedy"]["kind"], "later", "{left}");
        let seen = rows(&outlook["stops"])
            .iter()
            .any(|stop| stop["customer_id"] == *customer && stop["date"] == left["remedy"]["date"]);
        assert!(seen, "{left}");
        later += 1;
    }
    assert!(later > 0);
    // Where somebody who is due found no place, nobody who can wait kept one.
    let waits = visits(&board).iter().filter(|visit| !weekly(visit)).count();
    assert!(due_left == 0 || waits == 0, "{due_left} are due and left out, {waits} who can wait stand");
}

#[test]
fn a_week_planned_anew_names_the_later_draft_that_it_leaves_behind_and_leaves_it_as_it_is() {
    let office = Office::demo();
    let make = |week: &str, seed: u32| {
        office.ok("plan.make", json!({ "week": week, "iterations": 500, "seed": seed }))
    };
    let first = make("2026-W49", 1);
    assert!(rows(&first["later_drafts"]).is_empty());
    let draft = make("2026-W50", 1);
    // The same plan again changes nothing for the draft.
    assert!(rows(&make("2026-W50", 1)["later_drafts"]).is_empty());
    let again = make("2026-W49", 2);
    let of_week = |board: &Value| {
        visits(board)
            .iter()
            .map(|visit| (visit["customer"]["id"].clone(), visit["date"].clone()))
            .collect::<Vec<_>>()
    };
    assert_ne!(of_week(&first), of_week(&again));
    let told = rows(&again["later_drafts"]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["week"] == "2026-W50" && told[0]["customers"].as_u64() > Some(0), "{told:?}");
    let kept = office.ok("plan.get", json!({ "week": "2026-W50" }));
    assert_eq!(of_week(&kept), of_week(&draft));
    assert!(rows(&kept["later_drafts"]).is_empty());
}
