//! The store on real files.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod common;
mod damage;
mod door;
mod evidence;
mod folder;
mod lock;
mod sync;
