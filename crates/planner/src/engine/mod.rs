//! A periodic routing engine without product nouns: clients with allowed sets of days, routes per day, a matrix.
//!
//! Invariants: windows, locks, the most visits and "never twice a day" hold in every plan it makes, overtime and
//! overload in the plan that comes out, except what locks alone break; nothing is dropped silently
//! ([`Plan::left_out`]). Bounded by iterations and the seed: no clock, no hash-map order, `+ − × ÷ sqrt` and `libm`.
//!
//! ```text
//! let model = Model { days: vec![0, 1, 2, 3, 4, 7], routes, clients, groups, apart, travel, weights };
//! let plan = solve(&model, None, &Effort { seed: 1, iterations: 50_000, heat: 1.0 }, &mut |_| Control::Continue)?;
//! ```

mod check;
mod clock;
mod compiled;
mod days;
mod menu;
mod model;
mod near;
mod pace;
mod polish;
mod recreate;
mod result;
mod ruin;
mod search;
mod sharpen;
mod solve;
mod state;
mod tour;

pub use days::DaySet;
pub use model::{
    Apart, Broken, Chain, Choice, Client, Control, Costs, Effort, Hours, Link, Lock, Lunch, Model,
    ModelError, Pattern, Plan, Progress, Route, RoutePlan, Span, Stop, Travel, Weights,
};
pub use solve::solve;
