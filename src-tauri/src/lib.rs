//! The shell: the only room that knows Tauri. Holds no rule.

use rounds_app::cli;
use std::{env, ffi::OsString, process::ExitCode};

mod ipc;
mod jobs;
mod log;
mod size;
mod sleep;
mod viewer;
mod window;

/// Opens the window, and returns when it is closed.
///
/// `args` are those of the process without its own name: none, or the data folder.
pub fn run(args: &[OsString]) -> ExitCode {
    let Some(options) = rounds_host::session_options(rounds_host::data_argument(args)) else {
        eprintln!("{}", cli::usage("no_home"));
        return ExitCode::FAILURE;
    };
    if cfg!(target_os = "linux")
        && ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|name| env::var_os(name).is_none())
    {
        eprintln!("{}", cli::usage("no_display"));
        return ExitCode::FAILURE;
    }
    window::open(options)
}
