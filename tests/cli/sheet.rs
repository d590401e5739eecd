use rounds_tests::Folder;
use std::process::Command;

/// Runs a PDF tool of the system; what it wrote.
fn tool(name: &str, args: &[&str]) -> String {
    let out = Command::new(name).args(args).output().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn the_printed_week_is_sound_and_names_every_visit() {
    let folder = Folder::demo();
    let plan = folder.run(&["plan", "--week", "2026-W49", "--json"]).json();
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
