use rounds_tests::Folder;
use std::{
    fs,
    io::{Read, Write},
    process::{Command, Stdio},
};

#[test]
fn a_week_that_does_not_exist_is_refused() {
    let folder = Folder::demo();
    for week in ["2026-W54", "2025-W53", "2026-49", "next"] {
        folder.run(&["plan", "--week", week]).refused();
    }
}

#[test]
fn a_file_that_is_no_workbook_is_refused_by_what_it_is() {
    let folder = Folder::new();
    let page = "<html><table><tr><td>客户编码</td></tr></table></html>";
    for (name, bytes, said) in [
        ("picture.xlsx", &b"\x89PNG\r\n"[..], "图片"),
        ("page.xls", page.as_bytes(), "网页"),
        ("paper.ods", b"%PDF-1.7", "PDF"),
        ("words.xlsx", b"hello", "文本"),
        ("empty.csv", b"", "没有客户"),
        ("words.txt", b"hello", "--map"),
    ] {
        let file = folder.file(name, bytes);
        let sentence = folder.run(&["import", "customers", &file]).refused().to_owned();
        assert!(sentence.contains(said) && !sentence.contains('{'), "{name}: {sentence}");
    }
    folder.run(&["import", "customers", "/nowhere/list.csv"]).refused();
}

#[test]
fn a_manager_who_is_not_there_is_told_who_is() {
    let folder = Folder::demo();
    let known = folder.run(&["plan", "--week", "2026-W49", "--manager", "NOPE"]).refused().to_owned();
    assert!(known.contains("NOPE") && known.contains("数据里有："), "{known}");
}

#[test]
fn numbers_out_of_range_are_told_their_range() {
    let folder = Folder::demo();
    let out = folder.path("out.pdf").display().to_string();
    let plan = |option: &str, value: &str| {
        folder.run(&["plan", "--week", "2026-W49", option, value]).refused().to_owned()
    };
    for (sentence, most) in [
        (plan("--iterations", "5000001"), "5000000"),
        (plan("--iterations", "-1"), "5000000"),
        (plan("--seed", "99999999999999999999"), "4294967295"),
        (plan("--seed", "abc"), "4294967295"),
        (
            folder
                .run(&["sheets", "--week", "2026-W49", "--kind", "record", "--spare", "51", "--out", &out])
                .refused()
                .to_owned(),
            "50",
        ),
    ] {
        assert!(sentence.contains(&format!("0 到 {most} 之间")), "{sentence}");
    }
}

#[test]
fn spare_records_without_records_are_refused() {
    let folder = Folder::demo();
    let out = folder.path("out.pdf").display().to_string();
    for kind in ["plan", "handbook"] {
        let sheets = ["sheets", "--week", "2026-W49", "--kind", kind, "--spare", "5", "--out", &out];
        assert!(folder.run(&sheets).refused().contains("--kind record"));
    }
}

#[test]
fn an_export_is_what_its_name_says_or_refused() {
    let folder = Folder::demo();
    for name in ["list.xls", "list.ods", "list"] {
        let path = folder.path(name);
        let sentence = folder.run(&["export", "customers", &path.display().to_string()]).refused().to_owned();
        assert!(sentence.contains(".xlsx / .csv"), "{sentence}");
        assert!(!path.exists());
    }
}

#[test]
fn no_sentence_speaks_of_a_window_that_is_not_there() {
    let folder = Folder::new();
    let list = folder.file("list.csv", "编码,店号,名称\n1,2,甲\n");
    let map = folder.file("map.json", "{\"编码\": \"colour\"}");
    for args in [
        &["plan", "--week", "2026-W49"][..],
        &["export", "customers", "list.xlsx"],
        &["import", "customers", &list],
        &["import", "customers", &list, "--map", &map],
    ] {
        let sentence = folder.run(args).refused().to_owned();
        for word in ["点击", "下方", "页面", "列表", "在设置", "选择看", "{"] {
            assert!(!sentence.contains(word) || sentence.contains("{\"文件"), "{sentence}");
        }
    }
}

#[test]
fn an_output_that_cannot_be_written_is_refused() {
    let folder = Folder::demo();
    folder.run(&["plan", "--week", "2026-W49", "--iterations", "500"]).ok();
    folder.run(&["sheets", "--week", "2026-W49", "--kind", "plan", "--out", "/proc/sheets.pdf"]).refused();
    folder.run(&["export", "customers", "/proc/list.xlsx"]).refused();
    let text = folder.path("plan.doc").display().to_string();
    let told = folder.run(&["sheets", "--week", "2026-W49", "--kind", "plan", "--out", &text]);
    assert!(told.refused().contains(".pdf"), "{}", told.err);
    assert!(!folder.path("plan.doc").exists());
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
    folder.run(&["plan", "--week", "2026-W49", "--iterations", "500"]).ok();
}

#[test]
fn arguments_that_no_command_takes_are_told_in_chinese() {
    let folder = Folder::new();
    for (args, said) in [
        (&["fly"][..], "没有“fly”这个命令。可用的有：demo、import"),
        (&["plan"], "缺少 --week。"),
        (&["plan", "--weak", "2026-W49"], "不认识“--weak”"),
        (&["plan", "--week"], "后面缺少内容"),
        (
            &["sheets", "--week", "2026-W49", "--kind", "poster", "--out", "x.pdf"],
            "可用的有：plan、record、handbook、all",
        ),
        (&["audit", "--sample", "many", "--seed", "1", "--out", "x.pdf"], "不能是“many”"),
        (&["audit", "--sample", "1.5", "--seed", "1", "--out", "x.pdf"], "“--sample”不能是“1.5”"),
        (&["audit", "--sample", "2", "--seed", "-3", "--out", "x.pdf"], "“--seed”不能是“-3”"),
        (&["scan"], "缺少 FILE。"),
        (&["visit"], "没有写要做什么。可用的有：list、export、erase"),
        (&["rescue"], "可用的有：export、request、unlock"),
        (&["--now", "2026-11-30T08:00:00Z"], "没有写要做什么。可用的有：demo"),
        (&["verify", "a.json", "b.json"], "b.json"),
        (&["visit", "fly"], "没有“fly”这个命令。可用的有：list、export、erase"),
    ] {
        let run = folder.run(args);
        let sentence = run.refused();
        assert_eq!(run.code, 2, "{sentence}");
        assert!(sentence.contains(said) && sentence.ends_with("rounds --help。"), "{args:?}: {sentence}");
        assert!(
            !["error", "required", "invalid", "unexpected", "tip", "<"]
                .iter()
                .any(|word| sentence.contains(word)),
            "{sentence}"
        );
    }
    assert!(!folder.data().exists(), "a slip of the pen makes no data folder");
}

/// Letters of the Latin alphabet that a sentence may hold: names of commands, options, formats and places.
fn english_in(sentence: &str) -> Vec<&str> {
    let words = sentence.split(|ch: char| !(ch.is_ascii_alphabetic() || "-_./".contains(ch)));
    let words = words.filter(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
    words
        .filter(|word| !["rounds", "JSON", "PIN", "demo", "import", "customers", "null"].contains(word))
        .collect()
}

#[test]
fn a_mapping_that_is_wrong_is_told_where_in_chinese() {
    let folder = Folder::new();
    let list = folder.file("list.csv", "编码,名称\n1,甲\n");
    for (map, said) in [
        ("{\"编码\": \n code}", "第 2 行"),
        ("", "第 1 行"),
        ("[1]", "花括号"),
        ("{\"编码\": \"colour\"}", "“编码”对应的“colour”"),
        ("{\"编码\": 7}", "“编码”对应的“7”"),
    ] {
        let map_file = folder.file("map.json", map);
        let sentence = folder.run(&["import", "customers", &list, "--map", &map_file]).refused().to_owned();
        assert!(sentence.contains(said), "{map}: {sentence}");
        let english = english_in(&sentence);
        assert!(english.iter().all(|word| *word == "colour"), "{map}: {english:?} in {sentence}");
    }
}

#[test]
fn a_mapping_of_headings_that_the_file_lacks_says_so() {
    let folder = Folder::new();
    let list = folder.file("list.csv", "店号,名称\n1,甲\n");
    let map = folder.file("map.json", "{\"店号\": \"code\", \"店铺号\": \"note\"}");
    let told = folder.run(&["import", "customers", &list, "--map", &map, "--dry-run"]);
    assert!(told.ok().contains("没有：店铺号。"), "{}", told.ok());
    let json = folder.run(&["import", "customers", &list, "--map", &map, "--json"]).json();
    assert_eq!((&json["unused_headings"], &json["new"]), (&serde_json::json!(["店铺号"]), &1.into()));
}

#[test]
fn a_file_that_is_too_large_is_told_the_bound() {
    let folder = Folder::new();
    let file = folder.path("large.csv");
    fs::File::create(&file).unwrap().set_len(60 << 20).unwrap();
    let sentence = folder.run(&["import", "customers", &file.display().to_string()]).refused().to_owned();
    assert!(sentence.contains("最多 50 MB"), "{sentence}");
}

#[test]
fn a_refused_value_is_quoted_in_its_reason() {
    let folder = Folder::new();
    let list = folder.file("list.csv", "客户编码,客户名称,客户分级,订货日\nA1,甲,甲等,每月\nA2,乙,A,周三\n");
    let told = folder.run(&["import", "customers", &list, "--dry-run", "--json"]).json();
    let reasons: Vec<_> =
        told["rejected"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert!(reasons.iter().any(|reason| reason.starts_with("“甲等”不是客户分级")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.starts_with("“每月”不是星期")), "{reasons:?}");
}

#[test]
fn a_demo_says_that_it_is_never_reported() {
    let folder = Folder::demo();
    let out = folder.run(&["status"]).ok().to_owned();
    assert!(out.contains("演示数据，不向总部上报") && !out.contains("待上报"), "{out}");
}

#[test]
fn an_enrolment_that_is_refused_leaves_no_data_folder() {
    let folder = Folder::new();
    for (server, said) in [("http://127.0.0.1:9", "没有总部在运行"), ("ftp://hq", "“ftp://hq”不能用")]
    {
        let enrol = ["enrol", "--server", server, "--user", "M1", "--code", "C1"];
        let out = folder.command(&enrol).env("ROUNDS_PASSWORD", "x").output().unwrap();
        let sentence = String::from_utf8_lossy(&out.stderr);
        assert!(!out.status.success() && sentence.contains(said), "{sentence}");
        assert_eq!(
            english_in(&sentence.replace(server, "").replace("https", "").replace("http", "")),
            Vec::<&str>::new(),
            "{sentence}"
        );
        assert!(!folder.data().exists(), "{server}");
    }
    // The address is looked at first, and only then the password.
    for (server, said) in [
        ("http://hq.example.cn", "http:// 只能用于本机"),
        ("http://127.0.0.1:9", "没有给出密码。请把它写在环境变量 ROUNDS_PASSWORD 里"),
    ] {
        let enrol = ["enrol", "--server", server, "--user", "M1", "--code", "C1"];
        let bare =
            folder.command(&enrol).env_remove("ROUNDS_PASSWORD").stdin(Stdio::null()).output().unwrap();
        let sentence = String::from_utf8_lossy(&bare.stderr).into_owned();
        assert!(!bare.status.success() && sentence.contains(said), "{sentence}");
        assert!(!folder.data().exists(), "{server}");
    }
    fs::create_dir(folder.data()).unwrap();
    folder
        .command(&["enrol", "--server", "http://127.0.0.1:9", "--user", "M1", "--code", "C1"])
        .output()
        .unwrap();
    assert_eq!(fs::read_dir(folder.data()).unwrap().count(), 0, "an empty folder stays empty");
}

#[test]
fn a_folder_that_no_headquarters_knows_is_wiped_by_a_plain_yes() {
    let folder = Folder::demo();
    assert!(folder.run(&["wipe"]).refused().contains("--yes"));
    folder.run(&["wipe", "--yes"]).ok();
    let own = Folder::new();
    let list = own.file("list.csv", "客户编码,客户名称\nA1,甲店\n");
    own.run(&["import", "customers", &list]).ok();
    own.run(&["wipe", "--yes"]).ok();
}

#[test]
fn a_sample_of_an_absurd_size_is_refused_with_the_sizes_that_there_are() {
    let folder = Folder::new();
    for size in ["-1", "0", "1001", "99999999999999999999", "-99999999999999999999"] {
        let run = folder.run(&["audit", "--sample", size, "--seed", "1", "--out", "x.pdf"]);
        assert!(run.refused().contains("应在 1 到 1000 之间，不能是"), "{size}: {}", run.refused());
    }
}

#[test]
fn a_sample_of_nothing_speaks_of_no_week() {
    let folder = Folder::new();
    let list = folder.file("list.csv", "客户编码,客户名称\nA1,甲店\n");
    folder.run(&["import", "customers", &list]).ok();
    let out = folder.path("audit.pdf").display().to_string();
    let sentence = folder.run(&["audit", "--sample", "2", "--seed", "1", "--out", &out]).refused().to_owned();
    assert!(sentence.contains("抽查") && !sentence.contains("周"), "{sentence}");
}

#[test]
fn without_a_screen_the_window_is_refused_in_chinese() {
    let folder = Folder::new();
    let sentence = folder.run(&[]).refused().to_owned();
    assert!(sentence.contains("屏幕") && sentence.contains("rounds --help"), "{sentence}");
    assert!(folder.run(&["--help"]).ok().contains("bench"));
}

#[test]
fn a_refused_import_leaves_no_data_folder() {
    let folder = Folder::new();
    let bad = folder.file("picture.xlsx", b"\x89PNG\r\n");
    let no_heading = folder.file("list.csv", "甲,乙\n1,2\n");
    for file in [&bad, &no_heading] {
        folder.run(&["import", "customers", file]).refused();
        assert!(!folder.data().exists(), "{file}");
    }
    fs::create_dir(folder.data()).unwrap();
    folder.run(&["import", "customers", &bad]).refused();
    assert_eq!(fs::read_dir(folder.data()).unwrap().count(), 0, "an empty folder stays empty");
    let list = folder.file("good.csv", "客户编码,客户名称\nA1,甲店\n");
    folder.run(&["import", "customers", &list]).ok();
}

#[test]
fn damage_is_said_once_and_the_backup_takes_over() {
    let folder = Folder::demo();
    // The first writing command of the day backs up before it writes.
    folder.run(&["plan", "--week", "2026-W48", "--iterations", "500"]).ok();
    let path = folder.data().join("rounds.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    fs::write(&path, bytes).unwrap();
    let told = folder.run(&["plan", "--week", "2026-W49"]);
    assert!(told.refused().contains("损坏") && told.err.contains("rounds.damaged-"), "{}", told.err);
    folder.run(&["plan", "--week", "2026-W49", "--iterations", "500"]).ok();
}

#[test]
fn a_deleted_database_is_told_and_the_backup_takes_over() {
    let folder = Folder::demo();
    folder.run(&["plan", "--week", "2026-W48", "--iterations", "500"]).ok();
    let path = folder.data().join("rounds.db");
    fs::remove_file(&path).unwrap();
    assert!(folder.run(&["status"]).refused().contains("不见了"));
    folder.run(&["demo"]).refused();
    assert!(!path.exists(), "no new database over the lost one");
    let list = folder.file("list.csv", "客户编码,客户名称\nA1,甲店\n");
    let told = folder.run(&["import", "customers", &list]);
    assert!(told.refused().contains("不见了") && told.err.contains("已换上"), "{}", told.err);
    let again = folder.run(&["import", "customers", &list, "--json"]);
    assert_eq!(again.json()["new"], 1);
    assert!(again.err.contains("不见了"), "repeated until somebody takes note: {}", again.err);
    let export = folder.path("list.xlsx").display().to_string();
    folder.run(&["export", "customers", &export]).ok();
    let back = folder.run(&["import", "customers", &export, "--dry-run", "--json"]).json();
    assert_eq!(back["same"], 261, "the backup's customers and the new one: {back}");
}

#[test]
fn a_final_week_is_not_planned_over() {
    let folder = Folder::demo();
    // The demo's own week is final.
    assert!(folder.run(&["plan", "--week", "2026-W47", "--past"]).refused().contains("定稿"));
}

#[test]
fn a_password_that_is_typed_is_not_shown() {
    let folder = Folder::new();
    let inner = folder.command(&["enrol", "--server", "http://127.0.0.1:9", "--user", "M1", "--code", "C1"]);
    let words = std::iter::once(inner.get_program()).chain(inner.get_args());
    let line: Vec<_> = words.map(|word| format!("'{}'", word.to_string_lossy())).collect();
    // A terminal of its own, whose every letter is recorded.
    let mut terminal = Command::new("script");
    terminal.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
    terminal.env("HOME", folder.path("")).env_remove("ROUNDS_PASSWORD");
    let mut child = terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script is there");
    let mut shown = child.stdout.take().expect("a piped output");
    let mut seen = Vec::new();
    // Only once it is asked for: what comes earlier is shown by the terminal itself.
    while !String::from_utf8_lossy(&seen).contains("密码：") {
        let mut byte = [0];
        assert_eq!(shown.read(&mut byte).expect("a terminal"), 1, "{}", String::from_utf8_lossy(&seen));
        seen.push(byte[0]);
    }
    let mut typed = child.stdin.take().expect("a piped input");
    typed.write_all("secret-88\n".as_bytes()).expect("somebody listens");
    shown.read_to_end(&mut seen).expect("a terminal");
    child.wait().expect("it ends");
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains("连不上总部") && !seen.contains("secret-88"), "{seen}");
}

#[test]
fn a_moment_that_is_none_is_told_how_it_is_written() {
    let folder = Folder::demo();
    let told = folder.run(&["status", "--now", "2026-11-30"]).refused().to_owned();
    assert!(told.contains("“--now”不能是“2026-11-30”") && told.contains("+08:00"), "{told}");
    let told = folder.run(&["export", "day", "--date", "30.11.", "--out", "x.gpx"]).refused().to_owned();
    assert!(told.contains("“30.11.”") && !told.contains("--now"), "{told}");
}
