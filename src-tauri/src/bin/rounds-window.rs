#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]
//! `rounds-window`: what `rounds` becomes when it is given no command.

fn main() -> std::process::ExitCode {
    rounds_shell::run(&std::env::args_os().skip(1).collect::<Vec<_>>())
}
