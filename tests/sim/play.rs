//! One play: who is there, what happens, and what has to be true in the end.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread::JoinHandle,
};

use rounds_core::{
    Id,
    canonical::sha256_hex,
    sync::{Scope, SetAsideChoice},
};
use rounds_store::{KeyPlace, StoreError};
use rounds_sync::{
    Enrolment, Reply, Report, Request, Secrets, SyncError, account, decide_set_aside, enrol, fetch_file, run,
};
use rounds_tests::Dice;
use tempfile::TempDir;

use crate::{
    cluster,
    device::Device,
    disk,
    headquarters::{Headquarters, PASSWORD},
    oracle::Oracle,
    rules,
    scenario::{self, Scenario},
    wire::{Weather, Wire},
};

/// Monday, 23 November 2026, 08:00 in China, in UTC milliseconds.
const BEGIN: i64 = 1_795_392_000_000;
const STEPS: usize = 26;
/// How often everybody syncs in peace at the end.
const PEACE: usize = 6;

pub struct Sim {
    pub dir: TempDir,
    pub dice: Dice,
    clock: Arc<AtomicI64>,
    pub hq: RefCell<Headquarters>,
    pub devices: RefCell<Vec<std::rc::Rc<Device>>>,
    pub oracle: RefCell<Oracle>,
    /// Requests that will arrive a second time.
    pub late: RefCell<Vec<Request>>,
    /// A request that is held up at headquarters.
    pub held_up: RefCell<Option<JoinHandle<Reply>>>,
    /// A customer that a scenario comes back to.
    pub chosen: Cell<Option<Id>>,
    /// Devices that headquarters, put back to yesterday, has not seen since.
    pub unheard: RefCell<BTreeSet<String>>,
    reached: RefCell<BTreeMap<&'static str, u32>>,
    trace: RefCell<Vec<String>>,
    seed: u64,
}

impl Sim {
    pub fn new(seed: u64) -> Self {
        let dir = disk::place();
        let clock = Arc::new(AtomicI64::new(BEGIN));
        // Only a database with several writers lets a transaction overtake another.
        let url = (scenario::of(seed) == Scenario::OutOfOrderCommits).then(cluster::database);
        let hq = Headquarters::new(dir.path().join("hq"), clock.clone(), seed ^ 0x4851, url);
        let sim = Self {
            dir,
            dice: Dice::new(seed),
            clock,
            hq: RefCell::new(hq),
            devices: RefCell::default(),
            oracle: RefCell::default(),
            late: RefCell::default(),
            held_up: RefCell::default(),
            chosen: Cell::default(),
            unheard: RefCell::default(),
            reached: RefCell::default(),
            trace: RefCell::default(),
            seed,
        };
        sim.hq.borrow().territory("T1", "alice");
        sim.hq.borrow().territory("T2", "bob");
        sim.device("a", "alice", "T1").begin_alone(sim.now(), 5);
        sim.device("b", "alice", "T1");
        sim.device("c", "bob", "T2").begin_alone(sim.now(), 2);
        for device in sim.all() {
            sim.enrol(&device);
        }
        for device in sim.all().into_iter().chain(sim.all()) {
            sim.sync(&device, Weather::calm()).unwrap();
        }
        sim
    }

    /// UTC milliseconds.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn note(&self, line: &str) {
        let line = format!("{:>12} {line}", self.now() - BEGIN);
        if std::env::var_os("ROUNDS_TRACE").is_some() {
            eprintln!("{line}");
        }
        self.trace.borrow_mut().push(line);
    }

    /// Something that is to be tried has happened.
    pub fn reach(&self, what: &'static str) {
        *self.reached.borrow_mut().entry(what).or_default() += 1;
    }

    pub fn all(&self) -> Vec<std::rc::Rc<Device>> {
        self.devices.borrow().clone()
    }

    pub fn any(&self) -> std::rc::Rc<Device> {
        let all = self.all();
        all[self.dice.roll(all.len())].clone()
    }

    /// A new device with an empty folder.
    pub fn device(&self, name: &str, user: &'static str, territory: &'static str) -> std::rc::Rc<Device> {
        let number = self.devices.borrow().len() as u64;
        let seed = self.seed.wrapping_mul(31).wrapping_add(number + 1);
        let folder = self.dir.path().join(format!("device-{number}-{name}"));
        let device = std::rc::Rc::new(Device::new(name, user, territory, folder, seed));
        self.devices.borrow_mut().push(device.clone());
        device
    }

    pub fn enrol(&self, device: &Device) {
        let code = self.hq.borrow().hq().enrol_code(device.user, device.territory).unwrap();
        let store = device.store(self.now());
        let wire = Wire::new(self, device, Weather::calm());
        let enrolment = Enrolment {
            server: "https://hq.example.cn",
            user: device.user,
            password: PASSWORD,
            code: Some(&code),
            device_name: &device.name,
            keys: &KeyPlace::File,
        };
        enrol(&store, &wire, &wire, &enrolment).unwrap();
        device.enrolled_as.set(Some(store.install_id()));
        device.promise();
        self.note(&format!("{} is enrolled", device.name));
    }

    /// One sync, however it ends.
    pub fn sync(&self, device: &Device, weather: Weather) -> Result<Report, SyncError> {
        let store = device.store(self.now());
        let wire = Wire::new(self, device, weather);
        let secrets = Secrets {
            password: Some(PASSWORD),
            keys: &KeyPlace::File,
            device_name: &device.name,
            server: None,
        };
        let done = run(&store, &wire, &wire, secrets);
        match &done {
            Ok(report) => {
                self.unheard.borrow_mut().remove(&device.name);
                assert_eq!(report.read_anew, 0, "{} had to be repaired", device.name);
                self.note(&format!("{} synced: {} sent, {} taken", device.name, report.sent, report.taken));
                (0..report.without_personal).for_each(|_| self.reach(rules::VISIT_UNSEEN));
            }
            Err(error) => self.note(&format!("{} stopped: {error}", device.name)),
        }
        if matches!(done, Err(SyncError::Store(StoreError::DiskFull))) {
            self.reach(rules::DEVICE_FULL_SYNC);
        }
        drop(store);
        if wire.ended.get() {
            device.start_again();
        } else if self.dice.chance(10) {
            device.close();
        }
        device.shows_what_waits(self.now());
        self.told_of_a_verdict(device);
        done
    }

    /// Nothing counts as reported that headquarters has no verdict on.
    fn told_of_a_verdict(&self, device: &Device) {
        if self.unheard.borrow().contains(&device.name) {
            return;
        }
        let store = device.store(self.now());
        let (answered, known) =
            (store.last_answered().unwrap(), self.hq.borrow().last_of(store.install_id()));
        assert!(
            answered <= known,
            "{} takes operation {answered} for reported, headquarters knows {known}",
            device.name
        );
    }

    /// The user tries again, or gives up, what headquarters set aside.
    pub fn settle(&self, device: &Device) {
        let store = device.store(self.now());
        let wire = Wire::new(self, device, Weather::calm());
        for operation in store.set_aside().unwrap() {
            let choice = if self.dice.chance(50) { SetAsideChoice::Drop } else { SetAsideChoice::Retry };
            let done = decide_set_aside(&store, &wire, &wire, Some(PASSWORD), operation.op_seq, choice);
            self.note(&format!("{} {choice:?} {}: {done:?}", device.name, operation.op_seq));
        }
    }

    pub fn work(&self, device: &Device) {
        let done = device.work(self.now(), &self.dice, &mut self.oracle.borrow_mut());
        if let Some(done) = done {
            self.note(&format!("{}: {done}", device.name));
        }
        self.pass(30_000 + self.dice.roll(60_000) as i64);
    }

    /// A stretch of ordinary days.
    pub fn days(&self, weather: Weather, event: &mut dyn FnMut(usize)) {
        for step in 0..STEPS {
            event(step);
            let device = self.any();
            match self.dice.roll(10) {
                0..=5 => self.work(&device),
                6..=8 => drop(self.sync(&device, weather)),
                _ => self.pass(self.dice.roll(36 * 3_600_000) as i64),
            }
        }
    }

    /// Peace: everybody syncs until nothing moves. Then nothing may be lost, doubled or different.
    pub fn end(&self) -> Ending {
        self.note("peace");
        self.late.borrow_mut().clear();
        self.hq.borrow().spare();
        let mut last = Vec::new();
        for round in 0..PEACE {
            last.clear();
            for device in self.all() {
                let report = self.sync(&device, Weather::calm());
                last.push(report.unwrap_or_else(|error| panic!("{} in peace: {error}", device.name)));
            }
            let quiet = last.iter().all(|report| report.sent == 0 && report.taken == 0);
            if quiet && round > 0 {
                break;
            }
        }
        let hq = self.hq.borrow();
        let status = hq.hq().status().unwrap();
        let mut hashes = Vec::new();
        for (device, report) in self.all().iter().zip(&last) {
            let name = &device.name;
            let store = device.store(self.now());
            let standing = store.standing().unwrap();
            assert_eq!(store.unsent().unwrap(), 0, "{name} has unsent operations");
            assert_eq!(standing.waiting_files, 0, "{name} has unsent pictures: {:?}", report.files_refused);
            assert_eq!(report.push_refused, None, "{name}");
            if let Some(install) = device.enrolled_as.get() {
                assert_eq!(store.install_id(), install, "{name} took itself for a copy");
            }
            assert_eq!(report.sent + report.taken, 0, "{name} never comes to rest");
            if store.set_aside().unwrap().is_empty() {
                assert_eq!(device.kept_beside(), 0, "{name} shows something else than headquarters");
            }
            for (picture, is_here) in device.pictures(self.now()) {
                let is_there = hq.has_picture(&picture);
                assert!(is_there || !is_here, "{name} has a picture that headquarters has not");
                if is_there && !is_here {
                    let wire = Wire::new(self, device, Weather::calm());
                    fetch_file(&store, &wire, &wire, &picture).unwrap();
                    assert!(store.read_file(&picture).is_ok());
                }
            }
            let newest = &hq.hq().forms().unwrap()[0];
            assert_eq!(device.form(self.now()).hash, newest.hash, "{name} fills in an older form");
            let left = self.oracle.borrow().left_of_erased(&device.holdings()).len();
            assert_eq!(left, 0, "{name} shows what was erased by law");
            for check in &report.scopes {
                assert_eq!(check.equal, Some(true), "{name} differs in {}", check.scope);
                let sum = store.scope_hash(check.scope).unwrap();
                let territory =
                    status.iter().find(|status| Scope::Territory(status.territory_id) == check.scope);
                if let Some(territory) = territory {
                    assert_eq!((&sum.hash, sum.rows), (&territory.hash, territory.rows), "{name}");
                }
                hashes.push(format!("{name} {} {}", check.scope, sum.hash));
            }
            let held = account(&store).unwrap().expect("it is enrolled");
            let open = report.scopes.iter().any(|check| check.scope == Scope::Territory(held.territory_id));
            if !open {
                // What was set aside stays until its user decides.
                let aside = store.set_aside().unwrap();
                let mut left = store.read(rounds_store::customers).unwrap();
                left.retain(|row| !aside.iter().any(|operation| operation.id == row.meta.id));
                assert_eq!(left.len(), 0, "{name} still shows a territory that it may not see");
            }
        }
        for chain in hq.hq().verify().unwrap() {
            assert!(chain.findings.is_empty(), "{chain:?}");
        }
        let mut reached = self.reached.borrow().clone();
        rules::count(&hq, &mut reached);
        *reached.entry(rules::HQ_FULL).or_default() += hq.hand.fate.lock().unwrap().fulls;
        for device in self.all() {
            *reached.entry(rules::DEVICE_FULL).or_default() += device.fulls.get();
        }
        let holdings = hq.holdings();
        let oracle = self.oracle.borrow();
        assert_eq!(oracle.missing(&holdings), Vec::<&String>::new(), "words were lost");
        let left = oracle.left_of_erased(&holdings);
        assert_eq!(left, Vec::<&String>::new(), "headquarters holds what it erased by law");
        let late = oracle.came_late(&holdings);
        assert_eq!(
            late,
            Vec::<&String>::new(),
            "headquarters holds what was written before it was erased by law"
        );
        Ending {
            hashes,
            words: oracle.written(),
            reached,
            trace: sha256_hex(self.trace.borrow().join("\n").as_bytes()),
        }
    }
}

/// What two plays of one seed must agree in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub hashes: Vec<String>,
    pub words: usize,
    pub reached: BTreeMap<&'static str, u32>,
    pub trace: String,
}
