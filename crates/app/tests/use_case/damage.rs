//! A damaged database, as the window and the command line tell of it.

use std::{fs, path::PathBuf};

use crate::common::{NOW, Office};
use rounds_core::ErrorCode;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const LIST: &str = "客户编码,客户名称\nT001,甲店\nT002,乙店\n";
const LATER: &str = "客户编码,客户名称\nU001,丙店\n";

fn database(office: &Office) -> PathBuf {
    office.dir.path().join("data").join("rounds.db")
}

/// A folder with a backup of 22 November, 8:00, and a customer of 10:00. At noon its first page is overwritten.
fn damaged() -> Office {
    let mut office = Office::with(LIST);
    office.ok("backup.make", json!({}));
    office.at(NOW + 2 * HOUR);
    office.import(LATER.as_bytes());
    office.close();
    let path = database(&office);
    let mut bytes = fs::read(&path).unwrap();
    bytes[..4096].fill(0x55);
    fs::write(&path, bytes).unwrap();
    office.at(NOW + 4 * HOUR);
    office
}

fn set_aside(office: &Office) -> PathBuf {
    let files = fs::read_dir(office.dir.path().join("data")).unwrap().flatten().map(|file| file.path());
    let mut found = files.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("rounds.damaged-") && name.strip_suffix(".db").is_some()
    });
    found.next().expect("a file that was set aside")
}

fn lines(status: &Value) -> String {
    let lines = status["damage"]["lines"].as_array().expect("a notice");
    lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_window_names_the_time_the_backup_the_gap_and_the_file_until_somebody_takes_note() {
    let mut office = damaged();
    office.restart();
    let status = office.ok("app.status", json!({}));
    let told = lines(&status);
    let path = set_aside(&office).display().to_string();
    for said in [
        "2026-11-22 12:00 打开时发现",
        &path,
        "已换上 2026-11-22 08:00 的备份",
        "2026-11-22 08:00 到 ",
        "补录",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert_eq!(status["customer_count"], 2);
    office.restart();
    let status = office.ok("app.status", json!({}));
    assert_eq!(lines(&status), told, "told again at the next start");
    let found_at = &status["damage"]["found_at"];
    assert_eq!(office.ok("damage.acknowledge", json!({ "found_at": found_at }))["damage"], Value::Null);
    office.restart();
    assert_eq!(office.ok("app.status", json!({}))["damage"], Value::Null);
    assert!(set_aside(&office).exists(), "the file stays");
}

#[test]
fn the_notice_speaks_the_language_of_the_settings() {
    let mut office = Office::with(LIST);
    let mut settings = office.ok("app.status", json!({}))["settings"].clone();
    settings["language"] = "en".into();
    office.ok("settings.save", settings);
    office.ok("backup.make", json!({}));
    office.close();
    fs::write(database(&office), "cut").unwrap();
    office.restart();
    let told = lines(&office.ok("app.status", json!({})));
    assert!(told.contains("The backup of 2026-11-22 08:00 took its place"), "{told}");
    assert!(told.chars().all(|c| !('\u{4e00}'..='\u{9fff}').contains(&c) && c != '{'), "{told}");
}

#[test]
fn without_any_backup_the_notice_says_that_the_data_starts_empty() {
    let mut office = damaged();
    fs::remove_dir_all(office.dir.path().join("data").join("backups")).unwrap();
    office.restart();
    let told = lines(&office.ok("app.status", json!({})));
    assert!(told.contains("没有备份可换") && told.contains("请先不要录入"), "{told}");
}

#[test]
fn a_command_that_writes_tells_of_damage_in_one_line_and_later_ones_remind_of_it() {
    let office = damaged();
    let file = office.dir.path().join("later.csv");
    fs::write(&file, LATER).unwrap();
    let import = ["import", "customers", file.to_str().unwrap()];
    let (code, out, err) = office.rounds(&import);
    assert_eq!((code, out.as_str(), err.trim().lines().count()), (1, "", 1), "{err}");
    let aside = set_aside(&office);
    for said in ["2026-11-22 12:00", "2026-11-22 08:00 的备份", aside.to_str().unwrap(), "核对后请再运行一次"]
    {
        assert!(err.contains(said), "{said}: {err}");
    }
    let (code, _, err) = office.rounds(&import);
    assert!(code == 0 && err.contains("可能缺失"), "{err}");
    let (code, out, _) = office.rounds(&["verify"]);
    assert!(code == 1 && out.contains("还没有人确认"), "{out}");
    fs::rename(&aside, office.dir.path().join("kept.db")).unwrap();
    let (code, out, err) = office.rounds(&["verify"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}

#[test]
fn verification_of_a_file_that_does_not_open_says_what_is_wrong_and_changes_nothing() {
    let office = damaged();
    let before = fs::read(database(&office)).unwrap();
    let (code, out, err) = office.rounds(&["verify"]);
    assert!(code == 1 && err.is_empty(), "{out}{err}");
    assert!(out.contains("打不开") && !out.contains("页读不出来"), "{out}");
    let (code, out, _) = office.rounds(&["verify", "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["intact"]), (1, &json!(false)));
    assert_eq!(fs::read(database(&office)).unwrap(), before);
}

#[test]
fn pages_that_were_altered_while_the_window_is_open_are_named_with_their_tables() {
    let mut office = Office::with(LIST);
    office.restart();
    // Open before anything is altered: an opening would set the file aside.
    assert_eq!(office.ok("verify.all", json!({}))["intact"], true);
    let path = database(&office);
    let sound = fs::read(&path).unwrap();
    let mut tables = Vec::new();
    for page in 1..sound.len() / 4096 {
        let mut bytes = sound.clone();
        bytes[page * 4096 + 9] ^= 1;
        fs::write(&path, bytes).unwrap();
        let report = office.ok("verify.all", json!({}));
        let found = report["findings"].as_array().unwrap();
        let altered = found.iter().find(|found| found["kind"] == "pages_altered");
        let pages = altered.map(|found| found["detail"]["pages"].clone());
        assert_eq!(pages, Some((page + 1).to_string().into()), "{found:?}");
        tables.extend(found.iter().filter(|found| found["kind"] == "table_unreadable").cloned());
    }
    let customer = tables.iter().find(|found| found["field"] == "customer").expect("a page of the customers");
    assert_eq!(customer["label"]["zh"], "客户");
}

#[test]
fn damage_that_a_call_meets_is_said_and_looked_for_at_the_next_start() {
    let mut office = Office::with(LIST);
    office.ok("backup.make", json!({}));
    office.restart();
    let path = database(&office);
    office.ok("app.status", json!({}));
    let mut bytes = fs::read(&path).unwrap();
    let stamp = office.dir.path().join("data").join("rounds.checked");
    bytes[4096..].fill(0x55);
    fs::write(&path, bytes).unwrap();
    // What was read before is still remembered; one of these was not.
    let calls = ["apart.list", "travel.matrix", "scan.list", "backup.make"];
    let met = calls.iter().filter_map(|call| office.call(call, json!({}), None).err());
    assert!(met.into_iter().any(|error| error.code == ErrorCode::DataDamaged));
    assert_eq!(fs::read_to_string(stamp).unwrap(), "doubt");
    office.restart();
    assert!(lines(&office.ok("app.status", json!({}))).contains("的备份"));
}
