//! `rounds bench sync`: its columns from outside, with the real headquarters beside it, and settings that cannot be met.

use rounds_tests::{Folder, Run};

const SMALL: &[&str] =
    &["--rows", "30", "--changes", "2", "--clients", "2", "--each", "5", "--syncs", "3", "--csv"];

fn bench(folder: &Folder, more: &[&str]) -> Run {
    let dir = folder.path("bench").display().to_string();
    folder.run(&[&["bench", "sync", &dir], more].concat())
}

#[test]
fn every_measure_of_a_sync_is_told_with_its_count_and_its_times() {
    let folder = Folder::new();
    let run = bench(&folder, SMALL);
    let lines: Vec<Vec<&str>> = run.ok().lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0].join(","), "what,clients,count,seconds,per_s,p50_ms,p95_ms,p99_ms");
    let told: Vec<String> = lines[1..].iter().map(|cells| cells[..3].join(" ")).collect();
    assert_eq!(
        told,
        [
            "push 1 30",
            "up 1 30",
            "pull 1 30",
            "down 1 30",
            "change 1 2",
            "change_seen 1 2",
            "up_together 2 10",
            "syncs 2 6"
        ]
    );
    for cells in &lines[1..] {
        let numbers: Vec<f64> =
            cells[3..].iter().filter(|cell| !cell.is_empty()).map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(numbers.len(), if cells[5].is_empty() { 2 } else { 5 }, "{cells:?}");
        assert!(numbers.iter().all(|number| *number > 0.0), "{cells:?}");
        assert!(numbers[2..].is_sorted(), "{cells:?}");
    }
    // What it left is a headquarters with everybody's customers.
    assert!(folder.path("bench").join("hq").join("hq.db").exists());
    let again = bench(&folder, SMALL);
    assert!(again.refused().contains("不是空的"), "{}", again.err);
}

#[test]
fn settings_that_cannot_be_met_are_refused_in_a_sentence() {
    for (more, told) in [
        (&["--clients", "0"][..], "--clients"),
        (&["--rows", "0"], "--rows"),
        (&["--hq", "nowhere"], "nowhere"),
        (&["--server", "http://127.0.0.1:1", "--device", "a=b"], "ROUNDS_PASSWORD"),
    ] {
        let folder = Folder::new();
        let run = bench(&folder, more);
        assert!(run.refused().contains(told), "{}", run.err);
    }
}
