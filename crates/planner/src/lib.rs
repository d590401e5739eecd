//! Which customers, which day, which order. Pure: data in, plan and reasons out.
//!
//! Invariants: a locked visit stays on its date; no customer is visited twice a day; nothing lies outside working
//! hours, opening hours or allowed days except what is locked, which is reported; every due customer is planned or
//! listed with a reason; the same input and options give the same plan everywhere (no clock, no hash-map order, and
//! `+ − × ÷ sqrt` beside the `libm` crate only).

mod clock;
pub mod engine;
mod explain;
mod input;
mod insert;
mod output;
mod polish;
mod random;
mod retime;
mod route;
mod search;
mod task;
mod travel;
mod week;

pub use input::{Control, ExistingVisit, Options, PlanProblem, Progress, WeekInput};
pub use insert::{HandWeek, Placement, insert_cheapest};
pub use output::{DayTotals, PlanDay, PlanVisit, Violation, WeekPlan};
pub use retime::{RetimedDay, TimedVisit, retime_day};
pub use week::plan_week;
