//! `rounds` and `rounds-hq` as processes, over TLS on loopback: in peace, and over a network that delays, cuts and
//! garbles while both are killed.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on ends there")]

#[path = "../../crates/hq/tests/story/cluster.rs"]
mod cluster;
mod ground;
mod proxy;

use std::{thread, time::Duration};

use ground::{Beneath, Device, Headquarters};
use proxy::Proxy;
use rounds_tests::Dice;

/// `make soak` asks for more.
fn kills() -> u64 {
    std::env::var("ROUNDS_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(10)
}

fn list(rows: &[(String, String)]) -> String {
    let mut text = String::from("客户编码,客户名称\n");
    for (code, name) in rows {
        text.push_str(&format!("{code},{name}\n"));
    }
    text
}

fn row(code: &str, name: &str) -> (String, String) {
    (code.to_owned(), name.to_owned())
}

/// Both devices and headquarters hold the same of the territory.
fn equal(hq: &Headquarters, devices: &[&Device]) {
    let theirs = hq.hash();
    for device in devices {
        assert_eq!(device.hash(), theirs, "{} differs", device.name);
        let status = device.status();
        assert_eq!(status["waiting"], 0, "{status}");
        assert_eq!(status["set_aside"], 0, "{status}");
    }
}

#[test]
fn two_devices_that_worked_apart_are_equal_after_a_sync() {
    for beneath in [Beneath::Sqlite, Beneath::Postgres(cluster::database())] {
        let hq = Headquarters::new(beneath);
        let proxy = Proxy::to(hq.port());
        let (a, b) = (Device::new("a"), Device::new("b"));
        // What lies there before headquarters is known goes there; an empty folder gets it from there.
        a.import(&list(&[row("K1", "一店"), row("K2", "二店"), row("K3", "三店")]));
        assert!(a.run(&["sync"]).refused().contains("注册"));
        a.enrol(&hq, proxy.port());
        b.enrol(&hq, proxy.port());
        a.sync().ok();
        b.sync().ok();
        assert_eq!(b.customers(), a.customers());
        equal(&hq, &[&a, &b]);
        // Apart: different rows, and two words for one name.
        a.import(&list(&[row("K1", "一店（甲说）"), row("K4", "四店")]));
        b.import(&list(&[row("K1", "一店（乙说）"), row("K5", "五店")]));
        assert_ne!(a.status()["waiting"], 0);
        a.sync().ok();
        b.sync().ok();
        a.sync().ok();
        equal(&hq, &[&a, &b]);
        assert_eq!(a.customers(), b.customers());
        assert_eq!(a.customers().lines().filter(|line| line.starts_with('K')).count(), 5);
        let status = a.status();
        assert_eq!(status["conflicts"], 1, "one of two names lost, and is kept: {status}");
        let told = a.run(&["status"]);
        assert!(told.ok().contains("已上报") && told.ok().contains("需处理 1"), "{}", told.out);
    }
}

#[test]
fn a_device_that_a_restored_headquarters_does_not_know_is_enrolled_once_more_and_loses_nothing() {
    let mut hq = Headquarters::new(Beneath::Sqlite);
    let proxy = Proxy::to(hq.port());
    let (a, b) = (Device::new("a"), Device::new("b"));
    a.import(&list(&[row("K1", "一店"), row("K2", "二店")]));
    a.enrol(&hq, proxy.port());
    a.sync().ok();
    hq.back_up();
    // A device of the day that is lost: what it sent, and what it has not.
    b.enrol(&hq, proxy.port());
    b.sync().ok();
    b.import(&list(&[row("K1", "一店（乙说）"), row("K3", "三店")]));
    b.sync().ok();
    b.import(&list(&[row("K4", "四店")]));
    hq.restore();
    proxy.lead_to(hq.port());
    assert!(b.sync().refused().contains("总部没有登记这台设备"), "{}", b.sync().err);
    b.enrol(&hq, proxy.port());
    // Known again: a second code is not used up.
    assert!(b.try_to_enrol(&hq, proxy.port()).refused().contains("注册码没有用掉"));
    b.sync().ok();
    a.sync().ok();
    equal(&hq, &[&a, &b]);
    let rows = [row("K1", "一店（乙说）"), row("K2", "二店"), row("K3", "三店"), row("K4", "四店")];
    assert_eq!((a.rows(), b.rows()), (rows.to_vec(), rows.to_vec()));
    hq.verify();
}

#[test]
fn nothing_is_lost_or_doubled_by_kills_over_a_broken_network() {
    for beneath in [Beneath::Sqlite, Beneath::Postgres(cluster::database())] {
        let mut hq = Headquarters::new(beneath);
        let proxy = Proxy::to(hq.port());
        let (a, b) = (Device::new("a"), Device::new("b"));
        a.import(&list(&[row("K0", "零店")]));
        a.enrol(&hq, proxy.port());
        b.enrol(&hq, proxy.port());
        a.sync().ok();
        b.sync().ok();
        let dice = Dice::new(11);
        let mut written = vec![row("K0", "零店")];
        proxy.misbehave(true);
        // A network that has done nothing yet proves nothing: some more, until it has.
        for kill in (0..kills() + 100).take_while(|kill| *kill < kills() || proxy.harmed() == 0) {
            let device = if dice.chance(50) { &a } else { &b };
            let new = row(&format!("N{kill:04}"), &format!("新店 {kill}"));
            device.import(&list(std::slice::from_ref(&new)));
            written.push(new);
            let mut child = device.begin_sync();
            thread::sleep(Duration::from_millis(dice.roll(900) as u64));
            if dice.chance(50) {
                child.kill().unwrap();
            } else {
                hq.kill();
                hq.serve();
                proxy.lead_to(hq.port());
            }
            let _ = child.wait();
        }
        proxy.misbehave(false);
        for device in [&a, &b, &a, &b] {
            device.sync().ok();
        }
        equal(&hq, &[&a, &b]);
        written.sort();
        for device in [&a, &b] {
            assert_eq!(device.rows(), written, "{}", device.name);
        }
        hq.verify();
        assert!(proxy.harmed() > 0, "the network never misbehaved");
    }
}
