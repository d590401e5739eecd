//! Signed paper: pictures and scanned files dropped on the app find their visits by the code on each sheet.
//!
//! Invariants: a sheet is never matched by guess; every sheet of a file is listed, whatever became of it; all sheets of
//! a file are kept in one transaction.

mod add;
mod attach;
mod list;
mod resolve;

pub use add::{add, of_file};
pub use attach::by_hand as match_by_hand;
pub use list::{list, of_day, remove};

use crate::wire::ScanState;

/// The state as the table keeps it.
fn word(state: ScanState) -> &'static str {
    match state {
        ScanState::Matched => "matched",
        ScanState::Spare => "spare",
        ScanState::Early => "early",
        ScanState::Foreign => "foreign",
        ScanState::Stranger => "stranger",
        ScanState::Forged => "forged",
        ScanState::Unreadable => "unreadable",
    }
}

fn state(word: &str) -> ScanState {
    match word {
        "matched" => ScanState::Matched,
        "spare" => ScanState::Spare,
        "early" => ScanState::Early,
        "foreign" => ScanState::Foreign,
        "stranger" => ScanState::Stranger,
        "forged" => ScanState::Forged,
        _ => ScanState::Unreadable,
    }
}
