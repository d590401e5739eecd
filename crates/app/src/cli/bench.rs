//! `rounds bench`: measurements for those who build Rounds. Its words are English, as its columns are.

mod hq;
mod planner;
mod sync;

use std::{io::Write, time::Duration};

use clap::Subcommand;
use rounds_core::Entropy;

#[derive(Subcommand)]
pub(super) enum BenchWhat {
    /// Periodic instances and instances with time windows, against best-known.csv in the same folder.
    Planner(planner::PlannerArgs),
    /// Devices and headquarters over HTTP: rows a second both ways, one change, syncs a second.
    Sync(sync::SyncArgs),
}

/// What a measurement is handed.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    /// UTC milliseconds at the start.
    pub now: i64,
    pub entropy: &'a dyn Entropy,
    /// The CPU seconds that this process has used.
    pub cpu: &'a dyn Fn() -> f64,
    /// Time since some moment, which no change of the clock disturbs.
    pub clock: &'a (dyn Fn() -> Duration + Sync),
}

/// Runs it. Gives back the exit code.
pub(super) fn run(what: &BenchWhat, measure: Measure, out: &mut dyn Write, err: &mut dyn Write) -> i32 {
    match what {
        BenchWhat::Planner(args) => planner::run(args, measure.cpu, out, err),
        BenchWhat::Sync(args) => sync::run(args, measure, out, err),
    }
}
