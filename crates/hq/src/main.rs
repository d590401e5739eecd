//! The program: reads the clock and randomness, opens the database, and calls the use-cases.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO).init();
    ExitCode::from(cli::main(std::env::args_os()))
}
