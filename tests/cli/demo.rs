use rounds_tests::Folder;
use std::fs;

#[test]
fn the_same_day_gives_the_same_demo() {
    let list = |folder: &Folder| {
        let file = folder.path("list.xlsx").display().to_string();
        folder.run(&["export", "customers", &file]).ok();
        folder.run(&["plan", "--week", "2026-W49", "--iterations", "500", "--json"]).json()
    };
    assert_eq!(list(&Folder::demo()), list(&Folder::demo()));
}

#[test]
fn the_demo_fills_only_an_empty_folder() {
    let folder = Folder::demo();
    let before = fs::read(folder.data().join("rounds.db")).unwrap();
    folder.run(&["demo", "--as-of", "2026-11-22"]).refused();
    assert!(
        fs::read(folder.data().join("rounds.db")).unwrap() == before,
        "a refused demo must change nothing"
    );
}

#[test]
fn the_same_seed_plans_the_same_bytes() {
    let plan =
        || Folder::demo().run(&["plan", "--week", "2026-W49", "--seed", "7", "--json"]).ok().to_owned();
    assert!(plan() == plan(), "two plans of the same data and seed differ");
}

#[test]
fn every_planned_visit_says_why_and_every_due_customer_is_placed_or_explained() {
    let plan = Folder::demo().run(&["plan", "--week", "2026-W49", "--iterations", "500", "--json"]).json();
    let days = plan["days"].as_array().unwrap();
    let visits: Vec<_> = days.iter().flat_map(|day| day["visits"].as_array().unwrap()).collect();
    assert!(visits.len() >= 40, "{} visits", visits.len());
    for visit in visits {
        assert!(!visit["reasons"].as_array().unwrap().is_empty(), "{visit}");
    }
    for left in plan["unplanned"].as_array().unwrap() {
        assert!(!left["reason"].is_null(), "{left}");
    }
}

#[test]
fn no_name_lies_in_plain_bytes() {
    let folder = Folder::demo();
    let plan = folder.run(&["plan", "--week", "2026-W49", "--iterations", "500", "--json"]).json();
    let name = plan["days"][0]["visits"][0]["name"].as_str().unwrap().to_owned();
    for entry in fs::read_dir(folder.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
            assert!(!found, "{} lies in {}", name, path.display());
        }
    }
}

#[test]
fn a_week_planned_before_a_later_one_visits_nobody_twice_in_a_window() {
    let folder = Folder::demo();
    // Both weeks lie in December and hold the same monthly customers.
    let plan = |week: &str| {
        let plan = folder.run(&["plan", "--week", week, "--iterations", "3000", "--json"]).json();
        let days = plan["days"].as_array().unwrap().clone();
        let visits = days.into_iter().flat_map(|day| day["visits"].as_array().unwrap().clone());
        visits
            .filter(|visit| visit["reasons"].to_string().contains("每月一次"))
            .map(|visit| visit["customer"].as_str().unwrap().to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    let (later, earlier) = (plan("2026-W51"), plan("2026-W50"));
    assert!(!later.is_empty() && !earlier.is_empty());
    assert!(later.is_disjoint(&earlier), "{:?}", later.intersection(&earlier).collect::<Vec<_>>());
}

#[test]
fn a_week_that_is_over_is_planned_on_demand_and_one_without_published_holidays_with_a_warning() {
    let folder = Folder::demo();
    let plan = |week: &str, more: &[&str]| {
        let now = ["--now", "2026-11-22T08:00:00Z", "--json"];
        folder.run(&[&["plan", "--week", week, "--iterations", "500"], &now[..], more].concat())
    };
    let usual = plan("2026-W49", &[]);
    usual.json();
    assert_eq!(usual.err, "");
    let refused = plan("2026-W30", &[]);
    assert!(refused.code != 0 && refused.err.contains("--past"), "{}", refused.err);
    let past: &[&str] = &["--past"];
    for (week, said, more) in [("2026-W30", "已经过去", past), ("2031-W10", "2031 年的放假安排尚未公布", &[])]
    {
        let run = plan(week, more);
        assert_eq!(run.json()["week"], week);
        assert!(run.err.contains(said) && run.err.trim().lines().count() == 1, "{}", run.err);
    }
}
