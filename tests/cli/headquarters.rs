//! `rounds-hq` as an administrator meets it.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use rounds_tests::Folder;

use crate::lock::hq;

const LIST: &str = "客户编码,客户名称,片区
1001,中和路店,T1
1002,人民路店,T2
1003,东门店,T9
";

fn told(folder: &Folder, args: &[&str], words: &str) {
    let run = hq(folder, args);
    assert_eq!(run.code, 1, "{args:?} {}", run.err);
    let lines: Vec<&str> = run.err.trim().lines().collect();
    assert!(lines.len() == 1 && lines[0].contains(words), "{args:?} {}", run.err);
}

#[test]
fn every_command_says_what_it_did_and_help_is_chinese() {
    let folder = Folder::new();
    for (args, words) in [
        (["territory", "add", "T1", "城东一片"].as_slice(), "已建立片区 T1 城东一片"),
        (&["territory", "add", "T2", "城西一片"], "已建立片区 T2"),
        (&["person", "add", "1001", "王芳"], "已添加 1001 王芳（客户经理）"),
        (&["territory", "assign", "T1", "1001"], "片区 T1 已分给 1001"),
        (&["person", "add", "A1", "李强", "--role", "admin"], "已添加 A1 李强（管理员）。\n"),
        (&["pin", "required"], "必须设 PIN"),
        (&["person", "disable", "1001"], "1001 已停用"),
        (&["person", "enable", "1001"], "1001 已启用"),
        (&["person", "password", "1001"], "1001 的密码已改"),
        (&["territory", "unassign", "T1", "1001"], "已从 1001 收回片区 T1"),
        (&["status"], "片区 T1："),
        (&["verify"], "没有发现改动"),
        (&["--language", "en", "person", "disable", "1001"], "1001 is disabled"),
    ] {
        let run = hq(&folder, args);
        assert!(run.ok().contains(words), "{args:?} {}", run.out);
    }
    for args in [["--help"].as_slice(), &["person", "add", "--help"], &["import", "customers", "--help"]] {
        let out = hq(&folder, args).ok().to_owned();
        let strange = ["Usage", "Options", "Commands", "default", "possible", "Print", "[OPTIONS]"];
        assert!(strange.iter().all(|word| !out.contains(word)), "{out}");
    }
    let json = hq(&folder, &["person", "enable", "1001", "--json"]).json();
    assert_eq!((json["done"].as_str(), json["code"].as_str()), (Some("person_enabled"), Some("1001")));
}

#[test]
fn what_cannot_be_done_is_one_sentence_with_the_name_of_what_is_wrong() {
    let folder = Folder::new();
    told(&folder, &["territory", "add", "T1", " "], "名称不能是空的");
    told(&folder, &["territory", "add", "", "城东"], "编号不能是空的");
    told(&folder, &["territory", "add", "T1", "城东", "--zone", "Beijing"], "Beijing");
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    told(&folder, &["person", "add", "", "王芳"], "工号不能是空的");
    told(&folder, &["person", "add", "1001", ""], "姓名不能是空的");
    told(&folder, &["territory", "assign", "T1", "1001"], "没有工号“1001”");
    told(&folder, &["territory", "add", "T1", "城东"], "“T1”已被使用");
    // Nobody beyond this machine without TLS.
    told(
        &folder,
        &["serve", "--listen", "0.0.0.0:0"],
        "别的机器也能连到 0.0.0.0:0。请给出 --tls-cert 和 --tls-key",
    );
    let nowhere = folder.path("nowhere/b.backup").display().to_string();
    told(&folder, &["backup", &nowhere], &nowhere.replace("b.backup", "b.part"));
    let gone = folder.path("gone").display().to_string();
    told(&folder, &["rescue", "import", &gone], &gone);
    told(&folder, &["rescue", "open", &gone, "--by", "root", "--out", "x"], &gone);
    told(&folder, &["import", "customers", &gone], &gone);
    told(&folder, &["import", "customers", "--map", &gone, &folder.file("list.csv", LIST)], &gone);
    let picture = folder.file("picture.xlsx", [0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0]);
    told(&folder, &["import", "customers", &picture], "不能作为表格读取");
    // The arguments themselves are another matter.
    for args in [["persn"].as_slice(), &["person", "add"], &["pin", "maybe"], &["serve", "--listen", "x"]] {
        let run = hq(&folder, args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.err.trim().ends_with("写法见 rounds-hq --help。"), "{}", run.err);
    }
}

#[test]
fn a_workbook_for_many_territories_is_tried_and_then_taken() {
    let folder = Folder::new();
    for code in ["T1", "T2"] {
        hq(&folder, &["territory", "add", code, "城东"]).ok();
    }
    let list = folder.file("list.csv", LIST);
    let dry = hq(&folder, &["import", "customers", &list, "--dry-run", "--json"]).json();
    assert_eq!((&dry["new"], &dry["rejected"][0]["row"]), (&2.into(), &4.into()), "{dry}");
    assert!(dry["rejected"][0]["reason"].as_str().is_some_and(|reason| reason.contains("T1、T2")), "{dry}");
    let text = hq(&folder, &["import", "customers", &list, "--dry-run"]);
    assert!(text.ok().contains("新增 2") && text.out.contains("没有改动任何内容"), "{}", text.out);
    assert_eq!(hq(&folder, &["import", "customers", &list, "--json"]).json()["new"], 2);
    assert_eq!(hq(&folder, &["import", "customers", &list, "--json"]).json()["same"], 2);
    // The column may be called anything.
    let map = folder.file("map.json", r#"{"归属": "territory"}"#);
    let other = folder.file("other.csv", LIST.replace("片区", "归属"));
    let again = hq(&folder, &["import", "customers", &other, "--map", &map, "--json"]).json();
    assert_eq!(again["same"], 2, "{again}");
    let wrong = folder.file("wrong.csv", "客户编码,客户名称\n1001,中和路店\n");
    let told = hq(&folder, &["import", "customers", &wrong, "--territory", "T2"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("“1001”已划给片区 T1"), "{}", told.out);
    let sales = folder.file("sales.csv", "客户编码,日期,品规,数量,金额\n1001,2026-11-20,红双喜,10,1234.5\n");
    assert_eq!(hq(&folder, &["import", "sales", &sales, "--json"]).json()["new"], 1);
    assert_eq!(hq(&folder, &["import", "sales", &sales, "--json"]).json()["same"], 1);
}

#[test]
fn a_customer_is_erased_by_somebody_who_answers_for_it_and_says_why() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    hq(&folder, &["person", "add", "9001", "办公室", "--role", "hq"]).ok();
    hq(&folder, &["person", "add", "1001", "王芳"]).ok();
    let list = folder.file("list.csv", "客户编码,客户名称,电话\n2001,中和路店,13800000000\n");
    hq(&folder, &["import", "customers", &list, "--territory", "T1"]).ok();
    let erase = |code, by, reason| ["erase", "customer", code, "--by", by, "--reason", reason];
    told(&folder, &erase("2001", "1001", "客户要求"), "只有管理员或总部人员可以抹去");
    told(&folder, &erase("2001", "9001", " "), "请写明抹去的理由");
    told(&folder, &erase("9", "9001", "客户要求"), "没有编码为“9”的客户");
    let with = [&erase("2001", "9001", "客户要求")[..], &["--field", "answers.rating"]].concat();
    told(&folder, &with, "“answers.rating”不能抹去");
    let done = hq(&folder, &erase("2001", "9001", "客户要求"));
    assert!(done.ok().contains("客户 2001：已抹去 0 份签字记录"), "{}", done.out);
    hq(&folder, &["verify"]).ok();
}

#[test]
fn rules_are_published_and_a_wrong_file_is_told_by_its_entry() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    let rule = r#"{"target": {"kind": "class", "class": "A"}, "window": {"kind": "week"}, "times": 1}"#;
    let file = folder.file("rules.json", format!("[{rule}]"));
    let done = hq(&folder, &["publish", "rules", &file]);
    assert!(done.ok().contains("已发布到 1 个片区（T1）：新增或变更 1 条"), "{}", done.out);
    let wrong =
        folder.file("wrong.json", format!("[{rule}, {}]", rule.replace(": 1", ": 9").replace('A', "B")));
    told(&folder, &["publish", "rules", &wrong], "第 2 条有误");
}

#[test]
fn a_form_is_published_from_its_draft_and_a_wrong_one_is_told_in_a_sentence() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    assert!(
        hq(&folder, &["publish", "list"]).ok().contains("visit_record 第 1 版 · 客户拜访记录表 · 程序自带")
    );
    let draft = folder.path("form.json").display().to_string();
    assert!(hq(&folder, &["publish", "draft", &draft]).ok().contains(&draft));
    assert!(hq(&folder, &["publish", "form", &draft]).ok().contains("已发布表单“客户拜访记录表”第 2 版"));
    told(
        &folder,
        &["publish", "form", &draft],
        "第 2 版不比已有的第 2 版新，没有发布。请把 version 改为 3。",
    );
    let third = fs::read_to_string(&draft).unwrap().replace("\"version\": 2", "\"version\": 3");
    let odd = folder.file("odd.json", third.replacen("\"long_text\"", "\"essay\"", 1));
    told(&folder, &["publish", "form", &odd], "输入方式“essay”不认识");
    let moved =
        folder.file("moved.json", third.replacen("\"part\": \"internal\"", "\"part\": \"signed\"", 1));
    told(&folder, &["publish", "form", &moved], "请给新的内容另起一个字段名");
    let json = hq(&folder, &["publish", "list", "--json"]).json();
    assert_eq!(
        (&json["forms"][0]["version"], &json["forms"][1]["version"]),
        (&2.into(), &1.into()),
        "{json}"
    );
}

#[test]
fn a_backup_brings_back_its_keys_and_is_refused_without_them() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    let data = folder.path("hq");
    let key = || ["hq.sign", "hq.rescue"].map(|name| fs::read_to_string(data.join(name)).unwrap());
    let before = key();
    let file = folder.path("b.backup");
    let name = file.display().to_string();
    let keys = format!("{name}.keys");
    assert!(hq(&folder, &["backup", &name]).ok().contains(&keys));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(&file), mode(Path::new(&keys)), mode(&data)], [0o600, 0o600, 0o700]);
    fs::remove_dir_all(&data).unwrap();
    let apart = folder.path("apart");
    fs::rename(&keys, &apart).unwrap();
    told(&folder, &["restore", &name], &keys);
    fs::rename(&apart, &keys).unwrap();
    hq(&folder, &["restore", &name]).ok();
    assert_eq!(key(), before);
    assert!(hq(&folder, &["territory", "list"]).ok().contains("T1"));
    // Another headquarters' folder.
    for name in ["hq.db", "hq.db-wal", "hq.db-shm", "hq.sign"] {
        let _ = fs::remove_file(data.join(name));
    }
    fs::write(data.join("hq.sign"), "11".repeat(32)).unwrap();
    told(&folder, &["restore", &name], "另一个总部");
    hq(&folder, &["restore", &name, "--new-keys"]).ok();
}

#[test]
fn a_restore_that_fails_leaves_nothing_and_one_that_works_tells_what_has_to_be_done_again() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    let (file, data) = (folder.path("b.backup"), folder.path("hq"));
    let name = file.display().to_string();
    hq(&folder, &["backup", &name]).ok();
    fs::remove_dir_all(&data).unwrap();
    let bytes = fs::read(&file).unwrap();
    let cut = folder.file("cut.backup", &bytes[..bytes.len() / 2]);
    fs::copy(format!("{name}.keys"), format!("{cut}.keys")).unwrap();
    told(&folder, &["restore", &cut], "不是完整的 rounds-hq 备份");
    assert!(!data.exists(), "nothing that passes for a headquarters is left");
    // What was there before stays.
    fs::create_dir(&data).unwrap();
    fs::write(data.join("note.txt"), "mine").unwrap();
    told(&folder, &["restore", &cut], "不是完整的 rounds-hq 备份");
    let left: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["note.txt"]);
    let run = hq(&folder, &["restore", &name]);
    assert!(
        run.ok().contains("依法抹去") && run.out.contains("救援文件") && !run.out.contains("SELECT"),
        "{}",
        run.out
    );
    told(&folder, &["restore", &cut], "不是完整的 rounds-hq 备份");
    assert!(hq(&folder, &["territory", "list"]).ok().contains("T1"));
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    let precious = folder.file("precious.txt", "mine");
    told(&folder, &["backup", &precious], &precious);
    told(&folder, &["publish", "draft", &precious], "没有改动它");
    assert_eq!(fs::read_to_string(&precious).unwrap(), "mine");
    // Nor the keys of another backup.
    folder.file("b.backup.keys", "keys");
    told(&folder, &["backup", &folder.path("b.backup").display().to_string()], "b.backup.keys");
}

#[test]
fn a_first_serve_says_that_it_has_made_a_headquarters_and_a_second_does_not() {
    let folder = Folder::new();
    for is_new in [true, false] {
        // It cannot listen there, and ends by itself.
        let run = hq(&folder, &["serve", "--listen", "192.0.2.1:1", "--plain"]);
        let path = folder.path("hq").display().to_string();
        assert_eq!(run.code, 1, "{}", run.err);
        assert_eq!(run.err.contains("新建一个总部") && run.err.contains(&path), is_new, "{}", run.err);
    }
}

#[test]
fn a_whole_territory_moves_only_when_all_is_said() {
    let folder = Folder::new();
    for code in ["T1", "T2"] {
        hq(&folder, &["territory", "add", code, "城东"]).ok();
    }
    hq(&folder, &["import", "customers", &folder.file("list.csv", LIST.replace("1003,东门店,T9\n", ""))])
        .ok();
    let whole = ["reassign", "--from", "T1", "--to", "T2"];
    told(&folder, &whole, "片区 T1 的全部 1 家客户划到 T2，没有划转任何客户");
    assert!(hq(&folder, &[&whole[..], &["--all"]].concat()).ok().contains("已把 1 家客户"));
    told(&folder, &whole, "全部 0 家客户");
    assert_eq!(hq(&folder, &[&whole[..], &["--all", "1001"]].concat()).code, 2);
}

#[test]
fn whoever_reads_no_further_ends_a_command_without_a_word() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    for (program, args) in [("rounds-hq", ["territory", "list"].as_slice()), ("rounds", &["--help"])] {
        let (read, write) = std::io::pipe().expect("a pipe");
        drop(read);
        let out = std::process::Command::new(rounds_tests::built().join(program))
            .args(args)
            .args(if program == "rounds-hq" { vec!["--data".into(), folder.path("hq")] } else { vec![] })
            .stdout(write)
            .output()
            .expect("the program is built");
        assert_eq!(
            (out.status.code(), String::from_utf8_lossy(&out.stderr).trim()),
            (Some(0), ""),
            "{program}"
        );
    }
}

#[test]
fn people_territories_and_devices_are_listed() {
    let folder = Folder::new();
    hq(&folder, &["territory", "add", "T1", "城东"]).ok();
    for (what, none) in [("person", "还没有人员"), ("device", "还没有设备")] {
        assert!(hq(&folder, &[what, "list"]).ok().contains(none));
    }
    hq(&folder, &["person", "add", "1001", "王芳"]).ok();
    hq(&folder, &["territory", "assign", "T1", "1001"]).ok();
    hq(&folder, &["person", "disable", "1001"]).ok();
    assert_eq!(hq(&folder, &["person", "list"]).ok().trim(), "1001 王芳 · 客户经理 · 片区 T1（已停用）");
    assert_eq!(hq(&folder, &["territory", "list"]).ok().trim(), "片区 T1 城东 · 分给 1001");
    assert_eq!(hq(&folder, &["person", "list", "--json"]).json()[0]["territories"][0], "T1");
}
