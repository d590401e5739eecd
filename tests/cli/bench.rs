//! `rounds bench planner`: both formats from outside, and files that cannot be read.

use rounds_tests::{Folder, Run};

/// Two vehicles, two days, at most 55 minutes and 10 units each: three customers on one vehicle would be too many. By
/// hand: both in the east on one vehicle (40), both in the north on one (40), the nearer again on the other day (20).
const PERIODIC: &str = "1 2 4 2
55 10
55 10
0 0 0 0 0 0 0
1 10 0 5 4 1 2 1 2
2 20 0 5 4 1 2 1 2
3 0 10 5 4 2 1 3
4 0 20 5 4 1 2 1 2
";
/// The window of the second node opens late: it is the last.
const WINDOWS: &str = "3
0 5 8
5 0 4
8 4 0
0 100
20 60
0 50
";

/// A folder of instances, and the program's answer in CSV.
fn bench(files: &[(&str, &str)], more: &[&str]) -> (Run, Vec<Vec<String>>) {
    let folder = Folder::new();
    let dir = folder.path("instances");
    std::fs::create_dir(&dir).expect("the temporary folder is writable");
    for (name, text) in files {
        std::fs::write(dir.join(name), text).expect("the temporary folder is writable");
    }
    let dir = dir.display().to_string();
    let run = folder.run(&[&["bench", "planner", &dir, "--csv"], more].concat());
    let rows = run.out.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    (run, rows)
}

const SHORT: &[&str] = &["--cpu-seconds", "0.1", "--seeds", "2"];

#[test]
fn instances_of_both_formats_are_solved_within_their_limits_and_checked() {
    let known = "instance,best_known\np,100\nw.txt,17\n";
    let files =
        [("p", PERIODIC), ("w.txt", WINDOWS), ("best-known.csv", known), ("README.md", "no instance")];
    let (run, rows) = bench(&files, SHORT);
    run.ok();
    assert_eq!(rows[0].join(","), "instance,best_known,seed,cost,gap_percent,cpu_s,feasible");
    let told: Vec<String> = rows[1..]
        .iter()
        .map(|row| [&row[0], &row[2], &row[4], &row[6]].map(String::as_str).join(" "))
        .collect();
    assert_eq!(
        told,
        ["p 1 0.000 true", "p 2 0.000 true", "w.txt 1 0.000 true", "w.txt 2 0.000 true", "mean 2 0.000 4/4"]
    );
}

#[test]
fn an_instance_that_no_plan_can_meet_is_told_as_infeasible() {
    let too_long = PERIODIC.replace("1 10 0 5 4", "1 10 0 50 4");
    let (run, rows) = bench(&[("p", &too_long)], SHORT);
    assert_ne!(run.code, 0);
    assert_eq!((rows[1][3].as_str(), rows[1][6].as_str()), ("", "false"));
    let told = "p，种子 1：客户 1 没有排进去：它的服务 50 加来回 20.00 超过最长时间 55。";
    assert!(run.err.contains(told), "{}", run.err);
    let heavy = PERIODIC.replace("1 10 0 5 4", "1 10 0 5 40");
    let (run, _) = bench(&[("p", &heavy)], SHORT);
    assert!(run.err.contains("客户 1 没有排进去：它的需求量 40 超过容量 10。"), "{}", run.err);
    let (late, both) =
        (WINDOWS.replace("20 60", "1 2"), WINDOWS.replace("20 60", "5 6").replace("0 50", "8 8"));
    let (run, _) = bench(&[("late.txt", &late), ("both.txt", &both)], SHORT);
    assert!(run.err.contains("点 1 没有排进去：从起点直接去也要到 5，它的时间窗在 2 结束。"), "{}", run.err);
    assert!(run.err.contains("排不到一起"), "{}", run.err);
}

#[test]
fn a_broken_file_is_named_with_its_line_and_the_others_run() {
    let cut: String = PERIODIC.lines().take(6).fold(String::new(), |text, line| text + line + "\n");
    let beyond = PERIODIC.replace("3 0 10 5 4 2 1 3", "3 0 10 5 4 2 1 6");
    let (none, short) = (WINDOWS.replace("20 60", "60 20"), WINDOWS.replace("5 0 4", "5 0"));
    let files = [
        ("beyond", &*beyond),
        ("cut", &cut),
        ("good", PERIODIC),
        ("none.txt", &none),
        ("short.txt", &short),
        ("zero", "0\n"),
    ];
    let (run, rows) = bench(&files, SHORT);
    assert_ne!(run.code, 0);
    let errors: Vec<&str> = run.err.lines().collect();
    assert_eq!(errors.len(), 5, "{}", run.err);
    let begins = [
        "beyond：第 7 行：",
        "cut：第 6 行：",
        "none.txt：第 6 行：",
        "short.txt：第 3 行：",
        "zero：第 1 行：",
    ];
    for (error, begins) in errors.iter().zip(begins) {
        assert!(error.starts_with(begins), "{error}");
    }
    let solved: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(solved, ["good", "good", "mean"]);
}

#[test]
fn a_folder_without_instances_or_settings_out_of_range_are_refused_in_a_sentence() {
    let (run, _) = bench(&[("best-known.csv", "instance,best_known\n")], SHORT);
    assert!(run.refused().contains("没有算例"), "{}", run.err);
    let (run, _) = bench(&[("p", PERIODIC)], &["--cpu-seconds", "0"]);
    assert!(run.refused().contains("--cpu-seconds"), "{}", run.err);
    let (run, _) = bench(&[("p", PERIODIC)], &["--seeds", "0"]);
    assert!(run.refused().contains("--seeds"), "{}", run.err);
    let missing = Folder::new();
    let nowhere = missing.path("nowhere").display().to_string();
    assert!(missing.run(&["bench", "planner", &nowhere]).refused().contains("读不了"));
}
