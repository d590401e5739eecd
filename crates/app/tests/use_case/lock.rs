//! The lock at the door: what answers while locked, and what is there again afterwards.

use crate::common::{NOW, Office, options};
use rounds_app::{COMMANDS, Session};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const SHOPS: &str = "客户编号,客户名称\nT001,中和路便利店\nT002,李记烟酒\n";

fn locked() -> Office {
    let office = Office::with(SHOPS);
    office.ok("lock.set_pin", json!({ "pin": "480317", "old": null }));
    let status = office.ok("lock.now", json!({}));
    assert_eq!(status["lock"]["locked"], true);
    office
}

fn code(office: &Office, name: &str, args: Value) -> ErrorCode {
    office.refused(name, args).code
}

#[test]
fn no_command_but_those_of_the_lock_screen_answers_while_locked() {
    let office = locked();
    let at_the_door =
        ["app.status", "lock.open", "lock.now", "lock.ask_hq", "lock.by_recovery", "lock.by_hq"];
    let mut refused = 0;
    for name in COMMANDS.iter().filter(|name| !at_the_door.contains(name)) {
        // Whatever the arguments are: the door comes first.
        let answer = office.call(name, json!({}), Some(Vec::new()));
        assert_eq!(answer.unwrap_err().code, ErrorCode::Locked, "{name}");
        refused += 1;
    }
    assert!(refused > 90, "{refused} commands");
    let status = office.ok("app.status", json!({})).to_string();
    for secret in ["中和路", "李记", "T001"] {
        assert!(!status.contains(secret), "the locked status says {secret}");
    }
}

#[test]
fn a_start_is_locked_and_the_pin_opens_it() {
    let mut office = locked();
    office.restart();
    let status = office.ok("app.status", json!({}));
    assert_eq!((&status["lock"]["locked"], &status["folder"]), (&json!(true), &json!("own")));
    assert_eq!(code(&office, "customer.get", json!({})), ErrorCode::Locked);
    let wrong = office.refused("lock.open", json!({ "pin": "480318" }));
    assert_eq!((wrong.code, &wrong.detail["left"]), (ErrorCode::PinWrong, &json!(4)));
    let open = office.ok("lock.open", json!({ "pin": "480317" }));
    assert_eq!((&open["lock"]["locked"], &open["customer_count"]), (&json!(false), &json!(2)));
    assert_eq!(office.customers(json!({}))["total"], 2);
}

#[test]
fn a_window_finds_its_folder_open_once_unless_it_is_locked() {
    let mut office = Office::with(SHOPS);
    office.restart();
    // As in the window: the page may ask before the folder is open.
    std::thread::scope(|both| {
        both.spawn(|| office.session.open_ahead(&office.ctx()));
        assert_eq!(office.ok("app.status", json!({}))["customer_count"], 2);
    });
    office.restart();
    office.session.open_ahead(&office.ctx());
    let second = Session::new(options(office.dir.path())).unwrap();
    let busy = second.dispatch("app.status", json!({}), None, &office.ctx()).unwrap_err();
    assert_eq!(busy.code, ErrorCode::DataFolderBusy, "nobody has opened it");

    let mut office = locked();
    office.restart();
    office.session.open_ahead(&office.ctx());
    assert_eq!(office.ok("app.status", json!({}))["lock"]["locked"], true);
}

#[test]
fn the_wait_after_wrong_pins_outlives_a_restart_and_a_clock_set_back() {
    let mut office = locked();
    for left in (1..5).rev() {
        let wrong = office.refused("lock.open", json!({ "pin": "000001" }));
        assert_eq!((wrong.code, &wrong.detail["left"]), (ErrorCode::PinWrong, &json!(left)));
    }
    let fifth = office.refused("lock.open", json!({ "pin": "000001" }));
    assert_eq!((fifth.code, fifth.detail["seconds"].as_u64()), (ErrorCode::PinWait, Some(31)), "not 0 tries");
    assert_eq!(office.refused("lock.open", json!({ "pin": "480317" })).code, ErrorCode::PinWait);
    office.restart();
    office.at(NOW - 86_400_000);
    assert_eq!(office.ok("app.status", json!({}))["lock"]["wait_s"], 30);
    assert_eq!(code(&office, "lock.open", json!({ "pin": "480317" })), ErrorCode::PinWait);
    office.at(NOW - 86_400_000 + 30_000);
    office.ok("lock.open", json!({ "pin": "480317" }));
}

#[test]
fn drafts_and_what_waits_for_an_answer_are_there_after_unlocking() {
    let office = Office::with(SHOPS);
    office.ok("lock.set_pin", json!({ "pin": "480317", "old": null }));
    let customer = office.customers(json!({}))["rows"][0]["id"].clone();
    let visit = office.ok("visit.start", json!({ "customer_id": customer, "planned_visit_id": null }));
    let id = visit["record"]["id"].clone();
    let mut draft = visit["draft"].clone();
    draft["internal"]["lessons"] = json!("半句话");
    let revision = visit["check"]["revision"].clone();
    office.ok("visit.save", json!({ "id": id, "draft": draft, "revision": revision }));
    let preview = office.preview("客户编号,客户名称\nT003,顺发超市\n".as_bytes());
    office.ok("lock.now", json!({}));
    let open = office.ok("lock.open", json!({ "pin": "480317" }));
    assert_eq!(open["open_visit"], id);
    assert_eq!(office.ok("visit.get", json!({ "id": id }))["draft"]["internal"]["lessons"], "半句话");
    office.ok("import.apply", json!({ "token": preview["token"] }));
    assert_eq!(office.customers(json!({}))["total"], 3);
}

#[test]
fn a_pin_is_changed_and_removed_by_whoever_knows_it() {
    let office = Office::with(SHOPS);
    assert_eq!(code(&office, "lock.now", json!({})), ErrorCode::PinMissing);
    assert_eq!(code(&office, "lock.set_pin", json!({ "pin": "123456", "old": null })), ErrorCode::PinWeak);
    assert_eq!(code(&office, "lock.set_pin", json!({ "pin": "1234", "old": null })), ErrorCode::PinShort);
    office.ok("lock.set_pin", json!({ "pin": "480317", "old": null }));
    let wrong = office.refused("lock.set_pin", json!({ "pin": "902144", "old": "111" }));
    assert_eq!((wrong.code, wrong.field.as_deref()), (ErrorCode::PinWrong, Some("old")));
    office.ok("lock.set_pin", json!({ "pin": "902144", "old": "480317" }));
    assert_eq!(code(&office, "lock.remove_pin", json!({ "pin": "480317" })), ErrorCode::PinWrong);
    let status = office.ok("lock.remove_pin", json!({ "pin": "902144" }));
    assert_eq!(status["lock"]["has_pin"], false);
    assert_eq!(code(&office, "lock.now", json!({})), ErrorCode::PinMissing);
}

#[test]
fn the_recovery_code_lets_in_with_a_new_pin() {
    let mut office = Office::with(SHOPS);
    office.ok("lock.set_pin", json!({ "pin": "480317", "old": null }));
    assert_eq!(code(&office, "lock.recovery", json!({ "pin": null })), ErrorCode::PinWrong);
    let made = office.ok("lock.recovery", json!({ "pin": "480317" }));
    let groups: Vec<String> = serde_json::from_value(made["groups"].clone()).unwrap();
    // Not yet on paper: it opens nothing.
    assert_eq!(office.ok("app.status", json!({}))["lock"]["has_recovery"], false);
    assert_eq!(office.ok("lock.keep_recovery", json!({}))["lock"]["has_recovery"], true);
    assert_eq!(code(&office, "lock.keep_recovery", json!({})), ErrorCode::RecoveryMissing);
    office.restart();
    let mut wrong = groups.clone();
    wrong.swap(0, 5);
    let refused = office.refused("lock.by_recovery", json!({ "code": wrong.concat(), "pin": "902144" }));
    assert_eq!(refused.code, ErrorCode::RecoveryGroup);
    let args = json!({ "code": groups.join(" "), "pin": "902144" });
    assert_eq!(office.ok("lock.by_recovery", args)["customer_count"], 2);
    office.ok("lock.now", json!({}));
    assert_eq!(code(&office, "lock.open", json!({ "pin": "480317" })), ErrorCode::PinWrong);
    office.ok("lock.open", json!({ "pin": "902144" }));
}

#[test]
fn the_lock_screen_has_the_users_own_language_before_anything_is_open() {
    let mut office = Office::with(SHOPS);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["language"] = json!("en");
    settings["text_size"] = json!("largest");
    office.ok("settings.save", settings);
    office.ok("lock.set_pin", json!({ "pin": "480317", "old": null }));
    office.restart();
    let settings = office.ok("app.status", json!({}))["settings"].clone();
    assert_eq!((&settings["language"], &settings["text_size"]), (&json!("en"), &json!("largest")));
}

#[test]
fn the_demo_has_no_pin_and_a_locked_folder_waits_behind_it() {
    let office = Office::demo();
    let set = json!({ "pin": "480317", "old": null });
    assert_eq!(code(&office, "lock.set_pin", set.clone()), ErrorCode::PinNotInDemo);
    office.ok("start.leave", json!({}));
    office.ok("start.own", json!({}));
    office.ok("lock.set_pin", set);
    office.ok("start.leave", json!({}));
    assert_eq!(office.ok("start.demo", json!({}))["lock"]["locked"], false);
    office.ok("start.leave", json!({}));
    assert_eq!(office.ok("start.own", json!({}))["lock"]["locked"], true);
}

#[test]
fn clearing_the_device_is_refused_until_the_user_knows_what_is_unsent() {
    let office = Office::with(SHOPS);
    office.ok("lock.set_pin", json!({ "pin": "480317", "old": null }));
    let unsent = office.ok("leave.unsent", json!({}));
    assert_eq!((&unsent["enrolled"], &unsent["since"]), (&json!(false), &json!(NOW)));
    let count = unsent["rows"].as_u64().unwrap();
    assert!(count >= 2);
    assert_eq!(code(&office, "rescue.export", json!({})), ErrorCode::NotEnrolled);
    let wipe = |pin: Value, leave: u64| json!({ "pin": pin, "leave_unsent": leave });
    assert_eq!(code(&office, "leave.wipe", wipe(json!(null), count)), ErrorCode::PinWrong);
    let refused = office.refused("leave.wipe", wipe(json!("480317"), count - 1));
    assert_eq!((refused.code, &refused.detail["count"]), (ErrorCode::UnsentLeft, &json!(count)));
    let status = office.ok("leave.wipe", wipe(json!("480317"), count));
    assert_eq!((&status["folder"], &status["lock"]["locked"]), (&json!("none"), &json!(false)));
    let data = office.dir.path().join("data");
    assert!(!data.join("rounds.db").exists() && !data.join("rounds.key").exists());
}
