use rounds_tests::{Folder, root};

const LIST: &str = "客户编码,客户名称,经营地址,电话,分类,订货日,经度,纬度
T001,中和路便利店,中和路1号,13800000001,A,周三,121.4737,31.2304
T002,李记烟酒,中和路2号,13800000002,B,周四,121.4747,31.2314
T003,顺发超市,人民路3号,,C,,121.4757,31.2324
";

#[test]
fn what_goes_out_comes_back_unchanged() {
    let folder = Folder::new();
    let list = folder.file("list.csv", LIST);
    assert_eq!(folder.run(&["import", "customers", &list, "--json"]).json()["new"], 3);
    let out = folder.path("out.xlsx").display().to_string();
    folder.run(&["export", "customers", &out]).ok();
    let again = folder.run(&["import", "customers", &out, "--json"]).json();
    assert_eq!(
        (&again["new"], &again["changed"], &again["same"]),
        (&0.into(), &0.into(), &3.into()),
        "{again}"
    );
    assert_eq!(again["rejected"].as_array().map(Vec::len), Some(0), "{again}");
}

#[test]
fn a_dry_run_changes_nothing() {
    let folder = Folder::new();
    let list = folder.file("list.csv", LIST);
    assert_eq!(folder.run(&["import", "customers", &list, "--dry-run", "--json"]).json()["new"], 3);
    assert_eq!(folder.run(&["import", "customers", &list, "--json"]).json()["new"], 3);
}

#[test]
fn a_dry_run_makes_no_data_folder() {
    let folder = Folder::new();
    let list = folder.file("list.csv", LIST);
    folder.run(&["import", "customers", &list, "--dry-run", "--json"]).json();
    assert!(!folder.data().exists());
}

#[test]
fn what_goes_out_as_text_comes_back_unchanged() {
    let folder = Folder::demo();
    let out = folder.path("list.csv").display().to_string();
    folder.run(&["export", "customers", &out]).ok();
    assert!(std::fs::read(&out).unwrap().starts_with("\u{feff}客户编码,".as_bytes()));
    let again = folder.run(&["import", "customers", &out, "--json"]).json();
    assert_eq!((&again["same"], &again["rejected"]), (&260.into(), &serde_json::json!([])), "{again}");
}

#[test]
fn rows_that_cannot_be_taken_say_which_and_why() {
    let folder = Folder::new();
    let list = folder.file(
        "list.csv",
        "客户编码,客户名称,上次拜访,纬度,经度\nA1,甲,,,\nA1,乙,,,\n1.38E+10,丙,,,\nA4,丁,2099-01-01,,\nA5,戊\u{202e},,,\nA6,己,,0,0\n",
    );
    let outcome = folder.run(&["import", "customers", &list, "--dry-run", "--json"]).json();
    let rejected = outcome["rejected"].as_array().unwrap();
    let told: Vec<_> = rejected
        .iter()
        .map(|told| {
            (
                told["row"].as_u64().unwrap(),
                told["column"].as_str().unwrap(),
                told["reason"].as_str().unwrap(),
            )
        })
        .collect();
    for ((row, column, reason), (at, heading, said)) in told.iter().zip([
        (3, "客户编码", "第 2 行"),
        (4, "客户编码", "15 位"),
        (5, "上次拜访", "之后"),
        (6, "客户名称", "U+202E"),
        (7, "纬度", "都是 0"),
    ]) {
        assert_eq!((*row, *column), (at, heading));
        assert!(reason.contains(said), "{reason}");
    }
    assert_eq!((told.len(), &outcome["new"]), (5, &1.into()));
}

#[test]
fn a_bad_row_is_named_and_the_good_ones_are_taken() {
    let folder = Folder::new();
    let list = folder.file("list.csv", format!("{LIST}T004,安泰商店,人民路4号,,A,,310.5,31.2\n"));
    let outcome = folder.run(&["import", "customers", &list, "--json"]).json();
    assert_eq!(outcome["new"], 3, "{outcome}");
    let rejected = &outcome["rejected"][0];
    assert_eq!(rejected["row"], 5, "{rejected}");
    assert_eq!(rejected["value"], "310.5", "{rejected}");
    assert!(rejected["column"].as_str().is_some_and(|column| column.contains("经度")), "{rejected}");
}

#[test]
fn a_file_without_one_good_row_does_not_count_as_taken() {
    let folder = Folder::new();
    let list = folder.file("list.csv", "客户编码,客户名称,经度,纬度\nT001,安泰商店,310.5,31.2\n");
    let told = folder.run(&["import", "customers", &list]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(told.out.contains("310.5"), "{}", told.out);
}

#[test]
fn the_public_directory_of_shops_is_taken_whole() {
    let list = root().join("tests/data/stores-shanghai.csv");
    let folder = Folder::new();
    let outcome = folder.run(&["import", "customers", &list.display().to_string(), "--json"]).json();
    let count = |name: &str| outcome[name].as_u64().unwrap();
    let rejected = outcome["rejected"].as_array().unwrap().len() as u64;
    assert_eq!(count("new") + count("changed") + count("same") + rejected, 542, "{outcome}");
    assert_eq!(rejected, 0, "{outcome}");
}

#[test]
fn a_matrix_that_is_only_tried_is_judged_and_not_taken() {
    let folder = Folder::new();
    let list = folder.file("list.csv", LIST);
    folder.run(&["import", "customers", &list]).ok();
    let ways = folder.file("ways.csv", "from,to,m,min\nT001,T002,900,4\n");
    let tried = folder.run(&["import", "matrix", &ways, "--dry-run", "--json"]).json();
    assert_eq!(tried, serde_json::json!({ "places": 2, "without": 1, "gaps": 1, "taken": false }));
    let wrong = folder.file("wrong.csv", "from,to,m,min\nT001,NOBODY,900,4\n");
    assert!(folder.run(&["import", "matrix", &wrong, "--dry-run"]).refused().contains("NOBODY"));
    assert_eq!(folder.run(&["import", "matrix", &ways, "--json"]).json()["taken"], true);
}

#[test]
fn doubtful_positions_are_counted_with_their_reasons_before_they_are_imported() {
    let folder = Folder::new();
    let mut list = String::from("客户编码,客户名称,经营地址,经度,纬度\n");
    for n in 0..20 {
        list.push_str(&format!("A{n},甲,路{n}号,121.4{n:02},31.2\n"));
    }
    list.push_str("B1,乙,,,\nC1,丙,远,116.4,39.9\n");
    for n in 0..3 {
        list.push_str(&format!("D{n},丁,村{n}组,121.45,31.3\n"));
    }
    let file = folder.file("list.csv", list);
    let counted = serde_json::json!({ "missing": 1, "zero": 0, "far": 1, "shared": 3 });
    let tried = ["import", "customers", &file, "--datum", "wgs84", "--dry-run"];
    assert_eq!(folder.run(&[&tried[..], &["--json"]].concat()).json()["doubtful"], counted);
    let text = folder.run(&tried).ok().to_owned();
    assert!(
        text.contains("位置存疑 5 家：没有位置 1、远离其他客户 1、与地址不同的客户在同一点 3。"),
        "{text}"
    );
    folder.run(&tried[..5]).ok();
    // What is known already is as doubtful as before.
    assert_eq!(folder.run(&[&tried[..], &["--json"]].concat()).json()["doubtful"], counted);
}
