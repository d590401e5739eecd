//! The real headquarters in this process: its router, its use-cases, its SQLite file, and a hand that ends it in the
//! middle of a transaction.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{self, HeaderMap},
};
use http_body_util::BodyExt;
use rounds_core::{
    Entropy, SeededEntropy,
    person::Role,
    sync::{BLOB_LENGTH, BLOB_OFFSET, EPOCH},
};
use rounds_hq::{
    Hq, HqError,
    admin::{NewPerson, NewTerritory, restore},
    base::{Base, Sqlite, Tx},
    http::{Peer, router},
};
use rounds_store::Connection;
use rounds_sync::{Method, Reply, Request};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::disk::{self, Mark};

pub const PASSWORD: &str = "correct horse";
pub const DATABASE: &str = "hq.db";

/// What happens to one of the next transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// The process ends before the transaction is kept.
    KilledBefore,
    /// The process ends after it was kept, before anybody is told. Of what is on the disk, a part (of 1,000).
    KilledAfter { left: u64 },
    /// The disk is full.
    Full,
}

#[derive(Default)]
struct Fate {
    /// Counts transactions down to the blow.
    next: Option<(u32, Blow)>,
    dead: bool,
}

/// A database whose process may end.
struct Mortal {
    inner: Sqlite,
    fate: Arc<Mutex<Fate>>,
    folder: PathBuf,
}

fn image_of(folder: &Path) -> PathBuf {
    folder.with_extension("image")
}

impl Mortal {
    fn blow(&self) -> Result<Option<Blow>, HqError> {
        let mut fate = self.fate.lock().unwrap();
        if fate.dead {
            return Err(HqError::Base("the process has ended".to_owned()));
        }
        match fate.next {
            Some((0, blow)) => {
                fate.next = None;
                fate.dead = blow != Blow::Full;
                Ok(Some(blow))
            }
            Some((left, blow)) => {
                fate.next = Some((left - 1, blow));
                Ok(None)
            }
            None => Ok(None),
        }
    }
}

impl Base for Mortal {
    fn transaction(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        let ended = || HqError::Base("the process has ended".to_owned());
        match self.blow()? {
            None => self.inner.transaction(work),
            Some(Blow::Full) => self.inner.transaction(&mut |tx| {
                work(tx)?;
                Err(HqError::DiskFull)
            }),
            Some(Blow::KilledBefore) => {
                let promised = Mark::of(&self.folder.join(DATABASE));
                self.inner
                    .transaction(&mut |tx| {
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
                let done = self.inner.transaction(work);
                disk::image(&self.folder, DATABASE, promised, left, &image_of(&self.folder));
                done.and(Err(ended()))
            }
        }
    }

    fn view(&self, work: &mut dyn FnMut(&mut dyn Tx) -> Result<(), HqError>) -> Result<(), HqError> {
        if self.fate.lock().unwrap().dead {
            return Err(HqError::Base("the process has ended".to_owned()));
        }
        self.inner.view(work)
    }
}

pub struct Headquarters {
    pub folder: PathBuf,
    clock: Arc<AtomicI64>,
    entropy: Arc<SeededEntropy>,
    fate: Arc<Mutex<Fate>>,
    running: Option<(Arc<Hq>, Router)>,
    runtime: Runtime,
}

impl Headquarters {
    pub fn new(folder: PathBuf, clock: Arc<AtomicI64>, seed: u64) -> Self {
        let mut hq = Self {
            folder,
            clock,
            entropy: Arc::new(SeededEntropy::new(seed)),
            fate: Arc::default(),
            running: None,
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
        };
        hq.start();
        hq
    }

    fn start(&mut self) {
        fs::create_dir_all(&self.folder).unwrap();
        let inner = Sqlite::open(&self.folder.join(DATABASE)).unwrap();
        self.fate = Arc::default();
        let base = Box::new(Mortal { inner, fate: self.fate.clone(), folder: self.folder.clone() });
        let (clock, entropy) = (self.clock.clone(), self.entropy.clone());
        let now = Arc::new(move || clock.load(Ordering::Relaxed));
        let hq = Arc::new(Hq::open(base, &self.folder, now, entropy).unwrap());
        self.running = Some((hq.clone(), router(hq)));
    }

    pub fn is_dead(&self) -> bool {
        self.fate.lock().unwrap().dead
    }

    /// Ends the process, if it has not ended, and starts it again on what is on the disk.
    pub fn restart(&mut self) {
        let killed = self.is_dead();
        self.running = None;
        if killed {
            disk::put_back(&image_of(&self.folder), &self.folder);
        }
        self.start();
    }

    /// The blow falls on the transaction after `after` others.
    pub fn strike(&self, after: u32, blow: Blow) {
        self.fate.lock().unwrap().next = Some((after, blow));
    }

    /// No blow is to fall any more.
    pub fn spare(&self) {
        self.fate.lock().unwrap().next = None;
    }

    pub fn hq(&self) -> &Hq {
        &self.running.as_ref().expect("it runs").0
    }

    pub fn territory(&self, code: &str, manager: &str) {
        let new = NewTerritory {
            code: code.to_owned(),
            name: format!("片区 {code}"),
            organisation: "烟草公司".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
        };
        self.hq().add_territory(&new).unwrap();
        let person = NewPerson {
            code: manager.to_owned(),
            name: manager.to_owned(),
            role: Role::Manager,
            phone: None,
            password: PASSWORD.to_owned(),
        };
        self.hq().add_person(&person).unwrap();
        self.hq().assign(code, manager, true).unwrap();
    }

    /// One request over a network that does nothing; none = the process ended meanwhile.
    pub fn exchange(&self, request: &Request) -> Option<Reply> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Head => http::Method::HEAD,
            Method::Post => http::Method::POST,
            Method::Patch => http::Method::PATCH,
        };
        let mut asked = http::Request::builder()
            .method(method)
            .uri(&request.path)
            .header("accept-encoding", "zstd")
            .header("content-type", "application/json")
            .extension(ConnectInfo(Peer(([127, 0, 0, 1], 1).into())));
        if let Some(token) = &request.token {
            asked = asked.header("authorization", format!("Bearer {token}"));
        }
        if let Some((offset, length)) = request.piece {
            asked = asked.header(BLOB_OFFSET, offset).header(BLOB_LENGTH, length);
        }
        if request.packed {
            asked = asked.header("content-encoding", "zstd");
        }
        let asked = asked.body(Body::from(request.body.clone())).unwrap();
        let (_, router) = self.running.as_ref().expect("it runs");
        let reply = self.runtime.block_on(async {
            let response = router.clone().oneshot(asked).await.unwrap();
            let (head, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes().to_vec();
            told(head.status.as_u16(), &head.headers, bytes)
        });
        (!self.is_dead()).then_some(reply)
    }

    /// Writes a backup and keeps the keys with it.
    pub fn back_up(&self, to: &Path) {
        let _ = fs::remove_dir_all(to);
        fs::create_dir_all(to).unwrap();
        self.hq().backup(&to.join("backup")).unwrap();
        for key in ["hq.sign", "hq.rescue"] {
            fs::copy(self.folder.join(key), to.join(key)).unwrap();
        }
    }

    /// Goes back to a backup: a new epoch, an empty folder of pictures.
    pub fn restore(&mut self, from: &Path) {
        self.running = None;
        fs::remove_dir_all(&self.folder).unwrap();
        fs::create_dir_all(&self.folder).unwrap();
        for key in ["hq.sign", "hq.rescue"] {
            fs::copy(from.join(key), self.folder.join(key)).unwrap();
        }
        let base = Sqlite::open(&self.folder.join(DATABASE)).unwrap();
        let epoch = self.entropy.id(self.clock.load(Ordering::Relaxed));
        restore(&base, &from.join("backup"), epoch).unwrap();
        drop(base);
        self.start();
    }

    /// Whether a whole picture lies there.
    pub fn has_picture(&self, sha256: &str) -> bool {
        self.folder.join("blobs").join(&sha256[..2]).join(sha256).exists()
    }

    /// Everything that headquarters holds of what people wrote, as text.
    pub fn holdings(&self) -> String {
        let sql = Connection::open(self.folder.join(DATABASE)).unwrap();
        let mut all = String::new();
        for text in ["SELECT body FROM record", "SELECT operation FROM set_aside"] {
            let mut statement = sql.prepare(text).unwrap();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                all.push_str(&row.get::<_, Option<String>>(0).unwrap().unwrap_or_default());
                all.push('\n');
            }
        }
        all
    }
}

fn told(status: u16, headers: &HeaderMap, body: Vec<u8>) -> Reply {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Reply {
        status,
        epoch: text(EPOCH),
        retry_after_s: text("retry-after").and_then(|seconds| seconds.parse().ok()),
        offset: text(BLOB_OFFSET).and_then(|bytes| bytes.parse().ok()),
        length: text(BLOB_LENGTH).and_then(|bytes| bytes.parse().ok()),
        packed: text("content-encoding").is_some_and(|way| way == "zstd"),
        body,
    }
}
