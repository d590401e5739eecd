#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]
//! One binary, two faces: a command does its work and ends; without one the window opens.

fn main() -> std::process::ExitCode {
    rounds_shell::run(std::env::args_os().skip(1).collect())
}
