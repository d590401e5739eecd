//! Instances of the literature for the engine, and a checker that trusts nothing but the instance. Pure: text in,
//! models and verdicts out.

mod check;
mod pvrp;
mod run;
mod tsptw;
mod weekdays;

pub use check::{check_periodic, check_windows};
pub use pvrp::{Periodic, Row};
pub use run::{Instance, Outcome};
pub use tsptw::Windows;

use crate::engine::DaySet;

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行：{what}")]
pub struct BadFile {
    pub line: usize,
    pub what: String,
}

impl BadFile {
    fn at(line: usize, what: &str) -> Self {
        Self { line, what: what.to_owned() }
    }

    fn ends(text: &str, what: &str) -> Self {
        Self::at(text.lines().count().max(1), &format!("文件到这里就完了，缺{what}"))
    }
}

fn fields(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A number from 0 to 1e7.
fn number(text: &str, line: usize, what: &str) -> Result<f64, BadFile> {
    let value = text.parse::<f64>().ok().filter(|value| (0.0..=1e7).contains(value));
    value.ok_or_else(|| BadFile::at(line, &format!("{what}是“{text}”，要是不小于 0 的数")))
}

fn whole(text: &str, line: usize, what: &str) -> Result<usize, BadFile> {
    text.parse().map_err(|_| BadFile::at(line, &format!("{what}是“{text}”，要是整数")))
}
