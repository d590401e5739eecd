//! The program under test: its own home, its own data, its own driver.

use crate::driver::Driver;
use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// Stands for the system's viewer: writes down which file it was asked to show.
const VIEWER: &str = "#!/bin/sh\nprintf '%s\\n' \"$1\" >>\"$ROUNDS_SHOWN\"\n";

/// A machine's worth of state: survives a restart of the window.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a temporary folder"));
        let bin = home.path().join("bin");
        fs::create_dir(&bin).expect("the home is writable");
        let viewer = bin.join("xdg-open");
        fs::write(&viewer, VIEWER).expect("the home is writable");
        fs::set_permissions(&viewer, fs::Permissions::from_mode(0o755)).expect("the viewer is ours");
        home
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Files that the system's viewer was asked to show, oldest first.
    pub fn shown(&self) -> Vec<PathBuf> {
        let shown = fs::read_to_string(self.path().join("shown")).unwrap_or_default();
        shown.lines().map(PathBuf::from).collect()
    }
}

/// An open window.
pub struct App {
    pub screen: Driver,
    driver: Child,
    test: &'static str,
}

impl App {
    /// Opens the window in this home; `test` names the pictures of a failure.
    pub fn open(home: &Home, test: &'static str) -> Self {
        Self::start(home, test, None)
    }

    /// Opens it as if it were `at` (UTC milliseconds) now.
    pub fn open_at(home: &Home, test: &'static str, at: i64) -> Self {
        Self::start(home, test, Some(at))
    }

    /// Kills the program as a dead battery would.
    pub fn kill(&self) {
        for pid in self.programs().split_whitespace() {
            let _ = Command::new("kill").args(["-9", pid]).status();
        }
    }

    /// Stops the program for a while, as a machine that sleeps does.
    pub fn sleep(&self, time: Duration) {
        let signal = |name: &str| {
            for pid in self.programs().split_whitespace() {
                let _ = Command::new("kill").args([name, pid]).status();
            }
        };
        signal("-STOP");
        thread::sleep(time);
        signal("-CONT");
    }

    /// The driver's children.
    fn programs(&self) -> String {
        fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.driver.id())).unwrap_or_default()
    }

    fn start(home: &Home, test: &'static str, at: Option<i64>) -> Self {
        let port = free_port();
        let path = format!("{}:{}", home.path().join("bin").display(), env::var("PATH").unwrap_or_default());
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_DOWNLOAD_DIR", home.path().join("out"))
            .env("ROUNDS_SHOWN", home.path().join("shown"))
            .env("ROUNDS_FONTS", rounds_tests::root().join("build/fonts"))
            .envs(at.map(|at| ("ROUNDS_TEST_START", at.to_string())))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("PATH", path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver runs; the set-up installs it");
        let program = rounds_tests::rounds();
        assert!(program.exists(), "{} is not built", program.display());
        Self { screen: Driver::start(port, &program.display().to_string()), driver, test }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if thread::panicking() {
            let folder = rounds_tests::root().join("build/e2e");
            let _ = fs::create_dir_all(&folder);
            if let Some(picture) = self.screen.picture() {
                let file = folder.join(format!("{}.png", self.test));
                let _ = fs::write(&file, picture);
                eprintln!("the window as it was: {}", file.display());
            }
        }
        // The next window needs the folder's lock: this one must have ended, not only been asked to.
        let program = self.programs();
        self.screen.end();
        for _ in 0..100 {
            if program.split_whitespace().all(|pid| !Path::new("/proc").join(pid).exists()) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    listener.local_addr().expect("a bound port").port()
}
