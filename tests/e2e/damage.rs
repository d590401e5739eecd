//! A damaged database in the real window: what took its place is told until somebody takes note.

use crate::{
    app::{App, Home},
    visit::{TUESDAY, command, data_folder},
};
use std::fs;

const HOUR: i64 = 3_600_000;

#[test]
fn a_backup_in_the_place_of_damage_is_named_until_somebody_takes_note() {
    let home = Home::new();
    {
        let app = App::open_at(&home, "damage-before", TUESDAY);
        app.screen.click("button", "看演示");
        app.screen.click("link", "今日");
        app.screen.find("button", "开始拜访");
    }
    let folder = data_folder(&home);
    // The day's first writing command backs up before it writes.
    let (planned, said) =
        command(&folder, &["plan", "--week", "2026-W49", "--now", "2026-11-24T09:00:00+08:00"]);
    assert!(planned, "{said}");
    let path = folder.join("rounds.db");
    let mut bytes = fs::read(&path).expect("the database is there");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    fs::write(&path, bytes).expect("the database is ours");

    {
        let app = App::open_at(&home, "damage", TUESDAY + HOUR);
        let screen = &app.screen;
        screen.find("heading", "数据文件出过问题");
        screen.sees("2026-11-24 09:4");
        screen.sees(" 的备份。");
        screen.sees("rounds.damaged-");
        screen.sees("工作可能缺失");
        // Put off, it waits at the rail's foot, and comes back at the next start.
        screen.click("button", "关闭");
        screen.until("the dialog to go", || screen.all_css("dialog[open]").is_empty().then_some(()));
        screen.find("button", "需处理 1");
    }
    {
        let app = App::open_at(&home, "damage-again", TUESDAY + 2 * HOUR);
        let screen = &app.screen;
        screen.find("heading", "数据文件出过问题");
        screen.click("button", "我知道了");
        screen.until("the dialog to go", || screen.all_css("dialog[open]").is_empty().then_some(()));
        screen.until("the notice to go", || (!screen.shows("需处理")).then_some(()));
        // What the backup holds is there to work with.
        screen.find("button", "开始拜访");
    }
    let app = App::open_at(&home, "damage-noted", TUESDAY + 3 * HOUR);
    app.screen.find("button", "开始拜访");
    assert!(app.screen.all_css("dialog[open]").is_empty() && !app.screen.shows("需处理"));
}
