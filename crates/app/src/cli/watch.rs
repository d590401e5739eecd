//! How far long work is, on the terminal of whoever watches: one line that is written over and taken away at the end.

use std::{
    fmt::Display,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::{
    Events,
    wire::{Changed, Progress},
    words::Words,
};

/// Work shorter than this is not worth a line, nor a new one.
const BETWEEN: Duration = Duration::from_secs(1);
const CLEAR_LINE: &str = "\r\x1b[K";

pub(super) struct Watch<'a> {
    write: Option<&'a (dyn Fn(&str) + Sync)>,
    clock: &'a (dyn Fn() -> Duration + Sync),
    /// When the command began, and when the line was written last, in milliseconds of `clock`.
    begun: u64,
    written: AtomicU64,
}

const NEVER: u64 = u64::MAX;

fn millis(time: Duration) -> u64 {
    time.as_millis() as u64
}

impl<'a> Watch<'a> {
    pub fn new(write: Option<&'a (dyn Fn(&str) + Sync)>, clock: &'a (dyn Fn() -> Duration + Sync)) -> Self {
        Self { write, clock, begun: millis(clock()), written: AtomicU64::new(NEVER) }
    }

    /// Takes the line away.
    pub fn close(&self) {
        if let (Some(write), true) = (self.write, self.written.load(Ordering::Relaxed) != NEVER) {
            write(CLEAR_LINE);
        }
    }
}

impl Events for Watch<'_> {
    fn progress(&self, told: Progress) {
        let (Some(write), Some(best)) = (self.write, told.best) else { return };
        let (now, written) = (millis((self.clock)()), self.written.load(Ordering::Relaxed));
        let since = if written == NEVER { self.begun } else { written };
        if now.saturating_sub(since) < millis(BETWEEN) {
            return;
        }
        self.written.store(now, Ordering::Relaxed);
        let percent = u64::from(told.done) * 100 / u64::from(told.total.max(1));
        let km = best.travel_m / 1_000;
        let values: [(&str, &dyn Display); 4] =
            [("percent", &percent), ("weeks", &best.weeks), ("visits", &best.visits), ("km", &km)];
        let line = Words::zh().say("progress", "plan", &values);
        write(&format!("{CLEAR_LINE}{line}"));
    }

    fn changed(&self, _: Changed) {}
}
