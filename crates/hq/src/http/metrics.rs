//! Figures for Prometheus: counts only, nothing of anybody.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

#[derive(Default)]
pub struct Metrics {
    /// Method, route and status → how often.
    requests: Mutex<BTreeMap<(String, String, u16), u64>>,
    operations: AtomicU64,
    entries: AtomicU64,
}

impl Metrics {
    pub fn count(&self, method: &str, route: &str, status: u16) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry((method.to_owned(), route.to_owned(), status)).or_default() += 1;
    }

    pub fn operations(&self, count: u64) {
        self.operations.fetch_add(count, Ordering::Relaxed);
    }

    pub fn entries(&self, count: u64) {
        self.entries.fetch_add(count, Ordering::Relaxed);
    }

    /// The text format of Prometheus.
    pub fn text(&self) -> String {
        let mut text = String::from("# TYPE rounds_requests_total counter\n");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((method, route, status), count) in &*requests {
            let _ = writeln!(
                text,
                "rounds_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        for (name, count) in [
            ("rounds_operations_received_total", &self.operations),
            ("rounds_feed_entries_sent_total", &self.entries),
        ] {
            let _ = writeln!(text, "# TYPE {name} counter\n{name} {}", count.load(Ordering::Relaxed));
        }
        text
    }
}
