//! The real headquarters in this process: its router, its use-cases, its database.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread::{self, JoinHandle},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{self, HeaderMap},
};
use http_body_util::BodyExt;
use rounds_core::{
    Entropy, Id, SeededEntropy,
    person::Role,
    sync::{BLOB_LENGTH, BLOB_OFFSET, EPOCH, HeldRow, Scope},
};
use rounds_hq::{
    Hq,
    admin::{NewPerson, NewTerritory, restore},
    base::Cell,
    http::{Peer, router},
    record::{Desk, Place},
};
use rounds_sync::{Method, Reply, Request};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::{
    base::{Beneath, Blow, Hand, Mortal, image_of},
    disk,
};

pub const PASSWORD: &str = "correct horse";

pub struct Headquarters {
    pub folder: PathBuf,
    clock: Arc<AtomicI64>,
    entropy: Arc<SeededEntropy>,
    /// PostgreSQL; none = SQLite in the folder.
    url: Option<String>,
    pub hand: Hand,
    running: Option<(Arc<Hq>, Router)>,
    runtime: Runtime,
}

impl Headquarters {
    pub fn new(folder: PathBuf, clock: Arc<AtomicI64>, seed: u64, url: Option<String>) -> Self {
        let mut hq = Self {
            folder,
            clock,
            entropy: Arc::new(SeededEntropy::new(seed)),
            url,
            hand: Hand::default(),
            running: None,
            runtime: runtime(),
        };
        hq.start();
        hq
    }

    fn start(&mut self) {
        fs::create_dir_all(&self.folder).unwrap();
        let inner = self.beneath();
        self.hand.fate.lock().unwrap().dead = false;
        let base = Box::new(Mortal { inner, hand: self.hand.clone(), folder: self.folder.clone() });
        let (clock, entropy) = (self.clock.clone(), self.entropy.clone());
        let now = Arc::new(move || clock.load(Ordering::Relaxed));
        let hq = Arc::new(Hq::open(base, &self.folder, now, entropy).unwrap());
        self.running = Some((hq.clone(), router(hq)));
    }

    /// The database as it is, without a hand over it.
    fn beneath(&self) -> Beneath {
        Beneath::open(&self.folder, self.url.as_deref())
    }

    pub fn is_dead(&self) -> bool {
        self.hand.fate.lock().unwrap().dead
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
        self.hand.fate.lock().unwrap().strike(after, blow);
    }

    /// No blow is to fall any more.
    pub fn spare(&self) {
        self.hand.fate.lock().unwrap().spare();
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

    /// Somebody at headquarters who may erase by law.
    pub fn officer(&self, code: &str) {
        let person = NewPerson {
            code: code.to_owned(),
            name: code.to_owned(),
            role: Role::Admin,
            phone: None,
            password: PASSWORD.to_owned(),
        };
        self.hq().add_person(&person).unwrap();
    }

    /// One request over a network that does nothing; none = the process ended meanwhile.
    pub fn exchange(&self, request: &Request) -> Option<Reply> {
        let (_, router) = self.running.as_ref().expect("it runs");
        let reply = self.runtime.block_on(ask(router.clone(), request));
        (!self.is_dead()).then_some(reply)
    }

    /// A request whose transaction is held up. Comes back when it is; the end of it is waited for by joining.
    pub fn hold_up(&self, request: &Request) -> JoinHandle<Reply> {
        let (_, router) = self.running.as_ref().expect("it runs");
        let (router, request) = (router.clone(), request.clone());
        self.strike(0, Blow::HeldUp);
        let asking = thread::spawn(move || runtime().block_on(ask(router, &request)));
        self.hand.holds();
        asking
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
        let base = self.beneath();
        let epoch = self.entropy.id(self.clock.load(Ordering::Relaxed));
        restore(base.base(), &from.join("backup"), epoch).unwrap();
        drop(base);
        self.start();
    }

    /// Whether a whole picture lies there.
    pub fn has_picture(&self, sha256: &str) -> bool {
        self.folder.join("blobs").join(&sha256[..2]).join(sha256).exists()
    }

    fn rows(&self, sql: &str, cells: &[Cell]) -> Vec<Vec<Cell>> {
        self.beneath().base().read(|tx| tx.rows(sql, cells)).unwrap()
    }

    /// Everything that headquarters holds of what people wrote, as text.
    pub fn holdings(&self) -> String {
        let mut all = String::new();
        for text in ["SELECT body FROM record", "SELECT operation FROM set_aside"] {
            for row in self.rows(text, &[]) {
                all.push_str(row[0].text());
                all.push('\n');
            }
        }
        all
    }

    /// The last operation of an installation that there is a verdict on.
    pub fn last_of(&self, install: Id) -> i64 {
        let rows = self.rows("SELECT last_op_seq FROM install WHERE install_id = $1", &[install.into()]);
        rows.first().map_or(0, |row| row[0].int())
    }

    /// Fields of every conflict, and why operations were set aside.
    pub fn disputes(&self) -> (Vec<Value>, Vec<String>) {
        let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let conflicts =
            self.rows("SELECT body FROM record WHERE noun = 'conflict' AND moved_to IS NULL", &[]);
        let aside = self.rows("SELECT because FROM set_aside", &[]);
        (
            conflicts.iter().map(|row| parsed(row[0].text())["fields"].clone()).collect(),
            aside.iter().map(|row| parsed(row[0].text())["code"].as_str().unwrap().to_owned()).collect(),
        )
    }

    /// Every customer's row with its stamps, and how many have left for another territory.
    pub fn customers(&self) -> (Vec<HeldRow>, u32) {
        let rows = self.rows("SELECT body FROM record WHERE noun = 'customer' AND moved_to IS NULL", &[]);
        let moved = self.rows("SELECT id FROM record WHERE noun = 'customer' AND moved_to IS NOT NULL", &[]);
        (rows.iter().map(|row| serde_json::from_str(row[0].text()).unwrap()).collect(), moved.len() as u32)
    }

    /// Headquarters itself changes a customer's file, as an import there does. `deleted_at` deletes it. Gives back what it
    /// saw before; none = the customer is not there any more.
    pub fn amend(&self, territory: Id, customer: Id, fields: &[(&str, Value)]) -> Option<String> {
        let hq = self.hq();
        let place = Place { scope: Scope::Territory(territory), noun: "customer", id: customer };
        let fields = fields.iter().map(|(name, new)| ((*name).to_owned(), new.clone())).collect();
        let base = self.beneath();
        base.base()
            .write(|tx| {
                let mut desk = Desk::new(hq);
                let slot = desk.get(tx, place)?;
                let there = slot.held.filter(|row| row.deleted_at.is_none() && slot.moved_to.is_none());
                let Some(there) = there else { return Ok(None) };
                desk.write(hq, tx, place, &fields, None)?;
                desk.save(tx, hq.now())?;
                Ok(Some(serde_json::to_string(&there.fields)?))
            })
            .unwrap()
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn ask(router: Router, request: &Request) -> Reply {
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
    let response = router.oneshot(asked).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    told(head.status.as_u16(), &head.headers, bytes)
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
