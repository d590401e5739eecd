//! The main job in the real window: a workbook becomes a planned, printed week that is there again tomorrow.

use crate::{
    app::{App, Home},
    driver::{Driver, Element},
};
use serde_json::json;
use std::{path::Path, process::Command};

/// The W3C's code for the Control key.
const CONTROL: &str = "\u{E009}";

/// One visit as the board shows it.
struct Card {
    id: String,
    /// ISO date.
    day: String,
    name: String,
}

/// Where the board shows this visit now: its day, and whether it is locked.
fn place(screen: &Driver, id: &str) -> Option<(String, bool)> {
    let found = screen.run(
        "const item = document.querySelector(`li[data-visit='${arguments[0]}']`);
         return item && [item.closest('[data-day]').dataset.day,
                         item.querySelector('button[aria-pressed]').getAttribute('aria-pressed') === 'true'];",
        &json!([id]),
    );
    Some((found[0].as_str()?.to_owned(), found[1].as_bool()?))
}

fn first_card(screen: &Driver) -> Card {
    screen.until("a planned visit", || {
        let found = screen.run(
            "const item = document.querySelector('[data-day] li[data-visit]');
             return item && [item.dataset.visit, item.closest('[data-day]').dataset.day,
                             item.querySelector('button[aria-pressed]').getAttribute('aria-label')];",
            &json!([]),
        );
        let name = found[2].as_str()?.trim_start_matches("锁定 ").to_owned();
        Some(Card { id: found[0].as_str()?.to_owned(), day: found[1].as_str()?.to_owned(), name })
    })
}

/// The first day after `day` that the board shows as a column.
fn later_day(screen: &Driver, day: &str) -> String {
    let found = screen.run(
        "return [...document.querySelectorAll('[data-day][data-kind=working]')]
           .map((column) => column.dataset.day).find((other) => other > arguments[0]) ?? null;",
        &json!([day]),
    );
    found.as_str().expect("the week has a second working day").to_owned()
}

fn card(screen: &Driver, id: &str) -> Element {
    screen.css(&format!("li[data-visit='{id}'] > button"))
}

fn head(screen: &Driver, day: &str) -> Element {
    screen.css(&format!("[data-day='{day}'] > header"))
}

fn drag_to(screen: &Driver, id: &str, day: &str) {
    screen.drag(&card(screen, id), &head(screen, day));
    screen.until(&format!("the visit on {day}"), || place(screen, id).filter(|(now, _)| now == day));
}

/// The first customer of the drawer of those without a place: where it is taken hold of, and its name.
fn first_waiting(screen: &Driver) -> (Element, String) {
    let name = screen.until("a customer without a place", || {
        let label = screen.run(
            "const row = document.querySelector(\"li a[draggable='false'][href*='/customer/']\")?.closest('li');
             return row?.querySelector(\"button[aria-label^='把 ']\")?.getAttribute('aria-label') ?? null;",
            &json!([]),
        );
        Some(label.as_str()?.trim_start_matches("把 ").trim_end_matches(" 加入计划").to_owned())
    });
    (screen.css("li a[draggable='false'][href*='/customer/']"), name)
}

/// Whether the board shows a visit of a customer of this name on a day.
fn is_on(screen: &Driver, name: &str, day: &str) -> bool {
    let found = screen.run(
        "return [...document.querySelectorAll(`[data-day='${arguments[1]}'] li[data-visit] button[aria-pressed]`)]
           .some((lock) => lock.getAttribute('aria-label').endsWith(` ${arguments[0]}`));",
        &json!([name, day]),
    );
    found.as_bool() == Some(true)
}

/// The text of a PDF that is sound, without the breaks of narrow columns.
pub fn words(pdf: &Path) -> String {
    let run = |tool: &str, args: &[&str]| {
        let out = Command::new(tool)
            .args(args)
            .arg(pdf)
            .args(["-"].iter().filter(|_| tool == "pdftotext"))
            .output();
        let out = out.unwrap_or_else(|error| panic!("{tool}: {error}"));
        assert!(out.status.success(), "{tool}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).split_whitespace().collect::<String>()
    };
    run("qpdf", &["--check"]);
    run("pdftotext", &["-raw"])
}

#[test]
fn a_workbook_becomes_a_printed_week_that_outlives_a_restart() {
    let home = Home::new();
    let list = rounds_tests::root().join("tests/data/stores-shanghai.csv");
    let (moved, to) = {
        let app = App::open(&home, "journey");
        let screen = &app.screen;

        // Import, seen first and then applied.
        screen.find("heading", "巡访");
        screen.fill(&screen.css("input[type=file]"), &list.display().to_string());
        screen.click("button", "导入 542 家客户");
        screen.sees("已导入");
        screen.click("link", "去排下周计划");

        // Plan.
        screen.click("button", "生成下周计划");
        let moved = first_card(screen);
        let to = later_day(screen, &moved.day);

        // Drag, think better of it, drag again; then lock.
        drag_to(screen, &moved.id, &to);
        screen.keys(&[CONTROL, "z"]);
        screen.until("the visit back", || place(screen, &moved.id).filter(|(now, _)| *now == moved.day));
        drag_to(screen, &moved.id, &to);
        screen.press(&format!("li[data-visit='{}'] > button[aria-pressed]", moved.id));
        screen.until("the lock", || place(screen, &moved.id).filter(|(_, locked)| *locked));

        // From the drawer of those without a place onto a day, and back by undo.
        screen.press("button[aria-pressed='false'][data-some]");
        let (waiting, name) = first_waiting(screen);
        assert!(!is_on(screen, &name, &to), "{name} is planned already");
        screen.drag(&waiting, &head(screen, &to));
        screen.until("the customer of the drawer on its day", || is_on(screen, &name, &to).then_some(()));
        screen.keys(&[CONTROL, "z"]);
        screen.until("the customer out again", || (!is_on(screen, &name, &to)).then_some(()));

        // Print.
        screen.click("button", "打印");
        screen.click("button", "打印全部三种");
        let shown = screen.until("the viewer", || home.shown().pop());
        let words = words(&shown);
        for expected in ["客户拜访计划表", "客户拜访记录表", "客户服务手册"] {
            assert!(words.contains(expected), "the sheets lack {expected}");
        }
        let name: String = moved.name.split_whitespace().collect();
        assert!(words.contains(&name), "the sheets lack {name}");
        (moved, to)
    };

    let app = App::open(&home, "journey-again");
    app.screen.click("link", "计划");
    app.screen.until("the visit after a restart", || {
        place(&app.screen, &moved.id).filter(|(day, locked)| *day == to && *locked)
    });
    app.screen.click("link", "客户");
    app.screen.sees("542");
    // By the initials of its 拼音.
    app.screen.fill(&app.screen.css("input[type=search]"), "zghd");
    app.screen.sees("中港汇店");
}

#[test]
fn the_demo_opens_with_one_click() {
    let home = Home::new();
    let app = App::open(&home, "demo");
    app.screen.click("button", "看演示");
    app.screen.click("button", "生成");
    first_card(&app.screen);
    app.screen.click("link", "今日");
    app.screen.click("link", "设置");
    app.screen.sees("工作时间");
}
