use rounds_tests::{Folder, built, rounds};
use std::{fs, process::Command};

/// The web view's library, as a program that is linked to it names it.
const WEB_VIEW: &[u8] = b"libwebkit2gtk-";

#[test]
fn a_command_does_not_load_the_web_view() {
    let names = |program| {
        let bytes = fs::read(program).expect("the program is built");
        bytes.windows(WEB_VIEW.len()).any(|found| found == WEB_VIEW)
    };
    assert!(names(built().join("rounds-window")), "the window's program is linked to it");
    assert!(!names(rounds()));
}

#[test]
fn without_a_display_the_window_says_what_to_do() {
    let folder = Folder::new();
    assert!(folder.run(&[]).refused().contains("没有可以打开窗口的屏幕"));
}

#[test]
fn without_the_windows_program_rounds_says_which_is_missing() {
    let folder = Folder::new();
    let alone = folder.path("rounds");
    fs::copy(rounds(), &alone).expect("the temporary folder is writable");
    let out = Command::new(alone).env("HOME", folder.path("home")).output().expect("the copy runs");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && said.contains("rounds-window"), "{said}");
}
