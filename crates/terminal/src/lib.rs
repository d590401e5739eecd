//! What `rounds` and `rounds-hq` say of themselves: `--help`, and what is wrong with the arguments.

mod help;
mod usage;

pub use help::{chinese, shown};
pub use usage::sentence;
