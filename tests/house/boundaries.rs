use super::{metadata, packages};
use rounds_tests::root;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

/// What each room may name of ours. Arrows point one way.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("rounds-core", &[]),
    ("rounds-store", &["rounds-core"]),
    ("rounds-planner", &["rounds-core"]),
    ("rounds-sheets", &["rounds-core"]),
    // Its tests print the sheets that it reads.
    ("rounds-scan", &["rounds-core", "rounds-sheets"]),
    ("rounds-workbook", &["rounds-core", "rounds-planner"]),
    ("rounds-terminal", &["rounds-core"]),
    ("rounds-sync", &["rounds-core", "rounds-store"]),
    (
        "rounds-app",
        &[
            "rounds-core",
            "rounds-store",
            "rounds-planner",
            "rounds-sheets",
            "rounds-scan",
            "rounds-sync",
            "rounds-terminal",
            "rounds-workbook",
        ],
    ),
    ("rounds-hq", &["rounds-core", "rounds-terminal", "rounds-workbook"]),
    ("rounds-host", &["rounds-core", "rounds-app"]),
    ("rounds", &["rounds-core", "rounds-app", "rounds-host"]),
    (
        "rounds-tests",
        &[
            "rounds-core",
            "rounds-store",
            "rounds-planner",
            "rounds-sheets",
            "rounds-app",
            "rounds-host",
            "rounds-hq",
            "rounds-sync",
            "rounds-workbook",
        ],
    ),
];

/// Whose names begin so → the rooms that may name them.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("tauri", &["rounds"]),
    ("printpdf", &["rounds-sheets"]),
    ("rusqlite", &["rounds-store", "rounds-hq"]),
    ("postgres", &["rounds-hq", "rounds-tests"]),
    ("reqwest", &["rounds-sync"]),
    ("getrandom", &["rounds-host", "rounds-hq", "rounds-tests"]),
    ("axum", &["rounds-hq", "rounds-tests"]),
];

fn ours(metadata: &Value) -> impl Iterator<Item = (&str, BTreeSet<&str>)> {
    packages(metadata).filter(|package| package["source"].is_null()).map(|package| {
        let named = package["dependencies"].as_array().into_iter().flatten();
        let named = named.filter_map(|dependency| dependency["name"].as_str()).collect();
        (package["name"].as_str().unwrap_or_default(), named)
    })
}

#[test]
fn dependencies_between_our_rooms_point_one_way() {
    let metadata = metadata();
    for (room, named) in ours(&metadata) {
        let (_, allowed) = MAY_NAME
            .iter()
            .find(|(name, _)| *name == room)
            .unwrap_or_else(|| panic!("{room} has no place in the house"));
        let beyond: Vec<_> = named
            .iter()
            .filter(|name| name.starts_with("rounds"))
            .filter(|name| !allowed.contains(name))
            .collect();
        assert!(beyond.is_empty(), "{room} names {beyond:?}");
    }
}

#[test]
fn each_outside_kit_is_named_in_its_own_rooms_only() {
    let metadata = metadata();
    for (room, named) in ours(&metadata) {
        for (kit, homes) in ONLY_IN {
            let found = named.iter().any(|name| name.starts_with(kit));
            assert!(!found || homes.contains(&room), "{room} names {kit}, which belongs to {homes:?}");
        }
    }
}

#[test]
fn only_the_ipc_room_of_the_screens_imports_tauri() {
    let mut strangers = Vec::new();
    visit(&root().join("ui/src"), &mut |path| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let imports = ["from \"@tauri-apps/", "import(\"@tauri-apps/"].iter().any(|way| text.contains(way));
        if imports && !path.starts_with(root().join("ui/src/ipc")) {
            strangers.push(path.to_owned());
        }
    });
    assert!(strangers.is_empty(), "{strangers:?}");
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            visit(&path, each);
        } else {
            each(&path);
        }
    }
}
