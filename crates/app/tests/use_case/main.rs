//! The use-cases on real data folders, called as the window and the command line call them.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends its test")]

mod bulletin;
mod command;
mod common;
mod customer;
mod damage;
mod filled;
mod follow;
mod form;
mod issue;
mod lock;
mod plan;
mod planner;
mod proof;
mod received;
mod replan;
mod scan;
mod timeline;
mod verify;
mod visit;
mod visit_in_vain;
mod words;
