//! The planner's controls, as the window drives them.

use crate::common::{Office, visits};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const WEEK: &str = "2026-W48";

fn made() -> (Office, Value) {
    let office = Office::demo();
    let board = office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    (office, board)
}

fn dates(board: &Value) -> Vec<(String, String)> {
    let mut dates: Vec<_> = visits(board)
        .iter()
        .map(|visit| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&visit["customer"]["id"]), text(&visit["date"]))
        })
        .collect();
    dates.sort();
    dates
}

#[test]
fn a_proposal_is_taken_visit_by_visit() {
    let (office, before) = made();
    // Something to propose: a customer taken out by hand stays out, one day is lost.
    let proposal = office.ok("plan.repair", json!({ "week": WEEK, "lost": ["2026-11-26"] }));
    let differences = proposal["differences"].as_array().unwrap();
    assert!(!differences.is_empty());
    assert_eq!(proposal["causes"][0], json!({ "kind": "day_lost", "customer": null, "date": "2026-11-26" }));
    assert_eq!(proposal["before"]["visits"], json!(visits(&before).len()));
    assert_eq!(proposal["before"]["days"].as_array().unwrap().len(), 7);
    // Only the first is wanted; everything else stays on its day.
    let wanted = &differences[0];
    let taken = office.ok("plan.take", json!({ "token": proposal["token"], "chosen": [wanted["number"]] }));
    let (before, after) = (dates(&before), dates(&taken));
    let customer = wanted["customer"]["id"].as_str().unwrap();
    for (id, date) in &before {
        let kept = after.contains(&(id.clone(), date.clone()));
        assert_eq!(kept, id != customer, "{id} {date}");
    }
    let again = office.refused("plan.take", json!({ "token": proposal["token"], "chosen": null }));
    assert_eq!(again.code, ErrorCode::NotFound);
}

/// Why each customer is due, by customer and date: the kinds alone, for days late count on.
fn dues(board: &Value) -> Vec<(String, String, Vec<String>)> {
    const DUE: [&str; 8] =
        ["rule", "exception", "last_visit", "never_visited", "overdue", "due_by", "carry_over", "waited"];
    let mut dues: Vec<_> = visits(board)
        .iter()
        .map(|visit| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let kinds = visit["reasons"].as_array().unwrap().iter().map(|reason| text(&reason["kind"]));
            let kinds: Vec<String> = kinds.filter(|kind| DUE.contains(&kind.as_str())).collect();
            (text(&visit["customer"]["id"]), text(&visit["date"]), kinds)
        })
        .collect();
    dues.sort();
    dues
}

#[test]
fn what_a_repair_leaves_standing_keeps_why_it_is_due() {
    for part in [false, true] {
        let (office, before) = made();
        let before = dues(&before);
        assert!(
            before.iter().any(|(_, _, kinds)| kinds.iter().any(|kind| kind == "due_by" || kind == "overdue"))
        );
        let proposal = office.ok("plan.repair", json!({ "week": WEEK, "lost": ["2026-11-26"] }));
        let first = &proposal["differences"][0]["number"];
        let chosen = if part { json!([first]) } else { json!(null) };
        let after = dues(&office.ok("plan.take", json!({ "token": proposal["token"], "chosen": chosen })));
        let stays: Vec<_> =
            before.iter().filter(|was| after.iter().any(|is| (&is.0, &is.1) == (&was.0, &was.1))).collect();
        assert!(stays.len() * 2 > before.len(), "{} of {}", stays.len(), before.len());
        for was in stays {
            assert!(after.contains(was), "{was:?}");
        }
        // Who moved is as due as before, or late by now.
        for (id, date, kinds) in &after {
            let was = before.iter().find(|was| was.0 == *id).map_or(0, |was| was.2.len());
            assert!(kinds.len() >= was, "{id} {date} {kinds:?}");
        }
    }
}

#[test]
fn a_proposal_that_the_week_has_left_behind_is_refused() {
    let (office, board) = made();
    let proposal = office.ok("plan.propose", json!({ "week": WEEK, "iterations": 200 }));
    let visit = visits(&board)[0].clone();
    office.ok("plan.lock", json!({ "id": visit["id"], "locked": true }));
    let refused = office.refused("plan.take", json!({ "token": proposal["token"], "chosen": null }));
    assert_eq!(refused.code, ErrorCode::ProposalStale);
}

#[test]
fn a_move_is_priced_before_it_is_made_and_costs_the_same_after() {
    let (office, board) = made();
    let visit = board["days"][1]["visits"][0].clone();
    let to = json!({ "id": visit["id"], "date": "2026-11-25", "order": null });
    let tried = office.ok("plan.cost", to.clone());
    assert_eq!(office.ok("plan.get", json!({ "week": WEEK }))["days"], board["days"]);
    let moved = office.ok("plan.move", to);
    assert_eq!(moved["last_move"], tried);
    let sum = |board: &Value| -> i64 {
        board["days"].as_array().unwrap().iter().map(|day| day["travel_m"].as_i64().unwrap()).sum()
    };
    assert_eq!(sum(&moved) - sum(&board), tried["travel_m"].as_i64().unwrap());
}

#[test]
fn putting_a_customer_in_is_priced_before_it_is_done_and_costs_the_same_after() {
    let (office, board) = made();
    let customer = &board["unplanned"][0]["customer"]["id"];
    let args = json!({ "week": WEEK, "customer_id": customer, "date": "2026-11-25" });
    let tried = office.ok("plan.add_cost", args.clone());
    assert_eq!(office.ok("plan.get", json!({ "week": WEEK }))["days"], board["days"]);
    let added = office.ok("plan.add", args.clone());
    let sum = |board: &Value, of: &str| -> i64 {
        board["days"].as_array().unwrap().iter().map(|day| day[of].as_i64().unwrap()).sum()
    };
    for of in ["travel_m", "travel_min"] {
        assert_eq!(sum(&added, of) - sum(&board, of), tried[of].as_i64().unwrap(), "{of}");
    }
    assert_eq!(office.refused("plan.add_cost", args).code, ErrorCode::VisitTwiceInDay);
}

#[test]
fn the_outlook_names_the_weeks_that_follow() {
    let (office, board) = made();
    let outlook = office.ok("plan.outlook", json!({ "week": WEEK }));
    let weeks = outlook["weeks"].as_array().unwrap();
    assert_eq!(weeks.len(), 4);
    assert_eq!(weeks[0]["visits"], json!(visits(&board).len()));
    assert!(outlook["stops"].as_array().unwrap().len() > 50);
    assert_eq!(board["plan"]["outlook"], json!(null));
}

#[test]
fn a_missed_visit_and_an_urgent_issue_ask_for_a_repair() {
    let (office, board) = made();
    assert_eq!(board["to_repair"], json!([]));
    let visit = visits(&board)[0].clone();
    let edit = json!({ "id": visit["id"], "purposes": ["routine"], "key_points": null, "missed": true });
    let board = office.ok("plan.edit", edit);
    assert_eq!(board["to_repair"][0]["kind"], "missed");
    let proposal = office.ok("plan.repair", json!({ "week": WEEK }));
    let moved = proposal["differences"].as_array().unwrap().len();
    assert!(moved <= 3, "{moved} differences");
    assert!(proposal["kept"].as_u64().unwrap() + 4 >= visits(&board).len() as u64);
}

#[test]
fn a_pair_apart_is_kept_once_and_can_be_taken_back() {
    let (office, board) = made();
    let (a, b) = (&visits(&board)[0]["customer"]["id"], &visits(&board)[1]["customer"]["id"]);
    let pair = json!({ "customer_id": a, "other_id": b, "note": "隔河" });
    let pairs = office.ok("apart.put", pair);
    assert_eq!(pairs.as_array().unwrap().len(), 1);
    let turned = json!({ "customer_id": b, "other_id": a, "note": null });
    assert_eq!(office.refused("apart.put", turned).code, ErrorCode::PairTwice);
    let same = json!({ "customer_id": a, "other_id": a, "note": null });
    assert_eq!(office.refused("apart.put", same).code, ErrorCode::PairSame);
    let none = office.ok("apart.delete", json!({ "id": pairs[0]["id"] }));
    assert_eq!(none, json!([]));
}

#[test]
fn the_speed_is_learnt_from_the_visits_made() {
    let office = Office::demo();
    let speed = office.ok("travel.speed", json!({}));
    assert!(speed["observations"].as_u64().unwrap() > 50, "{speed}");
    assert_eq!(speed["used_m_per_min"], speed["learnt_m_per_min"]);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["planning"]["learn_speed"] = json!(false);
    settings["working_time"]["speed_m_per_min"] = json!(333);
    office.ok("settings.save", settings);
    assert_eq!(office.ok("travel.speed", json!({}))["used_m_per_min"], 333);
}

#[test]
fn weights_and_weeks_out_of_range_are_refused() {
    let office = Office::demo();
    let settings = office.ok("app.status", json!({}))["settings"].clone();
    for (path, value) in [("/planning/cycle_weeks", 14), ("/planning/own/even", 101)] {
        let mut wrong = settings.clone();
        *wrong.pointer_mut(path).unwrap() = json!(value);
        assert_eq!(office.refused("settings.save", wrong).code, ErrorCode::OutOfRange, "{path}");
    }
}

#[test]
fn a_matrix_is_taken_used_and_taken_out_again() {
    let (office, board) = made();
    let visit = &board["days"][1]["visits"][0];
    let code = visit["customer"]["code"].as_str().unwrap();
    let csv = format!("from,to,m,min\n@start,{code},77000,123\n");
    let import = |name: &str, bytes: &[u8]| {
        office.call("travel.import_matrix", json!({ "file_name": name }), Some(bytes.to_vec()))
    };
    let view = import("roads.csv", csv.as_bytes()).unwrap();
    assert_eq!((&view["places"], &view["has_start"]), (&json!(2), &json!(true)));
    let to = json!({ "id": visit["id"], "date": visit["date"], "order": 1 });
    let stops = office.ok("plan.cost", to);
    assert!(
        stops["travel_m"].as_i64().unwrap() == 0
            && stops["days"][0]["after"]["travel_m"].as_i64() > Some(77_000)
    );
    let wrong = import("x.csv", b"min,NOBODY\nNOBODY,0\n").unwrap_err();
    assert_eq!(wrong.code, ErrorCode::MatrixCodeUnknown);
    assert_eq!(office.ok("travel.matrix", json!({}))["file_name"], "roads.csv");
    office.ok("travel.delete_matrix", json!({}));
    assert_eq!(office.ok("travel.matrix", json!({})), json!(null));
}

#[test]
fn a_day_leaves_as_gpx_and_as_appointments() {
    let (office, board) = made();
    let day = &board["days"][1];
    let count = day["visits"].as_array().unwrap().len();
    let file = office.ok("plan.export_day", json!({ "date": day["date"], "format": "ics" }));
    let ics = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), count);
    // 08:30 in Shanghai is 00:30 UTC.
    let arrive = day["visits"][0]["arrive_min"].as_u64().unwrap();
    let utc = arrive - 480;
    assert!(ics.contains(&format!("DTSTART:20261124T{:02}{:02}00Z", utc / 60, utc % 60)), "{ics}");
    let file = office.ok("plan.export_day", json!({ "date": day["date"], "format": "gpx" }));
    let gpx = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
    assert!(gpx.matches("<rtept").count() > count && gpx.ends_with("</gpx>\n"));
    let empty = office.refused("plan.export_day", json!({ "date": "2026-11-29", "format": "gpx" }));
    assert_eq!(empty.code, ErrorCode::DayEmpty);
}

#[test]
fn a_route_says_whom_it_leaves_out_for_want_of_a_position() {
    let office = Office::with("客户编码,客户名称,经度,纬度,客户分级\n1,东店,121.47,31.23,A\n2,A<西店>,,,A\n");
    office.ok("frequency.use_preset", json!({ "preset": "group_customers" }));
    let board = office.ok("plan.make", json!({ "week": WEEK, "iterations": 0 }));
    let day = |name: &str| {
        let visit = visits(&board).into_iter().find(|visit| visit["customer"]["name"] == name);
        visit.unwrap_or_else(|| panic!("{name} is not planned: {board}"))["date"].clone()
    };
    let file = office.ok("plan.export_day", json!({ "date": day("A<西店>"), "format": "gpx" }));
    assert_eq!(file["left_out"], json!(["A<西店>"]));
    let gpx = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
    assert!(gpx.contains("<desc>1 家没有位置，不在这份路线里：A&lt;西店&gt;。"), "{gpx}");
    let route = office.dir.path().join("day.gpx");
    let arguments = ["export", "day", "--date", day("A<西店>").as_str().unwrap()].map(str::to_owned);
    let told = [&arguments[..], &["--out".to_owned(), route.display().to_string()]].concat();
    let (code, _, err) = office.rounds(&told.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(code == 0 && err.contains("A<西店>"), "{code} {err}");
    let file = office.ok("plan.export_day", json!({ "date": day("A<西店>"), "format": "ics" }));
    assert_eq!(file["left_out"], json!([]));
}

#[test]
fn a_calendar_that_contradicts_itself_and_a_rule_that_nobody_can_keep_are_refused() {
    let office = Office::demo();
    let entry = |id: Value, kind: &str, to: &str| json!({ "id": id, "from": "2026-12-01", "to": to, "kind": kind, "part": "whole", "note": null });
    let list = office.ok("calendar.put", entry(Value::Null, "holiday", "2026-12-03"));
    let refused = office.refused("calendar.put", entry(Value::Null, "working", "2026-12-01"));
    assert_eq!(
        (refused.code, &refused.detail["date"]),
        (ErrorCode::CalendarContradicts, &json!("2026-12-01"))
    );
    let own = list.as_array().unwrap().iter().find(|entry| entry["from"] == "2026-12-01").unwrap();
    office.ok("calendar.put", entry(own["id"].clone(), "working", "2026-12-01"));
    let rule = |gap: u32| {
        let target = json!({ "kind": "class", "class": "A" });
        json!({ "id": null, "target": target, "window": { "kind": "week" }, "times": 2, "min_gap_days": gap })
    };
    let refused = office.refused("frequency.put", rule(4));
    assert_eq!((refused.code, &refused.detail["most"]), (ErrorCode::GapTooLong, &json!(3)));
    office.ok("frequency.put", rule(3));
}

#[test]
fn a_stop_is_handed_to_the_navigation() {
    let (office, board) = made();
    let customer = &board["days"][1]["visits"][0]["customer"]["id"];
    let links = office.ok("navigate.links", json!({ "id": customer }));
    assert_eq!(links.as_array().unwrap().len(), 4);
    office.ok("navigate.go", json!({ "customer_id": customer, "app": "amap" }));
    assert!(office.told.opened.lock().unwrap()[0].to_str().unwrap().starts_with("https://uri.amap.com/"));
}

#[test]
fn positions_in_doubt_are_listed() {
    let office = Office::demo();
    let doubts = office.ok("travel.doubts", json!({}));
    assert!(doubts.is_array());
}

#[test]
fn a_day_that_is_not_like_the_others_says_what_stands_in_the_way() {
    let office = Office::demo();
    let board = office.ok("plan.make", json!({ "week": "2026-W48", "iterations": 0 }));
    let days: Vec<&Value> =
        board["days"].as_array().unwrap().iter().filter(|day| day["visits"] != json!([])).collect();
    let minutes =
        |day: &Value, fields: [&str; 2]| fields.map(|field| day[field].as_f64().unwrap()).iter().sum();
    let used = |day: &Value| -> f64 { minutes(day, ["travel_min", "visit_min"]) };
    let working = |day: &Value| day["working_min"].as_f64().unwrap();
    let mean =
        days.iter().map(|day| used(day)).sum::<f64>() / days.iter().map(|day| working(day)).sum::<f64>();
    let mut told = 0;
    for day in &days {
        let beside = used(day) / working(day) / mean - 1.0;
        let kind = day["uneven"]["kind"].as_str();
        if beside.abs() < 0.15 {
            assert_eq!(kind, None, "{beside} on {}", day["date"]);
        }
        if beside.abs() > 0.16 {
            let full = day["visits"].as_array().unwrap().len() as u64 >= day["capacity"].as_u64().unwrap();
            let expected = if beside > 0.0 {
                "long"
            } else if full {
                "full"
            } else {
                "short"
            };
            assert_eq!(kind, Some(expected), "{beside} on {}", day["date"]);
            told += 1;
        }
    }
    assert!(told > 0, "a plan that was not searched is uneven");
    // Who wants less travel does not ask for days alike.
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["planning"]["style"] = json!("few_changes");
    office.ok("settings.save", settings);
    let board = office.ok("plan.get", json!({ "week": "2026-W48" }));
    assert!(board["days"].as_array().unwrap().iter().all(|day| day["uneven"].is_null()));
}
