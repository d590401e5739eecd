//! `rounds bench planner DIR`: the planner's engine on instances of the literature.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use rounds_planner::bench::{Instance, Outcome};

#[derive(Args)]
pub(in crate::cli) struct PlannerArgs {
    #[arg(help = "算例所在的文件夹")]
    dir: PathBuf,
    #[arg(long, value_name = "S", help = "每个算例、每个种子用多少秒 CPU 时间", default_value_t = 5.0)]
    cpu_seconds: f64,
    #[arg(long, value_name = "N", help = "种子从 1 到 N", default_value_t = 5)]
    seeds: u64,
    #[arg(long, help = "只输出逗号分隔的表")]
    csv: bool,
}

/// Longest search and most seeds.
const MOST_SECONDS: f64 = 3600.0;
const MOST_SEEDS: u64 = 1000;
/// Rounds of the reference's search for each day's order; more change nothing.
const REFERENCE_ROUNDS: u64 = 100_000;
const COLUMNS: [&str; 7] = ["instance", "best_known", "seed", "cost", "gap_percent", "cpu_s", "feasible"];
const BEST_KNOWN: &str = "best-known.csv";

/// Runs it. `cpu` tells the CPU seconds that this process has used. Gives back the exit code.
pub(super) fn run(
    args: &PlannerArgs,
    cpu: &dyn Fn() -> f64,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> i32 {
    let PlannerArgs { dir, cpu_seconds, seeds, csv } = args;
    let mut bench =
        Bench { cpu, seconds: *cpu_seconds, seeds: *seeds, csv: *csv, out, err, sums: Sums::default() };
    match bench.folder(dir) {
        Ok(()) => i32::from(bench.sums.faults > 0),
        Err(sentence) => {
            let _ = writeln!(bench.err, "{sentence}");
            1
        }
    }
}

struct Bench<'a> {
    cpu: &'a dyn Fn() -> f64,
    seconds: f64,
    seeds: u64,
    csv: bool,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    sums: Sums,
}

#[derive(Default)]
struct Sums {
    runs: u64,
    feasible: u64,
    cpu: f64,
    gaps: Vec<f64>,
    faults: u64,
}

impl Bench<'_> {
    fn folder(&mut self, dir: &Path) -> Result<(), String> {
        if !(self.seconds > 0.0 && self.seconds <= MOST_SECONDS) {
            return Err(format!("--cpu-seconds 要大于 0，不超过 {MOST_SECONDS}。"));
        }
        if !(1..=MOST_SEEDS).contains(&self.seeds) {
            return Err(format!("--seeds 要在 1 到 {MOST_SEEDS} 之间。"));
        }
        let name = dir.display();
        let entries = fs::read_dir(dir).map_err(|error| format!("读不了 {name}：{error}。"))?;
        let mut files: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        files.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let other = [".csv", ".md", ".json"].iter().any(|end| name.to_lowercase().ends_with(end));
            !name.starts_with('.') && !other
        });
        files.sort();
        if files.is_empty() {
            return Err(format!("{name} 里没有算例。"));
        }
        let known = best_known(&dir.join(BEST_KNOWN))?;
        self.line(&COLUMNS.map(str::to_owned));
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Err(sentence) = self.file(&file, &name, known.get(&name).copied()) {
                self.sums.faults += 1;
                let _ = writeln!(self.err, "{name}：{sentence}。");
            }
        }
        self.mean();
        Ok(())
    }

    fn file(&mut self, file: &Path, name: &str, best: Option<f64>) -> Result<(), String> {
        let bytes = fs::read(file).map_err(|error| error.to_string())?;
        let text = String::from_utf8(bytes).map_err(|_| "第 1 行：不是文本".to_owned())?;
        let instance = Instance::parse(&text).map_err(|error| error.to_string())?;
        let balanced = best.is_none() && instance.is_round();
        let mut outcomes = Vec::new();
        for seed in 1..=self.seeds {
            let began = (self.cpu)();
            let (cpu, seconds) = (self.cpu, self.seconds);
            let mut spent = || (cpu() - began) / seconds;
            let outcome = instance.run(balanced, seed, &mut spent).map_err(|error| error.to_string())?;
            let used = cpu() - began;
            self.row(name, best, seed, &outcome, used);
            outcomes.push(outcome);
        }
        if balanced {
            self.reference(name, &instance, &outcomes)?;
        }
        Ok(())
    }

    fn row(&mut self, name: &str, best: Option<f64>, seed: u64, outcome: &Outcome, used: f64) {
        let gap = best.zip(outcome.cost).map(|(best, cost)| gap(cost, best));
        self.sums.runs += 1;
        self.sums.feasible += u64::from(outcome.cost.is_some());
        self.sums.cpu += used;
        self.sums.gaps.extend(gap);
        let cells = [
            name.to_owned(),
            best.map(|best| best.to_string()).unwrap_or_default(),
            seed.to_string(),
            outcome.cost.map(|cost| format!("{cost:.2}")).unwrap_or_default(),
            gap.map(|gap| format!("{gap:.3}")).unwrap_or_default(),
            format!("{used:.2}"),
            outcome.cost.is_some().to_string(),
        ];
        self.line(&cells);
        if let Some(fault) = &outcome.fault {
            self.sums.faults += 1;
            let _ = writeln!(self.err, "{name}，种子 {seed}：{fault}。");
        }
    }

    /// A single person's cycle beside the way of planning by hand. Not part of the CSV.
    fn reference(&mut self, name: &str, instance: &Instance, outcomes: &[Outcome]) -> Result<(), String> {
        let reference = instance.weekdays_first(REFERENCE_ROUNDS).map_err(|error| error.to_string())?;
        let Some(by_hand) = reference.and_then(|outcome| outcome.cost) else { return Ok(()) };
        let costs: Vec<f64> = outcomes.iter().filter_map(|outcome| outcome.cost).collect();
        if costs.is_empty() {
            return Ok(());
        }
        let (least, most) = costs
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(least, most), cost| (least.min(*cost), most.max(*cost)));
        let mean = costs.iter().sum::<f64>() / costs.len().max(1) as f64;
        let mut apart = (0.0_f64, 0.0_f64);
        for (shortest, middle, longest) in outcomes.iter().map(|outcome| outcome.minutes) {
            apart = (apart.0.min(gap(shortest, middle)), apart.1.max(gap(longest, middle)));
        }
        let text = format!(
            "{name}：先分星期再排顺序 {by_hand:.2}，巡访 {mean:.2}（{:+.1} %）；各种子相差 {:.2} %；每天与平均相比 {:+.1} % 到 {:+.1} %",
            gap(mean, by_hand),
            gap(most, least),
            apart.0,
            apart.1
        );
        let to = if self.csv { &mut *self.err } else { &mut *self.out };
        let _ = writeln!(to, "{text}");
        Ok(())
    }

    fn mean(&mut self) {
        let sums = &self.sums;
        let mean = sums.gaps.iter().sum::<f64>() / sums.gaps.len() as f64;
        let cells = [
            "mean".to_owned(),
            String::new(),
            self.seeds.to_string(),
            String::new(),
            if sums.gaps.is_empty() { String::new() } else { format!("{mean:.3}") },
            format!("{:.2}", sums.cpu / sums.runs.max(1) as f64),
            format!("{}/{}", sums.feasible, sums.runs),
        ];
        self.line(&cells);
    }

    fn line(&mut self, cells: &[String; 7]) {
        let [name, best, seed, cost, gap, cpu, feasible] = cells;
        let _ = if self.csv {
            writeln!(self.out, "{}", cells.join(","))
        } else {
            writeln!(self.out, "{name:<20} {best:>10} {seed:>5} {cost:>10} {gap:>11} {cpu:>7} {feasible:>9}")
        };
        let _ = self.out.flush();
    }
}

fn gap(cost: f64, best: f64) -> f64 {
    (cost / best - 1.0) * 100.0
}

/// `instance,best_known` by line; no file = nothing is known.
fn best_known(file: &Path) -> Result<BTreeMap<String, f64>, String> {
    let Ok(text) = fs::read_to_string(file) else { return Ok(BTreeMap::new()) };
    let mut known = BTreeMap::new();
    for (n, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let pair =
            line.split_once(',').and_then(|(name, best)| Some((name, best.trim().parse::<f64>().ok()?)));
        let Some((name, best)) = pair.filter(|(_, best)| *best > 0.0) else {
            return Err(format!("{BEST_KNOWN}：第 {} 行要写算例名和已知最好的成本。", n + 1));
        };
        known.insert(name.trim().to_owned(), best);
    }
    Ok(known)
}
