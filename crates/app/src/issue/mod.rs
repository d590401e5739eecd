//! 问题: the promise ledger. What was asked, what was promised for when, what became of it.
//!
//! Invariant: the head of an issue says what its steps say; both are written in one transaction.

mod clocks;
mod edit;
mod list;

pub use clocks::Clocks;
pub use edit::{put, step};
pub use list::{get, list, list_of};
