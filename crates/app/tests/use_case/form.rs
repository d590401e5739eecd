//! A form that headquarters has published: who fills in what by which version.

use std::process::Command;

use rounds_core::form::{Form, VISIT_RECORD};
use serde_json::{Value, json};

use crate::common::{
    Office,
    visit::{WEEK, begin, draft, drawn, monday, save, sign, signed},
};

/// As headquarters publishes it: a new field in 了解, an option less, another title.
fn second() -> Form {
    let mut form: Value = serde_json::from_str(VISIT_RECORD).unwrap();
    form["version"] = json!(2);
    form["title"]["zh"] = json!("零售户拜访记录");
    form["schema"]["properties"]["footfall"] = json!({ "type": "string", "maxLength": 100 });
    form["schema"]["properties"]["sales"]["enum"] = json!(["up", "level"]);
    let label = json!({ "zh": "客流", "en": "Footfall" });
    let empty = json!({ "zh": "", "en": "" });
    let row = json!({ "label": label, "fields": [{ "field": "footfall", "label": empty, "input": "text" }] });
    let rows = form["layout"]["sections"][3]["rows"].as_array_mut().unwrap();
    rows[0]["fields"][0]["options"].as_array_mut().unwrap().pop();
    rows.push(row);
    Form::parse(&form.to_string()).unwrap()
}

/// As a page of headquarters' feed leaves it.
fn publish(office: &Office, form: &Form) {
    let form = form.definition().unwrap();
    let body = form.body.replace('\'', "''");
    office.sql(&format!(
        "INSERT INTO published_form (id, territory_id, version, created_at, updated_at, form_id, form_version, hash, body)
         VALUES ('0190a000-0000-7000-8000-0000000000{:02}', '00000000-0000-0000-0000-000000000000', 1, 1, 1,
                 '{}', {}, '{}', '{body}')",
        form.version, form.id, form.version, form.hash
    ));
}

fn text(path: &str) -> String {
    let output = Command::new("pdftotext").args(["-raw", path, "-"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect()
}

fn fields(screen: &Value) -> String {
    screen["layout"].to_string()
}

#[test]
fn new_visits_take_the_published_form_and_begun_and_signed_ones_keep_theirs() {
    let office = monday();
    let before = signed(&office, 0, json!({ "sales": "down", "rating": "satisfied" }));
    let begun = begin(&office, 1);
    save(&office, &begun, draft("done", json!({ "sales": "down" })));
    publish(&office, &second());

    // Begun before: the same form to its end, and its sheet.
    let begun = office.ok("visit.get", json!({ "id": begun["record"]["id"] }));
    assert_eq!((&begun["record"]["form_version"], fields(&begun).contains("footfall")), (&json!(1), false));
    let check = save(&office, &begun, draft("done", json!({ "sales": "down", "footfall": "多" })));
    assert_eq!(check["problems"], json!([]), "what the form does not know is dropped");
    save(&office, &begun, draft("done", json!({ "sales": "down" })));
    sign(&office, &begun, drawn());
    let written = office.ok("visit.export", json!({ "id": begun["record"]["id"], "format": "pdf" }));
    assert!(text(written["path"].as_str().unwrap()).contains("客户拜访记录表"));

    // Begun after.
    let after = begin(&office, 2);
    assert_eq!((&after["record"]["form_version"], fields(&after).contains("footfall")), (&json!(2), true));
    let check = save(&office, &after, draft("done", json!({ "sales": "down" })));
    assert_eq!(check["problems"][0]["field"], json!("sales"));
    save(&office, &after, draft("done", json!({ "sales": "up", "footfall": "学生多" })));
    let after = sign(&office, &after, drawn());
    assert_eq!(after["record"]["answers"]["footfall"], json!("学生多"));
    let written = office.ok("visit.export", json!({ "id": after["record"]["id"], "format": "pdf" }));
    let sheet = text(written["path"].as_str().unwrap());
    assert!(sheet.contains("零售户拜访记录") && sheet.contains("学生多"), "{sheet}");
    let blank = office.ok(
        "sheets.print",
        json!({
            "week": WEEK, "dates": [], "kind": "record", "full": false, "spare": 0, "duplex": false,
        }),
    );
    assert!(text(blank["path"].as_str().unwrap()).contains("客流"));

    // What was signed under either holds, and a correction is filled in by the form of what it corrects.
    let report = office.ok("verify.all", json!({}));
    assert_eq!((&report["intact"], &report["findings"]), (&json!(true), &json!([])));
    let correction = office.ok("visit.correct", json!({ "id": before["record"]["id"] }));
    assert_eq!(
        (&correction["record"]["form_version"], &correction["draft"]["answers"]["sales"]),
        (&json!(1), &json!("down"))
    );
}

#[test]
fn the_last_visit_offers_only_what_the_new_form_takes() {
    let office = monday();
    let visit = signed(&office, 0, json!({ "sales": "down", "supply": "met" }));
    publish(&office, &second());
    let shop = visit["customer"]["id"].clone();
    office.at(crate::common::visit::MONDAY + crate::common::visit::DAY);
    let next = office.ok("visit.start", json!({ "planned_visit_id": null, "customer_id": shop }));
    assert_eq!(next["last"]["answers"], json!({ "purposes": ["routine"], "supply": "met" }));
}

#[test]
fn a_row_typed_in_afterwards_keeps_the_form_that_it_was_begun_with() {
    let office = monday();
    let date = "2026-11-23";
    let day = office.ok("later.get", json!({ "date": date }));
    let shop = |at: usize| day["rows"][at]["customer"]["id"].clone();
    let typed = |at: usize, save: bool| {
        let entry = json!({ "arrived_min": 600, "left_min": 620, "outcome": "done", "answers": { "sales": "down" }, "signed_on_paper": true });
        office.ok("later.put", json!({
            "date": date, "customer_id": shop(at), "planned_visit_id": day["rows"][at]["planned_visit_id"],
            "visit_record_id": null, "entry": entry, "save": save,
        }))
    };
    typed(0, false);
    publish(&office, &second());
    let saved = typed(0, true);
    assert_eq!((&saved["rows"][0]["state"], &saved["rows"][0]["problems"]), (&json!("saved"), &json!([])));
    let record = office.ok("visit.get", json!({ "id": saved["rows"][0]["visit_record_id"] }));
    assert_eq!(record["record"]["form_version"], json!(1));
    // One begun now is asked by the new form, which has no such answer.
    let refused = typed(1, true);
    assert_eq!(
        (&refused["rows"][1]["state"], &refused["rows"][1]["problems"][0]["field"]),
        (&json!("draft"), &json!("sales"))
    );
}

#[test]
fn a_published_form_that_somebody_altered_is_passed_over_and_named_where_it_was_signed() {
    let office = monday();
    publish(&office, &second());
    let visit = signed(&office, 0, json!({ "footfall": "学生多" }));
    assert_eq!(visit["record"]["form_version"], json!(2));
    office.sql("UPDATE published_form SET body = replace(body, '客流', '人流'); UPDATE form SET body = replace(body, '客流', '人流')");
    assert_eq!(begin(&office, 1)["record"]["form_version"], json!(1));
    let report = office.ok("verify.all", json!({}));
    assert_eq!(report["findings"][0]["kind"], json!("form_altered"), "{report}");
}
