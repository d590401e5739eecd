//! Devices, headquarters and the network between them in one process: real protocol, real merge, real SQLite files; the
//! clock, the network and every misfortune from a seed.
//!
//! `ROUNDS_SEED=17` plays one seed, with `ROUNDS_TRACE=1` line by line; `ROUNDS_SEEDS=1000` plays so many.

#![allow(clippy::unwrap_used, reason = "a play that cannot go on ends there")]

mod base;
#[path = "../../crates/hq/tests/story/cluster.rs"]
mod cluster;
mod device;
mod disk;
mod headquarters;
mod office;
mod oracle;
mod play;
mod rules;
mod scenario;
mod wire;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// What happened how often.
type Reached = BTreeMap<&'static str, u32>;

/// Seeds of the quick tier: every scenario twice, in other weather.
const FEW: u64 = 2 * scenario::ALL.len() as u64;

/// Plays a seed twice; what it came to, or what went wrong and how to see it again.
fn twice(seed: u64) -> Result<Reached, String> {
    let again = format!(
        "{:?}; again: ROUNDS_SEED={seed} ROUNDS_TRACE=1 cargo test --workspace --features rounds/custom-protocol --test sim",
        scenario::of(seed)
    );
    let play = || catch_unwind(AssertUnwindSafe(|| scenario::play(seed)));
    match (play(), play()) {
        (Ok(first), Ok(second)) if first == second => Ok(first.reached),
        (Ok(_), Ok(_)) => Err(format!("seed {seed} ends differently each time ({again})")),
        _ => Err(format!("seed {seed} fails ({again})")),
    }
}

#[test]
fn both_sides_are_equal_and_no_word_is_lost_whatever_happens() {
    let (first, count) = match number("ROUNDS_SEED") {
        Some(seed) => (seed, 1),
        None => (0, number("ROUNDS_SEEDS").unwrap_or(FEW)),
    };
    let reached: Mutex<Reached> = Mutex::default();
    let next = AtomicU64::new(first);
    let failures: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..2.min(count))
            .map(|_| {
                scope.spawn(|| {
                    let mut failed = Vec::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= first + count {
                            return failed;
                        }
                        match twice(seed) {
                            Ok(more) => {
                                let mut reached = reached.lock().unwrap();
                                for (what, times) in more {
                                    *reached.entry(what).or_default() += times;
                                }
                            }
                            Err(what) => failed.push(what),
                        }
                    }
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let reached = reached.into_inner().unwrap();
    for (what, times) in &reached {
        println!("{times:>6} {what}");
    }
    // One seed, or a few, need not come to everything.
    if count >= FEW {
        let never: Vec<_> =
            rules::ALL.iter().filter(|rule| reached.get(*rule).is_none_or(|n| *n == 0)).collect();
        assert!(never.is_empty(), "no play came to: {never:?}");
    }
}
