//! The lock, the way back through headquarters, and the rescue file, with both programs and real files.

use rounds_tests::{Folder, Run, built};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

pub const PASSWORD: &str = "correct horse";

/// A headquarters with territory T1, its manager 1001 and the administrator `root`; served until it is dropped.
pub struct Headquarters<'a> {
    folder: &'a Folder,
    serving: Child,
    url: String,
}

fn command(folder: &Folder, args: &[&str]) -> Command {
    let mut command = Command::new(built().join("rounds-hq"));
    command
        .args(args)
        .arg("--data")
        .arg(folder.path("hq"))
        .env("ROUNDS_PASSWORD", PASSWORD)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null());
    command
}

pub fn hq(folder: &Folder, args: &[&str]) -> Run {
    let out = command(folder, args).output().expect("headquarters is built");
    Run {
        code: out.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&out.stdout).into_owned(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

impl<'a> Headquarters<'a> {
    pub fn new(folder: &'a Folder) -> Self {
        for args in [
            ["territory", "add", "T1", "城东一片"].as_slice(),
            &["person", "add", "1001", "王芳", "--role", "manager"],
            &["person", "add", "root", "管理员", "--role", "admin"],
            &["territory", "assign", "T1", "1001"],
        ] {
            hq(folder, args).ok();
        }
        let mut serving = command(folder, &["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("headquarters is built");
        let mut line = String::new();
        let out = serving.stdout.take().expect("its output is ours");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let url = format!("http://{}", line.trim().trim_start_matches("listening on "));
        Self { folder, serving, url }
    }

    /// Makes the folder a device of 1001.
    pub fn enrol(&self) {
        let code = hq(self.folder, &["device", "code", "1001", "T1"]).ok().trim().to_owned();
        let args = ["enrol", "--server", &self.url, "--user", "1001", "--code", &code];
        rounds(self.folder, &args, &[("ROUNDS_PASSWORD", PASSWORD)]).ok();
    }
}

impl Drop for Headquarters<'_> {
    fn drop(&mut self) {
        let _ = self.serving.kill();
        let _ = self.serving.wait();
    }
}

/// Runs `rounds` with these variables of the environment.
pub fn rounds(folder: &Folder, args: &[&str], environment: &[(&str, &str)]) -> Run {
    let mut command = folder.command(args);
    for name in ["ROUNDS_PIN", "ROUNDS_NEW_PIN", "ROUNDS_RECOVERY", "ROUNDS_PASSWORD"] {
        command.env_remove(name);
    }
    let out = command
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the program is built");
    Run {
        code: out.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&out.stdout).into_owned(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

const SHOPS: &str = "客户编号,客户名称\nT001,中和路便利店\nT002,李记烟酒\nT003,顺发超市\n";

pub fn own() -> Folder {
    let folder = Folder::new();
    let list = folder.file("list.csv", SHOPS);
    folder.run(&["import", "customers", &list]).ok();
    folder
}

fn exported(folder: &Folder, environment: &[(&str, &str)]) -> Run {
    let list = folder.path("out.csv").display().to_string();
    rounds(folder, &["export", "customers", &list], environment)
}

#[test]
fn commands_on_a_locked_folder_ask_for_the_pin_and_take_it_from_the_environment() {
    let folder = own();
    let bare = rounds(&folder, &["pin", "set"], &[]);
    assert!(
        bare.refused().contains("没有给出新的 PIN。请把它写在环境变量 ROUNDS_NEW_PIN 里"),
        "{}",
        bare.err
    );
    rounds(&folder, &["pin", "set"], &[("ROUNDS_NEW_PIN", "123456")]).refused();
    rounds(&folder, &["pin", "set"], &[("ROUNDS_NEW_PIN", "480317")]).ok();
    assert!(exported(&folder, &[]).refused().contains("ROUNDS_PIN"));
    assert!(exported(&folder, &[("ROUNDS_PIN", "480318")]).refused().contains("PIN 不对"));
    exported(&folder, &[("ROUNDS_PIN", "480317")]).ok();
    assert!(fs::read_to_string(folder.path("out.csv")).unwrap().contains("中和路便利店"));
    assert!(
        !fs::read_to_string(folder.data().join("rounds.key"))
            .unwrap()
            .trim()
            .chars()
            .all(|ch| ch.is_ascii_hexdigit())
    );

    // Written on paper, then the PIN is forgotten.
    let recovery = rounds(&folder, &["pin", "recovery"], &[("ROUNDS_PIN", "480317")]).ok().to_owned();
    assert!(recovery.contains("这是恢复码"), "{recovery}");
    let code = recovery.lines().next().unwrap().to_owned();
    let back = [("ROUNDS_RECOVERY", code.as_str()), ("ROUNDS_NEW_PIN", "902144")];
    rounds(&folder, &["pin", "recover"], &back).ok();
    exported(&folder, &[("ROUNDS_PIN", "902144")]).ok();
    rounds(&folder, &["pin", "remove"], &[("ROUNDS_PIN", "902144")]).ok();
    exported(&folder, &[]).ok();
}

#[test]
fn a_forgotten_pin_and_a_lost_key_are_opened_by_headquarters_and_nothing_is_lost() {
    let folder = own();
    let headquarters = Headquarters::new(&folder);
    let (request, grant) =
        (folder.path("ask.json").display().to_string(), folder.path("grant.json").display().to_string());
    rounds(&folder, &["rescue", "request", "--out", &request], &[]).refused();
    headquarters.enrol();
    for lost in ["the PIN", "the key"] {
        rounds(&folder, &["pin", "set"], &[("ROUNDS_NEW_PIN", "480317"), ("ROUNDS_PIN", "902144")]).ok();
        if lost == "the key" {
            fs::remove_file(folder.data().join("rounds.key")).expect("the key file is there");
        }
        assert!(!exported(&folder, &[]).err.is_empty());
        let asked = rounds(&folder, &["rescue", "request", "--out", &request, "--json"], &[]).json();
        let number = asked["number"].as_str().expect("a number to read out").to_owned();
        let open = |number: &str, by: &str| {
            hq(&folder, &["rescue", "open", &request, "--by", by, "--number", number, "--out", &grant])
        };
        open("0000 0000", "root").refused_with("八位数字");
        open(&number, "1001").refused_with("只有管理员或总部人员");
        open(&number, "root").ok();
        let new = [("ROUNDS_NEW_PIN", "902144")];
        rounds(&folder, &["rescue", "unlock", &grant], &new).ok();
        // It serves once.
        rounds(&folder, &["rescue", "unlock", &grant], &new).refused();
        exported(&folder, &[("ROUNDS_PIN", "902144")]).ok();
        let list = fs::read_to_string(folder.path("out.csv")).expect("the export");
        assert_eq!(list.lines().filter(|line| line.contains("T00")).count(), 3, "after losing {lost}");
    }
}

#[test]
fn a_mistyped_folder_is_no_new_headquarters() {
    let folder = own();
    for args in [
        ["status"].as_slice(),
        &["verify"],
        &["backup", "b"],
        &["rescue", "import", "gone.rescue"],
        &["pin", "required"],
    ] {
        let run = hq(&folder, args);
        assert!(run.refused().contains("没有总部的数据"), "{}", run.err);
    }
    let run = hq(&folder, &["restore", "gone"]);
    assert!(run.refused().contains("没有“gone”这个文件"), "{}", run.err);
    assert!(!fs::exists(folder.path("hq")).expect("a folder that can be read"));
}

#[test]
fn a_rescue_file_brings_everything_to_headquarters_once_and_the_device_is_cleared() {
    let folder = own();
    let headquarters = Headquarters::new(&folder);
    let rescue = folder.path("lost.rescue").display().to_string();
    assert!(rounds(&folder, &["rescue", "export", "--out", &rescue], &[]).refused().contains("注册"));
    headquarters.enrol();
    let written = rounds(&folder, &["rescue", "export", "--out", &rescue, "--json"], &[]).json();
    let count = written["operations"].as_u64().expect("a count");
    assert!(count >= 3, "{written}");
    let bytes = fs::read(&rescue).expect("the rescue file");
    assert!(!bytes.windows(9).any(|window| window == "中和路".as_bytes()), "a name lies open in it");

    let import = |path: &str| hq(&folder, &["rescue", "import", path, "--json"]);
    let cut = folder.file("cut.rescue", &bytes[..bytes.len() - 9]);
    import(&cut).refused_with("不完整或已损坏");
    let first: Value = import(&rescue).json();
    assert_eq!(first["applied"].as_u64().unwrap() + first["set_aside"].as_u64().unwrap(), count, "{first}");
    assert_eq!(import(&rescue).json()["known"], count);

    // The device is found again and sends what it still holds: nothing twice, and both sides are equal.
    let sync = || rounds(&folder, &["sync", "--json"], &[("ROUNDS_PASSWORD", PASSWORD)]);
    sync().ok();
    let rows = hq(&folder, &["status", "--json"]).json();
    sync().ok();
    assert_eq!(hq(&folder, &["status", "--json"]).json(), rows);
    exported(&folder, &[]).ok();
    let list = fs::read_to_string(folder.path("out.csv")).expect("the export");
    assert_eq!(list.lines().filter(|line| line.contains("T00")).count(), 3);

    // One more change, and the device is to be cleared.
    let more = folder.file("more.csv", "客户编号,客户名称\nT004,新来的店\n");
    rounds(&folder, &["import", "customers", &more], &[]).ok();
    assert!(rounds(&folder, &["wipe"], &[]).refused().contains("--yes"));
    let unsent = rounds(&folder, &["wipe", "--yes"], &[]);
    assert!(unsent.refused().contains("rescue export"), "{}", unsent.err);
    rounds(&folder, &["rescue", "export", "--out", &rescue], &[]).ok();
    rounds(&folder, &["wipe", "--yes", "--leave-unsent"], &[]).ok();
    let left: Vec<_> =
        fs::read_dir(folder.data()).expect("the folder").flatten().map(|file| file.file_name()).collect();
    // That nothing is chosen.
    assert_eq!(left, ["rounds.current"]);
    assert_eq!(import(&rescue).json()["set_aside"], 0);
    assert!(hq(&folder, &["status"]).ok().contains("T1"));
}

#[test]
#[cfg(target_os = "linux")]
fn no_clock_that_can_be_set_ends_the_wait_after_wrong_pins() {
    let folder = Folder::new();
    let list = folder.file("list.csv", SHOPS);
    rounds(&folder, &["import", "customers", &list], &[]).ok();
    rounds(&folder, &["pin", "set"], &[("ROUNDS_NEW_PIN", "480317")]).ok();
    let list = |now: &str, pin| rounds(&folder, &["visit", "list", "--now", now], &[("ROUNDS_PIN", pin)]);
    for left in (1..5).rev() {
        list("2026-11-24T09:00:00Z", "480318").refused_with(&format!("还可以马上试 {left} 次"));
    }
    list("2026-11-24T09:00:00Z", "480318").refused_with("请等");
    for now in
        ["2026-11-24T09:00:05Z", "2026-11-25T09:00:00Z", "2026-11-01T09:00:00Z", "2036-11-24T09:00:00Z"]
    {
        list(now, "480317").refused_with("请等");
    }
}

trait RefusedWith {
    fn refused_with(&self, words: &str);
}

impl RefusedWith for Run {
    fn refused_with(&self, words: &str) {
        assert_ne!(self.code, 0, "succeeded: {}", self.out);
        assert!(self.err.contains(words), "{}", self.err);
    }
}

#[test]
fn a_pin_that_headquarters_asks_for_later_stands_in_the_status_after_the_next_sync() {
    let folder = own();
    let headquarters = Headquarters::new(&folder);
    headquarters.enrol();
    let synced = |pin: &[(&str, &str)]| {
        let secrets = [&[("ROUNDS_PASSWORD", PASSWORD)], pin].concat();
        rounds(&folder, &["sync"], &secrets).ok();
        rounds(&folder, &["status"], pin).ok().to_owned()
    };
    let status = synced(&[]);
    assert!(!status.contains("PIN"), "{status}");
    let listed = || hq(&folder, &["device", "list"]).ok().to_owned();
    let version = env!("CARGO_PKG_VERSION");
    assert!(listed().contains(&format!(" · 未设 PIN · 版本 {version} linux · ")), "{}", listed());
    hq(&folder, &["pin", "required"]).ok();
    let status = synced(&[]);
    assert!(status.contains("总部要求设 PIN · 还没有设"), "{status}");
    rounds(&folder, &["pin", "set"], &[("ROUNDS_NEW_PIN", "902144")]).ok();
    let status = synced(&[("ROUNDS_PIN", "902144")]);
    assert!(status.contains("总部要求设 PIN · 已设"), "{status}");
    assert!(listed().contains(" · 已设 PIN · "), "{}", listed());
}

#[test]
fn a_password_or_number_that_is_not_given_is_called_missing_and_not_wrong() {
    let folder = own();
    let headquarters = Headquarters::new(&folder);
    headquarters.enrol();
    let request = folder.path("request.json").display().to_string();
    rounds(&folder, &["rescue", "request", "--out", &request], &[]).ok();
    let erase = ["erase", "customer", "T001", "--reason", "客户书面要求", "--by", "root"];
    let open = ["rescue", "open", &request, "--by", "root", "--out", "grant.json"];
    let told = |mut command: Command| {
        let out = command.output().expect("headquarters is built");
        assert_eq!(out.status.code(), Some(1));
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    for args in [erase.as_slice(), &open] {
        let mut bare = command(&folder, args);
        bare.env_remove("ROUNDS_PASSWORD");
        let said = told(bare);
        assert!(said.contains("没有给出密码") && said.contains("ROUNDS_PASSWORD"), "{said}");
    }
    let said = told(command(&folder, &open));
    assert!(said.contains("八位号码") && said.contains("--number"), "{said}");
}
