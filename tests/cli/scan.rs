//! Sheets that are not what they say, or not ours, from the command line.

use std::{fs, process::Command};

use image::{GrayImage, Luma};
use rounds_core::Id;
use rounds_sheets::{Seal, record_code};
use rounds_tests::{Folder, Run};
use serde_json::Value;

/// A page of A4 at 150 dpi with a code where a full record sheet has it.
fn sheet(folder: &Folder, name: &str, code: &str) -> String {
    const DOT: f32 = 150.0 / 25.4;
    let (left, top, side) = (172.0, 10.0, 26.0);
    let modules = qrcodegen::QrCode::encode_text(code, qrcodegen::QrCodeEcc::Medium).expect("the code fits");
    let page = GrayImage::from_fn((210.0 * DOT) as u32, (297.0 * DOT) as u32, |x, y| {
        let at = |pixel: u32, start: f32| {
            ((pixel as f32 / DOT - start) / side * modules.size() as f32).floor() as i32
        };
        Luma([if modules.get_module(at(x, left), at(y, top)) { 0 } else { 255 }])
    });
    let path = folder.path(name);
    page.save(&path).expect("the temporary folder is writable");
    path.display().to_string()
}

fn signed(folder: &Folder) -> Vec<Value> {
    folder.run(&["visit", "list", "--signed", "--json"]).json().as_array().expect("a list of visits").clone()
}

/// The only line on stderr of a run whose sheet found no visit.
fn refused(run: &Run, file: &str) -> String {
    assert_eq!((run.code, run.err.trim().lines().count()), (1, 1), "{} {}", run.out, run.err);
    assert!(run.err.starts_with(&format!("{file}:1: ")), "{}", run.err);
    run.err.clone()
}

#[test]
fn a_forged_filled_sheet_is_told_and_counts_for_nothing() {
    let folder = Folder::demo_of("2026-11-24");
    let before = signed(&folder);
    let id = before[11]["id"].as_str().expect("a visit has an id");
    let file = folder.path("visit.json").display().to_string();
    folder.run(&["visit", "export", id, "--out", &file]).ok();
    let bytes = fs::read(&file).expect("the evidence was written");
    let evidence: Value = serde_json::from_slice(&bytes).expect("evidence is JSON");
    let text = |name: &str| evidence[name].as_str().expect("a field of the head").to_owned();
    // The real signature and key of the visit, under the hash of something else.
    let forged = Seal::new(bytes.clone(), &"5a".repeat(32), &text("sig"), &text("key_id")).expect("hex");
    let id: Id = id.parse().expect("an id");
    let picture = sheet(&folder, "forged.png", &record_code(id, &forged));
    let said = refused(&folder.run(&["scan", &picture]), "forged.png");
    assert!(said.contains("对不上"), "{said}");
    let found = folder.run(&["scan", &picture, "--json"]);
    let json: Value = serde_json::from_str(&found.out).expect("one object");
    assert_eq!((&json["matched"], &json["sheets"][0]["state"]), (&0.into(), &"forged".into()), "{json}");
    assert_eq!(signed(&folder), before);
    folder.run(&["verify"]).ok();
}

#[test]
fn sheets_of_another_territory_are_told_filled_or_blank() {
    let (ours, theirs) = (Folder::demo_of("2026-11-24"), Folder::demo_of("2026-10-13"));
    let before = signed(&ours);
    let filled = theirs.path("filled.pdf").display().to_string();
    let id = signed(&theirs)[12]["id"].as_str().expect("a visit has an id").to_owned();
    theirs.run(&["visit", "export", &id, "--out", &filled]).ok();
    let blank = theirs.path("blank.pdf").display().to_string();
    theirs.run(&["plan", "--week", "2026-W44", "--past", "--iterations", "2000"]).ok();
    theirs.run(&["sheets", "--week", "2026-W44", "--kind", "record", "--full", "--out", &blank]).ok();
    for (pdf, name) in [(&filled, "filled"), (&blank, "blank")] {
        let base = ours.path(name).display().to_string();
        let args = ["-r", "150", "-jpeg", "-singlefile", pdf, &base];
        assert!(Command::new("pdftoppm").args(args).status().expect("pdftoppm is installed").success());
        let file = format!("{name}.jpg");
        let said = refused(&ours.run(&["scan", &ours.path(&file).display().to_string()]), &file);
        assert!(said.contains("不是本片区"), "{said}");
    }
    assert_eq!(signed(&ours), before);
}
