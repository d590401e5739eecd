//! The log: ids, command names and codes; never a customer's name or phone.

use std::{panic, path::Path};
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::LevelFilter;

/// Days kept.
const KEPT: usize = 7;

/// Writes to `folder/logs/`, a file a day. A folder that cannot be written leaves the app without a log, not without
/// its window.
pub fn start(folder: &Path) {
    let logs = folder.join("logs");
    // Made first: the builder complains on stderr about a folder that is not there yet.
    let _ = std::fs::create_dir_all(&logs);
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("rounds")
        .filename_suffix("log")
        .max_log_files(KEPT)
        .build(logs);
    let Ok(file) = file else { return };
    let started = tracing_subscriber::fmt()
        .with_writer(std::sync::Mutex::new(file))
        .with_ansi(false)
        .with_max_level(LevelFilter::INFO)
        .try_init();
    if started.is_err() {
        return;
    }
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        // The message may quote data; the place does not.
        tracing::error!(at = info.location().map(tracing::field::display), "panic");
        usual(info);
    }));
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "start");
}
