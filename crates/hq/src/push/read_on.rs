//! What a push reads of the sender's feeds, without the rows that the push itself has made what they are: the sender has
//! those, and knows each again by its mark.
//!
//! Invariants: all is read from one view, after the push; a row is left out only at the very place that the push gave it,
//! so that what anybody else has written in between or since is on the page.

use std::collections::BTreeMap;

use rounds_core::{
    ErrorCode,
    sync::{
        FeedCursor, HeldRow, LeftOut, Outcome, Push, PushPage, ReadOn, RowDigest, Scope, counted_held,
        row_mark,
    },
};

use serde_json::value::RawValue;

use super::judge::Judged;
use crate::{
    Caller, Hq, HqError,
    feed::{Cursor, Standing, scopes},
    record::{Place, Saved, territory_of},
};

/// What a transaction left in one feed.
#[derive(Default)]
struct Trace {
    /// The feed's number before it, and after.
    from: i64,
    to: i64,
    rows: Vec<Row>,
}

struct Row {
    seq: i64,
    place: Place,
    held: Option<HeldRow>,
    /// The last operation that was applied to the row.
    op_seq: Option<i64>,
}

/// What a push left in the feeds.
#[derive(Default)]
pub struct Left(BTreeMap<Scope, Trace>);

impl Left {
    pub fn of(saved: Vec<Saved>, judged: &[Judged]) -> Self {
        let last: BTreeMap<Place, i64> = judged
            .iter()
            .filter(|judged| judged.verdict.outcome == Outcome::Applied)
            .filter_map(|judged| Some((judged.place?, judged.verdict.op_seq)))
            .collect();
        let mut left: BTreeMap<Scope, Trace> = BTreeMap::new();
        for Saved { place, seq, held } in saved {
            let trace =
                left.entry(place.scope).or_insert_with(|| Trace { from: seq - 1, ..Trace::default() });
            trace.to = seq;
            trace.rows.push(Row { seq, place, held, op_seq: last.get(&place).copied() });
        }
        Self(left)
    }
}

/// The longest stretch of rows, one number after another, that the sender can have; half open.
fn stretch(rows: &[(&Row, Option<RowDigest>)]) -> (usize, usize) {
    let (mut best, mut start) = ((0, 0), 0);
    for (index, (row, digest)) in rows.iter().enumerate() {
        if row.op_seq.is_none() || digest.is_none() {
            start = index + 1;
        } else if index + 1 - start > best.1 - best.0 {
            best = (start, index + 1);
        }
    }
    best
}

impl Hq {
    /// Where the caller stands, and each of its feeds from where it says that it is; and whether what the device says of
    /// itself is known.
    pub(super) fn read_on(
        &self,
        caller: &Caller,
        feeds: &[FeedCursor],
        body: &Push<Box<RawValue>>,
        limit: u32,
        left: Left,
    ) -> Result<(ReadOn, bool), HqError> {
        let viewer = caller.viewer();
        let open = scopes(caller);
        let mut without: BTreeMap<Scope, Vec<LeftOut>> = BTreeMap::new();
        for (scope, trace) in &left.0 {
            if !open.contains(scope) {
                continue;
            }
            let digested = trace
                .rows
                .iter()
                .map(|row| {
                    let Place { noun, id, .. } = row.place;
                    let digest = match &row.held {
                        Some(held) => counted_held(noun, held, id, territory_of(*scope), viewer)?,
                        None => None,
                    };
                    Ok((row, digest))
                })
                .collect::<Result<Vec<(&Row, Option<RowDigest>)>, HqError>>()?;
            let rows = digested.iter().map(|(row, digest)| (row.place.noun, row.place.id, *digest));
            self.digests.advance(*scope, viewer, (trace.from, trace.to), rows);
            let (start, end) = stretch(&digested);
            let out = digested[start..end].iter().filter_map(|(row, digest)| {
                Some(LeftOut { op_seq: row.op_seq?, seq: row.seq, mark: row_mark(digest.as_ref()?) })
            });
            without.insert(*scope, out.collect());
        }
        self.base.read(|tx| {
            let standing = Standing::of(tx, &open)?;
            let state = self.state_in(tx, caller, &standing)?;
            let (mut pages, mut hashes) = (Vec::new(), Vec::new());
            for feed in feeds.iter().filter(|feed| open.contains(&feed.scope)) {
                let cursor = Cursor { after: feed.after, epoch: Some(feed.epoch), baseline: false };
                let own = without.get(&feed.scope).map_or(&[][..], Vec::as_slice);
                let ends = own.first().zip(own.last()).map(|(first, last)| (first.seq, last.seq));
                let page = match self.page(tx, caller, standing.at(feed.scope), cursor, limit, ends) {
                    Ok(page) => page,
                    // It has to be read anew, which is asked for by itself.
                    Err(HqError::App(error)) if error.code == ErrorCode::BaselineNeeded => continue,
                    Err(error) => return Err(error),
                };
                let passed = |row: &&LeftOut| row.seq > feed.after && row.seq <= page.next;
                let left_out = own.iter().filter(passed).cloned().collect();
                if body.compare && !page.more {
                    hashes.push(self.scope_hash_in(tx, caller, standing.at(feed.scope))?);
                }
                pages.push(PushPage { page, left_out });
            }
            let says = body.device.as_ref();
            let is_known = says.map(|says| self.has_heard(tx, caller, says)).transpose()?.unwrap_or(true);
            Ok((ReadOn { state, pages, hashes }, is_known))
        })
    }
}

#[cfg(test)]
mod tests {
    use rounds_core::Id;

    use super::*;

    fn row(seq: i64, op_seq: Option<i64>) -> Row {
        let place = Place { scope: Scope::Organisation, noun: "customer", id: Id::from_u128(seq as u128) };
        Row { seq, place, held: None, op_seq }
    }

    #[test]
    fn the_longest_stretch_of_own_rows_is_left_out() {
        let rows = [Some(1), None, Some(2), Some(3), None, Some(4)];
        let rows: Vec<Row> = rows.iter().zip(1..).map(|(op_seq, seq)| row(seq, *op_seq)).collect();
        let digested: Vec<_> = rows.iter().map(|row| (row, Some([0; 32]))).collect();
        assert_eq!(stretch(&digested), (2, 4));
        let unknown: Vec<_> = rows.iter().map(|row| (row, None)).collect();
        assert_eq!(stretch(&unknown), (0, 0));
        assert_eq!(stretch(&[]), (0, 0));
    }
}
