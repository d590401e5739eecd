//! What HQ says, taken into the device's file; HQ is the real merge over rows in memory.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

#[path = "../common/mod.rs"]
mod common;
mod enrol;
mod hq;
mod page;
mod random;
mod verdict;
