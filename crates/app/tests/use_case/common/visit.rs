//! Visits of a Monday morning, from the plan to the signature.

use serde_json::{Value, json};

use super::{NOW, Office, visits};

pub const WEEK: &str = "2026-W48";
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 1440 * MINUTE;
/// Monday, 23 November 2026, 09:00 in Shanghai.
pub const MONDAY: i64 = NOW + DAY + 60 * MINUTE;

/// On Monday morning of a final week.
pub fn monday() -> Office {
    let office = Office::demo();
    office.ok("plan.make", json!({ "week": WEEK, "iterations": 500 }));
    office.ok("plan.finalise", json!({ "week": WEEK }));
    office.at(MONDAY);
    office
}

pub fn stop(office: &Office, at: usize) -> Value {
    office.ok("today.get", json!({}))["stops"][at]["visit"].clone()
}

pub fn begin(office: &Office, at: usize) -> Value {
    office.ok("visit.start", json!({ "planned_visit_id": stop(office, at)["id"], "customer_id": null }))
}

pub fn draft(outcome: &str, answers: Value) -> Value {
    json!({ "outcome": outcome, "answers": answers })
}

pub fn save(office: &Office, visit: &Value, draft: Value) -> Value {
    office.ok("visit.save", json!({ "id": visit["record"]["id"], "draft": draft }))
}

pub fn strokes() -> Value {
    json!({ "width": 6000, "height": 2000, "strokes": [
        [{ "x": 100, "y": 100, "pressure": 500, "at": 0 }, { "x": 900, "y": 700, "pressure": 600, "at": 20 }],
        [{ "x": 900, "y": 100 }, { "x": 100, "y": 700 }],
    ] })
}

pub fn drawn() -> Value {
    json!({ "kind": "drawn", "role": "owner", "name": null, "strokes": strokes() })
}

pub fn sign(office: &Office, visit: &Value, signature: Value) -> Value {
    office.ok("visit.sign", json!({ "id": visit["record"]["id"], "signature": signature }))
}

/// A plain good visit at the day's `at`th stop, signed.
pub fn signed(office: &Office, at: usize, answers: Value) -> Value {
    let visit = begin(office, at);
    save(office, &visit, draft("done", answers));
    sign(office, &visit, drawn())
}

pub fn planned(office: &Office, customer: &Value) -> Vec<Value> {
    let board = office.ok("plan.get", json!({ "week": WEEK }));
    visits(&board).into_iter().filter(|visit| visit["customer"]["id"] == *customer).collect()
}
