//! Which customers, which day, which order. Pure: data in, plan and reasons out.
//!
//! Invariants: a locked visit stays on its date; no customer is visited twice a day; nothing lies outside working
//! hours, opening hours or allowed days except what is locked, which is reported; every due customer is planned or
//! listed with a reason; the same input and options give the same plan everywhere (no clock, no hash-map order, and
//! `+ − × ÷ sqrt` beside the `libm` crate only).
//!
//! The way of a plan: [`want`] asks the rules which visits the cycle holds, [`trip`] says where each could be,
//! [`build`] makes the [`engine`]'s model of them, [`draft`] reads its answer, [`explain`] and [`left`] say why.

mod ahead;
pub mod bench;
mod build;
mod clock;
mod doubt;
mod draft;
pub mod engine;
mod explain;
mod horizon;
mod input;
mod insert;
mod left;
mod matrix;
mod never;
mod output;
mod probe;
mod random;
mod rarer;
mod retime;
mod speed;
mod standing;
mod town;
mod travel;
mod trip;
mod want;
mod week;

pub use doubt::{Doubt, doubts};
pub use input::{Control, ExistingVisit, Options, PlanProblem, Progress, Repair, WeekInput};
pub use insert::{HandWeek, Placement, insert_cheapest};
pub use matrix::{MatrixProblem, TravelMatrix};
pub use output::{DayTotals, PlanDay, PlanVisit, Violation, WeekPlan};
pub use retime::{RetimedDay, TimedVisit, retime_day};
pub use speed::{ASSUMED_COUNTS, LearntSpeed, ObservedWay, learn_speed};
pub use travel::Travel;
pub use week::plan_week;
