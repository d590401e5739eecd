//! Periodic vehicle routing instances (Cordeau, Gendreau & Laporte 1997).
//!
//! Line 1: `type m n t`; then t lines `D Q` (longest duration, 0 = none; capacity, 0 = none); then the depot and n rows
//! `i x y service demand frequency count pattern…`. A pattern is a t-bit number whose leftmost bit is the first day.

use crate::engine::{Choice, Client, DaySet, Hours, Model, Pattern, Route, Travel, Weights};

use super::{BadFile, fields, number, whole};

/// An instance as its file tells it.
#[derive(Clone, Debug)]
pub struct Periodic {
    pub vehicles: usize,
    /// Longest duration and capacity per day; infinite = none.
    pub days: Vec<(f64, f64)>,
    pub depot: (f64, f64),
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub x: f64,
    pub y: f64,
    pub service: f64,
    pub demand: f64,
    pub patterns: Vec<DaySet>,
}

impl Periodic {
    pub fn parse(text: &str) -> Result<Self, BadFile> {
        let mut lines =
            text.lines().enumerate().map(|(n, line)| (n + 1, line)).filter(|line| !line.1.trim().is_empty());
        let mut next = |what: &str| lines.next().ok_or_else(|| BadFile::ends(text, what));
        let (line, head) = next("首行 type m n t")?;
        let head = fields(head);
        let [kind, vehicles, count, days] = head[..] else {
            return Err(BadFile::at(line, "首行要是 type m n t"));
        };
        if whole(kind, line, "类型")? != 1 {
            return Err(BadFile::at(line, "只认类型 1（周期性路线）"));
        }
        let vehicles = whole(vehicles, line, "车辆数")?;
        let count = whole(count, line, "客户数")?;
        let days = whole(days, line, "天数")?;
        if vehicles == 0 || days == 0 || days > 64 || vehicles.saturating_mul(days) > 60_000 {
            return Err(BadFile::at(line, "车辆和天数至少是 1，天数最多 64"));
        }
        let mut limits = Vec::with_capacity(days);
        for _ in 0..days {
            let (line, text) = next("每天一行的 D Q")?;
            let [longest, capacity] = fields(text)[..] else {
                return Err(BadFile::at(line, "每天要写 D Q"));
            };
            let none_if_zero = |value: f64| if value == 0.0 { f64::INFINITY } else { value };
            let longest = none_if_zero(number(longest, line, "最长时间")?);
            limits.push((longest, none_if_zero(number(capacity, line, "容量")?)));
        }
        let (line, text_of_depot) = next("起点")?;
        let depot = fields(text_of_depot);
        let [_, x, y, ..] = depot[..] else { return Err(BadFile::at(line, "起点要写 i x y …")) };
        let place = |text, what| coordinate(text, line, what);
        let depot = (place(x, "x")?, place(y, "y")?);
        let mut rows = Vec::new();
        for _ in 0..count {
            let (line, text) = next("每个客户一行")?;
            rows.push(parse_row(text, line, days)?);
        }
        Ok(Self { vehicles, days: limits, depot, rows })
    }

    /// The engine's model: clients in the order of the rows, the routes of a day side by side.
    pub fn model(&self, weights: Weights) -> Model {
        let points: Vec<(f64, f64)> =
            std::iter::once(self.depot).chain(self.rows.iter().map(|row| (row.x, row.y))).collect();
        let way =
            |a: (f64, f64), b: (f64, f64)| ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt();
        let cost = points.iter().flat_map(|a| points.iter().map(move |b| way(*a, *b) as f32)).collect();
        let day_routes = |(day, (longest, capacity)): (usize, &(f64, f64))| {
            let route = Route {
                day,
                start: 0,
                end: 0,
                spans: Vec::new(),
                // Ways are rounded to 24 bits in the engine.
                longest: longest * (1.0 - 2e-7),
                most: u32::MAX,
                capacity: *capacity,
                lunch: None,
                fair_share: if longest.is_finite() { *longest } else { 1.0 },
            };
            std::iter::repeat_n(route, self.vehicles)
        };
        Model {
            days: (0..self.days.len() as i32).collect(),
            routes: self.days.iter().enumerate().flat_map(day_routes).collect(),
            clients: self.rows.iter().enumerate().map(|(n, row)| client(n, row)).collect(),
            groups: Vec::new(),
            apart: Vec::new(),
            travel: Travel { nodes: points.len(), cost, minutes: None },
            weights,
        }
    }
}

impl Row {
    /// Why no vehicle can serve the row alone in any of its patterns.
    pub(super) fn never_fits(&self, limits: &[(f64, f64)], depot: (f64, f64)) -> Option<String> {
        let there = (self.x - depot.0).hypot(self.y - depot.1);
        let hinders = |day: usize| {
            let (longest, capacity) = limits[day];
            if self.demand > capacity {
                Some(format!("的需求量 {} 超过容量 {capacity}", self.demand))
            } else if self.service + 2.0 * there > longest * (1.0 + 1e-9) {
                let (service, way) = (self.service, 2.0 * there);
                Some(format!("的服务 {service} 加来回 {way:.2} 超过最长时间 {longest}"))
            } else {
                None
            }
        };
        let all: Option<Vec<String>> =
            self.patterns.iter().map(|pattern| pattern.iter().find_map(hinders)).collect();
        all?.into_iter().next()
    }
}

fn client(n: usize, row: &Row) -> Client {
    let patterns = row.patterns.iter().map(|days| Pattern { days: *days, cost: 0.0 });
    Client {
        node: n + 1,
        minutes: row.service,
        demand: row.demand,
        counts: 1,
        choice: Choice::Patterns(patterns.collect()),
        hours: Hours::Always,
        locks: Vec::new(),
        group: None,
    }
}

fn coordinate(text: &str, line: usize, what: &str) -> Result<f64, BadFile> {
    let value = text.parse::<f64>().ok().filter(|value| value.abs() <= 1e7);
    value.ok_or_else(|| BadFile::at(line, &format!("{what}是“{text}”，要是数")))
}

fn parse_row(text: &str, line: usize, days: usize) -> Result<Row, BadFile> {
    let row = fields(text);
    let [_, x, y, service, demand, frequency, count, patterns @ ..] = &row[..] else {
        return Err(BadFile::at(line, "客户要写 i x y service demand frequency count pattern…"));
    };
    let frequency = whole(frequency, line, "次数")?;
    let count = whole(count, line, "组合数")?;
    if patterns.len() < count || count == 0 {
        return Err(BadFile::at(line, &format!("说有 {count} 个组合，写了 {} 个", patterns.len())));
    }
    let mut sets = Vec::with_capacity(count);
    for pattern in &patterns[..count] {
        let bits = whole(pattern, line, "组合")?;
        if (bits as u128) >> days != 0 {
            return Err(BadFile::at(line, &format!("组合 {bits} 里有一天超出了 {days} 天")));
        }
        let set = DaySet::of((0..days).filter(|day| bits >> (days - 1 - day) & 1 == 1));
        if set.len() != frequency {
            return Err(BadFile::at(line, &format!("组合 {bits} 有 {} 天，应有 {frequency} 天", set.len())));
        }
        sets.push(set);
    }
    Ok(Row {
        x: coordinate(x, line, "x")?,
        y: coordinate(y, line, "y")?,
        service: number(service, line, "服务时长")?,
        demand: number(demand, line, "需求量")?,
        patterns: sets,
    })
}
