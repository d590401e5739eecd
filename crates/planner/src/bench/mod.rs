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
#[error("line {line}: {what}")]
pub struct BadFile {
    pub line: usize,
    pub what: String,
}

impl BadFile {
    fn at(line: usize, what: &str) -> Self {
        Self { line, what: what.to_owned() }
    }

    fn ends(text: &str, what: &str) -> Self {
        Self::at(text.lines().count().max(1), &format!("the file ends before {what}"))
    }
}

fn fields(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A number from 0 to 1e7.
fn number(text: &str, line: usize, what: &str) -> Result<f64, BadFile> {
    let value = text.parse::<f64>().ok().filter(|value| (0.0..=1e7).contains(value));
    value.ok_or_else(|| BadFile::at(line, &format!("{what} is `{text}` and must be a number from 0")))
}

fn whole(text: &str, line: usize, what: &str) -> Result<usize, BadFile> {
    text.parse().map_err(|_| BadFile::at(line, &format!("{what} is `{text}` and must be a whole number")))
}
