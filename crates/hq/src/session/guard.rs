//! Wrong passwords slow down whoever typed them, and nobody else: tries are counted by person, installation and address
//! together, and an address that asks for people or devices that do not exist is counted by itself.

use rounds_core::{ErrorCode, Id};

use crate::{Hq, HqError, cells};

/// Free tries before waiting begins, and how it grows: doubled each time, up to a quarter of an hour.
const FREE: i64 = 5;
const FREE_OF_ADDRESS: i64 = 30;
const LONGEST_S: i64 = 900;
/// After this long without a failure the count starts anew.
const FORGOTTEN_MS: i64 = 3_600_000;

/// Where a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    pub address: String,
}

impl Asker {
    pub fn bucket(&self, user: &str, install: Id) -> String {
        format!("{}|{install}|{}", user.chars().take(64).collect::<String>(), self.address)
    }

    pub fn strangers(&self) -> String {
        format!("|{}", self.address)
    }
}

impl Hq {
    /// # Errors
    /// `SignInWait` (`seconds`) while the bucket waits.
    pub(super) fn check_wait(&self, bucket: &str) -> Result<(), HqError> {
        let now = self.now();
        let row = self
            .base
            .read(|tx| tx.row("SELECT wait_until FROM failure WHERE bucket = $1", cells![bucket]))?;
        match row.map(|row| row[0].int() - now) {
            Some(left) if left > 0 => Err(ErrorCode::SignInWait.with("seconds", (left + 999) / 1000).into()),
            _ => Ok(()),
        }
    }

    pub(super) fn count_failure(&self, bucket: &str) -> Result<(), HqError> {
        let now = self.now();
        let free = if bucket.starts_with('|') { FREE_OF_ADDRESS } else { FREE };
        self.base.write(|tx| {
            let row = tx.row("SELECT failures, last_at FROM failure WHERE bucket = $1", cells![bucket])?;
            let before = row.filter(|row| now - row[1].int() < FORGOTTEN_MS).map_or(0, |row| row[0].int());
            let failures = before + 1;
            let wait_s = match failures - free {
                over if over < 0 => 0,
                over => LONGEST_S.min(1 << over.min(10)),
            };
            tx.run(
                "INSERT INTO failure (bucket, failures, wait_until, last_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures,
                   wait_until = excluded.wait_until, last_at = excluded.last_at",
                cells![bucket, failures, now + wait_s * 1000, now],
            )?;
            tx.run("DELETE FROM failure WHERE last_at < $1", cells![now - 24 * FORGOTTEN_MS])?;
            Ok(())
        })
    }

    pub(super) fn forget_failures(&self, bucket: &str) -> Result<(), HqError> {
        self.base.write(|tx| tx.run("DELETE FROM failure WHERE bucket = $1", cells![bucket])).map(|_| ())
    }
}
