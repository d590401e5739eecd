use rounds_tests::{Folder, root, rounds};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Runs a PDF tool of the system; what it wrote.
fn tool(name: &str, args: &[&str]) -> String {
    let out = Command::new(name).args(args).output().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn the_printed_week_is_sound_and_names_every_visit() {
    let folder = Folder::demo();
    let plan = folder.run(&["plan", "--week", "2026-W49", "--json", "--iterations", "500"]).json();
    for kind in ["plan", "record", "handbook", "all"] {
        let file = folder.path(kind).with_extension("pdf").display().to_string();
        folder.run(&["sheets", "--week", "2026-W49", "--kind", kind, "--out", &file]).ok();
        tool("qpdf", &["--check", &file]);
        for font in tool("pdffonts", &[&file]).lines().skip(2) {
            let marks: Vec<_> = font.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(marks, ["yes"; 3], "not embedded, subset and readable: {font}");
        }
        // Narrow columns break names anywhere: only the characters count, in their order.
        let text: String = tool("pdftotext", &["-raw", &file, "-"]).split_whitespace().collect();
        for visit in plan["days"].as_array().unwrap().iter().flat_map(|day| day["visits"].as_array().unwrap())
        {
            let code = visit["customer"].as_str().unwrap();
            assert!(text.contains(code), "{kind} does not name {code}");
        }
    }
}

/// The program at `program`, run from `/` with what a desktop gives it, on the folder's demo.
fn printed_by(program: &Path, folder: &Folder) -> Output {
    let out = folder.path("copied.pdf");
    let mut command = Command::new(program);
    command.args(["sheets", "--week", "2026-W47", "--kind", "plan", "--out"]).arg(&out).arg("--data");
    command.arg(folder.data()).current_dir("/").env("HOME", folder.path("")).env_remove("ROUNDS_FONTS");
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").output().expect("a copied program runs")
}

#[test]
fn a_program_away_from_its_checkout_finds_the_fonts_that_came_with_it() {
    let folder = Folder::demo();
    let program = folder.path("usr/bin/rounds");
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    fs::copy(rounds(), &program).unwrap();
    // As the .deb lays them out, and as an archive does.
    for place in ["usr/lib/rounds/fonts", "usr/bin/fonts"] {
        let fonts = folder.path(place);
        fs::create_dir_all(&fonts).unwrap();
        for file in ["regular.ttf", "medium.ttf", "rare.otf"] {
            fs::copy(root().join("build/fonts").join(file), fonts.join(file)).unwrap();
        }
        let out = printed_by(&program, &folder);
        assert!(out.status.success(), "{place}: {}", String::from_utf8_lossy(&out.stderr));
        assert!(!tool("pdffonts", &[&folder.path("copied.pdf").display().to_string()]).is_empty());
        fs::remove_dir_all(&fonts).unwrap();
    }
    if !Path::new("/usr/lib/rounds/fonts").exists() {
        let out = printed_by(&program, &folder);
        let said = String::from_utf8_lossy(&out.stderr);
        let missing = folder.path("usr/bin/fonts/regular.ttf").display().to_string();
        assert!(!out.status.success() && said.trim().lines().count() == 1, "{said}");
        assert!(said.contains(&missing) && said.contains("ROUNDS_FONTS"), "{said}");
    }
}
