//! Work under way, by the name it reports progress under, so that it can be cancelled.
//!
//! The tests' door compiles this file too: both doors cancel alike.

use rounds_app::{
    Events,
    wire::{Changed, Progress},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

#[derive(Default)]
pub struct Jobs(Mutex<HashMap<String, Arc<AtomicBool>>>);

impl Jobs {
    /// Asks the job to stop. One that has ended meanwhile is left alone.
    pub fn cancel(&self, job: &str) {
        if let Some(flag) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(job) {
            flag.store(true, Ordering::Relaxed);
        }
    }
}

/// One call's events on their way out: the first progress makes the job known, and repeated percentages of a stage are dropped.
pub struct Call<'a> {
    jobs: &'a Jobs,
    out: &'a dyn Events,
    cancel: Arc<AtomicBool>,
    /// The percentage told last, with its stage.
    told: AtomicU32,
}

impl<'a> Call<'a> {
    pub fn new(jobs: &'a Jobs, out: &'a dyn Events) -> Self {
        Self { jobs, out, cancel: Arc::default(), told: AtomicU32::new(u32::MAX) }
    }

    /// Set once the user has cancelled.
    pub fn cancelled(&self) -> &AtomicBool {
        &self.cancel
    }
}

impl Events for Call<'_> {
    fn progress(&self, progress: Progress) {
        let percent = (u64::from(progress.done) * 100 / u64::from(progress.total.max(1))) as u32;
        let stage = progress.stage.map_or(0, |stage| stage as u32 + 1);
        let telling = stage * 1000 + percent;
        if self.told.swap(telling, Ordering::Relaxed) == telling {
            return;
        }
        self.jobs
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(progress.job.clone())
            .or_insert_with(|| Arc::clone(&self.cancel));
        self.out.progress(progress);
    }

    fn changed(&self, changed: Changed) {
        self.out.changed(changed);
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let mut jobs = self.jobs.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|_, flag| !Arc::ptr_eq(flag, &self.cancel));
    }
}
