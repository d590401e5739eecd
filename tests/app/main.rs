//! The app as its window drives it, by its own commands, against a headquarters that serves.
#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod code;
mod contact;
mod count;
mod enrol;
mod erase;
mod ground;
mod picture;
mod proof;
