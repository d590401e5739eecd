//! 拜访计划: made by the planner, changed by hand, fixed by 定稿.

mod again;
mod behind;
mod board;
mod cost;
mod day_file;
mod early;
mod edit;
mod export;
mod finalise;
mod input;
mod keep;
mod make;
mod outlook;
mod propose;
mod repair;
mod sums;
mod uneven;

pub use again::{Again, come_again, come_on};
pub use board::board;
pub use cost::{add_cost, cost};
pub use day_file::{export_day, write_day};
pub use early::seen_unplanned;
pub use edit::{add, change, lock, miss_day, remove, shift};
pub use export::export;
pub use finalise::{finalise, redo, undo};
pub use input::StoredWeek;
pub use make::{MOST_ITERATIONS, get, make};
pub use outlook::outlook;
pub use propose::{Proposal, propose, take, weigh};
pub use repair::repair;

use rounds_core::IsoWeek;

/// Undo steps of a week belong together.
pub(crate) fn scope(week: IsoWeek) -> String {
    format!("plan:{week}")
}
