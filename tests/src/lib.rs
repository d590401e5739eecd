//! What the tests from outside share: where the checkout lies and how its programs are run.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

/// The folder of built programs, beside which this test itself was built.
pub fn built() -> PathBuf {
    let mut folder = std::env::current_exe().expect("a running program has a path");
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    folder
}

/// The program under test. `make test` builds it first.
pub fn rounds() -> PathBuf {
    built().join(format!("rounds{}", std::env::consts::EXE_SUFFIX))
}
