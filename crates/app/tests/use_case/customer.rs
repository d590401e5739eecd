//! Customers from a workbook to an edited file and back.

use crate::common::{NOW, Office};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const LIST: &str = "客户编码,客户名称,经营地址,电话,分类,订货日,经度,纬度,联系人,联系人电话
T001,中和路便利店,中和路1号,13800000001,A,周三,121.4737,31.2304,王大年,13900000001
T002,李记烟酒,重庆路2号,13800000002,B,周四,121.4747,31.2314,,
T003,顺发超市,人民路3号,,C,,121.4757,31.2324,,
";

fn names(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn initials_words_and_contacts_find_a_shop() {
    let office = Office::with(LIST);
    let find = |text: &str| {
        let page = office.customers(json!({ "text": text }));
        names(&page).join(" ")
    };
    assert_eq!(find("zhl"), "中和路便利店");
    assert_eq!(find("zhonghe"), "中和路便利店");
    assert_eq!(find("cql"), "李记烟酒");
    assert_eq!(find("王大年"), "中和路便利店");
    assert_eq!(find("13900000001"), "中和路便利店");
    assert_eq!(find("T003"), "顺发超市");
    assert_eq!(find("zhl 顺发"), "");
}

#[test]
fn filters_count_and_narrow() {
    let office = Office::with(LIST);
    let page = office.customers(json!({ "classes": ["A", "B"] }));
    assert_eq!(page["total"], 2);
    assert_eq!(page["facets"]["all"], 3);
    assert_eq!(page["facets"]["classes"], json!([["A", 1], ["B", 1], ["C", 1]]));
    assert_eq!(office.customers(json!({ "order_weekdays": [3] }))["total"], 1);
    assert_eq!(office.customers(json!({ "not_seen_days": 30 }))["total"], 3);
}

#[test]
fn an_edited_field_is_kept_and_undone_by_itself() {
    let office = Office::with(LIST);
    let id = office.customers(json!({ "text": "T002" }))["rows"][0]["id"].clone();
    let set = |field: &str, value: Value| json!({ "id": id, "field": field, "value": value });
    let file = office.ok("customer.set_field", set("landmark", json!("  桥头第二家 ")));
    assert_eq!(file["customer"]["landmark"], "桥头第二家");
    assert_eq!(names(&office.customers(json!({ "text": "qtdej" }))), ["李记烟酒"]);
    office.ok("customer.set_field", set("class", json!("A")));
    office.ok("change.undo", json!({ "tx_id": file["tx_id"] }));
    let file = office.ok("customer.get", json!({ "id": id }));
    assert_eq!((&file["customer"]["landmark"], &file["customer"]["class"]), (&Value::Null, &json!("A")));
    let refused = office.refused("customer.set_field", set("phone", json!("1.38E+10")));
    assert_eq!(refused.field.as_deref(), Some("phone"));
    assert_eq!(
        office.refused("customer.set_field", set("code", json!("T001"))).code,
        ErrorCode::DuplicateCode
    );
    assert_eq!(office.refused("customer.set_field", set("name", json!(" "))).code, ErrorCode::Required);
    assert_eq!(
        office.refused("customer.set_field", set("colour", json!("red"))).code,
        ErrorCode::BadArguments
    );
    let swapped = json!({ "lat": 121.47, "lng": 31.23, "datum": "gcj02" });
    assert!(office.call("customer.set_field", set("position", swapped), None).is_err());
}

#[test]
fn a_deleted_customer_comes_back_with_its_contacts() {
    let office = Office::with(LIST);
    let id = office.customers(json!({ "text": "T001" }))["rows"][0]["id"].clone();
    let done = office.ok("customer.delete", json!({ "id": id }));
    assert_eq!(office.customers(json!({}))["total"], 2);
    office.ok("change.undo", json!({ "tx_id": done["tx_id"] }));
    let file = office.ok("customer.get", json!({ "id": id }));
    assert_eq!(file["contacts"][0]["name"], "王大年");
}

#[test]
fn one_contact_is_the_primary_one() {
    let office = Office::with(LIST);
    let id = office.customers(json!({ "text": "T001" }))["rows"][0]["id"].clone();
    let contact = json!({
        "id": null, "customer_id": id, "name": "店员小周", "layer": "operating", "title": null,
        "phone": "13900000009", "is_primary": true, "note": null,
    });
    let file = office.ok("contact.put", contact);
    let primary: Vec<_> =
        file["contacts"].as_array().unwrap().iter().filter(|contact| contact["is_primary"] == true).collect();
    assert_eq!((primary.len(), &primary[0]["name"]), (1, &json!("店员小周")));
    let file = office.ok("contact.delete", json!({ "id": primary[0]["id"] }));
    assert_eq!(
        (&file["contacts"][0]["name"], &file["contacts"][0]["is_primary"]),
        (&json!("王大年"), &json!(true))
    );
}

#[test]
fn a_set_by_filter_follows_the_customers() {
    let office = Office::with(LIST);
    let set = json!({ "id": null, "name": "A 类", "customer_ids": [], "filter": { "classes": ["A"] } });
    let sets = office.ok("set.put", set);
    assert_eq!(sets[0]["count"], 1);
    let id = office.customers(json!({ "text": "T002" }))["rows"][0]["id"].clone();
    office.ok("customer.set_field", json!({ "id": id, "field": "class", "value": "A" }));
    assert_eq!(office.ok("set.list", json!({}))[0]["count"], 2);
    assert_eq!(office.customers(json!({ "set_id": sets[0]["set"]["id"] }))["total"], 2);
}

#[test]
fn a_deleted_set_comes_back_as_the_same_one() {
    let office = Office::with(LIST);
    let set = json!({ "id": null, "name": "A 类", "customer_ids": [], "filter": { "classes": ["A"] } });
    let id = office.ok("set.put", set)[0]["set"]["id"].clone();
    let gone = office.ok("set.delete", json!({ "id": id }));
    assert_eq!(office.ok("set.list", json!({})), json!([]));
    office.ok("change.undo", json!({ "tx_id": gone["tx_id"] }));
    assert_eq!(office.ok("set.list", json!({}))[0]["set"]["id"], id);
}

#[test]
fn an_import_is_previewed_applied_and_taken_back_whole() {
    let office = Office::with(LIST);
    let changed = LIST.replace("李记烟酒", "李记名烟名酒") + "T004,安泰商店,人民路4号,,A,,310.5,31.2,,\n";
    let preview = office.preview(changed.as_bytes());
    let counts = |name: &str| preview["outcome"][name].as_u64().unwrap();
    assert_eq!((counts("new"), counts("changed"), counts("same"), counts("rejected_rows")), (0, 1, 2, 1));
    let rejected = &preview["outcome"]["rejected"][0];
    assert_eq!((&rejected["row"], &rejected["value"]), (&json!(5), &json!("310.5")));
    assert_eq!(office.customers(json!({ "text": "名烟名酒" }))["total"], 0, "a dry run writes nothing");
    let result = office.ok("import.apply", json!({ "token": preview["token"] }));
    assert_eq!(office.customers(json!({ "text": "名烟名酒" }))["total"], 1);
    office.ok("change.undo", json!({ "tx_id": result["tx_id"] }));
    assert_eq!(office.customers(json!({ "text": "名烟名酒" }))["total"], 0);
    let used = office.refused("import.apply", json!({ "token": preview["token"] }));
    assert_eq!(used.code, ErrorCode::NotFound);
}

#[test]
fn shops_of_one_owner_come_from_a_workbook_and_go_out_again() {
    let office = Office::with(LIST);
    let id = |code: &str| office.customers(json!({ "text": code }))["rows"][0]["id"].clone();
    let owners = |code: &str| {
        let file = office.ok("customer.get", json!({ "id": id(code) }));
        let names: Vec<String> = file["same_owner"]
            .as_array()
            .unwrap()
            .iter()
            .map(|shop| shop["code"].as_str().unwrap().to_owned())
            .collect();
        (names.join(" "), file["owner"]["name"].clone())
    };
    let result = office.import("编码,名称,同一经营者\nT002,李记烟酒,T001\nT003,顺发超市,T002\n".as_bytes());
    assert_eq!(result["changed"], 2);
    assert_eq!(owners("T003"), ("T001 T002".to_owned(), json!("王大年")));
    assert_eq!(owners("T001").0, "T002 T003");
    let written = office.ok("export.customers", json!({}));
    let outcome =
        office.preview(&std::fs::read(written["path"].as_str().unwrap()).unwrap())["outcome"].clone();
    assert_eq!((&outcome["same"], &outcome["changed"]), (&json!(3), &json!(0)), "{outcome}");
    office.ok("change.undo", json!({ "tx_id": result["tx_id"] }));
    assert_eq!(owners("T001"), (String::new(), Value::Null));
}

#[test]
fn the_owner_is_set_by_another_of_his_shops() {
    let office = Office::with(LIST);
    let id = |code: &str| office.customers(json!({ "text": code }))["rows"][0]["id"].clone();
    let set = |code: &str, value: Value| json!({ "id": id(code), "field": "owner_id", "value": value });
    // T002 has no contact: its owner is known by the shop.
    let file = office.ok("customer.set_field", set("T003", id("T002")));
    assert_eq!(
        (&file["owner"]["name"], &file["same_owner"][0]["code"]),
        (&json!("李记烟酒"), &json!("T002"))
    );
    let undo = file["tx_id"].clone();
    let file = office.ok("customer.set_field", set("T003", Value::Null));
    assert_eq!(file["customer"]["owner_id"], Value::Null);
    let other = office.ok("customer.get", json!({ "id": id("T002") }));
    assert_eq!(other["customer"]["owner_id"], Value::Null, "an owner of one shop shares it with nobody");
    assert!(office.call("change.undo", json!({ "tx_id": undo }), None).is_err(), "changed again since");
    for wrong in [id("T003"), json!("01980000-0000-7000-8000-000000000000")] {
        let error = office.refused("customer.set_field", set("T003", wrong));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::OwnerUnknown, Some("owner_id")));
    }
    assert_eq!(office.refused("customer.set_field", set("T003", json!(7))).code, ErrorCode::BadArguments);
}

#[test]
fn a_last_visit_that_is_still_to_come_is_refused() {
    let office = Office::with(LIST);
    let id = office.customers(json!({ "text": "T002" }))["rows"][0]["id"].clone();
    let set = |date: &str| json!({ "id": id, "field": "last_visit_on", "value": date });
    assert_eq!(office.refused("customer.set_field", set("2026-11-23")).code, ErrorCode::DateInFuture);
    office.ok("customer.set_field", set("2026-11-22"));
}

#[test]
fn the_exported_demo_comes_back_unchanged() {
    let office = Office::demo();
    let written = office.ok("export.customers", json!({}));
    let bytes = std::fs::read(written["path"].as_str().unwrap()).unwrap();
    let outcome = office.preview(&bytes)["outcome"].clone();
    let count = |name: &str| outcome[name].as_u64().unwrap();
    assert_eq!((count("new"), count("changed"), count("same"), count("rejected_rows")), (0, 0, 260, 0));
}

#[test]
fn the_demo_has_a_folder_of_its_own() {
    let office = Office::with(LIST);
    let status = office.ok("start.demo", json!({}));
    assert_eq!((&status["folder"], &status["customer_count"]), (&json!("demo"), &json!(260)));
    assert_eq!(status["territory"]["is_demo"], true);
    office.ok("start.leave", json!({}));
    assert_eq!(office.refused("customer.list", json!({})).code, ErrorCode::NoData);
    let status = office.ok("start.own", json!({}));
    assert_eq!((&status["folder"], &status["customer_count"]), (&json!("own"), &json!(3)));
}

#[test]
fn every_screen_hears_what_changed() {
    let office = Office::with(LIST);
    office.told.nouns.lock().unwrap().clear();
    let id = office.customers(json!({ "text": "T002" }))["rows"][0]["id"].clone();
    office.ok("customer.set_field", json!({ "id": id, "field": "note", "value": "先付款" }));
    assert_eq!(*office.told.nouns.lock().unwrap(), ["customer"]);
}

#[test]
fn the_support_bundle_names_nobody() {
    let office = Office::demo();
    let written = office.ok("support.bundle", json!({}));
    let bytes = std::fs::read(written["path"].as_str().unwrap()).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let page = office.customers(json!({}));
    for at in 0..zip.len() {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_index(at).unwrap(), &mut text).unwrap();
        for row in page["rows"].as_array().unwrap() {
            assert!(!text.contains(row["name"].as_str().unwrap()), "{text}");
        }
    }
    assert!(zip.by_name("facts.json").is_ok());
}

#[test]
fn a_backup_is_restored_with_what_it_held() {
    let office = Office::with(LIST);
    office.ok("backup.make", json!({}));
    let name = office.ok("backup.list", json!({}))[0]["name"].clone();
    let id = office.customers(json!({ "text": "T002" }))["rows"][0]["id"].clone();
    office.ok("customer.delete", json!({ "id": id }));
    let status = office.ok("backup.restore", json!({ "name": name }));
    assert_eq!(status["customer_count"], 3);
    assert!(status["last_backup_at"].as_i64().unwrap() >= NOW);
}

#[test]
fn what_is_planned_for_today_has_not_been_visited_yet() {
    let office = Office::demo();
    // The demo stands on a Sunday; today is made a working day with one visit.
    let id = office.customers(json!({}))["rows"][0]["id"].clone();
    office.ok("plan.add", json!({ "week": "2026-W47", "customer_id": id, "date": "2026-11-22" }));
    let file = office.ok("customer.get", json!({ "id": id }));
    assert_ne!(file["last_visit_on"], "2026-11-22");
}

#[test]
fn a_planned_day_that_passed_without_a_record_is_told_as_such_and_does_not_go_out_as_a_visit() {
    let office = Office::demo();
    let id = office.customers(json!({}))["rows"][0]["id"].clone();
    office.ok("plan.add", json!({ "week": "2026-W48", "customer_id": id, "date": "2026-11-23" }));
    let before = office.ok("customer.get", json!({ "id": id }));
    assert_eq!(before["last_visit_recorded"], true, "the demo's visits are recorded");
    office.at(NOW + 7 * 86_400_000);
    let after = office.ok("customer.get", json!({ "id": id }));
    assert_eq!(
        (&after["last_visit_on"], &after["last_visit_recorded"]),
        (&json!("2026-11-23"), &json!(false))
    );
    let today = office.ok("today.get", json!({}));
    assert_eq!(
        (&today["unrecorded_count"], &today["unrecorded_week"]),
        (&json!(1), &json!("2026-W48")),
        "it is asked for"
    );
    let list = office.dir.path().join("list.csv").display().to_string();
    assert_eq!(office.rounds(&["export", "customers", &list]).0, 0);
    let code = after["customer"]["code"].as_str().unwrap();
    let text = std::fs::read_to_string(list).unwrap();
    let line = text.lines().find(|line| line.contains(code)).unwrap();
    assert!(!line.contains("2026-11-23"), "{line}");
    // Nobody went: said for the whole day at once, and taken back at once.
    let refused = office.refused("plan.miss_day", json!({ "date": "2026-11-29" }));
    assert_eq!(refused.code, ErrorCode::BadDate, "a day that is not over");
    let board = office.ok("plan.miss_day", json!({ "date": "2026-11-23" }));
    assert_eq!(board["days"][0]["visits"][0]["state"], "missed");
    assert_eq!(office.ok("today.get", json!({}))["unrecorded_count"], 0);
    office.ok("plan.undo", json!({ "week": "2026-W48", "step": board["last_step"] }));
    assert_eq!(office.ok("today.get", json!({}))["unrecorded_count"], 1);
}

#[test]
fn a_device_is_not_a_file_to_write_to() {
    let office = Office::with(LIST);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["output_folder"] = json!("/dev/null");
    office.ok("settings.save", settings);
    assert_eq!(office.refused("export.customers", json!({})).code, ErrorCode::CannotWrite);
}
