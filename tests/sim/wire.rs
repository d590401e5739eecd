//! The network between a device and headquarters, its faults, and the world in which a sync runs.

use std::cell::Cell;

use rounds_core::{
    Entropy, Id,
    canonical::sha256_hex,
    sync::{Entry, FeedPage, PushPage, PushReply},
};
use rounds_store::Changes;
use rounds_sync::{Broken, Method, Reply, Request, Stage, Transport, World};

use crate::{
    base::Blow,
    device::{Device, Field},
    play::Sim,
    rules,
};

/// How often what goes wrong, in percent of exchanges.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    pub lost: u32,
    pub reply_lost: u32,
    pub doubled: u32,
    /// Delivered a second time much later.
    pub late: u32,
    /// The reply ends in the middle.
    pub garbled: u32,
    /// The user writes meanwhile.
    pub work: u32,
    /// The device's power is cut.
    pub device_cut: u32,
    /// Headquarters ends in the middle of a transaction.
    pub hq_killed: u32,
    pub hq_full: u32,
    /// A quarter of an hour passes: tokens expire.
    pub long: u32,
    /// A wrong byte in a piece of a picture.
    pub wrong_byte: u32,
    /// After so many exchanges nobody is there any more.
    pub parted_after: Option<u32>,
    /// After so many, the device's power is cut; `true` = once its request has been delivered.
    pub cut_after: Option<(u32, bool)>,
    /// What it sends first is held up at headquarters, before it is kept, and the line is cut meanwhile.
    pub held_up: bool,
    /// While the first request whose path begins so is under way, the user writes in this customer's file.
    pub writes: Option<(&'static str, Id)>,
}

impl Weather {
    pub fn calm() -> Self {
        Self::default()
    }

    /// As on a market day in the hills.
    pub fn mild() -> Self {
        Self { lost: 3, reply_lost: 3, doubled: 2, late: 2, garbled: 1, work: 3, ..Self::default() }
    }
}

pub struct Wire<'s> {
    sim: &'s Sim,
    device: &'s Device,
    weather: Weather,
    exchanges: Cell<u32>,
    parted: Cell<bool>,
    wrote: Cell<bool>,
    /// The device's process has ended; what it still does is not on its disk.
    pub ended: Cell<bool>,
}

impl<'s> Wire<'s> {
    pub fn new(sim: &'s Sim, device: &'s Device, weather: Weather) -> Self {
        let new = || Cell::new(false);
        Self { sim, device, weather, exchanges: Cell::new(0), parted: new(), wrote: new(), ended: new() }
    }

    fn hits(&self, percent: u32) -> bool {
        percent > 0 && self.sim.dice.chance(percent)
    }

    /// Delivers to headquarters, which may end over it and is started again.
    fn deliver(&self, request: &Request) -> Option<Reply> {
        let reply = self.sim.hq.borrow().exchange(request);
        if reply.is_none() {
            self.sim.note("headquarters ended");
            self.sim.hq.borrow_mut().restart();
        }
        reply
    }

    fn blow(&self) {
        let dice = &self.sim.dice;
        let blow = if self.hits(self.weather.hq_full) {
            Blow::Full
        } else if self.hits(self.weather.hq_killed) {
            if dice.chance(50) {
                Blow::KilledBefore
            } else {
                Blow::KilledAfter { left: dice.roll(1_001) as u64 }
            }
        } else {
            return;
        };
        let after = dice.roll(2) as u32;
        self.sim.note(&format!("{blow:?} after {after}"));
        self.sim.hq.borrow().strike(after, blow);
    }

    /// Another time, another place: what was under way for long arrives.
    fn deliver_late(&self) {
        if !self.hits(self.weather.late * 3) {
            return;
        }
        let late = self.sim.late.borrow_mut().pop();
        if let Some(request) = late {
            let reply = self.deliver(&request);
            self.sim.note(&format!("late {} → {:?}", request.path, reply.map(|reply| reply.status)));
        }
    }
}

impl Wire<'_> {
    /// What a reply to a push leaves out of the feeds' pages, and what of them comes over what waits.
    fn count_own_rows(&self, told: &PushReply) {
        let answered = told.verdicts.last().map_or(0, |verdict| verdict.op_seq);
        for PushPage { page, left_out } in told.read.iter().flat_map(|read| &read.pages) {
            let Some(first) = left_out.first() else { continue };
            self.sim.reach(rules::LEFT_OUT);
            if page.entries.iter().any(|entry| entry.seq < first.seq) {
                self.sim.reach(rules::BETWEEN);
            }
            if left_out.iter().any(|row| self.device.wrote_again(row.op_seq)) {
                self.sim.reach(rules::MEANWHILE);
            }
        }
        for PushPage { page, .. } in told.read.iter().flat_map(|read| &read.pages) {
            self.count_over(&page.entries, answered);
        }
    }

    /// Rows that a page brings while a change of them that was written after operation `answered` waits.
    fn count_over(&self, entries: &[Entry], answered: i64) {
        for _ in entries.iter().filter(|entry| self.device.waits(&entry.noun, entry.id, answered)) {
            self.sim.reach(rules::OVER);
        }
    }

    fn count(&self, path: &str, reply: &Reply) {
        let told = if reply.packed { zstd::decode_all(&reply.body[..]).unwrap() } else { reply.body.clone() };
        if path.starts_with("/v1/push") {
            self.count_own_rows(&serde_json::from_slice(&told).unwrap());
        } else if path.starts_with("/v1/feed") {
            let page: FeedPage = serde_json::from_slice(&told).unwrap();
            self.count_over(&page.entries, 0);
        }
    }

    /// What the user does while a request is under way.
    fn meanwhile(&self, path: &str) {
        let mut done = None;
        if let Some((prefix, id)) = self.weather.writes.filter(|_| !self.wrote.get())
            && path.starts_with(prefix)
        {
            self.wrote.set(true);
            let (now, mut oracle) = (self.sim.now(), self.sim.oracle.borrow_mut());
            done = self.device.write_word(now, &self.sim.dice, &mut oracle, Some(id), Some(Field::Phone));
        } else if self.hits(self.weather.work) {
            done = self.device.work(self.sim.now(), &self.sim.dice, &mut self.sim.oracle.borrow_mut());
        }
        if let Some(done) = done {
            self.sim.note(&format!("{} meanwhile: {done}", self.device.name));
        }
    }
}

fn gone(why: &str) -> Broken {
    Broken::Unreachable(why.to_owned())
}

impl Transport for Wire<'_> {
    fn exchange(&self, request: &Request) -> Result<Reply, Broken> {
        if self.ended.get() {
            return Err(gone("ended"));
        }
        let (sim, weather) = (self.sim, self.weather);
        let number = self.exchanges.get();
        self.exchanges.set(number + 1);
        sim.pass(20 + sim.dice.roll(300) as i64);
        let mut request = request.clone();
        // Small pages, so that there are several.
        request.path = request.path.replace("limit=500", "limit=4");
        sim.note(&format!("{} {:?} {}", self.device.name, request.method, request.path));
        if self.parted.get() || weather.parted_after.is_some_and(|after| number >= after) {
            return Err(gone("parted"));
        }
        let is_push = request.path.starts_with("/v1/push");
        if weather.held_up && is_push {
            self.device.promise();
            *sim.held_up.borrow_mut() = Some(sim.hq.borrow().hold_up(&request));
            self.parted.set(true);
            return Err(gone("held up"));
        }
        self.meanwhile(&request.path);
        if self.hits(weather.long) {
            sim.pass(16 * 60_000);
        }
        let cut = match weather.cut_after {
            Some((after, delivered)) if number == after => Some(delivered),
            _ if self.hits(weather.device_cut) => Some(sim.dice.chance(50)),
            _ => None,
        };
        if cut == Some(false) {
            let left = sim.dice.roll(1_001) as u64;
            sim.note(&format!("{} ends", self.device.name));
            self.device.cut_power(left);
            self.ended.set(true);
            return Err(gone("ended"));
        }
        // The device speaks of what it has written: it must not forget it any more.
        self.device.promise();
        if cut == Some(true) {
            sim.note(&format!("{} ends having asked", self.device.name));
            self.device.cut_power(1_000);
            self.ended.set(true);
        }
        self.deliver_late();
        if self.hits(weather.lost) {
            return Err(gone("lost"));
        }
        if request.method == Method::Patch && self.hits(weather.wrong_byte) && !request.body.is_empty() {
            let at = sim.dice.roll(request.body.len());
            request.body[at] ^= 1;
        }
        self.blow();
        let mut reply = self.deliver(&request).ok_or_else(|| gone("cut off"))?;
        if self.hits(weather.doubled) {
            if is_push {
                sim.reach(rules::AGAIN);
            }
            reply = self.deliver(&request).ok_or_else(|| gone("cut off"))?;
        }
        if self.hits(weather.late) {
            sim.late.borrow_mut().push(request.clone());
        }
        sim.note(&format!("→ {} {}", reply.status, &sha256_hex(&reply.body)[..12]));
        if self.ended.get() || self.hits(weather.reply_lost) {
            return Err(gone("the reply was lost"));
        }
        if reply.status == 200 {
            self.count(&request.path, &reply);
        }
        // Not a wrong bit: TLS does not let one through.
        if self.hits(weather.garbled) {
            reply.body.truncate(sim.dice.roll(reply.body.len()));
        }
        Ok(reply)
    }
}

impl World for Wire<'_> {
    fn now(&self) -> i64 {
        self.sim.now() + self.device.skew.get()
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.device.entropy
    }

    fn pause(&self, ms: u64) {
        self.sim.pass(ms as i64);
    }

    fn cancelled(&self) -> bool {
        false
    }

    fn progress(&self, _: Stage, done: u32, total: u32) {
        assert!(done <= total, "{done} of {total}");
    }

    /// The screen is drawn anew, in mid-sync.
    fn changed(&self, _: &Changes) {
        self.device.shows_what_waits(self.sim.now());
    }
}
