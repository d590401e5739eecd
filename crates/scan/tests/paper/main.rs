//! Printed sheets, worn as paper is, must come back as what they were.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod desk;
#[allow(dead_code, reason = "shared with the sheets' own example")]
#[path = "../../../sheets/examples/week/fixture.rs"]
mod fixture;
mod many;
mod packed;
mod photo;
mod split;
mod worn;
