//! A headquarters for a measurement: the program `rounds-hq` as a process of its own, on a port of loopback.

use std::{
    env,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const PASSWORD: &str = "measured only";

pub(super) struct Headquarters {
    program: PathBuf,
    data: PathBuf,
    database_url: Option<String>,
    serving: Option<Child>,
}

/// Who may enrol a device, and with what.
#[derive(Clone)]
pub(super) struct Invitation {
    pub user: String,
    pub password: String,
    pub code: String,
}

impl Headquarters {
    /// `program`: none = beside this program.
    pub fn new(program: Option<&Path>, data: PathBuf, database_url: Option<&str>) -> Result<Self, String> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => env::current_exe()
                .map_err(|error| format!("不知道本程序在哪里：{error}。"))?
                .with_file_name(format!("rounds-hq{}", env::consts::EXE_SUFFIX)),
        };
        if !program.is_file() {
            return Err(format!("没有 {}。请先编译它，或用 --hq 指明位置。", program.display()));
        }
        Ok(Self { program, data, database_url: database_url.map(str::to_owned), serving: None })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data).args(args).env("ROUNDS_PASSWORD", PASSWORD);
        // Else it would take a database that nobody named here.
        command.env_remove("DATABASE_URL");
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        command
    }

    fn tell(&self, args: &[&str]) -> Result<String, String> {
        let out = self.command(args).output().map_err(|error| format!("rounds-hq：{error}。"))?;
        if out.status.success() {
            Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
        } else {
            Err(format!("rounds-hq {}：{}", args.join(" "), String::from_utf8_lossy(&out.stderr).trim()))
        }
    }

    /// A person with a territory of their own.
    pub fn manager(&self, number: u32) -> Result<(), String> {
        let (user, territory) = (user(number), territory(number));
        self.tell(&["territory", "add", &territory, &territory])?;
        self.tell(&["person", "add", &user, &user])?;
        self.tell(&["territory", "assign", &territory, &user])?;
        Ok(())
    }

    pub fn invite(&self, number: u32) -> Result<Invitation, String> {
        let code = self.tell(&["device", "code", &user(number), &territory(number)])?;
        Ok(Invitation { user: user(number), password: PASSWORD.to_owned(), code })
    }

    /// Begins to serve; its address.
    pub fn serve(&mut self) -> Result<String, String> {
        let log = self.data.with_extension("log");
        let cannot = |error: std::io::Error| format!("启动不了 rounds-hq：{error}。");
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(cannot)?)
            .spawn()
            .map_err(cannot)?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            let _ = BufReader::new(out).read_line(&mut line);
        }
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
        let Some(port) = port else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("rounds-hq 没有开始服务，原因见 {}。", log.display()));
        };
        self.serving = Some(child);
        Ok(format!("http://127.0.0.1:{port}"))
    }
}

fn user(number: u32) -> String {
    format!("bench-{number}")
}

fn territory(number: u32) -> String {
    format!("BENCH-{number}")
}

impl Drop for Headquarters {
    fn drop(&mut self) {
        if let Some(mut child) = self.serving.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
