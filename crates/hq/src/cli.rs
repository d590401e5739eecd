//! `rounds-hq <command>`: every command prints one JSON value on stdout with `--json`, else lines for people.

use std::{
    io::{IsTerminal, Write, stdin},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use rounds_core::{Entropy, ErrorCode, Id, person::Role};
use rounds_hq::{
    Hq, HqError,
    admin::{Confirmed, NewPerson, NewTerritory, restore},
    base::{Base, Postgres, Sqlite},
    http::{Listen, serve},
};
use serde::Serialize;

/// Headquarters of Rounds.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    /// Folder of the keys, the attachments and, without --database-url, the database.
    #[arg(long, global = true, default_value = "rounds-hq-data")]
    data: PathBuf,
    /// PostgreSQL instead of the embedded database, as `postgres://user@host/name`.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Answers as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves devices until it is told to end.
    Serve(Serve),
    /// People, their roles and passwords.
    #[command(subcommand)]
    Person(PersonCommand),
    /// Territories and who has them.
    #[command(subcommand)]
    Territory(TerritoryCommand),
    /// Devices: one-time codes, removal.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Whether devices must keep a PIN.
    Pin {
        #[arg(value_enum)]
        policy: PinPolicy,
    },
    /// Devices that cannot send, or whose PIN is forgotten.
    #[command(subcommand)]
    Rescue(RescueCommand),
    /// Moves customers with their whole history.
    Reassign {
        #[arg(long)]
        from: String,
        #[arg(long)]
        to: String,
        /// Customer codes; none = every customer of the territory.
        codes: Vec<String>,
    },
    /// Writes a backup of the database; attachments lie in DATA/blobs and are copied by themselves.
    Backup { file: PathBuf },
    /// Fills an empty headquarters from a backup.
    Restore { file: PathBuf },
    /// Every territory: rows, canonical hash, devices, what was set aside.
    Status,
    /// Verifies every chain of countersignatures and the evidence that it names.
    Verify,
}

/// The database of a headquarters without a server of its own.
const FILE: &str = "hq.db";

impl Command {
    /// Whether it means a headquarters that is there; a mistyped folder is no new one.
    fn needs_headquarters(&self) -> bool {
        match self {
            Self::Serve(_)
            | Self::Person(_)
            | Self::Territory(_)
            | Self::Pin { .. }
            | Self::Restore { .. } => false,
            Self::Device(_)
            | Self::Rescue(_)
            | Self::Reassign { .. }
            | Self::Backup { .. }
            | Self::Status
            | Self::Verify => true,
        }
    }
}

#[derive(Args)]
struct Serve {
    #[arg(long, default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Listen beyond this machine without TLS, behind a proxy that encrypts.
    #[arg(long)]
    plain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleWord {
    Manager,
    Supervisor,
    Hq,
    Admin,
}

#[derive(Subcommand)]
enum PersonCommand {
    /// Adds a person; the password comes from `ROUNDS_PASSWORD` or is asked for.
    Add {
        code: String,
        name: String,
        #[arg(long, value_enum, default_value = "manager")]
        role: RoleWord,
        #[arg(long)]
        phone: Option<String>,
    },
    /// Sets a password and ends the person's sessions.
    Password { code: String },
    /// Lets a person in no more.
    Disable { code: String },
    /// Lets a person in again.
    Enable { code: String },
}

#[derive(Subcommand)]
enum TerritoryCommand {
    Add {
        code: String,
        name: String,
        #[arg(long, default_value = "")]
        organisation: String,
        /// IANA zone of plan dates.
        #[arg(long, default_value = "Asia/Shanghai")]
        zone: String,
    },
    /// Gives a territory to a person.
    Assign { territory: String, person: String },
    /// Takes a territory from a person.
    Unassign { territory: String, person: String },
}

#[derive(Subcommand)]
enum DeviceCommand {
    /// Makes a one-time code, good for seven days.
    Code { person: String, territory: String },
    /// Lets a device in no more.
    Remove { install_id: Id },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PinPolicy {
    /// It can be changed and not removed.
    Required,
    /// As each user likes.
    Optional,
}

#[derive(Subcommand)]
enum RescueCommand {
    /// Opens a locked device by its request: the administrator's password comes from `ROUNDS_PASSWORD` or is asked for.
    Open {
        /// What the device wrote under "forgotten PIN".
        request: PathBuf,
        /// Who confirms: the code of a person with the role admin or hq.
        #[arg(long)]
        by: String,
        /// The eight digits that the device shows; asked for where it is not given.
        #[arg(long)]
        number: Option<String>,
        /// The file to bring back to the device, good for a day.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Takes in a rescue file: every change once, whatever the device has sent or sends later.
    Import { file: PathBuf },
}

struct System;

impl Entropy for System {
    fn fill(&self, out: &mut [u8]) {
        // Without randomness no token and no key may be made.
        if getrandom::fill(out).is_err() {
            eprintln!("The system gives no random bytes.");
            std::process::abort();
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "the program is where the clock is read")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as i64)
}

/// One sentence for whoever runs the program.
pub fn sentence(error: HqError) -> String {
    match error {
        HqError::App(error) => match error.code {
            ErrorCode::Required => "The password has to have eight characters or more.".to_owned(),
            ErrorCode::TooLong => "The password is too long.".to_owned(),
            _ => error.to_string(),
        },
        HqError::DiskFull => {
            "The disk is full and nothing was written. Free some space and try again.".to_owned()
        }
        HqError::Busy => "The database does not answer. Check that it runs, then try again.".to_owned(),
        other => other.to_string(),
    }
}

fn base(data: &Path, url: Option<&str>) -> Result<Box<dyn Base>, HqError> {
    std::fs::create_dir_all(data)?;
    Ok(match url {
        Some(url) => Box::new(Postgres::open(url)?),
        None => Box::new(Sqlite::open(&data.join(FILE))?),
    })
}

fn password() -> Result<String, HqError> {
    match std::env::var("ROUNDS_PASSWORD") {
        Ok(password) => Ok(password),
        Err(_) => asked("Password"),
    }
}

fn asked(what: &str) -> Result<String, HqError> {
    if stdin().is_terminal() {
        eprint!("{what}: ");
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

pub fn run(arguments: Arguments) -> Result<(), HqError> {
    let Arguments { data, database_url, json, command } = arguments;
    if database_url.is_none() && command.needs_headquarters() && !data.join(FILE).exists() {
        return Err(HqError::Told(format!(
            "There is no headquarters in {}. Name its folder with --data, or begin one with `territory add`.",
            data.display()
        )));
    }
    if let Command::Restore { file } | Command::Rescue(RescueCommand::Import { file }) = &command
        && !file.is_file()
    {
        return Err(HqError::Told(format!(
            "There is no file {}. Check its name and try again.",
            file.display()
        )));
    }
    let base = base(&data, database_url.as_deref())?;
    if let Command::Restore { file } = &command {
        let restored = restore(base.as_ref(), file, System.id(now()))?;
        println!("{} rows restored; a new epoch begins.", restored.rows);
        return Ok(());
    }
    let hq = Hq::open(base, &data, Arc::new(now), Arc::new(System))?;
    match command {
        Command::Serve(options) => return serving(hq, options),
        Command::Person(command) => person(&hq, command, json)?,
        Command::Territory(command) => territory(&hq, command, json)?,
        Command::Device(DeviceCommand::Code { person, territory }) => {
            tell(hq.enrol_code(&person, &territory)?, json);
        }
        Command::Device(DeviceCommand::Remove { install_id }) => hq.remove_device(install_id)?,
        Command::Pin { policy } => hq.require_pin(policy == PinPolicy::Required)?,
        Command::Rescue(command) => rescue(&hq, command, json)?,
        Command::Reassign { from, to, codes } => {
            let moved = hq.reassign(&from, &to, &codes)?;
            println!("{} customers moved with {} rows.", moved.customers, moved.rows);
        }
        Command::Backup { file } => println!("{} rows written.", hq.backup(&file)?),
        Command::Status => status(&hq, json)?,
        Command::Verify => verify(&hq, json)?,
        Command::Restore { .. } => {}
    }
    Ok(())
}

/// An id or a code: bare for people, quoted for programs.
fn tell(value: impl std::fmt::Display, json: bool) {
    if json {
        println!("{}", serde_json::Value::from(value.to_string()));
    } else {
        println!("{value}");
    }
}

fn person(hq: &Hq, command: PersonCommand, json: bool) -> Result<(), HqError> {
    match command {
        PersonCommand::Add { code, name, role, phone } => {
            let role = match role {
                RoleWord::Manager => Role::Manager,
                RoleWord::Supervisor => Role::Supervisor,
                RoleWord::Hq => Role::Hq,
                RoleWord::Admin => Role::Admin,
            };
            let id = hq.add_person(&NewPerson { code, name, role, phone, password: password()? })?;
            tell(id, json);
        }
        PersonCommand::Password { code } => hq.set_password(&code, &password()?)?,
        PersonCommand::Disable { code } => hq.disable_person(&code, true)?,
        PersonCommand::Enable { code } => hq.disable_person(&code, false)?,
    }
    Ok(())
}

fn territory(hq: &Hq, command: TerritoryCommand, json: bool) -> Result<(), HqError> {
    match command {
        TerritoryCommand::Add { code, name, organisation, zone } => {
            tell(hq.add_territory(&NewTerritory { code, name, organisation, zone })?, json);
        }
        TerritoryCommand::Assign { territory, person } => hq.assign(&territory, &person, true)?,
        TerritoryCommand::Unassign { territory, person } => hq.assign(&territory, &person, false)?,
    }
    Ok(())
}

fn rescue(hq: &Hq, command: RescueCommand, json: bool) -> Result<(), HqError> {
    match command {
        RescueCommand::Open { request, by, number, out } => {
            let file = std::fs::read(&request)?;
            let asking = hq.asking(&file)?;
            eprintln!(
                "{} {} asks for the device \u{201c}{}\u{201d} ({}){}.",
                asking.person_code,
                asking.person_name,
                asking.device,
                asking.install_id,
                if asking.removed_at.is_some() { ", which was removed" } else { "" }
            );
            let password = password()?;
            let number = match number {
                Some(number) => number,
                None => asked("The eight digits on the device's screen")?,
            };
            let confirmed = Confirmed { admin: &by, password: &password, number: &number };
            let grant = hq.grant_unlock(&file, &confirmed)?;
            std::fs::write(&out, serde_json::to_vec_pretty(&grant)?)?;
            tell(out.display(), json);
        }
        RescueCommand::Import { file } => {
            let rescued = hq.import_rescue(&file)?;
            if json {
                return print(&rescued);
            }
            println!(
                "{} ({}): {} changes applied, {} known before, {} set aside; {} pictures taken, {} known before, {} left.",
                rescued.person_code,
                rescued.install_id,
                rescued.applied,
                rescued.known,
                rescued.set_aside,
                rescued.files,
                rescued.files_known,
                rescued.files_left
            );
        }
    }
    Ok(())
}

fn print<T: Serialize>(value: &T) -> Result<(), HqError> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

fn status(hq: &Hq, json: bool) -> Result<(), HqError> {
    let territories = hq.status()?;
    let aside = hq.open_set_aside()?;
    if json {
        return print(&serde_json::json!({ "territories": territories, "set_aside": aside }));
    }
    for one in territories {
        println!(
            "{}: {} rows, {} devices, {} set aside, certified to {}, {}",
            one.code, one.rows, one.devices, one.set_aside, one.certified_to, one.hash
        );
    }
    for one in aside {
        let because = one.because.as_ref().map(ToString::to_string).unwrap_or_default();
        println!("set aside: device {} operation {}: {because}", one.install_id, one.op_seq);
    }
    Ok(())
}

fn verify(hq: &Hq, json: bool) -> Result<(), HqError> {
    let verdicts = hq.verify()?;
    if json {
        print(&verdicts)?;
    } else {
        for one in &verdicts {
            println!("{}: certified to {}", one.code, one.certified_to);
            for finding in &one.findings {
                println!("  {finding}");
            }
        }
    }
    if verdicts.iter().all(|one| one.findings.is_empty()) {
        Ok(())
    } else {
        Err(HqError::Told("Something was altered; see above.".to_owned()))
    }
}

fn serving(hq: Hq, options: Serve) -> Result<(), HqError> {
    let listen =
        Listen { address: options.listen, tls: options.tls_cert.zip(options.tls_key), plain: options.plain };
    let ready = |address: SocketAddr| println!("listening on {address}");
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(
        Arc::new(hq),
        &listen,
        ready,
        asked_to_end(),
    ))
}

/// Ctrl-C, or the system's polite signal.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
