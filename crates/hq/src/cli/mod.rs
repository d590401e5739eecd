//! `rounds-hq <command>`: every command prints one JSON value on stdout with `--json`, else lines for people. Ends with 0 on
//! success, 1 on failure, 2 when the arguments are wrong.

mod arguments;
mod import;
mod list;
mod publish;
mod restore;
mod told;

use std::{
    ffi::OsString,
    fs,
    io::{IsTerminal, Write, stdin},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{CommandFactory, FromArgMatches};
use rounds_core::{Entropy, person::Role, setting::Language, words::Words};
use rounds_hq::{
    Hq, HqError,
    admin::{Confirmed, Erasing, NewPerson, NewTerritory, keys_of},
    base::{Base, Postgres, Sqlite},
    http::{Listen, serve},
    words::Saying,
};

use arguments::{
    Arguments, Command, DeviceCommand, EraseCommand, PersonCommand, PinPolicy, RescueCommand, Serve,
    TerritoryCommand,
};
use told::{Speaker, print};

/// The database of a headquarters without a server of its own.
const FILE: &str = "hq.db";

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

/// Runs the program; gives back its exit code.
pub fn main(args: impl Iterator<Item = OsString>) -> u8 {
    let program = rounds_terminal::chinese(Arguments::command());
    let args: Vec<OsString> = args.collect();
    let typed: Vec<_> = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let found = program.clone().try_get_matches_from(args);
    let arguments = match found.and_then(|found| Arguments::from_arg_matches(&found)) {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            eprintln!("{}", rounds_terminal::sentence(&program, &error, &typed.join(" ")));
            return 2;
        }
        Err(help) => {
            told::out(&rounds_terminal::shown(&help));
            return 0;
        }
    };
    let speaker = Speaker { json: arguments.json, language: Language::from(arguments.language) };
    match run(arguments, speaker) {
        Ok(done) => u8::from(!done),
        Err(error) => {
            eprintln!("{}", speaker.sentence(error));
            1
        }
    }
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> HqError {
    move |error| HqError::Path { path: path.to_owned(), error }
}

fn told(name: &'static str, path: &Path) -> HqError {
    HqError::Told(Saying::new(name, &[("path", &path.display())]))
}

fn base(data: &Path, url: Option<&str>) -> Result<Box<dyn Base>, HqError> {
    make(data)?;
    Ok(match url {
        Some(url) => Box::new(Postgres::open(url)?),
        None => Box::new(Sqlite::open(&data.join(FILE))?),
    })
}

/// The folder, for its owner alone where it is made here: names, telephones and keys come to lie in it.
fn make(data: &Path) -> Result<(), HqError> {
    if data.exists() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data).map_err(at(data))
}

fn password(speaker: Speaker) -> Result<String, HqError> {
    match std::env::var("ROUNDS_PASSWORD") {
        Ok(password) if !password.is_empty() => Ok(password),
        _ => given(asked(&speaker.words("password", &[]))?, "password_missing"),
    }
}

/// What was asked for; where nothing was given, the sentence `missing` says how to.
fn given(answer: String, missing: &'static str) -> Result<String, HqError> {
    if answer.is_empty() { Err(HqError::Told(Saying::new(missing, &[]))) } else { Ok(answer) }
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

/// Whether the command did what it was asked for.
fn run(arguments: Arguments, speaker: Speaker) -> Result<bool, HqError> {
    let Arguments { data, database_url, command, .. } = arguments;
    if database_url.is_none() && command.needs_headquarters() && !data.join(FILE).exists() {
        return Err(told("no_headquarters", &data));
    }
    if let Some(missing) = command.reads().into_iter().find(|file| !file.is_file()) {
        return Err(told("no_file", missing));
    }
    if let Some(file) = command.writes().into_iter().find(|file| file.exists()) {
        return Err(told("file_there", &file));
    }
    if let Command::Restore { file, new_keys } = &command {
        let restored = restore::into(&data, database_url.as_deref(), file, *new_keys)?;
        restore::tell(&restored, &data, speaker);
        return Ok(true);
    }
    let is_new = database_url.is_none() && !data.join(FILE).exists();
    let base = base(&data, database_url.as_deref())?;
    if is_new && matches!(command, Command::Serve(_)) {
        let path = std::path::absolute(&data).unwrap_or_else(|_| data.clone());
        eprintln!("{}", speaker.words("made", &[("path", &path.display())]));
    }
    let hq = Hq::open(base, &data, Arc::new(now), Arc::new(System))?;
    match command {
        Command::Serve(options) => serving(hq, options)?,
        Command::Person(command) => person(&hq, command, speaker)?,
        Command::Territory(command) => territory(&hq, command, speaker)?,
        Command::Import(command) => return import::import(&hq, command, speaker),
        Command::Publish(command) => publish::publish(&hq, command, speaker)?,
        Command::Device(DeviceCommand::Code { person, territory }) => {
            speaker.value(hq.enrol_code(&person, &territory)?);
        }
        Command::Device(DeviceCommand::List) => list::devices(&hq, speaker)?,
        Command::Device(DeviceCommand::Remove { install_id }) => {
            hq.remove_device(install_id)?;
            speaker.done("device_removed", &[("id", &install_id)]);
        }
        Command::Pin { policy } => {
            hq.require_pin(policy == PinPolicy::Required)?;
            let name = if policy == PinPolicy::Required { "pin_required" } else { "pin_optional" };
            speaker.done(name, &[]);
        }
        Command::Rescue(command) => rescue(&hq, command, speaker)?,
        Command::Reassign { from, to, codes, all } => {
            if codes.is_empty() && !all {
                let customers = hq.reassignable(&from, &to)?;
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("customers", &customers), ("from", &from), ("to", &to)];
                return Err(HqError::Told(Saying::new("reassign_all", &values)));
            }
            let moved = hq.reassign(&from, &to, &codes)?;
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("customers", &moved.customers), ("rows", &moved.rows), ("from", &from), ("to", &to)];
            speaker.done("reassigned", &values);
        }
        Command::Erase(EraseCommand::Customer { code, reason, by, field }) => {
            let password = password(speaker)?;
            let asked =
                Erasing { code: &code, by: &by, password: &password, reason: &reason, fields: &field };
            let erased = hq.erase_customer(&asked)?;
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("code", &code),
                ("visits", &erased.visits),
                ("fields", &erased.fields),
                ("contacts", &erased.contacts),
            ];
            speaker.done("erased", &values);
        }
        Command::Backup { file } => {
            let rows = hq.backup(&file)?;
            let blobs: PathBuf = data.join("blobs");
            let keys = keys_of(&file);
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("rows", &rows),
                ("path", &file.display()),
                ("keys", &keys.display()),
                ("blobs", &blobs.display()),
            ];
            speaker.done("backup", &values);
        }
        Command::Status => status(&hq, speaker)?,
        Command::Verify => return verify(&hq, speaker),
        Command::Restore { .. } => {}
    }
    Ok(true)
}

fn person(hq: &Hq, command: PersonCommand, speaker: Speaker) -> Result<(), HqError> {
    match command {
        PersonCommand::Add { code, name, role, phone } => {
            let role = Role::from(role);
            // Only who visits, or looks after those who do, has territories.
            let has_territories = matches!(role, Role::Manager | Role::Supervisor);
            let said = if has_territories { "person_added" } else { "person_added_without_territory" };
            let new = NewPerson { code, name, role, phone, password: password(speaker)? };
            let id = hq.add_person(&new)?;
            let role = rounds_core::words::word(role);
            speaker.done(said, &[("id", &id), ("code", &new.code), ("name", &new.name), ("role", &role)]);
        }
        PersonCommand::List => list::persons(hq, speaker)?,
        PersonCommand::Password { code } => {
            hq.set_password(&code, &password(speaker)?)?;
            speaker.done("password_set", &[("code", &code)]);
        }
        PersonCommand::Disable { code } => {
            hq.disable_person(&code, true)?;
            speaker.done("person_disabled", &[("code", &code)]);
        }
        PersonCommand::Enable { code } => {
            hq.disable_person(&code, false)?;
            speaker.done("person_enabled", &[("code", &code)]);
        }
    }
    Ok(())
}

fn territory(hq: &Hq, command: TerritoryCommand, speaker: Speaker) -> Result<(), HqError> {
    match command {
        TerritoryCommand::Add { code, name, organisation, zone } => {
            let new = NewTerritory { code, name, organisation, zone };
            let id = hq.add_territory(&new)?;
            speaker.done("territory_added", &[("id", &id), ("code", &new.code), ("name", &new.name)]);
        }
        TerritoryCommand::List => list::territories(hq, speaker)?,
        TerritoryCommand::Assign { territory, person } => {
            hq.assign(&territory, &person, true)?;
            speaker.done("assigned", &[("territory", &territory), ("person", &person)]);
        }
        TerritoryCommand::Unassign { territory, person } => {
            hq.assign(&territory, &person, false)?;
            speaker.done("unassigned", &[("territory", &territory), ("person", &person)]);
        }
    }
    Ok(())
}

fn rescue(hq: &Hq, command: RescueCommand, speaker: Speaker) -> Result<(), HqError> {
    match command {
        RescueCommand::Open { request, by, number, out } => {
            let file = fs::read(&request).map_err(at(&request))?;
            let asking = hq.asking(&file)?;
            let removed = asking.removed_at.map_or(String::new(), |_| speaker.words("removed", &[]));
            let asks = [
                ("person", &asking.person_code as &dyn std::fmt::Display),
                ("name", &asking.person_name),
                ("device", &asking.device),
                ("id", &asking.install_id),
                ("removed", &removed),
            ];
            eprintln!("{}", speaker.words("asking", &asks));
            let password = password(speaker)?;
            let number = match number {
                Some(number) => number,
                None => given(asked(&speaker.words("digits", &[]))?, "digits_missing")?,
            };
            let confirmed = Confirmed { admin: &by, password: &password, number: &number };
            let grant = hq.grant_unlock(&file, &confirmed)?;
            fs::write(&out, serde_json::to_vec_pretty(&grant)?).map_err(at(&out))?;
            speaker.done("unlocked", &[("path", &out.display())]);
        }
        RescueCommand::Import { file } => {
            let rescued = hq.import_rescue(&file)?;
            if speaker.json {
                return print(&rescued);
            }
            speaker.line(
                "rescued",
                &[
                    ("person", &rescued.person_code),
                    ("id", &rescued.install_id),
                    ("applied", &rescued.applied),
                    ("known", &rescued.known),
                    ("set_aside", &rescued.set_aside),
                    ("files", &rescued.files),
                    ("files_known", &rescued.files_known),
                    ("files_left", &rescued.files_left),
                ],
            );
        }
    }
    Ok(())
}

fn status(hq: &Hq, speaker: Speaker) -> Result<(), HqError> {
    let territories = hq.status()?;
    let aside = hq.open_set_aside()?;
    if speaker.json {
        return print(&serde_json::json!({ "territories": territories, "set_aside": aside }));
    }
    if territories.is_empty() {
        speaker.line("no_territories", &[]);
    }
    for one in territories {
        speaker.line(
            "status",
            &[
                ("code", &one.code),
                ("rows", &one.rows),
                ("devices", &one.devices),
                ("set_aside", &one.set_aside),
                ("certified_to", &one.certified_to),
                ("hash", &one.hash),
            ],
        );
    }
    for one in aside {
        let because = one.because.as_ref().map(|because| speaker.refusal(because)).unwrap_or_default();
        let noun = Words::of(speaker.language).noun(&one.noun).unwrap_or(one.noun);
        let customer = one.customer.map_or_else(String::new, |name| format!("“{name}”"));
        let values: [(&str, &dyn std::fmt::Display); 7] = [
            ("person", &one.person),
            ("name", &one.person_name),
            ("device", &one.device),
            ("op_seq", &one.op_seq),
            ("noun", &noun),
            ("customer", &customer),
            ("because", &because),
        ];
        speaker.line("set_aside", &values);
    }
    Ok(())
}

/// Whether nothing was altered.
fn verify(hq: &Hq, speaker: Speaker) -> Result<bool, HqError> {
    let verdicts = hq.verify()?;
    if speaker.json {
        print(&verdicts)?;
    } else {
        for one in &verdicts {
            let name = if one.findings.is_empty() { "verified" } else { "unverified" };
            speaker.line(name, &[("code", &one.code), ("certified_to", &one.certified_to)]);
            for finding in &one.findings {
                told::out(&format!("  {}\n", finding.sentence(speaker.language)));
            }
            for device in &one.devices {
                let (to_come, signed) = (device.to_come(), device.signed.unwrap_or_default());
                let name = match device.signed {
                    None => "received_unsaid",
                    Some(_) if to_come > 0 => "received_behind",
                    Some(_) => "received_all",
                };
                let values: [(&str, &dyn std::fmt::Display); 6] = [
                    ("device", &device.device),
                    ("person", &device.person),
                    ("name", &device.person_name),
                    ("received", &device.received),
                    ("signed", &signed),
                    ("to_come", &to_come),
                ];
                told::out(&format!("  {}\n", speaker.words(name, &values)));
            }
        }
    }
    if verdicts.iter().all(|one| one.findings.is_empty()) {
        Ok(true)
    } else {
        Err(HqError::Told(Saying::new("altered", &[])))
    }
}

fn serving(hq: Hq, options: Serve) -> Result<(), HqError> {
    let listen =
        Listen { address: options.listen, tls: options.tls_cert.zip(options.tls_key), plain: options.plain };
    let ready = |address: SocketAddr| told::out(&format!("listening on {address}\n"));
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
