//! What HQ says, taken into the device's file; HQ is the real merge over rows in memory.

mod enrol;
mod hq;
mod page;
mod random;
mod verdict;
