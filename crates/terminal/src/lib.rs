//! What `rounds` and `rounds-hq` say of themselves: `--help`, and what is wrong with the arguments or the files they name.

mod file;
mod help;
mod usage;

pub use file::read;
pub use help::{chinese, shown};
pub use usage::sentence;
