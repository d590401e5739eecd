//! The engine's claims.

mod common;
mod small;
