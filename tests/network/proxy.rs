//! A proxy on loopback that delays, cuts and garbles what goes through it. Connections overtake one another by their delays.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use rounds_tests::Dice;

/// Of 1,000 pieces: garbled, and cut off.
const GARBLED: usize = 10;
const CUT: usize = 15;

pub struct Proxy {
    port: u16,
    target: Arc<AtomicU16>,
    bad: Arc<AtomicBool>,
    harmed: Arc<AtomicU32>,
}

impl Proxy {
    pub fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            target: Arc::new(target.into()),
            bad: Arc::default(),
            harmed: Arc::default(),
        };
        let (target, bad, harmed) = (proxy.target.clone(), proxy.bad.clone(), proxy.harmed.clone());
        thread::spawn(move || {
            for (number, client) in listener.incoming().flatten().enumerate() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target.load(Ordering::Relaxed))) else {
                    continue;
                };
                for (from, to, seed) in [
                    (client.try_clone().unwrap(), server.try_clone().unwrap(), number * 2),
                    (server, client, number * 2 + 1),
                ] {
                    let (bad, harmed) = (bad.clone(), harmed.clone());
                    thread::spawn(move || carry(from, to, &Dice::new(seed as u64), &bad, &harmed));
                }
            }
        });
        proxy
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn lead_to(&self, target: u16) {
        self.target.store(target, Ordering::Relaxed);
    }

    pub fn misbehave(&self, bad: bool) {
        self.bad.store(bad, Ordering::Relaxed);
    }

    /// Pieces that were cut or garbled.
    pub fn harmed(&self) -> u32 {
        self.harmed.load(Ordering::Relaxed)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, dice: &Dice, bad: &AtomicBool, harmed: &AtomicU32) {
    let mut piece = vec![0; 4 << 10];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        if bad.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(dice.roll(25) as u64));
            let fate = dice.roll(1_000);
            if fate < CUT {
                harmed.fetch_add(1, Ordering::Relaxed);
                break;
            }
            if fate < CUT + GARBLED {
                harmed.fetch_add(1, Ordering::Relaxed);
                let at = dice.roll(read);
                piece[at] ^= 1 << dice.roll(8);
            }
        }
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
