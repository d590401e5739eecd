//! The engine's claims.

mod any_model;
mod common;
mod instances;
mod small;
