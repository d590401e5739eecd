//! The two programs: headquarters on a port of its own, and data folders.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use rounds_tests::{Folder, Run, built};
use serde_json::Value;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse";

pub enum Beneath {
    Sqlite,
    Postgres(String),
}

pub struct Headquarters {
    folder: TempDir,
    beneath: Beneath,
    serving: Option<(Child, u16)>,
}

impl Headquarters {
    pub fn new(beneath: Beneath) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let mut hq = Self { folder, beneath, serving: None };
        hq.tell(&["territory", "add", "T1", "城东一片"]);
        hq.tell(&["person", "add", "1001", "王芳"]);
        hq.tell(&["territory", "assign", "T1", "1001"]);
        hq.serve();
        hq
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(built().join("rounds-hq"));
        command.arg("--data").arg(self.folder.path().join("hq")).args(args).env("ROUNDS_PASSWORD", PASSWORD);
        if let Beneath::Postgres(url) = &self.beneath {
            command.args(["--database-url", url]);
        }
        command
    }

    fn tell(&self, args: &[&str]) -> String {
        let out = self.command(args).output().expect("rounds-hq is built");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    pub fn serve(&mut self) {
        let file = |name: &str| self.folder.path().join(name).display().to_string();
        let mut child = self
            .command(&[
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--tls-cert",
                &file("cert.pem"),
                "--tls-key",
                &file("key.pem"),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        self.serving = Some((child, port.unwrap_or_else(|| panic!("it tells its port: {line}"))));
    }

    fn backup(&self) -> String {
        self.folder.path().join("day.backup").display().to_string()
    }

    pub fn back_up(&self) {
        self.tell(&["backup", &self.backup()]);
    }

    /// Headquarters as it was backed up, in place of what it has become.
    pub fn restore(&mut self) {
        self.kill();
        fs::remove_dir_all(self.folder.path().join("hq")).unwrap();
        self.tell(&["restore", &self.backup()]);
        self.serve();
    }

    pub fn kill(&mut self) {
        if let Some((mut child, _)) = self.serving.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    pub fn port(&self) -> u16 {
        self.serving.as_ref().unwrap().1
    }

    pub fn code(&self) -> String {
        self.tell(&["device", "code", "1001", "T1"])
    }

    /// The canonical hash of the territory.
    pub fn hash(&self) -> String {
        let status: Value = serde_json::from_str(&self.tell(&["status", "--json"])).unwrap();
        status["territories"][0]["hash"].as_str().unwrap().to_owned()
    }

    pub fn verify(&self) {
        self.tell(&["verify"]);
    }
}

impl Drop for Headquarters {
    fn drop(&mut self) {
        self.kill();
    }
}

pub struct Device {
    pub name: &'static str,
    folder: Folder,
    trusted: std::cell::RefCell<PathBuf>,
}

impl Device {
    pub fn new(name: &'static str) -> Self {
        Self { name, folder: Folder::new(), trusted: std::cell::RefCell::default() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.folder.command(args);
        command.env("ROUNDS_PASSWORD", PASSWORD).env("SSL_CERT_FILE", &*self.trusted.borrow());
        for proxy in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        let out = self.command(args).output().expect("the program is built");
        Run {
            code: out.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&out.stdout).into_owned(),
            err: String::from_utf8_lossy(&out.stderr).into_owned(),
        }
    }

    pub fn import(&self, list: &str) {
        let file = self.folder.file("list.csv", list);
        self.run(&["import", "customers", &file]).ok();
    }

    pub fn enrol(&self, hq: &Headquarters, port: u16) {
        self.try_to_enrol(hq, port).ok();
    }

    pub fn try_to_enrol(&self, hq: &Headquarters, port: u16) -> Run {
        *self.trusted.borrow_mut() = hq.certificate();
        let server = format!("https://localhost:{port}");
        self.run(&["enrol", "--server", &server, "--user", "1001", "--code", &hq.code()])
    }

    pub fn sync(&self) -> Run {
        self.run(&["sync"])
    }

    pub fn begin_sync(&self) -> Child {
        self.command(&["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub fn status(&self) -> Value {
        self.run(&["status", "--json"]).json()
    }

    /// The canonical hash of the territory.
    pub fn hash(&self) -> String {
        let status = self.status();
        let scopes = status["scopes"].as_array().unwrap();
        let territory = scopes.iter().find(|sum| sum["scope"].as_str().unwrap().starts_with("territory-"));
        territory.unwrap_or_else(|| panic!("no territory was read: {status}"))["hash"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Every customer as a workbook has it.
    pub fn customers(&self) -> String {
        let file = self.folder.path("out.csv").display().to_string();
        self.run(&["export", "customers", &file]).ok();
        fs::read_to_string(file).unwrap()
    }

    /// Code and name of every customer, by code.
    pub fn rows(&self) -> Vec<(String, String)> {
        let text = self.customers();
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let heading: Vec<&str> = lines.next().unwrap().split(',').collect();
        let at = |name: &str| {
            heading.iter().position(|cell| *cell == name).unwrap_or_else(|| panic!("{heading:?}"))
        };
        let (code, name) = (at("客户编码"), at("客户名称"));
        let mut rows: Vec<(String, String)> = lines
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                (cells[code].to_owned(), cells[name].to_owned())
            })
            .collect();
        rows.sort();
        rows
    }
}
