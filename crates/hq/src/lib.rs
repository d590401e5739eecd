//! Headquarters (总部): where the work of all devices meets.
//!
//! Use-cases are synchronous and ask the clock, randomness and the database that they were given, so that a simulation
//! can run them as they are. [`http`] puts them on the wire, the command line calls the same ones.

pub mod admin;
pub mod base;
pub mod blob;
mod codes;
mod digest;
mod erase;
mod error;
pub mod feed;
mod hq;
pub mod http;
mod keys;
pub mod push;
pub mod record;
pub mod session;
pub mod words;

pub use error::HqError;
pub use hq::{Hq, Limits};
pub use session::Caller;
