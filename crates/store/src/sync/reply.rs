//! HQ's reply to a push, taken in one transaction: the verdicts, and what the feeds have brought since.

use rounds_core::{
    Id,
    sync::{FeedCursor, FeedPage, LeftOut, PushPage, RowDigest, Scope, Verdict, row_mark},
};
use rusqlite::{Connection, params};

use super::{
    base, digest,
    feed::{Cursor, PageRefused, TakenPage, check, cursor, put_page},
    hash::Counting,
    home, log,
    verdict::{Applied, Given, Touched, give_all, settle_all},
};
use crate::{Changes, Store, StoreError, record::Table};

/// What HQ said to a push.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'r> {
    pub verdicts: &'r [Verdict],
    /// Where the pages were asked to begin.
    pub asked: &'r [FeedCursor],
    pub pages: &'r [PushPage],
}

/// What a reply did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenReply {
    /// Operations that had no verdict before.
    pub new: u32,
    pub pages: Vec<TakenPage>,
}

/// A row of this device that is HQ's as it stands here, but for its version.
struct Own {
    table: Table,
    id: Id,
    version: i64,
    digest: Option<RowDigest>,
}

impl Store {
    /// Takes the reply to a push, all of it or nothing. A page without rows that are not here as HQ has them is passed over,
    /// and with it its cursor: the feed brings them then.
    ///
    /// # Errors
    /// `Page` where a page is not what it has to be.
    pub fn take_reply(&self, reply: Answered, now: i64) -> Result<(TakenReply, Changes), StoreError> {
        self.take_counting(|sql, changes, counting| {
            let given = give_all(sql, reply.verdicts, now)?;
            let mut hqs = Touched::new();
            let mut taken = TakenReply { new: given.new, pages: Vec::new() };
            let mut pages = Vec::new();
            for PushPage { page, left_out } in reply.pages {
                let scope = page.scope;
                let asked = reply.asked.iter().find(|asked| asked.scope == scope);
                let asked = asked.ok_or(PageRefused::Scope)?;
                if pages.iter().any(|(_, other): &(Cursor, &FeedPage)| other.scope == scope) {
                    return Err(PageRefused::Scope.into());
                }
                // Where the page before it was passed over, or somebody reads the feed anew, this one is passed over too.
                let read = cursor(sql, scope)?;
                let goes_on = |read: &Cursor| {
                    (read.epoch, read.seq, read.baseline) == (asked.epoch, asked.after, false)
                };
                let Some(read) = read.filter(goes_on) else { continue };
                check(page, scope, read, asked.after)?;
                check_left_out(left_out, read, page.next)?;
                if let Some(own) = own_rows(sql, page.scope, left_out, &given)? {
                    for row in own {
                        hqs.insert((row.table.noun, row.id));
                        row.take_as_hqs(sql, page.scope, counting)?;
                    }
                    pages.push((read, page));
                }
            }
            let touched = given.keep(sql, &hqs, now)?;
            changes.rows.extend(hqs);
            settle_all(sql, touched, changes, counting)?;
            for (read, page) in pages {
                taken.pages.push(put_page(sql, read, page, changes, counting)?);
            }
            Ok(taken)
        })
    }
}

fn check_left_out(left_out: &[LeftOut], read: Cursor, next: i64) -> Result<(), PageRefused> {
    let mut last = read.seq;
    for row in left_out {
        if row.seq <= last || row.seq > next {
            return Err(PageRefused::Order);
        }
        last = row.seq;
    }
    Ok(())
}

/// The rows that a page leaves out; none where one of them is not here as HQ has it.
fn own_rows(
    sql: &Connection,
    scope: Scope,
    left_out: &[LeftOut],
    given: &Given,
) -> Result<Option<Vec<Own>>, StoreError> {
    // Which feed has brought a row without a territory is known by the feed alone.
    if home(scope).is_nil() && !left_out.is_empty() {
        return Ok(None);
    }
    let offset = log::offset(sql)?;
    let mut rows = Vec::with_capacity(left_out.len());
    for row in left_out {
        let Some(applied) = given.applied.get(&row.op_seq.saturating_add(offset)) else { return Ok(None) };
        let Some(own) = own_row(sql, *applied, &row.mark)? else { return Ok(None) };
        rows.push(own);
    }
    Ok(Some(rows))
}

fn own_row(sql: &Connection, applied: Applied, mark: &str) -> Result<Option<Own>, StoreError> {
    let Applied { table, id, version } = applied;
    if base::has_on_top(sql, table.noun, id, version)? {
        return Ok(None);
    }
    let digest = digest::of(sql, table, id, Some(version))?;
    let is_same = digest.as_ref().is_some_and(|digest| row_mark(digest) == mark);
    Ok(is_same.then_some(Own { table, id, version, digest }))
}

impl Own {
    /// From now on the row that is shown is HQ's.
    fn take_as_hqs(self, sql: &Connection, scope: Scope, counting: &mut Counting) -> Result<(), StoreError> {
        let noun = self.table.noun;
        counting.writing(|| {
            sql.prepare_cached(&format!("UPDATE \"{noun}\" SET version = ? WHERE id = ?"))?
                .execute(params![self.version, self.id.to_string()])?;
            base::forget(sql, noun, self.id)
        })?;
        counting.put(scope, noun, self.id, self.digest);
        Ok(())
    }
}
