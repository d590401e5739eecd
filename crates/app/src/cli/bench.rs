//! `rounds bench`: measurements for those who build Rounds. The names of its columns are English: programs read them.

mod hq;
mod planner;
mod sync;

use std::{io::Write, time::Duration};

use clap::Subcommand;
use rounds_core::Entropy;

#[derive(Subcommand)]
pub(super) enum BenchWhat {
    #[command(
        about = "用文献中的算例测量排程：周期性算例和带时间窗的算例，与同一文件夹里的 best-known.csv 对照"
    )]
    Planner(planner::PlannerArgs),
    #[command(about = "测量设备与总部经 HTTP 的同步：上下行每秒行数、一处修改的往返、每秒同步次数")]
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
