//! Instances of the literature: files are read or refused with their line, and the checker decides.

use std::{fs, path::PathBuf};

use rounds_planner::bench::{BadFile, Instance, Periodic, Windows, check_periodic, check_windows};

fn text(name: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/planner").join(name);
    fs::read_to_string(file).expect("the file is there")
}

/// Searches for so many looks at the clock.
fn cost(name: &str, looks: u32) -> f64 {
    let mut seen = 0;
    let mut spent = || {
        seen += 1;
        f64::from(seen) / f64::from(looks)
    };
    let outcome =
        Instance::parse(&text(name)).expect("a good file").run(false, 1, &mut spent).expect("a model");
    outcome.cost.unwrap_or_else(|| panic!("{name}: {:?}", outcome.fault))
}

#[test]
fn small_instances_reach_the_best_known() {
    for (name, best) in [("p14", 954.81), ("p01", 524.61), ("n20w60.001.txt", 335.0)] {
        let found = cost(name, 400);
        assert!((found - best).abs() < 0.01, "{name}: {found}");
    }
}

#[test]
fn several_vehicles_with_limits_give_a_plan_that_the_checker_takes() {
    let found = cost("pr01", 100);
    assert!(found < 2209.02 * 1.03, "{found}");
}

#[test]
fn a_plan_that_breaks_a_rule_is_refused_by_the_checker() {
    let instance =
        Periodic::parse("1 1 2 2\n0 10\n0 10\n0 0 0 0 0 0 0\n1 3 4 0 5 2 1 3\n2 0 5 0 6 1 2 1 2\n").unwrap();
    assert_eq!(check_periodic(&instance, &[vec![0], vec![1]]), Err("客户 1 的日子不是允许的组合".to_owned()));
    let left_out = check_periodic(&instance, &[vec![0], vec![0]]);
    assert!(left_out.is_err_and(|fault| fault.starts_with("客户 2 没有排进去")));
    assert!(check_periodic(&instance, &[vec![0, 1], vec![0]]).is_err_and(|fault| fault.contains("装了 11")));
    let windows = Windows::parse("2\n0 5\n5 0\n0 20\n0 4\n").unwrap();
    assert!(check_windows(&windows, &[1]).is_err_and(|fault| fault.contains("是 5，已过")));
    assert!(check_windows(&windows, &[]).is_err());
}

#[test]
fn the_leftmost_bit_is_the_first_day() {
    let instance =
        Periodic::parse("1 1 1 5\n0 0\n0 0\n0 0\n0 0\n0 0\n0 0 0 0 0 0 0\n1 3 4 0 5 1 1 16\n").unwrap();
    assert_eq!(instance.rows[0].patterns[0].iter().collect::<Vec<_>>(), [0]);
    assert_eq!(check_periodic(&instance, &[vec![0], vec![], vec![], vec![], vec![]]), Ok(10.0));
}

#[test]
fn a_bad_file_is_named_with_its_line() {
    let line = |text: &str| Instance::parse(text).err().map(|BadFile { line, .. }| line);
    assert_eq!(line("2 1 1 1\n"), Some(1));
    assert_eq!(line("1 1 1 1\n0 x\n"), Some(2));
    assert_eq!(line("1 1 1 1\n0 0\n0 0 0\n1 3 4 0 5 1 1 7\n"), Some(4));
    assert_eq!(line("1 1 2 1\n0 0\n0 0 0\n1 3 4 0 5 1 1 1\n"), Some(4));
    assert_eq!(line("2\n0 5\n5 0\n0 20\n9 4\n"), Some(5));
    assert_eq!(line("2\n0 5\n5 -1\n"), Some(3));
    assert_eq!(line("1 1 1 1\n0 0\n0 0 0\n1 nan 4 0 5 1 1 1\n"), Some(4));
    assert_eq!(line(""), Some(1));
}

#[test]
fn weekdays_first_gives_everybody_an_allowed_set() {
    let Instance::Periodic(instance) = Instance::parse(&text("gen300x20_s1.txt")).unwrap() else { panic!() };
    for (row, days) in instance.rows.iter().zip(instance.weekdays_first()) {
        assert!(row.patterns.contains(&days));
    }
}
