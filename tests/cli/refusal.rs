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
