//! A session on a temporary data folder, called as the window calls it.

pub mod visit;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use rounds_app::{
    Assets, Ctx, Desktop, Events, KeyPlace, Session, SessionOptions,
    cli::{CliEnv, run},
    wire::{Changed, Progress},
};
use rounds_core::{AppError, SeededEntropy};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Sunday, 22 November 2026, 08:00 in Shanghai, in UTC milliseconds.
pub const NOW: i64 = 1_795_305_600_000;

/// What was told while calls ran.
#[derive(Default)]
pub struct Told {
    pub nouns: Mutex<Vec<String>>,
    pub jobs: Mutex<Vec<String>>,
    pub opened: Mutex<Vec<PathBuf>>,
}

impl Events for Told {
    fn progress(&self, progress: Progress) {
        self.jobs.lock().unwrap().push(progress.job);
    }

    fn changed(&self, changed: Changed) {
        self.nouns.lock().unwrap().extend(changed.nouns);
    }
}

impl Desktop for Told {
    fn open(&self, path: &Path) -> Result<(), AppError> {
        self.opened.lock().unwrap().push(path.to_owned());
        Ok(())
    }

    fn browse(&self, url: &str) -> Result<(), AppError> {
        self.opened.lock().unwrap().push(url.into());
        Ok(())
    }
}

pub struct Office {
    pub dir: TempDir,
    /// What it was copied from, for as long as others may want a copy.
    _like: Option<Arc<TempDir>>,
    pub session: Session,
    pub told: Told,
    entropy: SeededEntropy,
    clock: AtomicI64,
}

pub fn options(dir: &Path) -> SessionOptions {
    SessionOptions {
        data: Some(dir.join("data")),
        root: dir.join("root"),
        assets: Assets { fonts: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../build/fonts") },
        keyring: KeyPlace::File,
        // Only the clock that a test moves.
        steady: || None,
    }
}

impl Office {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let session = Session::new(options(dir.path())).unwrap();
        Self {
            dir,
            _like: None,
            session,
            told: Told::default(),
            entropy: SeededEntropy::new(3),
            clock: NOW.into(),
        }
    }

    pub fn ctx(&self) -> Ctx<'_> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        let now = self.clock.load(Ordering::Relaxed);
        Ctx { now, entropy: &self.entropy, events: &self.told, cancel: &NEVER, desktop: &self.told }
    }

    /// Runs SQL on the demo's database past the app, as somebody with the key would.
    pub fn sql(&self, sql: &str) {
        let folder = self.dir.path().join("data").join("demo");
        let key = std::fs::read_to_string(folder.join("rounds.key")).unwrap();
        let database = rounds_store::Connection::open(folder.join("rounds.db")).unwrap();
        database.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {sql}")).unwrap();
    }

    /// Sets the clock, UTC milliseconds.
    pub fn at(&self, now: i64) {
        self.clock.store(now, Ordering::Relaxed);
    }

    /// On the demo territory, which the program makes once for all that want it at a time.
    pub fn demo() -> Self {
        static MADE: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let first = made.upgrade().unwrap_or_else(|| {
            let mut office = Self::new();
            office.ok("start.demo", json!({}));
            office.close();
            Arc::new(office.dir)
        });
        *made = Arc::downgrade(&first);
        drop(made);
        let dir = tempfile::tempdir().unwrap();
        copy(first.path(), dir.path());
        let session = Session::new(options(dir.path())).unwrap();
        // Other ids than those of the demo.
        let entropy = SeededEntropy::new(5);
        Self { dir, _like: Some(first), session, told: Told::default(), entropy, clock: NOW.into() }
    }

    /// On a folder of its own with these customers.
    pub fn with(csv: &str) -> Self {
        let office = Self::new();
        office.ok("start.own", json!({}));
        office.import(csv.as_bytes());
        office
    }

    pub fn call(&self, name: &str, args: Value, bytes: Option<Vec<u8>>) -> Result<Value, AppError> {
        self.session.dispatch(name, args, bytes, &self.ctx())
    }

    pub fn ok(&self, name: &str, args: Value) -> Value {
        self.call(name, args, None).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn refused(&self, name: &str, args: Value) -> AppError {
        match self.call(name, args, None) {
            Ok(_) => panic!("{name} was not refused"),
            Err(error) => error,
        }
    }

    pub fn preview(&self, bytes: &[u8]) -> Value {
        let args = json!({ "file_name": "list.csv", "datum": "gcj02" });
        self.call("import.preview", args, Some(bytes.to_vec())).unwrap()
    }

    pub fn import(&self, bytes: &[u8]) -> Value {
        let token = self.preview(bytes)["token"].clone();
        self.ok("import.apply", json!({ "token": token }))
    }

    /// Runs a command on the same folders at the same time; exit code, stdout and stderr.
    pub fn rounds(&self, args: &[&str]) -> (i32, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let entropy = SeededEntropy::new(4);
        let env = CliEnv {
            now: self.clock.load(Ordering::Relaxed),
            entropy: &entropy,
            cpu: &|| 0.0,
            clock: &|| std::time::Duration::ZERO,
            options: options(self.dir.path()),
            out: &mut out,
            err: &mut err,
            watched: None,
        };
        let code = run(args.iter().map(OsString::from).collect(), env);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    /// Gives the folder and its lock back.
    pub fn close(&mut self) {
        self.session = Session::new(options(&self.dir.path().join("elsewhere"))).unwrap();
    }

    /// Closes everything and opens it again.
    pub fn restart(&mut self) {
        self.close();
        self.session = Session::new(options(self.dir.path())).unwrap();
    }

    pub fn customers(&self, filter: Value) -> Value {
        self.ok("customer.list", json!({ "filter": filter, "sort": "code", "offset": 0, "limit": 500 }))
    }
}

/// Copies a folder that nobody writes to, without what belongs to the process that had it open.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().flatten() {
        let name = file.file_name();
        if file.path().is_dir() {
            copy(&file.path(), &to.join(&name));
        } else if !name.to_string_lossy().ends_with("-shm") && name != "rounds.lock" {
            std::fs::copy(file.path(), to.join(&name)).unwrap();
        }
    }
}

/// Every visit of a board.
pub fn visits(board: &Value) -> Vec<Value> {
    board["days"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day["visits"].as_array().unwrap().clone())
        .collect()
}
