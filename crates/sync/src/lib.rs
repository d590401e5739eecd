//! What a device says to headquarters (HQ): enrolment, and the sync that makes both sides equal. `docs/sync.md` tells the
//! protocol.
//!
//! Invariants: what is believed of HQ is checked first; each reply is taken into the device's file in one transaction
//! before the next reply is looked at; any request may be sent twice. Time, randomness and the network are passed in.

mod account;
mod enrol;
mod error;
mod files;
mod https;
mod line;
mod pack;
mod pull;
mod push;
mod run;
mod transport;
mod word;
mod world;

pub use account::{Account, account, account_in};
pub use enrol::{Enrolment, enrol};
pub use error::SyncError;
pub use https::{Https, address};
pub use run::{LastRun, Report, ScopeCheck, Secrets, last_run, run};
pub use transport::{Broken, Method, Reply, Request, Transport};
pub use word::{decide_set_aside, fetch_file, sign_out};
pub use world::{Stage, World};
