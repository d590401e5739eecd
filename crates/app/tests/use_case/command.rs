//! What commands say: help, refusals by the file's name, and sentences with figures.

use crate::common::Office;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["demo"],
    &["import"],
    &["import", "customers"],
    &["import", "matrix"],
    &["export"],
    &["export", "customers"],
    &["export", "day"],
    &["plan"],
    &["issues"],
    &["visit"],
    &["visit", "list"],
    &["visit", "export"],
    &["visit", "erase"],
    &["verify"],
    &["audit"],
    &["scan"],
    &["sheets"],
    &["pin"],
    &["pin", "set"],
    &["pin", "remove"],
    &["pin", "recovery"],
    &["pin", "recover"],
    &["rescue"],
    &["rescue", "export"],
    &["rescue", "request"],
    &["rescue", "unlock"],
    &["wipe"],
    &["enrol"],
    &["sync"],
    &["status"],
];

#[test]
fn help_is_chinese_and_leaves_nothing_unexplained() {
    let office = Office::new();
    for command in COMMANDS {
        let (code, out, err) = office.rounds(&[*command, &["--help"]].concat());
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("用法：rounds") && out.contains("显示这份说明"), "{out}");
        for word in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "OPTIONS",
            "COMMAND",
            "Print",
            "possible",
            "default",
        ] {
            assert!(!out.contains(word), "{command:?}, {word}: {out}");
        }
        // Every option and argument has its words on its line.
        for line in out.lines().filter(|line| line.starts_with("  ") && !line.trim().is_empty()) {
            assert!(line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{command:?}: {line}");
        }
    }
    assert_eq!(office.rounds(&["--version"]), (0, "rounds 0.1.0\n".to_owned(), String::new()));
}

#[test]
fn a_file_of_another_kind_is_refused_by_the_kinds_that_there_are() {
    let office = Office::demo();
    let data = office.dir.path().join("data").join("demo").display().to_string();
    let at = |name: &str| office.dir.path().join(name).display().to_string();
    let (text, none) = (at("sample.txt"), at("sample"));
    let list = office.rounds(&["--data", &data, "visit", "list", "--signed", "--json"]).1;
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let id = list[0]["id"].as_str().unwrap();
    for file in [&text, &none] {
        for (args, kinds) in [
            (&["audit", "--sample", "5", "--seed", "1", "--out", file][..], ".pdf"),
            (&["visit", "export", id, "--out", file], ".json / .pdf"),
            (&["export", "day", "--date", "2026-11-23", "--out", file], ".gpx / .ics"),
            (&["sheets", "--week", "2026-W48", "--kind", "plan", "--out", file], ".pdf"),
            (&["export", "customers", file], ".xlsx / .csv"),
        ] {
            let (code, out, err) = office.rounds(&[&["--data", &data], args].concat());
            assert_eq!((code, out.as_str()), (1, ""), "{args:?}");
            assert!(
                err.contains(&format!("请用以 {kinds} 结尾的文件名")) && err.contains(file.as_str()),
                "{err}"
            );
            assert!(!std::path::Path::new(file).exists());
        }
    }
}

#[test]
fn what_was_done_is_a_sentence_with_its_figures() {
    let office = Office::new();
    let (code, out, err) = office.rounds(&["demo", "--as-of", "2026-11-22"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("演示片区已写入 ") && out.ends_with(" 家客户，停在 2026-11-22。\n"), "{out}");
}

#[test]
fn an_imported_matrix_tells_who_is_not_in_it() {
    let mut office = Office::with("客户编码,客户名称\nT001,甲店\nT002,乙店\nT003,丙店\n");
    office.close();
    let matrix = office.dir.path().join("road.csv");
    std::fs::write(&matrix, "from,to,m,min\nT001,T002,1200,4\n").unwrap();
    let (code, out, err) = office.rounds(&["import", "matrix", matrix.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.ends_with("road.csv：2 个地点之间的路程，1 家客户不在表里，按直线距离估算。\n"), "{out}");
}

#[test]
fn what_is_missing_is_named_without_what_stands_for_its_value() {
    let office = Office::new();
    for (args, said) in [
        (&["plan"][..], "缺少 --week。"),
        (&["scan"], "缺少 FILE。"),
        (&["visit", "export"], "缺少 --out、ID。"),
        (&["plan", "--week"], "“--week”后面缺少内容。"),
        (&["sheets", "--week", "2026-W49", "--kind", "poster", "--out", "x.pdf"], "“--kind”不能是“poster”"),
    ] {
        let (code, out, err) = office.rounds(args);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(said) && !err.contains('<'), "{args:?}: {err}");
    }
}
