//! What every use-case needs: the database, the clock, randomness, the keys and the epoch.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rounds_core::{
    Entropy, Id,
    sync::{HqVersion, OLDEST_SCHEMA, SCHEMA, Side, Writer},
};

use crate::{
    HqError,
    base::{Base, Tx},
    cells,
    digest::Digests,
    error::AtPath,
    keys::Keys,
};

/// What a territory and a server can be asked to carry.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a territory's pictures.
    pub territory_bytes: u64,
    /// Milliseconds for which deletions and moves are remembered; a device that was away for longer reads anew.
    pub tombstones_ms: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { territory_bytes: 20 << 30, tombstones_ms: 180 * 86_400_000 }
    }
}

/// An open headquarters.
pub struct Hq {
    pub(crate) base: Box<dyn Base>,
    pub(crate) data: PathBuf,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keys: Keys,
    pub(crate) limits: Limits,
    pub(crate) epoch: Epoch,
    pub(crate) install_id: Id,
    pub(crate) digests: Digests,
}

/// Changes when a backup is restored. Versions and feed numbers of an epoch lie above those of all before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    pub id: Id,
    pub number: i64,
}

impl Epoch {
    /// The number above which this epoch counts.
    pub fn floor(self) -> i64 {
        self.number << 32
    }
}

pub(crate) fn setting(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, HqError> {
    let row = tx.row("SELECT value FROM hq_setting WHERE name = $1", cells![name])?;
    Ok(row.map(|row| row[0].text().to_owned()))
}

pub(crate) fn set(tx: &mut dyn Tx, name: &str, value: &str) -> Result<(), HqError> {
    tx.run(
        "INSERT INTO hq_setting (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        cells![name, value],
    )?;
    Ok(())
}

/// A number that leaves room for the rows of its epoch.
const MOST_EPOCHS: i64 = 1 << 20;

/// Gives the data an epoch above the one that it has, or a first one.
pub(crate) fn new_epoch(tx: &mut dyn Tx, id: Id) -> Result<Epoch, HqError> {
    let last = setting(tx, "epoch_number")?.and_then(|text| text.parse::<i64>().ok());
    // What a harmed backup says is no reason to run out of numbers.
    let number = last.map_or(0, |last| last.saturating_add(1).clamp(0, MOST_EPOCHS));
    set(tx, "epoch", &id.to_string())?;
    set(tx, "epoch_number", &number.to_string())?;
    Ok(Epoch { id, number })
}

fn epoch(tx: &mut dyn Tx, fresh: Id) -> Result<Epoch, HqError> {
    let id = setting(tx, "epoch")?.and_then(|text| text.parse().ok());
    let number = setting(tx, "epoch_number")?.and_then(|text| text.parse().ok());
    let number = number.filter(|number| (0..=MOST_EPOCHS).contains(number));
    match (id, number) {
        (Some(id), Some(number)) => Ok(Epoch { id, number }),
        _ => new_epoch(tx, fresh),
    }
}

impl Hq {
    /// Opens headquarters on `base`, with keys and files under `data`, which is made where it is missing.
    pub fn open(
        base: Box<dyn Base>,
        data: &Path,
        clock: Arc<dyn Fn() -> i64 + Send + Sync>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, HqError> {
        fs::create_dir_all(data.join("blobs")).at(data)?;
        let keys = Keys::open(data, entropy.as_ref())?;
        let (first_epoch, first_install) = (entropy.id(clock()), entropy.id(clock()));
        let (epoch, install_id) = base.write(|tx| {
            let epoch = epoch(tx, first_epoch)?;
            let install_id = match setting(tx, "install_id")?.and_then(|text| text.parse().ok()) {
                Some(id) => id,
                None => {
                    set(tx, "install_id", &first_install.to_string())?;
                    first_install
                }
            };
            Ok((epoch, install_id))
        })?;
        let hq = Self {
            base,
            data: data.to_owned(),
            clock,
            entropy,
            keys,
            limits: Limits::default(),
            epoch,
            install_id,
            digests: Digests::default(),
        };
        hq.bring_home()?;
        Ok(hq)
    }

    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// UTC milliseconds.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    pub fn epoch(&self) -> Id {
        self.epoch.id
    }

    pub(crate) fn new_id(&self) -> Id {
        self.entropy.id(self.now())
    }

    /// Headquarters as the writer of its own changes.
    pub(crate) fn writer(&self) -> Writer {
        Writer { install_id: self.install_id, side: Side::Hq }
    }

    pub fn version(&self) -> HqVersion {
        HqVersion {
            schema: SCHEMA,
            oldest_schema: OLDEST_SCHEMA,
            epoch: self.epoch.id,
            hq_key_id: self.keys.signing.key_id(),
            rescue_key: self.keys.rescue.public(),
        }
    }

    /// Whether the database answers.
    pub fn healthy(&self) -> Result<(), HqError> {
        self.base.read(|tx| setting(tx, "schema")).map(|_| ())
    }

    /// Adds a line to the log that is never changed. Ids and codes only, no names or telephones.
    pub(crate) fn audit(&self, tx: &mut dyn Tx, who: &str, what: &str, detail: &str) -> Result<(), HqError> {
        tx.run(
            "INSERT INTO audit (id, at, who, what, detail) VALUES ($1, $2, $3, $4, $5)",
            cells![self.new_id(), self.now(), who, what, detail],
        )?;
        Ok(())
    }
}
