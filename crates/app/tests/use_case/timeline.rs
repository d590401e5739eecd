//! A customer's whole history on one line.

use crate::common::{NOW, Office};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const LIST: &str = "客户编码,客户名称,经营地址
T001,中和路便利店,中和路1号
T002,李记烟酒,重庆路2号
";

fn shop(office: &Office, code: &str) -> Value {
    office.customers(json!({ "text": code }))["rows"][0]["id"].clone()
}

fn timeline(office: &Office, shop: &Value, more: Value) -> Value {
    let mut query = json!({ "customer_id": shop });
    query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    office.ok("timeline.get", query)
}

fn kinds(page: &Value) -> Vec<&str> {
    page["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect()
}

fn issue(office: &Office, shop: &Value, content: &str) {
    let put = json!({
        "id": null, "customer_id": shop, "kind": "problem", "category": null, "urgent": true, "content": content,
        "promised_at": null, "owner": null,
    });
    office.ok("issue.put", put);
}

#[test]
fn visits_issues_and_changes_stand_in_one_line_the_newest_first() {
    let office = Office::with(LIST);
    let id = shop(&office, "T001");
    office.at(NOW + 60_000);
    office.ok("customer.set_field", json!({ "id": id, "field": "landmark", "value": "桥头" }));
    let contact = json!({
        "id": null, "customer_id": id, "name": "王大年", "layer": "decision", "title": null, "phone": "13900000001",
        "is_primary": true, "note": null,
    });
    office.at(NOW + 120_000);
    office.ok("contact.put", contact);
    office.at(NOW + 180_000);
    issue(&office, &id, "扫码枪坏了");
    office.at(NOW + 240_000);
    let visit = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": id }));
    office.ok("visit.save", json!({ "id": visit["record"]["id"], "draft": { "outcome": "closed" } }));
    office.ok("visit.finish", json!({ "id": visit["record"]["id"] }));

    let page = timeline(&office, &id, json!({ "kinds": ["visit", "issue", "change"] }));
    assert_eq!(kinds(&page), ["visit", "issue", "change", "change", "change"]);
    let entry = |at: usize| &page["entries"][at];
    assert_eq!((&entry(0)["detail"]["outcome"], &entry(0)["date"]), (&json!("closed"), &json!("2026-11-22")));
    assert_eq!((&entry(1)["detail"]["urgent"], &entry(1)["detail"]["closed"]), (&json!(true), &json!(false)));
    assert_eq!((&entry(2)["detail"]["noun"], &entry(2)["at"]), (&json!("contact"), &json!(NOW + 120_000)));
    assert_eq!(
        (&entry(3)["detail"]["noun"], &entry(3)["detail"]["fields"]),
        (&json!("customer"), &json!(["landmark"]))
    );
    assert_eq!((&entry(4)["detail"]["made"], &entry(4)["detail"]["fields"]), (&json!(true), &json!([])));

    let counts: Value = page["counts"].clone();
    assert!(counts.as_array().unwrap().contains(&json!(["change", 3])), "{counts}");
    let found = timeline(&office, &id, json!({ "text": "smq" }));
    assert_eq!((kinds(&found), &found["total"], &found["counts"]), (vec!["issue"], &json!(1), &counts));
    assert_eq!(kinds(&timeline(&office, &id, json!({ "text": "关门" }))), ["visit"]);
    let page = timeline(&office, &id, json!({ "kinds": ["change"], "offset": 1, "limit": 1 }));
    assert_eq!((page["entries"][0]["at"].as_i64(), &page["total"]), (Some(NOW + 60_000), &json!(3)));
}

#[test]
fn another_customers_history_and_that_of_none_stay_apart() {
    let office = Office::with(LIST);
    issue(&office, &shop(&office, "T002"), "少送");
    let page = timeline(&office, &shop(&office, "T001"), json!({}));
    assert_eq!(kinds(&page), ["change"]);
    let nobody =
        office.refused("timeline.get", json!({ "customer_id": "00000000-0000-7000-8000-000000000001" }));
    assert_eq!(nobody.code, ErrorCode::NotFound);
}

#[test]
fn a_thousand_entries_are_counted_searched_and_given_in_pages() {
    let office = Office::with(LIST);
    let id = shop(&office, "T001");
    for n in 0..500_i64 {
        office.at(NOW + n * 1000);
        issue(&office, &id, &format!("第{n}次少送两条"));
        office
            .ok("customer.set_field", json!({ "id": id, "field": "landmark", "value": format!("桥头{n}") }));
    }
    let page = timeline(&office, &id, json!({ "limit": 200 }));
    assert_eq!(page["entries"].as_array().unwrap().len(), 200);
    assert!(page["total"].as_i64().unwrap() >= 1000, "{}", page["total"]);
    let found = timeline(&office, &id, json!({ "text": "ssl", "limit": 200 }));
    assert_eq!(found["total"], 500, "少送两条 by its initials");
}
