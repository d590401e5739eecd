//! A device that is measured: the real client over a data folder and a connection of its own.

use std::{cell::Cell, path::PathBuf, thread, time::Duration};

use rounds_core::{
    AppError, Entropy, Id, Meta, SeededEntropy,
    customer::{Customer, CustomerClass},
    position::{Datum, Position},
};
use rounds_store::{Access, Changes, Folder, KeyPlace, Store, StoreError, get};
use rounds_sync::{Enrolment, Https, Report, Secrets, Stage, SyncError, World, account, address, enrol, run};

use super::super::{Measure, hq::Invitation};

/// Customers of one transaction, as an import of that size writes them.
const TOGETHER: u32 = 1_000;

pub(super) struct Device<'a> {
    store: Store,
    https: Https,
    entropy: SeededEntropy,
    now: i64,
    clock: &'a (dyn Fn() -> Duration + Sync),
    password: String,
    customers: Vec<Id>,
}

/// A sync, and where its time went.
pub(super) struct Spent {
    pub report: Report,
    pub whole: Duration,
    /// From the first operations to the last verdict.
    pub push: Duration,
    /// From the beginning to the comparison of the hashes: of a device that sends nothing, its reading.
    pub pull: Duration,
}

fn told(error: impl Into<AppError>) -> String {
    format!("设备：{}。", error.into())
}

impl<'a> Device<'a> {
    /// A new folder, enrolled.
    pub fn open(
        folder: PathBuf,
        server: &str,
        invitation: &Invitation,
        number: u64,
        measure: Measure<'a>,
    ) -> Result<Self, String> {
        let Measure { now, clock, entropy, .. } = measure;
        let access = Access::Write { holder: "bench".to_owned() };
        let opened = Store::open(Folder::new(folder), access, &KeyPlace::File, now, entropy).map_err(told)?;
        let server = address(server).map_err(told)?;
        let mut seed = [0; 8];
        entropy.fill(&mut seed);
        let device = Self {
            store: opened.store,
            https: Https::new(&server).map_err(told)?,
            entropy: SeededEntropy::new(u64::from_le_bytes(seed)),
            now,
            clock,
            password: invitation.password.clone(),
            customers: Vec::new(),
        };
        let enrolment = Enrolment {
            server: &server,
            user: &invitation.user,
            password: &invitation.password,
            code: Some(&invitation.code),
            device_name: &format!("bench {number}"),
            keys: &KeyPlace::File,
        };
        enrol(&device.store, &device.https, &device.watch(), &enrolment).map_err(told)?;
        Ok(device)
    }

    fn watch(&self) -> Watch<'_> {
        Watch {
            device: self,
            began: (self.clock)(),
            push: Cell::default(),
            pushed: Cell::default(),
            pulled: Cell::default(),
        }
    }

    /// New customers with what an imported workbook says of them.
    pub fn add_customers(&mut self, count: u32) -> Result<(), String> {
        let account = account(&self.store).map_err(told)?.ok_or_else(|| told(SyncError::NotEnrolled))?;
        let mut left = count;
        while left > 0 {
            let now = left.min(TOGETHER);
            let first = count - left;
            let territory = account.territory_id;
            let install = self.store.install_id().simple().to_string();
            // A code belongs to one customer of the whole organisation, and a server may have been measured before.
            let mine = &install[install.len() - 8..];
            let added = self.store.write(account.person_id, self.now, &self.entropy, |tx| {
                let mut ids = Vec::new();
                for number in first..first + now {
                    let customer = customer(Meta::new(tx.new_id(), territory, self.now), mine, number);
                    tx.insert(&customer)?;
                    ids.push(customer.meta.id);
                }
                Ok::<_, StoreError>(ids)
            });
            self.customers.extend(added.map_err(told)?.value);
            left -= now;
        }
        Ok(())
    }

    /// One word of one customer.
    pub fn change(&mut self, number: u32) -> Result<(), String> {
        let account = account(&self.store).map_err(told)?.ok_or_else(|| told(SyncError::NotEnrolled))?;
        let id = self.customers[number as usize % self.customers.len()];
        let mut customer: Customer = self.store.read(|sql| get(sql, id)).map_err(told)?;
        customer.note = Some(format!("第 {number} 次修改"));
        let written = self.store.write(account.person_id, self.now, &self.entropy, |tx| tx.put(&customer));
        written.map(|_| ()).map_err(told)
    }

    /// One whole sync, after which both sides are equal.
    pub fn sync(&mut self) -> Result<Spent, String> {
        let secrets = Secrets {
            password: Some(&self.password),
            keys: &KeyPlace::File,
            device_name: "bench",
            server: None,
        };
        let watch = self.watch();
        let report = run(&self.store, &self.https, &watch, secrets).map_err(told)?;
        let whole = (self.clock)().saturating_sub(watch.began);
        let unequal = report.scopes.iter().any(|check| check.equal != Some(true));
        if unequal || report.set_aside > 0 || report.push_refused.is_some() {
            return Err(format!("同步没有成功：{report:?}"));
        }
        let since = |from: Option<Duration>, to: &Cell<Option<Duration>>| {
            from.zip(to.get()).map_or(Duration::ZERO, |(from, to)| to.saturating_sub(from))
        };
        let push = since(watch.push.get(), &watch.pushed);
        let pull = since(Some(watch.began), &watch.pulled);
        Ok(Spent { report, whole, push, pull })
    }
}

/// A shop as workbooks tell of it: 14 fields filled. `device`: what sets its codes apart from other devices'.
fn customer(meta: Meta, device: &str, number: u32) -> Customer {
    let spread = f64::from(number % 1_000) / 5_000.0;
    Customer {
        class: Some(
            [CustomerClass::A, CustomerClass::B, CustomerClass::C, CustomerClass::D][number as usize % 4],
        ),
        address: format!("试验县第 {} 街 {number} 号", number % 97),
        landmark: Some(format!("{} 路公交站对面", number % 40)),
        phone: Some(format!("100{number:08}")),
        licence_no: Some(format!("3101{number:08}")),
        order_weekday: Some((number % 5 + 1) as u8),
        delivery_weekday: Some(((number + 1) % 5 + 1) as u8),
        line: Some(format!("{} 号线", number % 20)),
        visit_weekdays: vec![1, 2, 3, 4, 5],
        service_min: Some(15 + number % 20),
        key_points: Some("新品上柜".to_owned()),
        position: Position::from_degrees(31.1 + spread, 121.2 + spread, Datum::Wgs84).ok(),
        ..Customer::new(meta, &format!("{device}-{number:06}"), &format!("顺发超市 {number} 号"))
    }
}

struct Watch<'d> {
    device: &'d Device<'d>,
    began: Duration,
    push: Cell<Option<Duration>>,
    pushed: Cell<Option<Duration>>,
    pulled: Cell<Option<Duration>>,
}

impl Watch<'_> {
    fn first(&self, cell: &Cell<Option<Duration>>) {
        if cell.get().is_none() {
            cell.set(Some((self.device.clock)()));
        }
    }
}

impl World for Watch<'_> {
    fn now(&self) -> i64 {
        self.device.now
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.device.entropy
    }

    fn pause(&self, ms: u64) {
        thread::sleep(Duration::from_millis(ms));
    }

    fn cancelled(&self) -> bool {
        false
    }

    fn progress(&self, stage: Stage, _: u32, _: u32) {
        match stage {
            Stage::Push => {
                self.first(&self.push);
                self.pushed.set(Some((self.device.clock)()));
            }
            Stage::Compare => self.first(&self.pulled),
            Stage::Pull | Stage::Files => {}
        }
    }

    fn changed(&self, _: &Changes) {}
}
