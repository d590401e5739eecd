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
        let (line, head) = next("the head `type m n t`")?;
        let head = fields(head);
        let [kind, vehicles, count, days] = head[..] else {
            return Err(BadFile::at(line, "the head must be `type m n t`"));
        };
        if whole(kind, line, "the type")? != 1 {
            return Err(BadFile::at(line, "only type 1, periodic routing, is known"));
        }
        let vehicles = whole(vehicles, line, "the number of vehicles")?;
        let count = whole(count, line, "the number of customers")?;
        let days = whole(days, line, "the number of days")?;
        if vehicles == 0 || days == 0 || days > 64 || vehicles.saturating_mul(days) > 60_000 {
            return Err(BadFile::at(line, "vehicles and days must be at least 1, and days at most 64"));
        }
        let mut limits = Vec::with_capacity(days);
        for _ in 0..days {
            let (line, text) = next("a line `D Q` for each day")?;
            let [longest, capacity] = fields(text)[..] else {
                return Err(BadFile::at(line, "a day must be `D Q`"));
            };
            let none_if_zero = |value: f64| if value == 0.0 { f64::INFINITY } else { value };
            let longest = none_if_zero(number(longest, line, "the longest duration")?);
            limits.push((longest, none_if_zero(number(capacity, line, "the capacity")?)));
        }
        let (line, text_of_depot) = next("the depot")?;
        let depot = fields(text_of_depot);
        let [_, x, y, ..] = depot[..] else { return Err(BadFile::at(line, "the depot must be `i x y …`")) };
        let place = |text, what| coordinate(text, line, what);
        let depot = (place(x, "x")?, place(y, "y")?);
        let mut rows = Vec::new();
        for _ in 0..count {
            let (line, text) = next("a row for each customer")?;
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
    value.ok_or_else(|| BadFile::at(line, &format!("{what} is `{text}` and must be a number")))
}

fn parse_row(text: &str, line: usize, days: usize) -> Result<Row, BadFile> {
    let row = fields(text);
    let [_, x, y, service, demand, frequency, count, patterns @ ..] = &row[..] else {
        return Err(BadFile::at(line, "a customer must be `i x y service demand frequency count pattern…`"));
    };
    let frequency = whole(frequency, line, "the frequency")?;
    let count = whole(count, line, "the number of patterns")?;
    if patterns.len() < count || count == 0 {
        return Err(BadFile::at(
            line,
            &format!("{count} patterns are announced and {} given", patterns.len()),
        ));
    }
    let mut sets = Vec::with_capacity(count);
    for pattern in &patterns[..count] {
        let bits = whole(pattern, line, "a pattern")?;
        if (bits as u128) >> days != 0 {
            return Err(BadFile::at(line, &format!("pattern {bits} names a day beyond the {days} days")));
        }
        let set = DaySet::of((0..days).filter(|day| bits >> (days - 1 - day) & 1 == 1));
        if set.len() != frequency {
            return Err(BadFile::at(
                line,
                &format!("pattern {bits} has {} days instead of {frequency}", set.len()),
            ));
        }
        sets.push(set);
    }
    Ok(Row {
        x: coordinate(x, line, "x")?,
        y: coordinate(y, line, "y")?,
        service: number(service, line, "the service time")?,
        demand: number(demand, line, "the demand")?,
        patterns: sets,
    })
}
