//! The shell: the only room that knows Tauri, the system's clock and its randomness. Holds no rule.

use std::{ffi::OsString, process::ExitCode};

mod ipc;
mod jobs;
mod log;
mod place;
mod viewer;
mod window;
mod world;

/// Runs a command, or opens the window when none is named.
///
/// `args` are those of the process without its own name.
pub fn run(args: Vec<OsString>) -> ExitCode {
    if rounds_app::cli::is_command(&args) {
        return command(args);
    }
    match place::window_options(args) {
        Ok(options) => window::open(options),
        Err(sentence) => {
            eprintln!("rounds: {sentence}");
            ExitCode::from(2)
        }
    }
}

/// Nothing here may touch GTK: commands run where there is no display.
fn command(args: Vec<OsString>) -> ExitCode {
    todo!()
}
