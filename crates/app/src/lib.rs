//! Use-cases by noun, and the table of commands that the shell and the command line both call.
//!
//! Synchronous, without clock or randomness of its own: each call is handed a [`Ctx`].

mod apart;
mod audit;
mod backup;
mod book;
mod bulletin;
mod calendar;
pub mod cli;
mod commands;
mod contact;
mod customer;
mod customer_set;
mod damage;
pub mod demo;
mod duty;
mod filled;
mod folder;
mod frequency;
mod import;
mod issue;
mod later;
mod leave;
mod lock;
mod navigate;
mod open;
mod output;
mod owner;
mod photo;
mod plan;
mod rescue;
mod scan;
mod session;
mod setting;
mod sheet;
mod support;
mod sync;
mod territory;
mod timeline;
mod today;
mod travel;
mod verify;
mod visit;
pub mod wire;
mod words;

pub use commands::{COMMANDS, typescript};
pub use rounds_core::pin::Steady;
pub use rounds_store::KeyPlace;
pub use session::{Assets, Ctx, Desktop, Events, Session, SessionOptions};
