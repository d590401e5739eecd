use rounds_tests::root;
use serde_json::Value;
use std::fs;

/// What of a bundle's description runs a script of ours when the package comes or goes.
const SCRIPTS: [&str; 4] = ["preInstallScript", "postInstallScript", "preRemoveScript", "postRemoveScript"];

#[test]
fn the_package_runs_nothing_at_its_removal_and_holds_no_file_of_the_data() {
    for name in ["tauri.conf.json", "tools/tauri/bundle.json"] {
        let text = fs::read_to_string(root().join(name)).expect("the bundle's description is there");
        let json: Value = serde_json::from_str(&text).expect("it is JSON");
        let deb = &json["bundle"]["linux"]["deb"];
        for script in SCRIPTS {
            assert!(deb[script].is_null(), "{name}: {script}");
        }
        // Beside the program and its menu entry the package holds the fonts.
        assert!(deb["files"].is_null(), "{name}: {}", deb["files"]);
        for (from, to) in json["bundle"]["resources"].as_object().into_iter().flatten() {
            assert!(
                from.starts_with("build/fonts/") && to.as_str().is_some_and(|to| to.starts_with("fonts/"))
            );
        }
    }
}
