//! A headquarters that serves on loopback, and managers who press buttons.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc,
    },
    thread,
};

use rounds_app::{Assets, Ctx, Desktop, Events, KeyPlace, Session, SessionOptions, wire};
use rounds_core::{AppError, SeededEntropy, person::Role};
use rounds_hq::{
    Hq, Limits,
    admin::{NewPerson, NewTerritory},
    base::Sqlite,
    http::{Listen, serve},
};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse";
/// 2026-11-27 08:00 in China.
const NOW: i64 = 1_795_737_600_000;

pub struct Headquarters {
    pub hq: Arc<Hq>,
    pub url: String,
    pub data: TempDir,
    clock: Arc<AtomicI64>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Headquarters {
    /// With two territories, `T1` of `alice` and `T2` of `bob`.
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    pub fn with_limits(limits: Limits) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(NOW));
        let ticking = clock.clone();
        let hq = Hq::open(
            Box::new(Sqlite::open(&data.path().join("hq.db")).unwrap()),
            data.path(),
            Arc::new(move || ticking.fetch_add(1, Ordering::Relaxed)),
            Arc::new(SeededEntropy::new(11)),
        );
        let hq = Arc::new(hq.unwrap().with_limits(limits));
        for (territory, person) in [("T1", "alice"), ("T2", "bob")] {
            hq.add_territory(&NewTerritory {
                code: territory.to_owned(),
                name: format!("片区 {territory}"),
                organisation: "烟草公司".to_owned(),
                zone: "Asia/Shanghai".to_owned(),
            })
            .unwrap();
            hq.add_person(&NewPerson {
                code: person.to_owned(),
                name: person.to_owned(),
                role: Role::Manager,
                phone: None,
                password: PASSWORD.to_owned(),
            })
            .unwrap();
            hq.assign(territory, person, true).unwrap();
        }
        let (told, address) = mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let serving = hq.clone();
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            let listen = Listen { address: "127.0.0.1:0".parse().unwrap(), tls: None, plain: false };
            let ready = move |address| told.send(address).unwrap();
            let stopped = async {
                let _ = stopped.await;
            };
            runtime.block_on(serve(serving, &listen, ready, stopped)).unwrap();
        });
        let url = format!("http://{}", address.recv().unwrap());
        Self { hq, url, data, clock, stop: Some(stop) }
    }

    /// Where the whole file lies when it has all been sent.
    pub fn file(&self, sha256: &str) -> PathBuf {
        self.data.path().join("blobs").join(&sha256[..2]).join(sha256)
    }
}

impl Drop for Headquarters {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

struct Nobody;

impl Events for Nobody {
    fn progress(&self, _: wire::Progress) {}
    fn changed(&self, _: wire::Changed) {}
}

impl Desktop for Nobody {
    fn open(&self, _: &Path) -> Result<(), AppError> {
        Ok(())
    }

    fn browse(&self, _: &str) -> Result<(), AppError> {
        Ok(())
    }
}

/// One manager's tablet.
pub struct Manager {
    pub dir: TempDir,
    session: Session,
    entropy: SeededEntropy,
    clock: Arc<AtomicI64>,
}

impl Manager {
    /// Enrolled for a territory, and synced once.
    pub fn enrolled(hq: &Headquarters, person: &str, territory: &str, seed: u64) -> Self {
        let manager = Self::alone(hq, seed);
        manager.enrol(hq, person, territory).unwrap();
        manager
    }

    /// With a folder that headquarters does not know.
    pub fn alone(hq: &Headquarters, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let session = Session::new(SessionOptions {
            data: Some(dir.path().join("data")),
            root: dir.path().join("root"),
            assets: Assets { fonts: PathBuf::from("none") },
            keyring: KeyPlace::File,
            steady: || None,
        });
        Self { dir, session: session.unwrap(), entropy: SeededEntropy::new(seed), clock: hq.clock.clone() }
    }

    /// With a new code; synced once.
    pub fn enrol(&self, hq: &Headquarters, person: &str, territory: &str) -> Result<Value, AppError> {
        let code = hq.hq.enrol_code(person, territory).unwrap();
        self.enrol_with(hq, person, &code)
    }

    pub fn enrol_with(&self, hq: &Headquarters, person: &str, code: &str) -> Result<Value, AppError> {
        let asked = json!({ "server": hq.url, "user": person, "password": PASSWORD, "code": code });
        self.call("sync.enrol", asked, None)
    }

    pub fn call(&self, name: &str, args: Value, bytes: Option<Vec<u8>>) -> Result<Value, AppError> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        let now = self.clock.fetch_add(1_000, Ordering::Relaxed);
        let ctx = Ctx { now, entropy: &self.entropy, events: &Nobody, cancel: &NEVER, desktop: &Nobody };
        self.session.dispatch(name, args, bytes, &ctx)
    }

    pub fn ok(&self, name: &str, args: Value) -> Value {
        self.call(name, args, None).unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub fn sync(&self) -> Value {
        self.ok("sync.run", json!({ "password": PASSWORD }))
    }
}
