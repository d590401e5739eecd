//! What may happen to devices and headquarters, each told by its name.

use std::rc::Rc;

use rounds_core::{Id, customer::Customer};
use rounds_store::all;
use rounds_sync::account;
use serde_json::Value;

use crate::{
    base::Blow,
    device::{Device, Field},
    disk,
    headquarters::PASSWORD,
    office,
    play::{Ending, Sim},
    rules,
    wire::Weather,
};

const DAY: i64 = 86_400_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    DeviceKilledAtWrites,
    HqKilledAtWrites,
    PowerCutWithTornPages,
    ReplyLostAfterCommit,
    DoubledAndReordered,
    PartedInMidPull,
    EditDuringSync,
    TwoDevicesDifferentFields,
    TwoDevicesSameField,
    DeleteAgainstEdit,
    TombstonesExpired,
    ClocksWrong,
    HqRestored,
    DeviceRestoredFromBackup,
    DeviceCloned,
    Reinstalled,
    ReassignedWhileOffline,
    AccessRevokedWithWorkPending,
    EightWeeksAway,
    PoisonOperation,
    HqDiskFull,
    TokenExpiredInMidPush,
    UserDisabledInMidPush,
    PhotoCutAndWrongByte,
    RushWithRestart,
    OutOfOrderCommits,
    DeviceDiskFull,
    HqAmends,
    HqPublishesAndErases,
}

use Scenario as S;

pub const ALL: &[Scenario] = &[
    S::DeviceKilledAtWrites,
    S::HqKilledAtWrites,
    S::PowerCutWithTornPages,
    S::ReplyLostAfterCommit,
    S::DoubledAndReordered,
    S::PartedInMidPull,
    S::EditDuringSync,
    S::TwoDevicesDifferentFields,
    S::TwoDevicesSameField,
    S::DeleteAgainstEdit,
    S::TombstonesExpired,
    S::ClocksWrong,
    S::HqRestored,
    S::DeviceRestoredFromBackup,
    S::DeviceCloned,
    S::Reinstalled,
    S::ReassignedWhileOffline,
    S::AccessRevokedWithWorkPending,
    S::EightWeeksAway,
    S::PoisonOperation,
    S::HqDiskFull,
    S::TokenExpiredInMidPush,
    S::UserDisabledInMidPush,
    S::PhotoCutAndWrongByte,
    S::RushWithRestart,
    S::OutOfOrderCommits,
    S::DeviceDiskFull,
    S::HqAmends,
    S::HqPublishesAndErases,
];

/// The scenario that a seed is about, among the weather of every day.
pub fn of(seed: u64) -> Scenario {
    ALL[(seed % ALL.len() as u64) as usize]
}

pub fn named(sim: &Sim, name: &str) -> Rc<Device> {
    sim.all().into_iter().find(|device| device.name == name).expect("the device is there")
}

/// Four contacts of every customer.
fn more_contacts(sim: &Sim, device: &Device) {
    for customer in customers(sim, device) {
        for _ in 0..4 {
            device.add_contact(sim.now(), &mut sim.oracle.borrow_mut(), &customer);
        }
    }
}

pub fn customers(sim: &Sim, device: &Device) -> Vec<Customer> {
    device.store(sim.now()).read(all::<Customer>).unwrap()
}

/// A customer that both devices of T1 show.
pub fn shared(sim: &Sim) -> Option<Id> {
    let theirs = customers(sim, &named(sim, "b"));
    let both: Vec<Id> = customers(sim, &named(sim, "a"))
        .iter()
        .map(|customer| customer.meta.id)
        .filter(|id| theirs.iter().any(|other| other.meta.id == *id))
        .collect();
    sim.dice.pick(&both).copied()
}

pub fn write(sim: &Sim, device: &Device, whom: Id, field: Field) {
    let mut oracle = sim.oracle.borrow_mut();
    let done = device.write_word(sim.now(), &sim.dice, &mut oracle, Some(whom), Some(field));
    sim.note(&format!("{}: {done:?}", device.name));
}

/// Plays a seed to its end.
pub fn play(seed: u64) -> Ending {
    let (sim, scenario) = (Sim::new(seed), of(seed));
    sim.note(&format!("{scenario:?}"));
    let mild = Weather::mild();
    let weather = match scenario {
        S::DeviceKilledAtWrites => Weather { device_cut: 12, ..mild },
        S::HqKilledAtWrites => Weather { hq_killed: 15, ..mild },
        S::PowerCutWithTornPages => Weather { device_cut: 8, hq_killed: 8, ..mild },
        S::ReplyLostAfterCommit => Weather { reply_lost: 25, ..mild },
        S::DoubledAndReordered => Weather { doubled: 25, late: 20, ..mild },
        S::EditDuringSync => Weather { work: 40, ..mild },
        S::DeviceDiskFull => Weather { work: 20, ..mild },
        S::HqDiskFull => Weather { hq_full: 15, ..mild },
        S::TokenExpiredInMidPush => Weather { long: 20, ..mild },
        S::PhotoCutAndWrongByte => Weather { wrong_byte: 15, lost: 10, reply_lost: 10, ..mild },
        _ => mild,
    };
    sim.days(weather, &mut |step| happen(&sim, scenario, step, weather));
    sim.end()
}

/// What the scenario does before a step.
fn happen(sim: &Sim, scenario: Scenario, step: usize, weather: Weather) {
    let now = sim.now();
    match (scenario, step) {
        (S::PartedInMidPull, 4 | 9 | 14 | 19) => {
            let device = sim.any();
            let after = 2 + sim.dice.roll(6) as u32;
            let _ = sim.sync(&device, Weather { parted_after: Some(after), ..weather });
        }
        (S::EditDuringSync, 4 | 9 | 14 | 19) => {
            if let Some(id) = shared(sim) {
                page_over_word(sim, id, if step.is_multiple_of(2) { "/v1/push" } else { "/v1/feed" });
            }
        }
        (S::TwoDevicesDifferentFields, 3 | 10 | 17) => {
            if let Some(id) = shared(sim) {
                write(sim, &named(sim, "a"), id, Field::Note);
                write(sim, &named(sim, "b"), id, Field::Phone);
            }
        }
        (S::TwoDevicesSameField, 3 | 10 | 17) => {
            if let Some(id) = shared(sim) {
                let field = if sim.dice.chance(50) { Field::Note } else { Field::Name };
                write(sim, &named(sim, "a"), id, field);
                write(sim, &named(sim, "b"), id, field);
            }
        }
        (S::DeleteAgainstEdit, 3 | 10 | 17) => {
            if let Some(id) = shared(sim) {
                let (first, second) = if sim.dice.chance(50) { ("a", "b") } else { ("b", "a") };
                write(sim, &named(sim, first), id, Field::Note);
                named(sim, second).delete(now, &mut sim.oracle.borrow_mut(), id);
                let (one, other) = if sim.dice.chance(50) { ("a", "b") } else { ("b", "a") };
                let _ = sim.sync(&named(sim, one), weather);
                let _ = sim.sync(&named(sim, other), weather);
            }
        }
        (S::TombstonesExpired, 8) => {
            if let Some(id) = shared(sim) {
                write(sim, &named(sim, "b"), id, Field::Note);
                named(sim, "a").delete(now, &mut sim.oracle.borrow_mut(), id);
                let _ = sim.sync(&named(sim, "a"), Weather::calm());
                sim.pass(200 * DAY);
                let gone = sim.hq.borrow().hq().expire().unwrap();
                sim.note(&format!("{gone} tombstones expired"));
            }
        }
        (S::ClocksWrong, 2) => {
            for (device, years) in sim.all().iter().zip([10, -10, 0]) {
                device.skew.set(years * 365 * DAY);
            }
        }
        (S::ClocksWrong, 12) => sim.all().iter().for_each(|device| device.skew.set(-3 * DAY)),
        (S::HqRestored, 4) => sim.chosen.set(shared(sim)),
        // What headquarters writes after the backup raises the row's version, and nobody sends it again.
        (S::HqRestored, 9) => {
            for line in ["1 号线", "2 号线", "3 号线"] {
                amend(sim, sim.chosen.get(), "line", line.into());
            }
            for device in ["a", "b"] {
                let _ = sim.sync(&named(sim, device), Weather::calm());
            }
        }
        (S::HqRestored, 6) => sim.hq.borrow().back_up(&sim.dir.path().join("backup")),
        (S::HqRestored, 15) => {
            sim.note("headquarters goes back to yesterday");
            sim.late.borrow_mut().clear();
            sim.hq.borrow_mut().restore(&sim.dir.path().join("backup"));
            sim.unheard.borrow_mut().extend(sim.all().iter().map(|device| device.name.clone()));
            for device in ["a", "b"] {
                if let Some(id) = sim.chosen.get() {
                    write(sim, &named(sim, device), id, Field::Note);
                }
                let _ = sim.sync(&named(sim, device), Weather::calm());
            }
        }
        (S::DeviceRestoredFromBackup, 7) => drop(named(sim, "a").store(now).back_up(now).unwrap()),
        (S::DeviceRestoredFromBackup, 14) => {
            let device = named(sim, "a");
            let store = device.store(now);
            sim.oracle.borrow_mut().given_up(&device.unsent_words(now));
            let name = store.backups()[0].name.clone();
            store.restore(&name, now, &device.entropy).unwrap();
            device.promise();
            device.enrolled_as.set(None);
            sim.note("a is put back from its backup");
        }
        (S::DeviceCloned, 8) => {
            let device = named(sim, "a");
            device.close();
            let twin = sim.device("d", "alice", "T1");
            disk::copied(device.folder(), twin.folder());
            device.enrolled_as.set(None);
            sim.note("a is copied");
        }
        (S::Reinstalled, 12) => reinstall(sim),
        (S::ReassignedWhileOffline, 6 | 13) => {
            let (from, to) = if step == 6 { ("T1", "T2") } else { ("T2", "T1") };
            let codes: Vec<String> = sim
                .all()
                .iter()
                .filter(|device| device.territory == from)
                .flat_map(|device| customers(sim, device))
                .filter(|customer| customer.meta.version > 0)
                .map(|customer| customer.code)
                .collect();
            let hq = sim.hq.borrow();
            let mut moved = 0;
            for code in codes {
                // Another device may have deleted it, or moved it under our eyes.
                if moved < 3 && hq.hq().reassign(from, to, std::slice::from_ref(&code)).is_ok() {
                    sim.note(&format!("{code} from {from} to {to}"));
                    moved += 1;
                }
            }
            assert!(moved > 0, "nothing was moved");
            drop(hq);
            // The customers leave while work on them cannot be sent.
            for device in sim.all().iter().filter(|device| device.territory == from) {
                for customer in customers(sim, device) {
                    let done = device.add_contact(now, &mut sim.oracle.borrow_mut(), &customer);
                    sim.note(&format!("{}: {done}", device.name));
                }
                sim.hq.borrow().strike(0, Blow::Full);
                let _ = sim.sync(device, Weather::calm());
                sim.hq.borrow().spare();
            }
        }
        (S::AccessRevokedWithWorkPending, 12) => {
            sim.work(&named(sim, "c"));
            sim.hq.borrow().hq().assign("T2", "bob", false).unwrap();
            sim.note("bob has T2 no more");
        }
        (S::EightWeeksAway, 8) => {
            (0..5).for_each(|_| sim.work(&named(sim, "b")));
            sim.pass(56 * DAY);
        }
        (S::PoisonOperation, 5 | 12) => {
            let device = sim.any();
            device.poison(now, &sim.dice, &mut sim.oracle.borrow_mut());
        }
        (S::PoisonOperation, 9 | 18) => sim.all().iter().for_each(|device| sim.settle(device)),
        (S::UserDisabledInMidPush, 8) => {
            sim.hq.borrow().hq().disable_person("alice", true).unwrap();
            for device in ["a", "b"] {
                sim.work(&named(sim, device));
                let stopped = sim.sync(&named(sim, device), Weather::calm());
                assert!(stopped.is_err(), "{device} is let in although its person is not");
            }
        }
        (S::UserDisabledInMidPush, 12) => {
            sim.hq.borrow().hq().disable_person("alice", false).unwrap();
            sim.hq.borrow().hq().set_password("alice", PASSWORD).unwrap();
            // Whoever tried in vain too often waits.
            sim.pass(DAY);
        }
        (S::PhotoCutAndWrongByte, 3 | 9 | 15) => {
            let device = sim.any();
            let bytes = 300_000 + sim.dice.roll(400_000);
            device.photograph(now, &sim.dice, bytes);
            let after = 4 + sim.dice.roll(8) as u32;
            let cut = Weather { cut_after: Some((after, sim.dice.chance(50))), ..weather };
            let _ = sim.sync(&device, cut);
        }
        (S::RushWithRestart, 10) => rush(sim),
        (S::OutOfOrderCommits, 4 | 10 | 16 | 22) => overtake(sim),
        // More is written on a than it has room for.
        (S::DeviceDiskFull, 3 | 13) => {
            let a = named(sim, "a");
            a.fill_disk(now, true);
            more_contacts(sim, &a);
        }
        // More comes for b than it has room for.
        (S::DeviceDiskFull, 7 | 17) => {
            let (a, b) = (named(sim, "a"), named(sim, "b"));
            a.fill_disk(now, false);
            more_contacts(sim, &a);
            let _ = sim.sync(&a, Weather::calm());
            b.fill_disk(now, true);
            let _ = sim.sync(&b, Weather::calm());
        }
        (S::DeviceDiskFull, 10 | 20 | 25) => sim.all().iter().for_each(|device| device.fill_disk(now, false)),
        (S::HqAmends, 3 | 8 | 13 | 18) => {
            let Some(id) = shared(sim) else { return };
            let device = named(sim, if sim.dice.chance(50) { "a" } else { "b" });
            let word = sim.oracle.borrow_mut().word("h");
            match step {
                // Headquarters' own field, the manager's, and the whole row.
                3 | 8 => {
                    write(sim, &device, id, Field::Name);
                    amend(sim, Some(id), "name", word.into());
                }
                13 => {
                    write(sim, &device, id, Field::Note);
                    amend(sim, Some(id), "note", word.into());
                }
                _ => {
                    sim.oracle.borrow_mut().unwritten(&word);
                    write(sim, &device, id, Field::Note);
                    amend(sim, Some(id), "deleted_at", now.into());
                }
            }
            let _ = sim.sync(&device, weather);
        }
        (S::HqPublishesAndErases, _) => office::happen(sim, step, weather),
        _ => {}
    }
}

/// The user writes in a customer's file while the page that brings another's change of it is under way.
fn page_over_word(sim: &Sim, id: Id, path: &'static str) {
    let (a, b) = (named(sim, "a"), named(sim, "b"));
    let _ = sim.sync(&a, Weather::calm());
    let Some(customer) = customers(sim, &b).into_iter().find(|customer| customer.meta.id == id) else {
        return;
    };
    // More than a page, the customer last.
    for _ in 0..5 {
        b.add_contact(sim.now(), &mut sim.oracle.borrow_mut(), &customer);
    }
    write(sim, &b, id, Field::Note);
    let _ = sim.sync(&b, Weather::calm());
    let _ = sim.sync(&a, Weather { writes: Some((path, id)), ..Weather::calm() });
}

/// Headquarters changes a customer of T1, not knowing what devices have not sent.
fn amend(sim: &Sim, whom: Option<Id>, field: &str, new: Value) {
    let Some(id) = whom else { return };
    let shown = customers(sim, &named(sim, "a")).into_iter().find(|customer| customer.meta.id == id);
    let Some(territory) = shown.map(|customer| customer.meta.territory_id) else { return };
    let seen = sim.hq.borrow().amend(territory, id, &[(field, new.clone())]);
    let mut oracle = sim.oracle.borrow_mut();
    match (&seen, field) {
        (None, _) => oracle.unwritten(new.as_str().unwrap_or_default()),
        (Some(seen), "deleted_at") => oracle.deleted(seen),
        (Some(seen), _) => {
            let seen: Value = serde_json::from_str(seen).unwrap();
            oracle.overwritten(seen[field].as_str().unwrap_or_default());
        }
    }
    sim.note(&format!("headquarters: {field} := {new}, seen {}", seen.is_some()));
}

/// A device's transaction is done at headquarters and not yet kept, while another one of the same territory sends and reads.
fn overtake(sim: &Sim) {
    let (a, b) = (named(sim, "a"), named(sim, "b"));
    let Some(id) = shared(sim) else { return };
    for device in [&a, &b] {
        let _ = sim.sync(device, Weather::calm());
        write(sim, device, id, Field::Note);
    }
    let _ = sim.sync(&a, Weather { held_up: true, ..Weather::calm() });
    let _ = sim.sync(&b, Weather::calm());
    let held_up = sim.held_up.borrow_mut().take();
    if let Some(asking) = held_up {
        let reply = asking.join().unwrap();
        sim.reach(rules::HELD_UP);
        sim.note(&format!("a's operations are kept: {}", reply.status));
    }
}

/// The folder of a device is lost; its user begins with an empty one.
fn reinstall(sim: &Sim) {
    let device = named(sim, "b");
    sim.oracle.borrow_mut().given_up(&device.unsent_words(sim.now()));
    device.close();
    std::fs::remove_dir_all(device.folder()).unwrap();
    sim.note("b begins anew");
    sim.enrol(&device);
}

/// Friday, half past four: everybody at once, and headquarters is started again in the middle.
fn rush(sim: &Sim) {
    for n in 0..3 {
        let device = sim.device(&format!("r{n}"), "alice", "T1");
        sim.enrol(&device);
        let _ = sim.sync(&device, Weather::mild());
    }
    for (n, device) in sim.all().iter().enumerate() {
        (0..3).for_each(|_| sim.work(device));
        if n == 2 {
            sim.hq.borrow().strike(1, Blow::KilledAfter { left: 1_000 });
        }
        let _ = sim.sync(device, Weather { hq_killed: 4, ..Weather::mild() });
    }
    let enrolled =
        sim.all().iter().filter(|device| account(&device.store(sim.now())).unwrap().is_some()).count();
    sim.note(&format!("{enrolled} devices in the rush"));
}
