//! A headquarters that serves, with one territory or more.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
    thread,
};

use rounds_core::{Entropy, Id, SeededEntropy, person::Role};
use rounds_hq::{
    Hq, Limits,
    admin::{NewPerson, NewTerritory},
    base::{Base, Postgres, Sqlite},
    http::{Listen, serve},
};
use tempfile::TempDir;

use crate::cluster;

pub const PASSWORD: &str = "correct horse";
/// 2026-11-27 08:00 in China.
pub const NOW: i64 = 1_795_737_600_000;

/// Which database lies beneath.
#[derive(Clone, Debug)]
pub enum Beneath {
    Sqlite,
    Postgres(String),
}

impl Beneath {
    pub fn open(&self, data: &std::path::Path) -> Box<dyn Base> {
        match self {
            Self::Sqlite => Box::new(Sqlite::open(&data.join("hq.db")).unwrap()),
            Self::Postgres(url) => Box::new(Postgres::open(url).unwrap()),
        }
    }
}

/// Tells a story on each database.
pub fn on_both(story: impl Fn(Ground)) {
    story(Ground::new(Beneath::Sqlite));
    story(Ground::new(Beneath::Postgres(cluster::database())));
}

pub struct Ground {
    pub hq: Arc<Hq>,
    pub url: String,
    pub clock: Arc<AtomicI64>,
    pub entropy: Arc<SeededEntropy>,
    pub data: TempDir,
    pub beneath: Beneath,
    stop: Mutex<Option<tokio::sync::oneshot::Sender<()>>>,
}

impl Ground {
    pub fn new(beneath: Beneath) -> Self {
        Self::with_limits(beneath, Limits::default())
    }

    pub fn with_limits(beneath: Beneath, limits: Limits) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(NOW));
        let entropy = Arc::new(SeededEntropy::new(11));
        let (ticking, random) = (clock.clone(), entropy.clone());
        let hq = Hq::open(
            beneath.open(data.path()),
            data.path(),
            Arc::new(move || ticking.fetch_add(1, Ordering::Relaxed)),
            random,
        );
        let hq = Arc::new(hq.unwrap().with_limits(limits));
        let (url, stop) = listen(hq.clone());
        let ground = Self { hq, url, clock, entropy, data, beneath, stop: Mutex::new(Some(stop)) };
        ground.territory("T1", "alice");
        ground
    }

    /// A territory with its manager.
    pub fn territory(&self, code: &str, manager: &str) -> Id {
        let new = NewTerritory {
            code: code.to_owned(),
            name: format!("片区 {code}"),
            organisation: "烟草公司".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
        };
        let id = self.hq.add_territory(&new).unwrap();
        self.person(manager, Role::Manager);
        self.hq.assign(code, manager, true).unwrap();
        id
    }

    pub fn person(&self, code: &str, role: Role) -> Id {
        let new = NewPerson {
            code: code.to_owned(),
            name: code.to_owned(),
            role,
            phone: None,
            password: PASSWORD.to_owned(),
        };
        self.hq.add_person(&new).unwrap()
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn new_id(&self) -> Id {
        self.entropy.id(self.clock.load(Ordering::Relaxed))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data.path().join(name)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.lock().unwrap().take() {
            let _ = stop.send(());
        }
    }
}

/// Serves on a random port; gives back the address and what ends it.
pub fn listen(hq: Arc<Hq>) -> (String, tokio::sync::oneshot::Sender<()>) {
    let (told, address) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listen = Listen { address: "127.0.0.1:0".parse().unwrap(), tls: None, plain: false };
        let ready = move |address| told.send(address).unwrap();
        runtime
            .block_on(serve(hq, &listen, ready, async {
                let _ = stopped.await;
            }))
            .unwrap();
    });
    (format!("http://{}", address.recv().unwrap()), stop)
}
