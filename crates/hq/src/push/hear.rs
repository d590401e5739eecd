//! What a device says of itself, kept for those who look after it.

use rounds_core::sync::DeviceSays;

use crate::{Caller, Hq, HqError, base::Tx, cells};

/// Milliseconds: the list of devices tells the minute of the last contact, so within one the same word is not written again.
const MINUTE_MS: i64 = 60_000;
/// Characters of what it calls its program.
const MOST_OF_BUILD: usize = 60;

impl Hq {
    /// The same as it is kept.
    fn said(says: &DeviceSays) -> Result<String, HqError> {
        let build = says.build.chars().filter(|ch| !ch.is_control()).take(MOST_OF_BUILD).collect();
        Ok(serde_json::to_string(&DeviceSays { build, ..*says })?)
    }

    /// Whether there is nothing new in it.
    pub(super) fn has_heard(
        &self,
        tx: &mut dyn Tx,
        caller: &Caller,
        says: &DeviceSays,
    ) -> Result<bool, HqError> {
        let before =
            tx.row("SELECT said, at FROM device_says WHERE install_id = $1", cells![caller.install_id])?;
        let said = Self::said(says)?;
        let minute = |at: i64| at.div_euclid(MINUTE_MS);
        Ok(before.is_some_and(|row| row[0].text() == said && minute(self.now()) == minute(row[1].int())))
    }

    pub(super) fn hear(&self, caller: &Caller, says: &DeviceSays) -> Result<(), HqError> {
        let said = Self::said(says)?;
        self.base.write(|tx| {
            tx.run(
                "INSERT INTO device_says (install_id, said, at) VALUES ($1, $2, $3)
                 ON CONFLICT (install_id) DO UPDATE SET said = excluded.said, at = excluded.at",
                cells![caller.install_id, said.as_str(), self.now()],
            )
        })?;
        Ok(())
    }
}
