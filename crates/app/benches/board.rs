//! How long a week of 300 customers takes on the board, through the window's own calls. Told in CPU milliseconds of this
//! thread, for other programs run beside it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on ends there, and tells by printing"
)]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/use_case/common/mod.rs"]
mod common;

use std::{
    fmt::Write,
    fs,
    sync::{Mutex, atomic::AtomicBool},
};

use rounds_app::{Ctx, Events, wire};
use rounds_core::SeededEntropy;
use serde_json::{Value, json};

use common::{NOW, Office, visits};

const HOUR: i64 = 3_600_000;

/// CPU milliseconds that this thread has used.
fn used() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    told.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e6
}

/// Notes when the first best plan was told.
#[derive(Default)]
struct First(Mutex<Option<f64>>);

impl Events for First {
    fn progress(&self, told: wire::Progress) {
        if told.best.is_some_and(|best| best.visits > 0) {
            self.0.lock().unwrap().get_or_insert_with(used);
        }
    }

    fn changed(&self, _: wire::Changed) {}
}

/// 300 shops of all classes in a city and six towns around it.
fn territory() -> String {
    let mut csv = "客户编码,客户名称,经度,纬度,客户分级\n".to_owned();
    let towns = [(0.0, 0.0), (0.2, 0.1), (-0.25, 0.05), (0.1, -0.2), (-0.1, 0.22), (0.3, -0.1), (-0.2, -0.2)];
    for n in 0..300_u32 {
        let (east, north) = towns[(n * n % 11 % 7) as usize];
        let spread = |n: u32| f64::from(n * 7_919 % 1_000) / 1_000.0 * 0.05;
        let class = ["A", "B", "B", "C", "C", "C", "D", "D", "D", "D"][(n % 10) as usize];
        let (lng, lat) = (118.2 + east + spread(n), 32.9 + north + spread(n * 31 + 7));
        writeln!(csv, "K{n:03},店{n},{lng:.5},{lat:.5},{class}").unwrap();
    }
    csv
}

fn main() {
    let office = Office::with(&territory());
    let (entropy, never, first) = (SeededEntropy::new(9), AtomicBool::new(false), First::default());
    let ctx = Ctx { now: NOW, entropy: &entropy, events: &first, cancel: &never, desktop: &office.told };
    let begun = used();
    let board = office.session.dispatch("plan.make", json!({ "week": "2026-W48" }), None, &ctx).unwrap();
    let (told, taken) = (first.0.lock().unwrap().unwrap() - begun, used() - begun);
    println!(
        "plan: first answer after {told:.0} ms, taken after {taken:.0} ms, {} visits",
        visits(&board).len()
    );
    office.ok("plan.finalise", json!({ "week": "2026-W48" }));
    // Tuesday noon: a visit of Monday was missed.
    office.at(NOW + 52 * HOUR);
    let missed = visits(&board)[2].clone();
    office.ok(
        "plan.edit",
        json!({ "id": missed["id"], "purposes": ["routine"], "key_points": null, "missed": true }),
    );
    let mut best = f64::INFINITY;
    let mut proposal = Value::Null;
    for _ in 0..5 {
        let begun = used();
        proposal = office.ok("plan.repair", json!({ "week": "2026-W48" }));
        best = best.min(used() - begun);
    }
    let moved =
        proposal["differences"].as_array().unwrap().iter().filter(|one| !one["from"].is_null()).count();
    let stay = proposal["kept"].as_u64().unwrap();
    println!("repair: {best:.0} ms, {moved} moved, {stay} stay");
}
