//! What headquarters publishes, on a device that syncs with it: both programs, real files, over HTTP.

use std::{fs, process::Command};

use rounds_tests::Folder;
use serde_json::Value;

use crate::lock::{Headquarters, PASSWORD, hq, own, rounds};

const WEEK: &str = "2026-W49";

/// One sync, after which both sides are equal; the rows of the organisation's feed.
fn synced(folder: &Folder) -> u64 {
    let report = rounds(folder, &["sync", "--json"], &[("ROUNDS_PASSWORD", PASSWORD)]).json();
    let scopes = report["scopes"].as_array().expect("a sync compares its feeds").clone();
    assert!(scopes.iter().all(|scope| scope["equal"] == Value::Bool(true)), "{report}");
    assert_eq!((&report["skipped"], &report["read_anew"]), (&0.into(), &0.into()), "{report}");
    let organisation = scopes.iter().find(|scope| scope["scope"] == "organisation");
    organisation.and_then(|scope| scope["rows"].as_u64()).unwrap_or_default()
}

/// What a kind of the week's sheets says, without blanks.
fn printed(folder: &Folder, kind: &str) -> String {
    let file = folder.path(kind).with_extension("pdf").display().to_string();
    folder.run(&["sheets", "--week", WEEK, "--kind", kind, "--out", &file]).ok();
    let out = Command::new("pdftotext").args(["-raw", &file, "-"]).output().expect("poppler is there");
    String::from_utf8_lossy(&out.stdout).split_whitespace().collect()
}

#[test]
fn a_form_and_bulletins_reach_the_device_are_printed_and_a_withdrawn_one_is_gone() {
    let folder = own();
    let headquarters = Headquarters::new(&folder);
    hq(&folder, &["territory", "add", "T2", "城西"]).ok();
    headquarters.enrol();
    assert_eq!(synced(&folder), 0);

    let draft = folder.path("form.json").display().to_string();
    hq(&folder, &["publish", "draft", &draft]).ok();
    let text =
        fs::read_to_string(&draft).expect("it was written").replace("客户拜访记录表", "零售户拜访记录");
    folder.file("form.json", text);
    hq(&folder, &["publish", "form", &draft]).ok();
    let news = folder.file("news.txt", "主销规格下周三恢复供应。\n请按需订货。\n");
    let published = hq(
        &folder,
        &[
            "publish",
            "bulletin",
            &news,
            "--kind",
            "supply",
            "--title",
            "元旦货源安排",
            "--from",
            "2026-11-01",
        ],
    );
    assert!(published.ok().contains("元旦货源安排”（全部片区）"), "{}", published.out);
    for (territory, title) in [("T1", "城东陈列"), ("T2", "城西陈列")] {
        let args = [
            "publish",
            "bulletin",
            "--kind",
            "promotion",
            "--title",
            title,
            "--text",
            "陈列到位",
            "--from",
            "2026-11-01",
        ];
        let refused = hq(&folder, &args);
        assert!(refused.code == 1 && refused.err.contains("备案号"), "{}", refused.err);
        let more = ["--report-number", "沪烟备12", "--territory", territory];
        hq(&folder, &[args.as_slice(), &more].concat()).ok();
    }
    assert_eq!(synced(&folder), 2);

    folder.run(&["plan", "--week", WEEK, "--iterations", "500"]).ok();
    assert!(printed(&folder, "record").contains("零售户拜访记录"));
    let page = printed(&folder, "handbook");
    assert!(page.contains("元旦货源安排（仅供持证零售户）"), "{page}");
    assert!(page.contains("城东陈列（备案号沪烟备12）") && !page.contains("城西陈列"), "{page}");

    let list = hq(&folder, &["publish", "list"]);
    let numbers: Vec<&str> =
        list.ok().lines().filter_map(|line| line.strip_prefix("服务信息 ")?.split(' ').next()).collect();
    let supply = numbers.last().copied().unwrap_or_default();
    assert_eq!(numbers.len(), 3, "{}", list.out);
    let shown = hq(&folder, &["publish", "show", supply]);
    assert!(shown.ok().contains("请按需订货。\n片区 T1：已读 0 人 · 已告知 0/3 家"), "{}", shown.out);
    hq(&folder, &["publish", "withdraw", supply]).ok();
    let again = hq(&folder, &["publish", "withdraw", supply]);
    assert!(again.code == 1 && again.err.contains("不用再撤"), "{}", again.err);
    assert_eq!(synced(&folder), 2);
    assert!(!printed(&folder, "handbook").contains("元旦货源安排"));
}
