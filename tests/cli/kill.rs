use rounds_tests::Folder;
use std::{env, fmt::Write, thread, time::Duration};

/// `make soak` asks for more.
fn kills() -> u64 {
    env::var("ROUNDS_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(6)
}

#[test]
fn a_killed_import_is_applied_whole_or_not_at_all() {
    const ROWS: usize = 800;
    let mut list = String::from("客户编码,客户名称\n");
    for n in 0..ROWS {
        writeln!(list, "K{n:05},试验商店{n}").unwrap();
    }
    for kill in 0..kills() {
        let folder = Folder::new();
        let first = folder.file("first.csv", "客户编码,客户名称\nF1,先到的店\n");
        folder.run(&["import", "customers", &first]).ok();
        let file = folder.file("list.csv", &list);
        let mut child = folder.command(&["import", "customers", &file]).spawn().unwrap();
        // Spread over the half second that the import takes unoptimised.
        thread::sleep(Duration::from_millis(kill * 97 % 600));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = folder.run(&["import", "customers", &file, "--dry-run", "--json"]).json();
        let (new, same) = (after["new"].as_u64().unwrap(), after["same"].as_u64().unwrap());
        assert!(
            [(ROWS as u64, 0), (0, ROWS as u64)].contains(&(new, same)),
            "half applied: {new} new, {same} there"
        );
        let before = folder.run(&["import", "customers", &first, "--dry-run", "--json"]).json();
        assert_eq!(before["same"], 1, "what was there before the kill is gone");
    }
}
