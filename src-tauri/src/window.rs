//! The window, made as `tauri.conf.json` says.

use crate::{
    ipc::{self, Shell},
    log,
};
use rounds_app::{Session, SessionOptions};
use std::{error::Error, process::ExitCode};

/// Runs until the window is closed.
pub fn open(options: SessionOptions) -> ExitCode {
    log::start(options.data.as_ref().unwrap_or(&options.root));
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rounds: the window cannot be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: SessionOptions) -> Result<(), Box<dyn Error>> {
    tauri::Builder::default()
        .manage(Shell::new(Session::new(options)?))
        .invoke_handler(tauri::generate_handler![ipc::call])
        .run(tauri::generate_context!())?;
    Ok(())
}
