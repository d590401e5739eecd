//! What a device says of itself, kept for those who look after it.

use rounds_core::sync::DeviceSays;

use crate::{Caller, Hq, HqError, cells};

/// Milliseconds for which the same word need not be written again: the time beside it is when it was last heard of.
const SAME_MS: i64 = 10 * 60_000;
/// Characters of what it calls its program.
const MOST_OF_BUILD: usize = 60;

impl Hq {
    pub(super) fn hear(&self, caller: &Caller, says: &DeviceSays) -> Result<(), HqError> {
        let says = DeviceSays {
            build: says.build.chars().filter(|ch| !ch.is_control()).take(MOST_OF_BUILD).collect(),
            ..*says
        };
        let (said, now) = (serde_json::to_string(&says)?, self.now());
        let before = self.base.read(|tx| {
            tx.row("SELECT said, at FROM device_says WHERE install_id = $1", cells![caller.install_id])
        })?;
        let is_same = |row: &crate::base::Row| row[0].text() == said && now - row[1].int() < SAME_MS;
        if before.as_ref().is_some_and(is_same) {
            return Ok(());
        }
        self.base.write(|tx| {
            tx.run(
                "INSERT INTO device_says (install_id, said, at) VALUES ($1, $2, $3)
                 ON CONFLICT (install_id) DO UPDATE SET said = excluded.said, at = excluded.at",
                cells![caller.install_id, said.as_str(), now],
            )
        })?;
        Ok(())
    }
}
