//! Deletions and moves are remembered for a while; a device that was away for longer reads anew.

use crate::{Hq, HqError, cells};

impl Hq {
    /// Forgets tombstones and marks of moves that are older than [`crate::Limits::tombstones_ms`]. Gives back how many.
    pub fn expire(&self) -> Result<u64, HqError> {
        let before = self.now() - self.limits.tombstones_ms;
        self.base.write(|tx| {
            let scopes = tx.rows(
                "SELECT scope, max(seq) FROM record
                 WHERE (deleted = 1 OR moved_to IS NOT NULL) AND changed_at < $1 GROUP BY scope ORDER BY scope",
                cells![before],
            )?;
            let mut gone = 0;
            for row in scopes {
                let (scope, newest) = (row[0].text(), row[1].int());
                tx.run(
                    "UPDATE counter SET floor = $1 WHERE scope = $2 AND floor < $1",
                    cells![newest, scope],
                )?;
                gone += tx.run(
                    "DELETE FROM record WHERE scope = $1 AND (deleted = 1 OR moved_to IS NOT NULL)
                       AND changed_at < $2 AND seq <= $3",
                    cells![scope, before, newest],
                )?;
            }
            Ok(gone)
        })
    }
}
