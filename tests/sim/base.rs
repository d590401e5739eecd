//! The database of headquarters, and a hand that fills its disk, holds up a transaction or ends the process in the middle
//! of one.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use rounds_hq::{
    HqError,
    base::{Base, Postgres, Sqlite, Tx},
};

use crate::disk::{self, Mark};

pub const DATABASE: &str = "hq.db";
/// How long a transaction that is held up gives another one that has begun to overtake it.
const HELD: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(20);

/// What happens to one of the next transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// The process ends before the transaction is kept.
    KilledBefore,
    /// The process ends after it was kept, before anybody is told. Of what is on the disk, a part (of 1,000).
    KilledAfter { left: u64 },
    /// The disk is full.
    Full,
    /// Done, and not kept before another one had time to be.
    HeldUp,
}

#[derive(Default)]
pub struct Fate {
    /// Counts transactions down to the blow.
    next: Option<(u32, Blow)>,
    pub dead: bool,
    /// Transactions for which SQLite itself found no room.
    pub fulls: u32,
    is_held: bool,
    /// Transactions so far.
    begun: u32,
}

impl Fate {
    pub fn strike(&mut self, after: u32, blow: Blow) {
        self.next = Some((after, blow));
    }

    pub fn spare(&mut self) {
        self.next = None;
    }
}

#[derive(Clone, Default)]
pub struct Hand {
    pub fate: Arc<Mutex<Fate>>,
    changed: Arc<Condvar>,
}

impl Hand {
    /// Waits until a transaction is held up.
    pub fn holds(&self) {
        let fate = self.fate.lock().unwrap();
        let (_fate, late) = self.changed.wait_timeout_while(fate, PATIENCE, |fate| !fate.is_held).unwrap();
        assert!(!late.timed_out(), "no transaction came to be held up");
    }

    /// Holds a transaction up until another one has begun and has had time to be kept.
    fn hold(&self) {
        let mut fate = self.fate.lock().unwrap();
        fate.is_held = true;
        let begun = fate.begun;
        self.changed.notify_all();
        drop(self.changed.wait_timeout_while(fate, PATIENCE, |fate| fate.begun == begun).unwrap());
        thread::sleep(HELD);
        self.fate.lock().unwrap().is_held = false;
    }
}

pub enum Beneath {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Beneath {
    /// `url` = PostgreSQL.
    pub fn open(folder: &Path, url: Option<&str>) -> Self {
        match url {
            Some(url) => Self::Postgres(Postgres::open(url).unwrap()),
            None => Self::Sqlite(Sqlite::open(&folder.join(DATABASE)).unwrap()),
        }
    }

    pub fn base(&self) -> &dyn Base {
        match self {
            Self::Sqlite(base) => base,
            Self::Postgres(base) => base,
        }
    }

    fn keep_room(&self, pages: Option<u32>) {
        match self {
            Self::Sqlite(base) => base.keep_room(pages).unwrap(),
            Self::Postgres(_) => {}
        }
    }
}

/// A database whose process may end.
pub struct Mortal {
    pub inner: Beneath,
    pub hand: Hand,
    pub folder: PathBuf,
}

pub fn image_of(folder: &Path) -> PathBuf {
    folder.with_extension("image")
}

fn ended() -> HqError {
    HqError::Base("the process has ended".to_owned())
}

impl Mortal {
    fn blow(&self) -> Result<Option<Blow>, HqError> {
        let mut fate = self.hand.fate.lock().unwrap();
        if fate.dead {
            return Err(ended());
        }
        fate.begun += 1;
        self.hand.changed.notify_all();
        match fate.next {
            Some((0, blow)) => {
                fate.next = None;
                fate.dead = matches!(blow, Blow::KilledBefore | Blow::KilledAfter { .. });
                Ok(Some(blow))
            }
            Some((left, blow)) => {
                fate.next = Some((left - 1, blow));
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// SQLite finds no room where the file has to grow; where it has not, the journal would have found none.
    fn without_room(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        self.inner.keep_room(Some(0));
        let mut found = false;
        let done = self.inner.base().transaction(&mut |tx| {
            let done = work(tx);
            found = matches!(done, Err(HqError::DiskFull));
            done.and(Err(HqError::DiskFull))
        });
        self.inner.keep_room(None);
        self.hand.fate.lock().unwrap().fulls += u32::from(found);
        done
    }
}

impl Base for Mortal {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        let base = self.inner.base();
        match self.blow()? {
            None => base.transaction(work),
            Some(Blow::Full) => self.without_room(work),
            Some(Blow::HeldUp) => base.transaction(&mut |tx| {
                work(tx)?;
                self.hand.hold();
                Ok(())
            }),
            Some(Blow::KilledBefore) => {
                let promised = Mark::of(&self.folder.join(DATABASE));
                base.transaction(&mut |tx| {
                    work(tx)?;
                    Err(ended())
                })
                .map_err(|_| {
                    disk::image(&self.folder, DATABASE, promised, 1_000, &image_of(&self.folder));
                    ended()
                })
            }
            Some(Blow::KilledAfter { left }) => {
                let promised = Mark::of(&self.folder.join(DATABASE));
                let done = base.transaction(work);
                disk::image(&self.folder, DATABASE, promised, left, &image_of(&self.folder));
                done.and(Err(ended()))
            }
        }
    }

    fn view(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        if self.hand.fate.lock().unwrap().dead {
            return Err(ended());
        }
        self.inner.base().view(work)
    }
}
