//! `rounds`: a command does its work and ends; without one the window opens.
//!
//! The window is a program beside this one: a command then starts without the web view's libraries, which take longer to
//! load than a week of sheets takes to draw.

use rounds_app::cli::{self, CliEnv};
use std::{
    env,
    ffi::OsString,
    io::{IsTerminal, Write, stderr, stdout},
    path::PathBuf,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    let args: Vec<OsString> = env::args_os().skip(1).collect();
    if cli::is_command(&args) { run(args) } else { open_window(&args) }
}

fn run(args: Vec<OsString>) -> ExitCode {
    // A command reads `--data` among its own options.
    let Some(options) = rounds_host::session_options(None) else { return refuse("no_home") };
    let (mut out, mut err) = (stdout().lock(), stderr().lock());
    let env = CliEnv {
        now: rounds_host::now(),
        entropy: &rounds_host::SystemEntropy,
        cpu: &rounds_host::cpu_seconds,
        clock: &rounds_host::elapsed,
        options,
        out: &mut out,
        err: &mut err,
        watched: stderr().is_terminal().then_some(&|text: &str| {
            // The lock is this thread's own.
            let _ = stderr().write_all(text.as_bytes());
            let _ = stderr().flush();
        }),
    };
    ExitCode::from(u8::try_from(cli::run(args, env)).unwrap_or(1))
}

fn open_window(args: &[OsString]) -> ExitCode {
    let program = env::current_exe().map(|this| this.with_file_name(WINDOW));
    become_program(program.unwrap_or_else(|_| WINDOW.into()), args)
}

const WINDOW: &str = if cfg!(windows) { "rounds-window.exe" } else { "rounds-window" };

/// Its process becomes the window's, so that who started it holds the window itself. Returns only where that fails.
#[cfg(unix)]
fn become_program(program: PathBuf, args: &[OsString]) -> ExitCode {
    use std::os::unix::process::CommandExt;
    let _ = Command::new(program).args(args).exec();
    refuse("no_window_program")
}

#[cfg(not(unix))]
fn become_program(program: PathBuf, args: &[OsString]) -> ExitCode {
    match Command::new(program).args(args).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(_) => refuse("no_window_program"),
    }
}

fn refuse(name: &str) -> ExitCode {
    eprintln!("{}", cli::usage(name));
    ExitCode::FAILURE
}
