//! What HQ says, taken into the device's file.
//!
//! Invariants: a page of a feed and its cursor are written in one transaction, a verdict and what follows from it too;
//! the row that is shown is HQ's with every change on top that HQ has not acknowledged; an operation is never lost before
//! HQ has given its verdict, and one that was set aside stays until its user decides.

pub(crate) mod answered;
pub(crate) mod base;
mod blob;
mod compact;
mod decide;
mod digest;
pub(crate) mod enrol;
mod feed;
pub(crate) mod hash;
pub(crate) mod log;
mod receipt;
mod reply;
mod rescue;
mod standing;
mod verdict;

use rounds_core::{Id, sync::Scope};
use rusqlite::{Transaction, TransactionBehavior};

use crate::{Changes, Store, StoreError, open::held};
use hash::Counting;

pub use blob::WaitingFile;
pub use enrol::Predecessor;
pub use feed::{Cursor, PageRefused, TakenPage};
pub use hash::ScopeSum;
pub use log::{Batch, Outgoing};
pub use receipt::receipts;
pub use reply::{Answered, TakenReply};
pub use standing::{SetAsideOperation, Standing, UnsentRow};

/// The territory that rows of a scope name as theirs.
fn home(scope: Scope) -> Id {
    match scope {
        Scope::Territory(id) => id,
        Scope::Organisation | Scope::Person(_) => Id::nil(),
    }
}

/// Which rows of a noun's table belong to a scope: a condition on `id` or `territory_id`, and what stands for its `?1`.
fn of_scope(noun: &str, scope: Scope) -> (String, String) {
    match scope {
        Scope::Territory(id) => ("territory_id = ?1".to_owned(), id.to_string()),
        Scope::Organisation | Scope::Person(_) => {
            let brought = format!("id IN (SELECT id FROM untied WHERE noun = '{noun}' AND scope = ?1)");
            (brought, scope.to_string())
        }
    }
}

impl Store {
    /// Runs `f` in one transaction that appends no operation: all of it is kept, or nothing.
    fn take<T>(
        &self,
        f: impl FnOnce(&Transaction, &mut Changes) -> Result<T, StoreError>,
    ) -> Result<(T, Changes), StoreError> {
        let mut writer = held(self.writer.as_ref().ok_or(StoreError::ReadOnly)?);
        let sql = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut changes = Changes::default();
        let value = f(&sql, &mut changes)?;
        self.commit(sql)?;
        Ok((value, changes))
    }

    /// The same for what brings HQ's rows: their digests are kept on the way.
    fn take_counting<T>(
        &self,
        f: impl FnOnce(&Transaction, &mut Changes, &mut Counting) -> Result<T, StoreError>,
    ) -> Result<(T, Changes), StoreError> {
        let mut sums = held(&self.sums);
        let mut counting = Counting::new(self.quiet.clone());
        let taken = self.take(|sql, changes| {
            let value = f(sql, changes, &mut counting)?;
            counting.note(sql)?;
            Ok(value)
        })?;
        counting.add_to(&mut sums);
        Ok(taken)
    }
}
