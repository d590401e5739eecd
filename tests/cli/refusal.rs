use rounds_tests::Folder;
use std::fs;

#[test]
fn a_week_that_does_not_exist_is_refused() {
    let folder = Folder::demo();
    for week in ["2026-W54", "2025-W53", "2026-49", "next"] {
        folder.run(&["plan", "--week", week]).refused();
    }
}

#[test]
fn a_file_that_is_no_workbook_is_refused() {
    let folder = Folder::new();
    for (name, bytes) in [("picture.xlsx", &b"\x89PNG\r\n"[..]), ("empty.csv", b""), ("words.txt", b"hello")]
    {
        let file = folder.file(name, bytes);
        folder.run(&["import", "customers", &file]).refused();
    }
    folder.run(&["import", "customers", "/nowhere/list.csv"]).refused();
}

#[test]
fn an_output_that_cannot_be_written_is_refused() {
    let folder = Folder::demo();
    folder.run(&["plan", "--week", "2026-W49"]).ok();
    folder.run(&["sheets", "--week", "2026-W49", "--kind", "plan", "--out", "/proc/sheets.pdf"]).refused();
    folder.run(&["export", "customers", "/proc/list.xlsx"]).refused();
}

#[test]
fn sheets_of_a_week_without_a_plan_are_refused() {
    let folder = Folder::demo();
    let out = folder.path("out.pdf").display().to_string();
    folder.run(&["sheets", "--week", "2027-W20", "--kind", "all", "--out", &out]).refused();
    assert!(!folder.path("out.pdf").exists());
}

#[test]
fn a_lost_key_is_said_and_nothing_is_deleted() {
    let folder = Folder::demo();
    fs::rename(folder.data().join("rounds.key"), folder.path("kept.key")).unwrap();
    folder.run(&["plan", "--week", "2026-W49"]).refused();
    fs::rename(folder.path("kept.key"), folder.data().join("rounds.key")).unwrap();
    folder.run(&["plan", "--week", "2026-W49"]).ok();
}

#[test]
fn an_unknown_command_is_refused() {
    Folder::new().run(&["fly"]).refused();
}

#[test]
fn damage_is_said_once_and_the_backup_takes_over() {
    let folder = Folder::demo();
    // The first writing command of the day backs up before it writes.
    folder.run(&["plan", "--week", "2026-W48"]).ok();
    let path = folder.data().join("rounds.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    fs::write(&path, bytes).unwrap();
    assert!(folder.run(&["plan", "--week", "2026-W49"]).refused().contains("损坏"));
    folder.run(&["plan", "--week", "2026-W49"]).ok();
}

#[test]
fn a_final_week_is_not_planned_over() {
    let folder = Folder::demo();
    // The demo's own week is final.
    assert!(folder.run(&["plan", "--week", "2026-W47"]).refused().contains("定稿"));
}
