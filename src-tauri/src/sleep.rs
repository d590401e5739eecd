//! Whoever opens a machine that slept meets the lock, also where the page's own timers have not yet noticed.

use crate::ipc;
use std::{thread, time::Duration};
use tauri::AppHandle;

const LOOK: Duration = Duration::from_secs(2);
/// The clock went on by so much more than we waited: the machine slept, or somebody set the clock.
const SLEPT_MS: i64 = 30_000;

pub fn watch(app: AppHandle) {
    thread::spawn(move || {
        let mut before = rounds_host::now();
        loop {
            thread::sleep(LOOK);
            let now = rounds_host::now();
            if now - before > LOOK.as_millis() as i64 + SLEPT_MS {
                ipc::lock(&app);
            }
            before = now;
        }
    });
}
