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
fn the_public_directory_of_shops_is_taken_whole() {
    let list = root().join("tests/data/stores-shanghai.csv");
    let folder = Folder::new();
    let outcome = folder.run(&["import", "customers", &list.display().to_string(), "--json"]).json();
    let count = |name: &str| outcome[name].as_u64().unwrap();
    let rejected = outcome["rejected"].as_array().unwrap().len() as u64;
    assert_eq!(count("new") + count("changed") + count("same") + rejected, 542, "{outcome}");
    assert_eq!(rejected, 0, "{outcome}");
}
