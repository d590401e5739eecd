//! What the log need not keep.

use crate::{Store, StoreError};

impl Store {
    /// Removes operations that HQ acknowledged before `before` (UTC milliseconds), except a customer file's history and
    /// what can still be taken back. They are kept so long because an HQ restored from a backup asks for them again.
    /// Gives back how many went.
    pub fn compact_log(&self, before: i64) -> Result<u32, StoreError> {
        let (count, _) = self.take(|sql, _| {
            let gone = sql.execute(
                "DELETE FROM outbox WHERE (state IN ('applied', 'dropped') AND answered_at < ?1
                   OR state = 'pending' AND op_seq <= (SELECT coalesce(max(up_to), 0) FROM answered WHERE at < ?1))
                 AND noun NOT IN ('customer', 'contact')
                 AND NOT EXISTS (SELECT 1 FROM base WHERE base.noun = outbox.noun AND base.id = outbox.id)
                 AND tx_id NOT IN (SELECT tx_id FROM undo_step)
                 AND tx_id NOT IN (SELECT undone_tx FROM undo_step WHERE undone_tx IS NOT NULL)",
                [before],
            )?;
            sql.execute(
                "DELETE FROM answered WHERE up_to < (SELECT max(up_to) FROM answered WHERE at < ?)",
                [before],
            )?;
            Ok(gone as u32)
        })?;
        Ok(count)
    }
}
