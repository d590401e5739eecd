//! Visits, proof, promises and paper from the command line, on the demo's past.

use std::{fs, process::Command};

use rounds_tests::{Folder, database};
use serde_json::{Value, json};

fn folder() -> Folder {
    Folder::demo_of("2026-11-24")
}

/// The signed visits, the earliest first.
fn signed(folder: &Folder) -> Vec<Value> {
    folder.run(&["visit", "list", "--signed", "--json"]).json().as_array().expect("a list of visits").clone()
}

/// The evidence of a visit and its filled sheet, as files.
fn exported(folder: &Folder, visit: &Value) -> (String, String) {
    let id = visit["id"].as_str().expect("a visit has an id");
    let files =
        ["json", "pdf"].map(|ending| folder.path("visit").with_extension(ending).display().to_string());
    for file in &files {
        folder.run(&["visit", "export", id, "--out", file]).ok();
    }
    let [json, pdf] = files;
    (json, pdf)
}

/// What a PDF says, without spaces.
fn text(pdf: &str) -> String {
    let out = Command::new("pdftotext").args(["-raw", pdf, "-"]).output().expect("pdftotext is installed");
    String::from_utf8_lossy(&out.stdout).split_whitespace().collect()
}

#[test]
fn what_was_signed_verifies_as_a_file_a_sheet_and_a_folder() {
    let folder = folder();
    let visits = signed(&folder);
    assert!(visits.len() > 300, "{} signed visits in twelve weeks", visits.len());
    assert!(visits.iter().all(|visit| visit["signed"] == true && visit["id"].is_string()));
    assert!(folder.run(&["visit", "list"]).ok().lines().count() > visits.len());
    let (evidence, sheet) = exported(&folder, &visits[7]);
    for file in [&evidence, &sheet] {
        folder.run(&["verify", file]).ok();
    }
    folder.run(&["verify"]).ok();
}

#[test]
fn a_file_that_was_altered_or_cut_fails_and_names_what() {
    let folder = folder();
    let visits = signed(&folder);
    let rated = visits.iter().find(|visit| visit["outcome"] == "done").unwrap();
    let (evidence, sheet) = exported(&folder, rated);
    let whole = fs::read_to_string(&evidence).unwrap();
    let code = rated["customer_code"].as_str().unwrap();
    let altered = folder.file("altered.json", whole.replacen(&format!("\"{code}\""), "\"999\"", 1));
    let run = folder.run(&["verify", &altered]);
    assert!(run.code == 1 && run.out.contains("visit.customer_code"), "{}", run.out);
    let cut = folder.file("cut.json", &whole[..whole.len() - 40]);
    assert_eq!(folder.run(&["verify", &cut]).code, 1);
    let mut bytes = fs::read(&sheet).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let altered = folder.file("altered.pdf", &bytes);
    assert_eq!(folder.run(&["verify", &altered]).code, 1);
    folder.run(&["verify", &folder.file("other.json", "{}")]).refused();
}

#[test]
fn a_row_a_promise_and_evidence_altered_by_sql_are_named() {
    let folder = folder();
    let visits = signed(&folder);
    let id = visits[3]["id"].as_str().unwrap();
    let said = |sql: &str| {
        database(&folder.data()).execute_batch(sql).unwrap();
        let run = folder.run(&["verify"]);
        assert_eq!(run.code, 1, "{sql}: {}", run.out);
        run.out
    };
    let out = said(&format!(
        "CREATE TABLE copy AS SELECT * FROM visit_record WHERE id = '{id}'; UPDATE copy SET date = '2026-01-01';
         INSERT OR REPLACE INTO visit_record SELECT * FROM copy; DROP TABLE copy"
    ));
    assert!(out.lines().any(|line| line.contains(id) && line.contains("visit.date")), "{out}");
    let out = said("UPDATE issue SET promised_at = promised_at + 86400000 WHERE promised_at IS NOT NULL");
    assert!(out.contains("promised_at"), "{out}");
    let out =
        said(&format!("UPDATE visit_record SET evidence_id = NULL, state = 'finished' WHERE id = '{id}'"));
    assert!(out.lines().any(|line| line.contains("evidence") && line.contains(id)), "{out}");
}

#[test]
fn due_issues_tell_by_how_much_they_are_late() {
    let folder = folder();
    let at = ["--now", "2026-11-24T09:00:00+08:00"];
    let list =
        |args: &[&str]| folder.run(&[args, &at[..], &["--json"]].concat()).json().as_array().unwrap().clone();
    let (all, due) = (list(&["issues"]), list(&["issues", "--due"]));
    assert!(!due.is_empty() && due.len() <= all.len());
    let late = due.iter().flat_map(|issue| issue["deadlines"].as_array().unwrap());
    let late = late.filter(|deadline| deadline["standing"]["kind"] == "overdue");
    assert!(
        late.clone().count() > 0 && late.clone().all(|one| one["standing"]["minutes"].as_u64().unwrap() > 0)
    );
    for issue in &due {
        assert!(
            issue["id"].is_string() && issue["content"].is_string() && issue["customer_code"].is_string()
        );
    }
}

#[test]
fn the_same_seed_draws_the_same_sample_and_another_seed_another() {
    let folder = folder();
    let drawn = |seed: &str| {
        let file = folder.path(seed).with_extension("pdf").display().to_string();
        folder.run(&["audit", "--sample", "6", "--seed", seed, "--out", &file]).ok();
        folder.run(&["verify", &file]).ok();
        let text = text(&file);
        let visits = signed(&folder);
        let codes = visits.iter().map(|visit| visit["customer_code"].as_str().unwrap().to_owned());
        codes.filter(|code| text.contains(code.as_str())).collect::<std::collections::BTreeSet<_>>()
    };
    let first = drawn("1");
    assert!(first.len() >= 4, "{first:?}");
    assert_eq!(first, drawn("1"));
    assert_ne!(first, drawn("2"));
    let file = folder.path("none").with_extension("pdf").display().to_string();
    folder.run(&["audit", "--sample", "0", "--seed", "1", "--out", &file]).refused();
}

#[test]
fn a_scanned_sheet_finds_its_visit_and_a_foreign_one_is_a_line() {
    let folder = folder();
    let visits = signed(&folder);
    let picture = |visit: &Value, name: &str| {
        let (_, sheet) = exported(&folder, visit);
        let base = folder.path(name).display().to_string();
        let args = ["-r", "150", "-jpeg", "-singlefile", &sheet, &base];
        assert!(Command::new("pdftoppm").args(args).status().expect("pdftoppm is installed").success());
        format!("{base}.jpg")
    };
    let own = picture(&visits[11], "own");
    let run = folder.run(&["scan", &own, "--json"]);
    let found = run.json();
    assert_eq!((&found["matched"], &found["sheets"][0]["state"]), (&json!(1), &json!("matched")), "{found}");
    let id = visits[11]["id"].as_str().unwrap();
    let on_paper = signed(&folder).into_iter().find(|visit| visit["id"] == id).unwrap();
    // It was signed on the screen: the picture lies beside it.
    assert_eq!(on_paper["signed_on_paper"], false);
    assert!(
        found["sheets"][0]["sentence"].as_str().unwrap().ends_with("已在屏幕上签字，图片已附上"),
        "{found}"
    );
    let again = folder.run(&["scan", &own]);
    assert!(again.code == 0 && again.out.contains("own.jpg:1\t"), "{} {}", again.out, again.err);

    let other = Folder::demo_of("2026-10-13");
    let foreign = picture(&signed(&folder)[12], "foreign");
    let run = other.run(&["scan", &foreign]);
    assert!(run.code == 1 && run.err.contains("foreign.jpg:1: "), "{} {}", run.out, run.err);
    let broken = folder.file("broken.jpg", "no picture");
    let run = folder.run(&["scan", &broken]);
    assert!(run.code == 1 && run.err.contains("broken.jpg"), "{}", run.err);
}

#[test]
fn what_was_erased_before_is_said_and_adds_nothing_to_the_chain() {
    let folder = Folder::demo();
    let visits = folder.run(&["visit", "list", "--signed", "--json"]).json();
    let id = visits[0]["id"].as_str().unwrap().to_owned();
    let erase = ["visit", "erase", &id, "--field", "visit.position", "--reason", "本人书面要求"];
    assert_eq!(
        folder.run(&[&erase[..], &["--json"]].concat()).json()["erased"],
        serde_json::json!(["visit.position"])
    );
    let once = folder.run(&["verify"]).ok().to_owned();
    assert!(folder.run(&erase).ok().contains("早已抹去"));
    assert_eq!(folder.run(&["verify"]).ok(), once);
    assert_eq!(folder.run(&[&erase[..], &["--json"]].concat()).json()["erased"], serde_json::json!([]));
}
