//! A visit in the real window: begun from 今日, answered, signed by the pointer, printed, proved, and found out when it
//! is altered behind the program's back.

use crate::{
    app::{App, Home},
    driver::Driver,
    journey::words,
};
use rounds_tests::{database, rounds};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// 2026-11-24, a Tuesday, 08:40 in Shanghai: a working day of the demo's week.
pub const TUESDAY: i64 = 1_795_480_800_000;
const MOST_TAPS: u32 = 12;

/// Counts what the manager's hand does.
struct Hand<'a> {
    screen: &'a Driver,
    taps: u32,
}

impl Hand<'_> {
    fn tap(&mut self, role: &str, name: &str) {
        self.screen.click(role, name);
        self.taps += 1;
    }

    /// A chip of a group, as `营业` of `到店情况`.
    fn chip(&mut self, group: &str, name: &str) {
        self.screen.click_in(group, name);
        self.taps += 1;
    }

    fn sign(&mut self) {
        let pad = self.screen.css("canvas[role=img]");
        self.screen.draw(&pad, &[(-90, 20), (-40, -30), (10, 30), (50, -20), (90, 10)]);
        self.screen.draw(&pad, &[(-60, -10), (0, 5), (70, -5)]);
        self.taps += 1;
    }
}

pub fn command(folder: &Path, args: &[&str]) -> (bool, String) {
    let out = Command::new(rounds()).args(args).arg("--data").arg(folder).output().expect("the program runs");
    let said = [out.stdout, out.stderr].concat();
    (out.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The data folder that the window made somewhere under its home.
pub fn data_folder(home: &Home) -> PathBuf {
    fn search(folder: &Path) -> Option<PathBuf> {
        if folder.join("rounds.db").exists() {
            return Some(folder.to_owned());
        }
        let entries = folder.read_dir().ok()?.flatten();
        entries.filter(|entry| entry.path().is_dir()).find_map(|entry| search(&entry.path()))
    }
    search(&home.path().join("data")).expect("the window keeps its data below its home")
}

#[test]
fn a_visit_is_signed_within_twelve_taps_and_proved_afterwards() {
    let home = Home::new();
    let filled = {
        let app = App::open_at(&home, "visit", TUESDAY);
        let screen = &app.screen;
        screen.click("button", "看演示");
        screen.click("link", "今日");

        let mut hand = Hand { screen, taps: 0 };
        hand.tap("button", "开始拜访");
        hand.chip("到店情况", "营业");
        hand.chip("卷烟销售", "增");
        hand.chip("货源满足", "满足");
        hand.chip("价格走向", "稳");
        hand.chip("宣传", "政策");
        hand.chip("下次拜访", "");
        hand.tap("button", "请客户签字");
        // During signing nothing else can be reached.
        screen.until("the rail to go", || screen.all("link", "设置").is_empty().then_some(()));
        hand.tap("button", "满意");
        hand.sign();
        hand.tap("button", "签好了");
        // The customer still holds the device: nothing opens before the manager holds the button down.
        screen.find("button", "按住：完成并去下一家");
        assert!(screen.all("button", "记录表").is_empty(), "the record opens without the manager");
        assert!(hand.taps < MOST_TAPS, "{} taps before the last", hand.taps);
        screen.hold("button", "按住：查看记录");

        screen.click("button", "记录表");
        let filled = screen.until("the filled sheet", || home.shown().pop());

        // As somebody who is handed the sheet would look at it.
        screen.click("link", "设置");
        screen.click("link", "记录核验");
        screen.fill(&screen.css("input[type=file]"), &filled.display().to_string());
        screen.sees("”完好，与签字时一字不差。");
        screen.sees("的负责人于 2026年11月24日 08:4");
        screen.sees("是本机已知的设备密钥");
        filled
    };
    let text = words(&filled);
    for expected in ["客户拜访记录表", "□✓满意", "□✓增"] {
        assert!(text.contains(expected), "the filled sheet lacks {expected}");
    }
    let folder = data_folder(&home);
    let (intact, said) = command(&folder, &["verify", &filled.display().to_string()]);
    assert!(intact, "{said}");
    let (intact, said) = command(&folder, &["verify"]);
    assert!(intact, "{said}");

    let (_, list) = command(&folder, &["visit", "list", "--signed", "--json"]);
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list of visits");
    let id = list.iter().filter(|visit| visit["date"] == "2026-11-24").find_map(|visit| visit["id"].as_str());
    let id = id.expect("today's visit is listed").to_owned();

    // Behind the program's back: the row, and then what was signed.
    let sql = database(&folder);
    sql.execute(
        "UPDATE visit_record SET answers = json_set(answers, '$.rating', 'very_satisfied') WHERE id = ?",
        [&id],
    )
    .expect("SQL can alter a row");
    let (intact, said) = command(&folder, &["verify"]);
    assert!(!intact && said.contains(&id) && said.contains("rating"), "{said}");
    sql.execute(
        "UPDATE visit_record SET answers = json_set(answers, '$.rating', 'satisfied') WHERE id = ?",
        [&id],
    )
    .expect("SQL can put it back");
    assert!(command(&folder, &["verify"]).0, "put back, all is intact again");

    let replace = "INSERT OR REPLACE INTO evidence (id, envelope, hash, seq)
         SELECT id, CAST(replace(CAST(envelope AS TEXT), '\"satisfied\"', '\"very_satisfied\"') AS BLOB), hash, seq
         FROM evidence WHERE seq = (SELECT max(seq) FROM evidence)";
    sql.execute(replace, []).expect_err("a trigger refuses it");
    sql.execute_batch("DROP TRIGGER evidence_is_not_replaced; DROP TRIGGER evidence_is_not_deleted")
        .expect("SQL can drop triggers");
    sql.execute(replace, []).expect("without the triggers it goes through");
    let (intact, said) = command(&folder, &["verify"]);
    assert!(!intact && said.contains("rating"), "{said}");
}

#[test]
fn a_visit_survives_a_kill_of_the_window() {
    let home = Home::new();
    {
        let app = App::open_at(&home, "visit-kill", TUESDAY);
        let screen = &app.screen;
        screen.click("button", "看演示");
        screen.click("link", "今日");
        screen.click("button", "开始拜访");
        screen.click_in("到店情况", "营业");
        let opinion = screen.find("textbox", "意见");
        screen.fill(&opinion, "送货时间能否提前");
        std::thread::sleep(std::time::Duration::from_millis(300));
        app.kill();
    }
    let app = App::open_at(&home, "visit-after-kill", TUESDAY + 60_000);
    let opinion = app.screen.find("textbox", "意见");
    let typed = app.screen.value_of(&opinion);
    assert_eq!(typed, json!("送货时间能否提前"), "the same screen comes back");
}

/// The whole screen is the customer's: nothing of the rail is there.
fn is_locked(screen: &Driver) {
    screen.until("the rail to go", || screen.all("link", "设置").is_empty().then_some(()));
}

#[test]
fn a_pens_signature_survives_turning_and_the_lock_survives_a_kill() {
    let home = Home::new();
    {
        let app = App::open_at(&home, "lock", TUESDAY);
        let screen = &app.screen;
        screen.click("button", "看演示");
        screen.click("link", "设置");
        screen.click("link", "拜访与期限");
        screen.press("input[role=switch]");
        screen.click("link", "今日");
        screen.click("button", "开始拜访");
        // Nobody answers where this machine is.
        screen.sees("没有定位，不影响记录");
        screen.click_in("到店情况", "营业");
        screen.click("button", "请客户签字");
        is_locked(screen);
        let pad = screen.css("canvas[role=img]");
        // A dot is no signature, and nothing of it is in the one that the evidence holds.
        screen.pen(&pad, "pointerdown", (70, 40), 0.9);
        screen.pen(&pad, "pointerup", (70, 40), 0.0);
        screen.find("img", "签名，已写 1 笔");
        screen.click("button", "签好了");
        // Nobody has rated: it is asked once.
        screen.click("button", "继续");
        screen.sees("签名太短");
        screen.find("img", "请在这里签名");
        screen.pen(&pad, "pointerdown", (-60, -20), 0.2);
        screen.pen(&pad, "pointermove", (-20, 10), 0.5);
        screen.pen(&pad, "pointermove", (20, -10), 0.8);
        // Turned before the pen is lifted.
        screen.resize(700, 780);
        screen.find("img", "签名，已写 1 笔");
        screen.pen(&pad, "pointerup", (30, 0), 0.0);
        screen.pen(&pad, "pointerdown", (-30, 20), 0.4);
        screen.pen(&pad, "pointermove", (10, 30), 0.6);
        screen.pen(&pad, "pointerup", (40, 20), 0.0);
        screen.find("img", "签名，已写 2 笔");
        // Nothing older than a second may be lost.
        std::thread::sleep(std::time::Duration::from_secs(1));
        app.kill();
    }
    {
        let app = App::open_at(&home, "lock-signing", TUESDAY + 60_000);
        app.screen.find("img", "签名，已写 2 笔");
        is_locked(&app.screen);
        app.screen.click("button", "签好了");
        // Asked anew after the restart.
        app.screen.click("button", "继续");
        app.screen.find("heading", "已签好，请把设备交还客户经理");
        app.kill();
    }
    {
        let app = App::open_at(&home, "lock-signed", TUESDAY + 120_000);
        let screen = &app.screen;
        screen.find("heading", "已签好，请把设备交还客户经理");
        is_locked(screen);
        screen.hold("button", "按住：查看记录");
        screen.find("button", "记录表");
        screen.find("link", "设置");
    }
    let folder = data_folder(&home);
    let (_, list) = command(&folder, &["visit", "list", "--signed", "--json"]);
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list of visits");
    let id = list.iter().find(|visit| visit["date"] == "2026-11-24").map(|visit| visit["id"].clone());
    let id = id.and_then(|id| id.as_str().map(str::to_owned)).expect("today's visit is listed");
    let file = home.path().join("signed.json");
    let (written, said) = command(&folder, &["visit", "export", &id, "--out", &file.display().to_string()]);
    assert!(written, "{said}");
    let evidence: Value =
        serde_json::from_slice(&std::fs::read(&file).expect("it was written")).expect("JSON");
    let strokes = evidence["record"]["signature"]["v"]["strokes"]["strokes"].clone();
    assert_eq!(strokes.as_array().map(Vec::len), Some(2), "{evidence}");
    assert!(
        strokes[0][1]["pressure"].as_i64() > Some(400) && strokes[0][2]["at"].as_i64() > Some(0),
        "{strokes}"
    );
}
