//! Devices, headquarters and the network between them in one process: real protocol, real merge, real SQLite files; the
//! clock, the network and every misfortune from a seed.
//!
//! `ROUNDS_SEED=17` plays one seed, with `ROUNDS_TRACE=1` line by line; `ROUNDS_SEEDS=1000` plays so many.

#![allow(clippy::unwrap_used, reason = "a play that cannot go on ends there")]

mod device;
mod disk;
mod headquarters;
mod oracle;
mod play;
mod scenario;
mod wire;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Plays a seed twice; what went wrong, and how to see it again.
fn twice(seed: u64) -> Result<(), String> {
    let again = format!(
        "{:?}; again: ROUNDS_SEED={seed} ROUNDS_TRACE=1 cargo test --workspace --features rounds/custom-protocol --test sim",
        scenario::of(seed)
    );
    let play = || catch_unwind(AssertUnwindSafe(|| scenario::play(seed)));
    match (play(), play()) {
        (Ok(first), Ok(second)) if first == second => Ok(()),
        (Ok(_), Ok(_)) => Err(format!("seed {seed} ends differently each time ({again})")),
        _ => Err(format!("seed {seed} fails ({again})")),
    }
}

#[test]
fn both_sides_are_equal_and_no_word_is_lost_whatever_happens() {
    let (first, count) = match number("ROUNDS_SEED") {
        Some(seed) => (seed, 1),
        None => (0, number("ROUNDS_SEEDS").unwrap_or(50)),
    };
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
                        failed.extend(twice(seed).err());
                    }
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
