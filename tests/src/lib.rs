//! What the tests from outside share: where the checkout lies and how its programs are run.

mod dice;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, PoisonError, Weak},
};

pub use dice::Dice;

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

/// The database of a data folder that keeps its key in a file, opened by SQL as an intruder would.
pub fn database(folder: &Path) -> rounds_store::Connection {
    let key = std::fs::read_to_string(folder.join("rounds.key")).expect("the key lies beside the database");
    let sql = rounds_store::Connection::open(folder.join("rounds.db")).expect("the database is there");
    sql.execute_batch(&format!("PRAGMA key = \"x'{}'\"; PRAGMA recursive_triggers = ON;", key.trim()))
        .expect("the key fits");
    sql
}

/// Copies a data folder that nobody writes to, without what belongs to the process that had it open.
///
/// # Errors
/// What the file system says.
pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        let name = file.file_name();
        if file.file_type()?.is_dir() {
            copy(&file.path(), &to.join(&name))?;
        } else if !name.to_string_lossy().ends_with("-shm") && name != "rounds.lock" {
            std::fs::copy(file.path(), to.join(&name))?;
        }
    }
    Ok(())
}

/// A temporary data folder, and the program run on it.
pub struct Folder {
    dir: tempfile::TempDir,
    /// What it was copied from, for as long as others may want a copy.
    like: Option<Arc<Folder>>,
}

/// How one run of the program ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// What it wrote, as JSON; fails with its own words when it did not succeed.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.ok()).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// What it wrote; fails with its own words when it did not succeed.
    pub fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{}", self.err);
        &self.out
    }

    /// The one sentence on stderr of a run that had to fail.
    pub fn refused(&self) -> &str {
        assert_ne!(self.code, 0, "succeeded: {}", self.out);
        let sentence = self.err.trim();
        assert!(!sentence.is_empty() && sentence.lines().count() == 1, "not one sentence: {sentence}");
        sentence
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Folder {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder"), like: None }
    }

    /// One that holds the demo territory as of 2026-11-22.
    pub fn demo() -> Self {
        Self::demo_of("2026-11-22")
    }

    /// One that holds the demo territory as of a day. The program makes it once for all that want it at a time.
    pub fn demo_of(day: &str) -> Self {
        static MADE: Mutex<BTreeMap<String, Weak<Folder>>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let first = made.get(day).and_then(Weak::upgrade).unwrap_or_else(|| {
            let folder = Self::new();
            folder.run(&["demo", "--as-of", day]).ok();
            Arc::new(folder)
        });
        made.insert(day.to_owned(), Arc::downgrade(&first));
        drop(made);
        let mut folder = Self::new();
        copy(&first.data(), &folder.data()).expect("the temporary folder is writable");
        folder.like = Some(first);
        folder
    }

    /// Where files beside the data go.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Writes a file beside the data.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("the temporary folder is writable");
        path.display().to_string()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        self.command_at(args, &self.data())
    }

    /// The same on another data folder.
    pub fn command_at(&self, args: &[&str], data: &Path) -> Command {
        let mut command = Command::new(rounds());
        // Not the user's own folders or keyring, and no display: a command must not want one.
        command
            .args(args)
            .arg("--data")
            .arg(data)
            .env("HOME", self.dir.path())
            .env("XDG_DATA_HOME", self.path("home"))
            .env("ROUNDS_FONTS", root().join("build/fonts"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    /// Runs `rounds ARGS --data FOLDER`.
    pub fn run(&self, args: &[&str]) -> Run {
        let out = self.command(args).output().expect("the program is built");
        Run {
            code: out.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&out.stdout).into_owned(),
            err: String::from_utf8_lossy(&out.stderr).into_owned(),
        }
    }
}
