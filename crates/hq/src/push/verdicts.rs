//! Verdicts as they are kept: one row for each, or one for a stretch of operations that were all simply applied, as those
//! of a long push nearly always are.

use std::collections::BTreeMap;

use rounds_core::{
    ErrorCode, Id,
    sync::{Outcome, Verdict},
};
use serde_json::Value;

use super::{incoming::Incoming, judge::Judged};
use crate::{
    Hq, HqError,
    base::{Row, Tx},
    cells,
};

/// From so many operations on a stretch is kept as one.
const LEAST: usize = 8;
/// Characters of a payload's hash.
const HASH: usize = 64;

/// Applied as it came: nothing lost against it or to it, and nothing was taken out of it.
fn is_plain(judged: &Judged) -> bool {
    let Verdict { outcome, conflicts, because, .. } = &judged.verdict;
    *outcome == Outcome::Applied && *conflicts == 0 && because.is_none()
}

/// Versions as they are kept: one alone where all are the same.
fn listed(versions: &[i64]) -> String {
    match versions {
        [first, rest @ ..] if rest.iter().all(|version| version == first) => first.to_string(),
        all => all.iter().map(i64::to_string).collect::<Vec<_>>().join(","),
    }
}

fn applied(op_seq: i64, version: i64) -> Verdict {
    Verdict { op_seq, outcome: Outcome::Applied, version, conflicts: 0, because: None }
}

impl Hq {
    /// Stores verdicts, and the `values` of what was set aside by their number.
    pub(super) fn keep(
        &self,
        tx: &mut dyn Tx,
        install: Id,
        new: &[Incoming],
        judged: &[Judged],
        values: &BTreeMap<i64, Value>,
    ) -> Result<(), HqError> {
        let (mut verdicts, mut stretches, mut aside): (Vec<Row>, Vec<Row>, Vec<Row>) = Default::default();
        let mut start = 0;
        for run in judged.chunk_by(|one, next| is_plain(one) && is_plain(next)) {
            let incoming = &new[start..start + run.len()];
            start += run.len();
            if run.len() >= LEAST {
                let versions: Vec<i64> = run.iter().map(|judged| judged.verdict.version).collect();
                stretches.push(vec![
                    install.into(),
                    incoming[0].op_seq.into(),
                    incoming[run.len() - 1].op_seq.into(),
                    incoming.iter().map(|next| next.hash.as_str()).collect::<String>().into(),
                    listed(&versions).into(),
                ]);
                continue;
            }
            for (incoming, judged) in incoming.iter().zip(run) {
                let verdict = &judged.verdict;
                verdicts.push(vec![
                    install.into(),
                    incoming.op_seq.into(),
                    incoming.hash.as_str().into(),
                    serde_json::to_string(verdict)?.into(),
                ]);
                if let Some(value) = values.get(&incoming.op_seq) {
                    aside.push(vec![
                        install.into(),
                        incoming.op_seq.into(),
                        incoming.tx_id.into(),
                        judged.row_id.into(),
                        i64::from(judged.is_new).into(),
                        value.to_string().into(),
                        serde_json::to_string(&verdict.because)?.into(),
                        self.now().into(),
                    ]);
                }
            }
        }
        tx.insert("INSERT INTO verdict (install_id, op_seq, hash, verdict)", &verdicts, "")?;
        tx.insert("INSERT INTO stretch (install_id, first_seq, last_seq, hashes, versions)", &stretches, "")?;
        tx.insert(
            "INSERT INTO set_aside (install_id, op_seq, tx_id, row_id, is_new, operation, because, at)",
            &aside,
            "",
        )
    }
}

/// The verdicts on operations that were given before, by their numbers, each with the hash of its payload.
fn given(
    tx: &mut dyn Tx,
    install: Id,
    first: i64,
    last: i64,
) -> Result<BTreeMap<i64, (String, Verdict)>, HqError> {
    let mut given = BTreeMap::new();
    for row in tx.rows(
        "SELECT op_seq, hash, verdict FROM verdict WHERE install_id = $1 AND op_seq BETWEEN $2 AND $3",
        cells![install, first, last],
    )? {
        given.insert(row[0].int(), (row[1].text().to_owned(), serde_json::from_str(row[2].text())?));
    }
    for row in tx.rows(
        "SELECT first_seq, hashes, versions FROM stretch
         WHERE install_id = $1 AND first_seq <= $2 AND last_seq >= $3",
        cells![install, last, first],
    )? {
        let versions: Vec<i64> =
            row[2].text().split(',').filter_map(|version| version.parse().ok()).collect();
        let hashes =
            row[1].text().as_bytes().chunks(HASH).map(|hash| String::from_utf8_lossy(hash).into_owned());
        for (place, hash) in hashes.enumerate() {
            let op_seq = row[0].int() + place as i64;
            let version = versions.get(place).or(versions.last()).copied().unwrap_or_default();
            given.insert(op_seq, (hash, applied(op_seq, version)));
        }
    }
    Ok(given)
}

/// The verdicts that were given before.
pub(super) fn repeated(
    tx: &mut dyn Tx,
    install: Id,
    old: &[Incoming],
    last: i64,
) -> Result<Vec<Verdict>, HqError> {
    let (Some(first), Some(end)) = (old.first(), old.last()) else { return Ok(Vec::new()) };
    let mut given = given(tx, install, first.op_seq, end.op_seq)?;
    old.iter()
        .map(|incoming| match given.remove(&incoming.op_seq) {
            Some((hash, verdict)) if hash == incoming.hash => Ok(verdict),
            Some((hash, verdict)) if incoming.was(&hash) => {
                forget_erased(tx, install, incoming, &hash)?;
                Ok(verdict)
            }
            Some(_) => Err(ErrorCode::ReplayDiffers.with("op_seq", incoming.op_seq).into()),
            None => Err(ErrorCode::OperationGap.with("expected", last + 1).into()),
        })
        .collect()
}

/// Values of an operation were erased by law on the device: headquarters keeps them no longer either, where it kept the
/// operation as it came, and knows it by what it is now.
fn forget_erased(tx: &mut dyn Tx, install: Id, incoming: &Incoming, before: &str) -> Result<(), HqError> {
    tx.run(
        "UPDATE verdict SET hash = $1 WHERE install_id = $2 AND op_seq = $3",
        cells![incoming.hash.as_str(), install, incoming.op_seq],
    )?;
    // No other operation has this hash: its number is part of what is hashed.
    tx.run(
        "UPDATE stretch SET hashes = replace(hashes, $1, $2)
         WHERE install_id = $3 AND first_seq <= $4 AND last_seq >= $5",
        cells![before, incoming.hash.as_str(), install, incoming.op_seq, incoming.op_seq],
    )?;
    tx.run(
        "UPDATE set_aside SET operation = $1 WHERE install_id = $2 AND op_seq = $3",
        cells![incoming.text, install, incoming.op_seq],
    )?;
    Ok(())
}
