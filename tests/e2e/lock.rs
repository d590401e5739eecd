//! The lock in the real window: set, restarted, guessed at, opened, and the same screen again.

use crate::{
    app::{App, Home},
    driver::Driver,
};
use serde_json::json;
use std::{fs, time::Duration};

const CONTROL: &str = "\u{E009}";
const ENTER: &str = "\u{E007}";

/// Types a PIN on the pad, as a thumb does, and enters it.
fn tap(screen: &Driver, pin: &str) {
    for digit in pin.chars() {
        screen.click("button", &digit.to_string());
    }
    screen.click("button", "解锁");
}

fn fill(screen: &Driver, label: &str, text: &str) {
    let field = screen.until(&format!("the field {label}"), || {
        let id = screen.run(
            "const label = [...document.querySelectorAll('dialog[open] label')]
               .find((one) => one.innerText.trim() === arguments[0]);
             return label ? label.htmlFor : null;",
            &json!([label]),
        );
        Some(screen.css(&format!("[id='{}']", id.as_str()?)))
    });
    screen.fill(&field, text);
}

fn address(screen: &Driver) -> String {
    screen.run("return location.hash", &json!([])).as_str().unwrap_or_default().to_owned()
}

/// Own data, with the PIN 480317, on the screen where it was set.
fn guarded(screen: &Driver) {
    let list = rounds_tests::root().join("tests/data/stores-shanghai.csv");
    screen.find("heading", "巡访");
    screen.fill(&screen.css("input[type=file]"), &list.display().to_string());
    screen.click("button", "导入 542 家客户");
    screen.sees("已导入");
    screen.click("link", "设置");
    screen.click("link", "安全");
    screen.click("button", "设置 PIN");
    fill(screen, "新 PIN", "480317");
    fill(screen, "再输一次", "480317");
    // Nobody could help: that has to be known first.
    screen.sees("谁也打不开");
    screen.press("dialog[open] input[role=switch]");
    screen.press("dialog[open] footer button:last-child");
    screen.sees("已设 PIN");
}

#[test]
fn a_machine_that_slept_wakes_up_locked() {
    let home = Home::new();
    let app = App::open(&home, "lock-sleep");
    guarded(&app.screen);
    app.sleep(Duration::from_secs(36));
    app.screen.find("heading", "已锁定");
    tap(&app.screen, "480317");
    app.screen.sees("已设 PIN");
}

#[test]
fn a_pin_is_set_outlives_a_restart_and_brings_the_same_screen_back() {
    let home = Home::new();
    let left_at = {
        let app = App::open(&home, "lock");
        let screen = &app.screen;
        guarded(screen);

        screen.click("link", "客户");
        screen.fill(&screen.css("input[type=search]"), "zghd");
        screen.click("link", "中港汇店");
        screen.sees("中港汇店");
        let left_at = address(screen);

        // Locked by the keyboard, opened by the keyboard: the same file is in sight.
        screen.keys(&[CONTROL, "l"]);
        screen.find("heading", "已锁定");
        assert!(!screen.shows("中港汇店"), "the lock screen shows a customer");
        screen.until("the window to forget the customer", || {
            let gone = "return !document.documentElement.outerHTML.includes('中港汇')";
            screen.run(gone, &json!([])).as_bool()?.then_some(())
        });
        screen.fill(&screen.css("dialog[open] input[type=password]"), "480317");
        screen.keys(&[ENTER]);
        screen.sees("中港汇店");
        assert_eq!(address(screen), left_at);
        left_at
    };

    let app = App::open(&home, "lock-again");
    let screen = &app.screen;
    screen.find("heading", "已锁定");
    for secret in ["中港汇", "家客户", "今日"] {
        assert!(!screen.shows(secret), "the lock screen shows {secret}");
    }
    tap(screen, "480318");
    screen.sees("还可以马上试 4 次");
    tap(screen, "111111");
    screen.sees("还可以马上试 3 次");
    tap(screen, "480317");
    screen.sees("中港汇店");
    // The same file, without the words that were searched for: those lie nowhere on the disk.
    assert_eq!(Some(&*address(screen)), left_at.split('?').next());

    // No file of the folder gives the key or a name away.
    let data = home.path().join("data/rounds/own");
    let mut files = 0;
    for file in fs::read_dir(&data).expect("the data folder").flatten() {
        let Ok(bytes) = fs::read(file.path()) else { continue };
        let plain =
            bytes.len() == 64 && bytes.iter().all(u8::is_ascii_hexdigit) && file.file_name() == "rounds.key";
        assert!(!plain, "the key lies open");
        assert!(!bytes.windows(9).any(|window| window == "中港汇".as_bytes()), "{:?}", file.file_name());
        files += 1;
    }
    assert!(files >= 4, "{files} files in {}", data.display());
}
