//! How a clock stands at a moment.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Deadline;

const MINUTE: i64 = 60_000;
/// An open clock with no more than this left is due soon.
const SOON: i64 = 120 * MINUTE;

/// In minutes: what is left is rounded down, what is late rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum DeadlineStanding {
    Open { minutes: u32 },
    DueSoon { minutes: u32 },
    Overdue { minutes: u32 },
    MetInTime,
    MetLate { minutes: u32 },
}

impl Deadline {
    pub fn standing(&self, now: i64) -> DeadlineStanding {
        let late = |by: i64| (by + MINUTE - 1).div_euclid(MINUTE) as u32;
        match self.met_at {
            Some(met) if met <= self.due_at => DeadlineStanding::MetInTime,
            Some(met) => DeadlineStanding::MetLate { minutes: late(met - self.due_at) },
            None => {
                let left = self.due_at - now;
                let minutes = left.div_euclid(MINUTE).max(0) as u32;
                match left {
                    ..0 => DeadlineStanding::Overdue { minutes: late(-left) },
                    0..=SOON => DeadlineStanding::DueSoon { minutes },
                    _ => DeadlineStanding::Open { minutes },
                }
            }
        }
    }
}
