//! Claims about plans, over the planner's public face.
#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod ahead;
mod any_week;
mod by_hand;
mod common;
mod cycle;
mod deadline;
mod owner;
mod remedy;
mod repair;
mod styles;
mod travel;
mod week;
