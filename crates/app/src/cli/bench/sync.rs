//! `rounds bench sync DIR`: real devices, each with a data folder of its own, against the real headquarters over HTTP.
//!
//! Invariant: what is measured is right as well. Every sync has to end with equal hashes on both sides, else there are
//! no figures.

mod device;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use clap::Args;

use super::{
    Measure,
    hq::{Headquarters, Invitation},
};
use device::Device;

#[derive(Args)]
pub(in crate::cli) struct SyncArgs {
    #[arg(help = "空文件夹或新文件夹：放测量用的设备和在这里启动的总部，结束后原样留下")]
    dir: PathBuf,
    #[arg(long, value_name = "N", help = "一台设备上报、另一台取回的客户数", default_value_t = 10_000)]
    rows: u32,
    #[arg(long, value_name = "N", help = "只改一项的次数，每次各自上报并取回", default_value_t = 100)]
    changes: u32,
    #[arg(long, value_name = "N", help = "同时同步的设备数，每台一个片区", default_value_t = 8)]
    clients: u32,
    #[arg(long, value_name = "N", help = "其中每台的客户数", default_value_t = 300)]
    each: u32,
    #[arg(long, value_name = "N", help = "其中每台的同步次数，每次带一处修改", default_value_t = 25)]
    syncs: u32,
    #[arg(long, value_name = "FILE", help = "总部程序的位置（不在本程序旁边时）")]
    hq: Option<PathBuf>,
    #[arg(long, value_name = "URL", help = "在这里启动的总部用 PostgreSQL，不用 SQLite；数据库要是空的")]
    database_url: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        requires = "device",
        conflicts_with_all = ["database_url", "hq", "clients"],
        help = "已在运行的总部；每台设备写一个 --device"
    )]
    server: Option<String>,
    #[arg(
        long,
        value_name = "USER=CODE",
        requires = "server",
        help = "与 --server 同用：登录名和一次性注册码，密码都取自 ROUNDS_PASSWORD；前两台属于同一片区，其余的同时同步"
    )]
    device: Vec<String>,
    #[arg(long, help = "只输出逗号分隔的表")]
    csv: bool,
}

const COLUMNS: [&str; 8] = ["what", "clients", "count", "seconds", "per_s", "p50_ms", "p95_ms", "p99_ms"];
const MOST_ROWS: u32 = 1_000_000;
const MOST_CLIENTS: u32 = 256;
const MOST_SYNCS: u32 = 100_000;

/// Runs it. Gives back the exit code.
pub(super) fn run(args: &SyncArgs, measure: Measure, out: &mut dyn Write, err: &mut dyn Write) -> i32 {
    match (Bench { args, measure, out }).all() {
        Ok(()) => 0,
        Err(sentence) => {
            let _ = writeln!(err, "{sentence}");
            1
        }
    }
}

struct Bench<'a> {
    args: &'a SyncArgs,
    measure: Measure<'a>,
    out: &'a mut dyn Write,
}

fn within(name: &str, value: u32, least: u32, most: u32) -> Result<(), String> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(format!("{name} 要在 {least} 到 {most} 之间。"))
    }
}

/// A folder with nothing in it.
fn empty(dir: &Path) -> Result<(), String> {
    let name = dir.display();
    fs::create_dir_all(dir).map_err(|error| format!("建不了 {name}：{error}。"))?;
    let mut entries = fs::read_dir(dir).map_err(|error| format!("读不了 {name}：{error}。"))?;
    if entries.next().is_some() {
        Err(format!("{name} 不是空的。请写一个新文件夹。"))
    } else {
        Ok(())
    }
}

fn invitation(text: &str, password: &str) -> Result<Invitation, String> {
    let (user, code) =
        text.split_once('=').ok_or_else(|| format!("--device {text} 不是“登录名=注册码”的写法。"))?;
    Ok(Invitation { user: user.to_owned(), password: password.to_owned(), code: code.to_owned() })
}

impl Bench<'_> {
    fn all(&mut self) -> Result<(), String> {
        let args = self.args;
        within("--rows", args.rows, 1, MOST_ROWS)?;
        within("--changes", args.changes, 1, MOST_SYNCS)?;
        within("--clients", args.clients, 1, MOST_CLIENTS)?;
        within("--each", args.each, 1, MOST_ROWS)?;
        within("--syncs", args.syncs, 1, MOST_SYNCS)?;
        empty(&args.dir)?;
        let mut started = None;
        let (server, invitations) = match &args.server {
            Some(server) => (server.clone(), given(&args.device)?),
            None => self.start(&mut started)?,
        };
        let mut devices = Vec::new();
        for (number, invitation) in invitations.iter().enumerate() {
            let folder = args.dir.join(format!("device-{number}"));
            let mut device = Device::open(folder, &server, invitation, number as u64, self.measure)?;
            device.sync()?;
            devices.push(device);
        }
        self.line(&COLUMNS.map(str::to_owned));
        let mut rest = devices.split_off(2);
        if let [sender, reader] = &mut devices[..] {
            self.rows(sender, reader)?;
            self.changes(sender, reader)?;
        }
        self.together(&mut rest)
    }

    /// Starts a headquarters: one territory with two devices, and one for each of the clients.
    fn start(&self, started: &mut Option<Headquarters>) -> Result<(String, Vec<Invitation>), String> {
        let args = self.args;
        let url = args.database_url.as_deref();
        let hq = started.insert(Headquarters::new(args.hq.as_deref(), args.dir.join("hq"), url)?);
        let mut invitations = Vec::new();
        for number in 0..=args.clients {
            hq.manager(number)?;
            invitations.push(hq.invite(number)?);
            if number == 0 {
                invitations.push(hq.invite(number)?);
            }
        }
        Ok((hq.serve()?, invitations))
    }

    fn rows(&mut self, sender: &mut Device, reader: &mut Device) -> Result<(), String> {
        let rows = self.args.rows;
        sender.add_customers(rows)?;
        let up = sender.sync()?;
        let down = reader.sync()?;
        if (up.report.sent, down.report.taken) != (rows, rows) {
            return Err(format!(
                "应传 {rows} 行，上报 {} 行，取回 {} 行。前两台设备要属于同一片区。",
                up.report.sent, down.report.taken
            ));
        }
        self.rate("push", rows, up.push);
        self.rate("up", rows, up.whole);
        self.rate("pull", rows, down.pull);
        self.rate("down", rows, down.whole);
        Ok(())
    }

    fn changes(&mut self, sender: &mut Device, reader: &mut Device) -> Result<(), String> {
        let (mut sent, mut seen) = (Vec::new(), Vec::new());
        for number in 0..self.args.changes {
            sender.change(number)?;
            let up = sender.sync()?.whole;
            sent.push(up);
            seen.push(up + reader.sync()?.whole);
        }
        self.times("change", 1, sum(&sent), &mut sent);
        self.times("change_seen", 1, sum(&seen), &mut seen);
        Ok(())
    }

    /// Everybody at once: first all their customers, then one change and one sync after another.
    fn together(&mut self, devices: &mut [Device]) -> Result<(), String> {
        if devices.is_empty() {
            return Ok(());
        }
        let SyncArgs { each, syncs, .. } = *self.args;
        let clients = devices.len() as u32;
        for device in &mut *devices {
            device.add_customers(each)?;
        }
        let clock = self.measure.clock;
        let began = clock();
        let mut whole = at_once(devices, |device| Ok(vec![device.sync()?.whole]))?;
        let seconds = clock().saturating_sub(began).as_secs_f64();
        let rows = clients * each;
        self.told("up_together", clients, rows, seconds, Some(&mut whole));
        let began = clock();
        let mut times = at_once(devices, |device| {
            (0..syncs)
                .map(|number| {
                    device.change(number)?;
                    Ok(device.sync()?.whole)
                })
                .collect()
        })?;
        self.times("syncs", clients, clock().saturating_sub(began), &mut times);
        Ok(())
    }

    fn rate(&mut self, what: &str, count: u32, time: Duration) {
        self.told(what, 1, count, time.as_secs_f64(), None);
    }

    fn times(&mut self, what: &str, clients: u32, whole: Duration, times: &mut [Duration]) {
        let count = times.len() as u32;
        self.told(what, clients, count, whole.as_secs_f64(), Some(times));
    }

    fn told(&mut self, what: &str, clients: u32, count: u32, seconds: f64, times: Option<&mut [Duration]>) {
        let at = match times {
            Some(times) => {
                times.sort_unstable();
                [50, 95, 99].map(|percent| format!("{:.1}", percentile(times, percent).as_secs_f64() * 1e3))
            }
            None => [const { String::new() }; 3],
        };
        let per_s = f64::from(count) / seconds.max(1e-9);
        let [p50, p95, p99] = at;
        self.line(&[
            what.to_owned(),
            clients.to_string(),
            count.to_string(),
            format!("{seconds:.3}"),
            format!("{per_s:.1}"),
            p50,
            p95,
            p99,
        ]);
    }

    fn line(&mut self, cells: &[String; 8]) {
        let [what, clients, count, seconds, per_s, p50, p95, p99] = cells;
        let _ = if self.args.csv {
            writeln!(self.out, "{}", cells.join(","))
        } else {
            writeln!(
                self.out,
                "{what:<12} {clients:>7} {count:>7} {seconds:>9} {per_s:>10} {p50:>8} {p95:>8} {p99:>8}"
            )
        };
        let _ = self.out.flush();
    }
}

fn given(devices: &[String]) -> Result<Vec<Invitation>, String> {
    let password = std::env::var("ROUNDS_PASSWORD").map_err(|_| "没有设置 ROUNDS_PASSWORD。".to_owned())?;
    if devices.len() < 2 {
        return Err("至少要写两个 --device。".to_owned());
    }
    devices.iter().map(|text| invitation(text, &password)).collect()
}

/// Every device does `work` in a thread of its own; what they measured.
fn at_once(
    devices: &mut [Device],
    work: impl Fn(&mut Device) -> Result<Vec<Duration>, String> + Sync,
) -> Result<Vec<Duration>, String> {
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = devices.iter_mut().map(|device| scope.spawn(move || work(device))).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| "一台设备提前结束了。".to_owned())??);
        }
        Ok(all)
    })
}

fn sum(times: &[Duration]) -> Duration {
    times.iter().sum()
}

/// The smallest time that so many percent of the sorted times do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times: Vec<Duration> = (1..=10).map(Duration::from_millis).collect();
        let at = |percent| percentile(&times, percent).as_millis();
        assert_eq!((at(50), at(95), at(99)), (5, 10, 10));
        assert_eq!(percentile(&times[..1], 50), Duration::from_millis(1));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}
