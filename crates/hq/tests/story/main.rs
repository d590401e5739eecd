//! Headquarters over real HTTP on a random port, each story on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on ends there")]

mod cluster;
mod device;
mod erasing;
mod ground;

mod access;
mod blobs;
mod bulletins;
mod care;
mod codes;
mod decoders;
mod faults;
mod forms;
mod hostile;
mod importing;
mod merging;
mod moving;
mod proof;
mod publishing;
mod pushing;
mod reading_on;
mod rescue;
mod roster;
